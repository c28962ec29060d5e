// loopledger log copy: the same records, bytes unchanged, in another log.
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/log/event_log.h"
#include "ledger/log/open.h"
#include "ledger/log/rule.h"
#include "tools/ledger_log.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr int kBatchRecords = 2048;

// Reads the whole of `log` through the rule.
absl::StatusOr<Head> HeadOf(const LogReader& log) {
  Head head;
  Offset next = 0;
  for (;;) {
    const Offset before = next;
    ASSIGN_OR_RETURN(next, log.Read(before, kBatchRecords,
                                    [&head](Offset, absl::string_view entry) {
                                      head.Judge(entry);
                                      return true;
                                    }));
    if (next == before) return head;
  }
}

// Appends and waits until all of it is durable.
absl::Status AppendDurably(EventLog& log, std::vector<std::string>& batch,
                           absl::Duration timeout) {
  if (batch.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Offset end, log.End());
  RETURN_IF_ERROR(log.Append(batch));
  const absl::Time deadline = SystemClock().Now() + timeout;
  Offset reached = end;
  while (reached < end + batch.size()) {
    ASSIGN_OR_RETURN(reached, log.AwaitBeyond(reached, deadline));
  }
  for (const Delivery& delivery : log.TakeDeliveries()) {
    RETURN_IF_ERROR(delivery.status);
  }
  batch.clear();
  return absl::OkStatus();
}

// The directory of a file log; the log itself says what is wrong with others.
std::filesystem::path DirectoryOf(absl::string_view url) {
  return std::string(absl::StripPrefix(url, "file:"));
}

// A log makes a LOCK and its segments, and nothing else makes those.
bool HoldsNoLog(const std::filesystem::path& directory) {
  std::error_code error;
  bool any = false;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    const std::filesystem::path name = entry.path().filename();
    if (name == "LOCK" || name.extension() == ".entries") return false;
    any = true;
  }
  return any;
}

absl::Status CheckPlaces(const LogOptions& options) {
  const std::filesystem::path to = DirectoryOf(options.to);
  std::error_code error;
  if (options.from == options.to ||
      std::filesystem::equivalent(DirectoryOf(options.from), to, error)) {
    return UsageError("a log cannot be copied onto itself");
  }
  if (HoldsNoLog(to)) {
    return UsageError(
        absl::StrCat(to.string(), " is not empty, and holds no log"),
        "a directory that is empty or not there");
  }
  return absl::OkStatus();
}

absl::Status NotAPrefix(const std::string& to, Position position) {
  return absl::FailedPreconditionError(absl::StrCat(
      to, " holds another ledger: they differ before position ", position));
}

}  // namespace

// Goes on where an earlier copy was cut short.
Exit LogCopy(const Globals& globals, const LogOptions& options) {
  RETURN_IF_ERROR(CheckPlaces(options));
  const absl::Duration timeout = globals.settings.Duration("timeout");
  const KafkaSettings kafka = KafkaSettingsOf(globals.settings);
  ASSIGN_OR_RETURN(const auto from,
                   OpenLogReader(options.from, nullptr, kafka));
  ASSIGN_OR_RETURN(const auto to, OpenLog(options.to, nullptr, kafka));
  ASSIGN_OR_RETURN(const Head there, HeadOf(*to));
  const Position end = options.end.value_or(~Position{0});
  Head head;
  Offset next = 0;
  Offset before = 0;
  uint64_t copied = 0;
  bool same = there.next == 0;
  std::vector<std::string> batch;
  Progress progress(globals.quiet);
  do {
    before = next;
    ASSIGN_OR_RETURN(
        next,
        from->Read(before, kBatchRecords, [&](Offset, absl::string_view entry) {
          if (head.next >= end) return false;
          if (head.Judge(entry) != Verdict::kInLedger) return true;
          if (head.next > there.next) batch.emplace_back(entry);
          if (head.next == there.next) same = head == there;
          return same || head.next < there.next;
        }));
    if (!same && head.next >= there.next) {
      return NotAPrefix(options.to, there.next);
    }
    copied += batch.size();
    RETURN_IF_ERROR(AppendDurably(*to, batch, timeout));
    progress.Show(absl::StrCat("copied up to position ", head.next));
  } while (next != before && head.next < end);
  if (!same) return NotAPrefix(options.to, head.next);
  Json json = Json::Object();
  json.Add("copied", Json::String(absl::StrCat(copied)));
  json.Add("next", Json::String(absl::StrCat(there.next + copied)));
  PrintOne(globals.format(), json);
  return kExitOk;
}

}  // namespace loopledger
