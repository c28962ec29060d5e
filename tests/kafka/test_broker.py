"""The broker that tests on Kafka share, for Python; test_kafka.h is for C++."""

import os
import pathlib
import uuid

from confluent_kafka.admin import AdminClient, NewTopic

WAIT_SECONDS = 30


def bootstrap():
    """HOST:PORT,..; an error when there is none, for nothing is skipped."""
    given = os.environ.get("LOOPLEDGER_TEST_KAFKA")
    if given:
        return given
    file = os.environ.get("LOOPLEDGER_TEST_KAFKA_FILE", "")
    if not pathlib.Path(file).is_file():
        raise RuntimeError("there is no broker: run this by ctest, or say "
                           "LOOPLEDGER_TEST_KAFKA=HOST:PORT")
    return pathlib.Path(file).read_text().strip()


def unique(name):
    """A name that no other test, and no earlier run of this one, has used."""
    return f"{name}-{uuid.uuid4().hex[:12]}"


def make_topic(where, name, copies=1, **settings):
    admin = AdminClient({"bootstrap.servers": where})
    topic = NewTopic(name, 1, copies, config=settings)
    made = admin.create_topics([topic], operation_timeout=WAIT_SECONDS)
    made[name].result(WAIT_SECONDS)
    return name
