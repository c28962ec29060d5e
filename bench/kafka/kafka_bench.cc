// The whole write path on Kafka, beside what librdkafka does alone with records
// of the same size on the same broker: LOOPLEDGER_TEST_KAFKA=HOST:PORT.
#include <benchmark/benchmark.h>
#include <sys/prctl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bench/kafka/raw_client.h"
#include "bench/support/commands.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/ledger.h"
#include "ledger/log/cloud_event.h"
#include "ledger/log/open.h"

namespace loopledger {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kSustained = 300'000;
constexpr int kInFlight = 16'000;
constexpr int kSingly = 2'000;
constexpr int kSinglyInTransactions = 200;
constexpr int kTransaction = 1'000;
constexpr absl::Duration kOpenLoop = absl::Seconds(5);

std::string Brokers() {
  const char* brokers = std::getenv("LOOPLEDGER_TEST_KAFKA");
  CHECK(brokers != nullptr);
  return brokers;
}

std::string FreshTopic() {
  return absl::StrCat("bench.", absl::Hex(std::random_device()()), ".",
                      absl::GetCurrentTimeNanos());
}

// Makes the topic as a ledger's.
std::string MadeTopic() {
  std::string topic = FreshTopic();
  CHECK(OpenLog(absl::StrCat("kafka://", Brokers(), "/", topic)).ok());
  return topic;
}

class Product {
 public:
  Product() {
    auto log = OpenLog(absl::StrCat("kafka://", Brokers(), "/", FreshTopic()));
    CHECK(log.ok());
    log_ = *std::move(log);
    WriterOptions options;
    options.founding = BenchFounding();
    auto ledger = Ledger::Open(*log_, clock_, std::move(options));
    CHECK(ledger.ok());
    ledger_ = *std::move(ledger);
  }
  Ledger& ledger() { return *ledger_; }
  EventLog& log() { return *log_; }

 private:
  const SystemClock clock_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<Ledger> ledger_;
};

// As large as a message of the ledger is: the record, its key and its labels.
std::string RawRecord() {
  Product product;
  CHECK(product.ledger().SubmitAndWait(AdmitOrganisation(1)).ok());
  std::string record;
  const auto next =
      product.log().Read(0, kSingly, [&](Offset, absl::string_view entry) {
        record = std::string(entry);
        return true;
      });
  CHECK(next.ok());
  CloudEvent labels;
  CHECK(DescribeRecord(record, "bench", labels));
  record.append(labels.subject);  // The key.
  for (const absl::string_view label :
       {"ce_specversion", kCloudEventSpecVersion, "ce_id", labels.id.c_str(),
        "ce_type", labels.type.c_str(), "ce_source", labels.source.c_str(),
        "ce_subject", labels.subject.c_str(), "ce_time", labels.time.c_str(),
        "ce_recordedtime", labels.recorded_time.c_str(), "ce_sequence",
        labels.sequence.c_str(), "content-type", kCloudEventContentType}) {
    record.append(label.data(), label.size());
  }
  return record;
}

std::vector<v1::Command> Commands(int count) {
  std::vector<v1::Command> commands;
  for (int i = 0; i < count; ++i) commands.push_back(AdmitOrganisation(i));
  return commands;
}

// Milliseconds, of each one asked.
class Latencies {
 public:
  explicit Latencies(size_t count) : each_(count) {}
  void Note(size_t i, Steady::time_point since) {
    each_[i] = std::chrono::duration<double, std::milli>(Steady::now() - since)
                   .count();
  }
  void Report(benchmark::State& state) {
    std::sort(each_.begin(), each_.end());
    state.counters["p50_ms"] = each_[each_.size() / 2];
    state.counters["p99_ms"] = each_[each_.size() * 99 / 100];
  }

