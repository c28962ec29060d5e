"""The FICTITIOUS part of the demo: who assessed what, who decided, what came
of it. Times are offsets from the moment at which the demo is loaded."""

ANALYSTS = "northland-analysis"
POLICE = "northland-police"
REVENUE = "caldmere-revenue"
COUNCIL = "eastmoor-council"
TRADE = "harbour-trade-forum"

MEMBERS = [
    (POLICE, "Northland Police (FICTITIOUS)", "POLICE"),
    (REVENUE, "Caldmere Revenue (FICTITIOUS)", "REVENUE"),
    (COUNCIL, "Eastmoor Council (FICTITIOUS)", "LOCAL_AUTHORITY"),
    (TRADE, "Harbour Trade Forum (FICTITIOUS)", "PRIVATE"),
]

DIMENSIONS = [
    ("harm.physical", 3), ("harm.psychological", 2), ("harm.financial", 2),
    ("harm.community", 2), ("harm.institutions", 1),
    ("likelihood.capability", 2), ("likelihood.intent", 2),
    ("likelihood.activity", 2), ("position.capacity", 2),
    ("position.knowledge", 1), ("position.reputation", 1),
]

BAND_1 = (2, 5, 5, 4, 3, 4, 5, 5, 3, 2, 4)
BAND_2 = (1, 3, 5, 3, 2, 3, 4, 4, 3, 2, 3)
BAND_3 = (0, 2, 4, 2, 1, 3, 3, 2, 2, 2, 2)
BAND_4 = (0, 1, 2, 1, 1, 2, 2, 1, 1, 2, 1)

# Threat, then its versions: when, scores, term, confidence, review due.
THREATS = {
    "G1050": [("T-44d", BAND_2, "Highly likely", "Moderate", "T+40d")],
    "G0046": [
        ("T-80d", BAND_2, "Likely or probable", "Moderate", "T+5d"),
        ("T-12d", BAND_3, "Unlikely", "Moderate", "T+150d"),
    ],
    "G0102": [("T-75d", BAND_2, "Likely or probable", "Moderate", "T+12d")],
    "G1015": [("T-45d", BAND_1, "Almost certain", "Moderate", "T-16d")],
    "G0092": [("T-100d", BAND_3, "Likely or probable", "Low", "T-9d")],
    "G1024": [
        ("T-60d", BAND_1, "Almost certain", "Moderate", "T-31d"),
        ("T-32d", BAND_2, "Highly likely", "Moderate", "T+50d"),
    ],
    "G1040": [("T-50d", BAND_2, "Highly likely", "Low", "T+30d")],
    "G1004": [("T-70d", BAND_3, "Realistic possibility", "Low", "T+90d")],
    "G0119": [("T-90d", BAND_3, "Likely or probable", "Moderate", "T+60d")],
    "G0080": [("T-66d", BAND_4, "Unlikely", "Low", "T+250d")],
    "G1043": [("T-20d", BAND_2, "Likely or probable", "Low", "T+60d")],
    "G1026": [("T-62d", BAND_4, "Realistic possibility", "Low", "T+200d")],
}


def actor(org, person, role):
    return {"org": org, "person": person, "role": role}


CHAIR = actor(POLICE, "n.rowan", "TCG_CHAIR")
PROPOSER = actor(ANALYSTS, "n.hazel", "ANALYST")
MODERATOR = actor(COUNCIL, "e.birch", "MODERATOR")
POLICE_LEAD = actor(POLICE, "n.maple", "TASKING_LEAD")
RECORDER = actor(POLICE, "n.aspen", "OUTCOME_RECORDER")


def cite(threat, version=1):
    return [{"assessment_id": threat, "version": version,
             "judgement_ids": ["J1"]}]


def propose(at, number, threat, lead, what):
    return (at, PROPOSER, {"propose_tasking": dict(
        what,
        tasking_id=number,
        title="FICTITIOUS: " + what["title"],
        layer="OPERATIONAL",
        justification=cite(threat),
        objective_ids=["OBJ-REDUCE-RANSOM"],
        lead_org=lead,
        participants=[POLICE, COUNCIL],
        necessity="The assessment finds harm that nobody else is placed to "
                  "prevent.",
        proportionality="The least intrusive of the options considered.",
        collateral_intrusion="None beyond the named infrastructure.",
        start_by=after(at, 14),
        success_measures=["Fewer victims in the area within a quarter"],
    )})


