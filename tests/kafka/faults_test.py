"""The rows of the failure table that concern the log, on real brokers.

Clients publish without pause while one thing goes wrong; afterwards every
acknowledged command must be in the ledger once, at its receipt's place and in
its client's order, and readers in two languages must agree on the head.

usage: faults_test.py LOOPLEDGER [unittest's words]
LOOPLEDGER_TEST_PAUSE: seconds for which a server is stopped, beyond the 6 s of
its session (8).
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).parent.parent
sys.path[:0] = [str(TESTS / "kafka"), str(TESTS / "soak")]
import harness  # noqa: E402
import kafka_cluster  # noqa: E402
import ledger_reader  # noqa: E402
import proxy  # noqa: E402

LOOPLEDGER = sys.argv.pop(1)
PAUSE_SECONDS = float(os.environ.get("LOOPLEDGER_TEST_PAUSE", "8"))


class Faults(unittest.TestCase):
    """One cluster for the class, one ledger for each test."""

    brokers_count = 1
    properties = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="loopledger-faults-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.cluster = cls.enterClassContext(kafka_cluster.Cluster(
            LOOPLEDGER, cls.brokers_count, cls.properties))

    def setUp(self):
        self.ledger = self._testMethodName
        self.url = harness.url_of(self.cluster, self.ledger)
        self.servers, self.clients = [], []
        self.stop = threading.Event()

    def tearDown(self):
        self.stop.set()
        for server in self.servers:
            if server.process is not None and server.process.poll() is None:
                server.kill()

    def serve(self, count, *words):
        for number in range(count):
            folder = self.folder / self.ledger
            folder.mkdir(exist_ok=True)
            server = harness.Server(number, LOOPLEDGER, self.url, folder)
            server.command[2:2] = words
            server.start()
            self.servers.append(server)

    def publish(self, count=2):
        for number in range(count):
            client = harness.Client(number, LOOPLEDGER, self.servers,
                                    self.stop)
            client.start()
            self.clients.append(client)
        self.await_progress()

    def await_progress(self, seconds=60):
        """Until each client was acknowledged something new; how long it took."""
        began = time.monotonic()
        before = [len(c.receipts) for c in self.clients]
        while time.monotonic() < began + seconds:
            if all(len(c.receipts) > b
                   for c, b in zip(self.clients, before)):
                return time.monotonic() - began
            time.sleep(0.02)
        self.fail(f"nothing was acknowledged for {seconds} s")

    def holder(self):
        """The server that holds the seat by the ledger."""
        ran = subprocess.run(
            [LOOPLEDGER, "log", "tail", "--log", self.url, "-o", "ndjson"],
            text=True, capture_output=True, check=True)
        seats = [e["seat_taken"].get("address") for e in
                 map(json.loads, ran.stdout.splitlines()) if "seat_taken" in e]
        return next(s for s in self.servers if s.address == seats[-1])

    def judge(self):
        """Ends the load and holds what was said against what is there."""
        self.stop.set()
        for client in self.clients:
            client.join(timeout=120)
            self.assertFalse(client.is_alive(), "a client never finished")
            self.assertEqual(client.problems, [])
        at, twice, _, _ = harness.read_ledger(LOOPLEDGER, self.url)
        lost, doubled, disorder = harness.judge(self.clients, at, twice)
        self.assertEqual((lost, doubled, disorder), ([], [], []))
        ours, theirs, voids = ledger_reader.heads(LOOPLEDGER, self.url)
        self.assertEqual(ours, theirs)
        self.assertGreater(sum(len(c.receipts) for c in self.clients), 0)
        return voids


class OneBroker(Faults):
    def test_kill_of_the_holder(self):
        self.serve(2)
        self.publish()
        self.holder().kill()
        print(f"acknowledged again {self.await_progress():.1f} s after kill -9 "
              "of the holder", file=sys.stderr)
        self.judge()

    def test_hand_over_on_sigterm(self):
        self.serve(2)
        self.publish()
        going = self.holder()
        began = time.monotonic()
        going.process.terminate()
        while self.holder() is going:
            self.assertLess(time.monotonic(), began + 30)
        took = time.monotonic() - began
        self.assertEqual(going.process.wait(timeout=60), 0)
        self.await_progress()
        self.judge()
        print(f"the seat was handed over within {took:.2f} s",
              file=sys.stderr)

    def test_zombie_writer(self):
        self.serve(2)
        self.publish()
        zombie = self.holder()
        harness.stopped(zombie.process.pid, PAUSE_SECONDS)
        self.await_progress()
        self.judge()
        self.assertIsNot(self.holder(), zombie)

    def test_kill_of_the_only_server_and_of_the_broker(self):
        self.serve(1)
        self.publish()
        self.servers[0].kill()
        self.servers[0].start()
        self.await_progress()
        self.cluster.kill(1)
        time.sleep(1)
        self.cluster.start(1)
        self.await_progress()
        self.judge()

    def test_topic_deleted_and_copied_short(self):
        """The log lost its tail: views are ahead of it and must say so."""
        self.serve(1)
        self.publish(1)
        self.judge()
        server = self.servers[0]
        self.assertEqual(server.go(), "")
        other = harness.url_of(self.cluster, self.ledger + ".cut")
        head = json.loads(subprocess.run(
            [LOOPLEDGER, "log", "head", "--log", self.url, "-o", "json"],
            text=True, capture_output=True, check=True).stdout)
        cut = int(head["next"]) - 5
        subprocess.run([LOOPLEDGER, "log", "copy", self.url, other, "--to",
                        str(cut)], check=True, capture_output=True)
        server.command[server.command.index(self.url)] = other
        ran = subprocess.run([*server.command, "127.0.0.1:0"], text=True,
                             capture_output=True, check=False, timeout=60)
        self.assertEqual(ran.stdout, "", "it began to serve")
        self.assertEqual(ran.returncode, 10)
        self.assertIn("error[LOG_MISMATCH]", ran.stderr)


class BehindAProxy(Faults):
    """One broker, reached through a proxy that holds messages back."""

    def setUp(self):
        super().setUp()
        self.url = (f"kafka://127.0.0.1:{self.between.port}/"
                    f"loopledger.{self.ledger}")

    @classmethod
    def setUpClass(cls):
        cls.between = proxy.Proxy(0)
        cls.addClassCleanup(cls.between.close)
        cls.properties = (
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{cls.between.port}",)
        super().setUpClass()
        port = int(cls.cluster.bootstrap.split(":")[-1])
        cls.between.broker = ("127.0.0.1", port)

    def test_late_responses_leave_outcomes_unknown(self):
        config = self.folder / "impatient.yaml"
        config.write_text("rdkafka.socket.timeout.ms: 1000\n")
        self.serve(1, "--config", str(config))
        self.publish()
        for _ in range(3):
            self.between.delay("response", proxy.PRODUCE, 3)
            self.await_progress()
            time.sleep(2)
        self.judge()
        self.assertGreater(self.between.delayed["response", proxy.PRODUCE], 0)

    def test_requests_that_arrive_after_their_sender_died(self):
        self.serve(2)
        self.publish()
        self.between.delay("request", proxy.PRODUCE, 9, times=3)
        time.sleep(1)
        self.holder().kill()
        self.await_progress()
        time.sleep(9)
        self.judge()


class ThreeBrokers(Faults):
    brokers_count = 3

    def test_leader_moves(self):
        self.serve(1)
        self.publish()
        for broker in (1, 2, 3):
            self.cluster.kill(broker)
            self.await_progress()
            self.cluster.start(broker)
            self.await_progress()
        self.judge()


if __name__ == "__main__":
    unittest.main()
