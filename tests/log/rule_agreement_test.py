"""Holds the rule in C++ and the rule in Python together.

usage: rule_agreement_test.py RULE_JUDGE [SEED]
"""

import base64
import json
import pathlib
import random
import subprocess
import sys
import unittest

import make_record_vectors
import rule_reference

VECTORS = pathlib.Path("tests/golden/record_vectors.json")
MUTATIONS = 30000

JUDGE = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)


def load():
    vectors = json.loads(VECTORS.read_text())["vectors"]
    for vector in vectors:
        vector["head"] = base64.b64decode(vector["head"])
        for entry in vector["entries"]:
            entry["bytes"] = base64.b64decode(entry["bytes"])
    return vectors


def judged_by_cpp(entries):
    sent = b"".join(len(e).to_bytes(4, "little") + e for e in entries)
    done = subprocess.run([JUDGE], input=sent, stdout=subprocess.PIPE,
                          check=True)
    return done.stdout.decode().splitlines()


def judged_by_python(entries):
    reader = rule_reference.Reader()
    for entry in entries:
        verdict = reader.judge(entry)
        yield f"{reader.next} {reader.head.hex()} {reader.time} {verdict}"


class Mutator:
    """Makes entries that are nearly right, so that some are."""

    def __init__(self, pool):
        self.random = random.Random(SEED)
        self.pool = [e for e in pool if len(e) < 1000]
        self.changes = [self.flip, self.cut, self.insert, self.repeat,
                        self.splice, self.retag, self.add_field]

    def entry(self, reader):
        if self.random.random() < 0.2:
            entry = self.random.choice(self.pool)
        else:
            entry = make_record_vectors.record(
                reader.head, reader.next,
                reader.time + self.random.choice([0, 0, 1, 7, -1]))
        for _ in range(self.random.choice([0, 1, 1, 2, 5])):
            entry = self.random.choice(self.changes)(entry)
        return entry

    def place(self, entry):
        return self.random.randrange(len(entry) + 1)

    def flip(self, entry):
        if not entry:
            return entry
        at = self.random.randrange(len(entry))
        flipped = entry[at] ^ 1 << self.random.randrange(8)
        return entry[:at] + bytes([flipped]) + entry[at + 1:]

    def cut(self, entry):
        begin, end = sorted((self.place(entry), self.place(entry)))
        return entry[:begin] + entry[end:]

    def insert(self, entry):
        at = self.place(entry)
        return entry[:at] + self.random.randbytes(3) + entry[at:]

    def repeat(self, entry):
        begin, end = sorted((self.place(entry), self.place(entry)))
        return entry[:end] + entry[begin:end] + entry[end:]

    def splice(self, entry):
        other = self.random.choice(self.pool)
        return entry[:self.place(entry)] + other[self.place(other):]

    def retag(self, entry):
        if not entry:
            return entry
        at = self.random.choice([0, len(entry) - 1, 34 % len(entry)])
        return entry[:at] + bytes([self.random.randrange(80)]) + entry[at + 1:]

    def add_field(self, entry):
        make = make_record_vectors
        field = self.random.choice([
            make.number(2, 0), make.number(3, 9), make.chars(1, bytes(32)),
            make.chars(1, bytes(31)), make.group(9, make.number(2, 9)),
            make.tag(9, 3), make.tag(9, 4), make.tag(9, 6), b"\0",
            make.chars(4, b"\xff"), make.tag(2, 0) + make.wide(0, 63)])
        return field + entry if self.random.random() < 0.5 else entry + field


class Vectors(unittest.TestCase):
    def test_the_file_is_what_its_script_writes(self):
        self.assertEqual(VECTORS.read_text(), make_record_vectors.render())

    def test_python_agrees(self):
        for vector in load():
            with self.subTest(vector["name"]):
                reader = rule_reference.Reader()
                for entry in vector["entries"]:
                    self.assertEqual(reader.judge(entry["bytes"]),
                                     entry["verdict"])
                self.assertEqual(str(reader.next), vector["next"])
                self.assertEqual(reader.head, vector["head"])
                self.assertEqual(str(reader.time), vector["time"])


class RandomEntries(unittest.TestCase):
    def test_both_rules_agree_on_each(self):
        print(f"seed {SEED}", file=sys.stderr)
        mutator = Mutator([entry["bytes"] for vector in load()
                           for entry in vector["entries"]])
        reader = rule_reference.Reader()
        entries = []
        for _ in range(MUTATIONS):
            entries.append(mutator.entry(reader))
            reader.judge(entries[-1])
        python = list(judged_by_python(entries))
        cpp = judged_by_cpp(entries)
        self.assertEqual(len(cpp), len(python))
        for entry, ours, theirs in zip(entries, cpp, python):
            self.assertEqual(ours, theirs, entry.hex())
        verdicts = {line.split(" ", 3)[3] for line in python}
        self.assertEqual(verdicts, {
            "in ledger", "malformed", "wrong position", "wrong predecessor",
            "time went back"})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
