#include "tests/support/play.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "ledger/base/clock.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/world.h"
#include "tests/support/fill.h"
#include "tests/support/watch.h"

namespace loopledger {
namespace {

// "28d", "3h", "28d1us".
bool ParseDays(absl::string_view text, absl::Duration& duration) {
  int64_t days = 0;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, 'd');
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &days)) {
    text = parts[1];
    duration = absl::Hours(24) * days;
  } else {
    duration = absl::ZeroDuration();
  }
  if (text.empty()) return true;
  absl::Duration rest;
  if (!absl::ParseDuration(text, &rest)) return false;
  duration += rest;
  return true;
}

class Player {
 public:
  template <typename Log>
  Player(const Scenario& scenario, Log log)
      : scenario_(scenario), stage_(std::move(log), scenario.founding) {}

  void PlayAll() {
    Open();
    for (const Step& step : scenario_.steps) {
      SCOPED_TRACE(absl::StrCat("tests/scenarios/", scenario_.name,
                                ".scenario:", step.line));
      Play(step);
      if (testing::Test::HasFatalFailure()) return;
    }
    EXPECT_TRUE(told_) << "the last step asked; then or refuse is missing";
    CheckRepeated();
    CheckReplayed();
    CheckRebuilt();
  }

 private:
  void Open() {
    ASSERT_TRUE(Fine(stage_.Open()));
    ASSERT_TRUE(Fine(watch_.Start(stage_.log())));
  }

  static bool Fine(const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
    return status.ok();
  }

  template <typename Message>
  static Message Read(const std::string& text) {
    Message message;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
        << text;
    return message;
  }

  void Play(const Step& step) {
    switch (step.kind) {
      case Step::Kind::kGiven:
        return Given(CommandOf(Read<v1::Event>(step.text)));
      case Step::Kind::kWhen:
        return When(Read<v1::Command>(step.text), true);
      case Step::Kind::kExactly:
        return When(Read<v1::Command>(step.text), false);
      case Step::Kind::kThen:
        return Then(Read<v1::Event>(step.text));
      case Step::Kind::kRefuse:
        return Refuse(step.text);
      case Step::Kind::kRestart:
        watch_.Stop();
        stage_.Close();
        return Open();
      case Step::Kind::kAt:
        return At(step.text);
      case Step::Kind::kAfter:
        return After(step.text);
      case Step::Kind::kTicks:
        return Ticks(step.text);
      case Step::Kind::kCloseBackfill:
        ASSERT_TRUE(Fine(stage_.CloseBackfill().status()));
        return;
      case Step::Kind::kView:
        return View(step.text);
      case Step::Kind::kAbsent:
        return Absent(step.text);
    }
  }

  // Whatever must come before it, and has not come, comes first.
  void Given(v1::Command command) {
    if (command.body_case() == v1::Command::BODY_NOT_SET) {
      FAIL() << "the event has no body";
    }
    FillBody(stage_.now(), command);
    for (const v1::Command& before : Before(command)) {
      if (happened_.count(HappeningOf(before)) == 0) Given(before);
    }
    Submit(std::move(command));
    ASSERT_TRUE(last_.ok()) << last_.status();
    told_ = true;
  }

  void When(v1::Command command, bool fill_body) {
    EXPECT_TRUE(told_) << "the step before asked; then or refuse is missing";
    if (fill_body) FillBody(stage_.now(), command);
    Submit(std::move(command));
    told_ = false;
  }

  void Submit(v1::Command command) {
    FillEnvelope(absl::StrCat("c-", ++asked_), stage_.now(), command);
    FillSignature(scenario_.founding.ledger(), command);
    last_ = stage_.Submit(command);
    if (!last_.ok()) return;
    granted_.emplace_back(std::move(command), *last_);
    // Folded in step, so that what is rebuilt later was batched otherwise.
    EXPECT_TRUE(Fine(watch_.Await(stage_.head().next)));
    Note(last_->event());
  }

  // A draft is of the version that the ledger gives it; others may ask for it
  // with or without naming that version.
  void Note(const v1::Event& event) {
    Happening happening = HappeningOf(event);
    happened_.insert(happening);
    happening.version = 0;
    happened_.insert(happening);
  }

  void Then(const v1::Event& expected) {
    told_ = true;
    ASSERT_TRUE(last_.ok()) << last_.status();
    ExpectAtLeast(expected, last_->event());
  }

  // REASON [at FIELD] ["words"]
  void Refuse(absl::string_view text) {
    told_ = true;
    ASSERT_FALSE(last_.ok()) << "granted:\n" << last_->event().DebugString();
    Refusal refusal;
    ASSERT_TRUE(FromStatus(last_.status(), refusal)) << last_.status();
    const std::vector<absl::string_view> quoted = absl::StrSplit(text, '"');
    const std::vector<absl::string_view> words =
        absl::StrSplit(quoted[0], ' ', absl::SkipEmpty());
    ASSERT_FALSE(words.empty());
    EXPECT_EQ(v1::Reason_Name(refusal.reason), std::string(words[0]))
        << refusal.message;
    if (words.size() == 3 && words[1] == "at") {
      EXPECT_EQ(refusal.field, std::string(words[2])) << refusal.message;
    } else {
      EXPECT_EQ(words.size(), 1u) << text;
    }
    if (quoted.size() > 1) {
      EXPECT_TRUE(absl::StrContains(refusal.message, quoted[1]))
          << refusal.message;
    }
  }

