#include "ledger/domain/report.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/grade.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/records.h"
#include "ledger/domain/report_content.h"
#include "ledger/domain/requirement_refs.h"
#include "ledger/domain/text.h"

namespace loopledger::report {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kSubmitted:
      return {"SUBMITTED", "accept, reject, correct, withdraw"};
    case Phase::kAccepted:
      return {"ACCEPTED",
              "regrade, correct, sanitise, consult originator, permit action, "
              "disclose, withdraw"};
    case Phase::kRejected:
      return {"REJECTED", "correct", true};
    case Phase::kWithdrawn:
      return {"WITHDRAWN", "correct", true};
    case Phase::kDisposed:
      return {"DISPOSED", "", true};
  }
  return {};
}

Objection Requires(const State& self, absl::string_view id,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("report", id, NameOf(self.phase), asked);
}

// G12: the person who accepts or rejects is another than the submitter.
Objection NotTheSubmitter(const State& self, const Call& call) {
  if (call.org() != absl::string_view(self.stream.owner) ||
      call.person() != absl::string_view(self.submitter)) {
    return {};
  }
  return Reject(v1::SELF_APPROVAL, call.person(),
                " submitted this report; another person must judge it")
      .At("actor.person");
}

Objection HasItem(const State& self, uint32_t number) {
  if (number >= 1 && number <= self.items.size()) return {};
  return Reject(v1::DANGLING_REF, "the report has no item ", number,
                "; its items are 1 to ", self.items.size())
      .At("item");
}

Objection IsNew(const State& self, absl::string_view id) {
  if (self.phase == Phase::kAbsent) return {};
  return NotNow("report", id, NameOf(self.phase), "submit");
}

template <typename Content>
void TakeContent(State& self, const v1::Event& event, const Content& e) {
  self.phase = Phase::kSubmitted;
  self.submitter = event.actor().person();
  self.source = e.source_ref();
  self.items.reserve(static_cast<size_t>(e.items_size()));
  for (const v1::ReportItem& item : e.items()) {
    self.items.push_back(
        {PrintForm(item.grade()), 0, false, Sha256(item.text())});
  }
}

Item& Recorded(State& self, uint32_t number) {
  CHECK(number >= 1 && number <= self.items.size());
  return self.items[number - 1];
}

