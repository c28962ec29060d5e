"""The demo, as a person meets it: its gaps are there, the command that it
prints closes one of them, and what was done outlives the process."""

import json
import re
import subprocess
import sys
import tempfile
import unittest

BINARY = sys.argv.pop(1)

GAPS = ["M1/G1050", "M13/G1040", "M13/G1043", "M2/G0092", "M3/TSK-101",
        "M3/TSK-102", "M4/OUT-31/G1015"]


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


if __name__ == "__main__":
    unittest.main()
