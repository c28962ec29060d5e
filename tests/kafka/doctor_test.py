"""What `doctor` says of the brokers under a ledger, and what it refuses.

usage: doctor_test.py LOOPLEDGER [unittest's words]
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import test_broker

LOOPLEDGER = sys.argv.pop(1)


class Doctor(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="loopledger-doctor-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def topic(self):
        name = test_broker.make_topic(test_broker.bootstrap(),
                                      test_broker.unique("loopledger.doctor"))
        return f"kafka://{test_broker.bootstrap()}/{name}"

    def ask(self, log, *settings):
        """(what is said of each check of Kafka, the ended process)"""
        config = os.path.join(self.folder, "config.yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.writelines(f"rdkafka.{line}\n" for line in settings)
        done = subprocess.run(
            [LOOPLEDGER, "doctor", "--config", config, "--log", log, "--server",
             "127.0.0.1:1", "--timeout", "1s", "-o", "json"], text=True,
            capture_output=True, check=False, timeout=60)
        lines = json.loads(done.stdout)
        return {line["check"]: (line["result"], line["detail"])
                for line in lines if line["check"].startswith("kafka")}, done

    def test_says_what_was_agreed_on(self):
        said, done = self.ask(self.topic(), "compression.codec: lz4")
        self.assertEqual({result for result, _ in said.values()}, {"ok"}, said)
        result, detail = said["kafka"]
        self.assertRegex(detail, r"^librdkafka \d+\.\d+\.\d+; ")
        self.assertIn(test_broker.bootstrap().split(",")[0], detail)
        self.assertRegex(detail, r" Produce \d+\.\.\d+ Fetch \d+\.\.\d+ "
                                 r"InitProducerId \d+\.\.\d+ features \S+")
        self.assertIn("IdempotentProducer", detail)
        self.assertEqual(said["kafka compression"], ("ok", "lz4"))
        self.assertIn("a broker gave the producer an id",
                      said["kafka idempotence"][1])
        self.assertEqual(said["kafka acks"], ("ok", "all"))
        self.assertNotIn("KAFKA_", done.stderr)

    def test_of_several_ledgers_each_is_asked_about(self):
        said, _ = self.ask("memory:")
        self.assertEqual(said, {})
        said, _ = self.ask("a=" + self.topic())
        self.assertEqual(said["kafka"][0], "ok")

    def test_fails_where_features_are_switched_off(self):
        # The broker is taken for one of 2014, which had none of it.
        said, done = self.ask(
            self.topic(), "api.version.request: false",
            "broker.version.fallback: 0.8.2", "compression.codec: lz4")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr,
                         r"(?m)^error\[KAFKA_IDEMPOTENCE_OFF\]: \S")
        self.assertEqual(said["kafka idempotence"][0], "problem")
        self.assertIn("dempoten", said["kafka idempotence"][1])

    def test_makes_no_topic(self):
        missing = test_broker.unique("loopledger.missing")
        log = f"kafka://{test_broker.bootstrap()}/{missing}"
        said, done = self.ask(log)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(said["kafka"][0], "problem")
        self.assertIn(missing, said["kafka"][1])
        self.assertEqual(self.ask(log)[0]["kafka"], said["kafka"])


if __name__ == "__main__":
    unittest.main()