// S1 lets a recipient sanitise, S2 only after the originator was asked.
Objection MaySanitise(const State& original, const Facts& facts) {
  const Call& call = facts.call;
  REFUSE_IF(PartiesOnly(original.stream, call));
  if (call.org() == absl::string_view(original.stream.owner)) return {};
  const v1::Handling& handling =
      facts.markings[original.stream.marking].handling();
  if (handling.sanitisation().empty()) return {};
  const v1::Term* code =
      call.codes.Find("3x5x2", "sanitisation", handling.sanitisation());
  if (code != nullptr && Has(*code, "recipient may sanitise")) return {};
  if (Contains(original.may_sanitise, call.org())) return {};
  return Reject(v1::SANITISATION_FORBIDDEN, "the report is ",
                handling.sanitisation(), ": ", original.stream.owner,
                " must be consulted and grant it to ", call.org(), " first")
      .At("report_id");
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::SubmitReport& cmd) {
  REFUSE_IF(IsNew(self, cmd.report_id()));
  REFUSE_IF(CheckContent(ContentOf(cmd), facts.call));
  REFUSE_IF(RequirementsExist(cmd.requirement_ids(), "requirement_ids",
                              facts.requirements, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_report_submitted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::AcceptReport& cmd) {
  REFUSE_IF(Requires(self, cmd.report_id(), {Phase::kSubmitted}, "accept"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NotTheSubmitter(self, facts.call));
  if (facts.call.marking.handling().code().empty()) {
    return Reject(v1::HANDLING_INCOMPLETE,
                  "the report has no handling code; accept it with P, or with "
                  "C and both an action and a sanitisation code")
        .At("marking.handling");
  }
  for (size_t i = 0; i < self.items.size() && IsBlank(cmd.caution_note());
       ++i) {
    if (TraitsOf(self.items[i].grade, facts.call.codes).weak) {
      return Reject(v1::CAUTION_MISSING, "item ", i + 1, " is graded ",
                    self.items[i].grade,
                    "; say in caution_note how far to rely on it")
          .At("caution_note");
    }
  }
  v1::Event event;
  Recast(cmd, *event.mutable_report_accepted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RejectReport& cmd) {
  REFUSE_IF(Requires(self, cmd.report_id(), {Phase::kSubmitted}, "reject"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NotTheSubmitter(self, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_report_rejected());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RegradeReport& cmd) {
  REFUSE_IF(Requires(self, cmd.report_id(), {Phase::kAccepted}, "regrade"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(HasItem(self, cmd.item()));
  REFUSE_IF(CheckGrade(cmd.to(), {"to"}, facts.call.codes));
  REFUSE_IF(NeedsReason(cmd.reason()));
  const std::string& current = self.items[cmd.item() - 1].grade;
  if (PrintForm(cmd.from()) != current) {
    return Reject(v1::CONFLICT, "item ", cmd.item(), " is graded ", current,
                  ", not ", PrintForm(cmd.from()),
                  "; look at it again, and regrade from what it is")
        .At("from");
  }
  if (PrintForm(cmd.to()) == current) {
    return Reject(v1::FIELD_INVALID, "item ", cmd.item(), " is graded ",
                  current, " already")
        .At("to");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_report_regraded());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::CorrectReport& cmd) {
  // A correction is allowed at the end of its life too.
  REFUSE_IF(Requires(self, cmd.report_id(),
                     {Phase::kSubmitted, Phase::kAccepted, Phase::kRejected,
                      Phase::kWithdrawn},
                     "correct"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(HasItem(self, cmd.item()));
  REFUSE_IF(NeedsText(cmd.text(), "text"));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_report_corrected());
  const Digest& old_digest = self.items[cmd.item() - 1].text;
  event.mutable_report_corrected()->set_old_digest(old_digest.data(),
                                                   old_digest.size());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::SanitiseReport& cmd) {
  REFUSE_IF(IsNew(self, cmd.derived_report_id()));
  const State& original = facts.reports.Find(cmd.report_id());
  if (!IsThereFor(original.stream, facts.call)) {
    return NotNow("report", cmd.report_id(), {}, "sanitise");
  }
  REFUSE_IF(
      Requires(original, cmd.report_id(), {Phase::kAccepted}, "sanitise"));
  REFUSE_IF(MaySanitise(original, facts));
  if (cmd.removed().empty()) {
    return Reject(v1::FIELD_MISSING,
                  "removed is empty; name what was taken out")
        .At("removed");
  }
  REFUSE_IF(CheckContent(ContentOf(cmd), facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_report_sanitised());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::ConsultOriginator& cmd) {
  REFUSE_IF(Requires(self, cmd.report_id(), {Phase::kAccepted},
                     "consult originator"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsText(cmd.recipient_org(), "recipient_org"));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_originator_consulted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::PermitAction& cmd) {
  REFUSE_IF(
      Requires(self, cmd.report_id(), {Phase::kAccepted}, "permit action"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(
      facts.call.codes.Given("tasking_mode", "", cmd.action(), {"action"}));
  if (cmd.has_until() && ToTime(cmd.until()) <= facts.call.stamp.occurred_at) {
    return Reject(v1::DATES_REVERSED,
                  "until is not after occurred_at; the permission would end "
                  "before it begins")
        .At("until");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_originator_permission());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::DiscloseReport& cmd) {
  REFUSE_IF(Requires(self, cmd.report_id(), {Phase::kAccepted}, "disclose"));
  REFUSE_IF(PartiesOnly(self.stream, facts.call));
  REFUSE_IF(NeedsText(cmd.to(), "to"));
  REFUSE_IF(NeedsText(cmd.purpose(), "purpose"));
  REFUSE_IF(NeedsText(cmd.lawful_basis(), "lawful_basis"));
  if (IsParty(self.stream, cmd.to())) {
    return Reject(v1::FIELD_INVALID, cmd.to(), " has this report already")
        .At("to");
  }
  if (records::IsRestricted(
          facts.records.Find(absl::StrCat("report:", cmd.report_id())),
          facts.call.stamp.recorded_at)) {
    return Reject(v1::NOT_RELEASABLE, "processing of report ", cmd.report_id(),
                  " is restricted; it is disclosed when that is lifted")
        .At("report_id");
  }
  const v1::Marking& marking = facts.call.marking;
  REFUSE_IF(ReleasableTo(cmd.to(), self.stream, marking, facts.call));
  REFUSE_IF(organisation::MayReceive(facts.organisations, cmd.to(), marking,
                                     {"to"}, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_report_disclosed());
  const v1::Term* code =
      facts.call.codes.Find("3x5x2", "handling", marking.handling().code());
  if (code != nullptr && Has(*code, "conditions")) {
    *event.mutable_report_disclosed()->mutable_conditions() =
        marking.handling();
  }
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::WithdrawReport& cmd) {
  REFUSE_IF(Requires(self, cmd.report_id(),
                     {Phase::kSubmitted, Phase::kAccepted}, "withdraw"));
  REFUSE_IF(OwnersOnly(self.stream, facts.call));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_report_withdrawn());
  return event;
}

void Evolve(State& self, const v1::Event& event, const v1::ReportSubmitted& e) {
  TakeContent(self, event, e);
}

void Evolve(State& self, const v1::Event&, const v1::ReportAccepted&) {
  self.phase = Phase::kAccepted;
}

void Evolve(State& self, const v1::Event&, const v1::ReportRejected&) {
  self.phase = Phase::kRejected;
}

void Evolve(State& self, const v1::Event&, const v1::ReportRegraded& e) {
  Item& item = Recorded(self, e.item());
  item.grade = PrintForm(e.to());
  item.regraded_at = self.stream.version;
}

void Evolve(State& self, const v1::Event&, const v1::ReportCorrected& e) {
  Recorded(self, e.item()).text = Sha256(e.text());
}

void Evolve(State& self, const v1::Event& event, const v1::ReportSanitised& e) {
  TakeContent(self, event, e);
  self.derived_from.push_back(e.report_id());
}

void Evolve(State& self, const v1::Event&, const v1::OriginatorConsulted& e) {
  if (e.granted()) return Include(self.may_sanitise, e.recipient_org());
  std::erase(self.may_sanitise, e.recipient_org());
}

void Evolve(State& self, const v1::Event&, const v1::OriginatorPermission& e) {
  std::erase_if(self.permissions, [&](const Permission& permission) {
    return permission.mode == e.action();
  });
  self.permissions.push_back(
      {e.action(), e.granted(),
       e.has_until() ? ToTime(e.until()) : absl::InfiniteFuture()});
}

void Evolve(State& self, const v1::Event&, const v1::ReportDisclosed& e) {
  Include(self.stream.parties, e.to());
}

void Evolve(State& self, const v1::Event&, const v1::ReportWithdrawn&) {
  self.phase = Phase::kWithdrawn;
}

void Disposed(State& self) { self.phase = Phase::kDisposed; }

void Cited(State& self, uint32_t item) {
  for (size_t i = 0; i < self.items.size(); ++i) {
    if (item == 0 || item == i + 1) self.items[i].cited = true;
  }
}

bool IsUnused(const State& self) {
  return self.phase == Phase::kAccepted &&
         std::any_of(self.items.begin(), self.items.end(),
                     [](const Item& item) {
                       return !item.cited && IsSound(item.grade);
                     });
}

absl::string_view PhaseText(Phase phase) { return NameOf(phase).name; }

}  // namespace loopledger::report
