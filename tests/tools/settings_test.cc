#include "tools/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  ~SettingsTest() override {
    unsetenv("LOOPLEDGER_GRPC");
    unsetenv("LOOPLEDGER_TIMEOUT");
    RemoveDirectory(directory_);
  }

  std::string File(const std::string& text) {
    const std::string path = directory_ + "/config.yaml";
    std::ofstream(path) << text;
    return path;
  }

  const std::string directory_ = MakeTemporaryDirectory();
};

TEST_F(SettingsTest, PrefersFlagToEnvironmentToFileToDefault) {
  Settings settings;
  settings.SetFlag("config", File("grpc: 127.0.0.1:1\norg: north\n"
                                  "timeout: 5s\n"));
  setenv("LOOPLEDGER_GRPC", "127.0.0.1:2", 1);
  setenv("LOOPLEDGER_TIMEOUT", "7s", 1);
  settings.SetFlag("grpc", "127.0.0.1:3");
  ASSERT_THAT(settings.Load(), IsOk());
  EXPECT_EQ(settings.Text("grpc"), "127.0.0.1:3");
  EXPECT_EQ(settings.Value("grpc").origin, "flag --grpc");
  EXPECT_EQ(settings.Duration("timeout"), absl::Seconds(7));
  EXPECT_EQ(settings.Value("timeout").origin, "environment LOOPLEDGER_TIMEOUT");
  EXPECT_EQ(settings.Text("org"), "north");
  EXPECT_THAT(settings.Value("org").origin, HasSubstr("config.yaml:2"));
  EXPECT_EQ(settings.Text("output"), "table");
  EXPECT_EQ(settings.Value("output").origin, "default");
  EXPECT_FALSE(settings.IsSet("output"));
}

TEST_F(SettingsTest, NamesTheLineOfAnUnknownKey) {
  EXPECT_THAT(Settings::CheckFile(File("org: north\n\ncolour: red\n")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::AllOf(HasSubstr("config.yaml:3"),
                                      HasSubstr("colour"))));
}

TEST_F(SettingsTest, TakesLibrdkafkasOwnFromTheFile) {
  EXPECT_THAT(Settings::CheckFile(File("rdkafka.client.id: north\n")), IsOk());
  EXPECT_THAT(
      Settings::CheckFile(File("org: north\nrdkafka.acks: 1\n")),
      StatusIs(absl::StatusCode::kInvalidArgument,
               testing::AllOf(HasSubstr("config.yaml:2"),
                              HasSubstr("rdkafka.acks cannot be set"))));
  EXPECT_THAT(Settings::CheckFile(File("rdkafka.sasl.password: hunter2\n")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::AllOf(HasSubstr("is a secret"),
                                      testing::Not(HasSubstr("hunter2")))));
}

TEST_F(SettingsTest, NamesTheLineOfAWrongValue) {
  EXPECT_THAT(Settings::CheckFile(File("timeout: soon\n")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::AllOf(HasSubstr(":1"), HasSubstr("duration"))));
  EXPECT_THAT(
      Settings::CheckFile(File("streams_max: 0\n")),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("whole number")));
  EXPECT_THAT(Settings::CheckFile(File("dev: perhaps\n")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("true")));
}

TEST_F(SettingsTest, RefusesWhatIsNoListOfSettings) {
  for (const char* text : {"just words\n", "- a\n- b\n", "org: [a, b]\n",
                           "org: a\norg: b\n", "org: [a\n"}) {
    EXPECT_THAT(
        Settings::CheckFile(File(text)),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("config.yaml")))
        << text;
  }
  EXPECT_THAT(
      Settings::CheckFile(directory_ + "/none.yaml"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none.yaml")));
  EXPECT_THAT(Settings::CheckFile(File("")), IsOk());
}

TEST_F(SettingsTest, SaysWhichFlagOrVariableIsWrong) {
  Settings flagged;
  flagged.SetFlag("output", "pdf");
  EXPECT_THAT(flagged.Load(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("flag --output")));
  setenv("LOOPLEDGER_TIMEOUT", "never", 1);
  EXPECT_THAT(Settings().Load(), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("LOOPLEDGER_TIMEOUT")));
}

TEST(AllSettings, HaveDefaultsThatAreRight) {
  Settings settings;
  ASSERT_THAT(settings.Load(), IsOk());
  for (const SettingInfo& info : AllSettings()) {
    if (info.kind == SettingInfo::Kind::kCount) {
      EXPECT_GT(settings.Count(info.name), 0) << info.name;
    }
    if (info.kind == SettingInfo::Kind::kDuration) {
      EXPECT_GT(settings.Duration(info.name), absl::ZeroDuration())
          << info.name;
    }
  }
  EXPECT_FALSE(settings.Switch("dev"));
}

}  // namespace
}  // namespace loopledger
