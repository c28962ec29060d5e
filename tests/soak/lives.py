"""Whole lives of reports, assessments and taskings, as endless commands.

Each command has an id of its own, so that whoever publishes it again, and
whoever looks for it in the ledger, names the same thing. FICTITIOUS throughout.
"""

import time

OCCURRED = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))
DUE = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))


DIMENSIONS = (
    "harm.physical", "harm.psychological", "harm.financial", "harm.community",
    "harm.institutions", "likelihood.capability", "likelihood.intent",
    "likelihood.activity", "position.capacity", "position.knowledge",
    "position.reputation")


def actor(role, person):
    return {"org": "north", "person": person, "role": role}


def report(number):
    """A report's life: submitted, then accepted."""
    grade = {"source": "1", "intelligence": "B"}
    name = f"R-{number}"
    yield {"actor": actor("INTEL_OFFICER", "i.officer"),
           "submit_report": {
               "report_id": name, "date_of_intelligence": OCCURRED,
               "items": [{"number": 1, "text": "FICTITIOUS", "grade": grade,
                          "nature": "FACT"}],
               "provenance": {"text": "FICTITIOUS", "grade": grade},
               "risk_assessment_done": True}}
    yield {"actor": actor("INTEL_MANAGER", "i.manager"),
           "accept_report": {"report_id": name}}


def assessment(number):
    """A threat's first version, and a tasking on it."""
    name = f"A-{number}"
    yield {"actor": actor("ANALYST", "a.analyst"),
           "draft_assessment": {
               "assessment_id": name,
               "threat": {"kind": "GROUP", "name": f"FICTITIOUS {number}",
                          "areas": ["DRUGS"]},
               "layer": "TACTICAL", "product": "SUBJECT",
               "judgements": [{
                   "id": "J1", "proposition": "It will expand.",
                   "term": "Likely or probable", "nature": "OPINION",
                   "confidence": {"rating": "Low", "information_base": "thin",
                                  "analytical_rigour": "one analyst",
                                  "complexity": "high"}}],
               "scorecard": {
                   "model": "scorecard", "model_version": 1,
                   "dimensions": [{"id": d, "score": 4} for d in DIMENSIONS]},
               "assumption_only": True, "review_due": DUE}}
    yield {"actor": actor("ANALYST", "q.reviewer"),
           "review_assessment": {"assessment_id": name, "version": "1",
                                 "note": "sound"}}
    yield {"actor": actor("INTEL_MANAGER", "i.manager"),
           "publish_assessment": {"assessment_id": name, "version": "1"}}
    yield {"actor": actor("ANALYST", "a.second"),
           "propose_tasking": {
               "tasking_id": f"T-{number}", "title": "FICTITIOUS",
               "mode": "OVERT", "strand": "DISRUPT", "layer": "OPERATIONAL",
               "justification": [{"assessment_id": name, "version": "1"}],
               "necessity": "needed", "proportionality": "the least"}}


def commands(publisher):
    """Endless commands with ids of their own."""
    number = 0
    while True:
        life = assessment if number % 4 == 0 else report
        for step, command in enumerate(life(f"{publisher}.{number}")):
            yield {"command_id": f"p{publisher}-{number}-{step}",
                   "occurred_at": OCCURRED, **command}
        number += 1
