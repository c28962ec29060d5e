#include "tests/projections/chronicle.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "projections/all.h"

namespace loopledger {

Chronicle::Chronicle(absl::string_view policy)
    : projections_(AllProjections(vocabularies_)) {
  ledger_.AddRecord(absl::StrCat("ledger_founded { ledger: 'test' policy { ",
                                 policy, " } }"));
}

Position Chronicle::Tell(absl::string_view stream, absl::string_view body) {
  const uint64_t version = ++stream_versions_[std::string(stream)];
  return ledger_.AddEvent(absl::StrCat(
      "stream_id: '", stream, "' stream_version: ", version,
      " actor { org: 'police' person: 'p' } marking { gsc: 'OFFICIAL' } ",
      body));
}

void Chronicle::Report(absl::string_view id) {
  Tell(id, absl::StrCat("report_submitted { report_id: '", id,
                        "' items { number: 1 grade { source: '1' "
                        "intelligence: 'B' } } items { number: 2 grade { "
                        "source: '2' intelligence: 'C' } } }"));
  Tell(id, absl::StrCat("report_accepted { report_id: '", id, "' }"));
}

Position Chronicle::Assess(absl::string_view id, uint64_t version, int band,
                           absl::string_view more) {
  Tell(id, absl::StrCat("assessment_drafted { assessment_id: '", id,
                        "' version: ", version, " threat { name: 'Group ", id,
                        "' } scorecard { band: ", band, " } ", more, " }"));
  Tell(id, absl::StrCat("assessment_reviewed { assessment_id: '", id,
                        "' version: ", version, " }"));
  return Tell(id, absl::StrCat("assessment_published { assessment_id: '", id,
                               "' version: ", version, " }"));
}

Position Chronicle::Propose(absl::string_view id, absl::string_view assessment,
                            uint64_t version) {
  return Tell(id, absl::StrCat("tasking_proposed { tasking_id: '", id,
                               "' title: 'Task ", id,
                               "' justification { assessment_id: '", assessment,
                               "' version: ", version, " } }"));
}

Position Chronicle::Approve(absl::string_view id) {
  return Tell(id, absl::StrCat("tasking_approved { tasking_id: '", id,
                               "' decision { session: 'S-1' rationale: 'r' } "
                               "}"));
}

Position Chronicle::Outcome(absl::string_view id, absl::string_view tasking) {
  return Tell(id,
              absl::StrCat("outcome_recorded { outcome_id: '", id,
                           "' tasking_id: '", tasking, "' kind: 'NOTHING' }"));
}

const Projection& Chronicle::Find(absl::string_view projection) const {
  for (const Projection& candidate : projections_) {
    if (candidate.name == projection) return candidate;
  }
  CHECK(false);
}

Store& Chronicle::Folded(absl::string_view projection) {
  auto& folded = folded_[std::string(projection)];
  if (folded == nullptr) {
    folded = std::make_unique<class Folded>(Find(projection));
  }
  return folded->Fold(ledger_).store();
}

std::vector<std::string> Chronicle::Keys(absl::string_view projection,
                                         const TableInfo& table,
                                         std::optional<Position> as_of) {
  const auto answer = Folded(projection).List(table, {.as_of = as_of});
  CHECK(answer.ok());
  std::vector<std::string> keys;
  for (const StoredRow& row : answer->rows) keys.push_back(row.key);
  return keys;
}

}  // namespace loopledger
