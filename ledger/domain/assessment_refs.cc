#include "ledger/domain/assessment_refs.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/domain/marking.h"

namespace loopledger {

Objection RefExists(const v1::AssessmentRef& ref, const std::string& at,
                    const assessment::States& threats, const Call& call) {
  const assessment::State& threat = threats.Find(ref.assessment_id());
  const assessment::Version& version = threat.At(ref.version());
  if (version.phase == assessment::Phase::kAbsent ||
      !IsThereFor(threat.stream, call)) {
    return Reject(v1::DANGLING_REF, at, ": there is no version ", ref.version(),
                  " of assessment ", ref.assessment_id())
        .At(at);
  }
  for (const std::string& id : ref.judgement_ids()) {
    const bool found = std::any_of(
        version.judgements.begin(), version.judgements.end(),
        [&](const assessment::Judgement& own) { return own.id == id; });
    if (!found) {
      return Reject(v1::DANGLING_REF, at, ": version ", ref.version(),
                    " of assessment ", ref.assessment_id(),
                    " has no judgement ", id)
          .At(at);
    }
  }
  return {};
}

Objection RefsExist(const AssessmentRefs& refs, absl::string_view field,
                    const assessment::States& threats, const Call& call) {
  for (int i = 0; i < refs.size(); ++i) {
    REFUSE_IF(RefExists(refs[i], Field{field, i}.Text(), threats, call));
  }
  return {};
}

Objection RefsCovered(const AssessmentRefs& refs,
                      const assessment::States& threats,
                      const Markings& markings, const Call& call) {
  for (const v1::AssessmentRef& ref : refs) {
    const assessment::State& threat = threats.Find(ref.assessment_id());
    REFUSE_IF(AtLeast(markings[threat.stream.marking],
                      absl::StrCat("assessment ", ref.assessment_id()), call));
  }
  return {};
}

}  // namespace loopledger
