// loopledger key: keys that sign commands. A key file never leaves the machine;
// what is told of it here is its public half.
#include <google/protobuf/util/time_util.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "consumers/client/client.h"
#include "ledger/base/clock.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/receipt.pb.h"
#include "tools/ask.h"
#include "tools/signing.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

// As C2SP's signed-note writes a verifier key: NAME+HASH+BASE64.
std::string VerifierKey(const std::string& key_id, const SigningKey& key) {
  constexpr char kEd25519 = 0x01;
  constexpr size_t kHashBytes = 4;
  const std::string typed =
      absl::StrCat(std::string(1, kEd25519), key.public_key());
  const Digest digest = Sha256(absl::StrCat(key_id, "\n", typed));
  return absl::StrCat(
      key_id, "+",
      absl::BytesToHexString(AsBytes(digest).substr(0, kHashBytes)), "+",
      absl::Base64Escape(typed));
}

int PrintKey(const Globals& globals, const std::string& file,
             const std::string& key_id, const SigningKey& key) {
  Json shown = Json::Object();
  shown.Add("file", Json::String(file));
  shown.Add("key_id", Json::String(key_id));
  shown.Add("public_key", Json::String(absl::Base64Escape(key.public_key())));
  shown.Add("verifier_key", Json::String(VerifierKey(key_id, key)));
  PrintOne(globals.format(), shown);
  return kExitOk;
}

absl::Status ReadTime(absl::string_view flag, const std::string& text,
                      google::protobuf::Timestamp& time) {
  if (google::protobuf::util::TimeUtil::FromString(text, &time)) {
    return absl::OkStatus();
  }
  return UsageError(absl::StrCat(flag, " ", text, " is no time"),
                    absl::StrCat(flag, " 2026-01-31T00:00:00Z"));
}

absl::StatusOr<v1::Command> Rotation(const std::string& org,
                                     const KeyOptions& options,
                                     const Signer& signer) {
  const absl::Time now = SystemClock().Now();
  v1::Command command;
  v1::RotateKey& rotate = *command.mutable_rotate_key();
  rotate.set_org_id(org);
  rotate.set_key_id(signer.key_id);
  rotate.set_public_key(signer.key.public_key());
  if (!options.from.empty()) {
    RETURN_IF_ERROR(
        ReadTime("--from", options.from, *rotate.mutable_valid_from()));
  }
  if (!options.to.empty()) {
    RETURN_IF_ERROR(ReadTime("--to", options.to, *rotate.mutable_valid_to()));
  }
  command.mutable_actor()->set_org(org);
  command.mutable_actor()->set_person(options.person);
  command.mutable_actor()->set_role(options.role);
  *command.mutable_occurred_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(ToMicros(now));
  command.set_command_id(absl::StrCat(
      "rotate-",
      absl::BytesToHexString(AsBytes(Sha256(command.SerializeAsString())))));
  return command;
}

}  // namespace

Exit KeyGenerate(const Globals& globals, const KeyOptions& options) {
  const SigningKey key = SigningKey::Generate();
  RETURN_IF_ERROR(WriteKey(options.file, key));
  return PrintKey(globals, options.file,
                  options.key_id.empty() ? KeyIdOf(key) : options.key_id, key);
}

Exit KeyPublic(const Globals& globals, const KeyOptions& options) {
  ASSIGN_OR_RETURN(const Signer signer,
                   ReadSigner(options.file, options.key_id));
  return PrintKey(globals, options.file, signer.key_id, signer.key);
}

Exit KeyRotate(const Globals& globals, const KeyOptions& options) {
  const std::string org = globals.settings.Text("org");
  if (org.empty()) {
    return UsageError("key rotate must know whose key it is",
                      "loopledger key rotate FILE --org ORG --person PERSON");
  }
  ASSIGN_OR_RETURN(const Signer signer,
                   ReadSigner(options.file, options.key_id));
  ASSIGN_OR_RETURN(const v1::Command command, Rotation(org, options, signer));
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::Receipt receipt, client.Submit(command));
  ASSIGN_OR_RETURN(const Json shown, ToJson(receipt));
  PrintOne(globals.format(), shown);
  return kExitOk;
}

}  // namespace loopledger
