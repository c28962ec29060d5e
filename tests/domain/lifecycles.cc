#include "tests/domain/lifecycles.h"

#include <gtest/gtest.h>

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "tests/support/fill.h"

namespace loopledger {
namespace {

constexpr char kDrafted[] = R"pb(draft_assessment { assessment_id: "T" })pb";
constexpr char kReviewed[] =
    R"pb(review_assessment { assessment_id: "T" version: 1 })pb";
constexpr char kPublished[] =
    R"pb(publish_assessment { assessment_id: "T" version: 1 })pb";
constexpr char kProposed[] =
    R"pb(propose_tasking {
           tasking_id: "K"
           justification { assessment_id: "T" version: 1 }
         })pb";
constexpr char kApproved[] = R"pb(approve_tasking { tasking_id: "K" })pb";
constexpr char kAssigned[] = R"pb(assign_tasking { tasking_id: "K" })pb";
constexpr char kAccepted[] = R"pb(accept_tasking { tasking_id: "K" })pb";
constexpr char kStarted[] = R"pb(start_tasking { tasking_id: "K" })pb";
constexpr char kOutcome[] =
    R"pb(record_outcome { outcome_id: "O" tasking_id: "K" })pb";
constexpr char kCompleted[] = R"pb(complete_tasking { tasking_id: "K" })pb";
constexpr char kSubmitted[] = R"pb(submit_report { report_id: "R" })pb";
constexpr char kReportAccepted[] = R"pb(accept_report { report_id: "R" })pb";
constexpr char kStrategy[] = R"pb(draft_strategy { strategy_id: "S" })pb";
constexpr char kObjective[] = R"pb(add_objective { strategy_id: "S" })pb";
constexpr char kAdopted[] = R"pb(adopt_strategy { strategy_id: "S" })pb";

// Proposed with one priority; `more` is of the proposal too.
std::string ControlStrategy(const char* id, const char* more = "") {
  return absl::StrCat(
      "propose_control_strategy { control_strategy_id: '", id, "' ", more,
      " priorities { id: 'PRI-1' threat_area: 'DRUGS' band: 2 owner_org: "
      "'hmrc' objective_ids: 'OBJ-1' based_on { assessment_id: 'T' version: 1 "
      "} } }");
}

