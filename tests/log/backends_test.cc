// Every backend of this build under the one suite.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/log/file_log.h"
#include "ledger/log/open.h"
#include "tests/log/log_conformance.h"

namespace loopledger {
namespace {

using Opened = absl::StatusOr<std::unique_ptr<EventLog>>;

LogBackend File(std::string name, FileLogOptions options) {
  return {.name = std::move(name),
          .try_open = [options](const std::string& directory) -> Opened {
            return OpenFileLog(directory, options);
          }};
}

LogBackend Memory() {
  return {.name = "Memory",
          .try_open = [](const std::string&) { return OpenLog("memory:"); }};
}

LogBackend Url() {
  return {.name = "FileByUrl", .try_open = [](const std::string& directory) {
            return OpenLog("file:" + directory);
          }};
}

std::string NameOf(const testing::TestParamInfo<LogBackend>& backend) {
  return backend.param.name;
}

INSTANTIATE_TEST_SUITE_P(Backends, LogConformance,
                         testing::Values(Memory(), Url(),
                                         File("FileOfSmallSegments",
                                              {.segment_bytes = 20000})),
                         NameOf);

INSTANTIATE_TEST_SUITE_P(Backends, DurableLogConformance,
                         testing::Values(Url(), File("FileOfSmallSegments",
                                                     {.segment_bytes = 20000})),
                         NameOf);

INSTANTIATE_TEST_SUITE_P(Backends, ExclusiveLogConformance,
                         testing::Values(Url()), NameOf);

}  // namespace
}  // namespace loopledger
