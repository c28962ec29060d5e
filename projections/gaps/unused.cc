#include "projections/gaps/unused.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "google/protobuf/repeated_field.h"
#include "ledger/domain/deadlines.h"
#include "ledger/domain/grade.h"
#include "projections/engine/keys.h"
#include "projections/gaps/feedback_loop.h"
#include "projections/gaps/questions.h"
#include "projections/grounds/high_water.h"
#include "projections/grounds/moment.h"

namespace loopledger::feedback_loop {
namespace {

using Event = v1::Event;
using state::v1::HeldState;
using state::v1::QueuedState;
using state::v1::QueueState;
using Items = google::protobuf::RepeatedField<uint32_t>;

constexpr char kMetric[] = "M12";

// By report id.
constexpr Table<HeldState> kHeld{"held", 18, Keep::kLatest};
constexpr Table<QueuedState> kQueued{"queued", 19, Keep::kLatest};
// One row.
constexpr Table<QueueState> kQueue{"queue", 20, Keep::kLatest};
constexpr absl::string_view kQueueKey = "queue";

std::string PlaceKey(uint64_t place) {
  std::string key;
  PutBigEndian(place, key);
  return key;
}

std::string GapIdOf(const std::string& report_id) {
  return GapId(GapAbout(kMetric, report_id));
}

bool Take(uint32_t item, Items& items) {
  const auto found = std::find(items.begin(), items.end(), item);
  if (found == items.end()) return false;
  items.erase(found);
  return true;
}

void Put(uint32_t item, Items& items) {
  items.Add(item);
  std::sort(items.begin(), items.end());
}

}  // namespace

void Unused::AddTables(std::vector<TableInfo>& own) {
  own.insert(own.end(), {Describe(kHeld), Describe(kQueued), Describe(kQueue)});
}

void Unused::Fold() {
  FoldReport();
  FoldUse();
}

void Unused::FoldReport() {
  const Event& event = at_.event;
  switch (event.body_case()) {
    case Event::kReportSubmitted:
      return Hold(event.report_submitted().report_id(),
                  event.report_submitted());
    case Event::kReportSanitised:
      return Hold(event.report_sanitised().derived_report_id(),
                  event.report_sanitised());
    case Event::kReportAccepted:
      Mark(event.stream_id());
      return Accepted(event.report_accepted().report_id());
    case Event::kReportRegraded:
      Mark(event.stream_id());
      return Regraded(event.report_regraded());
    case Event::kReportRejected:
      return Forget(event.report_rejected().report_id());
    case Event::kReportWithdrawn:
      return Forget(event.report_withdrawn().report_id());
    case Event::kReportCorrected:
    case Event::kOriginatorConsulted:
    case Event::kOriginatorPermission:
    case Event::kReportDisclosed:
      Mark(event.stream_id());
      return Check(event.stream_id());
    case Event::kDisposalApproved: {
      absl::string_view id = event.disposal_approved().record_id();
      if (absl::ConsumePrefix(&id, "report:")) Forget(std::string(id));
      return;
    }
    default:
      return;
  }
}

template <typename Body>
void Unused::Hold(const std::string& report_id, const Body& body) {
  Forget(report_id);
  for (const std::string& requirement : body.requirement_ids()) {
    if (Questions::IsRaised(requirement, tables_)) return;
  }
  if (body.items().empty()) return;
  tables_.Change(kHeld, report_id, [&](HeldState& held) {
    held.set_owner_org(at_.event.actor().org());
    for (const v1::ReportItem& item : body.items()) {
      const bool sound = IsSound(PrintForm(item.grade()));
      Put(item.number(), sound ? *held.mutable_sound() : *held.mutable_other());
    }
  });
  Mark(report_id);
}

void Unused::Mark(const std::string& report_id) {
  if (!at_.event.has_marking()) return;
  if (tables_.Get(kHeld, report_id) == nullptr) return;
  tables_.Change(kHeld, report_id, [&](HeldState& held) {
    RaiseTo(at_.event.marking(), vocabularies_, at_.recorded_at,
            *held.mutable_marking());
  });
}

void Unused::Accepted(const std::string& report_id) {
  if (tables_.Get(kHeld, report_id) == nullptr) return;
  tables_.Change(kHeld, report_id, [&](HeldState& held) {
    held.set_accepted_at(at_.recorded_at);
    held.set_accepted_position(at_.position);
  });
  uint64_t place = 0;
  tables_.Change(kQueue, kQueueKey, [&](QueueState& queue) {
    place = queue.next();
    queue.set_next(place + 1);
  });
  tables_.Change(kQueued, PlaceKey(place), [&](QueuedState& queued) {
    queued.set_report_id(report_id);
    queued.set_accepted_position(at_.position);
    queued.set_old_from(OldFrom(at_.recorded_at));
  });
}

void Unused::Regraded(const v1::ReportRegraded& e) {
  if (tables_.Get(kHeld, e.report_id()) == nullptr) return;
  tables_.Change(kHeld, e.report_id(), [&](HeldState& held) {
    if (!Take(e.item(), *held.mutable_sound()) &&
        !Take(e.item(), *held.mutable_other())) {
      return;  // It was cited before.
    }
    const bool sound = IsSound(PrintForm(e.to()));
    Put(e.item(), sound ? *held.mutable_sound() : *held.mutable_other());
  });
  Check(e.report_id());
}

void Unused::Forget(const std::string& report_id) {
  tables_.Delete(kHeld, report_id);
  tables_.Delete(kGaps, GapIdOf(report_id));
}

void Unused::FoldUse() {
  const Event& event = at_.event;
  if (event.has_assessment_drafted()) {
    for (const auto& item : event.assessment_drafted().supporting()) {
      Use(item.ref());
    }
  } else if (event.has_requirement_satisfied()) {
    for (const auto& ref : event.requirement_satisfied().answers()) Use(ref);
  } else if (event.has_requirement_partly_satisfied()) {
    for (const auto& ref : event.requirement_partly_satisfied().answers()) {
      Use(ref);
    }
  }
}

void Unused::Use(const v1::ReportItemRef& ref) {
  const HeldState* held = tables_.Get(kHeld, ref.report_id());
  if (held == nullptr) return;
  bool any_left = false;
  tables_.Change(kHeld, ref.report_id(), [&](HeldState& state) {
    for (Items* items : {state.mutable_sound(), state.mutable_other()}) {
      if (ref.item() == 0) {
        items->Clear();
      } else {
        Take(ref.item(), *items);
      }
      any_left |= !items->empty();
    }
  });
  if (!any_left) return Forget(ref.report_id());
  Check(ref.report_id());
}

void Unused::Tick() {
  const QueueState* queue = tables_.Get(kQueue, kQueueKey);
  if (queue == nullptr) return;
  uint64_t place = queue->first();
  const uint64_t next = queue->next();
  for (; place < next; ++place) {
    const QueuedState queued = *tables_.Get(kQueued, PlaceKey(place));
    if (queued.old_from() > at_.recorded_at) break;
    tables_.Delete(kQueued, PlaceKey(place));
    const HeldState* held = tables_.Get(kHeld, queued.report_id());
    if (held == nullptr ||
        held->accepted_position() != queued.accepted_position()) {
      continue;
    }
    Check(queued.report_id());
  }
  tables_.Change(kQueue, kQueueKey,
                 [&](QueueState& state) { state.set_first(place); });
}

int64_t Unused::OldFrom(int64_t accepted_at) const {
  return clock_.After(accepted_at, clock_.policy().unused_after_days(),
                      kUnusedAfterDays);
}

void Unused::Check(const std::string& report_id) {
  const HeldState* held = tables_.Get(kHeld, report_id);
  if (held == nullptr || held->accepted_at() == 0) return;
  const int64_t old_from = OldFrom(held->accepted_at());
  if (old_from > at_.recorded_at) return;
  const std::string gap_id = GapIdOf(report_id);
  if (held->sound().empty()) {
    tables_.Delete(kGaps, gap_id);
    return;
  }
  const bool there = tables_.Get(kGaps, gap_id) != nullptr;
  tables_.Change(kGaps, gap_id, [&](v1::GapRow& row) {
    row.set_gap_id(gap_id);
    rows_.Unused({report_id, *held}, row);
    if (there) return;
    // What was graded so only now is missed only now.
    *row.mutable_since() =
        MomentOf(at_.record.has_tick() ? old_from : at_.recorded_at);
  });
}

}  // namespace loopledger::feedback_loop
