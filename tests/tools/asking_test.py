"""What is asked in a way that has no answer, or of the past, or is shown.

usage: asking_test.py PATH_OF_LOOPLEDGER
"""

import csv
import io
import json
import signal
import subprocess
import unittest

from running import BINARY, CliTest, Server, report


class NoSuchWords(CliTest):
    def test_what_may_have_been_meant(self):
        for words, meant in ((["gaps"], "mean gap?"),
                             (["gap", "lst"], "mean list?"),
                             (["log", "haed"], "mean head?"),
                             (["head"], "mean log head?"),
                             (["gap", "list", "--metrc", "M1"],
                              "mean --metric?"),
                             (["log", "head", "--qiet"], "mean --quiet?")):
            done = self.run_it(*words)
            self.error(done, 2, "USAGE")
            self.assertIn(meant, done.stderr)

    def test_what_there_is_when_nothing_is_near(self):
        done = self.run_it("juggle")
        self.assertIn('"juggle" is no verb of loopledger; it has serve, ',
                      done.stderr)
        done = self.run_it("gap")
        self.assertIn("loopledger gap needs a verb: list, explain or trend",
                      done.stderr)

    def test_words_that_mean_nothing_there(self):
        for words in (["log", "get", "1"], ["view", "list"], ["version"],
                      ["log", "copy", "file:a", "file:b"], ["doctor"]):
            done = self.run_it(*words, "--as-of", "1")
            self.error(done, 2, "USAGE")
            self.assertIn("--as-of means nothing to loopledger", done.stderr)
        self.error(self.run_it("log", "head", "--at-least", "1"), 2, "USAGE")
        self.error(self.run_it("log", "tail", "--follow", "--as-of", "1"), 2,
                   "USAGE")
        self.error(self.run_it("export", "events", "--at", "1", "--as-of",
                               "2"), 2, "USAGE")
        self.error(self.run_it("config", "show", "--changed", "--effective"),
                   2, "USAGE")

    def test_numbers_beyond_what_is_counted(self):
        for words in (["log", "get", "18446744073709551616"],
                      ["gap", "list", "--limit", "99999999999999999999"]):
            self.error(self.run_it(*words), 2, "USAGE")
        for words, last in ((["gap", "list", "--limit"], 4294967295),
                            (["gap", "trend", "--points"], 4294967295),
                            (["kafka", "up", "--brokers"], 2147483647)):
            done = self.run_it(*words, str(last + 1))
            self.error(done, 2, "USAGE")
            self.assertIn(f"{words[-1]}: {last + 1} is no whole number from 0 "
                          f"to {last}", done.stderr)

    def test_an_empty_word_is_no_value(self):
        for words, named in ((["gap", "list", "--as-of", ""], "--as-of"),
                             (["gap", "list", "--metric", ""], "--metric"),
                             (["view", "get", "loop", ""], "KEY"),
                             (["view", "get", "loop", "--filter", ""], "--filter"),
                             (["threat", "show", ""], "ID"),
                             (["publish", "-f", ""], "--file")):
            done = self.run_it(*words)
            self.error(done, 2, "USAGE")
            self.assertIn(f"{named} is empty", done.stderr)

    def test_nobody_there_says_where_and_what_to_do(self):
        done = self.run_it("log", "head", "--server", "127.0.0.1:1")
        self.error(done, 8, "UNAVAILABLE")
        self.assertIn("127.0.0.1:1", done.stderr)
        self.assertIn("try: loopledger serve --dev", done.stderr)
        for nowhere in ("a b", "no.such.host.invalid:1"):
            done = self.run_it("log", "head", "--server", nowhere)
            self.error(done, 8, "UNAVAILABLE")
            self.assertIn("no server answers at " + nowhere, done.stderr)


