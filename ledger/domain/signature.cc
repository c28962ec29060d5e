#include "ledger/domain/signature.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/message_differencer.h"
#include "ledger/base/check.h"
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

// The event's body as its command's: the same fields under the same numbers.
void BodySaid(const v1::Event& event, v1::Command& said) {
  const auto number = static_cast<int>(event.body_case());
  const auto* from = v1::Event::descriptor()->FindFieldByNumber(number);
  const auto* to = v1::Command::descriptor()->FindFieldByNumber(number);
  if (from == nullptr || to == nullptr) return;
  pb::Message& body = *said.GetReflection()->MutableMessage(&said, to);
  const pb::Message& recorded = event.GetReflection()->GetMessage(event, from);
  CHECK(body.ParsePartialFromString(recorded.SerializePartialAsString()));
  body.DiscardUnknownFields();  // What the ledger determined: from 50 on.
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

Refusal NoSuchKey(const organisation::State& org, const Call& call) {
  const std::string& id = call.command.signature().key_id();
  const auto name = [](std::string* out, const organisation::Key& key) {
    absl::StrAppend(out, key.id);
  };
  return Reject(v1::BAD_SIGNATURE, call.org(), " has no key ", id, "; ",
                org.keys.empty()
                    ? "rotate_key records one"
                    : absl::StrCat("its keys are ",
                                   absl::StrJoin(org.keys, ", ", name)))
      .At("signature.key_id");
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
  const v1::Signature& signature = call.command.signature();
  REFUSE_IF(NeedsText(signature.key_id(), "signature.key_id"));
  const organisation::State& org = organisations.Find(call.org());
  const auto key = std::find_if(org.keys.begin(), org.keys.end(),
                                [&](const organisation::Key& one) {
                                  return one.id == signature.key_id();
                                });
  if (key == org.keys.end()) return NoSuchKey(org, call);
  const absl::Time at = call.stamp.occurred_at;
  if (at < key->from || at >= key->to) {
    return Reject(v1::BAD_SIGNATURE, "key ", key->id, " of ", call.org(),
                  " is valid from ", TimeText(key->from), " until ",
                  TimeText(key->to), ", and this occurred at ", TimeText(at),
                  "; sign with a key that was valid then")
        .At("signature.key_id");
  }
  if (signature.value().size() != kEd25519SignatureBytes) {
    return Reject(v1::BAD_SIGNATURE, "value has ", signature.value().size(),
                  " bytes; an Ed25519 signature has ", kEd25519SignatureBytes)
        .At("signature.value");
  }
  if (VerifyEd25519(key->public_key, SignedBytes(ledger, call.command),
                    signature.value())) {
    return {};
  }
  return Reject(v1::BAD_SIGNATURE, "this is no signature by key ", key->id,
                " of ", call.org(), " of this command in the ledger ", ledger,
                "; sign the command as it is sent, for this ledger, with the "
                "private half of that key")
      .At("signature.value");
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
