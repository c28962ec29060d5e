#include "tests/support/fill.h"

#include <initializer_list>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/base/sha256.h"
#include "ledger/domain/signature.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/domain/who_may.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

// What the body of each command must have.
constexpr const char* kBodies[] = {
    R"(admit_organisation { name: "an organisation" kind: "POLICE" })",
    R"(suspend_organisation { reason: "agreed" })",
    R"(withdraw_organisation { reason: "agreed" })",
    R"(revoke_role { reason: "agreed" })",
    R"(submit_report { items { number: 1 text: "seen" grade { source: "1"
        intelligence: "B" } } risk_assessment_done: true })",
    R"(reject_report { reason: "agreed" })",
    R"(regrade_report { item: 1 reason: "agreed" })",
    R"(correct_report { item: 1 text: "heard" reason: "agreed" })",
    R"(sanitise_report { removed: "how it is known" items { number: 1
        text: "seen" grade { source: "1" intelligence: "B" } }
        risk_assessment_done: true })",
    R"(consult_originator { reason: "agreed" })",
    R"(permit_action { action: "OVERT" })",
    R"(disclose_report {
        purpose: "to prevent harm" lawful_basis: "DPA 2018 s.35" })",
    R"(withdraw_report { reason: "agreed" })",
    R"(draft_assessment { threat { kind: "GROUP" name: "a group" areas:
        "DRUGS" } layer: "TACTICAL" product: "SUBJECT" judgements { id:
        "J1" proposition: "it goes on" term: "Likely or probable"
        confidence { rating: "Low" information_base: "thin"
        analytical_rigour: "challenged" complexity: "stable" } } scorecard
        { band: 1 } })",
    R"(review_assessment { version: 1 })",
    R"(publish_assessment { version: 1 })",
    R"(reaffirm_assessment { version: 1 reason: "agreed" })",
    R"(withdraw_assessment { reason: "agreed" })",
    R"(archive_assessment { reason: "agreed" })",
    R"(resolve_judgement { version: 1 judgement_id: "J1" result: "TRUE"
        evidence: "it happened" })",
    R"(propose_tasking { title: "a tasking" mode: "OVERT" strand:
        "DISRUPT" layer: "OPERATIONAL" lead_org: "police-scotland" })",
    R"(approve_tasking { decision { session: "TCG-1" rationale: "agreed" } })",
    R"(reject_tasking { decision { session: "TCG-1" rationale: "agreed" } })",
    R"(defer_tasking { decision { session: "TCG-1" rationale: "agreed" } })",
    R"(accept_risk { decision { session: "TCG-1" rationale: "agreed" }
        })",
    R"(refer_tasking { decision { session: "TCG-1" rationale: "agreed"
        } to_body: "steering-group" })",
    R"(decline_tasking { reason: "agreed" })",
    R"(suspend_tasking { reason: "agreed" })",
    R"(resume_tasking { reason: "agreed" })",
    R"(vary_tasking { reason: "agreed" })",
    R"(cancel_tasking { reason: "agreed" })",
    R"(rejustify_tasking { reason: "agreed" })",
    R"(record_outcome { kind: "NOTHING" })",
    R"(moderate_outcome { reason: "agreed" })",
    R"(dispute_outcome { reason: "agreed" })",
    R"(correct_outcome { kind: "NOTHING" reason: "agreed" })",
    R"(invite_participant { participant_org: "hmrc" })",
    R"(ratify_tasking { decision { session: "TCG-1" rationale: "agreed" } })",
    R"(correct_tasking { title: "another" reason: "misspelt" })",
    R"(draft_strategy { body: "taskforce" title: "a strategy" })",
    R"(add_objective { objective { id: "OBJ-1" strand: "DISRUPT" layer:
        "STRATEGIC" measure: "groups disrupted" owner_org:
        "police-scotland" } reason: "agreed" })",
    R"(amend_objective { objective { id: "OBJ-1" strand: "DISRUPT" layer:
        "STRATEGIC" measure: "groups disrupted" owner_org:
        "police-scotland" } reason: "agreed" })",
    R"(retire_objective { objective_id: "OBJ-1" reason: "agreed" })",
    R"(adopt_strategy { decision { session: "TCG-1" rationale: "agreed" } })",
    R"(supersede_strategy {
        decision { session: "TCG-1" rationale: "agreed" } })",
    R"(close_strategy { reason: "agreed" })",
    R"(propose_control_strategy { body: "tcg" layer: "TACTICAL" })",
    R"(agree_control_strategy {
        decision { session: "TCG-1" rationale: "agreed" } })",
    R"(raise_priority { priority_id: "PRI-1" band: 1
        decision { session: "TCG-1" rationale: "agreed" } })",
    R"(lower_priority { priority_id: "PRI-1" band: 4
        decision { session: "TCG-1" rationale: "agreed" } })",
    R"(raise_requirement { question: "who pays?" })",
    R"(partly_satisfy_requirement { remaining: "who is paid" })",
    R"(close_requirement_unmet { reason: "agreed" })",
    R"(withdraw_requirement { reason: "agreed" })",
    R"(call_session { body: "tcg" layer: "TACTICAL" quorum: 1 })",
    R"(record_attendance {
        attendance { org: "police-scotland" person: "tcg-chair" } })",
    R"(record_decision { decision_id: "D-1" subject: "a threat" decision:
        "NO_ACTION_RISK_ACCEPTED" record { rationale: "agreed" } })",
    R"(request_commitment { promising_org: "hmrc" })",
    R"(decline_commitment { reason: "agreed" })",
    R"(propose_commitment_variation { reason: "agreed" })",
    R"(partly_deliver_commitment { remaining: "one officer" })",
    R"(release_commitment { reason: "agreed" })",
    R"(record_findings { recommendation: "CONTINUE" rationale: "it works"
        owner_org: "police-scotland" })",
    R"(action_review { action: "done" })",
    R"(assign_retention_group { regime: "MOPI" group: "3" })",
    R"(review_retention { answers { question: "still needed?" } decision:
        "DISPOSE" reason: "agreed" })",
    R"(place_legal_hold { case_ref: "CASE-1" reason: "agreed" })",
    R"(lift_legal_hold { case_ref: "CASE-1" reason: "agreed" })",
    R"(approve_disposal { ground: "six years are over" })",
    R"(restrict_processing { ground: "contested" })",
    R"(lift_restriction { reason: "agreed" })",
    R"(adopt_vocabulary { vocabulary_id: "strand" reason: "agreed" vocabulary {
        id: "strand" version: 2 source: "a test" terms { code: "DISRUPT" }
        terms { code: "DELAY" } } })",
};

