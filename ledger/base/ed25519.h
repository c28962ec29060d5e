// Ed25519 (RFC 8032): signing keys, and whether a key signed these bytes.
//
// Keys and signatures are strings of bytes as the RFC encodes them. The free
// functions keep nothing and are safe for concurrent use.
#ifndef LEDGER_BASE_ED25519_H_
#define LEDGER_BASE_ED25519_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

// OpenSSL's EVP_PKEY, which only the .cc names.
struct evp_pkey_st;

namespace loopledger {

inline constexpr size_t kEd25519KeyBytes = 32;
inline constexpr size_t kEd25519SignatureBytes = 64;

// Whether `bytes` encode a point, canonically, that is not one of the eight of
// small order: under those anybody can make a signature of anything.
bool IsEd25519PublicKey(absl::string_view bytes);

// Whether `signature` is of `message` by the private half of `public_key`.
// False as well when any of them is malformed.
bool VerifyEd25519(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature);

// A private key. Its memory is OpenSSL's, which clears it. Safe for concurrent
// use.
class SigningKey {
 public:
  // From the system's random numbers.
  static SigningKey Generate();
  // From the 32 bytes that RFC 8032 calls the private key.
  static std::optional<SigningKey> FromSeed(absl::string_view seed);
  // From PKCS #8 in PEM, not encrypted, as OpenSSL writes it. Nothing when it
  // is none, or one of another kind.
  static std::optional<SigningKey> FromPem(absl::string_view pem);

  std::string ToPem() const;
  const std::string& public_key() const { return public_key_; }
  // The same for the same message.
  std::string Sign(absl::string_view message) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  explicit SigningKey(evp_pkey_st* key);

  std::unique_ptr<evp_pkey_st, Free> key_;
  std::string public_key_;
};

}  // namespace loopledger

#endif  // LEDGER_BASE_ED25519_H_
