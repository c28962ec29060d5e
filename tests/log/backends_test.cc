// Every backend of this build under the one suite.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "ledger/log/file_log.h"
#include "ledger/log/memory_log.h"
#include "ledger/log/open.h"
#include "tests/log/log_conformance.h"

namespace loopledger {
namespace {

LogBackend File(std::string name, FileLogOptions options) {
  return {.name = std::move(name),
          .open = [options](const std::string& directory) {
            auto log = OpenFileLog(directory + "/log", options);
            EXPECT_TRUE(log.ok()) << log.status();
            return std::unique_ptr<EventLog>(*std::move(log));
          }};
}

LogBackend Memory() {
  return {.name = "Memory",
          .open =
              [](const std::string&) {
                auto log = OpenLog("memory:");
                EXPECT_TRUE(log.ok()) << log.status();
                return *std::move(log);
              },
          .survives_closing = false};
}

INSTANTIATE_TEST_SUITE_P(Backends, LogConformance,
                         testing::Values(Memory(), File("File", {}),
                                         File("FileOfSmallSegments",
                                              {.segment_bytes = 20000})),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace loopledger
