#include "tests/sim/sim_log.h"

#include <algorithm>
#include <utility>

namespace loopledger {

void SimBroker::Send(SimLog* from, uint64_t ticket, const std::string& bytes) {
  Message message{.bytes = bytes,
                  .from = from,
                  .ticket = ticket,
                  .lost = Chance(faults_.lost),
                  .report_fails = Chance(faults_.report_fails),
                  .offset_unknown = Chance(faults_.offset_unknown)};
  const absl::Duration longest =
      Chance(faults_.delayed) ? faults_.delay_max : absl::Milliseconds(2);
  const absl::Time due =
      clock_.Now() +
      absl::Microseconds(random_() % absl::ToInt64Microseconds(longest));
  if (Chance(faults_.doubled)) {
    Message again = message;
    again.from = nullptr;
    on_the_way_.emplace(due + faults_.delay_max / 2, std::move(again));
  }
  on_the_way_.emplace(due, std::move(message));
}

void SimBroker::Deliver() {
  while (!on_the_way_.empty() && on_the_way_.begin()->first <= clock_.Now()) {
    Message message = std::move(on_the_way_.begin()->second);
    on_the_way_.erase(on_the_way_.begin());
    Delivery delivery{.status = absl::OkStatus(), .offset = entries_.size()};
    if (!message.lost) entries_.push_back(std::move(message.bytes));
    if (message.from == nullptr) continue;
    if (message.lost || message.report_fails) {
      delivery.status = absl::UnknownError("no report from the broker");
    } else if (message.offset_unknown) {
      delivery.offset = kOffsetUnknown;
    }
    message.from->Report(message.ticket, std::move(delivery));
  }
}

absl::Time SimBroker::NextDue() const {
  return on_the_way_.empty() ? absl::InfiniteFuture()
                             : on_the_way_.begin()->first;
}

void SimBroker::Forget(SimLog* from) {
  for (auto& [due, message] : on_the_way_) {
    if (message.from == from) message.from = nullptr;
  }
}

absl::StatusOr<Offset> SimLog::Read(Offset from, int limit, Visit visit) const {
  Offset at = from;
  for (; limit > 0 && at < broker_.entries_.size(); --limit) {
    if (!visit(at, broker_.entries_[at])) return at + 1;
    ++at;
  }
  return at;
}

absl::StatusOr<Offset> SimLog::AwaitBeyond(Offset from, absl::Time) const {
  if (broker_.entries_.size() > from) return broker_.entries_.size();
  return absl::DeadlineExceededError("nothing beyond it in simulated time");
}

absl::Status SimLog::Append(absl::Span<const std::string> entries) {
  if (broker_.Chance(broker_.faults_.refused)) {
    return absl::ResourceExhaustedError("no room in the simulated log");
  }
  for (const std::string& entry : entries) broker_.Send(this, sent_++, entry);
  return absl::OkStatus();
}

std::vector<Delivery> SimLog::TakeDeliveries() {
  std::vector<Delivery> taken;
  while (!reports_.empty() && reports_.begin()->first == taken_) {
    taken.push_back(std::move(reports_.begin()->second));
    reports_.erase(reports_.begin());
    ++taken_;
  }
  return taken;
}

void SimLog::Report(uint64_t ticket, Delivery delivery) {
  reports_.emplace(ticket, std::move(delivery));
  wake_();
}

}  // namespace loopledger
