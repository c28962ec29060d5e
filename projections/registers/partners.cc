#include "projections/registers/partners.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "loopledger/state/v1/registers.pb.h"
#include "projections/grounds/moment.h"
#include "projections/grounds/timers.h"
#include "projections/registers/telling.h"

namespace loopledger::registers {
namespace {

using Event = v1::Event;
using state::v1::IdsState;
using state::v1::JointState;
using state::v1::TimerState;
using state::v1::WaitingState;

constexpr TimerTable kTimers{"timers", 4, Keep::kResident};
// By tasking id.
constexpr Table<JointState> kJoint{"joint", 5, Keep::kLatest};
// By organisation id.
constexpr Table<WaitingState> kWaiting{"waiting", 6, Keep::kLatest};
// By report id: its disclosures.
constexpr Table<IdsState> kDisclosed{"disclosed", 7, Keep::kLatest};

// When it is late; 0: never.
int64_t LateFrom(const v1::CommitmentRow& row) {
  return row.state() == "ACCEPTED" && row.has_due() ? MicrosOf(row.due()) + 1
                                                    : 0;
}

// An offer may leave them as they were asked for.
void SetTerms(const v1::CommitmentTerms& terms, v1::CommitmentRow& row) {
  if (!terms.deliverable().empty()) row.set_deliverable(terms.deliverable());
  if (terms.resources_size() > 0) *row.mutable_resources() = terms.resources();
  if (terms.conditions_size() > 0) {
    *row.mutable_conditions() = terms.conditions();
  }
  if (terms.has_from()) *row.mutable_from() = terms.from();
  if (terms.has_due()) *row.mutable_due() = terms.due();
}

void SetWaiting(v1::CommitmentRow& row) {
  row.clear_waits_for();
  row.clear_waits_for_what();
  const auto wait = [&row](const std::string& org, const char* what) {
    row.set_waits_for(org);
    row.set_waits_for_what(what);
  };
  if (row.state() == "REQUESTED") {
    wait(row.promising_org(), "to offer or decline");
  } else if (row.state() == "OFFERED") {
    wait(row.to_org(), "to accept or release");
  } else if (!row.variation_by().empty() && row.ended_at().seconds() == 0) {
    wait(row.variation_by() == row.promising_org() ? row.to_org()
                                                   : row.promising_org(),
         "to agree to the variation");
  } else if (row.state() == "ACCEPTED" || row.state() == "BREACHED" ||
             row.state() == "PARTLY") {
    wait(row.promising_org(), "to deliver");
  }
}

// Folds one record.
class Folder {
 public:
  explicit Folder(const Telling& in)
      : in_(in), event_(in.at.event), timers_(kTimers, in.at, in.tables) {}

  void Fold();

 private:
  void Admitted(const v1::OrganisationAdmitted& e);
  void FoldOrganisation();
  void FoldReport();
  void FoldTasking();
  void FoldCommitment();
  void Take(v1::CommitmentRow& row) const;
  void Ended(const char* state, v1::CommitmentRow& row) const;
  void Count(const v1::CommitmentRow& before);
  void Follow(const v1::CommitmentRow& before, const std::string& id);
  // Keeps each party's lists as the commitment has it.
  void Wait(const std::string& org, const v1::CommitmentRow& row);
  void Disclosed(const v1::ReportDisclosed& e);
  template <typename Changing>
  void ChangeOrganisation(const std::string& id, Changing change) {
    in_.tables.Change(kOrganisations, id, [&](v1::OrganisationRow& row) {
      row.set_org_id(id);
      if (row.state().empty()) row.set_state("NOT_ADMITTED");
      change(row);
    });
  }

