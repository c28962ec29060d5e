#include "tests/sim/simulation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/domain/decision.h"
#include "ledger/replica.h"
#include "tests/sim/orders.h"
#include "tests/support/commands.h"
#include "tests/support/plain_rule.h"

namespace loopledger {
namespace {

constexpr int kMoves = 160;
constexpr int kHealTurnsMax = 4000;

}  // namespace

void SimCounts::Add(const SimCounts& other) {
  moves += other.moves;
  commands += other.commands;
  receipts += other.receipts;
  refusals += other.refusals;
  voids += other.voids;
  crashes += other.crashes;
  seats += other.seats;
  records += other.records;
  void_entries += other.void_entries;
  ticks += other.ticks;
}

Simulation::Simulation(uint64_t seed)
    : seed_(seed),
      random_(seed),
      clock_(absl::FromUnixSeconds(1'760'000'000)),
      broker_(clock_, random_) {}

void Simulation::Fail(std::string what) {
  if (failure_.empty()) {
    failure_ = absl::StrCat("seed ", seed_, ", move ", counts_.moves, ": ",
                            std::move(what));
  }
}

// Each seed has its own weather: some seeds none at all.
void Simulation::SetFaults() {
  const auto chance = [&](int often) { return Below(2) ? Below(often) : 0; };
  Faults& faults = broker_.faults();
  faults.lost = chance(60);
  faults.doubled = chance(100);
  faults.delayed = chance(100);
  faults.report_fails = chance(60);
  faults.offset_unknown = chance(200);
  faults.refused = chance(20);
  faults.delay_max = absl::Seconds(1 + Below(60));
}

std::string Simulation::Run() {
  SetFaults();
  servers_.resize(1 + Below(3));
  for (Server& server : servers_) Start(server);
  for (int i = 0; i < kMoves && failure_.empty(); ++i) {
    Move();
    ++counts_.moves;
    ReadLedger();
    CheckHeads();
  }
  if (failure_.empty()) Heal();
  if (failure_.empty()) CheckEnd();
  counts_.records = plain_.next;
  counts_.void_entries = broker_.entries().size() - plain_.next;
  return failure_;
}

void Simulation::Move() {
  Server& server = servers_[Below(static_cast<int>(servers_.size()))];
  const int roll = Below(100);
  if (roll < 45) {
    if (server.writer == nullptr) return Start(server);
    const bool old = !orders_.empty() && Below(4) == 0;
    if (!old) {
      orders_.push_back(
          {.command = RandomOrder(random_, clock_.Now(), orders_.size())});
      ++counts_.commands;
    }
    const size_t order =
        old ? Below(static_cast<int>(orders_.size())) : orders_.size() - 1;
    Publish(server, order);
  } else if (roll < 75) {
    AdvanceTime();
  } else if (roll < 90) {
    StepAll();
  } else if (roll < 94) {
    if (server.writer != nullptr &&
        server.writer->standing() == Standing::kFollowing) {
      server.writer->TakeSeat("the simulation hands it over").IgnoreError();
    } else if (server.writer != nullptr && server.writer->in_flight() == 0) {
      server.writer->StandDown();
    }
  } else if (roll < 97) {
    server.asleep_until = clock_.Now() + absl::Seconds(Below(120));
  } else {
    server.writer == nullptr ? Start(server) : Crash(server);
  }
}

void Simulation::Start(Server& server) {
  server.name = absl::StrCat("writer-", ++incarnations_);
  server.log = std::make_unique<SimLog>(broker_);
  WriterOptions options;
  options.writer = server.name;
  options.founding = FoundingFor("simulated");
  server.writer =
      std::make_unique<Writer>(*server.log, clock_, std::move(options));
  server.asleep_until = absl::InfinitePast();
  if (const auto opened = server.writer->Open(); !opened.ok()) {
    return Fail(absl::StrCat("could not open: ", opened.ToString()));
  }
  server.writer->TakeSeat("started").IgnoreError();
}

void Simulation::Crash(Server& server) {
  ++counts_.crashes;
  for (const size_t order : server.orders) {
    --orders_[order].waiting;
    orders_[order].uncertain = true;
  }
  server.orders.clear();
  server.writer.reset();
  server.log.reset();
}

void Simulation::Publish(Server& server, size_t order) {
  ++orders_[order].waiting;
  orders_[order].voided = false;
  server.orders.push_back(order);
  Server* const at = &server;
  server.writer->Submit(
      orders_[order].command,
      [this, at, order](absl::StatusOr<v1::Receipt> answer) {
        auto& waiting = at->orders;
        waiting.erase(std::find(waiting.begin(), waiting.end(), order));
        --orders_[order].waiting;
        OnAnswer(order, answer);
      });
}

void Simulation::OnAnswer(size_t at,
                          const absl::StatusOr<v1::Receipt>& answer) {
  Order& order = orders_[at];
  ReadLedger();
  if (answer.ok()) {
    ++counts_.receipts;
    CheckReceipt(*answer, order.command);
    if (order.receipt &&
        order.receipt->SerializeAsString() != answer->SerializeAsString()) {
      Fail("the same command got two different receipts");
    }
    order.receipt = *answer;
    order.uncertain = false;
    return;
  }
  const bool alone = order.waiting == 0 && !order.uncertain && !order.receipt;
  Refusal refusal;
  if (FromStatus(answer.status(), refusal)) {
    ++counts_.refusals;
    order.refusal = refusal.message;
  } else {
    ++counts_.voids;
    order.voided = alone;
  }
  if (alone && recorded_.contains(order.command.command_id())) {
    Fail(absl::StrCat("said \"", answer.status().message(),
                      "\" of a command that is recorded"));
  }
}

void Simulation::CheckReceipt(const v1::Receipt& receipt,
                              const v1::Command& command) {
  const Position position = receipt.position();
  if (position >= leaves_.size() ||
      receipt.leaf_hash() != std::string(AsBytes(leaves_[position]).data(),
                                         leaves_[position].size())) {
    return Fail(absl::StrCat("a receipt for position ", position,
                             " names a record that is not there"));
  }
  const auto at = recorded_.find(command.command_id());
  if (at == recorded_.end() || at->second != position) {
    Fail(absl::StrCat("a receipt for position ", position,
                      " is not for the command recorded there"));
  }
}

void Simulation::StepAll() {
  for (Server& server : servers_) {
    if (server.writer == nullptr || server.asleep_until > clock_.Now()) {
      continue;
    }
    server.writer->Step().IgnoreError();
    if (server.writer->standing() == Standing::kStopped) {
      Fail(absl::StrCat("a writer stopped: ",
                        server.writer->health().ToString()));
    }
  }
}

void Simulation::AdvanceTime() {
  static constexpr int64_t kSteps[] = {1, 10, 1000, 20'000, 5'000'000'000};
  const int64_t milliseconds =
      Below(8) == 0 ? kSteps[4] / 1000 : kSteps[Below(4)];
  clock_.Advance(absl::Milliseconds(1 + random_() % milliseconds));
  broker_.Deliver();
  StepAll();
}

Simulation::Server* Simulation::Holder() {
  for (Server& server : servers_) {
    if (server.writer != nullptr &&
        server.writer->standing() == Standing::kHolding) {
      return &server;
    }
  }
  return nullptr;
}

// The weather clears, one server takes the seat, everything is asked again.
void Simulation::Heal() {
  broker_.faults() = Faults{};
  for (Server& server : servers_) {
    server.asleep_until = absl::InfinitePast();
    if (server.writer != nullptr && &server != &servers_[0]) Crash(server);
  }
  Server& last = servers_[0];
  if (last.writer == nullptr) Start(last);
  for (int turn = 0; turn < kHealTurnsMax && failure_.empty(); ++turn) {
    clock_.Advance(absl::Milliseconds(turn < 50 ? 5 : 1000));
    broker_.Deliver();
    StepAll();
    ReadLedger();
    CheckHeads();
    if (last.writer->standing() == Standing::kFollowing) {
      last.writer->TakeSeat("the weather cleared").IgnoreError();
    }
    if (last.writer->standing() == Standing::kHolding &&
        broker_.NextDue() == absl::InfiniteFuture() && Settled() &&
        last.writer->in_flight() == 0) {
      return;
    }
  }
  Fail("did not settle though nothing is wrong any more");
}

// Asks every unanswered order again; true when none is left.
bool Simulation::Settled() {
  bool settled = true;
  for (size_t i = 0; i < orders_.size(); ++i) {
    Order& order = orders_[i];
    if (order.receipt || order.waiting > 0) {
      settled = settled && order.waiting == 0;
      continue;
    }
    if (order.refusal && !order.uncertain) continue;
    order.uncertain = false;
    order.refusal.reset();
    Publish(servers_[0], i);
    settled = false;
  }
  return settled;
}

// Reads on by the plain rule; a command must never be there twice.
void Simulation::ReadLedger() {
  v1::Record record;
  for (; read_ < broker_.entries().size(); ++read_) {
    const std::string& entry = broker_.entries()[read_];
    if (!PlainRuleAccepts(plain_, entry, record)) continue;
    leaves_.push_back(plain_.head);
    if (record.has_seat_taken()) ++counts_.seats;
    if (record.has_tick()) ++counts_.ticks;
    if (!record.has_event()) continue;
    const Order& order = orders_[OrderNumber(record.event().command_id())];
    if (order.voided && order.waiting == 0) {
      Fail(absl::StrCat("command ", order.command.command_id(),
                        " is recorded after it was said to be void"));
    }
    const auto [at, added] =
        recorded_.try_emplace(record.event().command_id(), record.position());
    if (!added) {
      Fail(absl::StrCat("command ", at->first, " is recorded twice: at ",
                        at->second, " and ", record.position()));
    }
  }
}

void Simulation::CheckHeads() {
  for (const Server& server : servers_) {
    if (server.writer == nullptr) continue;
    const Head& head = server.writer->acknowledged();
    if (head.next > leaves_.size() ||
        (head.next > 0 && head.head != leaves_[head.next - 1])) {
      Fail(absl::StrCat(server.name, " acknowledged ", head.next,
                        " records of another ledger"));
    }
  }
}

void Simulation::CheckEnd() {
  Server* const holder = Holder();
  if (holder == nullptr) return Fail("nobody holds the seat at the end");
  if (holder->writer->acknowledged() != plain_) {
    Fail("the writer and the plain reader end at different heads");
  }
  for (const Order& order : orders_) {
    const auto at = recorded_.find(order.command.command_id());
    const bool there = at != recorded_.end();
    if (order.receipt.has_value() != there) {
      Fail(absl::StrCat("command ", order.command.command_id(),
                        there ? " is recorded without a receipt"
                              : " has a receipt and is not recorded"));
    }
    if (order.receipt) CheckReceipt(*order.receipt, order.command);
  }
  CheckWorld(*holder);
  CheckAnsweredAgain(*holder);
}

// The lived world is the replayed one.
void Simulation::CheckWorld(const Server& holder) {
  Replica replayed(BuiltInVocabularies());
  Head head;
  v1::Record record;
  for (const std::string& entry : broker_.entries()) {
    if (head.Judge(entry) != Verdict::kInLedger) continue;
    if (!ParseRecord(entry, record).ok()) return Fail("a record is unreadable");
    replayed.Fold(record);
  }
  if (!(replayed.world == holder.writer->replica().world)) {
    Fail("the replayed world is not the lived one");
  }
}

// The same commands again give the same receipts and write nothing.
void Simulation::CheckAnsweredAgain(Server& holder) {
  const size_t entries = broker_.entries().size();
  for (size_t i = 0; i < orders_.size(); ++i) {
    if (orders_[i].receipt) Publish(holder, i);
  }
  if (broker_.entries().size() != entries || holder.writer->in_flight() > 0) {
    Fail("a repeated command wrote something");
  }
}

}  // namespace loopledger
