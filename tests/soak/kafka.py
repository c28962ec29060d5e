"""Several servers on one Kafka ledger, under faults, held to their word.

Three brokers and three servers run on loopback. Clients publish commands, each
with an id of its own, through `loopledger publish` and write down every answer,
while servers are killed, stopped for longer than their session, or told to go,
and brokers are killed or stopped. In the end the history is judged: every
acknowledged command must be in the ledger once, at the position and with the
leaf hash that its receipt named, and in the order in which its client sent it;
every reader must come to the same head, and every view must equal its rebuild.

  kafka.py --binary build/release/tools/loopledger --minutes 20 [--seed N]

Prints the counts; exit 0 when every promise was kept. Everything is stopped by
its process id.
"""

import argparse
import collections
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "kafka"))
import harness  # noqa: E402
import kafka_cluster  # noqa: E402
import ledger_reader  # noqa: E402

BROKERS = 3
SERVERS = 3
CLIENTS = 3
PAUSE_SECONDS = 20  # Beyond the session of the group that elects.


class Faults:
    """What goes wrong, one thing at a time, by a seed."""

    def __init__(self, chance, cluster, servers):
        self.chance, self.cluster, self.servers = chance, cluster, servers
        self.counts, self.problems = collections.Counter(), []

    def one(self):
        kind = self.chance.choice(
            ["kill server", "stop server", "hand over", "kill broker",
             "stop broker"])
        self.counts[kind] += 1
        print(f"{time.strftime('%H:%M:%S')} {kind}", flush=True)
        getattr(self, kind.replace(" ", "_"))()

    def kill_server(self):
        server = self.chance.choice(self.servers)
        server.kill()
        time.sleep(self.chance.uniform(0, 3))
        server.start()

    def hand_over(self):
        server = self.chance.choice(self.servers)
        problem = server.go()
        if problem:
            self.problems.append(problem)
        server.start()

    def stop_server(self):
        harness.stopped(self.chance.choice(self.servers).process.pid,
                        self.chance.uniform(1, PAUSE_SECONDS))

    def kill_broker(self):
        broker = self.chance.randint(1, BROKERS)
        self.cluster.kill(broker)
        time.sleep(self.chance.uniform(0, 5))
        self.cluster.start(broker)

    def stop_broker(self):
        harness.stopped(self.cluster.process(self.chance.randint(1, BROKERS)),
                        self.chance.uniform(1, 8))


def longest_silence(clients):
    """The longest time in which no client's run ended well."""
    ends = sorted(end for c in clients for _, end, code in c.answers
                  if code == 0)
    return max((b - a for a, b in zip(ends, ends[1:])), default=0)


def run(options, folder, cluster):
    chance = random.Random(options.seed)
    url = harness.url_of(cluster, "soak")
    servers = [harness.Server(n, options.binary, url, folder)
               for n in range(SERVERS)]
    stop = threading.Event()
    clients = [harness.Client(n, options.binary, servers, stop)
               for n in range(CLIENTS)]
    faults = Faults(chance, cluster, servers)
    try:
        for thing in [*servers, *clients]:
            thing.start()
        end = time.monotonic() + options.minutes * 60
        while time.monotonic() < end:
            time.sleep(chance.uniform(1, 6))
            faults.one()
        stop.set()
        for client in clients:
            client.join(timeout=300)
        problems = faults.problems + [
            f"client {c.number} never finished" for c in clients
            if c.is_alive()]
        problems += harness.views_equal_rebuild(options.binary, servers)
        at, twice, records, seats = harness.read_ledger(options.binary, url)
        lost, doubled, disorder = harness.judge(clients, at, twice)
        ours, theirs, voids = ledger_reader.heads(options.binary, url)
        if ours != theirs:
            problems.append(f"readers disagree: {ours} and {theirs}")
        problems += [p for c in clients for p in c.problems]
        print(f"faults {sum(faults.counts.values())}: {dict(faults.counts)}; "
              f"server lives {sum(s.lives for s in servers)}; commands sent "
              f"{sum(len(c.order) for c in clients)}, batches sent again "
              f"{sum(c.again for c in clients)}; acknowledged "
              f"{sum(len(c.receipts) for c in clients)}, recorded {len(at)} "
              f"events in {records} records, {seats} seats; longest silence "
              f"{longest_silence(clients):.1f} s")
        print(f"void entries {voids}; head {ours[1]} at {ours[0]} by both "
              f"readers and the rebuilt views")
        print(f"acknowledged commands lost {len(lost)}, doubled "
              f"{len(doubled)}, out of order {len(disorder)}; other problems "
              f"{len(problems)}")
        for problem in (lost + doubled + disorder + problems)[:20]:
            print("problem:", problem)
        return bool(lost or doubled or disorder or problems)
    finally:
        for server in servers:
            if server.process is not None and server.process.poll() is None:
                server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="loopledger-soak-"))
    with kafka_cluster.Cluster(options.binary, BROKERS) as cluster:
        failed = run(options, folder, cluster)
    if failed:
        print("kept for a look:", folder)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
