#include "tests/year/laws.h"

#include <algorithm>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/domain/world.h"
#include "ledger/log/memory_log.h"
#include "ledger/log/rule.h"
#include "tests/support/fill.h"

namespace loopledger::year {
namespace {

std::string DecidedAgain(const World& before, const v1::Record& record) {
  const Decision decision = before.Decide(CommandOf(record.event()),
                                          FromMicros(record.recorded_at()));
  if (const auto* refusal = std::get_if<Refusal>(&decision)) {
    return absl::StrCat(
        "record ", record.position(),
        " is refused when it is asked for again: ", refusal->message);
  }
  v1::Event again = std::get<v1::Event>(decision);
  // What the write path adds.
  again.set_event_id(record.event().event_id());
  again.set_command_digest(record.event().command_digest());
  if (again.SerializeAsString() == record.event().SerializeAsString()) {
    return "";
  }
  return absl::StrCat("record ", record.position(),
                      " is decided otherwise when it is asked for again");
}

// The entries of `log` up to the record at `last`.
absl::Status Cut(const LogReader& log, Position last, MemoryLog& cut) {
  std::vector<std::string> entries;
  Head head;
  Offset from = 0;
  while (head.next <= last) {
    ASSIGN_OR_RETURN(from,
                     log.Read(from, 1000, [&](Offset, absl::string_view entry) {
                       if (head.next > last) return false;
                       head.Judge(entry);
                       entries.emplace_back(entry);
                       return true;
                     }));
  }
  return cut.Append(entries);
}

std::string Difference(const std::string& view,
                       const std::vector<StoredRow>& lived,
                       const std::vector<StoredRow>& anew) {
  const size_t common = std::min(lived.size(), anew.size());
  for (size_t i = 0; i < common; ++i) {
    if (lived[i].key == anew[i].key && lived[i].bytes == anew[i].bytes &&
        lived[i].position == anew[i].position) {
      continue;
    }
    return absl::StrCat(view, ": row ", lived[i].key, " as of then is not row ",
                        anew[i].key, " of the ledger cut then");
  }
  if (lived.size() == anew.size()) return "";
  return absl::StrCat(view, " has ", lived.size(), " rows as of then, and ",
                      anew.size(), " of the ledger cut then");
}

absl::StatusOr<std::string> CompareAt(const Stage& stage, const Reading& lived,
                                      Position last) {
  MemoryLog cut;
  RETURN_IF_ERROR(Cut(stage.log(), last, cut));
  Reading anew;
  RETURN_IF_ERROR(anew.Start(cut));
  RETURN_IF_ERROR(anew.Await(last + 1));
  for (size_t i = 0; i < lived.views().size(); ++i) {
    const View& view = lived.views()[i];
    ASSIGN_OR_RETURN(const auto as_of, lived.Rows(view, last));
    ASSIGN_OR_RETURN(const auto now, anew.Rows(anew.views()[i], {}));
    const std::string difference = Difference(view.name(), as_of, now);
    if (!difference.empty()) return difference;
  }
  return "";
}

}  // namespace

std::string CheckDecidedAgain(const std::vector<v1::Record>& records,
                              const World& lived) {
  World replayed(BuiltInVocabularies());
  for (const v1::Record& record : records) {
    if (record.has_event()) {
      const std::string wrong = DecidedAgain(replayed, record);
      if (!wrong.empty()) return wrong;
    }
    replayed.Evolve(record);
  }
  return replayed == lived ? "" : "the world that the records make is another";
}

std::string CheckCuts(const Stage& stage, const Reading& lived, int cuts,
                      Dice& dice) {
  constexpr int kMinutes = 365 * 24 * 60;
  const absl::Time end = stage.now();
  for (int i = 0; i < cuts; ++i) {
    const absl::Time time = end - absl::Minutes(dice.Below(kMinutes));
    const auto last = lived.gaps().PositionAt(time);
    const auto difference = last.ok()
                                ? CompareAt(stage, lived, *last)
                                : absl::StatusOr<std::string>(last.status());
    const std::string wrong = difference.ok()
                                  ? *difference
                                  : std::string(difference.status().message());
    if (!wrong.empty()) {
      return absl::StrCat(absl::FormatTime(time, absl::UTCTimeZone()), ": ",
                          wrong);
    }
  }
  return "";
}

}  // namespace loopledger::year
