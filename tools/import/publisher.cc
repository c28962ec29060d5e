#include "tools/import/publisher.h"

#include <iterator>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/base/status.h"

namespace loopledger::import {

absl::Status Publisher::Submit(uint64_t line, v1::Command command) {
  commands_.push_back(std::move(command));
  lines_.push_back(line);
  return commands_.size() < kBatchCommands ? absl::OkStatus() : Flush();
}

absl::Status Publisher::Flush() {
  const auto answers = ledger_.SubmitAll(commands_);
  absl::Status error;
  for (size_t i = 0; i < answers.size(); ++i) {
    Refusal refusal;
    if (answers[i].ok()) continue;
    if (FromStatus(answers[i].status(), refusal)) {
      refused_.push_back({.line = lines_[i],
                          .command = std::move(commands_[i]),
                          .refusal = std::move(refusal)});
    } else {
      error.Update(answers[i].status());
    }
  }
  commands_.clear();
  lines_.clear();
  return error;
}

absl::Status Publisher::Settle(std::vector<Refused>& refused) {
  RETURN_IF_ERROR(Flush());
  refused.insert(refused.end(), std::make_move_iterator(refused_.begin()),
                 std::make_move_iterator(refused_.end()));
  refused_.clear();
  return absl::OkStatus();
}

}  // namespace loopledger::import
