#include "ledger/base/sha256.h"

#include <openssl/evp.h>

#include "ledger/base/check.h"

namespace loopledger {
namespace {

// One reused context a thread: fetching the algorithm and allocating a context
// for each record costs more than hashing it.
class Hasher {
 public:
  Hasher() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    CHECK(algorithm_ != nullptr && context_ != nullptr);
  }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  ~Hasher() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }

  void Begin() {
    CHECK(EVP_DigestInit_ex2(context_, algorithm_, nullptr) == 1);
  }
  void Add(absl::string_view bytes) {
    CHECK(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
  }
  Digest End() {
    Digest digest;
    CHECK(EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1);
    return digest;
  }

 private:
  EVP_MD* algorithm_;
  EVP_MD_CTX* context_ = EVP_MD_CTX_new();
};

Hasher& ThreadHasher() {
  static thread_local Hasher hasher;
  return hasher;
}

}  // namespace

Digest Sha256(absl::string_view bytes) {
  Hasher& hasher = ThreadHasher();
  hasher.Begin();
  hasher.Add(bytes);
  return hasher.End();
}

Digest LeafHash(absl::string_view stored_bytes) {
  Hasher& hasher = ThreadHasher();
  hasher.Begin();
  hasher.Add(absl::string_view("\0", 1));
  hasher.Add(stored_bytes);
  return hasher.End();
}

}  // namespace loopledger
