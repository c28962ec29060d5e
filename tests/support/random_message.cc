#include "tests/support/random_message.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace loopledger {

namespace pb = google::protobuf;

void FillAtRandom(std::mt19937_64& random, pb::Message& message) {
  const pb::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto times =
        type.field(i)->is_repeated() ? random() % 3 : random() % 2;
    for (uint64_t n = 0; n < times; ++n) {
      SetAtRandom(random, type.field(i), message);
    }
  }
}

void SetAtRandom(std::mt19937_64& random, const pb::FieldDescriptor* field,
                 pb::Message& message) {
  const pb::Reflection& to = *message.GetReflection();
  const bool repeated = field->is_repeated();
  const std::string text = absl::StrCat("t", random() % 1000);
  switch (field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return repeated ? to.AddString(&message, field, text)
                      : to.SetString(&message, field, text);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return FillAtRandom(random, repeated
                                      ? *to.AddMessage(&message, field)
                                      : *to.MutableMessage(&message, field));
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return to.SetBool(&message, field, true);
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return to.SetDouble(&message, field, 0.25);
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return repeated ? to.AddUInt32(&message, field, 7)
                      : to.SetUInt32(&message, field, 7);
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return to.SetUInt64(&message, field, 1u << 20);
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return to.SetInt32(&message, field, -7);
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return to.SetInt64(&message, field, -9);
    default:
      FAIL() << "teach this test the type of " << field->full_name();
  }
}

}  // namespace loopledger
