#include "tests/fuzz/message_changes.h"

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace loopledger {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Random = std::mt19937_64;

uint64_t Below(Random& random, uint64_t end) { return random() % end; }

// Small and extreme numbers are where rules turn.
int64_t SomeNumber(Random& random) {
  switch (Below(random, 4)) {
    case 0:
      return static_cast<int64_t>(Below(random, 8));
    case 1:
      return -static_cast<int64_t>(Below(random, 8));
    case 2:
      return 1767225600 + static_cast<int64_t>(Below(random, 100'000'000));
    default:
      return static_cast<int64_t>(random());
  }
}

double SomeDouble(Random& random) {
  constexpr double kEdges[] = {
      0,   1,    -1,
      0.5, 1e18, std::numeric_limits<double>::quiet_NaN(),
      1.5, 0.85, std::numeric_limits<double>::infinity()};
  return kEdges[Below(random, std::size(kEdges))];
}

std::string SomeText(Random& random) {
  constexpr const char* kTexts[] = {
      "",    "R-1",       "SOCG-17",  "T-1",    "O-1",     "J1",
      "A",   "E",         "3",        "P",      "C",       "A1",
      "S2",  "OFFICIAL",  "SECRET",   "COVERT", "NOTHING", "MAJOR",
      "Low", "EMERGENCY", "no such ", "\n",     "GBP",     "police-scotland",
      "x y", "ANALYST",   "MODERATE", "High",   "AMBER",   "border-force"};
  if (Below(random, 20) == 0) return std::string(Below(random, 10'000), 'x');
  return kTexts[Below(random, std::size(kTexts))];
}

void SetSingular(Message& message, const FieldDescriptor& field,
                 Random& random) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field,
                                 static_cast<int32_t>(SomeNumber(random)));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, SomeNumber(random));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field,
                                  static_cast<uint32_t>(SomeNumber(random)));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field,
                                  static_cast<uint64_t>(SomeNumber(random)));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(&message, &field, SomeDouble(random));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetFloat(&message, &field,
                                 static_cast<float>(SomeDouble(random)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, Below(random, 2) == 1);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field,
                                     static_cast<int>(SomeNumber(random)));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, SomeText(random));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      reflection.MutableMessage(&message, &field);
  }
}

void ChangeRepeated(Message& message, const FieldDescriptor& field,
                    Random& random) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  if (size > 0 && Below(random, 3) == 0) {
    return reflection.RemoveLast(&message, &field);
  }
  if (size > 1 && Below(random, 2) == 0) {
    return reflection.SwapElements(&message, &field,
                                   static_cast<int>(Below(random, size)),
                                   static_cast<int>(Below(random, size)));
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return reflection.AddString(&message, &field, SomeText(random));
  }
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
  Message& added = *reflection.AddMessage(&message, &field);
  if (size > 0) {
    added.CopyFrom(reflection.GetRepeatedMessage(
        message, &field, static_cast<int>(Below(random, size))));
  }
}

// `message` and every message inside it.
void Collect(Message& message, std::vector<Message*>& all) {
  all.push_back(&message);
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      Collect(*reflection.MutableMessage(&message, field), all);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Collect(*reflection.MutableRepeatedMessage(&message, field, i), all);
    }
  }
}

}  // namespace

void ChangeOneField(Message& message, Random& random) {
  std::vector<Message*> all;
  Collect(message, all);
  Message& chosen = *all[Below(random, all.size())];
  const int fields = chosen.GetDescriptor()->field_count();
  if (fields == 0) return;
  const FieldDescriptor& field =
      *chosen.GetDescriptor()->field(static_cast<int>(Below(random, fields)));
  if (Below(random, 4) == 0) {
    chosen.GetReflection()->ClearField(&chosen, &field);
  } else if (field.is_repeated()) {
    ChangeRepeated(chosen, field, random);
  } else {
    SetSingular(chosen, field, random);
  }
}

}  // namespace loopledger
