// What every log must do, whatever it is made of. A backend instantiates the
// suite once:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, LogConformance, testing::Values(...));
//
// and, if it outlives its process, DurableLogConformance as well; if one
// process holds it alone, ExclusiveLogConformance, too.
#ifndef TESTS_LOG_LOG_CONFORMANCE_H_
#define TESTS_LOG_LOG_CONFORMANCE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/log/event_log.h"

namespace loopledger {

struct LogBackend {
  std::string name;
  // Opens the log in `directory` again and again; what is durable is there.
  std::function<absl::StatusOr<std::unique_ptr<EventLog>>(
      const std::string& directory)>
      try_open;
};

class LogConformance : public testing::TestWithParam<LogBackend> {
 protected:
  void SetUp() override;
  void TearDown() override;

  const std::string& directory() const { return directory_; }
  std::unique_ptr<EventLog> Open();

 private:
  std::string directory_;
};

class DurableLogConformance : public LogConformance {};

class ExclusiveLogConformance : public LogConformance {};

// Appends `entries` at once, waits until they are delivered, and expects that
// all are.
std::vector<Offset> AppendAndWait(EventLog& log,
                                  const std::vector<std::string>& entries);

// All entries from `from` on, as far as they go.
std::vector<std::string> ReadAll(const LogReader& log, Offset from = 0);

// `count` entries of different sizes that nobody could mistake for each other.
std::vector<std::string> SomeEntries(int count, int first = 0);

}  // namespace loopledger

#endif  // TESTS_LOG_LOG_CONFORMANCE_H_
