// Random changes of a message that leave it a message: what a fuzzer that
// changes bytes rarely does.
#ifndef TESTS_FUZZ_MESSAGE_CHANGES_H_
#define TESTS_FUZZ_MESSAGE_CHANGES_H_

#include <google/protobuf/message.h>

#include <random>

namespace loopledger {

// Sets, clears, adds or removes one field somewhere in `message`.
void ChangeOneField(google::protobuf::Message& message,
                    std::mt19937_64& random);

}  // namespace loopledger

#endif  // TESTS_FUZZ_MESSAGE_CHANGES_H_
