// Keys that sign commands, as files on this machine: PKCS #8 in PEM, which
// OpenSSL reads too, and which only their owner may read.
#ifndef TOOLS_SIGNING_H_
#define TOOLS_SIGNING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/base/ed25519.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger {

struct Signer {
  std::string key_id;
  SigningKey key;
};

// What a key is called when nobody calls it otherwise: by a digest of its
// public half.
std::string KeyIdOf(const SigningKey& key);

// The key in the file at `path`; `key_id` empty: as KeyIdOf. A usage error when
// it cannot be read, is no key, or can be read by others than its owner.
absl::StatusOr<Signer> ReadSigner(const std::string& path,
                                  const std::string& key_id);

// Writes the key to a new file, which only its owner may read. A usage error
// when something is at `path` already.
absl::Status WriteKey(const std::string& path, const SigningKey& key);

}  // namespace loopledger

#endif  // TOOLS_SIGNING_H_
