"""Writes tests/golden/record_vectors.json, whose form is in
docs/formats/record.md.

Each verdict is stated here by hand; no reader of the rule is asked. What a
reader's three variables are at the end follows from the verdicts alone.

usage: python3 tests/log/make_record_vectors.py > tests/golden/record_vectors.json
"""

import base64
import hashlib
import json

ZERO = bytes(32)
TIME = 1_772_618_520_000_000  # 2026-03-04T10:02:00Z


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def wide(value, high=0):
    """The same varint in 10 bytes; `high` are the bits above the 64th."""
    out = bytes((value >> (7 * i)) & 127 | 128 for i in range(9))
    return out + bytes([value >> 63 | high << 1])


def long(value, size):
    """The same varint in `size` bytes."""
    out = bytes((value >> (7 * i)) & 127 | 128 for i in range(size - 1))
    return out + bytes([value >> (7 * (size - 1))])


def tag(field, wire_type):
    return varint(field << 3 | wire_type)


def number(field, value):
    return tag(field, 0) + varint(value % 2**64)


def chars(field, value):
    return tag(field, 2) + varint(len(value)) + value


def group(field, inside=b""):
    return tag(field, 3) + inside + tag(field, 4)


WRITER = chars(4, b"writer-1")
SEAT = chars(6, chars(1, b"writer-1"))
OTHER = hashlib.sha256(b"some other record").digest()


def record(previous=ZERO, position=0, time=TIME, rest=WRITER + SEAT):
    out = chars(1, previous)
    if position:
        out += number(2, position)
    if time:
        out += number(3, time)
    return out + rest


def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def filled(size):
    """A record of exactly `size` bytes."""
    start = record(rest=b"")
    for pad in range(size - len(start) - 5, size):
        entry = start + chars(4, b"w" * pad)
        if len(entry) == size:
            return entry
    raise ValueError(size)


IN, LARGE, BAD = "in ledger", "too large", "malformed"
POSITION, PREDECESSOR, BACK = "wrong position", "wrong predecessor", "time went back"

FIRST = record()
SECOND = record(leaf(FIRST), 1, TIME + 5)
RIVAL = record(leaf(FIRST), 1, TIME + 6, chars(4, b"writer-2") + SEAT)
THIRD = record(leaf(SECOND), 2, TIME + 5)
FOURTH = record(leaf(THIRD), 3, TIME + 9)
INT64_MAX = 2**63 - 1


def one(name, entry, verdict):
    return name, [(entry, verdict)]


def story_vectors():
    """What happens to logs."""
    late = record(leaf(FIRST), 1, INT64_MAX)
    return [
        ("no entries", []),
        one("one record", FIRST, IN),
        ("four records in a row", [(FIRST, IN), (SECOND, IN), (THIRD, IN), (FOURTH, IN)]),
        ("an entry that a retry appended twice", [(FIRST, IN), (SECOND, IN), (SECOND, POSITION), (THIRD, IN)]),
        ("a paused writer wakes up after another took the seat", [(FIRST, IN), (RIVAL, IN), (SECOND, POSITION), (THIRD, PREDECESSOR), (FOURTH, POSITION)]),
        ("the middle of a pipeline is lost", [(FIRST, IN), (THIRD, POSITION), (FOURTH, POSITION), (SECOND, IN)]),
        ("a lost entry comes back late", [(FIRST, IN), (THIRD, POSITION), (SECOND, IN), (THIRD, IN)]),
        ("garbage between records", [(b"garbage", BAD), (FIRST, IN), (b"\xff" * 40, BAD), (SECOND, IN)]),
        ("an oversized entry between records", [(FIRST, IN), (filled(61441), LARGE), (SECOND, IN)]),
        ("time stands still", [(FIRST, IN), (record(leaf(FIRST), 1, TIME), IN)]),
        ("time goes back by a microsecond", [(FIRST, IN), (record(leaf(FIRST), 1, TIME - 1), BACK)]),
        ("time goes back to nothing", [(FIRST, IN), (record(leaf(FIRST), 1, 0), BACK)]),
        ("a void entry's time counts for nothing", [(FIRST, IN), (record(OTHER, 1, TIME + 99), PREDECESSOR), (SECOND, IN)]),
        ("the last moment there is, twice", [(FIRST, IN), (late, IN), (record(leaf(late), 2, INT64_MAX), IN)]),
        ("the moment after the last is before the first", [(FIRST, IN), (late, IN), (number(3, 2**63) + record(leaf(late), 2, 0), BACK)]),
    ]


