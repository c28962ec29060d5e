#include "projections/engine/marking_field.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <string>

namespace loopledger {

using google::protobuf::internal::WireFormatLite;

int MarkingField(const google::protobuf::Descriptor& row_type) {
  const google::protobuf::FieldDescriptor* field =
      row_type.FindFieldByName("marking");
  if (field == nullptr || field->message_type() != v1::Marking::descriptor()) {
    return 0;
  }
  return field->number();
}

v1::Marking ReadMarking(absl::string_view row, int field) {
  v1::Marking marking;
  if (field == 0) return marking;
  google::protobuf::io::CodedInputStream in(
      reinterpret_cast<const uint8_t*>(row.data()),
      static_cast<int>(row.size()));
  while (const uint32_t tag = in.ReadTag()) {
    if (WireFormatLite::GetTagFieldNumber(tag) != field) {
      if (!WireFormatLite::SkipField(&in, tag)) break;
      continue;
    }
    uint32_t size = 0;
    std::string bytes;
    if (!in.ReadVarint32(&size) ||
        !in.ReadString(&bytes, static_cast<int>(size)) ||
        !marking.MergeFromString(bytes)) {
      break;
    }
  }
  return marking;
}

}  // namespace loopledger