 private:
  std::vector<double> each_;
};

void SustainedLedger(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Product product;
    auto commands = Commands(kSustained);
    absl::Mutex mu;
    int in_flight = 0;
    const auto room = [&] { return in_flight < kInFlight; };
    const auto none = [&] { return in_flight == 0; };
    state.ResumeTiming();
    constexpr size_t kStride = 256;
    for (size_t i = 0; i < commands.size(); i += kStride) {
      const size_t end = std::min(commands.size(), i + kStride);
      {
        absl::MutexLock lock(&mu);
        mu.Await(absl::Condition(&room));
        in_flight += static_cast<int>(end - i);
      }
      for (size_t k = i; k < end; ++k) {
        while (!product.ledger()
                    .Submit(std::move(commands[k]),
                            [&](const absl::StatusOr<v1::Receipt>& receipt) {
                              CHECK(receipt.ok());
                              absl::MutexLock lock(&mu);
                              --in_flight;
                            })
                    .ok()) {
          std::this_thread::yield();
        }
      }
    }
    absl::MutexLock lock(&mu);
    mu.Await(absl::Condition(&none));
  }
  state.SetItemsProcessed(state.iterations() * kSustained);
}

// A broker's Java is slow until it has been busy for a while, and whatever is
// measured first would pay for it.
void WarmUp() {
  constexpr int kWarming = 1'000'000;
  const std::string record = RawRecord();
  RawProducer producer(Brokers(), MadeTopic(), {{"linger.ms", "5"}}, nullptr);
  for (int i = 0; i < kWarming; ++i) {
    producer.Produce(record);
    if (i % 1000 == 0) producer.Poll(0);
  }
  producer.Flush();
}

void SustainedRaw(benchmark::State& state) {
  const std::string record = RawRecord();
  for (auto _ : state) {
    state.PauseTiming();
    RawProducer producer(Brokers(), MadeTopic(), {{"linger.ms", "5"}}, nullptr);
    state.ResumeTiming();
    for (int i = 0; i < 3 * kSustained; ++i) {
      producer.Produce(record);
      if (i % 1000 == 0) producer.Poll(0);
    }
    producer.Flush();
  }
  state.SetItemsProcessed(state.iterations() * 3 * kSustained);
}

void SustainedTransactions(benchmark::State& state) {
  const std::string record = RawRecord();
  const std::string topic = MadeTopic();
  RawProducer producer(Brokers(), topic,
                       {{"transactional.id", topic}, {"linger.ms", "0"}},
                       nullptr);
  for (auto _ : state) {
    for (int n = 0; n < 50; ++n) {
      producer.BeginTransaction();
      for (int i = 0; i < kTransaction; ++i) producer.Produce(record);
      producer.CommitTransaction();
    }
  }
  state.SetItemsProcessed(state.iterations() * 50 * kTransaction);
}

void SinglyLedger(benchmark::State& state) {
  Product product;
  const auto commands = Commands(kSingly);
  Latencies latencies(commands.size());
  for (auto _ : state) {
    for (size_t i = 0; i < commands.size(); ++i) {
      const auto began = Steady::now();
      CHECK(product.ledger().SubmitAndWait(commands[i]).ok());
      latencies.Note(i, began);
    }
  }
  latencies.Report(state);
}

void SinglyRaw(benchmark::State& state) {
  const std::string topic = MadeTopic();
  const std::string record = RawRecord();
  RawProducer producer(Brokers(), topic, {{"linger.ms", "0"}}, nullptr);
  RawConsumer consumer(Brokers(), topic);
  Latencies latencies(kSingly);
  for (auto _ : state) {
    for (size_t i = 0; i < kSingly; ++i) {
      const auto began = Steady::now();
      producer.Produce(record);
      consumer.AwaitOne();
      latencies.Note(i, began);
      producer.Poll(0);
    }
  }
  latencies.Report(state);
}

void SinglyInTransactions(benchmark::State& state) {
  const std::string topic = MadeTopic();
  const std::string record = RawRecord();
  RawProducer producer(Brokers(), topic,
                       {{"transactional.id", topic}, {"linger.ms", "0"}},
                       nullptr);
  Latencies latencies(kSinglyInTransactions);
  for (auto _ : state) {
    for (size_t i = 0; i < kSinglyInTransactions; ++i) {
      const auto began = Steady::now();
      producer.BeginTransaction();
      producer.Produce(record);
      producer.CommitTransaction();
      latencies.Note(i, began);
    }
  }
  latencies.Report(state);
}

