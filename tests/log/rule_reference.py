"""The rule of docs/formats/record.md, a second time: plain, slow, from the page.

It knows nothing of ledger/log/rule.cc; the tests hold the two together.
"""

import hashlib

RECORD_BYTES_MAX = 61440
GROUPS_MAX = 100


class Malformed(Exception):
    pass


class Wire:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Malformed
        self.at += count
        return self.data[self.at - count : self.at]

    def varint(self, bytes_max):
        value = 0
        for i in range(bytes_max):
            byte = self.take(1)[0]
            value += (byte & 127) << (7 * i)
            if byte < 128:
                return value % 2**64
        raise Malformed

    def tag(self):
        tag = self.varint(5)
        if tag >= 2**32 or tag >> 3 == 0:
            raise Malformed
        return tag >> 3, tag & 7

    def value(self, field, wire_type, depth):
        if wire_type == 0:
            return self.varint(10)
        if wire_type == 1:
            return self.take(8)
        if wire_type == 2:
            return self.take(self.varint(5))
        if wire_type == 3:
            return self.group(field, depth + 1)
        if wire_type == 5:
            return self.take(4)
        raise Malformed

    def group(self, number, depth):
        if depth > GROUPS_MAX:
            raise Malformed
        while True:
            field, wire_type = self.tag()
            if wire_type == 4 and field == number:
                return None
            self.value(field, wire_type, depth)


def links(entry):
    """Returns (previous, position, recorded_at) or raises Malformed."""
    found = {(1, 2): b"", (2, 0): 0, (3, 0): 0}
    wire = Wire(entry)
    while wire.at < len(entry):
        field, wire_type = wire.tag()
        value = wire.value(field, wire_type, 0)
        if (field, wire_type) in found:
            found[field, wire_type] = value
    if len(found[1, 2]) != 32:
        raise Malformed
    recorded_at = found[3, 0]
    if recorded_at >= 2**63:
        recorded_at -= 2**64
    return found[1, 2], found[2, 0], recorded_at


def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


class Reader:
    def __init__(self):
        self.next, self.head, self.time = 0, bytes(32), 0

    def judge(self, entry):
        if len(entry) > RECORD_BYTES_MAX:
            return "too large"
        try:
            previous, position, recorded_at = links(entry)
        except Malformed:
            return "malformed"
        if position != self.next:
            return "wrong position"
        if previous != self.head:
            return "wrong predecessor"
        if recorded_at < self.time:
            return "time went back"
        self.next += 1
        self.head = leaf(entry)
        self.time = recorded_at
        return "in ledger"
