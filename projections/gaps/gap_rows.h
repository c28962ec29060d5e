// What a gap's row says, for each metric: who owns it, since when, why, and the
// one thing to do next.
#ifndef PROJECTIONS_GAPS_GAP_ROWS_H_
#define PROJECTIONS_GAPS_GAP_ROWS_H_

#include <string>

#include "ledger/domain/vocabulary.h"
#include "loopledger/state/v1/uses.pb.h"
#include "loopledger/v1/views.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/grounds.h"

namespace loopledger::feedback_loop {

struct NamedOutcome {
  const std::string& id;
  const state::v1::OutcomeState& outcome;
};

struct NamedPromise {
  const std::string& id;
  const state::v1::PromiseState& promise;
};

struct NamedRequirement {
  const std::string& id;
  const state::v1::RequirementState& requirement;
};

struct NamedService {
  const std::string& id;
  const state::v1::ServiceState& service;
};

struct NamedObjective {
  const std::string& id;
  const state::v1::ServedState& served;
};

struct NamedReport {
  const std::string& id;
  const state::v1::HeldState& held;
};

// Each writes all of a row but its id and, where a deadline passed, `since`.
// The marking covers everything that the row tells of.
class GapRows {
 public:
  GapRows(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at), vocabularies_(vocabularies), tables_(tables) {}

  void Untasked(const std::string& id,
                const grounds::AssessmentState& assessment, v1::GapRow& row);
  void Stale(const std::string& id, const grounds::AssessmentState& assessment,
             v1::GapRow& row);
  void Lapsed(const std::string& id, const grounds::TaskingState& tasking,
              v1::GapRow& row);
  void Unreassessed(const NamedOutcome& named, const std::string& assessment_id,
                    const grounds::AssessmentState& assessment,
                    v1::GapRow& row);

  void Breached(const NamedPromise& named, v1::GapRow& row);
  void Unanswered(const NamedPromise& named, v1::GapRow& row);
  void Unmet(const NamedRequirement& named, v1::GapRow& row);
  void Cold(const NamedRequirement& named, v1::GapRow& row);
  void Worried(const std::string& id,
               const grounds::AssessmentState& assessment,
               const grounds::VersionState& version, v1::GapRow& row);
  void OffStrategy(const NamedService& named,
                   const grounds::TaskingState& tasking, v1::GapRow& row);
  void Unratified(const NamedService& named,
                  const grounds::TaskingState& tasking, v1::GapRow& row);
  void Orphan(const NamedObjective& named, v1::GapRow& row);
  void Unused(const NamedReport& named, v1::GapRow& row);

 private:
  void Asked(const NamedRequirement& named, v1::GapRow& row);
  void Promised(const NamedPromise& named, v1::GapRow& row);
  void CoverTasking(const std::string& tasking_id, v1::GapRow& row);
  void Cover(const v1::Marking& marking, v1::GapRow& row) const;

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
};

}  // namespace loopledger::feedback_loop

#endif  // PROJECTIONS_GAPS_GAP_ROWS_H_
