#include "ledger/base/ed25519.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

namespace loopledger {
namespace {

std::string Bytes(absl::string_view hex) { return absl::HexStringToBytes(hex); }

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, section 7.1, tests 1 to 3.
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88215"
     "90a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e4"
     "3e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b53"
     "8d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519, SignsAsTheRfcSays) {
  for (const Vector& vector : kVectors) {
    const std::optional<SigningKey> key =
        SigningKey::FromSeed(Bytes(vector.seed));
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key->public_key(), Bytes(vector.public_key));
    EXPECT_EQ(key->Sign(Bytes(vector.message)), Bytes(vector.signature));
    EXPECT_TRUE(VerifyEd25519(key->public_key(), Bytes(vector.message),
                              Bytes(vector.signature)));
    EXPECT_TRUE(IsEd25519PublicKey(key->public_key()));
  }
}

TEST(Ed25519, SeesEveryFlippedBit) {
  const std::string key = Bytes(kVectors[2].public_key);
  const std::string message = Bytes(kVectors[2].message);
  const std::string signature = Bytes(kVectors[2].signature);
  for (size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    std::string flipped = signature;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyEd25519(key, message, flipped)) << bit;
  }
  EXPECT_FALSE(VerifyEd25519(key, message + "x", signature));
  EXPECT_FALSE(
      VerifyEd25519(Bytes(kVectors[1].public_key), message, signature));
}

TEST(Ed25519, TakesNoBytesOfAnotherLength) {
  const std::string key = Bytes(kVectors[0].public_key);
  const std::string signature = Bytes(kVectors[0].signature);
  EXPECT_FALSE(VerifyEd25519(key, "", signature + "x"));
  EXPECT_FALSE(VerifyEd25519(key, "", signature.substr(1)));
  EXPECT_FALSE(VerifyEd25519(key, "", ""));
  EXPECT_FALSE(VerifyEd25519(key.substr(1), "", signature));
  EXPECT_FALSE(IsEd25519PublicKey(key + "x"));
  EXPECT_FALSE(IsEd25519PublicKey(""));
  EXPECT_FALSE(SigningKey::FromSeed("short").has_value());
}

TEST(Ed25519, KnowsAPublicKeyFromOtherBytes) {
  // y = 2 has no x; y = 3 has one. The sign of x is the highest bit.
  std::string two(kEd25519KeyBytes, '\0');
  two[0] = 2;
  EXPECT_FALSE(IsEd25519PublicKey(two));
  std::string three = two;
  three[0] = 3;
  EXPECT_TRUE(IsEd25519PublicKey(three));
  three.back() = static_cast<char>(0x80);
  EXPECT_TRUE(IsEd25519PublicKey(three));
}

// Each is a point, but one under which anybody can sign.
TEST(Ed25519, TakesNoPublicKeyOfSmallOrder) {
  for (const char* hex :
       {"0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // The same numbers again, not reduced.
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    EXPECT_FALSE(IsEd25519PublicKey(Bytes(hex))) << hex;
  }
}

TEST(SigningKey, GoesThroughItsFileUnchanged) {
  const SigningKey key = SigningKey::Generate();
  const std::string pem = key.ToPem();
  EXPECT_TRUE(absl::StartsWith(pem, "-----BEGIN PRIVATE KEY-----\n"));
  const std::optional<SigningKey> again = SigningKey::FromPem(pem);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(again->Sign("x"), key.Sign("x"));
  EXPECT_NE(SigningKey::Generate().public_key(), key.public_key());
}

TEST(SigningKey, IsNotReadFromAnythingElse) {
  EXPECT_FALSE(SigningKey::FromPem("").has_value());
  EXPECT_FALSE(SigningKey::FromPem("a letter").has_value());
  const std::string pem = SigningKey::Generate().ToPem();
  EXPECT_FALSE(SigningKey::FromPem(pem.substr(0, pem.size() / 2)).has_value());
  // Of the same kind of curve, for agreement and not for signatures: X25519.
  EXPECT_FALSE(
      SigningKey::FromPem("-----BEGIN PRIVATE KEY-----\n"
                          "MC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8Q"
                          "ERITFBUWFxgZGhscHR4f\n"
                          "-----END PRIVATE KEY-----\n")
          .has_value());
}

}  // namespace
}  // namespace loopledger
