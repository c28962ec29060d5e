"""deploy/kafka: a topic made for a ledger, and who may do what with it, on a
cluster that asks everybody who they are.

usage: acl_test.py LOOPLEDGER
"""

import os
import socket
import subprocess
import sys
import tempfile
import unittest

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource

from kafka_cluster import Cluster

LOOPLEDGER = sys.argv.pop(1)
WAIT = 30
# Whichever of the two a reader's client asks about first.
DENIED = (KafkaError.TOPIC_AUTHORIZATION_FAILED,
          KafkaError.GROUP_AUTHORIZATION_FAILED)
PEOPLE = ("ledger", "agency", "stranger")
WRITER, READER = "User:ledger", "User:agency"


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def settings(port):
    """Of a broker with a second listener, where people sign in."""
    users = " ".join(f'user_{name}="{name}-secret"' for name in PEOPLE)
    plain = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    return [
        f"listeners+=SASL://127.0.0.1:{port}",
        f"advertised.listeners+=SASL://127.0.0.1:{port}",
        "listener.security.protocol.map+=SASL:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms=PLAIN",
        f"listener.name.sasl.plain.sasl.jaas.config={plain} {users};",
        "authorizer.class.name="
        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS"]


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.port = free_port()
        cls.cluster = Cluster(LOOPLEDGER, settings=settings(cls.port))
        cls.cluster.__enter__()
        cls.addClassCleanup(cls.cluster.__exit__)
        cls.script("topic.sh", cls.cluster.bootstrap, "north", "1")
        cls.script("acls.sh", cls.cluster.bootstrap, "north", WRITER, READER)

    @staticmethod
    def script(name, *words, code=0):
        # Where Kafka's own tools are would only make the test another one.
        environment = {**os.environ, "KAFKA_BIN": ""}
        done = subprocess.run(["sh", f"deploy/kafka/{name}", *words], text=True,
                              capture_output=True, env=environment, check=False)
        if done.returncode != code:
            raise AssertionError(f"{name}: {done.stdout}{done.stderr}")
        return done

    def signed_in(self, person, **more):
        return {"bootstrap.servers": f"127.0.0.1:{self.port}",
                "security.protocol": "SASL_PLAINTEXT",
                "sasl.mechanism": "PLAIN", "sasl.username": person,
                "sasl.password": f"{person}-secret", "log_level": 0, **more}

    def append(self, person, idempotence=False):
        """None, or the code of what refused it."""
        outcome = []
        producer = Producer(self.signed_in(person, **{
            "enable.idempotence": idempotence, "message.timeout.ms": 15000}))
        producer.produce("loopledger.north", b"entry",
                         on_delivery=lambda error, _: outcome.append(error))
        producer.flush(WAIT)
        return outcome[0].code() if outcome[0] else None

    def read(self, person):
        # Each under a name that is its own: a group is asked for even where
        # nothing is committed.
        whose = "" if person == "ledger" else "reader."
        consumer = Consumer(self.signed_in(person, **{
            "group.id": f"{whose}loopledger.north.{person}",
            "enable.auto.commit": False}))
        try:
            consumer.assign([TopicPartition("loopledger.north", 0, 0)])
            message = consumer.poll(WAIT)
            if message.error():
                return message.error().code()
            return message.value()
        finally:
            consumer.close()

    def test_only_the_writer_writes_and_only_readers_read(self):
        self.assertIsNone(self.append("ledger", idempotence=True))
        for person in ("agency", "stranger"):
            self.assertEqual(self.append(person),
                             KafkaError.TOPIC_AUTHORIZATION_FAILED, person)
        for person in ("ledger", "agency"):
            self.assertEqual(self.read(person), b"entry", person)
        self.assertIn(self.read("stranger"), DENIED)

    def test_a_reader_that_is_taken_off_reads_no_more(self):
        self.assertIsNone(self.append("ledger"))
        self.script("acls.sh", self.cluster.bootstrap, "north", WRITER,
                    "User:stranger")
        self.assertEqual(self.read("stranger"), b"entry")
        self.script("acls.sh", "--remove", self.cluster.bootstrap, "north",
                    "User:nobody", "User:stranger")
        self.assertIn(self.read("stranger"), DENIED)
        self.assertIsNone(self.append("ledger"), "the writer still writes")

    def test_the_topic_keeps_everything_in_one_partition(self):
        admin = AdminClient({"bootstrap.servers": self.cluster.bootstrap})
        topic = admin.list_topics("loopledger.north").topics["loopledger.north"]
        self.assertEqual(len(topic.partitions), 1)
        resource = ConfigResource(ConfigResource.Type.TOPIC, "loopledger.north")
        told = admin.describe_configs([resource])[resource].result(WAIT)
        for name, value in {"cleanup.policy": "delete", "retention.ms": "-1",
                            "retention.bytes": "-1",
                            "unclean.leader.election.enable": "false",
                            "min.insync.replicas": "1"}.items():
            self.assertEqual(told[name].value, value, name)
        # And the ledger, which looks for itself, has nothing against it.
        done = subprocess.run(
            [LOOPLEDGER, "log", "head", "--log",
             f"kafka://{self.cluster.bootstrap}/loopledger.north"], text=True,
            capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_product_signs_in_as_its_config_says_and_keeps_the_secret(self):
        url = f"kafka://127.0.0.1:{self.port}/loopledger.north"
        for person in ("ledger", "agency"):
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
                config.write("rdkafka.security.protocol: sasl_plaintext\n"
                             "rdkafka.sasl.mechanism: PLAIN\n"
                             f"rdkafka.sasl.username: {person}\n"
                             "rdkafka.sasl.password: env:SECRET\n")
                config.flush()
                for words in (["log", "head", "--log", url],
                              ["config", "show", "--origin"]):
                    done = subprocess.run(
                        [LOOPLEDGER, "--config", config.name, *words],
                        env={**os.environ, "SECRET": f"{person}-secret"},
                        text=True, capture_output=True, check=False)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    said = done.stdout + done.stderr
                    self.assertNotIn(f"{person}-secret", said)

    def test_words_that_cannot_be_right_are_refused(self):
        for words in (["topic.sh"], ["topic.sh", "b", "north", "none"],
                      ["acls.sh", "b", "north"],
                      ["acls.sh", "b", "north", "ledger"],
                      ["acls.sh", "b", "north", WRITER, "agency"]):
            done = self.script(*words, code=2)
            self.assertIn("error: ", done.stderr)


if __name__ == "__main__":
    unittest.main()
