// The marking of a serialized row, without parsing the row.
#ifndef PROJECTIONS_ENGINE_MARKING_FIELD_H_
#define PROJECTIONS_ENGINE_MARKING_FIELD_H_

#include <google/protobuf/descriptor.h>

#include "absl/strings/string_view.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger {

// The field number of `marking` in rows of this type; 0: they have none.
int MarkingField(const google::protobuf::Descriptor& row_type);

// Empty when the row carries none.
v1::Marking ReadMarking(absl::string_view row, int field);

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_MARKING_FIELD_H_