// Calls `ask(i, due)` for each i when it is due, whatever became of the others.
// It sleeps in between: to spin would take one of the cores that are measured.
template <typename Ask>
void OpenLoop(int64_t rate, size_t count, Ask ask) {
  CHECK(prctl(PR_SET_TIMERSLACK, 1000) == 0);  // Nanoseconds.
  const auto began = Steady::now() + std::chrono::milliseconds(50);
  for (size_t i = 0; i < count; ++i) {
    const auto due = began + std::chrono::nanoseconds(static_cast<int64_t>(i) *
                                                      1'000'000'000 / rate);
    std::this_thread::sleep_until(due);
    ask(i, due);
  }
}

void OpenLoopLedger(benchmark::State& state) {
  Product product;
  const int64_t rate = state.range(0);
  const auto count =
      static_cast<size_t>(rate * absl::ToInt64Seconds(kOpenLoop));
  auto commands = Commands(static_cast<int>(count));
  Latencies latencies(count);
  std::atomic<size_t> answered = 0;
  std::atomic<size_t> refused = 0;
  for (auto _ : state) {
    OpenLoop(rate, count, [&](size_t i, Steady::time_point due) {
      const auto taken = product.ledger().Submit(
          std::move(commands[i]),
          [&, i, due](const absl::StatusOr<v1::Receipt>& receipt) {
            CHECK(receipt.ok());
            latencies.Note(i, due);
            ++answered;
          });
      if (!taken.ok()) ++refused;
    });
    while (answered + refused < count) std::this_thread::yield();
  }
  state.counters["refused"] = static_cast<double>(refused);
  latencies.Report(state);
}

void OpenLoopRaw(benchmark::State& state) {
  const int64_t rate = state.range(0);
  const auto count =
      static_cast<size_t>(rate * absl::ToInt64Seconds(kOpenLoop));
  const std::string record = RawRecord();
  Latencies latencies(count);
  std::vector<Steady::time_point> due_at(count);
  std::atomic<size_t> answered = 0;
  RawProducer producer(Brokers(), MadeTopic(), {{"linger.ms", "0"}},
                       [&](void* opaque) {
                         const auto i = reinterpret_cast<uintptr_t>(opaque);
                         latencies.Note(i, due_at[i]);
                         ++answered;
                       });
  std::thread poller([&] {
    while (answered < count) producer.Poll(10);
  });
  for (auto _ : state) {
    OpenLoop(rate, count, [&](size_t i, Steady::time_point due) {
      due_at[i] = due;
      producer.Produce(record, reinterpret_cast<void*>(i));
    });
    poller.join();
  }
  latencies.Report(state);
}

BENCHMARK(SustainedLedger)
    ->Name("sustained, 16,000 in flight")
    ->UseRealTime()
    ->Iterations(2);
BENCHMARK(SustainedRaw)
    ->Name("sustained, 16,000 in flight | raw idempotent producer, acks=all")
    ->UseRealTime()
    ->Iterations(2);
BENCHMARK(SustainedTransactions)
    ->Name("sustained, 16,000 in flight | transactions of 1,000")
    ->UseRealTime()
    ->Iterations(2);
BENCHMARK(SinglyLedger)->Name("one at a time")->UseRealTime()->Iterations(1);
BENCHMARK(SinglyRaw)
    ->Name("one at a time | raw produce and read back")
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(SinglyInTransactions)
    ->Name("one at a time | one transaction each")
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(OpenLoopLedger)
    ->Name("open loop")
    ->Arg(10'000)
    ->Arg(50'000)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(OpenLoopRaw)
    ->Name("open loop | raw producer, linger 0")
    ->Arg(10'000)
    ->Arg(50'000)
    ->UseRealTime()
    ->Iterations(1);

}  // namespace
}  // namespace loopledger

int main(int argc, char** argv) {
  if (std::getenv("LOOPLEDGER_TEST_KAFKA") == nullptr) {
    std::fputs(
        "kafka_bench measures nothing: say LOOPLEDGER_TEST_KAFKA=HOST:PORT\n",
        stderr);
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  loopledger::WarmUp();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
