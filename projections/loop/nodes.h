// The rows of nodes and the links between them, which this alone writes.
#ifndef PROJECTIONS_LOOP_NODES_H_
#define PROJECTIONS_LOOP_NODES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/common.pb.h"
#include "loopledger/v1/loop.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"

namespace loopledger::loop {

// A row shows so many links of a kind.
inline constexpr int kLinksShownMax = 32;

// How a link is called from either end; `onward` follows the process.
struct Kind {
  const char* onward;
  const char* back;
};

inline constexpr Kind kCited{"cited_by", "cites"};
inline constexpr Kind kVersion{"version", "version_of"};
inline constexpr Kind kSuperseded{"superseded_by", "supersedes"};
inline constexpr Kind kGrounds{"grounds", "based_on"};
inline constexpr Kind kJustifies{"justifies", "justified_by"};
inline constexpr Kind kRaised{"raised", "raised_for"};
inline constexpr Kind kAnswered{"answered_by", "answers"};
inline constexpr Kind kCollected{"collected_by", "collected_for"};
inline constexpr Kind kPursued{"pursued_by", "pursues"};
inline constexpr Kind kServed{"served_by", "serves"};
inline constexpr Kind kReHomed{"re_homed_to", "took_in"};
inline constexpr Kind kCameTo{"came_to", "came_of"};
inline constexpr Kind kReviewed{"reviewed_by", "reviews"};
inline constexpr Kind kGained{"gained", "gained_by"};
inline constexpr Kind kConsidered{"considered_by", "considers"};
inline constexpr Kind kLedTo{"led_to", "followed"};

inline constexpr Kind kKinds[] = {kCited,     kVersion, kSuperseded, kGrounds,
                                  kJustifies, kRaised,  kAnswered,   kCollected,
                                  kPursued,   kServed,  kReHomed,    kCameTo,
                                  kReviewed,  kGained,  kConsidered, kLedTo};

// "tasking/T-204".
std::string NodeOf(absl::string_view type, absl::string_view id);
// "assessment/SOCG-17/3".
std::string VersionNode(absl::string_view assessment_id, uint64_t version);
std::string NodeOf(const v1::AssessmentRef& ref);

// For one record.
class Nodes {
 public:
  Nodes(const Recorded& at, const Vocabularies& vocabularies, Tables& tables)
      : at_(at), vocabularies_(vocabularies), tables_(tables) {}

  static void AddTables(std::vector<TableInfo>& own);

  // Null: nobody named it yet.
  const v1::LoopNodeRow* Get(const std::string& node);
  // Changes the node's row, and says anew what is missing.
  void Tell(const std::string& node,
            absl::FunctionRef<void(v1::LoopNodeRow& row)> change);
  // The event begins it: it has an owner, and a time.
  void Begin(const std::string& node, absl::string_view state,
             absl::string_view title);
  void Move(const std::string& node, absl::string_view state);
  // From `from` onward to `to`; both rows tell it. Twice is once.
  void Link(const std::string& from, const Kind& kind, const std::string& to);
  void Unlink(const std::string& from, const Kind& kind, const std::string& to);
  // Ends all links of the kind that `to` shows of those that lead to it.
  void UnlinkAll(const Kind& kind, const std::string& to);
  // The node's stream is marked so, too. False: it was marked as high before.
  bool Mark(const std::string& node, const v1::Marking& marking);
  // What its own stream was marked as so far.
  v1::Marking OwnMarking(const std::string& node);
  // The nodes that the row shows under a kind's name.
  std::vector<std::string> Shown(const std::string& node,
                                 absl::string_view kind);

 private:
  struct End {
    const std::string& node;
    const std::string& other;
    const char* kind;
    bool onward;
  };
  void Show(const End& end);
  void Hide(const End& end);
  // The node's row is marked as high as `other`, which it names.
  void Cover(const std::string& node, const std::string& other);

  const Recorded& at_;
  const Vocabularies& vocabularies_;
  Tables& tables_;
};

}  // namespace loopledger::loop

#endif  // PROJECTIONS_LOOP_NODES_H_
