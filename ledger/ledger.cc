#include "ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr size_t kQueueMax = 16384;    // Commands waiting to be decided.
constexpr size_t kInFlightMax = 8192;  // Decided, not yet acknowledged.
// Well below what a log holds back before it says that it has no room.
constexpr size_t kInFlightBytesMax = size_t{16} << 20;
constexpr size_t kTurnBytesMax = size_t{4} << 20;
constexpr size_t kTurnMax = 1024;  // Commands decided between two steps.
constexpr absl::Duration kOpenTimeout = absl::Seconds(60);
// Who lost the seat leaves it alone for so long, though it wants it.
constexpr absl::Duration kRetakeAfter = absl::Seconds(2);
constexpr absl::Duration kDrainTimeout = absl::Seconds(10);
// A log that others append to is looked at this often when nothing happens.
constexpr absl::Duration kFollowInterval = absl::Milliseconds(100);

// For a caller who waits. The ledger calls each Done exactly once, so the
// caller's stack outlives it.
struct Answer {
  absl::Notification ready;
  absl::StatusOr<v1::Receipt> receipt = absl::UnknownError("no answer");

  Done Fill() {
    return [this](absl::StatusOr<v1::Receipt> told) {
      receipt = std::move(told);
      ready.Notify();
    };
  }
  absl::StatusOr<v1::Receipt> Await() {
    ready.WaitForNotification();
    return std::move(receipt);
  }
};

absl::Status Closing() {
  return absl::UnavailableError(
      "the ledger is closing: retry with the same command id");
}

}  // namespace

Ledger::Ledger(EventLog& log, const Clock& clock, WriterOptions options)
    : log_(log), clock_(clock), writer_(log, clock, std::move(options)) {}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(EventLog& log,
                                                     const Clock& clock,
                                                     WriterOptions options,
                                                     Begin begin) {
  auto ledger =
      std::unique_ptr<Ledger>(new Ledger(log, clock, std::move(options)));
  Ledger* self = ledger.get();
  log.OnDelivery([self] {
    absl::MutexLock lock(&self->mu_);
    self->delivered_ = true;
  });
  RETURN_IF_ERROR(ledger->writer_.Open());
  // Those who find the log empty all try to found the ledger; one does.
  if (begin == Begin::kTakeSeat || self->writer_.acknowledged().next == 0) {
    const absl::Status taken = ledger->AwaitSeat();
    const bool follows = self->writer_.standing() == Standing::kFollowing;
    if (begin == Begin::kTakeSeat || !follows) RETURN_IF_ERROR(taken);
    if (begin == Begin::kStandBy) self->writer_.StandDown();
  }
  if (begin == Begin::kTakeSeat) {
    self->retake_at_ = clock.Now() + kRetakeAfter;
  }
  {
    absl::MutexLock lock(&self->mu_);
    self->wanted_ = begin == Begin::kTakeSeat;
  }
  ledger->founding_ = ledger->writer_.replica().world.founding();
  ledger->Publish();
  ledger->thread_ = std::thread([self] { self->Run(); });
  return ledger;
}

absl::Status Ledger::AwaitSeat() {
  RETURN_IF_ERROR(writer_.TakeSeat("the process started"));
  const absl::Time deadline = clock_.Now() + kOpenTimeout;
  while (writer_.standing() == Standing::kTaking) {
    const absl::Time now = clock_.Now();
    if (now >= deadline) {
      return absl::UnavailableError("could not take the seat in time");
    }
    {
      absl::MutexLock lock(&mu_);
      mu_.AwaitWithTimeout(absl::Condition(&delivered_), kFollowInterval);
      delivered_ = false;
    }
    writer_.Step().IgnoreError();  // Its standing says how it went.
  }
  return writer_.health();
}

void Ledger::TakeSeat(std::string address) {
  absl::MutexLock lock(&mu_);
  wanted_ = true;
  new_address_ = std::move(address);
  delivered_ = true;
}

