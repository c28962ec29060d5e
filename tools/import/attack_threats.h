// Intrusion sets and campaigns read as threats whose versions are assessments.
//
// Keeps digests, not objects. Pure but for its own state; one thread at a time.
#ifndef TOOLS_IMPORT_ATTACK_THREATS_H_
#define TOOLS_IMPORT_ATTACK_THREATS_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "loopledger/v1/command.pb.h"
#include "tools/import/attack_object.h"
#include "tools/import/attack_policy.h"
#include "tools/import/attack_reports.h"
#include "tools/import/plan.h"

namespace loopledger::import {

class Threats {
 public:
  // `reports` must outlive it.
  explicit Threats(const Reports& reports) : reports_(reports) {}

  // The commands of a threat's line, or why there are none. Takes for granted
  // that the ledger will record them; Refused says when it did not.
  Plan Map(const Change& change);

  // The ledger refused `command`, made by Map.
  void Refused(const v1::Command& command);

  // Accepted reports that assessments left out to stay under the size of a
  // record, summed over all versions.
  uint64_t uncited() const { return uncited_; }

 private:
  enum class Phase { kAbsent, kPublished, kWithdrawn };
  // What the policy goes by when it compares the next line.
  struct Standing {
    Phase phase = Phase::kAbsent;
    uint64_t content = 0;  // Digest of what the version in force says.
    uint64_t line = 0;     // Of the version in force.
    uint32_t band = 0;     // Of the version in force.
    std::string term;      // Of the version in force.
  };
  struct Threat {
    std::string assessment_id;
    uint64_t drafts = 0;  // Versions drafted.
    Standing now;
    Standing before;  // Holds again when the ledger refuses the last line.
  };

  Threat& Find(const Change& change);
  Plan Assess(const Change& change, Threat& threat);
  Plan Withdraw(const Change& change, Threat& threat);
  void Cite(const Change& change, const Threat& threat,
            v1::DraftAssessment& draft);

  const Reports& reports_;
  absl::flat_hash_map<std::string, Threat> by_object_;
  absl::flat_hash_map<std::string, std::string> object_of_;  // By assessment.
  uint64_t uncited_ = 0;
};

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_ATTACK_THREATS_H_