const Machine kMachines[] = {
    {.stream = "organisation",
     .setting = {},
     .asked = {{"admit", R"pb(admit_organisation { org_id: "hmrc" })pb"},
               {"suspend", R"pb(suspend_organisation { org_id: "hmrc" })pb"},
               {"withdraw", R"pb(withdraw_organisation { org_id: "hmrc" })pb"},
               {"grant", R"pb(grant_role {
                                org_id: "hmrc"
                                person: "b"
                                role: "ANALYST"
                              })pb"}},
     .aiding = {},
     .places = {{"", "", "admit"},
                {"MEMBER", "admit", "suspend withdraw grant"},
                {"SUSPENDED", "admit suspend", "admit withdraw"},
                {"WITHDRAWN", "admit withdraw", ""}}},

    {.stream = "report",
     .setting = {},
     .asked = {{"submit", kSubmitted},
               {"accept", kReportAccepted},
               {"reject", R"pb(reject_report { report_id: "R" })pb"},
               {"regrade", R"pb(regrade_report {
                                  report_id: "R"
                                  item: 1
                                  from { source: "1" intelligence: "B" }
                                  to { source: "2" intelligence: "B" }
                                })pb"},
               {"correct", R"pb(correct_report {
                                  report_id: "R"
                                  item: 1
                                  text: "heard"
                                })pb"},
               {"consult", R"pb(consult_originator {
                                  report_id: "R"
                                  recipient_org: "hmrc"
                                })pb"},
               {"permit", R"pb(permit_action { report_id: "R" })pb"},
               {"disclose",
                R"pb(releasable_to: "hmrc"
                     disclose_report { report_id: "R" to: "hmrc" })pb"},
               {"withdraw", R"pb(withdraw_report { report_id: "R" })pb"}},
     .aiding = {{"review-retention", R"pb(review_retention {
                                            record_id: "report:R"
                                          })pb"},
                {"dispose",
                 R"pb(actor { person: "another" }
                      approve_disposal { record_id: "report:R" })pb"}},
     .places = {{"", "", "submit"},
                {"SUBMITTED", "submit", "accept reject correct withdraw"},
                {"ACCEPTED", "submit accept",
                 "regrade correct consult permit disclose withdraw"},
                {"REJECTED", "submit reject", "correct"},
                {"WITHDRAWN", "submit accept withdraw", "correct"},
                {"DISPOSED", "submit accept review-retention dispose", ""}}},

    {.stream = "assessment",
     .setting = {},
     .asked = {{"draft", kDrafted},
               {"review", kReviewed},
               {"publish", kPublished},
               {"reaffirm",
                R"pb(reaffirm_assessment { assessment_id: "T" version: 1 })pb"},
               {"archive", R"pb(archive_assessment { assessment_id: "T" })pb"},
               {"withdraw",
                R"pb(withdraw_assessment { assessment_id: "T" })pb"},
               {"resolve",
                R"pb(resolve_judgement { assessment_id: "T" version: 1 })pb"}},
     .aiding = {},
     .places = {{"", "", "draft"},
                {"DRAFTED", "draft", "draft review"},
                {"REVIEWED", "draft review", "draft publish"},
                {"PUBLISHED", "draft review publish",
                 "draft reaffirm archive withdraw resolve"},
                {"WITHDRAWN", "draft review publish withdraw", "draft resolve"},
                {"ARCHIVED", "draft review publish archive", ""}}},

    {.stream = "tasking",
     .setting = {kDrafted, kReviewed, kPublished},
     .asked = {{"propose", kProposed},
               {"approve", kApproved},
               {"reject", R"pb(reject_tasking { tasking_id: "K" })pb"},
               {"defer", R"pb(defer_tasking { tasking_id: "K" })pb"},
               {"accept-risk", R"pb(accept_risk { tasking_id: "K" })pb"},
               {"refer", R"pb(refer_tasking { tasking_id: "K" })pb"},
               {"assign", kAssigned},
               {"accept", kAccepted},
               {"decline", R"pb(decline_tasking { tasking_id: "K" })pb"},
               {"start", kStarted},
               {"suspend", R"pb(suspend_tasking { tasking_id: "K" })pb"},
               {"resume", R"pb(resume_tasking { tasking_id: "K" })pb"},
               {"vary", R"pb(vary_tasking { tasking_id: "K" plan: "b" })pb"},
               {"cancel", R"pb(cancel_tasking { tasking_id: "K" })pb"},
               {"rejustify",
                R"pb(rejustify_tasking {
                       tasking_id: "K"
                       justification { assessment_id: "T" version: 1 }
                     })pb"},
               {"complete", kCompleted},
               {"invite", R"pb(invite_participant { tasking_id: "K" })pb"},
               {"ratify", R"pb(ratify_tasking { tasking_id: "K" })pb"},
               {"correct", R"pb(correct_tasking { tasking_id: "K" })pb"},
               {"close", R"pb(close_tasking { tasking_id: "K" })pb"}},
     .aiding = {{"outcome", kOutcome},
                {"open-review",
                 R"pb(open_review { review_id: "V" tasking_id: "K" })pb"},
                {"record-findings",
                 R"pb(record_findings { review_id: "V" })pb"},
                {"accept-review", R"pb(accept_review { review_id: "V" })pb"},
                {"action-review", R"pb(action_review { review_id: "V" })pb"}},
     .places =
         {{"", "", "propose"},
          {"PROPOSED", "propose",
           "approve reject defer accept-risk refer cancel correct"},
          {"DEFERRED", "propose defer",
           "approve reject defer accept-risk refer cancel correct"},
          {"REJECTED", "propose reject", "correct"},
          {"NO_ACTION", "propose accept-risk", "correct"},
          {"APPROVED", "propose approve",
           "assign vary rejustify cancel invite correct"},
          {"ASSIGNED", "propose approve assign",
           "accept decline vary rejustify cancel invite correct"},
          {"ACCEPTED", "propose approve assign accept",
           "start vary rejustify cancel invite correct"},
          {"IN_PROGRESS", "propose approve assign accept start outcome",
           "suspend complete vary rejustify cancel invite correct"},
          {"SUSPENDED", "propose approve assign accept start suspend",
           "resume vary rejustify cancel invite correct"},
          {"COMPLETED", "propose approve assign accept start outcome complete",
           "correct"},
          {"UNDER_REVIEW",
           "propose approve assign accept start outcome complete open-review "
           "record-findings accept-review action-review",
           "close correct"},
          {"CLOSED",
           "propose approve assign accept start outcome complete open-review "
           "record-findings accept-review action-review close",
           "correct"},
          {"CANCELLED", "propose cancel", "correct"}}},

    {.stream = "outcome",
     .setting = {kDrafted, kReviewed, kPublished, kProposed, kApproved,
                 kAssigned, kAccepted, kStarted},
     .asked = {{"record", kOutcome},
               {"moderate", R"pb(moderate_outcome { outcome_id: "O" })pb"},
               {"dispute", R"pb(dispute_outcome { outcome_id: "O" })pb"},
               {"finalise", R"pb(finalise_outcome { outcome_id: "O" })pb"},
               {"correct",
                R"pb(correct_outcome { outcome_id: "O" tasking_id: "K" })pb"}},
     .aiding = {},
     .places = {{"", "", "record"},
                {"RECORDED", "record", "moderate dispute correct"},
                {"MODERATED", "record moderate", "dispute finalise correct"},
                {"DISPUTED", "record dispute", "moderate finalise correct"},
                {"FINAL", "record moderate finalise", "correct"}}},

    {.stream = "strategy",
     .setting = {R"pb(draft_strategy { strategy_id: "U" })pb",
                 R"pb(add_objective { strategy_id: "U" })pb"},
     .asked = {{"draft", kStrategy},
               {"add", R"pb(add_objective {
                              strategy_id: "S"
                              objective {
                                id: "OBJ-2"
                                strand: "DETER"
                                layer: "STRATEGIC"
                                measure: "fewer"
                                owner_org: "hmrc"
                              }
                            })pb"},
               {"amend", R"pb(amend_objective { strategy_id: "S" })pb"},
               {"retire", R"pb(retire_objective { strategy_id: "S" })pb"},
               {"adopt", kAdopted},
               {"supersede",
                R"pb(supersede_strategy { strategy_id: "S" by: "U" })pb"},
               {"close", R"pb(close_strategy { strategy_id: "S" })pb"}},
     .aiding = {{"add-objective", kObjective}},
     .places = {{"", "", "draft"},
                {"DRAFT", "draft add-objective", "add amend retire adopt"},
                {"ADOPTED", "draft add-objective adopt",
                 "add amend retire supersede close"},
                {"SUPERSEDED", "draft add-objective adopt supersede", ""},
                {"CLOSED", "draft add-objective adopt close", ""}}},

    {.stream = "control strategy",
     .setting = {kDrafted, kReviewed, kPublished, kStrategy, kObjective,
                 kAdopted},
     .asked = {{"propose", ControlStrategy("C")},
               {"agree", R"pb(agree_control_strategy {
                                control_strategy_id: "C"
                              })pb"},
               {"raise", R"pb(raise_priority { control_strategy_id: "C" })pb"},
               {"lower", R"pb(lower_priority { control_strategy_id: "C" })pb"}},
     .aiding =
         {{"propose-ahead",
           ControlStrategy(
               "C", "from { seconds: 4000000000 } to { seconds: 4000000001 }")},
          {"another", ControlStrategy("D")},
          {"replace", R"pb(agree_control_strategy {
                             control_strategy_id: "D"
                             replaces: "C"
                           })pb"}},
     .places = {{"", "", "propose"},
                {"PROPOSED", "propose", "agree"},
                {"AGREED", "propose-ahead agree", "raise lower"},
                {"IN_FORCE", "propose agree", "raise lower"},
                {"REPLACED", "propose agree another replace", ""},
                {"EXPIRED", "propose agree 3w", ""}}},

    {.stream = "requirement",
     .setting = {kDrafted, kReviewed, kPublished, kSubmitted, kReportAccepted},
     .asked = {{"raise", R"pb(raise_requirement {
                                requirement_id: "Q"
                                assessments { assessment_id: "T" version: 1 }
                              })pb"},
               {"agree", R"pb(agree_requirement { requirement_id: "Q" })pb"},
               {"begin", R"pb(begin_collection { requirement_id: "Q" })pb"},
               {"satisfy",
                R"pb(satisfy_requirement {
                       requirement_id: "Q"
                       answers { report_id: "R" version: 2 item: 1 }
                     })pb"},
               {"partly",
                R"pb(partly_satisfy_requirement {
                       requirement_id: "Q"
                       answers { report_id: "R" version: 2 item: 1 }
                     })pb"},
               {"unmet",
                R"pb(close_requirement_unmet { requirement_id: "Q" })pb"},
               {"withdraw",
                R"pb(withdraw_requirement { requirement_id: "Q" })pb"}},
     .aiding = {},
     .places = {{"", "", "raise"},
                {"RAISED", "raise", "agree withdraw"},
                {"AGREED", "raise agree", "begin unmet withdraw"},
                {"COLLECTING", "raise agree begin",
                 "satisfy partly unmet withdraw"},
                {"PARTLY", "raise agree begin partly",
                 "satisfy partly unmet withdraw"},
                {"SATISFIED", "raise agree begin satisfy", ""},
                {"CLOSED_UNMET", "raise agree unmet", ""},
                {"WITHDRAWN", "raise withdraw", ""}}},

    {.stream = "session",
     .setting = {kDrafted, kReviewed, kPublished},
     .asked = {{"call", R"pb(call_session { session_id: "N" })pb"},
               {"table", R"pb(table_papers {
                                session_id: "N"
                                papers { assessment_id: "T" version: 1 }
                              })pb"},
               {"open", R"pb(open_session { session_id: "N" })pb"},
               {"attend", R"pb(record_attendance { session_id: "N" })pb"},
               {"decide", R"pb(record_decision { session_id: "N" })pb"},
               {"close", R"pb(close_session { session_id: "N" })pb"}},
     .aiding = {},
     .places = {{"", "", "call"},
                {"CALLED", "call attend", "table open attend"},
                {"OPEN", "call attend open", "table attend decide close"},
                {"CLOSED", "call attend open close", ""}}},

    {.stream = "commitment",
     .setting = {kDrafted, kReviewed, kPublished, kProposed, kApproved,
                 kAssigned},
     .asked = {{"request", R"pb(request_commitment {
                                  commitment_id: "M"
                                  tasking_id: "K"
                                })pb"},
               {"offer", R"pb(offer_commitment { commitment_id: "M" })pb"},
               {"accept", R"pb(accept_commitment { commitment_id: "M" })pb"},
               {"decline", R"pb(decline_commitment { commitment_id: "M" })pb"},
               {"propose", R"pb(propose_commitment_variation {
                                  commitment_id: "M"
                                })pb"},
               {"vary", R"pb(vary_commitment { commitment_id: "M" })pb"},
               {"deliver", R"pb(deliver_commitment { commitment_id: "M" })pb"},
               {"partly",
                R"pb(partly_deliver_commitment { commitment_id: "M" })pb"},
               {"release", R"pb(release_commitment { commitment_id: "M" })pb"}},
     .aiding = {},
     .places = {{"", "", "request"},
                {"REQUESTED", "request", "offer decline release"},
                {"OFFERED", "request offer", "accept decline release"},
                {"ACCEPTED", "request offer accept propose",
                 "propose vary deliver partly release"},
                {"PARTLY", "request offer accept partly",
                 "deliver partly release"},
                {"BREACHED", "request offer accept 3w",
                 "deliver partly release"},
                {"DELIVERED", "request offer accept deliver", ""},
                {"DECLINED", "request decline", "release"},
                {"RELEASED", "request release", ""}}},

    {.stream = "review",
     .setting = {kDrafted, kReviewed, kPublished, kProposed, kApproved,
                 kAssigned, kAccepted, kStarted, kOutcome, kCompleted},
     .asked = {{"open",
                R"pb(open_review { review_id: "V" tasking_id: "K" })pb"},
               {"find", R"pb(record_findings { review_id: "V" })pb"},
               {"accept", R"pb(accept_review { review_id: "V" })pb"},
               {"action", R"pb(action_review { review_id: "V" })pb"}},
     .aiding = {},
     .places = {{"", "", "open"},
                {"OPENED", "open", "find"},
                {"FINDINGS", "open find", "find accept"},
                {"ACCEPTED", "open find accept", "action"},
                {"ACTIONED", "open find accept action", ""}}},
};

