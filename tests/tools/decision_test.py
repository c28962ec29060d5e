"""Decisions, and the registers beside them, as the command line shows them.

usage: decision_test.py PATH_OF_LOOPLEDGER
"""

import unittest

from running import NOW, CliTest, report


def command(number, role, person="a.reid", **body):
    return {"command_id": f"d-{number}", "occurred_at": NOW,
            "late_reason": "FICTITIOUS",
            "actor": {"org": "north", "person": person, "role": role}, **body}


class Decisions(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()

    def test_there_is_none_yet(self):
        self.assertEqual(self.answer("decision", "list"), [])
        self.error(self.run_it("decision", "show", "T-1"), 3, "NOT_FOUND")

    def test_replay_is_not_offered(self):
        self.error(self.run_it("decision", "replay", "T-1"), 2, "USAGE")

    def test_no_action_is_shown_by_its_key_and_by_its_own_id(self):
        session = command(2, "TCG_CHAIR", call_session={
            "session_id": "S-1", "body": "TCG", "layer": "TACTICAL",
            "title": "FICTITIOUS", "scheduled_at": "2026-01-05T09:00:00Z",
            "chair_org": "north", "chair_person": "a.reid", "quorum": 1})
        opened = command(3, "TCG_CHAIR", open_session={"session_id": "S-1"})
        attended = command(4, "TCG_CHAIR", record_attendance={
            "session_id": "S-1",
            "attendance": [{"org": "north", "person": "a.reid",
                            "capacity": "member"}]})
        decided = command(5, "TCG_CHAIR", record_decision={
            "session_id": "S-1", "decision_id": "D-1",
            "subject": "FICTITIOUS group",
            "decision": "NO_ACTION_RISK_ACCEPTED",
            "record": {"rationale": "the harm is low",
                       "necessity": "none", "proportionality": "none",
                       "options_considered": ["act", "do nothing"]}})
        done = self.run_it("publish", "--projected", "-f",
                           self.write("a", session, opened, attended, decided))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        rows = self.answer("decision", "list")
        self.assertEqual([row["decision_id"] for row in rows], ["S-1/D-1"])
        for name in ("S-1/D-1", "D-1"):
            row = self.answer("decision", "show", name)
            self.assertEqual(row["decision"], "NO_ACTION_RISK_ACCEPTED")
            self.assertEqual(row["body"], "TCG")
            self.assertEqual(row["rationale"], "the harm is low")
        self.assertIn("S-1/D-1", self.run_it("decision", "list").stdout)
        card = self.run_it("decision", "show", "D-1").stdout
        self.assertRegex(card, r"(?m)^decided_by +org +north\n +person +a.reid")
        self.assertRegex(card, r"(?m)^marking +OFFICIAL/P$")
        self.assertNotIn("{", card)

    def test_each_register_is_a_view(self):
        self.run_it("publish", "--projected", "-f",
                    self.write("a", report(1)))
        views = {row["view"] for row in self.answer("view", "list")}
        self.assertLessEqual(set(VIEWS), views)
        for view in VIEWS:
            self.answer("view", "get", view)
        self.assertEqual(
            [row["name"] for row in self.answer("view", "get", "strategy.strands")],
            ["DETECT", "DETER", "DISRUPT", "DIVERT"])


VIEWS = ("decision_history.decisions", "decision_history.named",
         "partners.organisations", "partners.commitments",
         "partners.disclosures", "requirements.requirements",
         "strategy.objectives", "strategy.priorities", "strategy.strands",
         "strategy.layers")

if __name__ == "__main__":
    unittest.main()
