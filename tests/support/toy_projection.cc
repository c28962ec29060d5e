#include "tests/support/toy_projection.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "projections/engine/tables.h"

namespace loopledger::toy {
namespace {

void Fold(const Recorded& at, Tables& tables) {
  const std::string id(at.event.stream_id());
  if (at.event.has_report_submitted()) {
    uint32_t number = 0;
    tables.Change(kCount, "all", [&](v1::ReportRow& all) {
      number = all.cited_by() + 1;
      all.set_cited_by(number);
    });
    tables.Change(kRows, id, [&](v1::ReportRow& row) {
      row.set_report_id(id);
      row.set_state(absl::StrCat("change ", number));
      row.set_cited_by(row.cited_by() + 1);
      *row.mutable_marking() = at.event.marking();
    });
    tables.Change(kQueue, std::to_string(100000000 + number),
                  [&](v1::ReportRow& row) { row.set_report_id(id); });
  } else if (at.event.has_report_accepted()) {
    tables.Change(kRows, id, [&](v1::ReportRow& row) {
      row.set_report_id(row.report_id());
    });
  } else if (at.event.has_report_withdrawn()) {
    tables.Delete(kRows, id);
  } else if (at.record.has_tick()) {
    for (int taken = 0; taken < 2; ++taken) {
      const std::string first(tables.FirstKey(kQueue));
      if (first.empty()) break;
      const std::string taken_id = tables.Get(kQueue, first)->report_id();
      tables.Change(kTaken, taken_id, [&](v1::ReportRow& row) {
        row.set_cited_by(row.cited_by() + 1);
      });
      tables.Delete(kQueue, first);
    }
  }
}

Position Add(HandmadeLedger& ledger, absl::string_view id,
             absl::string_view body) {
  return ledger.AddEvent(absl::StrCat(
      "stream_id: '", id, "' marking { gsc: 'OFFICIAL' } ", body, " {}"));
}

}  // namespace

Projection Toy(uint32_t version) {
  return {.name = "toy",
          .version = version,
          .tables = {Describe(kRows), Describe(kTaken), Describe(kCount),
                     Describe(kQueue)},
          .fold = Fold};
}

Position Put(HandmadeLedger& ledger, absl::string_view id) {
  return Add(ledger, id, "report_submitted");
}

Position Touch(HandmadeLedger& ledger, absl::string_view id) {
  return Add(ledger, id, "report_accepted");
}

Position Remove(HandmadeLedger& ledger, absl::string_view id) {
  return Add(ledger, id, "report_withdrawn");
}

}  // namespace loopledger::toy
