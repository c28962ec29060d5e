"""Keys and signed commands as scripts see them; and a signature checked by
somebody else: OpenSSL, over bytes made from the stored record by
docs/formats/signature.md alone.

usage: signing_test.py PATH_OF_LOOPLEDGER
"""

import base64
import json
import os
import re
import shutil
import stat
import subprocess
import unittest

from running import NOW, CliTest, report

MARKING = {"gsc": "OFFICIAL", "handling": {"code": "P"}}


class Keys(CliTest):
    """Without a server."""

    def test_a_key_is_made_once_and_for_its_owner(self):
        made = self.answer("key", "generate", "--out", "north.key")
        mode = os.stat(self.path("north.key")).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.assertRegex(made["key_id"], r"^ed25519-[0-9a-f]{16}$")
        self.assertEqual(len(base64.b64decode(made["public_key"])), 32)
        self.assertRegex(made["verifier_key"],
                         r"^ed25519-[0-9a-f]{16}\+[0-9a-f]{8}\+AQ?[\w+/]+=*$")
        self.assertEqual(self.answer("key", "public", "north.key"), made)
        with open(self.path("north.key"), encoding="utf-8") as file:
            before = file.read()
        done = self.run_it("key", "generate", "--out", "north.key")
        self.error(done, 2, "USAGE")
        self.assertIn("not overwritten", done.stderr)
        self.assertIn("  try: ", done.stderr)
        with open(self.path("north.key"), encoding="utf-8") as file:
            self.assertEqual(file.read(), before)

    def test_a_key_is_called_as_its_owner_likes(self):
        made = self.answer("key", "generate", "--out", "k", "--key-id", "n-1")
        self.assertEqual(made["key_id"], "n-1")
        self.assertTrue(made["verifier_key"].startswith("n-1+"))
        for name in ("", "a b", "x" * 129, "a\nb"):
            done = self.run_it("key", "public", "k", "--key-id", name)
            self.error(done, 2, "USAGE")
        done = self.run_it("publish", "-f", "-", "--key-id", "n-1", stdin="")
        self.error(done, 2, "USAGE")

    def test_a_key_has_somewhere_to_be(self):
        done = self.run_it("key", "generate", "--out", "nowhere/north.key")
        self.error(done, 2, "USAGE")
        self.assertIn("could not make nowhere/north.key", done.stderr)
        self.error(self.run_it("key", "generate", "--out", self.folder), 2,
                   "USAGE")
        self.error(self.run_it("key", "generate"), 2, "USAGE")
        self.error(self.run_it("key"), 2, "USAGE")

    def test_what_is_no_key_is_not_read(self):
        self.write("letter", "dear sir")
        os.mkdir(self.path("folder"))
        os.mkfifo(self.path("pipe"), 0o600)
        with open(self.path("large"), "wb") as file:
            file.write(b"x" * 100_000)
        for name in ("letter", "large"):
            os.chmod(self.path(name), 0o600)
        for name, words in (("letter", "holds no Ed25519 private key"),
                            ("large", "too large"), ("folder", "is no file"),
                            ("pipe", "is no file")):
            for verb in (["key", "public", name],
                         ["publish", "-f", "-", "--sign", name]):
                done = self.run_it(*verb, stdin="")
                self.error(done, 2, "KEY_FILE_INVALID")
                self.assertIn(words, done.stderr)
                self.assertIn("  try: loopledger key generate", done.stderr)
        done = self.run_it("key", "public", "absent")
        self.error(done, 2, "USAGE")
        self.assertIn("could not open the key file absent", done.stderr)

    def test_a_key_that_others_may_read_is_refused(self):
        self.answer("key", "generate", "--out", "north.key")
        for mode in (0o644, 0o640, 0o620, 0o601):
            os.chmod(self.path("north.key"), mode)
            done = self.run_it("key", "public", "north.key")
            self.error(done, 2, "KEY_FILE_EXPOSED")
            self.assertIn(f"its mode is {mode:04o}", done.stderr)
            self.assertIn("  try: chmod 600 north.key", done.stderr)
        os.chmod(self.path("north.key"), 0o400)
        self.answer("key", "public", "north.key")


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """(number, value or bytes within, bytes with the tag taken off)."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        start = at
        wire_type = tag & 7
        value = None
        if wire_type == 0:
            value, at = varint(data, at)
        elif wire_type == 1:
            at += 8
        elif wire_type == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        elif wire_type == 5:
            at += 4
        else:
            raise ValueError(f"wire type {wire_type}")
        yield tag >> 3, wire_type, value, data[start:at]


def number_of(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    return number_of(number << 3 | 2) + number_of(len(value)) + value


# The numbers of the envelope's fields in Event and in Command.
IN_COMMAND = {2: 1, 7: 2, 9: 3, 8: 5, 10: 6, 11: 7, 12: 8, 14: 9, 15: 10,
              16: 11, 17: 12}
SIGNATURE, SIGNATURE_IN_COMMAND, FIRST_BODY, FIRST_DETERMINED = 18, 13, 100, 50


def signed_by(ledger, event):
    """The bytes that were signed, and the signature."""
    said, signature = [], b""
    for number, _, value, _ in fields(event):
        if number in IN_COMMAND:
            said.append((IN_COMMAND[number], value))
        elif number == SIGNATURE:
            parts = {part: inner for part, _, inner, _ in fields(value)}
            signature = parts[2]
            said.append((SIGNATURE_IN_COMMAND, field(1, parts[1])))
        elif number >= FIRST_BODY:
            body = b"".join(number_of(part << 3 | wire_type) + raw
                            for part, wire_type, _, raw in fields(value)
                            if part < FIRST_DETERMINED)
            said.append((number, body))
    said.sort(key=lambda one: one[0])
    command = b"".join(field(*one) for one in said)
    name = ledger.encode()
    return (b"loopledger signed command 1\n" + str(len(name)).encode() + b"\n" +
            name + b"\n" + command), signature


class SignedCommands(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()
        self.key = self.answer("key", "generate", "--out", "north.key")
        administrator = {"org": "north", "person": "a", "role": "ADMINISTRATOR"}
        self.publish([
            {"command_id": "admit", "occurred_at": NOW,
             "late_reason": "FICTITIOUS", "actor": administrator,
             "admit_organisation": {"org_id": "north", "name": "FICTITIOUS",
                                    "kind": "POLICE"}},
            {"command_id": "rotate", "occurred_at": NOW,
             "late_reason": "FICTITIOUS", "actor": administrator,
             "rotate_key": {"org_id": "north", "key_id": self.key["key_id"],
                            "public_key": self.key["public_key"]}}])

    def publish(self, commands, *words, code=0):
        done = self.run_it("publish", "-f", "-", "-o", "ndjson", *words,
                           stdin="".join(json.dumps(c) + "\n"
                                         for c in commands))
        self.assertEqual(done.returncode, code, done.stderr)
        self.told = done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_what_is_signed_is_recorded_with_its_signature(self):
        signed, plain = report(1, marking=MARKING), report(2)
        receipts = self.publish([signed], "--sign", "north.key")
        signature = receipts[0]["event"]["signature"]
        self.assertEqual(signature["key_id"], self.key["key_id"])
        self.assertEqual(len(base64.b64decode(signature["value"])), 64)
        # Nobody has to sign; and to sign again is to ask again.
        self.assertNotIn("signature", self.publish([plain])[0]["event"])
        self.assertEqual(
            self.publish([signed], "--sign", "north.key"), receipts)
        self.assertEqual(self.answer("audit", "verify")["signatures"], "1")
        # What is signed already goes as it is.
        signed["signature"] = signature
        self.answer("key", "generate", "--out", "other.key")
        self.assertEqual(
            self.publish([signed], "--sign", "other.key"), receipts)

    def test_a_key_is_rotated(self):
        self.answer("key", "generate", "--out", "next.key")
        words = ["key", "rotate", "next.key", "--key-id", "next", "--person",
                 "r.officer"]
        self.error(self.run_it(*words), 2, "USAGE")
        words += ["--org", "north"]
        self.error(self.run_it(*words, "--from", "tomorrow"), 2, "USAGE")
        done = self.run_it(*words, "--role", "ANALYST")
        self.error(done, 6, "NOT_AUTHORISED")
        done = self.run_it(*words, "--from", "2026-01-02T00:00:00Z", "--to",
                           "2026-01-01T00:00:00Z")
        self.error(done, 6, "DATES_REVERSED")
        recorded = self.answer(*words, "--from", "2026-01-01T00:00:00Z")
        self.assertEqual(recorded["event"]["key_rotated"]["key_id"], "next")
        self.publish([report(1, marking=MARKING)], "--sign", "next.key",
                     "--key-id", "next")

    def test_a_bad_signature_is_refused_by_name(self):
        other = self.answer("key", "generate", "--out", "other.key")
        refused = self.publish([report(1, marking=MARKING)], "--sign",
                               "other.key", code=6)[0]
        self.assertEqual(refused["reason"], "BAD_SIGNATURE")
        self.assertIn(f"north has no key {other['key_id']}", refused["message"])
        refused = self.publish(
            [report(1, marking=MARKING)], "--sign", "other.key", "--key-id",
            self.key["key_id"], code=6)[0]
        self.assertEqual(refused["reason"], "BAD_SIGNATURE")
        self.assertIn("this is no signature by key", refused["message"])
        receipt = self.publish([report(1, marking=MARKING)], "--sign",
                               "north.key")[0]
        stolen = report(2, marking=MARKING)
        stolen["signature"] = receipt["event"]["signature"]
        refused = self.publish([stolen], code=6)[0]
        self.assertEqual(refused["reason"], "BAD_SIGNATURE")

    def test_a_dry_run_tells_what_is_not_said(self):
        refused = self.publish([report(1)], "--sign", "north.key", "--dry-run",
                               code=6)[0]
        self.assertEqual(refused["reason"], "BAD_SIGNATURE")
        self.assertIn('gsc: "OFFICIAL"', refused["message"])
        self.publish([report(1, marking=MARKING)], "--sign", "north.key",
                     "--dry-run")

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
    def test_openssl_says_so_too(self):
        receipt = self.publish(
            [report(1, marking=MARKING, releasable_to=["south", "west"],
                    correlation_id="C-1", subject_keys=["S-1"])],
            "--sign", "north.key")[0]
        shown = self.answer("log", "get", receipt["position"])
        stored = base64.b64decode(shown["stored_bytes"])
        event = {number: value for number, _, value, _ in fields(stored)}[7]
        signed, signature = signed_by(self.server.ledger, event)
        self.assertTrue(self.verifies(signed, signature))
        self.assertFalse(self.verifies(signed + b"x", signature))
        self.assertFalse(self.verifies(
            signed.replace(b"FICTITIOUS", b"FACTITIOUS"), signature))
        south, _ = signed_by("south", event)
        self.assertFalse(self.verifies(south, signature))

    def verifies(self, signed, signature):
        key = (bytes.fromhex("302a300506032b6570032100") +
               base64.b64decode(self.key["public_key"]))
        for name, data in (("k.der", key), ("signed", signed),
                           ("value", signature)):
            with open(self.path(name), "wb") as file:
                file.write(data)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER",
             "-inkey", "k.der", "-rawin", "-in", "signed", "-sigfile", "value"],
            cwd=self.folder, capture_output=True, text=True, check=False)
        said = re.search(r"Signature (Verified Success|Verification Fail)",
                         done.stdout + done.stderr)
        self.assertIsNotNone(said, done.stdout + done.stderr)
        return done.returncode == 0


if __name__ == "__main__":
    unittest.main()