def order_vectors():
    """Which reason is named when several hold."""
    return [
        one("too large and malformed", b"\xff" * 61441, LARGE),
        one("malformed and wrong position", record(position=7) + b"\x07", BAD),
        one("wrong position and predecessor", record(OTHER, 7), POSITION),
        one("wrong predecessor and time", record(OTHER, 0, -1), PREDECESSOR),
        one("wrong position only", record(position=1), POSITION),
        one("the last position there is", record(position=2**64 - 1), POSITION),
        one("wrong predecessor only", record(OTHER), PREDECESSOR),
        one("before 1970", record(time=-1), BACK),
        one("at the beginning of 1970", record(time=0), IN),
    ]


def size_vectors():
    return [
        one("exactly 60 KiB", filled(61440), IN),
        one("one byte more than 60 KiB", filled(61441), LARGE),
        one("nothing but previous", chars(1, ZERO), IN),
        one("no bytes", b"", BAD),
        one("one byte", b"\x0a", BAD),
    ]


def previous_vectors():
    return [
        one("previous of 31 bytes", record(bytes(31)), BAD),
        one("previous of 33 bytes", record(bytes(33)), BAD),
        one("previous of no bytes", record(b""), BAD),
        one("no previous", number(3, TIME) + WRITER + SEAT, BAD),
        one("previous twice, the last is right", chars(1, OTHER) + FIRST, IN),
        one("previous twice, the last is another", FIRST + chars(1, OTHER), PREDECESSOR),
        one("previous twice, the first is short", chars(1, b"short") + FIRST, IN),
        one("previous twice, the last is short", FIRST + chars(1, ZERO[1:]), BAD),
        one("previous as a varint only", number(1, 5) + number(3, TIME), BAD),
        one("previous also as a varint", FIRST + number(1, 5), IN),
        one("previous inside a group only", group(9, chars(1, ZERO)), BAD),
        one("previous at the end", number(3, TIME) + SEAT + chars(1, ZERO), IN),
    ]


def number_vectors():
    """How positions and times may be written."""
    bare = chars(1, ZERO)
    return [
        one("position 0 written out", bare + number(2, 0), IN),
        one("position 0 in 10 bytes", bare + tag(2, 0) + wide(0), IN),
        one("position 0 with bits above the 64th", bare + tag(2, 0) + wide(0, 63), IN),
        one("position in 11 bytes", bare + tag(2, 0) + b"\x80" * 10 + b"\0", BAD),
        one("position cut off", bare + tag(2, 0) + b"\x80", BAD),
        one("position twice, the last is right", bare + number(2, 9) + number(2, 0), IN),
        one("position twice, the last is wrong", bare + number(2, 0) + number(2, 9), POSITION),
        one("position as 8 bytes is an unknown field", bare + tag(2, 1) + b"\x09" + bytes(7), IN),
        one("position as 4 bytes is an unknown field", bare + tag(2, 5) + b"\x09" + bytes(3), IN),
        one("position as a string is an unknown field", bare + chars(2, b"9"), IN),
        one("position inside a group does not count", bare + group(9, number(2, 9)), IN),
        one("time in 10 bytes", bare + tag(3, 0) + wide(TIME), IN),
        one("time before 1970 in 10 bytes", bare + tag(3, 0) + wide(2**64 - 1), BACK),
        one("time twice, the last counts", bare + number(3, -1) + number(3, TIME), IN),
        one("time as a string is an unknown field", bare + chars(3, b"now"), IN),
        one("a length in 5 bytes", tag(1, 2) + long(32, 5) + ZERO, IN),
        one("a length in 6 bytes", tag(1, 2) + long(32, 6) + ZERO, BAD),
        one("a length with bits above the 64th", tag(1, 2) + wide(32, 63) + ZERO, BAD),
        one("a tag in 5 bytes", long(10, 5) + b"\x20" + ZERO, IN),
        one("a tag in 6 bytes", long(10, 6) + b"\x20" + ZERO, BAD),
        one("a tag in 10 bytes", wide(10) + b"\x20" + ZERO, BAD),
        one("the end of a group in 6 bytes", FIRST + tag(9, 3) + long(76, 6), BAD),
        one("a tag of 2^32", FIRST + varint(2**32) + b"\0", BAD),
        one("the highest field number", FIRST + tag(2**29 - 1, 0) + b"\0", IN),
    ]


