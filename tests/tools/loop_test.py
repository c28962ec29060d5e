"""The loop, traced from any of its nodes.

usage: loop_test.py PATH_OF_LOOPLEDGER
"""

import datetime
import re
import unittest

from running import CliTest, NOW, report

# What a title may try: to end a label, begin a comment, or bring an element.
HOSTILE = 'A "];} end <b>x</b> `y` #quot; \\" %% -->|z| n0 é'
SOON = (datetime.datetime.now(datetime.timezone.utc) +
        datetime.timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")


def command(number, role, **body):
    person = f"{role.lower()}-{number}"
    return {"command_id": f"l-{number}", "occurred_at": NOW,
            "late_reason": "FICTITIOUS",
            "actor": {"org": "north", "person": person, "role": role}, **body}


def draft(version_of, **more):
    scores = [{"id": f"harm.{part}", "score": 2}
              for part in ("physical", "psychological", "financial",
                           "community", "institutions")]
    scores += [{"id": f"likelihood.{part}", "score": 3}
               for part in ("capability", "intent", "activity")]
    scores += [{"id": f"position.{part}", "score": 2}
               for part in ("capacity", "knowledge", "reputation")]
    return {
        "assessment_id": version_of,
        "threat": {"kind": "GROUP", "name": "FICTITIOUS group",
                   "areas": ["CYBER_CRIME"]},
        "layer": "TACTICAL", "product": "SUBJECT",
        "judgements": [{
            "id": "J1", "proposition": "it goes on",
            "term": "Likely or probable",
            "confidence": {"rating": "Low", "information_base": "thin",
                           "analytical_rigour": "challenged",
                           "complexity": "stable"},
            "resolution_criterion": "seen", "horizon": SOON,
            "nature": "OPINION"}],
        "supporting": [{"ref": {"report_id": "R-1", "version": "2",
                                "item": 1}}],
        "scorecard": {"model": "scorecard", "model_version": 1,
                      "dimensions": scores},
        "review_due": SOON, **more}


def story():
    return [
        report(1),
        command(1, "INTEL_MANAGER", accept_report={"report_id": "R-1"},
                marking={"handling": {"code": "P"}}),
        command(2, "ANALYST", draft_assessment=draft("SOCG-17")),
        command(3, "INTEL_MANAGER", review_assessment={
            "assessment_id": "SOCG-17", "version": "1", "note": "read"}),
        command(4, "ANALYST", publish_assessment={
            "assessment_id": "SOCG-17", "version": "1"}),
        command(5, "ANALYST", propose_tasking={
            "tasking_id": "T-204", "title": HOSTILE, "mode": "OVERT",
            "strand": "DISRUPT", "layer": "OPERATIONAL",
            "justification": [{"assessment_id": "SOCG-17", "version": "1"}],
            "objective_ids": ["T-204"], "lead_org": "north",
            "necessity": "n", "proportionality": "p"}),
    ]


class Trace(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()
        done = self.run_it("publish", "--projected", "-f",
                           self.write("story", *story()))
        self.assertEqual(done.returncode, 0, done.stderr)

    def nodes(self, *words):
        answer = self.answer("loop", "trace", *words)
        return [node["node"] for node in answer["nodes"]]

    def test_leads_both_ways_along_the_process(self):
        chain = ["report/R-1", "assessment/SOCG-17/1", "tasking/T-204"]
        self.assertEqual(self.nodes("R-1"), chain)
        self.assertEqual(self.nodes("SOCG-17/1"), chain)
        self.assertEqual(self.nodes("assessment/SOCG-17/1"), chain)
        self.assertEqual(set(self.nodes("tasking/T-204")),
                         {*chain, "objective/T-204"})
        self.assertEqual(set(self.nodes("SOCG-17")),
                         {*chain, "threat/SOCG-17"})

    def test_tells_what_leads_to_what(self):
        answer = self.answer("loop", "trace", "R-1")
        self.assertEqual(answer["start"], "report/R-1")
        self.assertFalse(answer["cut"])
        self.assertIn({"from": "assessment/SOCG-17/1", "kind": "justifies",
                       "to": "tasking/T-204"}, answer["edges"])

    def test_prints_a_table_with_what_is_missing(self):
        before = self.answer("log", "head")["next"]
        done = self.run_it("publish", "--projected", "-f",
                           self.write("more", report(2), command(
                               6, "INTEL_MANAGER",
                               accept_report={"report_id": "R-2"},
                               marking={"handling": {"code": "P"}})))
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_it("loop", "trace", "R-2")
        self.assertRegex(done.stdout, r"report/R-2 .*ACCEPTED .*cited_by")
        self.assertIn("marking: OFFICIAL/P", done.stderr)
        past = self.run_it("loop", "trace", "R-2", "--as-of",
                           str(int(before) - 1))
        self.error(past, 3, "NOT_FOUND")

    def test_an_id_of_two_nodes_is_not_guessed(self):
        done = self.run_it("loop", "trace", "T-204")
        self.error(done, 2, "USAGE")
        self.assertIn("objective/T-204, tasking/T-204", done.stderr)

    def test_what_is_not_there_is_not_found(self):
        for nothing in ("X", "tasking/X", "SOCG-17/9", "a/b/c/d"):
            self.error(self.run_it("loop", "trace", nothing), 3, "NOT_FOUND")

    def test_a_format_that_is_none(self):
        self.error(self.run_it("loop", "trace", "R-1", "-o", "svg"), 2,
                   "USAGE")
        for words in (["gap", "list", "-o", "dot"],
                      ["-o", "mermaid", "gap", "list"]):
            done = self.run_it(*words)
            self.error(done, 2, "USAGE")
            self.assertIn("means nothing to loopledger gap list", done.stderr)

    def test_a_picture_may_be_asked_for_anywhere(self):
        for picture in ("dot", "mermaid"):
            after = self.run_it("loop", "trace", "R-1", "-o", picture)
            for words in (["-o", picture, "loop", "trace", "R-1"],
                          ["loop", "--output", picture, "trace", "R-1"]):
                self.assertEqual(self.run_it(*words).stdout, after.stdout)

    def test_dot_keeps_text_in_its_quotes(self):
        done = self.run_it("loop", "trace", "R-1", "-o", "dot")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = r'"(?:[^"\\]|\\.)*"'
        name = r"n\d+(?:_\d+)?"
        line = re.compile(
            rf"  (?:rankdir=LR|labelloc=t|label={text}|node \[shape=box\]|"
            rf"{name}(?: -> {name})? \[[a-z]+=(?:{text}|dashed)"
            rf"(?:, (?:style=dashed|penwidth=3))?\]);")
        lines = done.stdout.splitlines()
        self.assertEqual((lines[0], lines[-1]), ("digraph loop {", "}"))
        for inner in lines[1:-1]:
            self.assertRegex(inner, rf"\A{line.pattern}\Z")
        self.assertIn(r'A \"];} end', done.stdout)

    def test_mermaid_keeps_text_in_its_quotes(self):
        done = self.run_it("loop", "trace", "R-1", "-o", "mermaid")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = r'"(?:[\w ._/:,-]|#\d+;|<br/>)*"'
        name = r"n\d+(?:_\d+)?"
        line = (rf"  (?:marking\[{text}\]|{name}\[{text}\]|"
                rf"{name} -->\|{text}\| {name}|"
                rf"{name} -\.-> {name}\(\[{text}\]\)|"
                rf"style {name} stroke-width:3px)")
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "flowchart LR")
        for inner in lines[1:]:
            self.assertRegex(inner, rf"\A{line}\Z")
        self.assertIn("é", done.stdout)

    def test_a_great_chain_is_cut_and_says_so(self):
        lines, number = [], 1000
        for version in range(17):
            cited = []
            for _ in range(40):
                number += 1
                lines += [report(number), command(
                    number, "INTEL_MANAGER",
                    accept_report={"report_id": f"R-{number}"},
                    marking={"handling": {"code": "P"}})]
                cited.append({"ref": {"report_id": f"R-{number}",
                                      "version": "2", "item": 1}})
            lines.append(command(100 + version, "ANALYST",
                                 draft_assessment=draft("SOCG-18",
                                                        supporting=cited)))
        done = self.run_it("publish", "--projected", "-f",
                           self.write("many", *lines))
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = self.answer("loop", "trace", "SOCG-18")
        self.assertTrue(answer["cut"])
        self.assertEqual(len(answer["nodes"]), 500)
        done = self.run_it("loop", "trace", "SOCG-18")
        self.assertIn("note: the trace was cut at 500 nodes", done.stderr)
        self.assertIn("note: assessment/SOCG-18/1 has 40 cites; "
                      "the first 32 are shown", done.stderr)
        self.assertIn({"node": "assessment/SOCG-18/1", "kind": "cites",
                       "count": "40", "shown": "32"}, answer["beyond"])
        dot = self.run_it("loop", "trace", "SOCG-18", "-o", "dot").stdout
        self.assertIn(r"\ncut at 500 nodes: there is more", dot)
        self.assertIn('"40 cites; the first 32 are shown", style=dashed', dot)
        drawn = self.run_it("loop", "trace", "SOCG-18", "-o", "mermaid").stdout
        self.assertIn("<br/>cut at 500 nodes: there is more", drawn)
        self.assertIn('(["40 cites#59; the first 32 are shown"])', drawn)

    def test_the_shell_knows_its_words(self):
        done = self.run_it("completion")
        self.assertIn('" loop trace") words="', done.stdout)


if __name__ == "__main__":
    unittest.main()
