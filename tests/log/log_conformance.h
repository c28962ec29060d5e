// What every log must do, whatever it is made of. A backend instantiates the
// suite once:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, LogConformance, testing::Values(...));
#ifndef TESTS_LOG_LOG_CONFORMANCE_H_
#define TESTS_LOG_LOG_CONFORMANCE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/log/event_log.h"

namespace loopledger {

struct LogBackend {
  std::string name;
  // Opens the log in `directory` again and again; what is durable is there.
  std::function<std::unique_ptr<EventLog>(const std::string& directory)> open;
  bool survives_closing = true;
};

class LogConformance : public testing::TestWithParam<LogBackend> {
 protected:
  void SetUp() override;
  void TearDown() override;

  std::unique_ptr<EventLog> Open() { return GetParam().open(directory_); }

 private:
  std::string directory_;
};

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