def wire_vectors():
    """What is well-formed."""
    deep = b"".join(tag(9, 3) for _ in range(100)) + b"".join(tag(9, 4) for _ in range(100))
    return [
        one("fields in another order", SEAT + WRITER + number(3, TIME) + chars(1, ZERO), IN),
        one("unknown fields of every type", FIRST + number(99, 1) + tag(99, 1) + bytes(8) + chars(99, b"x") + group(99, chars(1, b"y")) + tag(99, 5) + bytes(4), IN),
        one("a writer that is not UTF-8", record(rest=chars(4, b"\xff\xfe") + SEAT), IN),
        one("an empty body", record(rest=WRITER + chars(7, b"")), IN),
        one("no body", record(rest=WRITER), IN),
        one("a body that does not parse", record(rest=WRITER + chars(7, b"\xff\xff\xff")), IN),
        one("two bodies", record(rest=SEAT + chars(8, b"")), IN),
        one("the body as a number", record(rest=number(7, 7)), IN),
        one("a group", FIRST + group(9), IN),
        one("a group numbered as previous", FIRST + group(1, number(2, 9)), IN),
        one("groups inside each other", FIRST + group(9, group(8, group(9, number(1, 1)))), IN),
        one("groups 100 deep", FIRST + deep, IN),
        one("groups 101 deep", FIRST + tag(9, 3) + deep + tag(9, 4), BAD),
        one("a hundred groups side by side", FIRST + group(9) * 101, IN),
        one("a group that does not end", FIRST + tag(9, 3), BAD),
        one("a group that ends as another", FIRST + tag(9, 3) + tag(8, 4), BAD),
        one("groups that cross", FIRST + tag(9, 3) + tag(8, 3) + tag(9, 4) + tag(8, 4), BAD),
        one("the end of a group that did not begin", FIRST + tag(9, 4), BAD),
        one("field number 0", FIRST + b"\0\0", BAD),
        one("field number 0 inside a group", FIRST + tag(9, 3) + b"\0\0" + tag(9, 4), BAD),
        one("a zero at the end", FIRST + b"\0", BAD),
        one("wire type 6", FIRST + tag(9, 6), BAD),
        one("wire type 7", FIRST + tag(9, 7), BAD),
        one("a tag that is cut off", FIRST + b"\x80", BAD),
        one("a tag in 11 bytes", FIRST + b"\x80" * 10 + b"\x01", BAD),
        one("8 bytes that are cut off", FIRST + tag(9, 1) + bytes(7), BAD),
        one("4 bytes that are cut off", FIRST + tag(9, 5) + bytes(3), BAD),
        one("a string that is cut off", FIRST + tag(9, 2) + b"\x05four", BAD),
        one("a string of 2^35-1 bytes", FIRST + tag(9, 2) + long(2**35 - 1, 5), BAD),
        one("a string without a length", FIRST + tag(9, 2), BAD),
        one("a record as text", b"previous: 00", BAD),
    ]


def encoded(name, judged):
    next_position, head, time = 0, ZERO, 0
    entries = []
    for entry, verdict in judged:
        entries.append({"bytes": base64.b64encode(entry).decode(), "verdict": verdict})
        if verdict == IN:
            next_position, head, time = next_position + 1, leaf(entry), stated_time(entry)
    return {"name": name, "entries": entries, "next": str(next_position),
            "head": base64.b64encode(head).decode(), "time": str(time)}


# A record that is in the ledger has one of these times, or none.
TIMES = [INT64_MAX, TIME, TIME + 5, TIME + 6, TIME + 9]


def stated_time(entry):
    for time in TIMES:
        if number(3, time) in entry or tag(3, 0) + wide(time) in entry:
            return time
    return 0


def render():
    vectors = (story_vectors() + order_vectors() + size_vectors()
               + previous_vectors() + number_vectors() + wire_vectors())
    lines = [json.dumps(encoded(*vector)) for vector in vectors]
    return '{"vectors": [\n' + ",\n".join(lines) + "\n]}\n"


if __name__ == "__main__":
    print(render(), end="")
