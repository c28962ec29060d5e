// The broker that tests on Kafka share: one for all of them, each with topics
// of its own. ctest starts it for a room_test(.. KAFKA); see tests/README.md.
#ifndef TESTS_KAFKA_TEST_KAFKA_H_
#define TESTS_KAFKA_TEST_KAFKA_H_

#include <string>

#include "absl/strings/string_view.h"

namespace loopledger {

// HOST:PORT,.. of the broker. Ends the program when there is none: a test on
// Kafka is not skipped.
std::string TestKafka();

// A topic that no other test, and no earlier run of this one, has used.
std::string UniqueTopic(absl::string_view name);

}  // namespace loopledger

#endif  // TESTS_KAFKA_TEST_KAFKA_H_
