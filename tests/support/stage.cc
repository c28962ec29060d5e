#include "tests/support/stage.h"

#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/open.h"
#include "ledger/log/rule.h"
#include "ledger/replica.h"
#include "tests/log/temporary_directory.h"

namespace loopledger {
namespace {

constexpr int kStepsMax = 1000;
constexpr char kMemoryUrl[] = "memory:";

}  // namespace

Stage::Stage(Backend backend, v1::LedgerFounded founding)
    : Stage(kMemoryUrl, std::move(founding)) {
  if (backend == Backend::kMemory) return;
  directory_ = MakeTemporaryDirectory();
  url_ = absl::StrCat("file:", directory_);
}

Stage::Stage(std::string url, v1::LedgerFounded founding)
    : founding_(std::move(founding)),
      url_(std::move(url)),
      clock_(absl::FromUnixSeconds(1767225600)) {}

Stage::~Stage() {
  Close();
  log_.reset();
  if (!directory_.empty()) RemoveDirectory(directory_);
}

absl::Status Stage::Open() {
  if (log_ == nullptr) {
    ASSIGN_OR_RETURN(log_, OpenLog(url_));
  }
  WriterOptions options;
  options.founding = founding_;
  writer_ = std::make_unique<Writer>(*log_, clock_, std::move(options));
  RETURN_IF_ERROR(writer_->Open());
  RETURN_IF_ERROR(writer_->TakeSeat("a scenario"));
  return StepUntil([&] { return writer_->standing() == Standing::kHolding; });
}

void Stage::Close() {
  writer_.reset();
  if (url_ != kMemoryUrl) log_.reset();
}

absl::Status Stage::StepUntil(absl::FunctionRef<bool()> done) {
  for (int i = 0; i < kStepsMax; ++i) {
    absl::Status health = writer_->Step();
    if (done()) return absl::OkStatus();
    if (writer_->standing() == Standing::kStopped) return health;
    // What was handed over becomes durable soon, or is already.
    const auto end =
        log_->AwaitBeyond(end_, absl::Now() + absl::Milliseconds(20));
    if (end.ok()) end_ = *end;
  }
  return absl::DeadlineExceededError("the writer does not come to an end");
}

absl::StatusOr<v1::Receipt> Stage::Submit(const v1::Command& command) {
  std::optional<absl::StatusOr<v1::Receipt>> answer;
  writer_->Submit(command, [&](absl::StatusOr<v1::Receipt> told) {
    answer = std::move(told);
  });
  RETURN_IF_ERROR(StepUntil([&] { return answer.has_value(); }));
  return *std::move(answer);
}

absl::StatusOr<v1::Receipt> Stage::CloseBackfill() {
  std::optional<absl::StatusOr<v1::Receipt>> answer;
  writer_->CloseBackfill(
      [&](absl::StatusOr<v1::Receipt> told) { answer = std::move(told); });
  RETURN_IF_ERROR(StepUntil([&] { return answer.has_value(); }));
  return *std::move(answer);
}

absl::Status Stage::MoveTo(absl::Time time) {
  clock_.Set(time);
  return StepUntil([&] {
    return writer_->in_flight() == 0 &&
           (world().backfill_open() || world().NextDeadline() > time);
  });
}

absl::StatusOr<std::vector<v1::Record>> Stage::Records() const {
  std::vector<v1::Record> records;
  Head head;
  absl::Status reading;
  Offset from = 0;
  ASSIGN_OR_RETURN(const Offset end, log_->End());
  while (from < end) {
    ASSIGN_OR_RETURN(
        from, log_->Read(from, 1000, [&](Offset, absl::string_view entry) {
          if (head.Judge(entry) != Verdict::kInLedger) return true;
          reading = ParseRecord(entry, records.emplace_back());
          return reading.ok();
        }));
    RETURN_IF_ERROR(reading);
  }
  return records;
}

}  // namespace loopledger
