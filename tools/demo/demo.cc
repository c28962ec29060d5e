#include "tools/demo/demo.h"

#include <google/protobuf/util/json_util.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "ledger/ledger.h"
#include "ledger/log/rule.h"
#include "ledger/replica.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger::demo {
namespace {

constexpr absl::string_view kSource = "the demo";
// The ledger begins this long before the moment of loading.
constexpr absl::Duration kPast = absl::Hours(24 * 111);
// The backfill is closed within the first entries, or not at all.
constexpr int kLoadedWithin = 4096;

v1::LedgerFounded Founding() {
  v1::LedgerFounded founding;
  founding.set_ledger("demo");
  v1::Policy& policy = *founding.mutable_policy();
  policy.set_open_membership(true);
  policy.mutable_default_marking()->set_gsc("OFFICIAL");
  policy.mutable_default_marking()->set_tlp("TLP:CLEAR");
  policy.mutable_default_marking()->mutable_handling()->set_code("P");
  v1::OrganisationAdmitted& first = *founding.mutable_organisation();
  first.set_org_id("northland-analysis");
  first.set_name("Northland Joint Analysis Unit (FICTITIOUS)");
  first.set_kind("POLICE");
  first.set_clearance("OFFICIAL");
  founding.mutable_administrator()->set_org("northland-analysis");
  founding.mutable_administrator()->set_person("n.oak");
  founding.mutable_administrator()->set_role("ADMINISTRATOR");
  founding.mutable_backfill()->set_source(std::string(kSource));
  founding.mutable_backfill()->set_note(
      "FICTITIOUS decisions about real ATT&CK groups. (c) The MITRE "
      "Corporation. This work is reproduced and distributed with the "
      "permission of The MITRE Corporation.");
  return founding;
}

// What a log holds before anybody loads anything into it.
struct Found {
  bool whole = false;  // A ledger whose loading is not under way.
  absl::Time begun = absl::InfinitePast();  // When its loading began.
};

absl::Status Note(absl::string_view entry, Found& found) {
  v1::Record record;
  RETURN_IF_ERROR(ParseRecord(entry, record));
  if (record.has_ledger_founded()) {
    found.begun = FromMicros(record.recorded_at());
    found.whole = record.ledger_founded().backfill().source() != kSource;
  }
  found.whole |= record.has_backfill_closed();
  return absl::OkStatus();
}

absl::StatusOr<Found> Look(const EventLog& log) {
  Found found;
  Head head;
  absl::Status noted;
  for (Offset offset = 0; offset < kLoadedWithin && !found.whole;) {
    const auto next =
        log.Read(offset, kLoadedWithin, [&](Offset, absl::string_view entry) {
          if (head.Judge(entry) == Verdict::kInLedger) {
            noted = Note(entry, found);
          }
          return noted.ok() && !found.whole;
        });
    RETURN_IF_ERROR(next.status());
    RETURN_IF_ERROR(noted);
    if (*next == offset) break;
    offset = *next;
  }
  return found;
}

absl::StatusOr<std::vector<v1::Command>> Commands(absl::Time origin) {
  std::vector<v1::Command> commands;
  const std::string text = ResolveTimes(DemoText(), origin);
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line.front() == '#') continue;
    commands.emplace_back();
    const auto parsed = google::protobuf::util::JsonStringToMessage(
        {line.data(), line.size()}, &commands.back());
    if (parsed.ok()) continue;
    return absl::InternalError(absl::StrCat("could not read demo command ",
                                            commands.size(), ": ",
                                            std::string(parsed.message())));
  }
  return commands;
}

// Takes a signed number and a unit: "-40d".
bool TakeTerm(absl::string_view& text, absl::Duration& sum) {
  const size_t end = text.find_first_not_of("0123456789", 1);
  int64_t count = 0;
  if (end == absl::string_view::npos ||
      !absl::SimpleAtoi(text.substr(0, end), &count)) {
    return false;
  }
  switch (text[end]) {
    case 'd':
      sum += count * absl::Hours(24);
      break;
    case 'h':
      sum += count * absl::Hours(1);
      break;
    case 'm':
      sum += count * absl::Minutes(1);
      break;
    default:
      return false;
  }
  text.remove_prefix(end + 1);
  return true;
}

// False: `text` is no offset, but a string like any other.
bool ReadOffset(absl::string_view text, absl::Duration& offset) {
  offset = absl::ZeroDuration();
  if (!absl::ConsumePrefix(&text, "T") || text.empty()) return false;
  while (!text.empty()) {
    if (text[0] != '+' && text[0] != '-') return false;
    if (!TakeTerm(text, offset)) return false;
  }
  return true;
}

}  // namespace

std::string ResolveTimes(absl::string_view text, absl::Time origin) {
  std::string resolved;
  size_t copied = 0;
  for (size_t begin = text.find("\"T"); begin != absl::string_view::npos;
       begin = text.find("\"T", begin + 1)) {
    const size_t end = text.find('"', begin + 1);
    if (end == absl::string_view::npos) break;
    absl::Duration offset;
    if (!ReadOffset(text.substr(begin + 1, end - begin - 1), offset)) continue;
    absl::StrAppend(&resolved, text.substr(copied, begin + 1 - copied),
                    absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", origin + offset,
                                     absl::UTCTimeZone()));
    copied = end;
  }
  absl::StrAppend(&resolved, text.substr(copied));
  return resolved;
}

absl::StatusOr<bool> Load(EventLog& log, const Clock& clock) {
  ASSIGN_OR_RETURN(const Found found, Look(log));
  if (found.whole) return false;
  const absl::Time begun =
      found.begun == absl::InfinitePast() ? clock.Now() - kPast : found.begun;
  ASSIGN_OR_RETURN(const std::vector<v1::Command> commands,
                   Commands(begun + kPast));
  WriterOptions options;
  options.writer = "demo";
  options.founding = Founding();
  options.founded_at = begun;
  options.keep_seat = true;
  ASSIGN_OR_RETURN(const std::unique_ptr<Ledger> ledger,
                   Ledger::Open(log, clock, std::move(options)));
  const auto answers = ledger->SubmitAll(commands);
  for (size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].ok()) continue;
    return absl::Status(
        answers[i].status().code(),
        absl::StrCat("could not load demo command ", commands[i].command_id(),
                     ": ", answers[i].status().message()));
  }
  RETURN_IF_ERROR(ledger->CloseBackfill().status());
  return true;
}

std::string PreparedDecision(absl::Time now) {
  return ResolveTimes(
      absl::StrCat(
          R"({"command_id":"demo:decision:)", absl::ToUnixSeconds(now),
          R"(","occurred_at":"T+0m","actor":{"org":"northland-police",)"
          R"("person":"n.rowan","role":"TCG_CHAIR"},"approve_tasking":{)"
          R"("tasking_id":"TSK-107","decision":{"session":"NTCG-G1050",)"
          R"("rationale":"FICTITIOUS: twelve suppliers are within reach.",)"
          R"("necessity":"As proposed.","proportionality":"As proposed.",)"
          R"("options_considered":["Do nothing","Warn by letter","Visit"],)"
          R"("papers_relied_on":[{"assessment_id":"G1050","version":1,)"
          R"("judgement_ids":["J1"]}]}}})",
          "\n"),
      now);
}

}  // namespace loopledger::demo
