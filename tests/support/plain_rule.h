// The rule of docs/formats/record.md, written a second time from the page with
// nothing but the protobuf library, to hold ledger/log/rule.cc against.
#ifndef TESTS_SUPPORT_PLAIN_RULE_H_
#define TESTS_SUPPORT_PLAIN_RULE_H_

#include <openssl/sha.h>

#include <algorithm>
#include <string>

#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// For entries that some writer of ours made: what protobuf parses is what is
// well-formed. Fills `record` and advances `at` when the entry is in the
// ledger.
inline bool PlainRuleAccepts(Head& at, const std::string& entry,
                             v1::Record& record) {
  if (entry.size() > 60 * 1024 || !record.ParseFromString(entry)) return false;
  const std::string head(at.head.begin(), at.head.end());
  if (record.previous().size() != 32 || record.position() != at.next ||
      record.previous() != head || record.recorded_at() < at.time) {
    return false;
  }
  const std::string hashed = std::string(1, '\0') + entry;
  SHA256(reinterpret_cast<const unsigned char*>(hashed.data()), hashed.size(),
         at.head.data());
  at.next += 1;
  at.time = record.recorded_at();
  return true;
}

}  // namespace loopledger

#endif  // TESTS_SUPPORT_PLAIN_RULE_H_
