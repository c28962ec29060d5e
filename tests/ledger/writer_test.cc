#include "ledger/writer.h"

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "ledger/log/memory_log.h"
#include "tests/support/commands.h"
#include "tests/support/manual_clock.h"

namespace loopledger {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

v1::Command SubmitReport(const std::string& command_id,
                         const std::string& report_id,
                         const std::string& text = "FICTITIOUS") {
  v1::Command command = ReportCommand(1);
  command.set_command_id(command_id);
  command.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(kNow) - 60);
  command.clear_late_reason();
  command.mutable_submit_report()->set_report_id(report_id);
  command.mutable_submit_report()->mutable_items(0)->set_text(text);
  return command;
}

// A log that cannot be read while `away` says so, as when no broker answers.
class DistantLog final : public EventLog {
 public:
  DistantLog(MemoryLog& log, const bool& away) : log_(log), away_(away) {}

  absl::StatusOr<Offset> Read(Offset from, int limit,
                              Visit visit) const override {
    if (away_) return absl::UnavailableError("no broker answers");
    return log_.Read(from, limit, visit);
  }
  absl::StatusOr<Offset> End() const override { return log_.End(); }
  absl::StatusOr<Offset> AwaitBeyond(Offset from,
                                     absl::Time deadline) const override {
    return log_.AwaitBeyond(from, deadline);
  }
  absl::Status Append(absl::Span<const std::string> entries) override {
    return log_.Append(entries);
  }
  std::vector<Delivery> TakeDeliveries() override {
    return log_.TakeDeliveries();
  }
  void OnDelivery(std::function<void()> wake) override {
    log_.OnDelivery(std::move(wake));
  }
  bool exclusive() const override { return true; }

 private:
  MemoryLog& log_;
  const bool& away_;
};

// A writer over a log in memory; answers are kept by the order of asking.
class WriterTest : public ::testing::Test {
 protected:
  using Answer = std::optional<absl::StatusOr<v1::Receipt>>;

  WriterTest() { options_.founding = FoundingFor("test"); }

  void Start() {
    writer_ = std::make_unique<Writer>(distant_, clock_, options_);
    ASSERT_TRUE(writer_->Open().ok());
    ASSERT_TRUE(writer_->TakeSeat("test").ok());
    Settle();
    ASSERT_EQ(writer_->standing(), Standing::kHolding);
  }
  void Settle() {
    for (int i = 0; i < 10; ++i) writer_->Step().IgnoreError();
  }
  // The answer's place; it is filled when it is known.
  Answer& Ask(v1::Command command) {
    Answer& answer = *answers_.emplace_back(std::make_unique<Answer>());
    writer_->Submit(std::move(command),
                    [&answer](absl::StatusOr<v1::Receipt> told) {
                      EXPECT_FALSE(answer.has_value()) << "told twice";
                      answer = std::move(told);
                    });
    return answer;
  }
  absl::StatusOr<v1::Receipt> Publish(v1::Command command) {
    Answer& answer = Ask(std::move(command));
    Settle();
    return answer.value_or(absl::UnknownError("never told"));
  }
  v1::Reason ReasonOf(const absl::Status& status) {
    Refusal refusal;
    return FromStatus(status, refusal) ? refusal.reason
                                       : v1::REASON_UNSPECIFIED;
  }
  std::vector<v1::Record> Records() {
    std::vector<v1::Record> records;
    Head head;
    const auto read = log_.Read(0, 100000, [&](Offset, absl::string_view e) {
      if (head.Judge(e) != Verdict::kInLedger) return true;
      EXPECT_TRUE(ParseRecord(e, records.emplace_back()).ok());
      return true;
    });
    EXPECT_TRUE(read.ok());
    return records;
  }

  MemoryLog log_;
  bool away_ = false;
  DistantLog distant_{log_, away_};
  ManualClock clock_{kNow};
  WriterOptions options_;
  std::unique_ptr<Writer> writer_;
  std::vector<std::unique_ptr<Answer>> answers_;
};

TEST_F(WriterTest, FoundsAnEmptyLogAndTakesTheSeat) {
  Start();
  const auto records = Records();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].ledger_founded().ledger(), "test");
  EXPECT_EQ(records[1].seat_taken().writer(), "loopledger");
}

TEST_F(WriterTest, DoesNotOpenAnEmptyLogWithoutAFounding) {
  options_.founding.reset();
  Writer writer(log_, clock_, options_);
  EXPECT_EQ(writer.Open().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Records().empty());
}