def after(at, days):
    """`at` (such as "T-40d") moved by whole days."""
    moved = int(at[1:-1]) + days
    return "T%+dd" % moved


def decision(threat, why):
    return {
        "session": "NTCG-" + threat,
        "rationale": "FICTITIOUS: " + why,
        "necessity": "As proposed.",
        "proportionality": "As proposed.",
        "options_considered": ["Do nothing", "Warn only", "As proposed"],
        "papers_relied_on": cite(threat),
    }


def approved(at, number, threat, why, lead):
    """Approved, assigned, accepted and started, a day apart."""
    return [
        (at, CHAIR, {"approve_tasking": {
            "tasking_id": number, "decision": decision(threat, why)}}),
        (after(at, 1), CHAIR, {"assign_tasking": {
            "tasking_id": number, "lead_org": lead["org"]}}),
        (after(at, 2), lead, {"accept_tasking": {"tasking_id": number}}),
        (after(at, 3), lead, {"start_tasking": {"tasking_id": number}}),
    ]


def outcome(at, number, tasking, fields):
    return (at, RECORDER, {"record_outcome": dict(
        fields, outcome_id=number, tasking_id=tasking, when=at,
        strand="DISRUPT")})


def lapsed():
    return [
        propose("T-77d", "TSK-101", "G0046", TRADE, {
            "title": "Warn retailers about point-of-sale intrusion",
            "mode": "PREVENTIVE", "strand": "DETER",
            "plan": ["Brief 40 retailers", "Share indicators"],
            "due": "T+20d"}),
        *approved("T-75d", "TSK-101", "G0046",
                  "Retailers in the harbour district are exposed.",
                  actor(TRADE, "h.alder", "TASKING_LEAD")),
    ]


def tainted():
    return [
        propose("T-70d", "TSK-102", "G0102", POLICE, {
            "title": "Take down a staging server with its host",
            "mode": "OVERT", "strand": "DISRUPT",
            "plan": ["Notify the host", "Preserve evidence"],
            "due": "T+30d"}),
        *approved("T-68d", "TSK-102", "G0102",
                  "The host is within reach and will act on notice.",
                  POLICE_LEAD),
        ("T-5d", actor(ANALYSTS, "n.elm", "INTEL_MANAGER"),
         {"withdraw_report": {
             "report_id": "R-G0102-2",
             "reason": "FICTITIOUS: its publisher retracted the finding"}}),
    ]


def not_reassessed():
    return [
        propose("T-44d", "TSK-103", "G1015", POLICE, {
            "title": "Arrest two people who ran help-desk calls",
            "mode": "OVERT", "strand": "DISRUPT",
            "plan": ["Arrest", "Search", "Seize devices"],
            "due": "T+40d"}),
        *approved("T-43d", "TSK-103", "G1015",
                  "Suspects were identified by a partner.", POLICE_LEAD),
        outcome("T-36d", "OUT-31", "TSK-103", {
            "kind": "ARREST",
            "quantities": [{"kind": "arrest", "amount": 2, "unit": "person"}],
            "evidence": [{"ref": "EV-3301", "share": 1}],
            "summary": "FICTITIOUS: two people arrested."}),
        # Reaffirmed without a look at what the arrests changed.
        ("T-17d", PROPOSER, {"reaffirm_assessment": {
            "assessment_id": "G1015", "version": 1, "review_due": "T+12d",
            "reason": "FICTITIOUS: nothing new was reported"}}),
    ]


def whole_loop():
    return [
        propose("T-57d", "TSK-104", "G1024", POLICE, {
            "title": "Seize the leak site's domain",
            "mode": "OVERT", "strand": "DISRUPT",
            "plan": ["Court order", "Seize the domain"],
            "due": "T+10d"}),
        *approved("T-55d", "TSK-104", "G1024",
                  "The leak site is what makes victims pay.", POLICE_LEAD),
        outcome("T-35d", "OUT-41", "TSK-104", {
            "kind": "DISRUPTION",
            "disruption": {"level": "MODERATE",
                           "target": "the leak site",
                           "mechanism": "domain seized by court order",
                           "expected_duration": "about two months"},
            "evidence": [{"ref": "EV-4410", "share": 1}],
            "summary": "FICTITIOUS: the leak site is off line."}),
        ("T-33d", MODERATOR, {"moderate_outcome": {
            "outcome_id": "OUT-41", "level": "MODERATE",
            "reason": "FICTITIOUS: three victims confirm it"}}),
        ("T-30d", CHAIR, {"rejustify_tasking": {
            "tasking_id": "TSK-104", "justification": cite("G1024", 2),
            "reason": "FICTITIOUS: still high, and the site may return"}}),
    ]


