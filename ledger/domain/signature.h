// Signatures of commands: what is signed, and whether a signature is good
// (docs/formats/signature.md). A signature is by a key of the actor's
// organisation; it can be checked against the command, and later against the
// event alone.
#ifndef LEDGER_DOMAIN_SIGNATURE_H_
#define LEDGER_DOMAIN_SIGNATURE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/base/ed25519.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger {

// The bytes that are signed: what the signer says, in this ledger. The second
// is of the command that an event says it was. Neither depends on the
// signature's value; both depend on its key id.
std::string SignedBytes(absl::string_view ledger, const v1::Command& command);
std::string SignedBytes(absl::string_view ledger, const v1::Event& event);

// Sets the command's signature. What is changed afterwards breaks it.
void Sign(absl::string_view ledger, absl::string_view key_id,
          const SigningKey& key, v1::Command& command);

// Whether the event carries a signature that `public_key` made of it.
bool IsSignedBy(absl::string_view public_key, absl::string_view ledger,
                const v1::Event& event);

// For a command with a signature. BAD_SIGNATURE unless it is of this command
// in this ledger, by a key of the actor's organisation that was valid when
// this occurred.
Objection CheckSignature(const organisation::States& organisations,
                         absl::string_view ledger, const Call& call);

// The same for an event, in the state before it.
Objection CheckSignature(const organisation::States& organisations,
                         absl::string_view ledger, const v1::Event& event);

// BAD_SIGNATURE when the event says something that the signed command does
// not, so that it would not bear the signature out: what the ledger would
// fill in must be said and signed.
Objection CheckSaid(const v1::Command& command, const v1::Event& event);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_SIGNATURE_H_
