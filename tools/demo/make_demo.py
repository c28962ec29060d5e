#!/usr/bin/env python3
"""Makes tools/demo/demo.ndjson: commands, one a line, for the demo ledger.

  zstd -dc attack_changes.ndjson.zst | tools/demo/make_demo.py > demo.ndjson

Threats and reports are MITRE ATT&CK's groups with criminal motives, as they
stand at the end of its change history; organisations, people, scores,
judgements and decisions are FICTITIOUS (story.py). Times are offsets from the
moment of loading ("T-40d"), which the loader resolves.
"""

import json
import re
import sys

import story

REPORTS_PER_THREAT = 6
TEXT_MIN = 60  # Shorter ones are nothing but citations.
TEXT_MAX = 420
OFFSET = re.compile(r"T([+-]\d+)d(?:([+-]\d+)m)?$")


def plain(text):
    """MITRE's text without citation marks, links and code marks."""
    text = re.sub(r"\(Citation: [^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?code>", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= TEXT_MAX:
        return text
    return text[:text.rfind(" ", 0, TEXT_MAX)] + " ..."


def cited(obj):
    return [r for r in obj.get("external_references", []) if r.get("url")
            and not r.get("external_id")]


def attack_id(obj):
    for reference in obj.get("external_references", []):
        if reference.get("external_id", "").startswith("G"):
            return reference["external_id"]
    return None


def read_history(lines):
    """The newest version of each wanted group and of its relationships."""
    groups, relations = {}, {}
    for line in lines:
        if '"intrusion-set--' not in line:
            continue
        obj = json.loads(line)["object"]
        if obj["type"] == "intrusion-set":
            if attack_id(obj) in story.THREATS:
                groups[attack_id(obj)] = obj
        elif obj["type"] == "relationship":
            relations[obj["id"]] = obj
    return groups, relations


def reports_of(group, relations):
    """Its best-cited relationships, in a fixed order."""
    own = [r for r in relations.values()
           if r["source_ref"] == group["id"]
           and len(plain(r.get("description", ""))) >= TEXT_MIN
           and cited(r) and not r.get("revoked")
           and not r.get("x_mitre_deprecated")]
    own.sort(key=lambda r: (-len(cited(r)), r["id"]))
    return own[:REPORTS_PER_THREAT]


def grade(relation):
    hosts = {r["url"].split("/")[2].replace("www.", "") for r in
             cited(relation)}
    return {"source": "2", "intelligence": "B" if len(hosts) > 1 else "C"}


def submit(threat, number, at, relation):
    works = "; ".join(r["source_name"] for r in cited(relation)[:4])
    return {"submit_report": {
        "report_id": "R-%s-%d" % (threat, number),
        "source_ref": "ISR-%s-%d" % (threat, number),
        "date_of_intelligence": at,
        "items": [{"number": 1, "text": plain(relation["description"]),
                   "grade": grade(relation), "nature": "FACT"}],
        "provenance": {
            "text": "MITRE ATT&CK %s, resting on: %s. FICTITIOUS grade."
                    % (relation["id"], works),
            "grade": grade(relation)},
        "risk_assessment_done": True}}


def scorecard(scores):
    return {"model": "scorecard", "model_version": 1, "dimensions": [
        {"id": name, "score": score}
        for (name, _), score in zip(story.DIMENSIONS, scores)]}


def band(scores):
    total = sum(weight * score for (_, weight), score in
                zip(story.DIMENSIONS, scores))
    return 1 if total >= 70 else 2 if total >= 50 else 3 if total >= 30 else 4


def confidence(rating, reports):
    return {"rating": rating,
            "information_base": "%d reports from open sources" % reports,
            "analytical_rigour": "FICTITIOUS: one analyst, one review",
            "complexity": "Membership and tools change within months"}


def draft(threat, group, version, reports):
    at, scores, term, rating, due = story.THREATS[threat][version - 1]
    name = group["name"]
    body = {
        "assessment_id": threat,
        "threat": {"kind": "GROUP", "name": name, "areas": ["CYBER_CRIME"]},
        "layer": "TACTICAL",
        "product": "SUBJECT",
        "judgements": [{
            "id": "J1",
            "proposition": "%s will harm a business or public body in the "
                           "area within six months" % name,
            "horizon": story.after(at, 180),
            "term": term,
            "confidence": confidence(rating, len(reports)),
            "resolution_criterion": "a confirmed victim in the area",
            "nature": "OPINION"}],
        "supporting": [{"ref": {"report_id": "R-%s-%d" % (threat, n + 1),
                                "version": 2, "item": 1}}
                       for n in range(len(reports))],
        "scorecard": scorecard(scores),
        "review_due": due,
        "summary": plain(group["description"]) +
                   " [Scores and judgements are FICTITIOUS.]"}
    if version > 1:
        before = band(story.THREATS[threat][version - 2][1])
        body["change_reason"] = (
            "FICTITIOUS: band %d to %d, since what was done against it shows"
            % (before, band(scores)))
        body["changed_by"] = ["R-%s-1" % threat]
    if threat == "G1024" and version == 2:
        body["considered_outcomes"] = ["OUT-41"]
        body["changed_by"] = ["OUT-41"]
    return at, body


def assessments(threat, group, reports):
    author = story.PROPOSER
    reviewer = story.actor(story.ANALYSTS, "n.elm", "INTEL_MANAGER")
    for version in range(1, len(story.THREATS[threat]) + 1):
        at, body = draft(threat, group, version, reports)
        yield at, author, {"draft_assessment": body}
        yield at, reviewer, {"review_assessment": {
            "assessment_id": threat, "version": version,
            "note": "FICTITIOUS: read and agreed"}}
        yield at, author, {"publish_assessment": {
            "assessment_id": threat, "version": version}}


def intelligence(threat, group, relations):
    first = story.THREATS[threat][0][0]
    at = story.after(first, -2)
    collector = story.actor(story.ANALYSTS, "n.yew", "INTEL_OFFICER")
    evaluator = story.actor(story.ANALYSTS, "n.elm", "INTEL_MANAGER")
    reports = reports_of(group, relations)
    for number, relation in enumerate(reports, 1):
        body = submit(threat, number, story.after(at, -1), relation)
        yield at, collector, body
        yield at, evaluator, {"accept_report": {
            "report_id": body["submit_report"]["report_id"]}}
    yield from assessments(threat, group, reports)


def members(at):
    administrator = story.actor(story.ANALYSTS, "n.oak", "ADMINISTRATOR")
    for org, name, kind in story.MEMBERS:
        yield at, administrator, {"admit_organisation": {
            "org_id": org, "name": name, "kind": kind,
            "member_from": at, "clearance": "OFFICIAL"}}


def commands(lines):
    groups, relations = read_history(lines)
    missing = sorted(set(story.THREATS) - set(groups))
    if missing:
        sys.exit("the history holds no %s" % ", ".join(missing))
    acts = list(members("T-110d"))
    for threat in story.THREATS:
        acts += intelligence(threat, groups[threat], relations)
    acts += story.acts()
    # Sorting is stable: what happens at one moment stays in its order.
    acts.sort(key=lambda act: int(OFFSET.match(act[0]).group(1)))
    for number, (at, who, body) in enumerate(acts, 1):
        # A minute apart, so that what leads to what can be read off.
        when = "%s+%dm" % (at, number)
        yield {"command_id": "demo:%03d" % number, "occurred_at": when,
               "recorded_at": when, "actor": who, **body}


NOTICE = """\
# Threats and reports: MITRE ATT&CK. (c) The MITRE Corporation. This work is
# reproduced and distributed with the permission of The MITRE Corporation.
# Organisations, people, grades, scores, judgements, taskings, decisions and
# outcomes are FICTITIOUS. Made by make_demo.py; times are offsets from the
# moment of loading."""


def main():
    print(NOTICE)
    for command in commands(sys.stdin):
        print(json.dumps(command, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
