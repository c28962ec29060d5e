// Durable appends with 64 commands in flight, beside what the disk does for one
// command at a time, and for 64 that somebody else had already gathered.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "bench/support/scratch_directory.h"
#include "ledger/base/check.h"
#include "ledger/log/event_log.h"
#include "ledger/log/file_log.h"
#include "ledger/log/memory_log.h"

namespace loopledger {
namespace {

constexpr size_t kEntryBytes = 300;
constexpr size_t kInFlight = 64;

// Waits for deliveries the way the ledger's thread does.
class Deliveries {
 public:
  explicit Deliveries(EventLog& log) : log_(log) {
    log_.OnDelivery([this] {
      absl::MutexLock lock(&mu_);
      woken_ = true;
    });
  }
  ~Deliveries() { log_.OnDelivery(nullptr); }

  size_t Await() {
    {
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(&woken_));
      woken_ = false;
    }
    const std::vector<Delivery> deliveries = log_.TakeDeliveries();
    for (const Delivery& each : deliveries) CHECK(each.status.ok());
    return deliveries.size();
  }

 private:
  EventLog& log_;
  absl::Mutex mu_;
  bool woken_ ABSL_GUARDED_BY(mu_) = false;
};

// For every entry that is delivered another one is appended. One iteration is
// `in_flight` entries.
void KeepInFlight(benchmark::State& state, EventLog& log, size_t in_flight) {
  const std::vector<std::string> entries(in_flight,
                                         std::string(kEntryBytes, 'e'));
  Deliveries deliveries(log);
  CHECK(log.Append(entries).ok());
  for (auto _ : state) {
    for (size_t done = 0; done < in_flight;) {
      const size_t delivered = deliveries.Await();
      done += delivered;
      CHECK(log.Append(absl::MakeSpan(entries).first(delivered)).ok());
    }
  }
  for (size_t left = in_flight; left > 0;) left -= deliveries.Await();
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(in_flight));
}

void AppendToFile(benchmark::State& state, size_t in_flight) {
  const ScratchDirectory scratch;
  const auto log = OpenFileLog(scratch / "log");
  CHECK(log.ok());
  KeepInFlight(state, **log, in_flight);
}

void AppendToMemory(benchmark::State& state) {
  MemoryLog log;
  KeepInFlight(state, log, kInFlight);
}

// The machine's own rate: one write and one fdatasync for `count` entries, onto
// blocks that are there already if `prepared`.
void SyncAlone(benchmark::State& state, size_t count, bool prepared) {
  const ScratchDirectory scratch;
  const std::string path = scratch / "file";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  CHECK(fd >= 0);
  const std::string bytes(count * kEntryBytes, 'e');
  constexpr off_t kPrepared = off_t{64} << 20;
  if (prepared) {
    const std::string zeros(kPrepared, '\0');
    CHECK(::pwrite(fd, zeros.data(), zeros.size(), 0) == kPrepared);
    CHECK(::fsync(fd) == 0);
  }
  const auto size = static_cast<off_t>(bytes.size());
  off_t at = 0;
  for (auto _ : state) {
    CHECK(::pwrite(fd, bytes.data(), bytes.size(), at) == size);
    CHECK(::fdatasync(fd) == 0);
    at += size;
    if (prepared && at + size > kPrepared) at = 0;
  }
  ::close(fd);
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(count));
}

BENCHMARK_CAPTURE(AppendToFile, many, kInFlight)
    ->Name("append, embedded log, 64 in flight")
    ->UseRealTime();
BENCHMARK_CAPTURE(SyncAlone, one, 1, false)
    ->Name("append, embedded log, 64 in flight | a sync for each entry")
    ->UseRealTime();
BENCHMARK_CAPTURE(SyncAlone, many, kInFlight, true)
    ->Name("append, embedded log, 64 in flight | a sync for each 64, no log")
    ->UseRealTime();
BENCHMARK_CAPTURE(AppendToFile, one, 1)
    ->Name("append, embedded log, one in flight")
    ->UseRealTime();
BENCHMARK_CAPTURE(SyncAlone, prepared, 1, true)
    ->Name("append, embedded log, one in flight | a sync for each, no log")
    ->UseRealTime();
BENCHMARK(AppendToMemory)
    ->Name("append, memory log, 64 in flight")
    ->UseRealTime();

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
