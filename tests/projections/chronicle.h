// A ledger of the domain's events, told by hand, and the projections that are
// folded from it.
#ifndef TESTS_PROJECTIONS_CHRONICLE_H_
#define TESTS_PROJECTIONS_CHRONICLE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/domain/vocabulary.h"
#include "projections/engine/projection.h"
#include "projections/engine/table.h"
#include "tests/support/folded.h"
#include "tests/support/handmade_ledger.h"

namespace loopledger {

class Chronicle {
 public:
  // Founded with the default policy, or this one (text).
  explicit Chronicle(absl::string_view policy = "");

  HandmadeLedger& ledger() { return ledger_; }
  Chronicle& Later(absl::Duration after) {
    ledger_.Later(after);
    return *this;
  }
  int64_t now() const { return absl::ToUnixMicros(ledger_.now()); }

  // An event of `stream` with this body (text), at the stream's next version.
  Position Tell(absl::string_view stream, absl::string_view body);
  Position Tick() { return ledger_.AddTick(); }

  // Report with items 1 and 2, accepted.
  void Report(absl::string_view id);
  // Drafts, reviews and publishes; gives the position of the publication.
  // `more` goes into the draft (text).
  Position Assess(absl::string_view id, uint64_t version, int band,
                  absl::string_view more = "");
  // Citing one version, in state PROPOSED; then approved.
  Position Propose(absl::string_view id, absl::string_view assessment,
                   uint64_t version);
  Position Approve(absl::string_view id);
  Position Outcome(absl::string_view id, absl::string_view tasking);

  // Folds what is told so far into the projection of this name.
  Store& Folded(absl::string_view projection);
  const Projection& Find(absl::string_view projection) const;
  const std::vector<Projection>& projections() const { return projections_; }

  // The row, or none, after everything told so far or as of a position.
  template <typename Row>
  std::optional<Row> Get(absl::string_view projection, const Table<Row>& table,
                         absl::string_view key,
                         std::optional<Position> as_of = {}) {
    const auto answer = Folded(projection).Get(Describe(table), key, as_of);
    if (!answer.ok() || !answer->row.has_value()) return std::nullopt;
    Row row;
    if (!row.ParseFromString(answer->row->bytes)) return std::nullopt;
    return row;
  }
  // The row, which is expected to be there.
  template <typename RowType>
  RowType Row(absl::string_view projection, const Table<RowType>& table,
              absl::string_view key, std::optional<Position> as_of = {}) {
    auto row = Get(projection, table, key, as_of);
    EXPECT_TRUE(row.has_value()) << std::string(key);
    return std::move(row).value_or(RowType());
  }
  // The keys of a table, in order.
  std::vector<std::string> Keys(absl::string_view projection,
                                const TableInfo& table,
                                std::optional<Position> as_of = {});

 private:
  const Vocabularies vocabularies_ = Vocabularies::BuiltIn();
  const std::vector<Projection> projections_;
  HandmadeLedger ledger_;
  std::map<std::string, uint64_t> stream_versions_;
  std::map<std::string, std::unique_ptr<class Folded>> folded_;
};

}  // namespace loopledger

#endif  // TESTS_PROJECTIONS_CHRONICLE_H_
