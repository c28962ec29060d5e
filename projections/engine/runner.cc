#include "projections/engine/runner.h"

#include <algorithm>
#include <limits>
#include <map>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "projections/engine/budget.h"
#include "projections/engine/crew.h"
#include "projections/engine/decoder.h"
#include "projections/engine/directory.h"
#include "projections/engine/lane.h"
#include "projections/engine/place.h"

namespace loopledger {
namespace {

// How long the thread waits for the log before it looks at what else is asked
// of it.
constexpr absl::Duration kWait = absl::Milliseconds(50);
// How long after a failure of the disk or the broker it tries again.
constexpr absl::Duration kRetryAfter = absl::Seconds(1);
// A batch for one store is cut at this size.
constexpr size_t kBatchBytesMax = size_t{8} << 20;
// While others are live, one that lags takes shorter steps.
constexpr int kLaggingRecordsMax = 4000;
// A restart folds at most so many records anew; while there is no pause, when
// to flush often would be slow, so many.
constexpr uint64_t kUnflushedMax = 20000;
constexpr uint64_t kUnflushedBusyMax = 200000;

}  // namespace

class Runner::Course {
 public:
  Course(const LogReader& log, std::vector<Projection> projections,
         RunnerOptions options)
      : log_(log),
        projections_(std::move(projections)),
        options_(std::move(options)),
        budget_(options_.memory_bytes_max, projections_.size()) {}
  ~Course();
  Course(const Course&) = delete;
  Course& operator=(const Course&) = delete;

  absl::Status Open();
  void Start() {
    thread_ = std::thread([this] { Run(); });
  }

  absl::Span<const View> views() const { return views_; }
  absl::Status Await(Position at_least, absl::Time deadline) const;
  std::vector<ProjectionState> states() const;
  absl::Status Rebuild(absl::string_view name);

 private:
  void Run();
  bool TakeRequests();
  void Retry();
  bool Round();
  void FinishRebuilds();
  void Flush(uint64_t unflushed_max);
  void Report();
  void WaitForMore();
  std::vector<Follower*> Folding();

  const LogReader& log_;
  const std::vector<Projection> projections_;
  const RunnerOptions options_;
  Budget budget_;
  const SystemClock clock_;
  Decoder decoder_;
  Crew crew_{Crew::HelpersHere()};
  // Before the stores, so that it is unlocked after they are closed.
  std::unique_ptr<Directory> directory_;
  std::vector<std::unique_ptr<Place>> places_;  // Of the thread, but the slots.
  std::vector<View> views_;

