#include "ledger/domain/requirement.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "google/protobuf/repeated_field.h"
#include "ledger/domain/assessment_refs.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/tasking.h"
#include "ledger/domain/text.h"

namespace loopledger::requirement {
namespace {

using Phase = State::Phase;
using Plan = google::protobuf::RepeatedPtrField<v1::Collection>;
using Answers = google::protobuf::RepeatedPtrField<v1::ReportItemRef>;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kRaised:
      return {"RAISED", "agree, withdraw"};
    case Phase::kAgreed:
      return {"AGREED", "begin collection, close unmet, withdraw"};
    case Phase::kCollecting:
      return {"COLLECTING", "satisfy, partly satisfy, close unmet, withdraw"};
    case Phase::kPartly:
      return {"PARTLY", "satisfy, partly satisfy, close unmet, withdraw"};
    case Phase::kSatisfied:
      return {"SATISFIED", "", true};
    case Phase::kClosedUnmet:
      return {"CLOSED_UNMET", "", true};
    case Phase::kWithdrawn:
      return {"WITHDRAWN", "", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("requirement", id, NameOf(self.phase), asked);
}

Objection CheckPlan(const Plan& plan, const Facts& facts) {
  for (int i = 0; i < plan.size(); ++i) {
    const Field org{"collection_plan", i, "org"};
    if (plan[i].org().empty()) return NeedsText("", org.Text());
    if (IsBlank(plan[i].action())) {
      return NeedsText("", Field{"collection_plan", i, "action"}.Text());
    }
    REFUSE_IF(organisation::MayReceive(facts.organisations, plan[i].org(),
                                       facts.call.marking, org, facts.call));
  }
  return {};
}

Refusal Dangling(const Field& field, absl::string_view kind,
                 const std::string& id) {
  return Reject(v1::DANGLING_REF, field.Text(), ": there is no ", kind, " ", id)
      .At(field.Text());
}

// What leaves the question open.
Objection CheckParents(const v1::RaiseRequirement& cmd, const Facts& facts) {
  if (cmd.assessments().empty() && cmd.priority_ids().empty() &&
      cmd.tasking_ids().empty()) {
    return Reject(v1::ORPHAN_REQUIREMENT,
                  "nothing asks for it; name the priority, the assessment or "
                  "the tasking that leaves this open")
        .At("assessments");
  }
  REFUSE_IF(
      RefsExist(cmd.assessments(), "assessments", facts.threats, facts.call));
  REFUSE_IF(RefsCovered(cmd.assessments(), facts.threats, facts.markings,
                        facts.call));
  for (int i = 0; i < cmd.priority_ids_size(); ++i) {
    const std::string& id = cmd.priority_ids(i);
    const control::State* control =
        control::WhoseIs(id, facts.controls, facts.call.stamp.recorded_at);
    if (control == nullptr || !IsThereFor(control->stream, facts.call)) {
      return Dangling({"priority_ids", i}, "priority", id);
    }
  }
  for (int i = 0; i < cmd.tasking_ids_size(); ++i) {
    const std::string& id = cmd.tasking_ids(i);
    const tasking::State& tasking = facts.taskings.Find(id);
    if (!IsThereFor(tasking.stream, facts.call)) {
      return Dangling({"tasking_ids", i}, "tasking", id);
    }
    REFUSE_IF(AtLeast(facts.markings[tasking.stream.marking],
                      absl::StrCat("tasking ", id), facts.call));
  }
  return {};
}

Refusal Collected(absl::string_view person) {
  return Reject(v1::SELF_APPROVAL, person,
                " collected for this requirement; another person must accept "
                "that it is answered")
      .At("actor.person");
}

Objection CheckAnswer(const v1::ReportItemRef& answer, const Field& at,
                      const Facts& facts) {
  const report::State& report = facts.reports.Find(answer.report_id());
  if (!IsThereFor(report.stream, facts.call) || answer.item() == 0 ||
      answer.item() > report.items.size() ||
      answer.version() > report.stream.version) {
    return Reject(v1::DANGLING_REF, at.Text(), ": there is no item ",
                  answer.item(), " of report ", answer.report_id(),
                  " as of version ", answer.version())
        .At(at.Text());
  }
  if (report.phase != report::State::Phase::kAccepted) {
    return Reject(v1::UNSUPPORTED, at.Text(), ": report ", answer.report_id(),
                  " is ", report::PhaseText(report.phase),
                  "; only accepted reports answer a requirement")
        .At(at.Text());
  }
  if (facts.call.org() == absl::string_view(report.stream.owner) &&
      facts.call.person() == absl::string_view(report.submitter)) {
    return Collected(facts.call.person());
  }
  return AtLeast(facts.markings[report.stream.marking],
                 absl::StrCat("report ", answer.report_id()), facts.call);
}

Objection CheckAnswers(const State& self, const Answers& answers,
                       const Facts& facts) {
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  if (Contains(self.collectors, facts.call.person())) {
    return Collected(facts.call.person());
  }
  if (answers.empty()) {
    return Reject(v1::UNSUPPORTED,
                  "answers is empty; cite the accepted items that answer it")
        .At("answers");
  }
  for (int i = 0; i < answers.size(); ++i) {
    REFUSE_IF(CheckAnswer(answers[i], {"answers", i}, facts));
  }
  return {};
}

void TakePlan(State& self, const Plan& plan) {
  if (plan.empty()) return;
  self.collecting.clear();
  for (const v1::Collection& collection : plan) {
    Include(self.collecting, collection.org());
    Include(self.stream.parties, collection.org());
  }
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::RaiseRequirement& cmd) {
  REFUSE_IF(Requires(self, cmd.requirement_id(), {Phase::kAbsent}, "raise"));
  REFUSE_IF(NeedsText(cmd.question(), "question"));
  REFUSE_IF(CheckParents(cmd, facts));
  if (!cmd.has_needed_by()) return *NeedsText("", "needed_by");
  if (ToTime(cmd.needed_by()) <= facts.call.stamp.recorded_at) {
    return Reject(v1::DATES_REVERSED, "needed_by is past already")
        .At("needed_by");
  }
  REFUSE_IF(CheckPlan(cmd.collection_plan(), facts));
  v1::Event event;
  Recast(cmd, *event.mutable_requirement_raised());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AgreeRequirement& cmd) {
  REFUSE_IF(Requires(self, cmd.requirement_id(), {Phase::kRaised}, "agree"));
  if (facts.call.role() != "TCG_CHAIR") {
    REFUSE_IF(OwnersOnly(self.stream, facts.call));
  }
  REFUSE_IF(AnotherThan(self.raiser, facts.call, "raised", "agree to it"));
  REFUSE_IF(CheckPlan(cmd.collection_plan(), facts));
  v1::Event event;
  Recast(cmd, *event.mutable_requirement_agreed());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::BeginCollection& cmd) {
  REFUSE_IF(Requires(self, cmd.requirement_id(), {Phase::kAgreed},
                     "begin collection"));
  if (!Contains(self.collecting, facts.call.org())) {
    REFUSE_IF(OwnersOnly(self.stream, facts.call));
  }
  v1::Event event;
  Recast(cmd, *event.mutable_collection_begun());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::SatisfyRequirement& cmd) {
  REFUSE_IF(Requires(self, cmd.requirement_id(),
                     {Phase::kCollecting, Phase::kPartly}, "satisfy"));
  REFUSE_IF(CheckAnswers(self, cmd.answers(), facts));
  v1::Event event;
  Recast(cmd, *event.mutable_requirement_satisfied());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::PartlySatisfyRequirement& cmd) {
  REFUSE_IF(Requires(self, cmd.requirement_id(),
                     {Phase::kCollecting, Phase::kPartly}, "partly satisfy"));
  REFUSE_IF(CheckAnswers(self, cmd.answers(), facts));
  REFUSE_IF(NeedsText(cmd.remaining(), "remaining"));
  v1::Event event;
  Recast(cmd, *event.mutable_requirement_partly_satisfied());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CloseRequirementUnmet& cmd) {
  REFUSE_IF(Requires(self, cmd.requirement_id(),
                     {Phase::kAgreed, Phase::kCollecting, Phase::kPartly},
                     "close unmet"));
  if (facts.call.role() != "TCG_CHAIR") {
    REFUSE_IF(OwnersOnly(self.stream, facts.call));
  }
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_requirement_closed_unmet());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::WithdrawRequirement& cmd) {
  REFUSE_IF(Requires(
      self, cmd.requirement_id(),
      {Phase::kRaised, Phase::kAgreed, Phase::kCollecting, Phase::kPartly},
      "withdraw"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_requirement_withdrawn());
  return event;
}

void Evolve(State& self, const v1::Event& event,
            const v1::RequirementRaised& e) {
  self.raiser = ActorOf(event);
  self.phase = Phase::kRaised;
  self.needed_by = ToTime(e.needed_by());
  TakePlan(self, e.collection_plan());
}

void Evolve(State& self, const v1::Event&, const v1::RequirementAgreed& e) {
  self.phase = Phase::kAgreed;
  TakePlan(self, e.collection_plan());
}

void Evolve(State& self, const v1::Event& event, const v1::CollectionBegun&) {
  self.phase = Phase::kCollecting;
  if (event.actor().org() == self.stream.owner) {
    Include(self.collectors, event.actor().person());
  }
}

void Evolve(State& self, const v1::Event&, const v1::RequirementSatisfied&) {
  self.phase = Phase::kSatisfied;
}

void Evolve(State& self, const v1::Event&,
            const v1::RequirementPartlySatisfied&) {
  self.phase = Phase::kPartly;
}

void Evolve(State& self, const v1::Event&, const v1::RequirementClosedUnmet&) {
  self.phase = Phase::kClosedUnmet;
}

void Evolve(State& self, const v1::Event&, const v1::RequirementWithdrawn&) {
  self.phase = Phase::kWithdrawn;
}

bool IsOpen(Phase phase) {
  return phase == Phase::kAgreed || phase == Phase::kCollecting ||
         phase == Phase::kPartly;
}

}  // namespace loopledger::requirement