pb::Message& BodyOf(v1::Command& command) {
  const pb::Reflection& reflection = *command.GetReflection();
  const pb::FieldDescriptor* field =
      v1::Command::descriptor()->FindFieldByNumber(command.body_case());
  CHECK(field != nullptr);
  return *reflection.MutableMessage(&command, field);
}

const pb::Message& BodyOf(const v1::Command& command) {
  const pb::FieldDescriptor* field =
      v1::Command::descriptor()->FindFieldByNumber(command.body_case());
  CHECK(field != nullptr);
  return command.GetReflection()->GetMessage(command, field);
}

std::vector<v1::Command> ReadBodies() {
  std::vector<v1::Command> commands;
  for (const char* text : kBodies) {
    CHECK(pb::TextFormat::ParseFromString(text, &commands.emplace_back()));
  }
  return commands;
}

// Takes from `filling` the fields that `body` lacks.
void FillFrom(const pb::Message& filling, pb::Message& body) {
  std::unique_ptr<pb::Message> merged(filling.New());
  merged->CopyFrom(filling);
  std::vector<const pb::FieldDescriptor*> set;
  body.GetReflection()->ListFields(body, &set);
  for (const pb::FieldDescriptor* field : set) {
    merged->GetReflection()->ClearField(merged.get(), field);
  }
  merged->MergeFrom(body);
  body.CopyFrom(*merged);
}

// The same score in every dimension comes to 20 times it.
void FillScores(v1::Scorecard& card) {
  if (card.dimensions_size() > 0 || card.band() == 0) return;
  const uint32_t score = 5 - card.band();
  card.clear_band();
  card.set_model("scorecard");
  card.set_model_version(1);
  const v1::Vocabulary& model = *BuiltInVocabularies().Find("scorecard", 1);
  for (const v1::ScoreSection& section : model.model().sections()) {
    for (const v1::ScoredDimension& dimension : section.dimensions()) {
      v1::ScoreDimension& scored = *card.add_dimensions();
      scored.set_id(dimension.id());
      scored.set_score(score);
    }
  }
}

void FillAssessment(absl::Time now, v1::DraftAssessment& draft) {
  bool supported = false;
  for (const auto& item : draft.supporting()) supported |= !item.against();
  if (!supported) draft.set_assumption_only(true);
  FillScores(*draft.mutable_scorecard());
  if (!draft.has_review_due()) {
    *draft.mutable_review_due() = ToTimestamp(now + absl::Hours(24 * 20));
  }
}

