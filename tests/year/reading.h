// All views of one ledger, folded in memory, to be read as a client reads them.
#ifndef TESTS_YEAR_READING_H_
#define TESTS_YEAR_READING_H_

#include <rocksdb/env.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "ledger/log/event_log.h"
#include "loopledger/v1/views.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/rows.h"
#include "projections/engine/runner.h"

namespace loopledger::year {

class Reading {
 public:
  Reading();

  // Folds `log`, which must outlive it.
  absl::Status Start(const LogReader& log);
  // Waits until everything before `next` is folded.
  absl::Status Await(Position next) const;

  // All rows of a view, now or as of a position.
  absl::StatusOr<std::vector<StoredRow>> Rows(
      const View& view, std::optional<Position> as_of) const;
  // The work list. Nothing where it cannot be read, which Await says too.
  std::vector<v1::GapRow> Gaps(std::optional<Position> as_of) const;

  absl::Span<const View> views() const { return runner_->views(); }
  const View* Find(absl::string_view view) const { return runner_->Find(view); }
  const View& gaps() const { return *runner_->Find("feedback_loop.gaps"); }

 private:
  const std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Runner> runner_;
};

}  // namespace loopledger::year

#endif  // TESTS_YEAR_READING_H_
