// What became of each command, as publish shows it: receipts and refusals on
// stdout in input order, refusals as errors on stderr, and in a rejects file
// that can be mended and published again.
#ifndef TOOLS_RESULTS_H_
#define TOOLS_RESULTS_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "loopledger/v1/receipt.pb.h"
#include "tools/json.h"
#include "tools/verbs.h"

namespace loopledger {

struct Input {
  uint64_t line = 0;
  std::string command_id;
  std::string text;
  absl::Status refusal;
};

// Before anything is published: can refusals be kept in `rejects`, and is it
// another file than the `input`, where "-" is stdin?
absl::Status CheckRejects(const std::string& input, const std::string& rejects);

class Results {
 public:
  // `rejects` empty: no file. One of an earlier run is removed. A receipt for
  // a position before `head_before` was given before.
  Results(const Globals& globals, bool dry_run, std::string rejects,
          uint64_t head_before);

  void Accepted(const Input& input, const v1::Receipt& receipt);
  void WouldAccept(const Input& input);
  void Refused(const Input& input);

  // Ends the list; for a table prints the sum.
  absl::Status Finish();

  uint64_t count() const { return accepted_ + refused_; }
  std::optional<uint64_t> last_position() const { return last_position_; }
  // 6 when anything was refused, 7 when all of it were conflicts.
  int exit_code() const;

 private:
  void Print(Json result);
  std::string Sum() const;
  // Of the refusals that were not said one by one.
  void SayRest() const;
  void Reject(const Input& input, const Json& refusal);
  absl::Status CloseRejects();

  const Globals& globals_;
  const bool dry_run_;
  const std::string rejects_path_;
  const uint64_t head_before_;
  std::ofstream rejects_;
  bool rejects_lost_ = false;
  std::optional<Json> first_;  // Held back: one result alone is no list.
  uint64_t printed_ = 0;
  uint64_t accepted_ = 0;
  uint64_t repeated_ = 0;
  uint64_t refused_ = 0;
  uint64_t conflicts_ = 0;
  std::optional<uint64_t> last_position_;
};

}  // namespace loopledger

#endif  // TOOLS_RESULTS_H_
