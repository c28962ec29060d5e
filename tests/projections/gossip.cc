#include "tests/projections/gossip.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace loopledger {

int Below(std::mt19937_64& random, int bound) {
  return std::uniform_int_distribution<int>(0, bound - 1)(random);
}

void Gossip::Go(int events) {
  for (int i = 0; i < events; ++i) {
    chronicle_.Later(absl::Hours(Below(random_, 100)));
    switch (Below(random_, 16)) {
      case 0:
        Report();
        break;
      case 1:
      case 2:
        Assessment();
        break;
      case 3:
        chronicle_.Tick();
        break;
      case 4:
        chronicle_.ledger().AddBytes("void");
        break;
      case 5:
        Outcome();
        break;
      case 6:
        Secret();
        break;
      case 7:
        Promise();
        break;
      case 8:
        Question();
        break;
      case 9:
        Direction();
        break;
      case 10:
        Verdict();
        break;
      case 11:
        Sitting();
        break;
      case 12:
        Sharing();
        break;
      default:
        Tasking();
    }
  }
}

std::string Gossip::Pick(const char* kind, int of) {
  return absl::StrCat(kind, Below(random_, of));
}

void Gossip::Report() {
  const std::string id = Pick("R", 6);
  switch (Below(random_, 4)) {
    case 0:
      return chronicle_.Report(id);
    case 1:
      chronicle_.Tell(
          id, absl::StrCat("report_regraded { report_id: '", id,
                           "' item: ", 1 + Below(random_, 2), " to { source: '",
                           1 + Below(random_, 3), "' intelligence: '",
                           Choose({"A", "C", "D"}), "' } }"));
      return;
    case 2:
      if (Below(random_, 3) == 0) {
        chronicle_.Tell(
            absl::StrCat("report:", id),
            absl::StrCat("disposal_approved { record_id: 'report:", id, "' }"));
        return;
      }
      chronicle_.Tell(
          id, absl::StrCat("report_withdrawn { report_id: '", id, "' }"));
      return;
    default:
      const std::string derived = absl::StrCat("R9", id);
      chronicle_.Tell(derived,
                      absl::StrCat("report_sanitised { report_id: '", id,
                                   "' derived_report_id: '", derived, "' }"));
  }
}

void Gossip::Assessment() {
  static constexpr const char* kTerms[] = {"Unlikely", "Highly likely",
                                           "Almost certain"};
  static constexpr const char* kRatings[] = {"Low", "Moderate", "High"};
  const std::string id = Pick("A", 4);
  if (Below(random_, 5) == 0) {
    chronicle_.Tell(
        id, absl::StrCat(Choose({"assessment_withdrawn", "assessment_archived",
                                 "assessment_reaffirmed"}),
                         " { assessment_id: '", id, "' version: 1 }"));
    return;
  }
  const std::string about =
      absl::StrCat("{ assessment_id: '", id, "' version: ", ++version_, " ");
  chronicle_.Tell(
      id,
      absl::StrCat(
          "assessment_drafted ", about, "layer: '",
          Choose({"TACTICAL", "TACTICAL", "STRATEGIC", ""}),
          "' threat { name: 'Group ", id, "' areas: '",
          Choose({"FRAUD", "DRUGS"}),
          "' } scorecard { band: ", 1 + Below(random_, 4),
          " total: ", Below(random_, 90), " } judgements { id: 'J' term: '",
          Choose(kTerms), "' confidence { rating: '", Choose(kRatings),
          "' } } ", "supporting { ref { report_id: '", Pick("R", 6),
          "' version: ", Below(random_, 4), " item: ", Below(random_, 3),
          " } } gap_requirement_ids: '", Pick("Q", 6),
          "' considered_outcomes: '", Pick("O", 5), "' review_due { seconds: ",
          chronicle_.now() / 1000000 + Below(random_, 3000000), " } }"));
  chronicle_.Tell(id, absl::StrCat("assessment_reviewed ", about, " }"));
  chronicle_.Tell(id, absl::StrCat("assessment_published ", about, " }"));
}

