"""A broker that speaks TLS alone, and asks who is there by certificate.

usage: tls_test.py LOOPLEDGER
"""

import itertools
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

from kafka_cluster import Cluster

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "soak"))
import harness  # noqa: E402

LOOPLEDGER = sys.argv.pop(1)
# A broker that cannot be spoken to is given up after 20 seconds.
PATIENCE = 100
NUMBERS = itertools.count()


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


class Authority:
    """Signs for whom it knows; its files are NAME.key and NAME.pem."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.openssl("req", "-x509", "-days", "2", "-subj", f"/CN={name}",
                     "-keyout", self.key(name), "-out", self.certificate(name))

    def key(self, name):
        return str(self.folder / f"{name}.key")

    def certificate(self, name):
        return str(self.folder / f"{name}.pem")

    @staticmethod
    def openssl(*words):
        subprocess.run(["openssl", *words, "-newkey", "rsa:2048", "-nodes"],
                       check=True, capture_output=True)

    def sign(self, name):
        self.openssl("req", "-x509", "-days", "2", "-subj", f"/CN={name}",
                     "-addext", "subjectAltName=IP:127.0.0.1",
                     "-addext", "basicConstraints=critical,CA:FALSE",
                     "-CA", self.certificate(self.name),
                     "-CAkey", self.key(self.name),
                     "-keyout", self.key(name), "-out", self.certificate(name))

    def store(self, name):
        """Key and certificate in one file, as a broker wants them."""
        parts = (self.key(name), self.certificate(name))
        store = self.folder / f"{name}.store.pem"
        store.write_text("".join(pathlib.Path(p).read_text() for p in parts))
        return store


def settings(port, store, trusted):
    tls = "listener.name.tls.ssl"
    return [
        f"listeners+=TLS://127.0.0.1:{port}",
        f"advertised.listeners+=TLS://127.0.0.1:{port}",
        "listener.security.protocol.map+=TLS:SSL",
        f"{tls}.client.auth=required",
        f"{tls}.keystore.type=PEM", f"{tls}.keystore.location={store}",
        f"{tls}.truststore.type=PEM", f"{tls}.truststore.location={trusted}"]


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        kept = tempfile.TemporaryDirectory(prefix="loopledger-tls-")
        cls.addClassCleanup(kept.cleanup)
        cls.folder = pathlib.Path(kept.name)
        cls.ours = Authority(cls.folder, "taskforce")
        cls.others = Authority(cls.folder, "somebody")
        cls.ours.sign("broker")
        cls.ours.sign("ledger")
        cls.others.sign("stranger")
        port = free_port()
        cls.url = f"kafka://127.0.0.1:{port}/loopledger.north"
        cls.cluster = Cluster(LOOPLEDGER, settings=settings(
            port, cls.ours.store("broker"), cls.ours.certificate("taskforce")))
        cls.cluster.__enter__()
        cls.addClassCleanup(cls.cluster.__exit__)

    def config(self, **properties):
        path = self.folder / f"{next(NUMBERS)}.yaml"
        path.write_text("".join(
            f"rdkafka.{name.replace('_', '.')}: {value}\n"
            for name, value in properties.items()))
        return str(path)

    def certified(self, authority, name, trusted):
        return self.config(
            security_protocol="ssl",
            ssl_ca_location=trusted.certificate(trusted.name),
            ssl_certificate_location=authority.certificate(name),
            ssl_key_location=authority.key(name))

    def run_it(self, config, *words, **more):
        return subprocess.run([LOOPLEDGER, "--config", config, *words],
                              text=True, capture_output=True, check=False,
                              timeout=PATIENCE, **more)

    def head(self, config, log):
        done = self.run_it(config, "log", "head", "--log", log, "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_a_ledger_is_founded_written_and_read_through_tls(self):
        config = self.certified(self.ours, "ledger", self.ours)
        server = harness.Server(1, LOOPLEDGER, self.url, self.folder)
        server.command[1:1] = ["--config", config]
        server.start()
        try:
            commands = itertools.islice(harness.lives.commands(1), 50)
            done = self.run_it(
                config, "publish", "-f", "-", "--server", server.address,
                input="".join(json.dumps(c) + "\n" for c in commands))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        finally:
            self.assertEqual(server.go(), "")
        copy = f"file:{self.folder}/copy"
        done = self.run_it(config, "log", "copy", self.url, copy)
        self.assertEqual(done.returncode, 0, done.stderr)
        there = self.head(config, self.url)
        self.assertGreater(int(there["next"]), 50)
        here = self.head(config, copy)
        for part in ("next", "head"):
            self.assertEqual(there[part], here[part])

    def test_who_cannot_be_trusted_is_refused_and_told_why(self):
        strangers = {
            "a broker that another authority signed":
                (self.certified(self.ours, "ledger", self.others),
                 "broker certificate could not be verified"),
            "a client that another authority signed":
                (self.certified(self.others, "stranger", self.ours),
                 "certificate unknown"),
            "a client without a certificate":
                (self.config(
                    security_protocol="ssl",
                    ssl_ca_location=self.ours.certificate("taskforce")),
                 "bad certificate"),
            "a client that does not speak TLS":
                (self.config(), "connecting to a SSL listener?"),
        }
        for who, (config, reason) in strangers.items():
            with self.subTest(who):
                done = self.run_it(config, "log", "head", "--log", self.url)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(reason, done.stderr)


if __name__ == "__main__":
    unittest.main()
