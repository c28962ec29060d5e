"""The CloudEvents labels of a ledger's record on Kafka, worked out a second time
from its stored bytes and from the .proto files; knows nothing of the C++ one.
"""

import datetime
import pathlib
import re
import sys

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.base import Format

TOP = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tests/log"))

import rule_reference  # noqa: E402  (found by the line above)

# What a record's message carries: these and no others.
NAMES = {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject",
         "ce_time", "ce_recordedtime", "ce_sequence", "content-type"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")

EVENT = 7  # Record.event
# Of Event.
EVENT_ID, STREAM_TYPE, STREAM_ID, OCCURRED_AT, ACTOR = 1, 4, 5, 7, 9


def bodies(file):
    """{field number: message name} of the oneof `body` in a .proto file."""
    text = (TOP / "proto/loopledger/v1" / file).read_text()
    inside = re.search(r"oneof body \{(.*?)\n  \}", text, re.S)[1]
    return {int(number): name for name, number in
            re.findall(r"(?m)^\s*(\w+) \w+ = (\d+);", inside)}


RECORD_BODIES = bodies("record.proto")
EVENT_BODIES = bodies("event.proto")


def fields(data):
    """{field number: last value} of one message; numbers or bytes."""
    wire, found = rule_reference.Wire(data), {}
    while wire.at < len(data):
        number, wire_type = wire.tag()
        found[number] = wire.value(number, wire_type, 0)
    return found


def moment(micros):
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return epoch + datetime.timedelta(microseconds=micros)


def signed(value):
    return value - 2**64 if value >= 2**63 else value


def timestamp(data):
    found = fields(data)
    return moment(signed(found.get(1, 0)) * 1_000_000 + found.get(2, 0) // 1000)


def expected(entry, ledger):
    """What the labels must say, as {name: text}; times as datetimes."""
    record = fields(entry)
    kind = max((n for n in record if n in RECORD_BODIES), default=None)
    recorded = moment(signed(record.get(3, 0)))
    sequence = f"{record.get(2, 0):020d}"
    labels = {"ce_specversion": "1.0", "content-type": "application/protobuf",
              "ce_sequence": sequence, "ce_recordedtime": recorded,
              "ce_time": recorded, "ce_id": sequence,
              "ce_source": f"/ledgers/{ledger}",
              "ce_subject": f"ledger/{ledger}",
              "ce_type": f"loopledger.v1.{RECORD_BODIES.get(kind)}"}
    if kind != EVENT:
        return labels
    event = fields(record[EVENT])
    text = {n: event.get(n, b"").decode() for n in
            (EVENT_ID, STREAM_TYPE, STREAM_ID)}
    what = max((n for n in event if n in EVENT_BODIES), default=None)
    org = fields(event.get(ACTOR, b"")).get(1, b"").decode()
    return labels | {
        "ce_id": text[EVENT_ID],
        "ce_type": f"loopledger.v1.{EVENT_BODIES.get(what)}",
        "ce_source": f"/ledgers/{ledger}/orgs/{org}",
        "ce_subject": f"{text[STREAM_TYPE]}/{text[STREAM_ID]}",
        "ce_time": timestamp(event.get(OCCURRED_AT, b""))}


class Stored(Format):
    """The data of the event is the value, as it is."""

    def read_data(self, body, _):
        return body

    def write_data(self, data, _):
        return data

    def read(self, *_):
        raise NotImplementedError

    def write(self, *_):
        raise NotImplementedError

    def get_content_type(self):
        return "application/protobuf"


def problems_of_one(name, said, wanted):
    if not isinstance(wanted, datetime.datetime):
        if said != wanted:
            yield f'{name} is "{said}", not "{wanted}"'
        return
    if not TIME.fullmatch(said):
        yield f'{name} is "{said}", not RFC 3339 in UTC'
    elif datetime.datetime.fromisoformat(said) != wanted:
        yield f"{name} is {said}, not {wanted.isoformat()}"


def problems_of_event(entry, key, headers):
    """What the CloudEvents library has against the message."""
    try:
        event = from_binary(KafkaMessage(headers, key, entry), Stored())
    except Exception as error:  # pylint: disable=broad-except
        yield f"no CloudEvent: {error}"
        return
    if event.get_data() != entry:
        yield "the CloudEvent's data is not the stored record"
    if event.get_subject() != key.decode():
        yield f"the key is {key}, the subject {event.get_subject()}"
    if event.get_datacontenttype() != "application/protobuf":
        yield f"the data is of type {event.get_datacontenttype()}"


def problems(entry, key, headers, ledger):
    """What is wrong with the labels of a record that is in the ledger.

    `headers` is a list of (name, bytes), as Kafka has them.
    """
    said = dict(headers)
    found = []
    if len(said) != len(headers):
        found.append("a header stands there twice")
    found += [f"{name} is missing" for name in sorted(NAMES - set(said))]
    found += [f"{name} is no header of ours" for name in sorted(set(said) - NAMES)]
    wanted = expected(entry, ledger)
    for name in sorted(NAMES & set(said)):
        found += problems_of_one(name, said[name].decode(), wanted[name])
    if (key or b"").decode() != wanted["ce_subject"]:
        found.append(f'the key is {key}, not "{wanted["ce_subject"]}"')
    return found or list(problems_of_event(entry, key, said))
