#include "ledger/log/kafka_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/log/kafka_log.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;
using testing::Not;

// What librdkafka is told last of `name`.
std::string Told(const KafkaSettings& settings, const std::string& name) {
  const auto all = EffectiveProperties(settings);
  EXPECT_THAT(all, IsOk());
  std::string value;
  for (const auto& [each, said] : *all) {
    if (each == name) value = said;
  }
  return value;
}

TEST(KafkaSettings, ReadsAUrl) {
  KafkaSettings settings;
  ASSERT_THAT(
      ReadKafkaUrl("kafka://a:9092,[::1]:9093/loopledger.north", settings),
      IsOk());
  EXPECT_EQ(settings.brokers, "a:9092,[::1]:9093");
  EXPECT_EQ(settings.topic, "loopledger.north");
  EXPECT_EQ(LedgerOfTopic(settings.topic), "north");
  EXPECT_EQ(LedgerOfTopic("north"), "north");
}

TEST(KafkaSettings, SayWhatIsWrongWithAUrl) {
  KafkaSettings settings;
  for (const char* url :
       {"kafka:", "kafka://", "kafka://a:9092", "kafka://a:9092/",
        "kafka://a/t", "kafka://:1/t", "kafka://a:0/t", "kafka://a:70000/t",
        "kafka://a:1,/t", "kafka://a:1/..", "kafka://a:1/t t",
        "kafka://a:1/t/u"}) {
    EXPECT_THAT(ReadKafkaUrl(url, settings),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(absl::StrCat("log \"", url, "\""))));
  }
}

TEST(KafkaSettings, TellTheLedgersOwnUnlessToldOtherwise) {
  KafkaSettings settings;
  EXPECT_EQ(Told(settings, "enable.idempotence"), "true");
  EXPECT_EQ(Told(settings, "acks"), "all");
  EXPECT_EQ(Told(settings, "socket.nagle.disable"), "true");
  EXPECT_EQ(Told(settings, "client.id"), "loopledger");
  settings.properties = {{"client.id", "north"}, {"acks", "all"}};
  EXPECT_EQ(Told(settings, "client.id"), "north");
}

TEST(KafkaSettings, KeepWhatTheLedgerRestsOn) {
  const std::pair<const char*, const char*> refused[] = {
      {"acks", "1"},
      {"request.required.acks", "1"},
      {"enable.idempotence", "false"},
      {"auto.offset.reset", "latest"},
      {"isolation.level", "read_committed"},
      {"transactional.id", "t"},
      {"group.id", "g"},
      {"bootstrap.servers", "elsewhere:9092"}};
  for (const auto& [name, value] : refused) {
    KafkaSettings settings;
    settings.properties[name] = value;
    EXPECT_THAT(EffectiveProperties(settings),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(absl::StrCat("rdkafka.", name))));
  }
}

TEST(KafkaSettings, TakeSecretsFromFilesAndTheEnvironmentOnly) {
  const std::string directory = MakeTemporaryDirectory();
  std::ofstream(directory + "/password") << "from a file\n";
  ::setenv("LOOPLEDGER_TEST_SECRET", "from the environment", 1);
  KafkaSettings settings;
  settings.properties["sasl.password"] =
      absl::StrCat("file:", directory, "/password");
  EXPECT_EQ(Told(settings, "sasl.password"), "from a file");
  settings.properties["sasl.password"] = "env:LOOPLEDGER_TEST_SECRET";
  EXPECT_EQ(Told(settings, "sasl.password"), "from the environment");
  RemoveDirectory(directory);
  for (const std::string& value :
       {std::string("hunter2"), std::string("env:LOOPLEDGER_NO_SUCH"),
        absl::StrCat("file:", directory, "/password")}) {
    settings.properties["sasl.password"] = value;
    EXPECT_THAT(EffectiveProperties(settings),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("sasl.password")));
  }
}

TEST(KafkaSettings, NeverShowASecret) {
  ::setenv("LOOPLEDGER_TEST_SECRET", "hunter2", 1);
  std::string said;
  KafkaSettings settings;
  settings.brokers = "127.0.0.1:1";
  settings.topic = "loopledger.north";
  settings.opening = absl::Milliseconds(200);
  settings.properties = {{"security.protocol", "sasl_plaintext"},
                         {"sasl.mechanism", "PLAIN"},
                         {"sasl.username", "north"},
                         {"sasl.password", "env:LOOPLEDGER_TEST_SECRET"},
                         {"debug", "all"},
                         {"log_level", "7"}};
  absl::Mutex mu;
  settings.on_log = [&](absl::string_view line) {
    absl::MutexLock lock(&mu);
    absl::StrAppend(&said, line, "\n");
  };
  const auto opened = KafkaLog::Open(settings);
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kUnavailable,
                               HasSubstr("127.0.0.1:1")));
  EXPECT_THAT(opened.status().message(), Not(HasSubstr("hunter2")));
  settings.properties["sasl.password"] = "hunter2";
  EXPECT_THAT(KafkaLog::Open(settings).status().message(),
              Not(HasSubstr("hunter2")));
  absl::MutexLock lock(&mu);
  EXPECT_THAT(said, HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST(KafkaSettings, NameAPropertyThatIsNone) {
  KafkaSettings settings;
  settings.brokers = "127.0.0.1:1";
  settings.topic = "loopledger.north";
  settings.properties["no.such.thing"] = "1";
  EXPECT_THAT(KafkaLog::Open(settings),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("rdkafka.no.such.thing was not taken")));
}

}  // namespace
}  // namespace loopledger
