"""Runs the one binary for tests that see it as scripts do.

The first argument of the script that imports this is the binary's path.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

BINARY = os.path.abspath(sys.argv.pop(1))
NOW = "2026-01-05T10:00:00Z"


def report(number, **more):
    """A command that founds nothing and is refused by nobody."""
    grade = {"source": "1", "intelligence": "B"}
    command = {
        "command_id": f"c-{number}",
        "occurred_at": NOW,
        "late_reason": "FICTITIOUS",
        "actor": {"org": "north", "person": "a.reid", "role": "INTEL_OFFICER"},
        "submit_report": {
            "report_id": f"R-{number}",
            "source_ref": "S",
            "date_of_intelligence": "2026-01-04T10:00:00Z",
            "items": [{"number": 1, "text": "FICTITIOUS", "grade": grade,
                       "nature": "FACT"}],
            "provenance": {"text": "FICTITIOUS", "grade": grade},
            "risk_assessment_done": True,
        },
    }
    command.update(more)
    return command


class Server:
    """`serve --dev` on a free port, over a data directory of its own."""

    def __init__(self, data, *arguments, verb=("serve", "--dev")):
        self.process = subprocess.Popen(
            [BINARY, *verb, "--grpc", "127.0.0.1:0", "--data", data,
             *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines = iter(self.process.stdout.readline, "")
        self.ready = next((l for l in lines if l.startswith("ready ")), "")
        found = re.fullmatch(
            r"ready grpc=(\S+) ledger=(\S+) position=(\d+)\n", self.ready)
        if not found:
            raise AssertionError(self.ready + self.process.stderr.read())
        self.address, self.ledger, self.position = found.groups()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        _, self.log = self.process.communicate(timeout=60)
        return self.process.returncode


class CliTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.server = None

    def tearDown(self):
        if self.server and self.server.process.poll() is None:
            self.server.stop()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, *commands):
        with open(self.path(name), "w", encoding="utf-8") as file:
            for command in commands:
                line = command
                if not isinstance(command, str):
                    line = json.dumps(command)
                file.write(line + "\n")
        return self.path(name)

    def serve(self, *arguments):
        self.server = Server(self.path("data"), *arguments)

    def run_it(self, *arguments, stdin=None, env=None):
        environment = {"PATH": os.environ["PATH"]}
        if self.server:
            environment["LOOPLEDGER_SERVER"] = self.server.address
        environment.update(env or {})
        return subprocess.run([BINARY, *arguments], input=stdin, text=True,
                              capture_output=True, timeout=120,
                              env=environment, cwd=self.folder)

    def answer(self, *arguments, code=0, **more):
        done = self.run_it(*arguments, "-o", "json", **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def error(self, done, code, name):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertRegex(done.stderr, rf"(?m)^error\[{name}\]: \S")