void Bring(const std::string& text, Story& story) {
  v1::Command command = CommandFrom(text);
  FillBody(story.now(), command);
  story.When(command);
  const auto* refusal = std::get_if<Refusal>(&story.last());
  ASSERT_EQ(refusal, nullptr) << text << ": " << refusal->message;
}

}  // namespace

absl::Span<const Machine> Machines() { return kMachines; }

std::vector<std::string> Words(const char* text) {
  return absl::StrSplit(text, ' ', absl::SkipEmpty());
}

v1::LedgerFounded LifecycleFounding() {
  v1::LedgerFounded founding = OpenFounding();
  v1::Marking& marking = *founding.mutable_policy()->mutable_default_marking();
  marking.set_gsc("OFFICIAL");
  marking.mutable_handling()->set_code("P");
  return founding;
}

void Ask(const Machine& machine, const std::string& word, Story& story) {
  if (word == "3w") {
    story.After(absl::Hours(24 * 21));
    return;
  }
  const auto asked = machine.asked.find(word);
  Bring(asked != machine.asked.end() ? asked->second : machine.aiding.at(word),
        story);
}

void GoTo(const Machine& machine, const Place& place, Story& story) {
  for (const char* command : machine.setting) Bring(command, story);
  for (const std::string& word : Words(place.path)) {
    Ask(machine, word, story);
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace loopledger
