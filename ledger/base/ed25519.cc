#include "ledger/base/ed25519.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstdint>

#include "ledger/base/check.h"

namespace loopledger {
namespace {

template <auto kFree>
struct Freeing {
  template <typename T>
  void operator()(T* what) const {
    kFree(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using Numbers = std::unique_ptr<BN_CTX, Freeing<BN_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freeing<BIO_free>>;

const uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

Number FromHex(const char* digits) {
  BIGNUM* number = nullptr;
  CHECK(BN_hex2bn(&number, digits) > 0);
  return Number(number);
}

// The field's prime, 2^255 - 19, and the curve's d (RFC 8032, section 5.1).
constexpr char kPrime[] =
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
constexpr char kD[] =
    "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
// The y of the points whose order divides 8; the sign of x makes no difference.
constexpr const char* kSmallOrder[] = {
    "0",
    "1",
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
};

bool IsSmallOrder(const BIGNUM* y) {
  return std::any_of(
      std::begin(kSmallOrder), std::end(kSmallOrder),
      [&](const char* one) { return BN_cmp(y, FromHex(one).get()) == 0; });
}

// Whether some x goes with `y`: x^2 = (y^2 - 1) / (d y^2 + 1) has a root, which
// is so when the quotient, and with it the product, is a square.
bool IsOnCurve(const BIGNUM* y, const BIGNUM* prime) {
  const Numbers numbers(BN_CTX_new());
  const Number above(BN_new());
  const Number below(BN_new());
  const Number d = FromHex(kD);
  CHECK(numbers && above && below);
  CHECK(BN_mod_sqr(above.get(), y, prime, numbers.get()) == 1);
  CHECK(BN_mod_mul(below.get(), d.get(), above.get(), prime, numbers.get()) ==
        1);
  CHECK(BN_sub_word(above.get(), 1) == 1 && BN_add_word(below.get(), 1) == 1);
  CHECK(BN_mod_mul(above.get(), above.get(), below.get(), prime,
                   numbers.get()) == 1);
  const int square = BN_kronecker(above.get(), prime, numbers.get());
  CHECK(square >= -1);
  return square == 1;
}

}  // namespace

bool IsEd25519PublicKey(absl::string_view bytes) {
  if (bytes.size() != kEd25519KeyBytes) return false;
  std::string y_bytes(bytes.data(), bytes.size());
  y_bytes.back() = static_cast<char>(y_bytes.back() & 0x7f);  // The sign of x.
  const Number y(BN_lebin2bn(Bytes(y_bytes), kEd25519KeyBytes, nullptr));
  const Number prime = FromHex(kPrime);
  CHECK(y != nullptr);
  return BN_cmp(y.get(), prime.get()) < 0 && !IsSmallOrder(y.get()) &&
         IsOnCurve(y.get(), prime.get());
}

bool VerifyEd25519(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature) {
  if (public_key.size() != kEd25519KeyBytes ||
      signature.size() != kEd25519SignatureBytes) {
    return false;
  }
  const Key key(EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  CHECK(key != nullptr && context != nullptr);
  CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                             key.get()) == 1);
  return EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                          Bytes(message), message.size()) == 1;
}

void SigningKey::Free::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

SigningKey::SigningKey(evp_pkey_st* key)
    : key_(key), public_key_(kEd25519KeyBytes, '\0') {
  size_t length = public_key_.size();
  CHECK(key != nullptr);
  CHECK(EVP_PKEY_get_raw_public_key(
            key, reinterpret_cast<uint8_t*>(public_key_.data()), &length) == 1);
  CHECK(length == kEd25519KeyBytes);
}

SigningKey SigningKey::Generate() {
  return SigningKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

std::optional<SigningKey> SigningKey::FromSeed(absl::string_view seed) {
  if (seed.size() != kEd25519KeyBytes) return std::nullopt;
  return SigningKey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                 Bytes(seed), seed.size()));
}

std::optional<SigningKey> SigningKey::FromPem(absl::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CHECK(bio != nullptr);
  // An encrypted one asks for its passphrase: it gets none.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return std::nullopt;
  }
  return SigningKey(key.release());
}

std::string SigningKey::ToPem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  CHECK(bio != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr,
                                      0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

std::string SigningKey::Sign(absl::string_view message) const {
  const Context context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                           key_.get()) == 1);
  std::string signature(kEd25519SignatureBytes, '\0');
  size_t length = signature.size();
  CHECK(EVP_DigestSign(context.get(),
                       reinterpret_cast<uint8_t*>(signature.data()), &length,
                       Bytes(message), message.size()) == 1);
  CHECK(length == kEd25519SignatureBytes);
  return signature;
}

}  // namespace loopledger