TEST_F(WriterTest, GivesAReceiptThatNamesTheRecord) {
  Start();
  const auto receipt = Publish(SubmitReport("c1", "R1"));
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->position(), 2u);
  EXPECT_EQ(receipt->stream_version(), 1u);
  EXPECT_EQ(receipt->event().command_id(), "c1");
  Head head = writer_->acknowledged();
  EXPECT_EQ(receipt->leaf_hash(),
            std::string(AsBytes(head.head).data(), head.head.size()));
}

TEST_F(WriterTest, MakesVersionSevenEventIds) {
  Start();
  const auto first = Publish(SubmitReport("c1", "R1"));
  const auto second = Publish(SubmitReport("c2", "R2"));
  ASSERT_TRUE(first.ok() && second.ok());
  const std::string& id = first->event().event_id();
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id[14], '7');
  EXPECT_NE(id, second->event().event_id());
}

TEST_F(WriterTest, AnswersTheSameCommandWithTheOriginalReceipt) {
  Start();
  const auto first = Publish(SubmitReport("c1", "R1"));
  const auto again = Publish(SubmitReport("c1", "R1"));
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  Start();  // A restart: the memory is the log's.
  const auto later = Publish(SubmitReport("c1", "R1"));
  ASSERT_TRUE(later.ok());
  EXPECT_EQ(first->SerializeAsString(), later->SerializeAsString());
  EXPECT_EQ(Records().size(), 4u);  // Founded, seat, event, seat.
}

TEST_F(WriterTest, AnswersTheSameCommandOnceThoughTheFirstIsOnItsWay) {
  Start();
  log_.Hold();
  Answer& first = Ask(SubmitReport("c1", "R1"));
  Answer& again = Ask(SubmitReport("c1", "R1"));
  Settle();
  EXPECT_FALSE(first.has_value() || again.has_value());
  log_.Release();
  Settle();
  ASSERT_TRUE(first.has_value() && again.has_value());
  ASSERT_TRUE(first->ok() && again->ok());
  EXPECT_EQ((*first)->SerializeAsString(), (*again)->SerializeAsString());
  EXPECT_EQ(Records().size(), 3u);
}

TEST_F(WriterTest, RefusesACommandIdThatAnotherCommandUsed) {
  Start();
  ASSERT_TRUE(Publish(SubmitReport("c1", "R1")).ok());
  const auto reused = Publish(SubmitReport("c1", "R1", "other words"));
  EXPECT_EQ(ReasonOf(reused.status()), v1::ID_REUSE);
  EXPECT_EQ(reused.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Records().size(), 3u);
}

TEST_F(WriterTest, RecordsNothingForARefusal) {
  Start();
  ASSERT_TRUE(Publish(SubmitReport("c1", "R1")).ok());
  const auto refused = Publish(SubmitReport("c2", "R1"));
  EXPECT_EQ(ReasonOf(refused.status()), v1::ILLEGAL_TRANSITION);
  EXPECT_EQ(Records().size(), 3u);
}

