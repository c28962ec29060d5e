// The gaps reckoned a second time, from their definitions and with nothing but
// the events and the time: no deadline is kept, no row is changed; at any
// moment everything is looked at anew.
//
// It reckons with M1, M2, M4, M10 to M13, and the urgent ones of M9, under the
// default policy. Whether a requirement grows cold (M10), a justification has
// lapsed (M3) and the strategy is served (M8, M9) it leaves to other tests.
#ifndef TESTS_YEAR_RECKONING_H_
#define TESTS_YEAR_RECKONING_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "loopledger/v1/record.pb.h"

namespace loopledger::year {

class Reckoning {
 public:
  void Take(const v1::Record& record);

  // The ids of all gaps that it reckons with, as the work list has them, at the
  // time of the last record.
  std::set<std::string> Gaps() const;
  // Whether it reckons with the gap of this id.
  static bool Reckons(const std::string& gap_id);

 private:
  struct Version {
    uint32_t band = 0;
    bool low = false;  // Of low confidence.
    std::set<std::string> considered, asked;
    int64_t review_due = 0;
  };
  struct Threat {
    std::map<uint64_t, Version> versions;
    uint64_t in_force = 0;
    bool archived = false;
    uint64_t high_from = 0;  // The version with which it became high; 0: it
    int64_t high_since = 0;  // is not.
    bool decided = false;    // Since then.
    std::set<std::string> considered;  // Outcomes, by what was published.
  };
  struct Tasking {
    std::vector<v1::AssessmentRef> cited;
    int64_t unratified_since = 0;
  };
  struct Outcome {
    std::string tasking;
    int64_t at = 0;
    std::set<std::string> threats;
  };
  struct Requirement {
    bool open = false;
    int64_t needed_by = 0;
    std::set<std::string> threats;
  };
  struct Commitment {
    enum { kRequested, kOffered, kAccepted, kOther } phase = kRequested;
    int64_t requested_at = 0, due = 0;
  };
  struct Report {
    int64_t accepted_at = 0;          // 0: it is not.
    std::map<uint32_t, bool> unused;  // Items: whether they are sound.
  };

  void TakeThreat(const v1::Event& e);
  void TakePublished(const std::string& id, uint64_t version);
  void TakeTasking(const v1::Event& e);
  void TakeDecision(const std::string& tasking, const v1::DecisionRecord& by,
                    bool ends_the_wait);
  void TakeRequirement(const v1::Event& e);
  void TakeCommitment(const v1::Event& e);
  void TakeReport(const v1::Event& e);
  void Use(const v1::ReportItemRef& ref);
  bool Asked(const std::string& threat, const Version& version) const;
  bool LongerThan(int64_t since, int hours) const;
  void ThreatGaps(std::set<std::string>& gaps) const;

  int64_t now_ = 0;  // Microseconds.
  std::map<std::string, Threat> threats_;
  std::map<std::string, Tasking> taskings_;
  std::map<std::string, Outcome> outcomes_;
  std::map<std::string, Requirement> requirements_;
  std::map<std::string, Commitment> commitments_;
  std::map<std::string, Report> reports_;
};

// Where the work list and the reckoning differ after some record; nothing when
// they never do.
class Reading;
std::string CheckReckoning(const std::vector<v1::Record>& records,
                           const Reading& reading);

}  // namespace loopledger::year

#endif  // TESTS_YEAR_RECKONING_H_
