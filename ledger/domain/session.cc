#include "ledger/domain/session.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/domain/assessment_refs.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"

namespace loopledger::session {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kCalled:
      return {"CALLED", "table papers, open, record attendance"};
    case Phase::kOpen:
      return {"OPEN", "table papers, record attendance, decide, close"};
    case Phase::kClosed:
      return {"CLOSED", "", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("session", id, NameOf(self.phase), asked);
}

Objection ChairOnly(const State& self, const Call& call) {
  if (call.org() == absl::string_view(self.chair_org) &&
      call.person() == absl::string_view(self.chair_person)) {
    return {};
  }
  return Reject(v1::NOT_AUTHORISED, call.person(), " of ", call.org(),
                " does not preside over this session; ", self.chair_person,
                " of ", self.chair_org, " does")
      .At("actor.person");
}

bool IsTabled(const State& self, const v1::AssessmentRef& ref,
              const assessment::States& threats) {
  return std::any_of(
      self.papers.begin(), self.papers.end(), [&](const Paper& paper) {
        return threats.IdOf(paper.threat) == ref.assessment_id() &&
               paper.version == ref.version();
      });
}

Objection CheckQuorum(const State& self, absl::string_view id) {
  if (self.attending.size() >= self.quorum) return {};
  return Reject(v1::NO_QUORUM, "session ", id, " has ", self.attending.size(),
                " organisations attending (",
                absl::StrJoin(self.attending, ", "), "); ", self.quorum,
                " make a quorum")
      .At("decision.session");
}

Objection CheckTabled(const State& self, const v1::DecisionRecord& decision,
                      const assessment::States& threats) {
  for (int i = 0; i < decision.papers_relied_on_size(); ++i) {
    const v1::AssessmentRef& ref = decision.papers_relied_on(i);
    if (IsTabled(self, ref, threats)) continue;
    const std::string at = Field{"decision.papers_relied_on", i}.Text();
    return Reject(v1::PAPER_NOT_TABLED, at, ": version ", ref.version(),
                  " of assessment ", ref.assessment_id(),
                  " was not tabled in this session; table it first")
        .At(at);
  }
  return {};
}

// What any decision of an open session needs.
Objection CheckSitting(const State& self, absl::string_view id,
                       const v1::DecisionRecord& decision,
                       const Sitting& sitting, const Call& call) {
  if (self.phase != Phase::kOpen) {
    return Reject(v1::NOT_IN_SESSION, "session ", id, " is ",
                  NameOf(self.phase).name,
                  "; a decision is taken while it is open")
        .At("decision.session");
  }
  if (call.role() == "TCG_CHAIR") REFUSE_IF(ChairOnly(self, call));
  REFUSE_IF(CheckQuorum(self, id));
  return CheckTabled(self, decision, sitting.threats);
}

}  // namespace

Objection DecidedIn(const Sitting& sitting, const v1::DecisionRecord& decision,
                    absl::string_view body, const Call& call) {
  const std::string& id = decision.session();
  const State& self = sitting.sessions.Find(id);
  if (self.phase == Phase::kAbsent) {
    if (!call.policy.require_session()) return {};
    return Reject(v1::NOT_IN_SESSION, "there is no session ",
                  id.empty() ? "named" : id,
                  "; a decision is taken in a session that is open")
        .At("decision.session");
  }
  REFUSE_IF(CheckSitting(self, id, decision, sitting, call));
  if (body.empty() || body == absl::string_view(self.body)) return {};
  return Reject(v1::NOT_IN_SESSION, "session ", id, " is one of ", self.body,
                "; this is for ", body, " to decide")
      .At("decision.session");
}