void Gossip::Tasking() {
  const std::string id = Pick("T", 6);
  if (Below(random_, 3) == 0) {
    chronicle_.Tell(
        id,
        absl::StrCat("tasking_proposed { tasking_id: '", id, "' title: 'Task ",
                     id, "' mode: '", Choose({"OVERT", "COVERT"}),
                     "' strand: '", Choose({"DETER", "DETECT", ""}),
                     "' layer: '", Choose({"OPERATIONAL", "TACTICAL"}),
                     "' justification { assessment_id: '", Pick("A", 4),
                     "' version: ", Below(random_, version_ + 1), " } }"));
    chronicle_.Tell(id, absl::StrCat("tasking_varied { tasking_id: '", id,
                                     "' objective_ids: '", Pick("G", 3),
                                     "' priority_ids: '", Pick("P", 3), "' }"));
    return;
  }
  chronicle_.Tell(
      id,
      absl::StrCat(
          Choose({"tasking_approved", "tasking_started", "tasking_cancelled",
                  "tasking_completed", "tasking_risk_accepted",
                  "tasking_declined", "tasking_varied", "tasking_assigned",
                  "tasking_ratified", "tasking_accepted", "tasking_referred"}),
          " { tasking_id: '", id, "' }"));
  if (Below(random_, 4) == 0) {
    chronicle_.Tell(
        id, absl::StrCat("tasking_rejustified { tasking_id: '", id,
                         "' justification { assessment_id: '", Pick("A", 4),
                         "' version: ", Below(random_, version_ + 1), " } }"));
  }
}

// Something that is marked higher than all that was told of it before.
void Gossip::Secret() {
  const auto tell = [this](const std::string& id, const std::string& body) {
    chronicle_.ledger().AddEvent(
        absl::StrCat("stream_id: '", id, "' marking { gsc: 'SECRET' } ", body));
  };
  const std::string assessment = Pick("A", 4);
  const std::string tasking = Pick("T", 6);
  const std::string outcome = Pick("O", 5);
  const std::string report = Pick("R", 6);
  const std::string commitment = Pick("C", 4);
  const std::string requirement = Pick("Q", 4);
  switch (Below(random_, 8)) {
    case 6:
      return tell(Pick("S", 2), "objective_added { objective { id: 'G1' } }");
    case 7:
      return tell(Pick("K", 2), "priority_lowered { priority_id: 'P1' }");
    case 0:
      return tell(assessment,
                  absl::StrCat("assessment_reviewed { assessment_id: '",
                               assessment, "' version: 1 }"));
    case 1:
      return tell(tasking, absl::StrCat("tasking_varied { tasking_id: '",
                                        tasking, "' }"));
    case 2:
      return tell(outcome, absl::StrCat("outcome_moderated { outcome_id: '",
                                        outcome, "' }"));
    case 4:
      return tell(requirement,
                  absl::StrCat("collection_begun { requirement_id: '",
                               requirement, "' }"));
    case 3:
      return tell(commitment,
                  absl::StrCat("commitment_variation_proposed { commitment_id: "
                               "'",
                               commitment, "' }"));
    default:
      return tell(report, absl::StrCat("report_corrected { report_id: '",
                                       report, "' }"));
  }
}

void Gossip::Promise() {
  const std::string id = Pick("C", 4);
  const std::string terms = absl::StrCat(
      "terms { deliverable: 'd", Below(random_, 9),
      "' due { seconds: ", chronicle_.now() / 1000000 + Below(random_, 900000),
      " } }");
  if (Below(random_, 2) == 0) {
    chronicle_.Tell(id, absl::StrCat("commitment_requested { commitment_id: '",
                                     id, "' tasking_id: '", Pick("T", 6),
                                     "' promising_org: 'hmrc' ", terms, " }"));
    return;
  }
  if (Below(random_, 4) == 0) {
    chronicle_.Tell(id, absl::StrCat("commitment_varied { commitment_id: '", id,
                                     "' ", terms, " }"));
    return;
  }
  chronicle_.Tell(
      id, absl::StrCat(Choose({"commitment_offered", "commitment_accepted",
                               "commitment_accepted", "commitment_delivered",
                               "commitment_partly_delivered",
                               "commitment_released", "commitment_declined"}),
                       " { commitment_id: '", id, "' }"));
}

