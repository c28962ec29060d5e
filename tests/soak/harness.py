"""Servers and clients on one ledger, and a judge of it all.

For tests that put a ledger under faults, embedded or on Kafka. Everything runs on loopback and is
stopped by its process id. Clients send commands, each with an id of its own,
through `loopledger publish` and write down every answer.
"""

import json
import os
import shutil
import signal
import subprocess
import threading
import time

import lives

READY_SECONDS = 600  # A long history may have to be folded anew.
VIEWS = ("threat_picture", "threat_picture.reports", "tasking_board",
         "feedback_loop")


class Server:
    """One of the servers; `port` stays its own over all its lives."""

    def __init__(self, number, binary, url, folder):
        self.number, self.lives = number, 0
        self.data = folder / f"server-{number}"
        self.errors = folder / f"server-{number}.log"
        self.command = [binary, "serve", "--dev", "--log", url, "--data",
                        str(self.data), "--grpc"]
        self.address = "127.0.0.1:0"
        self.process = None

    def start(self):
        with open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(
                [*self.command, self.address], stdout=subprocess.PIPE,
                stderr=errors, text=True)
        timer = threading.Timer(READY_SECONDS, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        self.process.stdout.close()
        timer.cancel()
        if not line.startswith("ready "):
            raise SystemExit(f"server {self.number} was not ready in time")
        self.lives += 1
        fields = dict(f.split("=", 1) for f in line.split()[1:])
        self.address = fields["grpc"]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def go(self):
        self.process.terminate()
        try:
            code = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"server {self.number} did not go in 60 s"
        return "" if code == 0 else f"server {self.number} went with {code}"


class Client(threading.Thread):
    """Publishes batch after batch and keeps every answer.

    A batch that broke off is sent again.
    """

    batch = 200  # Commands a publish run.
    timeout = "20s"
    pause_seconds = 0.3  # Between two runs, so that a history stays readable.

    def __init__(self, number, binary, servers, stop):
        super().__init__(daemon=True)
        self.number, self.binary, self.servers = number, binary, servers
        self.stop, self.order, self.receipts = stop, [], {}
        self.problems, self.again, self.answers = [], 0, []

    def run(self):
        source = lives.commands(self.number)
        while not self.stop.is_set():
            batch = [next(source) for _ in range(self.batch)]
            self.order += [c["command_id"] for c in batch]
            while not self.publish(batch):
                self.again += 1
                time.sleep(0.2)
            time.sleep(self.pause_seconds)

    def publish(self, batch):
        """True when every command of `batch` has a receipt."""
        began = time.monotonic()
        addresses = ",".join(s.address for s in self.servers)
        ran = subprocess.run(
            [self.binary, "publish", "-f", "-", "-o", "ndjson", "--server",
             addresses, "--timeout", self.timeout],
            input="".join(json.dumps(c) + "\n" for c in batch), text=True,
            capture_output=True, check=False)
        self.answers.append((began, time.monotonic(), ran.returncode))
        answered = 0
        for command, line in zip(batch, ran.stdout.splitlines()):
            try:
                answer = json.loads(line)
            except ValueError:
                break  # The publisher itself was cut off.
            if "position" not in answer:
                if answer.get("reason"):
                    self.problems.append(f"refused: {line}")
                continue
            answered += 1
            receipt = (int(answer["position"]), answer["leaf_hash"])
            known = self.receipts.setdefault(command["command_id"], receipt)
            if known != receipt:
                self.problems.append(
                    f"{command['command_id']} got {known}, then {receipt}")
        return answered == len(batch) or bool(self.problems)


def stopped(process, seconds):
    """Stops a process and lets it go on."""
    os.kill(process, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(process, signal.SIGCONT)


def read_ledger(binary, url):
    """Positions and leaf hashes by command id, in the ledger's order."""
    at, twice, records, seats = {}, [], 0, 0
    with subprocess.Popen(
            [binary, "log", "tail", "--log", url, "-o", "ndjson"], text=True,
            stdout=subprocess.PIPE) as ran:
        for line in ran.stdout:
            entry = json.loads(line)
            records += 1
            seats += "seat_taken" in entry
            event = entry.get("event")
            if event is None:
                continue
            name = event["command_id"]
            if name in at:
                twice.append(name)
            at[name] = (int(entry["position"]), entry["leaf_hash"])
    if ran.returncode != 0:
        raise SystemExit("could not read the log back")
    return at, twice, records, seats


def judge(clients, at, twice):
    """Acknowledged commands that are lost, doubled, or out of order."""
    lost, disorder = [], []
    for client in clients:
        for command_id, receipt in client.receipts.items():
            if at.get(command_id) != receipt:
                lost.append(f"{command_id}: receipt {receipt}, ledger "
                            f"{at.get(command_id)}")
        recorded = [at[c][0] for c in client.order if c in at]
        disorder += [f"client {client.number}: {b} after {a}"
                     for a, b in zip(recorded, recorded[1:]) if b < a]
    return lost, [f"{c} is recorded twice" for c in twice], disorder


def url_of(cluster, ledger):
    return f"kafka://{cluster.bootstrap}/loopledger.{ledger}"


def export(binary, address):
    return {view: subprocess.run(
        [binary, "export", "view", view, "--format", "ndjson", "--server",
         address, "--timeout", "120s"], capture_output=True,
        check=True).stdout for view in VIEWS}


def views_equal_rebuild(binary, servers):
    """One server's live views against those of a server that begins anew."""
    live = export(binary, servers[0].address)
    problem = servers[1].go()
    shutil.rmtree(servers[1].data)
    servers[1].start()
    rebuilt = export(binary, servers[1].address)
    return ([problem] if problem else []) + [
        f"view {v} differs from its rebuild" for v in VIEWS
        if live[v] != rebuilt[v]]
