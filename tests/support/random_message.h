// Messages with anything in them, for tests of what must hold of every message.
#ifndef TESTS_SUPPORT_RANDOM_MESSAGE_H_
#define TESTS_SUPPORT_RANDOM_MESSAGE_H_

#include <random>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace loopledger {

// Sets each field with even odds, at any depth. No message here may contain
// itself.
void FillAtRandom(std::mt19937_64& random, google::protobuf::Message& message);

// Sets a field, or adds to it where it is repeated, with something that is not
// its default.
void SetAtRandom(std::mt19937_64& random,
                 const google::protobuf::FieldDescriptor* field,
                 google::protobuf::Message& message);

}  // namespace loopledger

#endif  // TESTS_SUPPORT_RANDOM_MESSAGE_H_
