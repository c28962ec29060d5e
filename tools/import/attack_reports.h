// Relationships read as intelligence reports, and what they say in sum about
// each threat.
//
// Keeps digests, not objects: about 100 bytes a relationship. Pure but for its
// own state; one thread at a time.
#ifndef TOOLS_IMPORT_ATTACK_REPORTS_H_
#define TOOLS_IMPORT_ATTACK_REPORTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "loopledger/v1/command.pb.h"
#include "tools/import/attack_object.h"
#include "tools/import/attack_policy.h"
#include "tools/import/plan.h"

namespace loopledger::import {

class Reports {
 public:
  // The commands of a relationship's line, or why there are none. Takes for
  // granted that the ledger will record them; Refused says when it did not.
  Plan Map(const Change& change);

  // The ledger refused `command`, made by Map.
  void Refused(const v1::Command& command);

  struct Cited {
    std::string report_id;
    uint64_t version = 0;  // Of the report's stream.
    uint64_t line = 0;     // The last that changed it.
  };
  // The accepted reports whose source is the threat `object_id`, those changed
  // last first.
  std::vector<Cited> About(absl::string_view object_id) const;

  // The same in numbers, with the relationships nobody cited a work for.
  Evidence Sum(absl::string_view object_id) const;

 private:
  enum class Phase { kAbsent, kAccepted, kStuck, kWithdrawn };
  struct Relation {
    std::string id;
    Phase phase = Phase::kAbsent;
    char intelligence = 'C';
    bool live = true;          // Neither revoked nor deprecated.
    uint64_t text = 0;         // Digest of the item's text.
    uint64_t citations = 0;    // Digest of the cited works.
    uint64_t version = 0;      // Of the report's stream.
    uint64_t line = 0;         // The last that changed the report.
    uint64_t source = 0;       // Digest of the object it is about.
    uint64_t target = 0;       // Digest of the object that is used.
    char target_kind = 'o';    // 't'echnique, 's'oftware, 'o'ther.
    uint64_t publication = 0;  // Digest of the report's source_ref.
    absl::Time newest = absl::InfinitePast();
  };

  Relation& Find(const std::string& report_id);
  void Relate(const Change& change, size_t index);
  Plan Submit(const Change& change, Relation& relation);
  Plan Update(const Change& change, Relation& relation);
  Plan Withdraw(const Change& change, Relation& relation);

  std::vector<Relation> relations_;
  absl::flat_hash_map<std::string, size_t> by_id_;
  // The relations that were ever about a threat, by digest of its id.
  absl::flat_hash_map<uint64_t, std::vector<size_t>> by_source_;
};

// "relationship--0042..." gives "R-0042...".
std::string ReportId(absl::string_view relationship_id);

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_ATTACK_REPORTS_H_