void Ledger::StandDown() {
  const auto stood_down = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) {
    return !snapshot_.health.ok() && snapshot_.in_flight == 0;
  };
  absl::MutexLock lock(&mu_);
  wanted_ = false;
  delivered_ = true;
  mu_.AwaitWithTimeout(absl::Condition(&stood_down), kDrainTimeout);
}

bool Ledger::HeedWishes() {
  absl::MutexLock lock(&mu_);
  if (new_address_) writer_.set_address(*std::move(new_address_));
  new_address_.reset();
  return wanted_;
}

// Brings the seat that is held nearer to the one that is wanted.
void Ledger::SettleSeat(bool wanted) {
  const absl::Time now = clock_.Now();
  switch (writer_.standing()) {
    case Standing::kHolding:
      retake_at_ = now + kRetakeAfter;
      if (!wanted && writer_.in_flight() == 0) {
        writer_.StandDown();
        retake_at_ = absl::InfinitePast();
      }
      return;
    case Standing::kFollowing:
      if (wanted && now >= retake_at_) {
        retake_at_ = now + kRetakeAfter;
        writer_.TakeSeat("the holder before is gone").IgnoreError();
      }
      return;
    case Standing::kTaking:
    case Standing::kStopped:
      return;
  }
}

Ledger::~Ledger() { Close(kDrainTimeout); }

void Ledger::Close(absl::Duration patience) {
  {
    absl::MutexLock lock(&mu_);
    closing_ = true;
    patience_ = patience;
  }
  if (thread_.joinable()) thread_.join();
  log_.OnDelivery([] {});
}

absl::Status Ledger::Submit(v1::Command command, Done done) {
  const size_t bytes = command.ByteSizeLong();
  auto asked = std::make_unique<const Asked>(envelope_, std::move(command));
  absl::MutexLock lock(&mu_);
  if (closing_) return Closing();
  if (queue_.size() >= kQueueMax) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the queue is full: ", kQueueMax, " commands wait; try again later"));
  }
  queue_.push_back({std::move(asked), std::move(done), nullptr, bytes});
  return absl::OkStatus();
}

absl::StatusOr<v1::Receipt> Ledger::SubmitAndWait(v1::Command command) {
  Answer answer;
  RETURN_IF_ERROR(Submit(std::move(command), answer.Fill()));
  return answer.Await();
}

std::vector<absl::StatusOr<v1::Receipt>> Ledger::SubmitAll(
    absl::Span<const v1::Command> commands) {
  std::vector<absl::StatusOr<v1::Receipt>> answers(
      commands.size(), absl::UnknownError("no answer"));
  absl::BlockingCounter left(static_cast<int>(commands.size()));
  absl::Status taken;
  for (size_t i = 0; i < commands.size(); ++i) {
    auto done = [&left,
                 &answer = answers[i]](absl::StatusOr<v1::Receipt> told) {
      answer = std::move(told);
      left.DecrementCount();
    };
    if (taken.ok()) taken = Submit(commands[i], done);
    if (!taken.ok()) done(taken);
  }
  left.Wait();
  return answers;
}

absl::Status Ledger::OnThread(Ask ask) {
  absl::Notification ran;
  {
    absl::MutexLock lock(&mu_);
    if (closing_) return Closing();
    queue_.push_back({nullptr, nullptr,
                      [&](Writer& writer) {
                        ask(writer);
                        ran.Notify();
                      },
                      0});
  }
  ran.WaitForNotification();
  return absl::OkStatus();
}

absl::Status Ledger::DryRun(const v1::Command& command) {
  absl::Status answer;
  RETURN_IF_ERROR(
      OnThread([&](Writer& writer) { answer = writer.DryRun(command); }));
  return answer;
}

absl::StatusOr<v1::Receipt> Ledger::Find(absl::string_view command_id) {
  absl::StatusOr<v1::Receipt> answer = absl::UnknownError("no answer");
  RETURN_IF_ERROR(
      OnThread([&](Writer& writer) { answer = writer.Find(command_id); }));
  return answer;
}

absl::StatusOr<v1::Receipt> Ledger::CloseBackfill() {
  Answer answer;
  RETURN_IF_ERROR(
      OnThread([&](Writer& writer) { writer.CloseBackfill(answer.Fill()); }));
  return answer.Await();
}

