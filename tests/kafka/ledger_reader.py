"""Reads a ledger off Kafka as a partner would: confluent-kafka for the bytes, the
rule of docs/formats/record.md for what counts, cloudevents for the labels.

usage: ledger_reader.py BOOTSTRAP TOPIC [LEDGER]

Prints {"next", "head", "recorded_at", "voids": {reason: count}, "entries"} as
JSON; next and head are those of `loopledger log head`. Exit 10, and lines on
stderr, when the labels of a record are not what its bytes say.
"""

import base64
import collections
import json
import subprocess
import sys

import labels
import rule_reference
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

WAIT_SECONDS = 30
WRONG_MAX = 20  # Enough to see what is wrong.


class Reading:
    """What a reader knows who has read the topic up to its end."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.rule = rule_reference.Reader()
        self.voids = collections.Counter()
        self.entries = 0
        self.records = []  # Stored bytes, by position.
        self.wrong = []    # Sentences about labels.

    def take(self, entry, key, headers):
        self.entries += 1
        position = self.rule.next
        verdict = self.rule.judge(entry)
        if verdict != "in ledger":
            self.voids[verdict] += 1
            return
        self.records.append(entry)
        if len(self.wrong) < WRONG_MAX:
            self.wrong += [f"position {position}: {sentence}" for sentence in
                           labels.problems(entry, key, headers, self.ledger)]

    def summary(self):
        return {"next": str(self.rule.next),
                "head": base64.b64encode(self.rule.head).decode(),
                "recorded_at": self.rule.time,
                "voids": dict(self.voids),
                "entries": self.entries}


def ledger_of(topic):
    return topic.removeprefix("loopledger.")


def messages(bootstrap, topic):
    """All messages of the topic's one partition up to its end now."""
    consumer = Consumer({
        "bootstrap.servers": bootstrap, "group.id": "loopledger-test-reader",
        "enable.auto.commit": False, "enable.partition.eof": True,
        "auto.offset.reset": "error", "check.crcs": True,
        # The rule alone says what counts, whoever appended it and however.
        "isolation.level": "read_uncommitted"})
    try:
        consumer.assign([TopicPartition(topic, 0, 0)])
        while True:
            message = consumer.poll(WAIT_SECONDS)
            if message is None:
                raise TimeoutError(f"{topic} does not answer")
            if not message.error():
                yield message
            elif message.error().code() == KafkaError._PARTITION_EOF:
                return
            elif not message.error().retriable():
                raise KafkaException(message.error())
    finally:
        consumer.close()


def read(bootstrap, topic, ledger=None):
    reading = Reading(ledger or ledger_of(topic))
    for message in messages(bootstrap, topic):
        reading.take(message.value() or b"", message.key(),
                     message.headers() or [])
    return reading


def heads(binary, url):
    """The head by each reader, C++ and Python, and the void entries."""
    ours = json.loads(subprocess.run(
        [binary, "log", "head", "--log", url, "-o", "json"], text=True,
        capture_output=True, check=True).stdout)
    bootstrap, topic = url.removeprefix("kafka://").split("/")
    reading = read(bootstrap, topic)
    theirs = reading.summary()
    assert not reading.wrong, reading.wrong
    return (ours["next"], ours["head"]), (theirs["next"], theirs["head"]), \
        theirs["voids"]


def main(bootstrap, topic, ledger=None):
    reading = read(bootstrap, topic, ledger)
    print(json.dumps(reading.summary()))
    for sentence in reading.wrong:
        print(sentence, file=sys.stderr)
    return 10 if reading.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
