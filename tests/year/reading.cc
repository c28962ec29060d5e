#include "tests/year/reading.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/domain/vocabulary.h"
#include "projections/all.h"

namespace loopledger::year {
namespace {

constexpr size_t kMemoryBytesMax = size_t{32} << 20;

}  // namespace

Reading::Reading() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {}

absl::Status Reading::Start(const LogReader& log) {
  ASSIGN_OR_RETURN(runner_,
                   Runner::Start(log, AllProjections(BuiltInVocabularies()),
                                 {.directory = "/views",
                                  .memory_bytes_max = kMemoryBytesMax,
                                  .env = env_.get()}));
  return absl::OkStatus();
}

absl::Status Reading::Await(Position next) const {
  if (next == 0) return absl::OkStatus();
  return runner_->Await(next - 1, SystemClock().Now() + absl::Seconds(120));
}

absl::StatusOr<std::vector<StoredRow>> Reading::Rows(
    const View& view, std::optional<Position> as_of) const {
  std::vector<StoredRow> rows;
  ListQuery query{.as_of = as_of};
  while (true) {
    ASSIGN_OR_RETURN(RowsAnswer answer, view.List(query));
    for (StoredRow& row : answer.rows) rows.push_back(std::move(row));
    if (!answer.more) return rows;
    query.after_key = rows.back().key;
  }
}

std::vector<v1::GapRow> Reading::Gaps(std::optional<Position> as_of) const {
  const auto rows = Rows(gaps(), as_of);
  std::vector<v1::GapRow> gaps;
  if (!rows.ok()) return gaps;
  for (const StoredRow& row : *rows) {
    CHECK(gaps.emplace_back().ParseFromString(row.bytes));
  }
  return gaps;
}

}  // namespace loopledger::year
