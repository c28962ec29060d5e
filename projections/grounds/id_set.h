// A set of ids in a repeated field: each once, in order, so that what is stored
// does not depend on how it came about.
#ifndef PROJECTIONS_GROUNDS_ID_SET_H_
#define PROJECTIONS_GROUNDS_ID_SET_H_

#include <google/protobuf/repeated_field.h>

#include <string>

#include "absl/strings/string_view.h"

namespace loopledger {

using IdSet = google::protobuf::RepeatedPtrField<std::string>;

// Of what may be in any order, and there twice.
IdSet SetOf(const google::protobuf::RepeatedPtrField<std::string>& ids);
bool Contains(const IdSet& ids, absl::string_view id);
void Include(absl::string_view id, IdSet& ids);
void Exclude(absl::string_view id, IdSet& ids);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_ID_SET_H_
