// The Kafka log under the suite of every log, on a real broker.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ledger/log/open.h"
#include "tests/kafka/test_kafka.h"
#include "tests/log/log_conformance.h"

namespace loopledger {
namespace {

// A topic of its own for each directory that a test makes.
std::string UrlFor(const std::string& directory) {
  return absl::StrCat("kafka://", TestKafka(), "/loopledger.test.",
                      std::filesystem::path(directory).filename().string());
}

std::vector<LogBackend> Backends() {
  const auto of_tail = [](std::string name, size_t tail_bytes_max) {
    return LogBackend{.name = std::move(name),
                      .try_open = [=](const std::string& directory) {
                        KafkaSettings settings;
                        settings.tail_bytes_max = tail_bytes_max;
                        return OpenLog(UrlFor(directory), nullptr, settings);
                      }};
  };
  // One that reads from memory, and one that must fetch nearly everything.
  return {of_tail("Kafka", KafkaSettings().tail_bytes_max),
          of_tail("KafkaOfASmallTail", 1000)};
}

std::string NameOf(const testing::TestParamInfo<LogBackend>& backend) {
  return backend.param.name;
}

INSTANTIATE_TEST_SUITE_P(Kafka, LogConformance, testing::ValuesIn(Backends()),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Kafka, DurableLogConformance,
                         testing::ValuesIn(Backends()), NameOf);

}  // namespace
}  // namespace loopledger