def no_action():
    return [
        propose("T-46d", "TSK-106", "G1040", POLICE, {
            "title": "Join a foreign partner's operation",
            "mode": "OVERT", "strand": "DETECT",
            "plan": ["Second two officers"],
            "due": "T+40d"}),
        ("T-45d", CHAIR, {"accept_risk": {
            "tasking_id": "TSK-106",
            "decision": decision(
                "G1040", "No victim in the area; the partner leads.")}}),
    ]


def awaiting_decision():
    return [
        propose("T-6d", "TSK-107", "G1050", COUNCIL, {
            "title": "Visit twelve suppliers of the health service",
            "mode": "PREVENTIVE", "strand": "DETER",
            "plan": ["Visit", "Check remote access", "Report"],
            "due": "T+60d"}),
    ]


def direction():
    """What the taskings are for."""
    owner = actor(POLICE, "n.cedar", "STRATEGY_OWNER")
    return [
        ("T-109d", owner, {"draft_strategy": {
            "strategy_id": "STR-1", "body": "NTCG",
            "title": "FICTITIOUS: Fewer victims of extortion",
            "from": "T-109d", "to": "T+250d"}}),
        ("T-109d", owner, {"add_objective": {
            "strategy_id": "STR-1", "reason": "FICTITIOUS: as discussed",
            "objective": {
                "id": "OBJ-REDUCE-RANSOM",
                "title": "FICTITIOUS: Reduce what ransom is paid",
                "strand": "DISRUPT", "layer": "STRATEGIC",
                "measure": "ransoms paid in a quarter",
                "target": "half of last year's", "owner_org": POLICE}}}),
        ("T-108d", owner, {"adopt_strategy": {
            "strategy_id": "STR-1", "decision": {
                "session": "NTCG-1",
                "rationale": "FICTITIOUS: it is where the harm is",
                "necessity": "As drafted.", "proportionality": "As drafted.",
                "options_considered": ["Do nothing", "As drafted"]}}}),
    ]


def unanswered():
    """A threat that worries, and a question that nobody has answered yet."""
    return [
        ("T-49d", PROPOSER, {"raise_requirement": {
            "requirement_id": "REQ-11", "owner_body": "NTCG",
            "question": "FICTITIOUS: Who sells Play its first foothold?",
            "assessments": [{"assessment_id": "G1040", "version": 1}],
            "needed_by": "T+20d",
            "satisfaction_test": "A named broker, from two sources",
            "collection_plan": [{"org": REVENUE, "due": "T-10d",
                                 "action": "Follow the payments"}]}}),
        ("T-48d", CHAIR, {"agree_requirement": {
            "requirement_id": "REQ-11"}}),
        ("T-47d", actor(REVENUE, "c.willow", "INTEL_OFFICER"),
         {"begin_collection": {"requirement_id": "REQ-11"}}),
    ]


def promised():
    """What a partner promised to TSK-103 and has not delivered in time."""
    terms = {"deliverable": "FICTITIOUS: two analysts for the seized devices",
             "due": "T-8d"}
    helper = actor(COUNCIL, "e.rowan", "PARTICIPANT_LEAD")
    return [
        ("T-39d", POLICE_LEAD, {"request_commitment": {
            "commitment_id": "COM-21", "tasking_id": "TSK-103",
            "promising_org": COUNCIL, "terms": terms}}),
        ("T-38d", helper, {"offer_commitment": {"commitment_id": "COM-21"}}),
        ("T-37d", POLICE_LEAD, {"accept_commitment": {
            "commitment_id": "COM-21"}}),
    ]


def acts():
    """Every (time, actor, body) of the story."""
    return [*direction(), *unanswered(), *promised(), *lapsed(), *tainted(),
            *not_reassessed(), *whole_loop(), *no_action(),
            *awaiting_decision()]
