// The views as they live beside a ledger, in memory.
#ifndef TESTS_SUPPORT_WATCH_H_
#define TESTS_SUPPORT_WATCH_H_

#include <rocksdb/env.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "ledger/log/event_log.h"
#include "ledger/log/rule.h"
#include "projections/engine/projection.h"
#include "projections/engine/runner.h"

namespace loopledger {

class Watch {
 public:
  Watch();

  // Begins to fold `log`, or goes on with it.
  absl::Status Start(const LogReader& log);
  // Ends the folding; `log` is not read any more.
  void Stop() { runner_.reset(); }
  // Waits until everything before `next` is folded.
  absl::Status Await(Position next) const;

  // The row as its own message; kNotFound: there is none.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Row(
      absl::string_view view, absl::string_view key) const;
  // An empty row of the view, to read a text into.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> EmptyRow(
      absl::string_view view) const;

  // Every byte of every store, as text. Stop it before.
  absl::StatusOr<std::string> Dump() const;

 private:
  const std::unique_ptr<rocksdb::Env> env_;
  const std::vector<Projection> projections_;
  std::unique_ptr<Runner> runner_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_WATCH_H_
