// A log under the simulation's control: many writers, one sequence, and every
// fault that a broker may show a producer. What can be read stays; what is on
// its way may be delayed, lost, doubled or overtaken, and its report may lie.
//
// One thread, no clock of its own: the simulation moves time.
#ifndef TESTS_SIM_SIM_LOG_H_
#define TESTS_SIM_SIM_LOG_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "ledger/log/event_log.h"

namespace loopledger {

// Chances in a thousand for each entry, and the longest delay.
struct Faults {
  int lost = 0;            // Never lands.
  int doubled = 0;         // Lands a second time, later.
  int delayed = 0;         // Takes up to `delay_max` instead of a moment.
  int report_fails = 0;    // Lands or not, the writer is told "unknown".
  int offset_unknown = 0;  // The report does not say where it stands.
  int refused = 0;         // Append answers kResourceExhausted.
  absl::Duration delay_max = absl::Seconds(30);
};

class SimLog;

class SimBroker {
 public:
  SimBroker(const Clock& clock, std::mt19937_64& random)
      : clock_(clock), random_(random) {}

  // Lands what is due and makes the reports that are due.
  void Deliver();
  // When something is due next.
  absl::Time NextDue() const;

  const std::deque<std::string>& entries() const { return entries_; }
  Faults& faults() { return faults_; }

 private:
  friend class SimLog;
  struct Message {
    std::string bytes;
    SimLog* from = nullptr;  // Null once the writer is gone.
    uint64_t ticket = 0;
    bool lost = false;
    bool report_fails = false;
    bool offset_unknown = false;
  };

  bool Chance(int in_a_thousand) {
    return static_cast<int>(random_() % 1000) < in_a_thousand;
  }
  void Send(SimLog* from, uint64_t ticket, const std::string& bytes);
  void Forget(SimLog* from);

  const Clock& clock_;
  std::mt19937_64& random_;
  Faults faults_;
  std::deque<std::string> entries_;
  std::multimap<absl::Time, Message> on_the_way_;
};

// One writer's connection. Destroying it is a crash: what it sent may still
// land, and nobody hears of it.
class SimLog final : public EventLog {
 public:
  explicit SimLog(SimBroker& broker) : broker_(broker) {}
  ~SimLog() override { broker_.Forget(this); }

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override;
  absl::StatusOr<Offset> End() const override {
    return broker_.entries_.size();
  }
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override;
  absl::Status Append(absl::Span<const std::string> entries) override;
  std::vector<Delivery> TakeDeliveries() override;
  void OnDelivery(std::function<void()> wake) override {
    wake_ = std::move(wake);
  }
  bool exclusive() const override { return false; }

 private:
  friend class SimBroker;
  void Report(uint64_t ticket, Delivery delivery);

  SimBroker& broker_;
  std::function<void()> wake_ = [] {};
  uint64_t sent_ = 0;
  uint64_t taken_ = 0;
  std::map<uint64_t, Delivery> reports_;  // By ticket; handed out in order.
};

}  // namespace loopledger

#endif  // TESTS_SIM_SIM_LOG_H_
