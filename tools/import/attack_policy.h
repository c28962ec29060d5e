// The import policy: how MITRE ATT&CK reads as intelligence. Every choice that
// a person could dispute stands here and in docs/importing.md, nowhere else.
//
// Pure: the same change and evidence give the same answer.
#ifndef TOOLS_IMPORT_ATTACK_POLICY_H_
#define TOOLS_IMPORT_ATTACK_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"
#include "tools/import/attack_object.h"

namespace loopledger::import {

inline constexpr absl::string_view kPolicyName = "attack-history-1";
inline constexpr absl::string_view kOrganisation = "mitre-attack";
inline constexpr absl::string_view kNotice =
    "(c) The MITRE Corporation. This work is reproduced and distributed with "
    "the permission of The MITRE Corporation.";

// Who acts. All five are FICTITIOUS pseudonyms: nobody at MITRE graded,
// reviewed or published anything in a ledger.
struct Person {
  absl::string_view pseudonym;
  absl::string_view role;
};
inline constexpr Person kCollector = {"import.wren", "INTEL_OFFICER"};
inline constexpr Person kEvaluator = {"import.heron", "INTEL_MANAGER"};
inline constexpr Person kAuthor = {"import.lark", "ANALYST"};
inline constexpr Person kReviewer = {"import.swift", "INTEL_MANAGER"};
inline constexpr Person kPublisher = {"import.crane", "INTEL_MANAGER"};

// A record stays under 60 KiB; what is beyond this is counted as uncited.
inline constexpr size_t kCitedReportsMax = 400;
inline constexpr size_t kChangedByMax = 50;

// How the ledger begins.
v1::LedgerFounded Founding(absl::string_view ledger);

// The envelope that every command of the import has. `step` tells the commands
// of one line apart.
v1::Command Envelope(const Change& change, absl::string_view step,
                     const Person& person);

// The 3x5x2 grade of what a change says: an untested source; corroborated (B)
// when at least two publishers say it, else known indirectly (C).
v1::Grade GradeOf(const Change& change);

// When the newest work that a change cites was published; when that is not
// known, or is later than the change itself, when it was modified.
absl::Time DateOfIntelligence(const Change& change);

// What is known of a threat when it is assessed.
struct Evidence {
  size_t techniques = 0;                     // Distinct, in use by it.
  size_t software = 0;                       // Distinct malware and tools.
  size_t reports = 0;                        // Accepted ones about it.
  size_t corroborated = 0;                   // Of these, graded B or better.
  size_t publications = 0;                   // Distinct sources of them.
  absl::Time newest = absl::InfinitePast();  // Date of intelligence.
};

// What the policy makes of the evidence.
struct Judgement {
  v1::Scorecard scorecard;  // Complete: dimensions, totals and band.
  std::vector<std::string> areas;
  std::string term;           // PHIA.
  v1::Confidence confidence;  // A separate axis.
};
Judgement Judge(const Change& change, const Evidence& evidence);

// A version of a band must be reviewed within so many days.
absl::Duration ReviewLimit(uint32_t band);

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_ATTACK_POLICY_H_