  // VIEW KEY ROW
  void View(absl::string_view text) {
    const std::vector<std::string> parts =
        absl::StrSplit(text, absl::MaxSplits(' ', 2));
    ASSERT_EQ(parts.size(), 3u) << text;
    ASSERT_TRUE(Fine(watch_.Await(stage_.head().next)));
    auto expected = watch_.EmptyRow(parts[0]);
    ASSERT_TRUE(Fine(expected.status()));
    absl::string_view row = absl::StripAsciiWhitespace(parts[2]);
    ASSERT_TRUE(absl::ConsumePrefix(&row, "{") &&
                absl::ConsumeSuffix(&row, "}"))
        << row;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(row),
                                                              expected->get()));
    const auto found = watch_.Row(parts[0], parts[1]);
    ASSERT_TRUE(Fine(found.status()));
    ExpectAtLeast(**expected, **found);
  }

  // VIEW KEY
  void Absent(absl::string_view text) {
    const std::vector<std::string> parts = absl::StrSplit(text, ' ');
    ASSERT_EQ(parts.size(), 2u) << text;
    ASSERT_TRUE(Fine(watch_.Await(stage_.head().next)));
    const auto found = watch_.Row(parts[0], parts[1]);
    EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound)
        << found.status();
  }

  static void ExpectAtLeast(const google::protobuf::Message& expected,
                            const google::protobuf::Message& found) {
    google::protobuf::util::MessageDifferencer differencer;
    differencer.set_scope(google::protobuf::util::MessageDifferencer::PARTIAL);
    std::string difference;
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(expected, found)) << difference;
  }

  void At(const std::string& text) {
    absl::Time time;
    std::string why;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &why)) << why;
    ASSERT_TRUE(Fine(stage_.MoveTo(time)));
  }

  void After(const std::string& text) {
    absl::Duration duration;
    ASSERT_TRUE(ParseDays(text, duration)) << text;
    ASSERT_TRUE(Fine(stage_.MoveTo(stage_.now() + duration)));
  }

  void Ticks(const std::string& text) {
    const auto records = stage_.Records();
    ASSERT_TRUE(Fine(records.status()));
    int count = 0;
    for (const v1::Record& record : *records) count += record.has_tick();
    EXPECT_EQ(absl::StrCat(count), text);
  }

  void CheckRepeated() {
    const Position next = stage_.head().next;
    for (const auto& [command, receipt] : granted_) {
      const auto again = stage_.Submit(command);
      ASSERT_TRUE(again.ok()) << again.status();
      EXPECT_EQ(again->SerializeAsString(), receipt.SerializeAsString());
    }
    EXPECT_EQ(stage_.head().next, next) << "asking again recorded something";
  }

  void CheckReplayed() {
    const auto records = stage_.Records();
    ASSERT_TRUE(Fine(records.status()));
    World replayed(BuiltInVocabularies());
    for (const v1::Record& record : *records) {
      if (record.has_event()) CheckDecidedAgain(replayed, record);
      replayed.Evolve(record);
    }
    EXPECT_TRUE(replayed == stage_.world()) << "the replayed world is another";
    EXPECT_EQ(replayed.NextDeadline(), stage_.world().NextDeadline());
  }

  // `before`: the world that the records before this one make.
  static void CheckDecidedAgain(const World& before, const v1::Record& record) {
    const Decision decision = before.Decide(CommandOf(record.event()),
                                            FromMicros(record.recorded_at()));
    if (const auto* refusal = std::get_if<Refusal>(&decision)) {
      ADD_FAILURE() << record.event().DebugString()
                    << "is refused: " << refusal->message;
      return;
    }
    // What the write path adds.
    v1::Event again = std::get<v1::Event>(decision);
    again.set_event_id(record.event().event_id());
    again.set_command_digest(record.event().command_digest());
    EXPECT_EQ(again.DebugString(), record.event().DebugString());
  }

  void CheckRebuilt() {
    ASSERT_TRUE(Fine(watch_.Await(stage_.head().next)));
    Watch rebuilt;
    ASSERT_TRUE(Fine(rebuilt.Start(stage_.log())));
    ASSERT_TRUE(Fine(rebuilt.Await(stage_.head().next)));
    watch_.Stop();
    rebuilt.Stop();
    const auto lived = watch_.Dump();
    const auto anew = rebuilt.Dump();
    ASSERT_TRUE(Fine(lived.status()) && Fine(anew.status()));
    EXPECT_FALSE(lived->empty());
    EXPECT_EQ(*lived, *anew);
  }

  const Scenario& scenario_;
  Stage stage_;
  Watch watch_;  // Reads the stage's log.
  int asked_ = 0;
  bool told_ = true;  // What came of the last step was looked at.
  absl::StatusOr<v1::Receipt> last_;
  std::vector<std::pair<v1::Command, v1::Receipt>> granted_;
  std::set<Happening> happened_;
};

}  // namespace

void Play(const Scenario& scenario, Stage::Backend backend) {
  Player(scenario, backend).PlayAll();
}

void Play(const Scenario& scenario, const std::string& url) {
  Player(scenario, url).PlayAll();
}

}  // namespace loopledger
