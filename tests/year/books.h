// What the people of the taskforce keep in mind of their own work. Nobody is
// asked about it but themselves: what the ledger says is read from its views.
#ifndef TESTS_YEAR_BOOKS_H_
#define TESTS_YEAR_BOOKS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/year/cast.h"
#include "tests/year/office.h"

namespace loopledger::year {

struct Report {
  std::string id, org;
  std::string action;        // A1, A2, A3; empty: handling P.
  std::string sanitisation;  // S1, S2.
  std::string gsc;
  std::string source;
  std::string grade;  // Of its first item, "1B".
  uint64_t version = 0;
  bool accepted = false;
  bool gone = false;   // Rejected, withdrawn or disposed of.
  bool asked = false;  // Its originator was asked for a permission.
  bool permitted = false;
  bool cited = false;
  absl::Time accepted_at;
};

struct Tasking;

struct Threat {
  std::string id, org, area, gsc;
  bool theme = false;
  int band = 4, term = 4, confidence = 1, tilt = 0;
  uint64_t version = 0;  // In force; 0: none.
  int band_in_force = 0, term_in_force = 0;
  uint64_t drafts = 0;
  bool drafting = false;
  bool gone = false;       // Withdrawn, archived.
  bool neglected = false;  // Nobody hurries to task it.
  absl::Time review_due;
  std::deque<Report*> reports;
  std::vector<Report*> cited;
  std::vector<Tasking*> taskings;
  std::vector<std::string> outcomes;     // That no version has considered.
  std::vector<std::string> considering;  // Those that the draft considers.
  std::vector<std::string> requirements;
};

struct Commitment {
  std::string id, org;
  Tasking* tasking = nullptr;
  enum { kRequested, kOffered, kAccepted, kPartly, kSettled } phase;
  absl::Time due;
};

struct Tasking {
  std::string id, mode, objective, lead;
  Threat* threat = nullptr;
  uint64_t version = 0;  // Cited.
  Who proposer;
  std::vector<std::string> participants;
  enum {
    kProposed,
    kApproved,
    kAccepted,
    kStarted,
    kSuspended,
    kCompleted,
    kReviewed,
    kEnded
  } phase = kProposed;
  bool urgent = false, referred = false;
  bool unratified = false;
  int asked = 0;  // How often its decision was tried.
  std::deque<Commitment*> commitments;
  std::vector<std::string> outcomes;

  bool live() const { return phase >= kApproved && phase <= kSuspended; }
};

struct Requirement {
  std::string id, org;
  Threat* threat = nullptr;
  enum { kRaised, kAgreed, kCollecting, kEnded } phase = kRaised;
};

// One sitting of a body.
struct Session {
  std::string id, body;
  Who chair;
  std::set<std::string> papers;  // "SOCG-017 3"
  bool open = false;
};

struct Taskforce {
  explicit Taskforce(uint64_t seed) : office(seed, Founding()) {}

  Office office;
  std::deque<Threat> threats;
  std::deque<Report> reports;
  std::deque<Tasking> taskings;
  std::deque<Commitment> commitments;
  std::deque<Requirement> requirements;
  std::deque<Session> sessions;
  std::map<std::string, int> numbers;  // The last of each kind of id.
  std::vector<Tasking*> waiting;       // For the tasking group's decision.
  std::vector<Tasking*> referred;      // For the steering group's.
  std::string priorities;              // The control strategy in force.
  std::vector<std::string> priority_ids;
  std::string forgotten_objective;  // That nobody thinks of serving.

  // "R-0001"
  std::string Next(const std::string& kind);
  template <typename Things>
  static auto* Find(Things& things, const std::string& id) {
    for (auto& thing : things) {
      if (thing.id == id) return &thing;
    }
    return static_cast<decltype(&things.front())>(nullptr);
  }
};

// "marking { ... }" of what is about this threat.
std::string MarkingText(const std::string& gsc);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_BOOKS_H_
