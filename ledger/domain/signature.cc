#include "ledger/domain/signature.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/util/message_differencer.h"
#include "ledger/base/check.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/objections.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;
using google::protobuf::util::MessageDifferencer;

// Nothing else that is signed anywhere begins with this line.
constexpr absl::string_view kContext = "loopledger signed command 1\n";

std::string Bytes(const pb::Message& message) {
  std::string bytes;
  {
    pb::io::StringOutputStream stream(&bytes);
    pb::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    CHECK(message.SerializeToCodedStream(&out));
  }
  return bytes;
}

// What the signer says: the command without what is not recorded as said.
v1::Command Said(const v1::Command& command) {
  v1::Command said = command;
  said.clear_expected_version();
  said.clear_recorded_at();
  if (said.has_signature()) said.mutable_signature()->clear_value();
  return said;
}

// Takes out what the ledger determined: to a command those fields are unknown.
// Others that are not known stay, for they may have been added since.
void DropDetermined(pb::UnknownFieldSet& fields) {
  constexpr int kFirstDetermined = 50;
  pb::UnknownFieldSet kept;
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() < kFirstDetermined) {
      kept.AddField(fields.field(i));
    }
  }
  fields.Swap(&kept);
}

// The event's body as its command's: the same fields under the same numbers.
void BodySaid(const v1::Event& event, v1::Command& said) {
  const auto number = static_cast<int>(event.body_case());
  const auto* from = v1::Event::descriptor()->FindFieldByNumber(number);
  const auto* to = v1::Command::descriptor()->FindFieldByNumber(number);
  if (from == nullptr || to == nullptr) return;
  pb::Message& body = *said.GetReflection()->MutableMessage(&said, to);
  const pb::Message& recorded = event.GetReflection()->GetMessage(event, from);
  CHECK(body.ParsePartialFromString(recorded.SerializePartialAsString()));
  DropDetermined(*body.GetReflection()->MutableUnknownFields(&body));
}

// What the signer said, as the event has it.
v1::Command Said(const v1::Event& event) {
  v1::Command said;
  said.set_command_id(event.command_id());
  said.set_late_reason(event.late_reason());
  said.set_causation_id(event.causation_id());
  said.set_correlation_id(event.correlation_id());
  *said.mutable_releasable_to() = event.releasable_to();
  *said.mutable_subject_keys() = event.subject_keys();
  if (event.has_occurred_at()) {
    *said.mutable_occurred_at() = event.occurred_at();
  }
  if (event.has_actor()) *said.mutable_actor() = event.actor();
  if (event.has_authority()) *said.mutable_authority() = event.authority();
  if (event.has_marking()) *said.mutable_marking() = event.marking();
  if (event.has_retention()) *said.mutable_retention() = event.retention();
  if (event.has_signature()) {
    said.mutable_signature()->set_key_id(event.signature().key_id());
  }
  said.GetReflection()->MutableUnknownFields(&said)->MergeFrom(
      event.GetReflection()->GetUnknownFields(event));
  BodySaid(event, said);
  return said;
}

// The length keeps the name of a ledger apart from what follows it.
std::string InLedger(absl::string_view ledger, const v1::Command& said) {
  return absl::StrCat(kContext, ledger.size(), "\n", ledger, "\n", Bytes(said));
}

std::string TimeText(absl::Time time) {
  if (time == absl::InfiniteFuture()) return "further notice";
  return absl::FormatTime(time, absl::UTCTimeZone());
}

// That `org` signed `bytes` at `at`.
struct Claim {
  const std::string& org;
  const v1::Signature& signature;
  absl::Time at;
  std::string bytes;
};

Refusal NoSuchKey(const organisation::State& org, const Claim& claim) {
  const auto name = [](std::string* out, const organisation::Key& key) {
    absl::StrAppend(out, key.id);
  };
  return Reject(v1::BAD_SIGNATURE, claim.org, " has no key ",
                claim.signature.key_id(), "; ",
                org.keys.empty()
                    ? "rotate_key records one"
                    : absl::StrCat("its keys are ",
                                   absl::StrJoin(org.keys, ", ", name)))
      .At("signature.key_id");
}

