#include "tests/year/office.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/domain/decision.h"
#include "tests/support/fill.h"

namespace loopledger::year {
namespace {

// More would only repeat the first.
constexpr size_t kFaultsMax = 20;

}  // namespace

std::string Who::person() const {
  return absl::StrCat(
      org, ".", absl::StrReplaceAll(absl::AsciiStrToLower(role), {{"_", "-"}}),
      ".", number);
}

std::string Who::Text() const {
  return absl::StrCat("actor { org: \"", org, "\" person: \"", person(),
                      "\" role: \"", role, "\" }");
}

std::string TimeText(absl::Time time) {
  return absl::StrCat("{ seconds: ", absl::ToUnixSeconds(time), " }");
}

Office::Office(uint64_t seed, v1::LedgerFounded founding)
    : start_(absl::FromUnixSeconds(1767225600)),
      dice_(seed),
      stage_(Stage::Backend::kMemory, std::move(founding)) {}

absl::Status Office::Open() {
  RETURN_IF_ERROR(stage_.Open());
  return reading_.Start(stage_.log());
}

absl::Status Office::Live(absl::Time end) {
  while (!calendar_.empty() && calendar_.begin()->first < end) {
    const auto next = calendar_.begin();
    const std::function<void()> what = std::move(next->second);
    const absl::Time time = next->first;
    calendar_.erase(next);
    if (time > now()) RETURN_IF_ERROR(stage_.MoveTo(time));
    what();
    RETURN_IF_ERROR(broken_);
  }
  RETURN_IF_ERROR(stage_.MoveTo(end));
  return reading_.Await(stage_.head().next);
}

void Office::At(absl::Time time, std::function<void()> what) {
  calendar_.emplace(std::max(time, now()), std::move(what));
}

v1::Command Office::Envelope(const Who& who, absl::string_view command) {
  v1::Command asked;
  const std::string text = absl::StrCat(who.Text(), " ", command);
  if (!google::protobuf::TextFormat::ParseFromString(text, &asked)) {
    CheckFailed(__FILE__, __LINE__, text.c_str());
  }
  if (asked.command_id().empty()) {
    asked.set_command_id(absl::StrCat("ask-", ++asked_));
  }
  // It is written down some minutes after it occurred.
  if (!asked.has_occurred_at()) {
    *asked.mutable_occurred_at() =
        ToTimestamp(now() - absl::Seconds(dice_.Below(240)));
  }
  FillSignature(stage_.world().founding().ledger(), asked);
  return asked;
}

std::optional<v1::Reason> Office::Ask(const Who& who,
                                      absl::string_view command) {
  // People take their time, and no two things happen at once.
  if (absl::Status moved =
          stage_.MoveTo(now() + absl::Seconds(5 + dice_.Below(40)));
      !moved.ok()) {
    broken_ = moved;
    return v1::REASON_UNSPECIFIED;
  }
  const v1::Command asked = Envelope(who, command);
  const absl::StatusOr<v1::Receipt> receipt = stage_.Submit(asked);
  if (receipt.ok()) {
    stream_version_ = receipt->event().stream_version();
    command_id_ = asked.command_id();
    return std::nullopt;
  }
  Refusal refusal;
  if (!FromStatus(receipt.status(), refusal)) {
    broken_ = receipt.status();
    return v1::REASON_UNSPECIFIED;
  }
  ++refusals_[v1::Reason_Name(refusal.reason)];
  refused_because_ = refusal.message;
  return refusal.reason;
}

bool Office::Do(const Who& who, absl::string_view command) {
  const auto reason = Ask(who, command);
  if (!reason) return true;
  Fault(absl::StrCat(v1::Reason_Name(*reason), ": ", refused_because_,
                     ", when ", who.person(), " asked ", command));
  return false;
}

void Office::Forbidden(v1::Reason reason, const Who& who,
                       absl::string_view command) {
  const auto given = Ask(who, command);
  if (given == reason) return;
  Fault(absl::StrCat(given
                         ? absl::StrCat("refused by ", v1::Reason_Name(*given),
                                        " (", refused_because_, ")")
                         : "granted",
                     " instead of refused by ", v1::Reason_Name(reason),
                     ", when ", who.person(), " asked ", command));
}

void Office::Fault(std::string what) {
  if (faults_.size() == kFaultsMax) return;
  faults_.push_back(
      absl::StrCat(absl::FormatTime(now(), absl::UTCTimeZone()), " ", what));
}

std::vector<v1::GapRow> Office::Gaps() {
  if (absl::Status read = reading_.Await(stage_.head().next); !read.ok()) {
    broken_ = read;
    return {};
  }
  return reading_.Gaps({});
}

}  // namespace loopledger::year
