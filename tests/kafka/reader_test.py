"""The independent reader: what it finds in a ledger that is known.

usage: reader_test.py LOOPLEDGER
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from confluent_kafka import Producer

import labels
import ledger_reader
import test_broker

sys.path.insert(0, "tests/log")

import make_record_vectors as vectors  # noqa: E402

LOOPLEDGER = sys.argv.pop(1)
LEDGER = "north"
EVENT_ID = "0192f7c1-0000-7000-8000-000000000001"
OCCURRED = vectors.TIME - 60_000_000  # 2026-03-04T10:01:00Z


def event(stream_id=b"T-204", body=180):
    occurred = vectors.number(1, OCCURRED // 1_000_000)
    return vectors.chars(7, b"".join([
        vectors.chars(1, EVENT_ID.encode()), vectors.chars(4, b"tasking"),
        vectors.chars(5, stream_id), vectors.chars(7, occurred),
        vectors.chars(9, vectors.chars(1, b"police-scotland")),
        vectors.chars(body, b"")]))


def labelled(entry, **changes):
    """(key, headers) as they must be, but for `changes`."""
    headers = {}
    for name, value in labels.expected(entry, LEDGER).items():
        headers[name] = value if isinstance(value, str) else (
            value.isoformat().replace("+00:00", "Z"))
    key = headers["ce_subject"]
    headers.update(changes)
    return key.encode(), [(name, value.encode())
                          for name, value in headers.items() if value is not None]


class Chain:
    """Records of a ledger, each on the one before."""

    def __init__(self):
        self.records = []

    def next(self, rest):
        previous = vectors.leaf(self.records[-1]) if self.records else bytes(32)
        entry = vectors.record(previous, len(self.records), rest=rest)
        self.records.append(entry)
        return entry


class Labels(unittest.TestCase):
    def setUp(self):
        chain = Chain()
        self.seat = chain.next(vectors.WRITER + vectors.SEAT)
        self.event = chain.next(vectors.WRITER + event())

    def assert_wrong(self, entry, word, key=None, **changes):
        right_key, headers = labelled(entry, **changes)
        found = labels.problems(entry, key or right_key, headers, LEDGER)
        self.assertTrue(any(word in sentence for sentence in found), found)

    def test_are_what_the_interface_says(self):
        self.assertEqual(dict(labelled(self.event)[1]), {
            "ce_specversion": b"1.0", "ce_id": EVENT_ID.encode(),
            "ce_type": b"loopledger.v1.TaskingProposed",
            "ce_source": b"/ledgers/north/orgs/police-scotland",
            "ce_subject": b"tasking/T-204", "ce_time": b"2026-03-04T10:01:00Z",
            "ce_recordedtime": b"2026-03-04T10:02:00Z",
            "ce_sequence": b"00000000000000000001",
            "content-type": b"application/protobuf"})
        key, headers = labelled(self.seat)
        self.assertEqual(key, b"ledger/north")
        self.assertEqual(dict(headers)["ce_type"], b"loopledger.v1.SeatTaken")
        for entry in (self.seat, self.event):
            self.assertEqual(
                labels.problems(entry, *labelled(entry), LEDGER), [])

    def test_that_are_missing_or_not_ours_are_named(self):
        for name in sorted(labels.NAMES):
            with self.subTest(name=name):
                self.assert_wrong(self.event, f"{name} is missing",
                                  **{name: None})
        self.assert_wrong(self.event, "ce_mood is no header", ce_mood="good")

    def test_that_say_something_else_are_named(self):
        for name in sorted(labels.NAMES):
            with self.subTest(name=name):
                self.assert_wrong(self.event, f"{name} is ", **{name: "other"})
        self.assert_wrong(self.event, "ce_time is",
                          ce_time="2026-03-04T11:01:00+01:00")
        self.assert_wrong(self.event, "the key is", key=b"tasking/T-205")

    def test_that_stand_there_twice_are_named(self):
        key, headers = labelled(self.event)
        found = labels.problems(self.event, key, headers + headers[:1], LEDGER)
        self.assertIn("a header stands there twice", found)


class LedgerOnKafka(unittest.TestCase):
    def setUp(self):
        self.where = test_broker.bootstrap()
        self.topic = test_broker.make_topic(
            self.where, test_broker.unique("loopledger.reader"),
            **{"retention.ms": "-1"})
        self.failed = []
        self.producer = Producer({"bootstrap.servers": self.where,
                                  "enable.idempotence": True})

    def append(self, value, key=None, headers=None):
        def delivered(error, _):
            if error:
                self.failed.append(error)
        self.producer.produce(self.topic, value, key, headers=headers,
                              on_delivery=delivered)

    def read(self):
        self.assertEqual(self.producer.flush(30), 0)
        self.assertEqual(self.failed, [])
        return ledger_reader.read(self.where, self.topic, LEDGER)

    def test_is_empty_before_anything_is_in_it(self):
        summary = self.read().summary()
        self.assertEqual(summary["next"], "0")
        self.assertEqual(summary["entries"], 0)
        self.assertEqual(summary["head"], "A" * 43 + "=")

    def test_is_read_past_everything_that_is_void(self):
        chain = Chain()
        rests = [vectors.WRITER + vectors.SEAT] + [
            vectors.WRITER + event(f"T-{i}".encode()) for i in range(300)]
        for i, rest in enumerate(rests):
            entry = chain.next(rest)
            self.append(entry, *labelled(entry))
            if i == 100:
                self.append(entry, *labelled(entry))       # A retry.
                self.append(b"no record")                  # Somebody else's.
                self.append(None, b"a key without a value")
                late = vectors.record(vectors.OTHER, i + 1)
                self.append(late, *labelled(late))         # A stale writer's.
                self.append(vectors.filled(61441))
        reading = self.read()
        self.assertEqual(reading.records, chain.records)
        self.assertEqual(reading.rule.head, vectors.leaf(chain.records[-1]))
        self.assertEqual(reading.wrong, [])
        self.assertEqual(reading.summary()["next"], "301")
        self.assertEqual(reading.voids, {
            "wrong position": 1, "malformed": 2, "wrong predecessor": 1,
            "too large": 1})
        self.assertEqual(reading.entries, 306)

    def test_with_wrong_labels_is_told_by_position(self):
        chain = Chain()
        entry = chain.next(vectors.WRITER + vectors.SEAT)
        self.append(entry, *labelled(entry))
        entry = chain.next(vectors.WRITER + event())
        self.append(entry, *labelled(entry, ce_id="another"))
        reading = self.read()
        self.assertEqual(len(reading.records), 2)
        self.assertEqual(len(reading.wrong), 1, reading.wrong)
        self.assertIn("position 1: ce_id is", reading.wrong[0])


class LedgerOfTheProduct(unittest.TestCase):
    """What the binary put on Kafka, read by nothing of the binary's."""

    def told(self, *words):
        done = subprocess.run([LOOPLEDGER, *words, "-o", "json"], text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def demo_ledger(self, folder):
        """The URL of an embedded log that the demo has filled."""
        demo = subprocess.Popen(
            [LOOPLEDGER, "demo", "--data", folder, "--grpc", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            self.assertTrue(any(line.startswith("ready ")
                                for line in demo.stdout), "never ready")
        finally:
            demo.terminate()
            demo.wait()
            demo.stdout.close()
        return f"file:{pathlib.Path(folder) / 'log'}"

    def test_has_the_head_and_the_labels_that_it_must(self):
        where = test_broker.bootstrap()
        topic = test_broker.unique("loopledger.demo")
        url = f"kafka://{where}/{topic}"
        with tempfile.TemporaryDirectory() as folder:
            embedded = self.demo_ledger(folder)
            head = self.told("log", "head", "--log", embedded)
            self.told("log", "copy", embedded, url)
        self.assertEqual(self.told("log", "head", "--log", url)["head"],
                         head["head"])
        reading = ledger_reader.read(where, topic)
        self.assertEqual(reading.summary()["next"], head["next"])
        self.assertEqual(reading.summary()["head"], head["head"])
        self.assertEqual(reading.wrong, [])
        self.assertEqual(reading.voids, {})
        self.assertGreater(len(reading.records), 100)
        self.assertEqual(self.as_documented(where, topic),
                         f"{head['next']} {head['head']} 0\n")

    def as_documented(self, where, topic):
        """What the reader that docs/kafka.md shows prints."""
        text = pathlib.Path("docs/kafka.md").read_text()
        code = re.search(r"(?ms)^```python\n(.*?)^```", text)[1]
        done = subprocess.run([sys.executable, "-", where, topic], input=code,
                              env={**os.environ, "PYTHONPATH": "tests/log"},
                              text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


if __name__ == "__main__":
    unittest.main()
