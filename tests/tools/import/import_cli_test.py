"""loopledger import attack-history, as a person meets it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

BINARY = sys.argv.pop(1)


def relation(number, text):
    return {"type": "relationship", "id": "relationship--%d" % number,
            "modified": "2020-01-01T00:00:00Z", "relationship_type": "uses",
            "source_ref": "intrusion-set--1",
            "target_ref": "attack-pattern--%d" % number, "description": text,
            "external_references": [
                {"source_name": "A", "url": "https://a.org/1"}]}


GROUP = {"type": "intrusion-set", "id": "intrusion-set--1", "name": "FIN7",
         "modified": "2020-01-01T00:00:00Z", "description": "Criminals.",
         "external_references": [{"source_name": "mitre-attack",
                                  "external_id": "G0046"}]}
OBJECTS = [relation(1, "It phishes."), relation(2, "x" * 9000), GROUP, GROUP]


class Import(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = os.path.join(folder.name, "data")
        self.file = os.path.join(folder.name, "history.ndjson")
        with open(self.file, "w", encoding="utf-8") as file:
            for obj in OBJECTS:
                file.write(json.dumps({"recorded_at": "2020-02-01T00:00:00Z",
                                       "object": obj}) + "\n")

    def run_import(self, *more):
        return subprocess.run(
            [BINARY, "import", "attack-history", self.file, "--data",
             self.data, *more], capture_output=True, text=True, check=False)

    def test_the_counts_add_up_and_a_refusal_exits_6(self):
        done = self.run_import("-o", "json")
        self.assertEqual(done.returncode, 6, done.stderr)
        summary = json.loads(done.stdout)
        self.assertEqual(
            [summary[k] for k in ("lines", "imported", "refused", "skipped")],
            [4, 2, 1, 1])
        self.assertTrue(summary["backfill_closed"])
        with open(summary["rejects"], encoding="utf-8") as rejects:
            reasons = [json.loads(line)["reason"] for line in rejects]
        self.assertEqual(reasons, ["FIELD_INVALID", "NOT_FOUND"])

    def test_a_second_time_changes_nothing(self):
        first = json.loads(self.run_import("-o", "json").stdout)
        second = json.loads(self.run_import("-o", "json").stdout)
        self.assertEqual(second["head"], first["head"])
        self.assertEqual(second["found"], 5)

    def test_the_table_says_what_became_of_every_line(self):
        done = self.run_import()
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("= imported + refused + skipped", done.stdout)
        self.assertIn("intrusion-set: unchanged", done.stdout)
        self.assertEqual(done.stderr, "")  # No terminal, no progress.

    def test_a_missing_file_is_named(self):
        self.file += ".gone"
        done = self.run_import()
        self.assertEqual(done.returncode, 3)
        self.assertIn(self.file, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertFalse(os.path.exists(self.data))

    def test_without_a_refusal_it_exits_0(self):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write("")
        done = self.run_import()
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_log_that_was_lost_is_not_made_anew_under_its_views(self):
        self.run_import("--keep-open")
        shutil.rmtree(os.path.join(self.data, "log"))
        done = self.run_import()
        self.assertEqual(done.returncode, 10, done.stderr)
        self.assertIn("error[LOG_MISMATCH]", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.data, "log")))

    def test_the_history_is_no_rejects_file(self):
        done = self.run_import("--rejects", self.file)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertGreater(os.path.getsize(self.file), 0)
        self.assertFalse(os.path.exists(self.data))

    def test_another_ledger_is_left_alone(self):
        self.run_import("--keep-open")
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(json.dumps({"recorded_at": "2020-02-01T00:00:00Z",
                                   "object": relation(9, "Other.")}) + "\n")
        done = self.run_import()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("another file", done.stderr)


if __name__ == "__main__":
    unittest.main()
