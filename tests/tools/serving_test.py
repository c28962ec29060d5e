"""How a server starts and ends, when all is well and when it is not.

usage: serving_test.py PATH_OF_LOOPLEDGER
"""

import json
import os
import shutil
import signal
import subprocess
import unittest

from running import BINARY, CliTest, Server, report


class Mismatch(CliTest):
    """The log under the views is not the one that they were folded from."""

    def setUp(self):
        super().setUp()
        self.serve()
        self.run_it("publish", "--projected", "-f",
                    self.write("a", *[report(i) for i in range(5)]))
        self.head = self.answer("log", "head")
        self.server.stop()
        self.log = self.path("data/log")

    def refused(self):
        done = self.run_it("serve", "--dev", "--grpc", "127.0.0.1:0", "--data",
                           self.path("data"))
        self.error(done, 10, "LOG_MISMATCH")
        self.assertEqual(done.stdout, "")
        self.assertIn("file:" + self.log, done.stderr)
        self.assertIn(self.path("data/views"), done.stderr)
        for view in ("threat_picture", "tasking_board", "feedback_loop"):
            self.assertIn(view, done.stderr)
        self.assertIn("position 6", done.stderr)
        self.assertIn(self.head["head"], done.stderr)
        self.assertIn("try: put the right log back", done.stderr)
        return done

    def test_a_lost_log_founds_no_new_ledger(self):
        os.rename(self.log, self.log + ".away")
        self.assertIn("nothing there", self.refused().stderr)
        self.assertFalse(os.path.exists(self.log))
        # Put back, all is as it was.
        os.rename(self.log + ".away", self.log)
        self.serve()
        self.assertEqual(self.server.position, "7")

    def test_an_emptied_log_founds_no_new_ledger(self):
        shutil.rmtree(self.log)
        os.mkdir(self.log)
        self.assertIn("nothing there", self.refused().stderr)
        done = self.run_it("log", "head", "--log", "file:" + self.log)
        self.assertNotIn("dev", done.stdout)

    def test_a_swapped_log_takes_no_writes(self):
        other = Server(self.path("other"))
        other.stop()
        shutil.rmtree(self.log)
        shutil.copytree(self.path("other/log"), self.log)
        before = self.answer("log", "head", "--log", "file:" + self.log)
        self.refused()
        self.assertEqual(
            self.answer("log", "head", "--log", "file:" + self.log), before)

    def test_a_log_behind_its_views_takes_no_writes(self):
        self.run_it("log", "copy", "file:" + self.log,
                    "file:" + self.path("cut"), "--to", "5")
        shutil.rmtree(self.log)
        shutil.copytree(self.path("cut"), self.log)
        self.assertIn("nothing there", self.refused().stderr)

    def test_views_that_are_moved_away_are_folded_anew(self):
        shutil.rmtree(self.log)
        os.rename(self.path("data/views"), self.path("views.old"))
        self.serve()
        self.assertEqual(self.server.position, "1")

    def test_the_demo_founds_none_either(self):
        shutil.rmtree(self.log)
        done = self.run_it("demo", "--grpc", "127.0.0.1:0", "--data",
                           self.path("data"))
        self.error(done, 10, "LOG_MISMATCH")
        self.assertFalse(os.path.exists(self.log))


class Ending(CliTest):
    def test_an_idle_publisher_does_not_hold_it_up(self):
        self.serve("--drain", "100s")
        with subprocess.Popen(
                [BINARY, "publish", "-f", "-", "-o", "ndjson", "--server",
                 self.server.address], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True) as publisher:
            publisher.stdin.write(json.dumps(report(1)) + "\n")
            publisher.stdin.flush()
            self.assertEqual(json.loads(publisher.stdout.readline())
                             ["position"], "2")
            self.assertEqual(self.server.stop(), 0)  # Within its 60 s.
            publisher.kill()

    def test_term_before_it_serves_ends_it(self):
        # The founding comes through a pipe, so that it waits where we want.
        pipe = self.path("founding")
        os.mkfifo(pipe)
        with subprocess.Popen(
                [BINARY, "serve", "--dev", "--grpc", "127.0.0.1:0", "--data",
                 self.path("data"), "--found", pipe], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE) as process:
            with open(pipe, "w", encoding="utf-8"):
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=60)
            self.assertEqual(process.returncode, -signal.SIGTERM)

    def test_the_prepared_decision_keeps_its_id(self):
        paths = []
        for _ in range(2):
            with subprocess.Popen(
                    [BINARY, "demo", "--grpc", "127.0.0.1:0", "--data",
                     self.path("demo")], stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, text=True) as process:
                while not process.stdout.readline().startswith("ready "):
                    self.assertIsNone(process.poll())
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=60)
                self.assertEqual(process.returncode, 0)
            with open(self.path("demo/approve.json"), encoding="utf-8") as file:
                paths.append(file.read())
        self.assertEqual(*paths)


if __name__ == "__main__":
    unittest.main()
