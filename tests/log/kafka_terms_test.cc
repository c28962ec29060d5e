#include "ledger/log/kafka_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace loopledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kFeatures[] = "ApiVersion,IdempotentProducer,LZ4,MsgVer2,ZSTD";

// After what librdkafka says on the way; `off` is what it then gives up.
KafkaTerms Agreed(absl::string_view off, int produce) {
  KafkaTerms terms{.library = "2.0.2",
                   .idempotence = "true",
                   .acks = "-1",
                   .compression = "lz4",
                   .compression_asked = "lz4",
                   .producer_id = false,
                   .trouble = "",
                   .brokers = {}};
  const std::string at = "[thrd:127.0.0.1:9092/1]: 127.0.0.1:9092/1: ";
  NoteKafkaTerms(
      absl::StrCat(at, "  ApiKey Produce (0) Versions ", produce, "..13"),
      terms);
  for (const absl::string_view feature : absl::StrSplit(kFeatures, ',')) {
    NoteKafkaTerms(absl::StrCat(at, "Enabling feature ", feature), terms);
  }
  if (!off.empty()) {
    NoteKafkaTerms(absl::StrCat(at, "Disabling feature ", off), terms);
  }
  NoteKafkaTerms(
      "[thrd:main]: Idempotent producer state change WaitPID -> Assigned",
      terms);
  return terms;
}

std::vector<std::string> Names(const KafkaTerms& terms) {
  std::vector<std::string> names;
  for (const KafkaLack& lack : LacksOf(terms)) names.push_back(lack.name);
  return names;
}

TEST(KafkaTerms, AreReadFromWhatLibrdkafkaSays) {
  const KafkaTerms terms = Agreed("", 0);
  ASSERT_EQ(terms.brokers.size(), 1u);
  const auto& [name, broker] = *terms.brokers.begin();
  EXPECT_EQ(name, "127.0.0.1:9092/1");
  EXPECT_EQ(absl::StrJoin(broker.features, ","), kFeatures);
  EXPECT_EQ(broker.versions.at("Produce"), std::make_pair(0, 13));
  EXPECT_TRUE(terms.producer_id);
  EXPECT_THAT(Names(terms), IsEmpty());
}

TEST(KafkaTerms, LackWhatWasSwitchedOff) {
  EXPECT_THAT(Names(Agreed("IdempotentProducer", 0)),
              ElementsAre("KAFKA_IDEMPOTENCE_OFF"));
  EXPECT_THAT(Names(Agreed("MsgVer2", 0)),
              ElementsAre("KAFKA_IDEMPOTENCE_OFF"));
  EXPECT_THAT(Names(Agreed("LZ4", 0)), ElementsAre("KAFKA_COMPRESSION_OFF"));
  KafkaTerms terms = Agreed("", 0);
  terms.producer_id = false;
  terms.trouble = "no broker gave one";
  terms.acks = "1";
  EXPECT_THAT(Names(terms),
              ElementsAre("KAFKA_IDEMPOTENCE_OFF", "KAFKA_ACKS_OFF"));
}

// A broker without Produce 0, to which librdkafka 2.0 sends lz4 uncompressed.
TEST(KafkaTerms, LackCompressionWhereTheOldestProduceIsGone) {
  KafkaTerms terms = Agreed("", 3);
  EXPECT_THAT(Names(terms), ElementsAre("KAFKA_COMPRESSION_OFF"));
  terms.compression = terms.compression_asked = "zstd";
  EXPECT_THAT(Names(terms), IsEmpty());
  terms.compression = terms.compression_asked = "none";
  EXPECT_THAT(Names(terms), IsEmpty());
}

}  // namespace
}  // namespace loopledger
