"""Kills the server under load, again and again, and holds it to its word.

Two publishers send commands through `loopledger publish`, each command with an
id of its own, while the server is killed (-9) at random moments and started
again. In the end every acknowledged command must be in the ledger once, at the
position and with the leaf hash that its receipt named, and every view must equal
its rebuild from the log.

  crash.py --binary build/release/tools/loopledger --kills 50 [--seed N]

Prints the counts; exit 0 when every promise was kept. Everything runs on
loopback under a temporary directory and is stopped by its process id.
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import lives

BATCH = 2000  # Commands a publish run.
READY_SECONDS = 60
VIEWS = ("threat_picture", "threat_picture.reports", "tasking_board",
         "feedback_loop")


class Server:
    def __init__(self, binary, data):
        self.command = [binary, "serve", "--dev", "--grpc", "127.0.0.1:0",
                        "--data", str(data)]
        self.process = None
        self.address = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        timer = threading.Timer(READY_SECONDS, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if not line.startswith("ready "):
            raise SystemExit("server not ready: " + self.process.stderr.read())
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        fields = dict(f.split("=", 1) for f in line.split()[1:])
        self.address = fields["grpc"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=60) != 0:
            raise SystemExit("the server did not drain")


class Publisher(threading.Thread):
    """Publishes batch after batch; a batch that broke off is sent again."""

    def __init__(self, number, binary, server, stop):
        super().__init__(daemon=True)
        self.number, self.binary, self.server = number, binary, server
        self.stop, self.receipts, self.problems = stop, {}, []
        self.sent, self.again = 0, 0

    def run(self):
        source = lives.commands(self.number)
        while not self.stop.is_set():
            batch = [next(source) for _ in range(BATCH)]
            self.sent += len(batch)
            while not self.publish(batch):
                self.again += 1
                time.sleep(0.05)

    def publish(self, batch):
        """True when every command of `batch` has a receipt."""
        ran = subprocess.run(
            [self.binary, "publish", "-f", "-", "-o", "ndjson", "--server",
             self.server.address, "--timeout", "2s"],
            input="".join(json.dumps(c) + "\n" for c in batch), text=True,
            capture_output=True, check=False)
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


def check_ledger(binary, data, receipts):
    """Every receipt against the log itself."""
    tail = subprocess.run(
        [binary, "log", "tail", "--log", f"file:{data}/log", "-o", "ndjson"],
        text=True, capture_output=True, check=True)
    problems, at = [], {}
    records = 0
    for line in tail.stdout.splitlines():
        entry = json.loads(line)
        records += 1
        event = entry.get("event")
        if event is None:
            continue
        place = (int(entry["position"]), entry["leaf_hash"])
        if at.setdefault(event["command_id"], place) != place:
            problems.append(f"{event['command_id']} is recorded twice")
    for command_id, receipt in receipts.items():
        if at.get(command_id) != receipt:
            problems.append(f"{command_id}: receipt {receipt}, ledger "
                            f"{at.get(command_id)}")
    return records, len(at), problems


def export(binary, server):
    return {view: subprocess.run(
        [binary, "export", "view", view, "--format", "ndjson", "--server",
         server.address], capture_output=True, check=True).stdout
            for view in VIEWS}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="loopledger-crash-"))
    data = folder / "data"
    server = Server(options.binary, data)
    server.start()
    stop = threading.Event()
    publishers = [Publisher(n, options.binary, server, stop) for n in range(2)]
    for publisher in publishers:
        publisher.start()
    for _ in range(options.kills):
        time.sleep(chance.uniform(0.2, 1.2))
        server.kill()
        server.start()
    stop.set()
    for publisher in publishers:
        publisher.join(timeout=120)
    live = export(options.binary, server)
    server.stop()
    receipts, problems = {}, []
    for publisher in publishers:
        receipts.update(publisher.receipts)
        problems += publisher.problems
        if publisher.is_alive():
            problems.append("a publisher never finished")
    records, events, wrong = check_ledger(options.binary, data, receipts)
    problems += wrong
    subprocess.run([options.binary, "audit", "verify", "--log",
                    f"file:{data}/log"], check=True, stdout=sys.stderr)
    shutil.rmtree(data / "views")
    server.start()
    rebuilt = export(options.binary, server)
    server.stop()
    equal = [view for view in VIEWS if live[view] == rebuilt[view]]
    problems += [f"view {v} differs from its rebuild"
                 for v in VIEWS if v not in equal]
    print(f"kills {options.kills}; commands sent "
          f"{sum(p.sent for p in publishers)}, batches sent again "
          f"{sum(p.again for p in publishers)}; acknowledged {len(receipts)}, "
          f"recorded {events} events in {records} records; views equal to "
          f"their rebuild {len(equal)} of {len(VIEWS)}; problems "
          f"{len(problems)}")
    for problem in problems[:20]:
        print("problem:", problem)
    if problems:
        print("kept for a look:", folder)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
