#include "projections/gaps/promises.h"

#include "absl/container/btree_set.h"
#include "projections/gaps/feedback_loop.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/id_set.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

using Event = v1::Event;
using state::v1::PromisesState;
using state::v1::PromiseState;
using state::v1::TimerState;

constexpr char kMetric[] = "M11";
constexpr char kSilent[] = "SILENT";
constexpr uint32_t kSilentAfterDays = 5;

// By commitment id.
constexpr Table<PromiseState> kPromises{"promises", 6, Keep::kLatest};
// By tasking id.
constexpr Table<PromisesState> kPromisesTo{"promises_to", 7, Keep::kLatest};

}  // namespace

void Promises::AddTables(std::vector<TableInfo>& own) {
  own.push_back(Describe(kPromises));
  own.push_back(Describe(kPromisesTo));
}

void Promises::Fold(const grounds::Shift& shift) {
  const absl::btree_set<std::string> taskings(shift.taskings.begin(),
                                              shift.taskings.end());
  for (const std::string& tasking : taskings) {
    const PromisesState* known = tables_.Get(kPromisesTo, tasking);
    if (known == nullptr) continue;
    const IdSet commitments = known->commitments();
    for (const std::string& id : commitments) RefreshBoth(id);
  }
  const Event& event = at_.event;
  if (event.body_case() < Event::kCommitmentRequested ||
      event.body_case() > Event::kCommitmentReleased) {
    return;
  }
  tables_.Change(kPromises, event.stream_id(), [&](PromiseState& promise) {
    if (event.has_marking()) {
      RaiseTo(event.marking(), vocabularies_, at_.recorded_at,
              *promise.mutable_marking());
    }
    Take(promise);
  });
  Await(event.stream_id());
}

void Promises::Take(PromiseState& promise) const {
  const Event& event = at_.event;
  switch (event.body_case()) {
    case Event::kCommitmentRequested: {
      const v1::CommitmentRequested& e = event.commitment_requested();
      promise.set_phase(PromiseState::REQUESTED);
      promise.set_tasking_id(e.tasking_id());
      promise.set_promising_org(e.promising_org());
      promise.set_asked_by(event.actor().org());
      promise.set_asked_at(at_.recorded_at);
      promise.set_asked_position(at_.position);
      return TakeTerms(e.terms(), promise);
    }
    case Event::kCommitmentOffered:
      promise.set_phase(PromiseState::OFFERED);
      return TakeTerms(event.commitment_offered().terms(), promise);
    case Event::kCommitmentAccepted:
      promise.set_phase(PromiseState::ACCEPTED);
      promise.set_promised_position(at_.position);
      return;
    case Event::kCommitmentVaried:
      promise.set_promised_position(at_.position);
      return TakeTerms(event.commitment_varied().terms(), promise);
    case Event::kCommitmentPartlyDelivered:
      promise.set_phase(PromiseState::PARTLY);
      return;
    case Event::kCommitmentDelivered:
    case Event::kCommitmentReleased:
    case Event::kCommitmentDeclined:
      promise.set_phase(PromiseState::ENDED);
      return;
    default:
      return;  // What is only proposed binds nobody.
  }
}

// An offer may leave them as they were asked for.
void Promises::TakeTerms(const v1::CommitmentTerms& terms,
                         PromiseState& promise) const {
  if (!terms.deliverable().empty()) {
    promise.set_deliverable(terms.deliverable());
  }
  if (terms.has_due()) promise.set_due(MicrosOf(terms.due()));
}

// Sets the deadlines of a commitment to what its state asks for.
void Promises::Await(const std::string& commitment_id) {
  PromiseState promise;
  tables_.Change(kPromises, commitment_id, [&](PromiseState& self) {
    const bool requested = self.phase() == PromiseState::REQUESTED;
    const bool accepted = self.phase() == PromiseState::ACCEPTED;
    self.set_silent_from(clock_.Move(
        self.silent_from(),
        requested
            ? clock_.After(self.asked_at(), clock_.policy().silent_after_days(),
                           kSilentAfterDays)
            : 0,
        GapAbout(kMetric, commitment_id, kSilent)));
    self.set_late_from(clock_.Move(
        self.late_from(), accepted && self.due() != 0 ? self.due() + 1 : 0,
        GapAbout(kMetric, commitment_id)));
    promise = self;
  });
  if (promise.tasking_id().empty()) return;
  IdSet left;
  tables_.Change(kPromisesTo, promise.tasking_id(), [&](PromisesState& to) {
    if (promise.phase() == PromiseState::ENDED) {
      Exclude(commitment_id, *to.mutable_commitments());
    } else {
      Include(commitment_id, *to.mutable_commitments());
    }
    left = to.commitments();
  });
  if (left.empty()) tables_.Delete(kPromisesTo, promise.tasking_id());
  RefreshBoth(commitment_id);
}

void Promises::RefreshBoth(const std::string& commitment_id) {
  Refresh(GapAbout(kMetric, commitment_id));
  Refresh(GapAbout(kMetric, commitment_id, kSilent));
}

void Promises::Refresh(const TimerState& gap) {
  if (gap.metric() != kMetric) return;
  const std::string gap_id = GapId(gap);
  const PromiseState* promise = tables_.Get(kPromises, gap.subject_id());
  if (promise == nullptr || tables_.Get(kGaps, gap_id) == nullptr) return;
  const NamedPromise named{gap.subject_id(), *promise};
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    if (gap.what() == kSilent) {
      rows_.Unanswered(named, row);
    } else {
      rows_.Breached(named, row);
    }
  });
}

}  // namespace loopledger::feedback_loop