  mutable absl::Mutex mu_;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Place*> to_rebuild_ ABSL_GUARDED_BY(mu_);
  std::vector<ProjectionState> states_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;
};

Runner::Course::~Course() {
  {
    absl::MutexLock lock(&mu_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
  for (const auto& place : places_) {
    // What cannot be written now is folded anew next time.
    if (place->served != nullptr)
      place->served->store->Flush(true).IgnoreError();
    place->rebuilt.reset();
    place->served.reset();
  }
}

absl::Status Runner::Course::Open() {
  ASSIGN_OR_RETURN(directory_,
                   Directory::Open(options_.directory, options_.env));
  for (const Projection& projection : projections_) {
    places_.push_back(
        std::make_unique<Place>(projection, *directory_, budget_));
  }
  for (const auto& place : places_) {
    place->Open(log_);
    for (const TableInfo& table : place->projection.tables) {
      if (table.keep != Keep::kHistory) continue;
      views_.emplace_back(place->projection, table, place->slot);
    }
  }
  Report();
  return absl::OkStatus();
}

// --- The thread.

void Runner::Course::Run() {
  while (TakeRequests()) {
    Retry();
    const bool moved = Round();
    FinishRebuilds();
    Report();
    Flush(moved ? kUnflushedBusyMax : kUnflushedMax);
    if (moved) {
      if (options_.on_change) options_.on_change();
    } else {
      WaitForMore();
    }
  }
}

// False: the thread shall end.
bool Runner::Course::TakeRequests() {
  std::vector<Place*> places;
  {
    absl::MutexLock lock(&mu_);
    if (stop_) return false;
    std::swap(places, to_rebuild_);
  }
  for (Place* place : places) place->rebuild_wanted = true;
  return true;
}

std::vector<Follower*> Runner::Course::Folding() {
  std::vector<Follower*> followers;
  for (const auto& place : places_) {
    for (Follower* follower : {place->served.get(), place->rebuilt.get()}) {
      if (follower != nullptr && follower->gait == Follower::Gait::kFolding) {
        followers.push_back(follower);
      }
    }
  }
  return followers;
}

// Begins what could not be begun yet, or not be gone on with.
void Runner::Course::Retry() {
  const absl::Time now = clock_.Now();
  for (const auto& place : places_) {
    if (now < place->retry_at) continue;
    if (place->open_wanted) {
      place->Open(log_);
      if (place->open_wanted) place->retry_at = now + kRetryAfter;
    }
    if (place->rebuild_wanted) {
      place->trouble = place->StartRebuild();
      place->rebuild_wanted = !place->trouble.ok();
      if (place->rebuild_wanted) place->retry_at = now + kRetryAfter;
    }
    for (Follower* follower : {place->served.get(), place->rebuilt.get()}) {
      if (follower == nullptr || follower->gait != Follower::Gait::kWaiting) {
        continue;
      }
      place->retry_at = now + kRetryAfter;
      if (follower->store->Resume().ok()) follower->Restart();
    }
  }
}

// Each lane takes one step, the hindmost first, and none goes beyond the next
// one, so that they meet.
bool Runner::Course::Round() {
  std::map<Position, std::vector<Follower*>> lanes;
  for (Follower* follower : Folding()) {
    lanes[follower->cursor.head.next].push_back(follower);
  }
  bool moved = false;
  for (auto lane = lanes.begin(); lane != lanes.end(); ++lane) {
    const auto ahead = std::next(lane);
    Stride stride{.until = std::numeric_limits<Position>::max(),
                  .records_max = options_.batch_records_max,
                  .bytes_max = kBatchBytesMax};
    if (ahead != lanes.end()) {
      stride.until = ahead->first;
      stride.records_max = std::min(stride.records_max, kLaggingRecordsMax);
    }
    moved |= Advance(log_, lane->second, stride, decoder_, crew_);
  }
  return moved;
}

void Runner::Course::FinishRebuilds() {
  for (const auto& place : places_) {
    if (!place->CaughtUp()) continue;
    absl::Status swapped = place->Swap();
    if (!swapped.ok()) place->rebuilt->Halt(std::move(swapped));
  }
}

void Runner::Course::Flush(uint64_t unflushed_max) {
  for (Follower* follower : Folding()) {
    if (follower->unflushed < unflushed_max) continue;
    follower->unflushed = 0;
    absl::Status flushed = follower->store->Flush(false);
    if (!flushed.ok()) follower->Halt(std::move(flushed));
  }
}

void Runner::Course::Report() {
  std::vector<ProjectionState> states;
  for (const auto& place : places_) {
    ProjectionState state{.name = std::string(place->projection.name),
                          .version = place->projection.version,
                          .next = place->slot.next(),
                          .in_log = place->in_log};
    if (place->served != nullptr) {
      state.next = place->served->cursor.head.next;
      state.health = place->served->health;
      state.void_entries = place->served->void_entries;
      place->slot.Report(state.next, state.health);
    }
    const bool under_way = place->rebuilt != nullptr &&
                           place->rebuilt->gait != Follower::Gait::kStopped;
    state.rebuilding = place->rebuild_wanted || under_way;
    if (state.health.ok()) state.health = place->trouble;
    if (place->rebuilt != nullptr) {
      state.rebuilt_next = place->rebuilt->cursor.head.next;
      if (state.health.ok()) state.health = place->rebuilt->health;
    }
    if (place->served == nullptr) {
      place->slot.Report(state.next, state.health);
    }
    states.push_back(std::move(state));
  }
  absl::MutexLock lock(&mu_);
  for (const Place* asked : to_rebuild_) {
    for (ProjectionState& state : states) {
      state.rebuilding |= state.name == asked->projection.name;
    }
  }
  states_ = std::move(states);
}

void Runner::Course::WaitForMore() {
  const std::vector<Follower*> followers = Folding();
  Offset from = 0;
  for (const Follower* follower : followers) {
    from = std::max(from, follower->read_from);
  }
  if (!followers.empty()) {
    const absl::Status waited =
        log_.AwaitBeyond(from, clock_.Now() + kWait).status();
    if (waited.ok() || absl::IsDeadlineExceeded(waited)) return;
  }
  absl::MutexLock lock(&mu_);
  mu_.AwaitWithTimeout(absl::Condition(&stop_), kWait);
}

// --- What others ask.

absl::Status Runner::Course::Await(Position at_least,
                                   absl::Time deadline) const {
  for (const auto& place : places_) {
    RETURN_IF_ERROR(place->slot.Await(at_least, deadline));
  }
  return absl::OkStatus();
}

std::vector<ProjectionState> Runner::Course::states() const {
  absl::MutexLock lock(&mu_);
  return states_;
}

absl::Status Runner::Course::Rebuild(absl::string_view name) {
  absl::MutexLock lock(&mu_);
  for (size_t i = 0; i < places_.size(); ++i) {
    if (places_[i]->projection.name != name) continue;
    Place* place = places_[i].get();
    if (states_[i].rebuilding ||
        std::find(to_rebuild_.begin(), to_rebuild_.end(), place) !=
            to_rebuild_.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("projection ", name, " is already being rebuilt"));
    }
    to_rebuild_.push_back(place);
    states_[i].rebuilding = true;
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat("no projection is called ", name));
}

// --- The front.

Runner::Runner(std::unique_ptr<Course> course) : course_(std::move(course)) {}
Runner::~Runner() = default;

absl::StatusOr<std::unique_ptr<Runner>> Runner::Start(
    const LogReader& log, std::vector<Projection> projections,
    RunnerOptions options) {
  auto course =
      std::make_unique<Course>(log, std::move(projections), std::move(options));
  RETURN_IF_ERROR(course->Open());
  course->Start();
  return std::unique_ptr<Runner>(new Runner(std::move(course)));
}

absl::Span<const View> Runner::views() const { return course_->views(); }

const View* Runner::Find(absl::string_view view) const {
  for (const View& candidate : course_->views()) {
    const bool main =
        &candidate.table() == candidate.projection().tables.data();
    if (view == candidate.name() ||
        (main && view == candidate.projection().name)) {
      return &candidate;
    }
  }
  return nullptr;
}

absl::Status Runner::Await(Position at_least, absl::Time deadline) const {
  return course_->Await(at_least, deadline);
}

std::vector<ProjectionState> Runner::states() const {
  return course_->states();
}

absl::Status Runner::Rebuild(absl::string_view projection) {
  return course_->Rebuild(projection);
}

}  // namespace loopledger