class Past(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()
        self.run_it("publish", "--projected", "-f",
                    self.write("a", *[report(i) for i in range(5)]))
        self.offline = ["--log", "file:" + self.path("data/log")]

    def test_the_log_is_as_it_was(self):
        self.run_it("log", "copy", "file:" + self.path("data/log"),
                    "file:" + self.path("cut"), "--to", "4")
        cut = self.answer("log", "head", "--log", "file:" + self.path("cut"))
        for place in ([], self.offline):
            head = self.answer("log", "head", "--as-of", "3", *place)
            self.assertEqual(head, cut)
            time = self.answer("log", "get", "3", *place)["time"]
            self.assertEqual(
                self.answer("log", "head", "--as-of", time, *place)["head"],
                cut["head"])
            stat = self.answer("log", "stat", "--as-of", "3", *place)
            self.assertEqual(stat["records"], "4")
            tail = self.answer("log", "tail", "--as-of", "3", *place)
            self.assertEqual([record["position"] for record in tail],
                             ["0", "1", "2", "3"])
            verified = self.answer("audit", "verify", "--as-of", "3", *place)
            self.assertEqual((verified["verdict"], verified["head"]),
                             ("ok", cut["head"]))
            done = self.run_it("export", "events", "--as-of", "3", *place)
            self.assertEqual(len(done.stdout.splitlines()), 4)

    def test_a_position_to_come_is_no_past(self):
        for words in (["log", "head"], ["log", "tail"], ["log", "stat"],
                      ["audit", "verify"], ["export", "events"]):
            for place in ([], self.offline):
                done = self.run_it(*words, "--as-of", "7", *place)
                self.error(done, 2, "OUT_OF_RANGE")
                self.assertIn("beyond the head", done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_tail_from_beyond_the_head_is_no_empty_list(self):
        for place in ([], self.offline):
            done = self.run_it("log", "tail", "--from", "99", "-o", "json",
                               *place)
            self.error(done, 2, "OUT_OF_RANGE")
            self.assertEqual(done.stdout, "")

    def test_before_the_ledger_there_is_nothing(self):
        head = self.answer("log", "head", "--as-of", "1990-01-01T00:00:00Z")
        self.assertEqual(head["next"], "0")
        self.assertEqual(self.answer("audit", "verify", "--as-of",
                                     "1990-01-01T00:00:00Z")["records"], "0")

    def test_what_was_recorded_later_is_said_to_be(self):
        for words in (["view", "get", "threat_picture.reports", "R-4"],
                      ["loop", "trace", "R-4"]):
            done = self.run_it(*words, "--as-of", "3")
            self.error(done, 3, "NOT_FOUND")
            self.assertIn("nothing of R-4 was recorded by 3", done.stderr)
            done = self.run_it(*words[:-1], "R-99", "--as-of", "3")
            self.error(done, 3, "NOT_FOUND")
            self.assertNotIn("recorded by", done.stderr)

    def test_one_row_is_not_chosen_twice(self):
        for choice in (["--filter", "report_id=R-1"], ["--filter", "x"],
                       ["--order-by", "report_id"], ["--limit", "1"]):
            done = self.run_it("view", "get", "threat_picture.reports", "R-1",
                               *choice)
            self.error(done, 2, "USAGE")
            self.assertIn("mean nothing to one row", done.stderr)

    def test_what_is_not_there_says_where_to_look(self):
        for words, listing in ((["gap", "explain", "M1/X"], "gap list"),
                               (["gap", "explain", "M7/X"],
                                "gap list --metric M7"),
                               (["decision", "show", "X"], "decision list"),
                               (["threat", "show", "X"], "threat list"),
                               (["tasking", "why", "X"], "tasking list"),
                               (["view", "get", "loop", "X"],
                                "view get loop"),
                               (["view", "get", "X", "Y"], "view list")):
            done = self.run_it(*words)
            self.error(done, 3, "NOT_FOUND")
            self.assertIn(f"try: loopledger {listing}\n", done.stderr)

    def test_watch_begins_there(self):
        done = self.run_it("view", "watch", "threat_picture.reports",
                           "--as-of", "4", "--limit", "2")
        changes = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([c["report_id"] for c in changes], ["R-3", "R-4"])
        done = self.run_it("view", "watch", "threat_picture.reports",
                           "--as-of", "4", "--since", "4")
        self.error(done, 2, "USAGE")


class Figures(CliTest):
    def test_of_a_share_so_many_were_measured(self):
        self.server = Server(self.path("data"), verb=("demo",))
        done = self.run_it("gap", "list", "--metric", "M7")
        self.assertRegex(done.stdout, r"(?m)^M7 +4 .* 1 of 4 approved")
        done = self.run_it("gap", "list", "--metric", "M14")
        self.assertRegex(done.stdout, r"(?m)^M14/up +4 .* of 4 live taskings")
        rows = self.answer("gap", "list", "--metric", "M7", "--filter",
                           "key=M7")
        self.assertEqual((rows[0]["n"], rows[0]["of"]), ("0", "4"))


class Flat(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()
        self.run_it("publish", "--projected", "-f",
                    self.write("a", report(1, releasable_to=["x", "y"])))

    def test_a_view_has_every_column(self):
        row = self.answer("view", "get", "threat_picture.reports", "R-1")
        done = self.run_it("export", "view", "threat_picture.reports",
                           "--format", "csv")
        cells = list(csv.DictReader(io.StringIO(done.stdout)))[0]

        def leaves(value, path):
            if isinstance(value, dict):
                for name, inner in value.items():
                    yield from leaves(inner, path + [name])
            else:
                yield ".".join(path), value

        for path, value in leaves(row, []):
            self.assertIn(path, cells)
            if isinstance(value, str):
                self.assertEqual(cells[path], value, path)
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self.assertEqual(json.loads(cells[path]), value)

    def test_events_have_their_envelope_in_columns_and_their_body_whole(self):
        done = self.run_it("export", "events", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        record = self.answer("log", "get", "2")
        self.assertEqual(rows[2]["event.marking.handling.code"], "P")
        self.assertEqual(rows[2]["event.releasable_to"], "x, y")
        self.assertEqual(rows[2]["event.late_reason"], "FICTITIOUS")
        self.assertEqual(rows[2]["writer"], record["writer"])
        self.assertEqual(json.loads(rows[2]["body"]),
                         record["event"]["report_submitted"])
        self.assertEqual(json.loads(rows[0]["body"])["ledger"], "dev")


class Streams(CliTest):
    def test_a_server_outlives_whoever_read_what_it_prints(self):
        self.serve()
        self.server.process.stdout.close()
        self.server.process.stderr.close()
        self.run_it("publish", "-f", self.write("a", report(1)))
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.process.wait(timeout=60), 0)

    def test_a_reader_that_has_enough_ends_a_verb_quietly(self):
        self.serve()
        self.run_it("publish", "-f",
                    self.write("a", *[report(i) for i in range(400)]))
        for words in (["log", "tail"], ["export", "events"],
                      ["log", "tail", "-o", "json"]):
            with subprocess.Popen(
                    [BINARY, *words, "--server", self.server.address],
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                process.stdout.read(10)
                process.stdout.close()
                said = process.stderr.read().decode()
                process.wait(timeout=60)
            self.assertNotIn("error", said)

    def test_a_port_that_is_taken_says_what_to_do(self):
        self.serve()
        done = self.run_it("serve", "--dev", "--grpc", self.server.address,
                           "--data", self.path("other"))
        self.error(done, 8, "PORT_TAKEN")
        self.assertIn("--grpc 127.0.0.1:0", done.stderr)
        self.assertNotIn("chttp2", done.stderr)

    def test_text_that_commands_a_terminal_is_refused_by_field(self):
        self.serve()
        for text in ("a\u0000b", "\u001b[2J", "\u009b2J", "a\u202eb",
                     "a\rb"):
            command = report(1)
            command["submit_report"]["items"][0]["text"] = text
            done = self.run_it("publish", "-f", self.write("a", command))
            self.error(done, 6, "FIELD_INVALID")
            self.assertIn("submit_report.items[0].text", done.stderr)
        command = report(1)
        command["submit_report"]["items"][0]["text"] = "a\n\tb\r\nc"
        self.answer("publish", "-f", self.write("a", command))


if __name__ == "__main__":
    unittest.main()