void Gossip::Question() {
  const std::string id = Pick("Q", 4);
  switch (Below(random_, 5)) {
    case 0:
      chronicle_.Tell(
          id, absl::StrCat("requirement_raised { requirement_id: '", id,
                           "' question: 'who?' assessments { assessment_id: '",
                           Pick("A", 4), "' version: 1 } priority_ids: '",
                           Pick("P", 3), "' needed_by { seconds: ",
                           chronicle_.now() / 1000000 + Below(random_, 900000),
                           " } }"));
      return;
    case 1: {
      const std::string report = Pick("R", 6);
      chronicle_.Tell(
          report,
          absl::StrCat("report_submitted { report_id: '", report,
                       "' requirement_ids: '", id,
                       "' items { number: 1 threat_types: '",
                       Choose({"FRAUD", "DRUGS - HEROIN", ""}), "' } }"));
      chronicle_.Tell(
          report, absl::StrCat(Choose({"report_accepted", "report_rejected"}),
                               " { report_id: '", report, "' }"));
      return;
    }
    case 2:
      chronicle_.Tell(
          id,
          absl::StrCat(
              Choose({"requirement_satisfied", "requirement_partly_satisfied"}),
              " { requirement_id: '", id, "' answers { report_id: '",
              Pick("R", 6), "' version: 2 item: ", Below(random_, 3), " } }"));
      return;
    default:
      chronicle_.Tell(
          id, absl::StrCat(
                  Choose({"requirement_agreed", "requirement_agreed",
                          "collection_begun", "requirement_satisfied",
                          "requirement_partly_satisfied",
                          "requirement_closed_unmet", "requirement_withdrawn"}),
                  " { requirement_id: '", id, "' }"));
  }
}

void Gossip::Direction() {
  const std::string strategy = Pick("S", 2);
  const std::string control = Pick("K", 2);
  const std::string objective = Pick("G", 3);
  const int64_t now = chronicle_.now() / 1000000;
  switch (Below(random_, 6)) {
    case 0:
      chronicle_.Tell(
          strategy,
          absl::StrCat(
              Choose({"objective_added", "objective_amended"}),
              " { objective { id: '", objective, "' strand: '",
              Choose({"DETER", "DISRUPT"}), "' layer: '",
              Choose({"STRATEGIC", "TACTICAL"}),
              "' from { seconds: ", now + Below(random_, 900000) - 600000,
              " } to { seconds: ", now + Below(random_, 60000000), " } } }"));
      return;
    case 1:
      chronicle_.Tell(strategy, absl::StrCat("objective_retired { objective_id:"
                                             " '",
                                             objective, "' re_home: '",
                                             Pick("G", 3), "' }"));
      return;
    case 2:
      chronicle_.Tell(
          strategy,
          Choose({"strategy_adopted { }", "strategy_adopted { }",
                  "strategy_closed { }", "strategy_superseded { by: 'S1' }"}));
      return;
    case 3:
      chronicle_.Tell(
          control,
          absl::StrCat(
              "control_strategy_proposed { layer: '",
              Choose({"STRATEGIC", "TACTICAL"}), "' priorities { id: '",
              Pick("P", 3), "' threat_area: '", Choose({"FRAUD", "DRUGS"}),
              "' band: 2 objective_ids: '", objective,
              "' based_on { assessment_id: '", Pick("A", 4),
              "' version: 1 } } from { seconds: ", now + Below(random_, 900000),
              " } to { seconds: ", now + 900000 + Below(random_, 60000000),
              " } }"));
      return;
    case 4:
      chronicle_.Tell(
          control,
          absl::StrCat(Choose({"priority_raised", "priority_lowered"}),
                       " { control_strategy_id: '", control, "' priority_id: '",
                       Pick("P", 3), "' band: ", 1 + Below(random_, 4), " }"));
      return;
    default:
      chronicle_.Tell(control,
                      absl::StrCat("control_strategy_agreed { replaces: '",
                                   Choose({"", "", "K0", "K1"}), "' }"));
  }
}

