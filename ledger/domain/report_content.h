// What a report must hold before it may be recorded, submitted or derived.
#ifndef LEDGER_DOMAIN_REPORT_CONTENT_H_
#define LEDGER_DOMAIN_REPORT_CONTENT_H_

#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/objections.h"
#include "loopledger/v1/report.pb.h"

namespace loopledger::report {

// The part that a submitted and a sanitised report share.
struct Content {
  const google::protobuf::RepeatedPtrField<v1::ReportItem>& items;
  const v1::Provenance* provenance;                         // Or null.
  const google::protobuf::Timestamp* date_of_intelligence;  // Or null.
  bool risk_assessment_done;
};

template <typename Command>
Content ContentOf(const Command& cmd) {
  return {cmd.items(), OPTIONAL_FIELD(cmd, provenance),
          OPTIONAL_FIELD(cmd, date_of_intelligence),
          cmd.risk_assessment_done()};
}

// FIELD_MISSING or FIELD_INVALID (no items, not numbered 1, 2, ...),
// GRADE_INCOMPLETE, UNKNOWN_CODE, RATIONALE_MISSING (an E without one),
// RISK_ASSESSMENT_MISSING, DATES_REVERSED.
Objection CheckContent(const Content& content, const Call& call);

}  // namespace loopledger::report

#endif  // LEDGER_DOMAIN_REPORT_CONTENT_H_
