// The write path under every fault the log may show, on one thread, under a
// virtual clock, from one seed.
//
// Servers come and go, take the seat from each other, sleep and wake up late;
// clients publish, lose patience and publish again. After each move the ledger
// is read by a plain reader of the rule, and what the servers said is held
// against it. Run returns the first promise that was broken, or nothing.
#ifndef TESTS_SIM_SIMULATION_H_
#define TESTS_SIM_SIMULATION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "ledger/log/rule.h"
#include "ledger/writer.h"
#include "tests/sim/sim_log.h"
#include "tests/support/manual_clock.h"

namespace loopledger {

struct SimCounts {
  uint64_t moves = 0;
  uint64_t commands = 0;
  uint64_t receipts = 0;
  uint64_t refusals = 0;
  uint64_t voids = 0;
  uint64_t crashes = 0;
  uint64_t seats = 0;
  uint64_t records = 0;
  uint64_t void_entries = 0;
  uint64_t ticks = 0;

  void Add(const SimCounts& other);
};

class Simulation {
 public:
  explicit Simulation(uint64_t seed);

  // What went wrong, or empty.
  std::string Run();
  const SimCounts& counts() const { return counts_; }

 private:
  // One command of one client, over all its attempts.
  struct Order {
    v1::Command command;
    int waiting = 0;         // Attempts that may still be answered.
    bool uncertain = false;  // A server crashed on it: it may be recorded.
    bool voided = false;     // The last word was: nothing was recorded.
    std::optional<v1::Receipt> receipt;
    std::optional<std::string> refusal;
  };
  struct Server {
    std::string name;
    std::unique_ptr<SimLog> log;
    std::unique_ptr<Writer> writer;
    std::vector<size_t> orders;  // Waiting here.
    absl::Time asleep_until = absl::InfinitePast();
  };

  int Below(int end) { return static_cast<int>(random_() % end); }
  void SetFaults();
  void Move();
  void Start(Server& server);
  void Crash(Server& server);
  void Publish(Server& server, size_t order);
  void OnAnswer(size_t order, const absl::StatusOr<v1::Receipt>& answer);
  void StepAll();
  void AdvanceTime();
  void Heal();
  bool Settled();
  void ReadLedger();
  void CheckHeads();
  void CheckReceipt(const v1::Receipt& receipt, const v1::Command& command);
  void CheckEnd();
  void CheckAnsweredAgain(Server& holder);
  void CheckWorld(const Server& holder);
  Server* Holder();
  void Fail(std::string what);

  const uint64_t seed_;
  std::mt19937_64 random_;
  ManualClock clock_;
  SimBroker broker_;
  std::vector<Server> servers_;
  std::vector<Order> orders_;
  int incarnations_ = 0;
  SimCounts counts_;
  std::string failure_;

  // The ledger as the plain reader sees it.
  size_t read_ = 0;
  Head plain_;
  std::vector<Digest> leaves_;
  absl::flat_hash_map<std::string, Position> recorded_;  // By command id.
};

}  // namespace loopledger

#endif  // TESTS_SIM_SIMULATION_H_