// A session and what it decides, of taskings and of anything else.
void Gossip::Sitting() {
  const std::string session = Pick("M", 3);
  const std::string tasking = Pick("T", 6);
  const std::string paper =
      absl::StrCat("{ assessment_id: '", Pick("A", 4),
                   "' version: ", Below(random_, version_ + 1), " }");
  const std::string record =
      absl::StrCat(" { session: '", Choose({"M0", "M1", ""}), "' rationale: 'r",
                   Below(random_, 9), "' papers_relied_on ", paper, " }");
  switch (Below(random_, 5)) {
    case 0:
      chronicle_.Tell(session, absl::StrCat("papers_tabled { session_id: '",
                                            session, "' papers ", paper, " }"));
      return;
    case 1:
      chronicle_.Tell(session,
                      absl::StrCat(Choose({"session_opened", "session_closed",
                                           "attendance_recorded"}),
                                   " { session_id: '", session, "' }"));
      return;
    case 2:
      chronicle_.Tell(
          session,
          absl::StrCat("decision_recorded { session_id: '", session,
                       "' decision_id: '", Pick("D", 3), "' subject: 's' ",
                       "decision: '",
                       Choose({"NO_ACTION_RISK_ACCEPTED", "REFERRED"}),
                       "' assessments ", paper, " record ", record, " }"));
      return;
    default:
      chronicle_.Tell(
          tasking,
          absl::StrCat(Choose({"tasking_approved", "tasking_rejected",
                               "tasking_deferred", "tasking_ratified",
                               "tasking_risk_accepted", "tasking_referred"}),
                       " { tasking_id: '", tasking, "' decision ", record,
                       " }"));
  }
}

// What is told to others, and what the originator permits.
void Gossip::Sharing() {
  const std::string report = Pick("R", 6);
  const std::string org = Choose({"hmrc", "north", "police"});
  switch (Below(random_, 4)) {
    case 0:
      chronicle_.Tell(
          report,
          absl::StrCat("report_disclosed { report_id: '", report, "' to: '",
                       org, "' purpose: 'p' lawful_basis: 'l' }"));
      return;
    case 1:
      chronicle_.Tell(
          report,
          absl::StrCat(
              "originator_permission { report_id: '", report, "' action: '",
              Choose({"OVERT", "COVERT"}),
              "' granted: ", Choose({"true", "false"}), " until { seconds: ",
              chronicle_.now() / 1000000 + Below(random_, 900000), " } }"));
      return;
    case 2:
      chronicle_.Tell(org, absl::StrCat(Choose({"organisation_admitted",
                                                "organisation_suspended",
                                                "organisation_withdrawn"}),
                                        " { org_id: '", org, "' }"));
      return;
    default:
      chronicle_.ledger().AddEvent(absl::StrCat(
          "stream_id: '", report, "' marking { handling { code: 'C' action: '",
          Choose({"A1", "A2", "A3"}),
          "' sanitisation: 'S2' } } report_submitted { report_id: '", report,
          "' items { number: 1 grade { source: '1' intelligence: 'B' } } }"));
  }
}

// What people come to think of what was judged, claimed or proposed.
void Gossip::Verdict() {
  const std::string assessment = Pick("A", 4);
  const std::string outcome = Pick("O", 5);
  const std::string session = Pick("M", 3);
  switch (Below(random_, 5)) {
    case 0:
    case 1:
      chronicle_.Tell(
          assessment,
          absl::StrCat("judgement_resolved { assessment_id: '", assessment,
                       "' version: ", Below(random_, version_ + 1),
                       " judgement_id: 'J' result: '",
                       Choose({"TRUE", "FALSE", "VOID"}), "' }"));
      return;
    case 2:
      chronicle_.Tell(
          outcome, absl::StrCat("outcome_moderated { outcome_id: '", outcome,
                                "' level: '",
                                Choose({"MAJOR", "MODERATE", "MINOR"}), "' }"));
      return;
    case 3:
      chronicle_.Tell(
          outcome,
          absl::StrCat(Choose({"outcome_disputed", "outcome_finalised"}),
                       " { outcome_id: '", outcome, "' }"));
      return;
    default:
      chronicle_.Tell(session,
                      absl::StrCat("session_called { session_id: '", session,
                                   "' body: '", Pick("B", 2), "' }"));
      chronicle_.Tell(
          session,
          absl::StrCat("decision_recorded { session_id: '", session,
                       "' assessments { assessment_id: '", assessment,
                       "' version: ", Below(random_, version_ + 1), " } }"));
  }
}

void Gossip::Outcome() {
  const std::string id = Pick("O", 5);
  const std::string tasking = Pick("T", 6);
  const std::string told = absl::StrCat(
      "{ outcome_id: '", id, "' tasking_id: '", tasking, "' strand: '",
      Choose({"DETECT", "DIVERT", ""}), "' disruption { level: '",
      Choose({"MAJOR", "MINOR", ""}), "' } }");
  chronicle_.Tell(id,
                  absl::StrCat(Choose({"outcome_recorded ", "outcome_recorded ",
                                       "outcome_corrected "}),
                               told));
}

}  // namespace loopledger
