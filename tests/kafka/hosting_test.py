"""One server with several ledgers, and several ledgers over two servers.

usage: hosting_test.py LOOPLEDGER [unittest's words]
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, "tests/tools")

import running  # noqa: E402
import test_broker  # noqa: E402

READY_SECONDS = 60
TAKEOVER_SECONDS = 20  # 6 s of its session, and what a busy machine needs.


def two_ports():
    """A port that is free, and so is the one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                return port
            except (OSError, OverflowError):
                continue


def run(*words, given=""):
    return subprocess.run([running.BINARY, *words], input=given, text=True,
                          capture_output=True, check=False,
                          timeout=READY_SECONDS)


def answer(*words, given=""):
    """What it prints, one object a line."""
    done = run(*words, "-o", "ndjson", given=given)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class Host:
    """`serve` with several logs."""

    def __init__(self, data, port, logs):
        words = [word for log in logs for word in ("--log", log)]
        self.process = subprocess.Popen(
            [running.BINARY, "serve", "--dev", "--data", data, "--grpc",
             f"127.0.0.1:{port}", *words], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        timer = threading.Timer(READY_SECONDS, self.process.kill)
        timer.start()
        ready = [self.process.stdout.readline() for _ in logs]
        timer.cancel()
        self.ready = []
        for line in ready:
            found = re.fullmatch(
                r"ready grpc=(\S+) ledger=(\S+) position=(\d+)\n", line)
            if not found:
                self.process.kill()
                raise AssertionError(line + self.process.communicate()[1])
            self.ready.append(found.groups())
        self.address = {ledger: address for address, ledger, _ in self.ready}

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.communicate(timeout=60)
        return self.process.returncode


class Hosting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="loopledger-hosting-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.hosts = []
        self.addCleanup(self.kill_all)

    def kill_all(self):
        for host in self.hosts:
            if host.process.poll() is None:
                host.stop(signal.SIGKILL)

    def host(self, *logs, data="data", port=0):
        self.hosts.append(Host(os.path.join(self.folder, data), port, logs))
        return self.hosts[-1]

    def on_kafka(self, name):
        """(NAME, URL) of a ledger that is not there yet."""
        name = test_broker.unique(name)
        return name, f"kafka://{test_broker.bootstrap()}/loopledger.{name}"

    def publish(self, address, *numbers):
        """The positions; waits until the views have folded them."""
        given = "".join(json.dumps(running.report(n)) + "\n" for n in numbers)
        receipts = answer("publish", "-f", "-", "--projected", "--timeout",
                          "30s", "--server", address, given=given)
        return [int(receipt["position"]) for receipt in receipts]

    def reports(self, address):
        rows = answer("export", "view", "threat_picture.reports", "--format",
                      "ndjson", "--server", address)
        return sorted(row["report_id"] for row in rows)

    def commands(self, url):
        """The ids of all the commands in the log."""
        entries = answer("log", "tail", "--log", url)
        return [e["event"]["command_id"] for e in entries if "event" in e]


class SeveralLedgers(Hosting):
    def test_each_has_a_port_views_and_records_of_its_own(self):
        name, url = self.on_kafka("a")
        files = "file:" + os.path.join(self.folder, "b")
        port = two_ports()
        host = self.host(f"{name}={url}", f"b={files}", port=port)
        self.assertEqual([(a, n) for a, n, _ in host.ready],
                         [(f"127.0.0.1:{port}", name),
                          (f"127.0.0.1:{port + 1}", "b")])
        self.publish(host.address[name], 1, 2)
        self.publish(host.address["b"], 3)
        self.assertEqual(self.reports(host.address[name]), ["R-1", "R-2"])
        self.assertEqual(self.reports(host.address["b"]), ["R-3"])
        for ledger in (name, "b"):
            self.assertTrue(os.path.isdir(
                os.path.join(self.folder, "data", ledger, "views")))
        self.assertEqual(host.stop(), 0)
        self.assertEqual(self.commands(url), ["c-1", "c-2"])
        self.assertEqual(self.commands(files), ["c-3"])
        # Each goes on where it was, also in another order.
        again = self.host(f"b={files}", f"{name}={url}")
        self.assertEqual(self.reports(again.address[name]), ["R-1", "R-2"])
        self.assertEqual(self.reports(again.address["b"]), ["R-3"])
        self.publish(again.address["b"], 4)
        self.publish(again.address[name], 4)
        self.assertEqual(self.commands(url), ["c-1", "c-2", "c-4"])
        self.assertEqual(again.stop(), 0)

    def refused(self, *logs):
        words = [word for log in logs for word in ("--log", log)]
        done = run("serve", "--dev", "--grpc", "127.0.0.1:0", "--data",
                   os.path.join(self.folder, "refused"), *words)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("error[USAGE]: ", done.stderr)
        return done

    def test_each_needs_a_name_of_its_own(self):
        one = "file:" + os.path.join(self.folder, "one")
        two = "file:" + os.path.join(self.folder, "two")
        for logs in ((one, two), (f"a={one}", two), (f"a={one}", f"a={two}"),
                     (f"a={one}", f"../b={two}"), (f"a={one}", f"={two}")):
            done = self.refused(*logs)
            self.assertEqual(done.stdout, "")
            self.assertIn("each needs a name of its own", done.stderr)
            self.assertIn("--log NAME=URL", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "one")))

    def test_a_name_is_that_of_the_ledger_in_the_log(self):
        one = "file:" + os.path.join(self.folder, "one")
        self.assertEqual(self.host(f"north={one}").stop(), 0)
        for logs in ((f"south={one}",), ("a=memory:", f"south={one}")):
            done = self.refused(*logs)
            self.assertIn(f"{one} holds the ledger north, not south",
                          done.stderr)
            self.assertNotIn("ledger=north", done.stdout)