Objection CheckClaim(const organisation::States& organisations,
                     absl::string_view ledger, const Claim& claim) {
  REFUSE_IF(NeedsText(claim.signature.key_id(), "signature.key_id"));
  const organisation::State& org = organisations.Find(claim.org);
  const auto key = std::find_if(org.keys.begin(), org.keys.end(),
                                [&](const organisation::Key& one) {
                                  return one.id == claim.signature.key_id();
                                });
  if (key == org.keys.end()) return NoSuchKey(org, claim);
  if (claim.at < key->from || claim.at >= key->to) {
    return Reject(v1::BAD_SIGNATURE, "key ", key->id, " of ", claim.org,
                  " is valid from ", TimeText(key->from), " until ",
                  TimeText(key->to), ", and this occurred at ",
                  TimeText(claim.at), "; sign with a key that was valid then")
        .At("signature.key_id");
  }
  const std::string& value = claim.signature.value();
  if (value.size() != kEd25519SignatureBytes) {
    return Reject(v1::BAD_SIGNATURE, "value has ", value.size(),
                  " bytes; an Ed25519 signature has ", kEd25519SignatureBytes)
        .At("signature.value");
  }
  if (VerifyEd25519(key->public_key, claim.bytes, value)) return {};
  return Reject(v1::BAD_SIGNATURE, "this is no signature by key ", key->id,
                " of ", claim.org, " of this command in the ledger ", ledger,
                "; sign the command as it is sent, for this ledger, with the "
                "private half of that key")
      .At("signature.value");
}

// The first difference, as "added: marking: { gsc: ... }", and its field.
struct Difference {
  std::string text;
  std::string field;
};
Difference FirstDifference(const v1::Command& said,
                           const v1::Command& recorded) {
  std::string report;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  differencer.Compare(said, recorded);
  Difference difference = {.text = report.substr(0, report.find('\n')),
                           .field = "signature"};
  const size_t path = difference.text.find(": ");
  if (path == std::string::npos) return difference;
  difference.text.erase(0, path + 2);
  difference.field = difference.text.substr(0, difference.text.find(':'));
  return difference;
}

}  // namespace

std::string SignedBytes(absl::string_view ledger, const v1::Command& command) {
  return InLedger(ledger, Said(command));
}

std::string SignedBytes(absl::string_view ledger, const v1::Event& event) {
  return InLedger(ledger, Said(event));
}

void Sign(absl::string_view ledger, absl::string_view key_id,
          const SigningKey& key, v1::Command& command) {
  v1::Signature& signature = *command.mutable_signature();
  signature.Clear();
  signature.set_key_id(key_id.data(), key_id.size());
  signature.set_value(key.Sign(SignedBytes(ledger, command)));
}

bool IsSignedBy(absl::string_view public_key, absl::string_view ledger,
                const v1::Event& event) {
  return event.has_signature() &&
         VerifyEd25519(public_key, SignedBytes(ledger, event),
                       event.signature().value());
}

Objection CheckSignature(const organisation::States& organisations,
                         absl::string_view ledger, const Call& call) {
  return CheckClaim(organisations, ledger,
                    {.org = call.command.actor().org(),
                     .signature = call.command.signature(),
                     .at = call.stamp.occurred_at,
                     .bytes = SignedBytes(ledger, call.command)});
}

Objection CheckSignature(const organisation::States& organisations,
                         absl::string_view ledger, const v1::Event& event) {
  return CheckClaim(organisations, ledger,
                    {.org = event.actor().org(),
                     .signature = event.signature(),
                     .at = ToTime(event.occurred_at()),
                     .bytes = SignedBytes(ledger, event)});
}

Objection CheckSaid(const v1::Command& command, const v1::Event& event) {
  const v1::Command said = Said(command);
  const v1::Command recorded = Said(event);
  if (Bytes(said) == Bytes(recorded)) return {};
  const Difference difference = FirstDifference(said, recorded);
  return Reject(v1::BAD_SIGNATURE, difference.field,
                " would be recorded otherwise than it was signed (",
                difference.text,
                "); say in the command what is to be recorded, and sign that")
      .At(difference.field);
}

}  // namespace loopledger
