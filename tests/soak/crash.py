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
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import harness


class Publisher(harness.Client):
    batch = 2000
    timeout = "2s"
    pause_seconds = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="loopledger-crash-"))
    url = f"file:{folder}/log"
    server = harness.Server(0, options.binary, url, folder)
    server.start()
    stop = threading.Event()
    publishers = [Publisher(n, options.binary, [server], stop)
                  for n in range(2)]
    for publisher in publishers:
        publisher.start()
    for _ in range(options.kills):
        time.sleep(chance.uniform(0.2, 1.2))
        server.kill()
        server.start()
    stop.set()
    for publisher in publishers:
        publisher.join(timeout=120)
    problems = [p for publisher in publishers for p in publisher.problems]
    problems += [f"publisher {p.number} never finished" for p in publishers
                 if p.is_alive()]
    problems += harness.views_equal_rebuild(options.binary, [server, server])
    problem = server.go()
    problems += [problem] if problem else []
    at, twice, records, _ = harness.read_ledger(options.binary, url)
    problems += [p for wrong in harness.judge(publishers, at, twice)
                 for p in wrong]
    subprocess.run([options.binary, "audit", "verify", "--log", url],
                   check=True, stdout=sys.stderr)
    print(f"kills {options.kills}; commands sent "
          f"{sum(len(p.order) for p in publishers)}, batches sent again "
          f"{sum(p.again for p in publishers)}; acknowledged "
          f"{sum(len(p.receipts) for p in publishers)}, recorded {len(at)} "
          f"events in {records} records; problems {len(problems)}")
    for problem in problems[:20]:
        print("problem:", problem)
    if problems:
        print("kept for a look:", folder)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
