#include "ledger/domain/requirement_refs.h"

#include "ledger/domain/marking.h"
#include "ledger/domain/requirement.h"
#include "ledger/domain/vocabulary.h"

namespace loopledger {

Objection RequirementsExist(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    absl::string_view field, const Streams<requirement::State>& requirements,
    const Call& call) {
  for (int i = 0; i < ids.size(); ++i) {
    if (IsThereFor(requirements.Find(ids[i]).stream, call)) continue;
    const std::string at = Field{field, i}.Text();
    return Reject(v1::DANGLING_REF, at, ": there is no requirement ", ids[i])
        .At(at);
  }
  return {};
}

}  // namespace loopledger
