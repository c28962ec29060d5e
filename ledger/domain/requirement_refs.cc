#include "ledger/domain/requirement_refs.h"

#include "ledger/domain/requirement.h"
#include "ledger/domain/vocabulary.h"

namespace loopledger {

Objection RequirementsExist(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    absl::string_view field, const Streams<requirement::State>& requirements) {
  for (int i = 0; i < ids.size(); ++i) {
    if (requirements.Find(ids[i]).stream.version != 0) continue;
    const std::string at = Field{field, i}.Text();
    return Reject(v1::DANGLING_REF, at, ": there is no requirement ", ids[i])
        .At(at);
  }
  return {};
}

}  // namespace loopledger