TEST_F(WriterTest, SettlesWhatTheLogLost) {
  Start();
  log_.Hold();
  Answer& first = Ask(SubmitReport("c1", "R1"));
  Answer& second = Ask(SubmitReport("c2", "R2"));
  Settle();
  EXPECT_FALSE(first.has_value() || second.has_value());
  log_.LoseHeld(absl::UnknownError("no report"));
  log_.Release();
  Settle();
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(first->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(second->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(writer_->standing(), Standing::kHolding);
  ASSERT_TRUE(Publish(SubmitReport("c1", "R1")).ok());
  EXPECT_EQ(Records().size(), 4u);  // Founded, seat, seat again, event.
}

TEST_F(WriterTest, RefusesWhileTheLogHasNoRoomAndGoesOnAfterwards) {
  Start();
  log_.RefuseAppends(absl::ResourceExhaustedError("no room"));
  const auto refused = Publish(SubmitReport("c1", "R1"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  log_.RefuseAppends(absl::OkStatus());
  const auto taken = Publish(SubmitReport("c1", "R1"));
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->stream_version(), 1u);
}

TEST_F(WriterTest, WaitsForALogThatCannotBeReadAndGoesOn) {
  Start();
  ASSERT_TRUE(Publish(SubmitReport("c1", "R1")).ok());
  // No room, so what was decided is void; and the log cannot be read to decide
  // anew on what is in it.
  away_ = true;
  log_.RefuseAppends(absl::ResourceExhaustedError("no room"));
  const auto refused = Publish(SubmitReport("c2", "R2"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  log_.RefuseAppends(absl::OkStatus());
  const auto waits = Publish(SubmitReport("c2", "R2")).status();
  EXPECT_EQ(waits.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(waits.message()),
              testing::HasSubstr("no broker answers"));
  EXPECT_EQ(writer_->DryRun(SubmitReport("c2", "R2")), waits);
  EXPECT_EQ(writer_->Find("c1").status(), waits);
  EXPECT_EQ(writer_->health(), waits);
  // However long it takes; and it is looked for again, not all the time.
  for (int i = 0; i < 100; ++i) {
    EXPECT_GT(writer_->NextWake(), clock_.Now());
    clock_.Set(writer_->NextWake());
    Settle();
    ASSERT_EQ(writer_->health(), waits);
  }
  away_ = false;
  clock_.Set(writer_->NextWake());
  Settle();
  EXPECT_TRUE(writer_->health().ok()) << writer_->health();
  EXPECT_EQ(ReasonOf(Publish(SubmitReport("c3", "R1")).status()),
            v1::ILLEGAL_TRANSITION);
  ASSERT_TRUE(Publish(SubmitReport("c2", "R2")).ok());
  EXPECT_EQ(writer_->Find("c1")->position(), 2u);
  EXPECT_EQ(Records().size(), 4u);  // Founded, seat, two events.
}

TEST_F(WriterTest, TakesTheSeatOnceTheLogCanBeReadAnew) {
  Start();
  const Head seen = writer_->acknowledged();
  log_.RefuseAppends(absl::ResourceExhaustedError("no room"));
  away_ = true;
  EXPECT_FALSE(Publish(SubmitReport("c1", "R1")).ok());
  log_.RefuseAppends(absl::OkStatus());
  // The seat is wanted again before the log can be read, and then taken.
  ASSERT_TRUE(writer_->TakeSeat("again").ok());
  Settle();
  EXPECT_EQ(writer_->standing(), Standing::kTaking);
  EXPECT_EQ(writer_->acknowledged(), seen);
  EXPECT_EQ(writer_->health().code(), absl::StatusCode::kUnavailable);
  away_ = false;
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Seconds(1));
    Settle();
  }
  EXPECT_EQ(writer_->standing(), Standing::kHolding);
  EXPECT_EQ(Records().back().seat_taken().reason(),
            "the last attempt was not delivered in time");
  const auto taken = Publish(SubmitReport("c1", "R1"));
  EXPECT_TRUE(taken.ok()) << taken.status();
}

TEST_F(WriterTest, RefusesARecordThatWouldBeTooLarge) {
  Start();
  v1::Command command = SubmitReport("c1", "R1");
  auto& report = *command.mutable_submit_report();
  for (uint32_t i = 2; i <= 9; ++i) {
    *report.add_items() = report.items(0);
    report.mutable_items()->rbegin()->set_number(i);
    report.mutable_items()->rbegin()->set_text(std::string(8000, 'x'));
  }
  const auto refused = Publish(command);
  EXPECT_EQ(ReasonOf(refused.status()), v1::RECORD_TOO_LARGE);
  EXPECT_TRUE(Publish(SubmitReport("c2", "R2")).ok());
}

TEST_F(WriterTest, NeverStampsATimeBeforeTheLastRecord) {
  Start();
  ASSERT_TRUE(Publish(SubmitReport("c1", "R1")).ok());
  clock_.Advance(-absl::Hours(1));
  v1::Command command = SubmitReport("c2", "R2");
  ASSERT_TRUE(Publish(command).ok());
  const auto records = Records();
  EXPECT_EQ(records[3].recorded_at(), records[2].recorded_at());
}

TEST_F(WriterTest, SaysWhereTheHolderOfTheSeatTakesCommands) {
  Start();
  v1::Record taken;
  taken.mutable_seat_taken()->set_writer("other");
  taken.mutable_seat_taken()->set_address("127.0.0.1:7471");
  ChainOn(writer_->acknowledged(), 0, "other", taken);
  const std::string entry = taken.SerializeAsString();
  ASSERT_TRUE(log_.Append(absl::MakeConstSpan(&entry, 1)).ok());
  log_.TakeDeliveries();
  // The command is chained on a head that is one no longer.
  const absl::Status voided = Publish(SubmitReport("c1", "R1")).status();
  EXPECT_EQ(voided.code(), absl::StatusCode::kUnavailable);
  const absl::Status refused = Publish(SubmitReport("c1", "R1")).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(HolderOf(refused), "127.0.0.1:7471");
  EXPECT_EQ(HolderOf(absl::OkStatus()), "");
}

TEST_F(WriterTest, StopsWhenAStrangerWritesUnderItsSeat) {
  Start();
  Head head = writer_->acknowledged();
  v1::Record stranger;
  stranger.set_previous(AsBytes(head.head).data(), head.head.size());
  stranger.set_position(head.next);
  stranger.set_recorded_at(head.time);
  stranger.set_writer("stranger");
  stranger.mutable_tick();
  const std::string bytes = stranger.SerializeAsString();
  ASSERT_TRUE(log_.Append(absl::MakeConstSpan(&bytes, 1)).ok());
  ASSERT_EQ(log_.TakeDeliveries().size(), 1u);
  Answer& answer = Ask(SubmitReport("c1", "R1"));
  Settle();
  EXPECT_EQ(writer_->standing(), Standing::kStopped);
  EXPECT_EQ(writer_->health().code(), absl::StatusCode::kDataLoss);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(WriterTest, DoesNotFoldWhatItCannotRead) {
  Start();
  Head head = writer_->acknowledged();
  v1::Record unknown;
  unknown.set_previous(AsBytes(head.head).data(), head.head.size());
  unknown.set_position(head.next);
  unknown.set_recorded_at(head.time);
  const std::string bytes = unknown.SerializeAsString();
  ASSERT_TRUE(log_.Append(absl::MakeConstSpan(&bytes, 1)).ok());
  Writer writer(log_, clock_, options_);
  const auto opened = writer.Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(opened.message().find("position 2"), std::string::npos) << opened;
}

// A ledger that is filled from history.
class BackfillTest : public WriterTest {
 protected:
  BackfillTest() {
    options_.founding->mutable_backfill()->set_source("test");
    options_.founded_at = kNow - absl::Hours(10000);
    options_.keep_seat = true;
  }
  v1::Command Historic(const std::string& id, absl::Duration ago) {
    v1::Command command = SubmitReport(id, "R-" + id);
    const int64_t then = absl::ToUnixSeconds(kNow - ago);
    command.mutable_occurred_at()->set_seconds(then);
    command.mutable_submit_report()
        ->mutable_date_of_intelligence()
        ->set_seconds(then);
    command.mutable_recorded_at()->set_seconds(then);
    return command;
  }
};

TEST_F(BackfillTest, KeepsTheHistoricalTime) {
  Start();
  ASSERT_TRUE(Publish(Historic("c1", absl::Hours(5000))).ok());
  EXPECT_EQ(Records()[2].recorded_at(), ToMicros(kNow - absl::Hours(5000)));
}

TEST_F(BackfillTest, RefusesATimeThatIsMissingGoesBackOrHasNotCome) {
  Start();
  ASSERT_TRUE(Publish(Historic("c1", absl::Hours(5000))).ok());
  EXPECT_EQ(ReasonOf(Publish(SubmitReport("c2", "R2")).status()),
            v1::FIELD_MISSING);
  EXPECT_EQ(ReasonOf(Publish(Historic("c3", absl::Hours(6000))).status()),
            v1::FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Publish(Historic("c4", -absl::Hours(1))).status()),
            v1::FIELD_INVALID);
  EXPECT_EQ(Records().size(), 3u);
}

TEST_F(BackfillTest, GoesOnWithoutANewSeatSoThatTheChainIsTheSame) {
  Start();
  ASSERT_TRUE(Publish(Historic("c1", absl::Hours(5000))).ok());
  Start();
  ASSERT_TRUE(Publish(Historic("c2", absl::Hours(4000))).ok());
  const Head interrupted = writer_->acknowledged();

  MemoryLog other;
  Writer uninterrupted(other, clock_, options_);
  ASSERT_TRUE(uninterrupted.Open().ok());
  ASSERT_TRUE(uninterrupted.TakeSeat("test").ok());
  for (int i = 0; i < 10; ++i) uninterrupted.Step().IgnoreError();
  uninterrupted.Submit(Historic("c1", absl::Hours(5000)), [](auto) {});
  uninterrupted.Submit(Historic("c2", absl::Hours(4000)), [](auto) {});
  uninterrupted.Step().IgnoreError();
  EXPECT_EQ(uninterrupted.acknowledged(), interrupted);
}

TEST_F(BackfillTest, IsClosedOnceAndForEver) {
  Start();
  ASSERT_TRUE(Publish(Historic("c1", absl::Hours(5000))).ok());
  absl::Status closed = absl::UnknownError("never told");
  const auto keep = [&](const absl::StatusOr<v1::Receipt>& told) {
    closed = told.status();
  };
  writer_->CloseBackfill(keep);
  Settle();
  EXPECT_TRUE(closed.ok()) << closed;
  EXPECT_EQ(Records().back().backfill_closed().events(), 1u);
  EXPECT_EQ(ReasonOf(Publish(Historic("c2", absl::Hours(4000))).status()),
            v1::BACKFILL_CLOSED);
  writer_->CloseBackfill(keep);
  EXPECT_EQ(closed.code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace loopledger