Objection DecidedInOne(const Sitting& sitting,
                       const v1::DecisionRecord& decision,
                       absl::string_view body, const Call& call) {
  REFUSE_IF(NeedsText(decision.session(), "decision.session"));
  REFUSE_IF(NeedsReason(decision.rationale(), "decision.rationale"));
  REFUSE_IF(RefsExist(decision.papers_relied_on(), "decision.papers_relied_on",
                      sitting.threats, call));
  return DecidedIn(sitting, decision, body, call);
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CallSession& cmd) {
  REFUSE_IF(Requires(self, cmd.session_id(), {Phase::kAbsent}, "call"));
  REFUSE_IF(NeedsText(cmd.body(), "body"));
  REFUSE_IF(facts.call.codes.Given("layer", "", cmd.layer(), {"layer"}));
  if (!cmd.has_scheduled_at()) return *NeedsText("", "scheduled_at");
  if (cmd.quorum() == 0) {
    return Reject(v1::FIELD_MISSING,
                  "quorum is missing; say how many organisations must attend")
        .At("quorum");
  }
  for (int i = 0; i < cmd.invited_size(); ++i) {
    REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.invited(i),
                                       facts.call.marking, {"invited", i},
                                       facts.call));
  }
  v1::Event event;
  Recast(cmd, *event.mutable_session_called());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::TablePapers& cmd) {
  REFUSE_IF(Requires(self, cmd.session_id(), {Phase::kCalled, Phase::kOpen},
                     "table papers"));
  REFUSE_IF(PartiesOnly(self.stream, facts.call));
  if (cmd.papers().empty()) return *NeedsText("", "papers");
  REFUSE_IF(RefsExist(cmd.papers(), "papers", facts.threats, facts.call));
  REFUSE_IF(
      RefsCovered(cmd.papers(), facts.threats, facts.markings, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_papers_tabled());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::OpenSession& cmd) {
  REFUSE_IF(Requires(self, cmd.session_id(), {Phase::kCalled}, "open"));
  REFUSE_IF(PartiesOnly(self.stream, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_session_opened());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RecordAttendance& cmd) {
  REFUSE_IF(Requires(self, cmd.session_id(), {Phase::kCalled, Phase::kOpen},
                     "record attendance"));
  REFUSE_IF(PartiesOnly(self.stream, facts.call));
  if (cmd.attendance().empty()) return *NeedsText("", "attendance");
  for (int i = 0; i < cmd.attendance_size(); ++i) {
    const v1::Attendance& who = cmd.attendance(i);
    const Field org{"attendance", i, "org"};
    if (who.org().empty()) return *NeedsText("", org.Text());
    if (who.person().empty()) {
      return *NeedsText("", Field{"attendance", i, "person"}.Text());
    }
    REFUSE_IF(organisation::MayReceive(facts.organisations, who.org(),
                                       facts.call.marking, org, facts.call));
  }
  v1::Event event;
  Recast(cmd, *event.mutable_attendance_recorded());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RecordDecision& cmd) {
  REFUSE_IF(Requires(self, cmd.session_id(),
                     {Phase::kCalled, Phase::kOpen, Phase::kClosed}, "decide"));
  REFUSE_IF(NeedsText(cmd.decision_id(), "decision_id"));
  REFUSE_IF(NeedsText(cmd.subject(), "subject"));
  REFUSE_IF(
      facts.call.codes.Given("decision", "", cmd.decision(), {"decision"}));
  const v1::DecisionRecord& record = cmd.record();
  REFUSE_IF(NeedsReason(record.rationale(), "record.rationale"));
  if (!record.session().empty() && record.session() != cmd.session_id()) {
    return Reject(v1::FIELD_INVALID, "record.session is ", record.session(),
                  "; this decision is of session ", cmd.session_id())
        .At("record.session");
  }
  if (Contains(self.decisions, cmd.decision_id())) {
    return Reject(v1::FIELD_INVALID, "this session has a decision ",
                  cmd.decision_id(), " already; another needs another id")
        .At("decision_id");
  }
  REFUSE_IF(
      RefsExist(cmd.assessments(), "assessments", facts.threats, facts.call));
  REFUSE_IF(RefsCovered(cmd.assessments(), facts.threats, facts.markings,
                        facts.call));
  REFUSE_IF(RefsExist(record.papers_relied_on(), "record.papers_relied_on",
                      facts.threats, facts.call));
  REFUSE_IF(CheckSitting(self, cmd.session_id(), record,
                         {facts.sessions, facts.threats}, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_decision_recorded());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CloseSession& cmd) {
  REFUSE_IF(Requires(self, cmd.session_id(), {Phase::kOpen}, "close"));
  REFUSE_IF(ChairOnly(self, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_session_closed());
  return event;
}

void Evolve(State& self, const Folding&, const v1::SessionCalled& e) {
  self.phase = Phase::kCalled;
  self.body = e.body();
  self.quorum = e.quorum();
  if (!e.chair_org().empty()) Include(self.stream.parties, e.chair_org());
  for (const std::string& org : e.invited()) {
    Include(self.stream.parties, org);
  }
}

void Evolve(State& self, const Folding& folding, const v1::PapersTabled& e) {
  for (const v1::AssessmentRef& ref : e.papers()) {
    self.papers.push_back({folding.threats.Recorded(ref.assessment_id()),
                           static_cast<uint32_t>(ref.version())});
  }
}

void Evolve(State& self, const Folding& folding, const v1::SessionOpened&) {
  self.phase = Phase::kOpen;
  self.chair_org = folding.event.actor().org();
  self.chair_person = folding.event.actor().person();
}

void Evolve(State& self, const Folding&, const v1::AttendanceRecorded& e) {
  for (const v1::Attendance& who : e.attendance()) {
    Include(self.attending, who.org());
  }
}

void Evolve(State& self, const Folding&, const v1::DecisionRecorded& e) {
  self.decisions.push_back(e.decision_id());
}

void Evolve(State& self, const Folding&, const v1::SessionClosed&) {
  self.phase = Phase::kClosed;
}

}  // namespace loopledger::session