void FillTerms(absl::Time due, v1::CommitmentTerms& terms) {
  if (terms.deliverable().empty()) terms.set_deliverable("two officers");
  if (!terms.has_due()) *terms.mutable_due() = ToTimestamp(due);
}

// Sets an absent time.
#define FILL_TIME(message, field, time) \
  if (!(message).has_##field()) *(message).mutable_##field() = ToTimestamp(time)

// What the bodies of the later streams need of times.
void FillTimes(absl::Time now, v1::Command& command) {
  const absl::Time soon = now + absl::Hours(24 * 20);
  if (command.has_propose_control_strategy()) {
    FILL_TIME(*command.mutable_propose_control_strategy(), from, now);
    FILL_TIME(*command.mutable_propose_control_strategy(), to, soon);
  } else if (command.has_raise_requirement()) {
    FILL_TIME(*command.mutable_raise_requirement(), needed_by, soon);
  } else if (command.has_call_session()) {
    FILL_TIME(*command.mutable_call_session(), scheduled_at, now);
  } else if (command.has_request_commitment()) {
    FillTerms(soon, *command.mutable_request_commitment()->mutable_terms());
  } else if (command.has_propose_commitment_variation()) {
    FillTerms(now + absl::Hours(24 * 30),
              *command.mutable_propose_commitment_variation()->mutable_terms());
  } else if (command.has_record_findings()) {
    FILL_TIME(*command.mutable_record_findings(), due, soon);
  } else if (command.has_assign_retention_group()) {
    FILL_TIME(*command.mutable_assign_retention_group(), review_due, soon);
  } else if (command.has_adopt_vocabulary()) {
    v1::Vocabulary& vocabulary =
        *command.mutable_adopt_vocabulary()->mutable_vocabulary();
    if (vocabulary.valid_from().empty()) {
      vocabulary.set_valid_from(
          absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone()));
    }
  }
}

#undef FILL_TIME

std::string TextOf(const pb::Message& body, const char* name) {
  const pb::FieldDescriptor* field =
      body.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return "";
  return body.GetReflection()->GetString(body, field);
}

using C = v1::Command;

// What must come before a command about the same thing.
struct Order {
  const char* first;
  std::initializer_list<C::BodyCase> then;
};
const Order kOrders[] = {
    {"admit_organisation",
     {C::kSuspendOrganisation, C::kWithdrawOrganisation, C::kRotateKey,
      C::kGrantRole}},
    {"grant_role", {C::kRevokeRole}},
    {"submit_report", {C::kAcceptReport, C::kRejectReport}},
    {"accept_report",
     {C::kRegradeReport, C::kSanitiseReport, C::kConsultOriginator,
      C::kPermitAction, C::kDiscloseReport, C::kWithdrawReport}},
    {"draft_assessment", {C::kReviewAssessment}},
    {"review_assessment", {C::kPublishAssessment}},
    {"publish_assessment",
     {C::kReaffirmAssessment, C::kWithdrawAssessment, C::kArchiveAssessment,
      C::kResolveJudgement}},
    {"propose_tasking",
     {C::kApproveTasking, C::kRejectTasking, C::kDeferTasking, C::kAcceptRisk,
      C::kReferTasking}},
    {"approve_tasking", {C::kAssignTasking}},
    {"assign_tasking", {C::kAcceptTasking, C::kDeclineTasking}},
    {"accept_tasking", {C::kStartTasking}},
    {"start_tasking",
     {C::kSuspendTasking, C::kCompleteTasking, C::kRecordOutcome}},
    {"suspend_tasking", {C::kResumeTasking}},
    {"record_outcome", {C::kModerateOutcome, C::kDisputeOutcome}},
    {"moderate_outcome", {C::kFinaliseOutcome}},
    {"approve_tasking", {C::kInviteParticipant}},
    {"propose_tasking", {C::kCorrectTasking}},
    {"assign_tasking", {C::kRequestCommitment}},
    {"complete_tasking", {C::kOpenReview}},
    {"draft_strategy", {C::kAddObjective}},
    {"add_objective",
     {C::kAmendObjective, C::kRetireObjective, C::kAdoptStrategy}},
    {"adopt_strategy", {C::kSupersedeStrategy, C::kCloseStrategy}},
    {"propose_control_strategy", {C::kAgreeControlStrategy}},
    {"agree_control_strategy", {C::kRaisePriority, C::kLowerPriority}},
    {"raise_requirement", {C::kAgreeRequirement}},
    {"agree_requirement",
     {C::kBeginCollection, C::kCloseRequirementUnmet, C::kWithdrawRequirement}},
    {"begin_collection",
     {C::kSatisfyRequirement, C::kPartlySatisfyRequirement}},
    {"call_session", {C::kTablePapers, C::kOpenSession}},
    {"open_session", {C::kRecordAttendance, C::kCloseSession}},
    {"record_attendance", {C::kRecordDecision}},
    {"request_commitment", {C::kOfferCommitment}},
    {"offer_commitment", {C::kAcceptCommitment, C::kDeclineCommitment}},
    {"accept_commitment",
     {C::kProposeCommitmentVariation, C::kDeliverCommitment,
      C::kPartlyDeliverCommitment, C::kReleaseCommitment}},
    {"propose_commitment_variation", {C::kVaryCommitment}},
    {"open_review", {C::kRecordFindings}},
    {"record_findings", {C::kAcceptReview}},
    {"accept_review", {C::kActionReview}},
    {"review_retention", {C::kApproveDisposal}},
    {"place_legal_hold", {C::kLiftLegalHold}},
    {"restrict_processing", {C::kLiftRestriction}},
};

