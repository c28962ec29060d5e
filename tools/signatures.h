// An auditor's look at the signatures of a ledger: whether each signed event
// bears out a signature by a key that was recorded before it.
//
// One thread at a time.
#ifndef TOOLS_SIGNATURES_H_
#define TOOLS_SIGNATURES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

class Signatures {
 public:
  // The next record that is in the ledger, by its stored bytes. BAD_SIGNATURE
  // when it carries a signature and does not bear it out. A record that has
  // nothing to do with signatures is not parsed.
  Objection Take(absl::string_view stored_bytes);

  // How many were good.
  uint64_t good() const { return good_; }
  // How many are of events with fields that this version does not know, so
  // that it cannot say.
  uint64_t unread() const { return unread_; }

 private:
  Objection TakeEvent(const v1::Event& event);

  std::string ledger_;
  organisation::States organisations_;  // Only their keys.
  v1::Record record_;                   // Keeps its memory.
  uint64_t good_ = 0;
  uint64_t unread_ = 0;
};

}  // namespace loopledger

#endif  // TOOLS_SIGNATURES_H_
