"""The demo's commands are made from the history the same way each time."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..",
                                "tools", "demo"))

import make_demo  # noqa: E402
import story  # noqa: E402


def group(attack_id):
    return {"type": "intrusion-set", "id": "intrusion-set--" + attack_id,
            "name": "Group " + attack_id,
            "description": "[It](https://x) acts.(Citation: A) <code>x</code>",
            "external_references": [{"external_id": attack_id}]}


def relation(attack_id, number):
    return {"type": "relationship", "id": "relationship--%s-%d" % (
                attack_id, number),
            "source_ref": "intrusion-set--" + attack_id,
            "description": "It does number %d of the things that the test "
                           "wants it to do, at some length." % number,
            "external_references": [
                {"source_name": "A", "url": "https://www.a.org/1"},
                {"source_name": "B", "url": "https://b.org/1"}][:number]}


def history():
    for attack_id in story.THREATS:
        yield json.dumps({"object": group(attack_id)})
        for number in (1, 2, 3):
            yield json.dumps({"object": relation(attack_id, number)})


class MakeDemo(unittest.TestCase):
    def test_text_loses_its_marks_and_its_excess(self):
        self.assertEqual(make_demo.plain(group("G1")["description"]),
                         "It acts. x")
        self.assertLess(len(make_demo.plain("word " * 200)), 430)

    def test_commands_come_in_the_order_of_their_times(self):
        made = list(make_demo.commands(history()))
        days = [int(c["recorded_at"].split("d")[0][1:]) for c in made]
        self.assertEqual(days, sorted(days))
        self.assertTrue(all(day < 0 for day in days))
        self.assertEqual(len({c["command_id"] for c in made}), len(made))

    def test_two_publishers_corroborate(self):
        self.assertEqual(
            make_demo.grade(relation("G1", 1))["intelligence"], "C")
        self.assertEqual(
            make_demo.grade(relation("G1", 2))["intelligence"], "B")

    def test_a_missing_group_is_named(self):
        with self.assertRaises(SystemExit) as stopped:
            list(make_demo.commands([]))
        self.assertIn("G1050", str(stopped.exception))

    def test_the_committed_file_has_notice_and_size(self):
        path = os.path.join(os.path.dirname(make_demo.__file__), "demo.ndjson")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("(c) The MITRE Corporation", text)
        self.assertLess(len(text.encode()), 300000)


if __name__ == "__main__":
    unittest.main()