class TwoServers(Hosting):
    """Each holds the seat of one ledger and stands by for the other's."""

    def await_publish(self, address, number, began):
        """How long after `began` a command was acknowledged there."""
        while time.monotonic() < began + TAKEOVER_SECONDS:
            done = run("publish", "-f", "-", "--timeout", "2s", "--server",
                       address, given=json.dumps(running.report(number)))
            if done.returncode == 0:
                return time.monotonic() - began
        self.fail(f"no command was taken at {address}: {done.stderr}")

    def holder(self, url):
        """Where the one who holds the seat takes commands."""
        seats = [e["seat_taken"] for e in answer("log", "tail", "--log", url)
                 if "seat_taken" in e]
        return seats[-1].get("address", "")

    def test_a_ledger_goes_to_the_server_that_is_left(self):
        x, x_url = self.on_kafka("x")
        y, y_url = self.on_kafka("y")
        both = (f"{y}={y_url}", f"{x}={x_url}")
        one = self.host(f"{x}={x_url}", data="one")
        self.await_publish(one.address[x], 1, time.monotonic())
        two = self.host(*both, data="two")
        self.await_publish(two.address[y], 1, time.monotonic())
        self.assertEqual(self.holder(x_url), one.address[x])
        self.assertEqual(self.holder(y_url), two.address[y])

        killed = time.monotonic()
        one.stop(signal.SIGKILL)
        took = self.await_publish(two.address[x], 2, killed)
        self.assertEqual(self.holder(x_url), two.address[x])
        self.await_publish(two.address[y], 2, time.monotonic())

        # It comes back, follows both, and is handed both.
        one = self.host(*both, data="one")
        self.assertEqual(self.holder(x_url), two.address[x])
        asked = time.monotonic()
        self.assertEqual(two.stop(), 0)
        handed = max(self.await_publish(one.address[name], 3, asked)
                     for name in (x, y))
        for name, url in ((x, x_url), (y, y_url)):
            self.assertEqual(self.holder(url), one.address[name])
            self.assertEqual(self.commands(url), ["c-1", "c-2", "c-3"])
            self.publish(one.address[name], 4)
            self.assertEqual(self.reports(one.address[name]),
                             ["R-1", "R-2", "R-3", "R-4"])
        print(f"taken over {took:.1f} s after kill -9; both handed over "
              f"{handed:.1f} s after SIGTERM, its end included",
              file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
