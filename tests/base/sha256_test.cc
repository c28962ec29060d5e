#include "ledger/base/sha256.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace loopledger {
namespace {

std::string Hex(const Digest& digest) {
  return absl::BytesToHexString(AsBytes(digest));
}

// FIPS 180-4's examples, as NIST publishes them.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(Hex(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, SeesBytesAfterAZero) {
  EXPECT_NE(Sha256(absl::string_view("a\0b", 3)),
            Sha256(absl::string_view("a\0c", 3)));
}

// RFC 6962, section 2.1: the leaf of no bytes is SHA-256 of one zero byte.
TEST(LeafHash, IsThatOfACertificateLog) {
  EXPECT_EQ(Hex(LeafHash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(LeafHash, IsTheDigestOfAZeroByteAndTheBytes) {
  const std::string stored = "the stored bytes of a record";
  EXPECT_EQ(LeafHash(stored), Sha256(std::string(1, '\0') + stored));
  EXPECT_NE(LeafHash(stored), Sha256(stored));
}

}  // namespace
}  // namespace loopledger
