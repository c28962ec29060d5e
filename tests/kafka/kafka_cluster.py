"""A Kafka cluster of a test's own, through `loopledger kafka`.

    with Cluster(LOOPLEDGER, brokers=3) as cluster:
        cluster.bootstrap            "127.0.0.1:N,.."
        cluster.kill(2)              by SIGKILL; also stop(2), in order
        cluster.start(2)
        cluster.pause(2)             by SIGSTOP; resume(2)
"""

import json
import os
import pathlib
import signal
import subprocess
import tempfile

# It is started often and used little: need not be compiled to the utmost.
ENVIRONMENT = {**os.environ, "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}


class Cluster:
    def __init__(self, loopledger, brokers=1, settings=()):
        self.loopledger = loopledger
        self.brokers = brokers
        self.settings = settings
        self.state = {}

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="loopledger-kafka-")
        self.data = pathlib.Path(self.folder.name) / "kafka"
        self.up("--brokers", str(self.brokers), "--port", "0",
                *(word for s in self.settings for word in ("--set", s)))
        return self

    def __exit__(self, *_):
        self.run("down", "--kill")
        self.folder.cleanup()

    def run(self, *words):
        """The ended process of `loopledger kafka WORDS`."""
        return subprocess.run(
            [self.loopledger, "kafka", *words, "--data", self.data, "-o",
             "json"], env=ENVIRONMENT, text=True, capture_output=True,
            check=False)

    def told(self, *words):
        done = self.run(*words)
        if done.returncode != 0:
            raise AssertionError(f"kafka {' '.join(words)}: {done.stderr}")
        self.state = json.loads(done.stdout)
        return self.state

    def up(self, *words):
        return self.told("up", *words)

    @property
    def bootstrap(self):
        return self.state["bootstrap"]

    def process(self, broker):
        return self.state["brokers"][broker - 1]["process"]

    def start(self, broker):
        self.told("up", "--broker", str(broker))

    def stop(self, broker):
        self.told("down", "--broker", str(broker))

    def kill(self, broker):
        self.told("down", "--broker", str(broker), "--kill")

    def pause(self, broker):
        os.kill(self.process(broker), signal.SIGSTOP)

    def resume(self, broker):
        os.kill(self.process(broker), signal.SIGCONT)