  const Telling in_;
  const Event& event_;
  Timers timers_;
};

void Folder::Fold() {
  if (IsWithin(event_, Event::kReportSubmitted, Event::kReportRejected)) return;
  if (IsWithin(event_, Event::kReportRegraded, Event::kReportWithdrawn)) {
    FoldReport();
  } else if (IsWithin(event_, Event::kTaskingProposed, Event::kTaskingClosed)) {
    FoldTasking();
  } else if (IsWithin(event_, Event::kCommitmentRequested,
                      Event::kCommitmentReleased)) {
    FoldCommitment();
  } else if (IsWithin(event_, Event::kOrganisationAdmitted,
                      Event::kOrganisationWithdrawn)) {
    FoldOrganisation();
  } else if (in_.at.record.has_tick()) {
    while (const auto passed = timers_.Next()) {
      const std::string& id = passed->late.subject_id();
      const v1::CommitmentRow before = *in_.tables.Get(kCommitments, id);
      in_.tables.Change(kCommitments, id, [&](v1::CommitmentRow& row) {
        row.set_state("BREACHED");
        *row.mutable_breached_since() = MomentOf(passed->deadline);
      });
      Follow(before, id);
    }
  } else if (in_.at.record.has_ledger_founded() &&
             in_.at.record.ledger_founded().has_organisation()) {
    Admitted(in_.at.record.ledger_founded().organisation());
  }
}

// --- Organisations.

void Folder::Admitted(const v1::OrganisationAdmitted& e) {
  ChangeOrganisation(e.org_id(), [&](v1::OrganisationRow& row) {
    row.set_name(e.name());
    row.set_kind(e.kind());
    row.set_state("MEMBER");
    *row.mutable_admitted_at() = MomentOf(in_.at.recorded_at);
    if (e.has_member_from()) *row.mutable_member_from() = e.member_from();
    if (e.has_member_to()) *row.mutable_member_to() = e.member_to();
    row.set_clearance(e.clearance());
    *row.mutable_agreements() = e.agreements();
    row.clear_reason();
    Cover(event_.marking(), in_, *row.mutable_marking());
  });
}

void Folder::FoldOrganisation() {
  if (event_.has_organisation_admitted()) {
    return Admitted(event_.organisation_admitted());
  }
  ChangeOrganisation(event_.stream_id(), [&](v1::OrganisationRow& row) {
    const bool suspended = event_.has_organisation_suspended();
    row.set_state(suspended ? "SUSPENDED" : "WITHDRAWN");
    row.set_reason(suspended ? event_.organisation_suspended().reason()
                             : event_.organisation_withdrawn().reason());
    Cover(event_.marking(), in_, *row.mutable_marking());
  });
}

// --- Disclosures.

void Folder::FoldReport() {
  if (event_.has_report_disclosed()) Disclosed(event_.report_disclosed());
  if (!event_.has_marking()) return;
  const IdsState* known = in_.tables.Get(kDisclosed, event_.stream_id());
  if (known == nullptr) return;
  const IdSet disclosures = known->ids();
  for (const std::string& id : disclosures) {
    in_.tables.Change(kDisclosures, id, [&](v1::DisclosureRow& row) {
      Cover(event_.marking(), in_, *row.mutable_marking());
    });
  }
}

void Folder::Disclosed(const v1::ReportDisclosed& e) {
  const std::string id =
      absl::StrCat(event_.stream_id(), "@", event_.stream_version());
  in_.tables.Change(kDisclosures, id, [&](v1::DisclosureRow& row) {
    row.set_disclosure_id(id);
    row.set_report_id(event_.stream_id());
    row.set_from_org(event_.actor().org());
    *row.mutable_disclosed_by() = event_.actor();
    row.set_to_org(e.to());
    row.set_purpose(e.purpose());
    row.set_lawful_basis(e.lawful_basis());
    if (e.has_conditions()) *row.mutable_conditions() = e.conditions();
    *row.mutable_disclosed_at() = MomentOf(in_.at.recorded_at);
    if (event_.has_occurred_at()) {
      *row.mutable_occurred_at() = event_.occurred_at();
    }
    Cover(event_.marking(), in_, *row.mutable_marking());
  });
  in_.tables.Change(kDisclosed, event_.stream_id(), [&](IdsState& disclosed) {
    Include(id, *disclosed.mutable_ids());
  });
  ChangeOrganisation(event_.actor().org(), [&](v1::OrganisationRow& row) {
    row.set_disclosed_by(row.disclosed_by() + 1);
    Cover(event_.marking(), in_, *row.mutable_marking());
  });
  ChangeOrganisation(e.to(), [&](v1::OrganisationRow& row) {
    row.set_disclosed_to(row.disclosed_to() + 1);
    Cover(event_.marking(), in_, *row.mutable_marking());
  });
}

// --- Taskings.

void Folder::FoldTasking() {
  const std::string lead = event_.has_tasking_proposed()
                               ? event_.tasking_proposed().lead_org()
                               : event_.tasking_assigned().lead_org();
  JointState joint;
  in_.tables.Change(kJoint, event_.stream_id(), [&](JointState& self) {
    Cover(event_.marking(), in_, *self.mutable_marking());
    if (!lead.empty()) self.set_lead_org(lead);
    joint = self;
  });
  for (const std::string& id : joint.commitments()) {
    const v1::CommitmentRow before = *in_.tables.Get(kCommitments, id);
    in_.tables.Change(kCommitments, id, [&](v1::CommitmentRow& row) {
      if (!lead.empty()) row.set_to_org(lead);
      Cover(joint.marking(), in_, *row.mutable_marking());
    });
    Follow(before, id);
  }
}

// --- Commitments.

void Folder::FoldCommitment() {
  const std::string& id = event_.stream_id();
  const v1::CommitmentRow* known = in_.tables.Get(kCommitments, id);
  const v1::CommitmentRow before =
      known == nullptr ? v1::CommitmentRow() : *known;
  in_.tables.Change(kCommitments, id, [&](v1::CommitmentRow& row) {
    row.set_commitment_id(id);
    Cover(event_.marking(), in_, *row.mutable_marking());
    Take(row);
  });
  if (event_.has_commitment_requested()) {
    const v1::CommitmentRequested& e = event_.commitment_requested();
    JointState joint;
    in_.tables.Change(kJoint, e.tasking_id(), [&](JointState& self) {
      Include(id, *self.mutable_commitments());
      joint = self;
    });
    in_.tables.Change(kCommitments, id, [&](v1::CommitmentRow& row) {
      if (!joint.lead_org().empty()) row.set_to_org(joint.lead_org());
      Cover(joint.marking(), in_, *row.mutable_marking());
    });
  }
  Count(before);
  Follow(before, id);
}

void Folder::Take(v1::CommitmentRow& row) const {
  const auto now = MomentOf(in_.at.recorded_at);
  switch (event_.body_case()) {
    case Event::kCommitmentRequested: {
      const v1::CommitmentRequested& e = event_.commitment_requested();
      row.set_state("REQUESTED");
      row.set_tasking_id(e.tasking_id());
      row.set_promising_org(e.promising_org());
      row.set_to_org(event_.actor().org());
      row.set_required(e.required());
      *row.mutable_asked_at() = now;
      row.clear_ended_at();
      return SetTerms(e.terms(), row);
    }
    case Event::kCommitmentOffered:
      row.set_state("OFFERED");
      *row.mutable_offered_at() = now;
      return SetTerms(event_.commitment_offered().terms(), row);
    case Event::kCommitmentAccepted:
      row.set_state("ACCEPTED");
      *row.mutable_accepted_at() = now;
      return;
    case Event::kCommitmentVariationProposed:
      row.set_variation_by(event_.actor().org());
      *row.mutable_variation() = event_.commitment_variation_proposed().terms();
      return;
    case Event::kCommitmentVaried:
      row.clear_variation_by();
      row.clear_variation();
      row.set_variations(row.variations() + 1);
      if (row.state() == "BREACHED") row.set_state("ACCEPTED");
      return SetTerms(event_.commitment_varied().terms(), row);
    case Event::kCommitmentPartlyDelivered:
      row.set_state("PARTLY");
      row.set_delivered(event_.commitment_partly_delivered().delivered());
      row.set_remaining(event_.commitment_partly_delivered().remaining());
      return;
    case Event::kCommitmentDelivered:
      row.set_delivered(event_.commitment_delivered().delivered());
      row.clear_remaining();
      return Ended("DELIVERED", row);
    case Event::kCommitmentReleased:
      row.set_reason(event_.commitment_released().reason());
      return Ended("RELEASED", row);
    case Event::kCommitmentDeclined:
      row.set_reason(event_.commitment_declined().reason());
      return Ended("DECLINED", row);
    default:
      return;
  }
}

void Folder::Ended(const char* state, v1::CommitmentRow& row) const {
  row.set_state(state);
  row.clear_variation_by();
  row.clear_variation();
  *row.mutable_ended_at() = MomentOf(in_.at.recorded_at);
}

// What the event adds to the promising organisation's counts.
void Folder::Count(const v1::CommitmentRow& before) {
  const v1::CommitmentRow after =
      *in_.tables.Get(kCommitments, event_.stream_id());
  if (after.promising_org().empty() || after.state() == before.state()) return;
  ChangeOrganisation(after.promising_org(), [&](v1::OrganisationRow& row) {
    const std::string& state = after.state();
    if (state == "REQUESTED") row.set_asked(row.asked() + 1);
    if (state == "OFFERED") row.set_offered(row.offered() + 1);
    if (state == "ACCEPTED" && before.state() != "BREACHED") {
      row.set_accepted(row.accepted() + 1);
    }
    if (state == "RELEASED") row.set_released(row.released() + 1);
    if (state == "DECLINED") row.set_declined(row.declined() + 1);
    if (state != "DELIVERED") return;
    if (after.has_breached_since()) {
      row.set_kept_late(row.kept_late() + 1);
    } else {
      row.set_kept(row.kept() + 1);
    }
  });
}

// What follows from the commitment's row being another than `before`.
void Folder::Follow(const v1::CommitmentRow& before, const std::string& id) {
  v1::CommitmentRow after;
  in_.tables.Change(kCommitments, id, [&](v1::CommitmentRow& row) {
    SetWaiting(row);
    after = row;
  });
  TimerState timer;
  timer.set_subject_id(id);
  timers_.Move(LateFrom(before), LateFrom(after), id, timer);
  if (after.state() == "BREACHED" && before.state() != "BREACHED") {
    ChangeOrganisation(after.promising_org(), [](v1::OrganisationRow& row) {
      row.set_breached(row.breached() + 1);
    });
  }
  if (before.promising_org() != after.promising_org()) {
    Wait(before.promising_org(), after);
  }
  if (before.to_org() != after.to_org()) Wait(before.to_org(), after);
  Wait(after.promising_org(), after);
  if (after.to_org() != after.promising_org()) Wait(after.to_org(), after);
}

void Folder::Wait(const std::string& org, const v1::CommitmentRow& row) {
  if (org.empty()) return;
  const bool party = org == row.promising_org() || org == row.to_org();
  const bool on_them = row.waits_for() == org;
  const bool they_for = party && !on_them && !row.waits_for().empty();
  const std::string& id = row.commitment_id();
  WaitingState waiting;
  in_.tables.Change(kWaiting, org, [&](WaitingState& self) {
    (on_them ? Include : Exclude)(id, *self.mutable_on_them());
    (they_for ? Include : Exclude)(id, *self.mutable_they_for());
    waiting = self;
  });
  ChangeOrganisation(org, [&](v1::OrganisationRow& self) {
    self.set_waiting_on_them(static_cast<uint32_t>(waiting.on_them_size()));
    ShowFirst(waiting.on_them(), *self.mutable_waiting_on_them_ids());
    self.set_they_wait_for(static_cast<uint32_t>(waiting.they_for_size()));
    ShowFirst(waiting.they_for(), *self.mutable_they_wait_for_ids());
    Cover(row.marking(), in_, *self.mutable_marking());
  });
}

}  // namespace

Projection Partners(const Vocabularies& vocabularies) {
  return {
      .name = "partners",
      .version = 1,
      .tables = {Describe(kOrganisations), Describe(kCommitments),
                 Describe(kDisclosures), Describe(kTimers), Describe(kJoint),
                 Describe(kWaiting), Describe(kDisclosed)},
      .fold = [&vocabularies](const Recorded& at, Tables& tables) {
        Folder({at, vocabularies, tables}).Fold();
      }};
}

}  // namespace loopledger::registers
