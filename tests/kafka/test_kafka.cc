#include "tests/kafka/test_kafka.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string TestKafka() {
  const std::string given = Environment("LOOPLEDGER_TEST_KAFKA");
  if (!given.empty()) return given;
  std::ifstream file(Environment("LOOPLEDGER_TEST_KAFKA_FILE"));
  std::string bootstrap;
  if (std::getline(file, bootstrap) && !bootstrap.empty()) return bootstrap;
  std::fputs(
      "There is no broker for this test. Run it by ctest, which starts one, or "
      "say LOOPLEDGER_TEST_KAFKA=HOST:PORT; ./dev kafka up starts one, too.\n",
      stderr);
  std::abort();
}

std::string UniqueTopic(absl::string_view name) {
  std::random_device entropy;
  const uint64_t number = (uint64_t{entropy()} << 32) | entropy();
  return absl::StrCat("test.", name, ".", absl::Hex(number));
}

}  // namespace loopledger
