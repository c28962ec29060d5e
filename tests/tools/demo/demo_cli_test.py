"""The demo, as a person meets it: its gaps are there, the command that it
prints closes one of them, and what was done outlives the process."""

import datetime
import json
import re
import subprocess
import sys
import tempfile
import unittest

BINARY = sys.argv.pop(1)

GAPS = ["M1/G1050", "M10/REQ-11/COLD", "M11/COM-21", "M13/G1043",
        "M2/G0092", "M3/TSK-101", "M3/TSK-102", "M4/OUT-31/G1015"]


def moment_of(text):
    """Microseconds since 1970."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(moment.timestamp() * 1e6)


class Running:
    """A demo that serves the data directory until the block ends."""

    def __init__(self, data):
        self.data = data

    def __enter__(self):
        self.process = subprocess.Popen(
            [BINARY, "demo", "--data", self.data, "--grpc", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            ready = re.match(r"ready grpc=(\S+)", line)
            if ready:
                self.server = ready.group(1)
                return self
        raise AssertionError("the demo never became ready: " + self.said)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, *words):
        done = subprocess.run(
            [BINARY, "--server", self.server, "-o", "json", *words],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def refused(self, *words):
        done = subprocess.run([BINARY, "--server", self.server, *words],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    def table(self, *words):
        return subprocess.run(
            [BINARY, "--server", self.server, *words], capture_output=True,
            text=True, check=True).stdout.splitlines()

    def gaps(self):
        return sorted(g["gap_id"] for g in json.loads(
            self.ask("gap", "list", "--at-least", self.position())))

    def position(self):
        head = json.loads(self.ask("log", "head"))
        return str(int(head["next"]) - 1)


class Demo(unittest.TestCase):
    def test_it_shows_each_gap_and_closing_one_lasts(self):
        with tempfile.TemporaryDirectory() as data:
            with Running(data) as demo:
                self.assertEqual(demo.gaps(), GAPS)
                file = re.search(r"publish -f (\S+)", demo.said).group(1)
                demo.ask("publish", "-f", file)
                self.assertEqual(demo.gaps(), GAPS[1:])
                threat = json.loads(demo.ask("threat", "show", "G1050"))
                self.assertEqual(threat["live_taskings"], 1)
            with Running(data) as again:
                self.assertEqual(again.gaps(), GAPS[1:])

    def test_it_prints_three_commands_that_name_the_binary(self):
        with tempfile.TemporaryDirectory() as data, Running(data) as demo:
            tries = re.findall(r"(?m)^  (\S+) ", demo.said)
            self.assertEqual(len(tries), 3)
            self.assertEqual(len(set(tries)), 1)
            self.assertIn("FICTITIOUS", demo.said)


class Figures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = tempfile.TemporaryDirectory()
        cls.demo = Running(cls.data.name).__enter__()
        cls.demo.gaps()  # Its views are caught up.

    @classmethod
    def tearDownClass(cls):
        cls.demo.__exit__()
        cls.data.cleanup()

    def test_a_metric_that_is_a_figure_is_listed_from_the_measures(self):
        rows = json.loads(self.demo.ask("gap", "list", "--metric", "M5"))
        self.assertEqual(rows[0]["key"], "M5")
        self.assertEqual({row["metric"] for row in rows}, {"M5"})
        self.assertRegex(rows[0]["p50"], r"^[1-9]\d*s$")
        areas = json.loads(self.demo.ask(
            "gap", "list", "--metric", "M5", "--filter", "dimension=area"))
        self.assertEqual([row["key"] for row in areas],
                         ["M5/area/CYBER_CRIME"])

    def test_a_table_tells_spans_as_people_do(self):
        head, first, *_ = self.demo.table("gap", "list", "--metric", "M6")
        self.assertRegex(head, r"^MEASURE .*HALF WITHIN .*LONGEST$")
        self.assertRegex(first, r"^M6 .* \d+ d( \d+ h)?$")

    def test_a_figure_is_no_finding(self):
        code, said = self.demo.refused("gap", "list", "--metric", "M5",
                                       "--fail-on")
        self.assertEqual(code, 2)
        self.assertIn("M5 is a figure", said)

    def test_a_metric_may_be_gaps_and_a_figure(self):
        rows = json.loads(self.demo.ask("gap", "list", "--metric", "M12"))
        self.assertEqual([row["key"] for row in rows],
                         ["M12", "M12/org/northland-analysis"])
        self.assertEqual((rows[0]["hits"], rows[0]["of"]), ("0", "70"))
        row = json.loads(self.demo.ask("gap", "explain",
                                       "M12/org/northland-analysis"))
        self.assertEqual(row["name"], "LINKED_TO_PRIORITY")
        table = self.demo.table("gap", "list", "--metric", "M12")
        self.assertRegex(table[0], r"^GAP .*NEXT$")
        self.assertRegex(table[1], r"^MEASURE .*TELLS$")
        self.assertEqual(len(table), 4)
        # A figure is no finding.
        self.demo.ask("gap", "list", "--metric", "M12", "--fail-on")

    def test_what_narrows_the_gaps_leaves_the_figure_out(self):
        *_, last = self.demo.table("gap", "list")
        self.assertRegex(last, r"^M12 .* 0 of 70 accepted reports were linked")
        for narrow in (["--limit", "1"], ["--order-by", "gap_id"],
                       ["--filter", "metric=M3"], ["--metric", "M3"]):
            table = self.demo.table("gap", "list", *narrow)
            self.assertNotIn("MEASURE", "\n".join(table))

    def test_a_figure_names_the_records_behind_it(self):
        row = json.loads(self.demo.ask("gap", "explain", "M6"))
        self.assertEqual(row["metric"], "M6")
        self.assertEqual([record["position"] for record in row["records"]],
                         row["caused_by"])

    def test_the_trend_ends_with_what_is_there_now(self):
        rows = json.loads(self.demo.ask("gap", "trend"))
        self.assertEqual(len(rows), 12)
        self.assertEqual(rows, sorted(rows, key=lambda row: row["at"]))
        counts = {}
        for gap in self.demo.gaps():
            metric = gap.partition("/")[0]
            counts[metric] = counts.get(metric, 0) + 1
        self.assertEqual({metric: count for metric, count
                          in rows[-1]["counts"].items() if count}, counts)
        # First there is an objective, and nobody tasked for it yet.
        self.assertEqual({metric for metric, count
                          in rows[0]["counts"].items() if count}, {"M8"})

    def test_the_trend_of_a_span(self):
        rows = json.loads(self.demo.ask("gap", "trend", "--from", "0", "--to",
                                        "9", "--points", "3"))
        self.assertEqual(len(rows), 3)
        tenth = json.loads(self.demo.ask("log", "get", "9"))
        self.assertEqual(moment_of(rows[-1]["at"]), int(tenth["recorded_at"]))
        head = self.demo.table("gap", "trend", "--points", "2")[0].split()
        self.assertEqual(head[:3], ["AT", "M1", "M2"])

    def test_a_trend_that_makes_no_sense(self):
        for words in (["--points", "0"], ["--points", "1001"],
                      ["--from", "9", "--to", "8"], ["--from", "yesterday"]):
            with self.subTest(words=words):
                self.assertEqual(self.demo.refused("gap", "trend", *words)[0],
                                 2)


if __name__ == "__main__":
    unittest.main()
