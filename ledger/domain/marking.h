// Protective markings: what is complete (G10), what covers what (G9), who may
// be given it (G15), and who may cite it (G8).
#ifndef LEDGER_DOMAIN_MARKING_H_
#define LEDGER_DOMAIN_MARKING_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger {

// What a handling that says nothing against it allows: overt use.
inline constexpr uint32_t kAllAllowed = 3;

// How far handling lets a report be used without its originator's permission:
// 1 (A1, covert development), 2 (A2, covert use), 3 (A3, P: any use).
uint32_t ActionRank(const v1::Handling& handling, Codes& codes);

// Settles call.marking, which the event will carry: the command's own, or
// where it has none the stream's, or the policy's default. UNKNOWN_CODE,
// HANDLING_INCOMPLETE, or MARKING_TOO_LOW when it is below the stream's.
Objection SettleMarking(const Stream& stream, const Markings& markings,
                        Call& call);

// G9: MARKING_TOO_LOW unless call.marking is at least as high as `cited`:
// classification, caveats and TLP. `what` names the thing cited.
Objection AtLeast(const v1::Marking& cited, absl::string_view what,
                  const Call& call);

// G7 and G8: whether the actor's organisation may cite `stream`. What it may
// not see is as good as not there, and is refused in the same words, so that
// nobody learns from a refusal what there is. The owner and the parties see it;
// others do when they are cleared for it and neither a caveat nor a list says
// who is to see it without naming them. Pins no vocabulary.
bool IsThereFor(const Stream& stream, const Call& call);

// G15: NOT_RELEASABLE unless `to` may be given what is in `stream` by the
// actor's organisation.
Objection ReleasableTo(const std::string& to, const Stream& stream,
                       const v1::Marking& marking, const Call& call);

// G15: NOT_RELEASABLE when somebody other than the owner releases the stream to
// an organisation that the owner did not name.
Objection NotWidened(const Stream& stream, const Call& call);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_MARKING_H_
