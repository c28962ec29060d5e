// The labels under which a record travels on Kafka: the attributes of the
// CloudEvents 1.0 Kafka binding in binary mode, for readers that know nothing
// of this ledger.
//
// They are read off the stored bytes, and say nothing that the bytes do not.
#ifndef LEDGER_LOG_CLOUD_EVENT_H_
#define LEDGER_LOG_CLOUD_EVENT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace loopledger {

struct CloudEvent {
  std::string id;
  std::string type;           // loopledger.v1.ReportSubmitted, ...
  std::string source;         // /ledgers/LEDGER/orgs/ORG
  std::string subject;        // The message's key, too.
  std::string time;           // When it occurred; RFC 3339.
  std::string recorded_time;  // When it was recorded.
  std::string sequence;       // The position in 20 digits.
};

inline constexpr char kCloudEventContentType[] = "application/protobuf";
inline constexpr char kCloudEventSpecVersion[] = "1.0";

// Describes `entry`. False: it is no record, and travels without labels.
bool DescribeRecord(absl::string_view entry, absl::string_view ledger,
                    CloudEvent& out);

}  // namespace loopledger

#endif  // LEDGER_LOG_CLOUD_EVENT_H_
