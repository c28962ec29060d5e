"""Shows what a late EndTxn does to the next Kafka transaction (KAFKA-17754).

A plain librdkafka transactional producer talks to a real broker through a
proxy that holds back one EndTxn request until the next transaction is open; the
client has long repeated it on another connection. Each round tells what the
client was told of the second transaction and what a read_committed consumer
sees of it: a transaction that was aborted must show none of its messages, one
that was committed all of them.

  transactions.py --binary build/release/tools/loopledger [--rounds 5]

Exit 0 whatever was seen: it is an experiment. docs/decisions has the result.
"""

import argparse
import collections
import pathlib
import sys
import time

import confluent_kafka
from confluent_kafka import admin

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "kafka"))
import kafka_cluster  # noqa: E402
import proxy  # noqa: E402

TOPIC = "transactions"
MESSAGES = 4  # Of each second transaction: half before the late request comes.
SOCKET_SECONDS = 1
HELD_SECONDS = 3


def producer(bootstrap, name):
    made = confluent_kafka.Producer({
        "bootstrap.servers": bootstrap, "transactional.id": name,
        "socket.timeout.ms": SOCKET_SECONDS * 1000, "linger.ms": 0})
    made.init_transactions(30)
    return made


def send(made, key, number):
    made.produce(TOPIC, key=key, value=str(number))
    made.flush(10)


def end(made, commit):
    """What the client is told."""
    try:
        if commit:
            made.commit_transaction(20)
            return "committed"
        made.abort_transaction(20)
        return "aborted"
    except confluent_kafka.KafkaException as error:
        return f"error {error.args[0].name()}"


def run_round(bootstrap, between, number, first_commits, second_commits):
    """One schedule: (what the client was told of each, the second's key)."""
    made = producer(bootstrap, f"writer-{number}")
    made.begin_transaction()
    send(made, f"first-{number}", 0)
    between.delay("request", proxy.END_TXN, HELD_SECONDS)
    first = end(made, first_commits)
    key = f"second-{number}"
    made.begin_transaction()
    for message in range(MESSAGES // 2):
        send(made, key, message)
    time.sleep(HELD_SECONDS)  # Meanwhile the held request arrives.
    told = "error"
    try:
        for message in range(MESSAGES // 2, MESSAGES):
            send(made, key, message)
        told = end(made, second_commits)
    except confluent_kafka.KafkaException as error:
        told = f"error {error.args[0].name()}"
    return first, told, key


def committed(bootstrap):
    """How many messages of each key a read_committed consumer sees."""
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": bootstrap, "group.id": "none",
        "enable.auto.commit": False, "isolation.level": "read_committed"})
    consumer.assign([confluent_kafka.TopicPartition(TOPIC, 0, 0)])
    seen, quiet = collections.Counter(), 0
    while quiet < 5:
        message = consumer.poll(1)
        if message is None:
            quiet += 1
        elif message.error() is None:
            seen[message.key().decode()] += 1
    consumer.close()
    return seen


def verdict(told, seen):
    if told == "committed":
        return "kept" if seen == MESSAGES else "TORN: not all of it is there"
    if told == "aborted":
        return "kept" if seen == 0 else "BROKEN: an aborted one is visible"
    return ("the client knows nothing" if seen in (0, MESSAGES) else
            "TORN: a part of it is visible")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    between = proxy.Proxy(0)
    listener = f"advertised.listeners=PLAINTEXT://127.0.0.1:{between.port}"
    with kafka_cluster.Cluster(options.binary, settings=(listener,)) as cluster:
        between.broker = ("127.0.0.1", int(cluster.bootstrap.split(":")[-1]))
        experiment(f"127.0.0.1:{between.port}", between, options.rounds)
    between.close()
    return 0


def experiment(bootstrap, between, count):
    client = admin.AdminClient({"bootstrap.servers": bootstrap})
    client.create_topics([admin.NewTopic(TOPIC, 1, 1)])[TOPIC].result(30)
    rounds = []
    for number in range(count * 2):
        second_commits = number % 2 == 1
        rounds.append((second_commits, *run_round(
            bootstrap, between, number, not second_commits, second_commits)))
    seen, broken = committed(bootstrap), 0
    for second_commits, first, told, key in rounds:
        result = verdict(told, seen[key])
        broken += result != "kept"
        print(f"{key}: the first was {first}; the second was to be "
              f"{'committed' if second_commits else 'aborted'}, the client "
              f"was told: {told}; {seen[key]} of {MESSAGES} messages are "
              f"visible: {result}")
    print(f"librdkafka {confluent_kafka.libversion()[0]}; rounds "
          f"{len(rounds)}; late EndTxn requests "
          f"{between.delayed['request', proxy.END_TXN]}; not kept {broken}")


if __name__ == "__main__":
    sys.exit(main())