bool Ledger::HasWork() const {
  return delivered_ || closing_ || (!queue_.empty() && HasRoom(snapshot_));
}

bool Ledger::HasRoom(const Snapshot& now) {
  return now.in_flight < kInFlightMax &&
         now.in_flight_bytes < kInFlightBytesMax;
}

// False when the ledger is closing and nothing is queued any more.
bool Ledger::WaitForWork(std::vector<Request>& requests) {
  absl::Time wake = writer_.NextWake();
  if (!log_.exclusive()) wake = std::min(wake, clock_.Now() + kFollowInterval);
  const absl::Duration wait =
      std::max(wake - clock_.Now(), absl::ZeroDuration());
  absl::MutexLock lock(&mu_);
  mu_.AwaitWithTimeout(absl::Condition(this, &Ledger::HasWork), wait);
  delivered_ = false;
  size_t bytes = 0;
  while (!queue_.empty() && HasRoom(snapshot_) && requests.size() < kTurnMax &&
         bytes < kTurnBytesMax) {
    bytes += queue_.front().bytes;
    requests.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return !closing_ || !requests.empty();
}

void Ledger::Work(std::vector<Request> requests) {
  const bool wanted = HeedWishes();
  for (Request& request : requests) {
    if (request.ask) {
      request.ask(writer_);
    } else if (wanted || !writer_.health().ok()) {
      writer_.Submit(*request.asked, std::move(request.done));
    } else {
      request.done(absl::UnavailableError(
          "the seat is being handed over: retry with the same command id"));
    }
  }
  // A receipt is told after the head that it names can be asked for.
  writer_.Advance().IgnoreError();  // Published as health.
  SettleSeat(wanted);
  Publish();
  writer_.Tell();
}

void Ledger::Run() {
  std::vector<Request> requests;
  while (WaitForWork(requests)) {
    Work(std::move(requests));
    requests.clear();
  }
  Drain();
}

// Closing: what is in flight is seen through, for a bounded time.
void Ledger::Drain() {
  absl::Time deadline = clock_.Now();
  {
    absl::MutexLock lock(&mu_);
    deadline += patience_;
  }
  while (writer_.in_flight() > 0 && clock_.Now() < deadline &&
         writer_.standing() == Standing::kHolding) {
    {
      absl::MutexLock lock(&mu_);
      mu_.AwaitWithTimeout(absl::Condition(&delivered_), kFollowInterval);
      delivered_ = false;
    }
    writer_.Advance().IgnoreError();
    Publish();
    writer_.Tell();
  }
  writer_.Abandon();
  std::deque<Request> left;
  {
    absl::MutexLock lock(&mu_);
    left.swap(queue_);
  }
  for (Request& request : left) {
    if (request.done) {
      request.done(Closing());
    } else {
      request.ask(writer_);
    }
  }
  Publish();
}

void Ledger::Publish() {
  Snapshot now{.head = writer_.acknowledged(),
               .health = writer_.health(),
               .backfill_open = writer_.replica().world.backfill_open(),
               .void_entries = writer_.void_entries(),
               .in_flight = writer_.in_flight(),
               .in_flight_bytes = writer_.in_flight_bytes()};
  absl::MutexLock lock(&mu_);
  snapshot_ = std::move(now);
}

Head Ledger::head() const {
  absl::MutexLock lock(&mu_);
  return snapshot_.head;
}

v1::LedgerFounded Ledger::founding() const { return founding_; }

bool Ledger::backfill_open() const {
  absl::MutexLock lock(&mu_);
  return snapshot_.backfill_open;
}

uint64_t Ledger::void_entries() const {
  absl::MutexLock lock(&mu_);
  return snapshot_.void_entries;
}

size_t Ledger::queue_depth() const {
  absl::MutexLock lock(&mu_);
  return queue_.size();
}

absl::Status Ledger::health() const {
  absl::MutexLock lock(&mu_);
  return snapshot_.health;
}

}  // namespace loopledger