absl::string_view Predecessor(C::BodyCase body) {
  for (const Order& order : kOrders) {
    for (C::BodyCase then : order.then) {
      if (then == body) return order.first;
    }
  }
  return "";
}

// A command that only names what it is about.
v1::Command Naming(absl::string_view body, const std::string& field,
                   const std::string& id, uint64_t version) {
  v1::Command command;
  const pb::FieldDescriptor* choice =
      v1::Command::descriptor()->FindFieldByName(std::string(body));
  CHECK(choice != nullptr);
  pb::Message& message =
      *command.GetReflection()->MutableMessage(&command, choice);
  const pb::Descriptor& type = *message.GetDescriptor();
  const pb::FieldDescriptor* name = type.FindFieldByName(field);
  CHECK(name != nullptr);
  message.GetReflection()->SetString(&message, name, id);
  const pb::FieldDescriptor* number = type.FindFieldByName("version");
  if (number != nullptr && version != 0) {
    message.GetReflection()->SetUInt64(&message, number, version);
  }
  return command;
}

constexpr const char* kIdFields[] = {
    "record_id",  "vocabulary_id",  "review_id",           "commitment_id",
    "session_id", "requirement_id", "control_strategy_id", "strategy_id",
    "outcome_id", "tasking_id",     "assessment_id",       "derived_report_id",
    "report_id",  "org_id"};

Happening HappeningOfBody(int number, const pb::Message& body) {
  Happening happening{.event = number, .id = "", .version = 0};
  for (const char* name : kIdFields) {
    if (happening.id.empty()) happening.id = TextOf(body, name);
  }
  const pb::FieldDescriptor* version =
      body.GetDescriptor()->FindFieldByName("version");
  if (version != nullptr) {
    happening.version = body.GetReflection()->GetUInt64(body, version);
  }
  return happening;
}

}  // namespace

pb::Timestamp ToTimestamp(absl::Time time) {
  const int64_t micros = ToMicros(time);
  pb::Timestamp timestamp;
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1'000));
  return timestamp;
}

void FillEnvelope(absl::string_view command_id, absl::Time now,
                  v1::Command& command) {
  if (command.command_id().empty()) {
    command.set_command_id(std::string(command_id));
  }
  if (!command.has_occurred_at()) {
    *command.mutable_occurred_at() = ToTimestamp(now);
  }
  v1::Actor& actor = *command.mutable_actor();
  const auto roles = RolesFor(command.body_case());
  if (actor.org().empty()) {
    const bool participant =
        actor.role().empty() && !roles.empty() &&
        roles.back() == absl::string_view("PARTICIPANT_LEAD");
    actor.set_org(participant ? "hmrc" : "police-scotland");
  }
  if (actor.role().empty() && !roles.empty()) {
    actor.set_role(std::string(roles.back()));
  }
  if (actor.person().empty()) {
    actor.set_person(
        absl::StrReplaceAll(absl::AsciiStrToLower(actor.role()), {{"_", "-"}}));
  }
}

