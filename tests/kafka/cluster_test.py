"""loopledger kafka up, down, status, as scripts see them.

usage: cluster_test.py LOOPLEDGER
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from confluent_kafka import Consumer, Producer, TopicPartition

import test_broker
from kafka_cluster import ENVIRONMENT, Cluster

LOOPLEDGER = sys.argv.pop(1)
WAIT = 30


def topic_of(bootstrap, copies):
    return test_broker.make_topic(bootstrap, test_broker.unique("test.cluster"),
                                  copies)


def append(bootstrap, topic, values):
    failed = []
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all",
                         "enable.idempotence": True})
    for value in values:
        producer.produce(topic, value, on_delivery=lambda error, _: (
            failed.append(error) if error else None))
    if producer.flush(WAIT) or failed:
        raise AssertionError(f"not appended: {failed}")


def read(bootstrap, topic):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "none",
                         "enable.auto.commit": False})
    try:
        end = consumer.get_watermark_offsets(TopicPartition(topic, 0), WAIT)[1]
        consumer.assign([TopicPartition(topic, 0, 0)])
        values = []
        while len(values) < end:
            message = consumer.poll(WAIT)
            if message is None or message.error():
                raise AssertionError(f"read {len(values)} of {end}")
            values.append(message.value())
        return values
    finally:
        consumer.close()


class OneBroker(unittest.TestCase):
    def test_keeps_what_it_was_given_and_comes_back_where_it_was(self):
        with Cluster(LOOPLEDGER) as cluster:
            first, process = cluster.bootstrap, cluster.process(1)
            topic = topic_of(first, 1)
            append(first, topic, [b"one", b"two"])
            self.assertEqual(cluster.up()["brokers"][0]["process"], process,
                             "up, a second time, changes nothing")
            cluster.kill(1)
            self.assertIsNone(cluster.process(1))
            status = cluster.run("status")
            self.assertEqual(status.returncode, 8)
            self.assertEqual(json.loads(status.stdout)["brokers"][0]["state"],
                             "down")
            cluster.up()
            self.assertEqual(cluster.bootstrap, first)
            append(first, topic, [b"three"])
            self.assertEqual(read(first, topic), [b"one", b"two", b"three"])
            self.assertEqual(cluster.run("status").returncode, 0)
            self.refuses(cluster)

    def refuses(self, cluster):
        for words, named in ((["--brokers", "3"], "a cluster of 1"),
                             (["--port", "1"], "keeps its port"),
                             (["--broker", "2"], "no broker 2")):
            done = cluster.run("up", *words)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(named, done.stderr)
        with tempfile.TemporaryDirectory() as other:
            done = subprocess.run(
                [LOOPLEDGER, "kafka", "up", "--data", other, "--port",
                 cluster.bootstrap.split(":")[1]], env=ENVIRONMENT, text=True,
                capture_output=True, check=False)
        self.assertEqual(done.returncode, 8)
        self.assertIn("error[PORT_TAKEN]", done.stderr)

    def test_tells_where_it_is_for_as_long_as_it_is_up(self):
        with Cluster(LOOPLEDGER) as cluster:
            file = cluster.data / "bootstrap"
            self.assertEqual(file.read_text(), cluster.bootstrap + "\n")
            cluster.told("down")
            self.assertFalse(file.exists())
            again = cluster.told("down")
            self.assertEqual(again["brokers"][0]["state"], "down")


class ThreeBrokers(unittest.TestCase):
    def test_lose_nothing_when_one_is_killed_and_comes_back(self):
        with Cluster(LOOPLEDGER, brokers=3) as cluster:
            everyone = cluster.bootstrap
            self.assertEqual(everyone.count(","), 2)
            topic = topic_of(everyone, 3)
            append(everyone, topic, [b"all"])
            cluster.kill(1)
            append(everyone, topic, [b"without 1"])
            cluster.start(1)
            self.assertEqual(read(everyone, topic), [b"all", b"without 1"])
            cluster.stop(3)
            states = [b["state"] for b in cluster.state["brokers"]]
            self.assertEqual(states, ["up", "up", "down"])
            cluster.pause(2)
            status = cluster.run("status")
            self.assertEqual(status.returncode, 8)
            states = [b["state"] for b in json.loads(status.stdout)["brokers"]]
            self.assertEqual(states, ["up", "silent", "down"])
            cluster.resume(2)
            cluster.start(3)
            self.assertEqual(len(read(cluster.bootstrap, topic)), 2)


class WhatIsMissing(unittest.TestCase):
    """Each thing that is not there is named, with what to do."""

    def up(self, **environment):
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run(
                [LOOPLEDGER, "kafka", "up", "--port", "0", "--data", folder],
                env={**os.environ, **environment}, text=True,
                capture_output=True, check=False)

    def folder_with(self, name, script):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        program = pathlib.Path(folder.name) / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n" + script)
        program.chmod(0o755)
        return folder.name

    def assert_named(self, done, code, *said):
        self.assertEqual(done.returncode, code, done.stderr)
        for words in said:
            self.assertIn(words, done.stderr)
        self.assertIn("  try: ", done.stderr)

    def test_no_java(self):
        self.assert_named(self.up(JAVA_HOME="nowhere"), 3,
                          "error[NO_JAVA]", "JAVA_HOME")

    def test_java_too_old(self):
        home = self.folder_with(
            "bin/java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
        self.assert_named(self.up(JAVA_HOME=home), 1, "error[JAVA_TOO_OLD]",
                          "is Java 11", "Java 17 or later")

    def test_no_network_and_no_jars(self):
        maven = self.folder_with(
            "mvn", "echo '[ERROR] Failed to execute goal: no route'\nexit 1\n")
        with tempfile.TemporaryDirectory() as cache:
            done = self.up(XDG_CACHE_HOME=cache,
                           PATH=f"{maven}:{os.environ['PATH']}")
            self.assertEqual(os.listdir(f"{cache}/loopledger"), [])
        self.assert_named(done, 8, "error[JARS_MISSING]", "no route")

    def test_no_maven_and_no_jars(self):
        bare = tempfile.TemporaryDirectory()
        self.addCleanup(bare.cleanup)
        for program in ("java", "sh", "sed", "mkdir", "mktemp", "rm"):
            found = subprocess.run(["sh", "-c", f"command -v {program}"],
                                   text=True, capture_output=True, check=True)
            os.symlink(found.stdout.strip(), f"{bare.name}/{program}")
        with tempfile.TemporaryDirectory() as cache:
            self.assert_named(self.up(XDG_CACHE_HOME=cache, PATH=bare.name), 3,
                              "error[NO_MAVEN]", "the package maven")

    def test_another_jar_than_the_pinned_one(self):
        maven = self.folder_with("mvn", """
for word in "$@"; do case $word in -Djars=*) jars=${word#-Djars=} ;; esac; done
mkdir -p "$jars" && echo bad > "$jars/kafka-clients-4.1.2.jar"
""")
        with tempfile.TemporaryDirectory() as cache:
            self.assert_named(
                self.up(XDG_CACHE_HOME=cache,
                        PATH=f"{maven}:{os.environ['PATH']}"),
                1, "error[JARS_NOT_AS_PINNED]", ".jar: No such file")

    def test_a_setting_that_kafka_refuses(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [LOOPLEDGER, "kafka", "up", "--port", "0", "--data", folder,
                 "--set", "process.roles=nonsense"], env=ENVIRONMENT, text=True,
                capture_output=True, check=False)
        self.assert_named(done, 8, "error[BROKER_FAILED]",
                          "Invalid value nonsense")

    def test_a_port_that_does_not_exist(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [LOOPLEDGER, "kafka", "up", "--port", "70000", "--data",
                 folder], env=ENVIRONMENT, text=True, capture_output=True,
                check=False)
        self.assert_named(done, 2, "there is no port 70000")


if __name__ == "__main__":
    unittest.main()
