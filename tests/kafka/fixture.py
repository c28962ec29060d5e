"""Starts and stops the broker that all tests on Kafka share.

usage: fixture.py LOOPLEDGER DATA up|down

LOOPLEDGER_TEST_KAFKA=HOST:PORT,.. names a broker that is there already; then
nothing is started, and it only has to listen.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import sys

LOOPLEDGER, DATA, VERB = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
GIVEN = os.environ.get("LOOPLEDGER_TEST_KAFKA", "")
# Tests start it often and use it little: it need not be compiled to the utmost.
ENVIRONMENT = {**os.environ, "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}


def kafka(*words):
    return subprocess.run([LOOPLEDGER, "kafka", *words, "--data", DATA],
                          env=ENVIRONMENT, check=False).returncode


def stop():
    """Also what an earlier run, which was interrupted, has left."""
    if (DATA / "plan").exists() and kafka("down", "--kill") != 0:
        sys.exit(f"could not stop the broker in {DATA}")


def up():
    stop()
    shutil.rmtree(DATA, ignore_errors=True)
    if kafka("up", "--port", "0") != 0:
        sys.exit("there is no broker for the tests: ./dev deps installs what "
                 "it needs, LOOPLEDGER_TEST_KAFKA names another, and ctest -LE "
                 "kafka leaves its tests out")


def down():
    stop()
    # Its logs stay for who wants to read them.
    for data in DATA.glob("broker-*/data"):
        shutil.rmtree(data, ignore_errors=True)


def check_given():
    host, _, port = GIVEN.split(",")[0].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except (OSError, ValueError) as error:
        sys.exit(f"LOOPLEDGER_TEST_KAFKA={GIVEN} is not there: {error}")
    print(f"the tests use {GIVEN}")


if __name__ == "__main__":
    if GIVEN:
        check_given()
    else:
        {"up": up, "down": down}[VERB]()