void FillBody(absl::Time now, v1::Command& command) {
  static const std::vector<v1::Command> bodies = ReadBodies();
  for (const v1::Command& filling : bodies) {
    if (filling.body_case() == command.body_case()) {
      FillFrom(BodyOf(filling), BodyOf(command));
    }
  }
  if (command.has_draft_assessment()) {
    FillAssessment(now, *command.mutable_draft_assessment());
  }
  if (command.has_reaffirm_assessment() &&
      !command.reaffirm_assessment().has_review_due()) {
    *command.mutable_reaffirm_assessment()->mutable_review_due() =
        ToTimestamp(now + absl::Hours(24 * 20));
  }
  FillTimes(now, command);
  if (command.has_grant_role() && !command.grant_role().has_to()) {
    *command.mutable_grant_role()->mutable_to() =
        ToTimestamp(now + absl::Hours(24 * 365));
  }
  if (command.has_rotate_key() && command.rotate_key().public_key().empty()) {
    v1::RotateKey& rotate = *command.mutable_rotate_key();
    rotate.set_public_key(KeyCalled(rotate.key_id()).public_key());
  }
}

SigningKey KeyCalled(absl::string_view id) {
  return *SigningKey::FromSeed(AsBytes(Sha256(id)));
}

void FillSignature(absl::string_view ledger, v1::Command& command) {
  if (!command.has_signature()) return;
  const v1::Signature& given = command.signature();
  if (given.key_id().empty() || !given.value().empty()) return;
  const std::string id = given.key_id();
  Sign(ledger, id, KeyCalled(id), command);
}

v1::Command CommandOf(const v1::Event& event) {
  v1::Event envelope = event;
  envelope.clear_body();
  envelope.clear_event_id();
  envelope.clear_command_digest();
  envelope.clear_stream_type();
  envelope.clear_stream_id();
  envelope.clear_stream_version();
  envelope.clear_vocabulary_pins();
  // What is left both envelopes have, by name.
  std::string text;
  v1::Command command;
  pb::TextFormat::PrintToString(envelope, &text);
  CHECK(pb::TextFormat::ParseFromString(text, &command));
  const pb::FieldDescriptor* body =
      v1::Command::descriptor()->FindFieldByNumber(event.body_case());
  if (body == nullptr) return command;
  const pb::Message& recorded = event.GetReflection()->GetMessage(
      event, v1::Event::descriptor()->FindFieldByNumber(event.body_case()));
  pb::Message& asked = *command.GetReflection()->MutableMessage(&command, body);
  CHECK(asked.ParseFromString(recorded.SerializeAsString()));
  asked.DiscardUnknownFields();  // What the ledger determined.
  return command;
}

Happening HappeningOf(const v1::Command& command) {
  return HappeningOfBody(command.body_case(), BodyOf(command));
}

Happening HappeningOf(const v1::Event& event) {
  return HappeningOfBody(event.body_case(),
                         event.GetReflection()->GetMessage(
                             event, v1::Event::descriptor()->FindFieldByNumber(
                                        event.body_case())));
}

std::vector<v1::Command> Before(const v1::Command& command) {
  std::vector<v1::Command> before;
  for (const auto& item : command.draft_assessment().supporting()) {
    before.push_back(
        Naming("accept_report", "report_id", item.ref().report_id(), 0));
  }
  for (const auto& ref : command.propose_tasking().justification()) {
    before.push_back(Naming("publish_assessment", "assessment_id",
                            ref.assessment_id(), ref.version()));
  }
  for (const auto& answer : command.satisfy_requirement().answers()) {
    before.push_back(
        Naming("accept_report", "report_id", answer.report_id(), 0));
  }
  for (const auto& ref : command.raise_requirement().assessments()) {
    before.push_back(Naming("publish_assessment", "assessment_id",
                            ref.assessment_id(), ref.version()));
  }
  const absl::string_view predecessor = Predecessor(command.body_case());
  if (predecessor.empty()) return before;
  const Happening about = HappeningOf(command);
  // An outcome comes of its tasking, a derived report of the one it came from.
  const std::string id =
      command.has_record_outcome()    ? command.record_outcome().tasking_id()
      : command.has_sanitise_report() ? command.sanitise_report().report_id()
      : command.has_open_review()     ? command.open_review().tasking_id()
      : command.has_request_commitment()
          ? command.request_commitment().tasking_id()
          : about.id;
  if (id.empty()) return before;
  const pb::Descriptor& type = *v1::Command::descriptor()
                                    ->FindFieldByName(std::string(predecessor))
                                    ->message_type();
  for (const char* field : kIdFields) {
    if (type.FindFieldByName(field) == nullptr) continue;
    before.push_back(Naming(predecessor, field, id, about.version));
    break;
  }
  return before;
}

}  // namespace loopledger
