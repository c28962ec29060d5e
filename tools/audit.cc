// loopledger audit verify: every record against the rule, and every signature
// against the key that was recorded, without trust in whoever wrote it.
#include <cstdio>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "consumers/client/client.h"
#include "google/protobuf/util/time_util.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"
#include "ledger/log/event_log.h"
#include "ledger/log/open.h"
#include "ledger/log/recovery.h"
#include "ledger/log/rule.h"
#include "tools/ask.h"
#include "tools/ledger_log.h"
#include "tools/signatures.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 4096;

// What the auditor found. `damage` is empty when every record is in place.
struct Finding {
  Head head;
  Position failed_at = 0;
  uint64_t torn_bytes = 0;
  std::string damage;
  bool cut = false;                // At the moment that was asked for.
  uint64_t signatures = 0;         // That are good...
  uint64_t signatures_unread = 0;  // ...and that say more than is known here.

  bool incomplete() const { return torn_bytes > 0 || signatures_unread > 0; }
};

// The moment that was asked for; without one, the end.
struct Until {
  uint64_t next = std::numeric_limits<uint64_t>::max();
  int64_t micros = std::numeric_limits<int64_t>::max();
};

absl::StatusOr<Until> ParseUntil(absl::string_view as_of) {
  v1::AsOf moment;
  Until until;
  RETURN_IF_ERROR(ParseAsOf(as_of, moment));
  if (moment.has_position()) until.next = moment.position() + 1;
  if (moment.has_time()) {
    until.micros = google::protobuf::util::TimeUtil::TimestampToMicroseconds(
        moment.time());
  }
  return until;
}

// An entry that is not in the ledger. In a log that only one process can ever
// append to, as here, nothing void is ever written: it was changed.
std::string Damaged(Verdict verdict, const Head& head) {
  std::string why(VerdictName(verdict));
  if (verdict == Verdict::kWrongPredecessor && head.next > 0) {
    absl::StrAppend(&why, ": the record there does not follow the one at ",
                    head.next - 1, ", so one of the two was changed");
  }
  return absl::StrCat("position ", head.next, ": ", why);
}

// The log names the offset of what is damaged, which is its position here.
// Otherwise it is the record after the last good one.
Position DamagedAt(const absl::Status& status, const Head& head) {
  const absl::string_view message = status.message();
  constexpr absl::string_view kOffset = "offset ";
  const size_t at = message.find(kOffset);
  if (at == absl::string_view::npos) return head.next;
  const absl::string_view rest = message.substr(at + kOffset.size());
  Position position = 0;
  const size_t digits = rest.find_first_not_of("0123456789");
  return absl::SimpleAtoi(rest.substr(0, digits), &position) ? position
                                                             : head.next;
}

// False: no more is wanted.
bool Take(absl::string_view entry, const Until& until, Signatures& signatures,
          Finding& finding) {
  Head after = finding.head;
  const Verdict verdict = after.Judge(entry);
  if (verdict != Verdict::kInLedger) {
    finding.damage = Damaged(verdict, after);
    finding.failed_at = after.next;
    return false;
  }
  finding.cut = after.next > until.next || after.time > until.micros;
  if (finding.cut) return false;
  if (const Objection bad = signatures.Take(entry)) {
    finding.failed_at = finding.head.next;
    finding.damage =
        absl::StrCat("position ", finding.failed_at, ": ", bad->message);
    return false;
  }
  finding.head = after;
  finding.signatures = signatures.good();
  finding.signatures_unread = signatures.unread();
  return true;
}

absl::Status CheckReached(const Until& until, const Finding& finding) {
  const bool whole = finding.damage.empty() && !finding.cut;
  if (!whole || until.next == Until().next || finding.head.next >= until.next) {
    return absl::OkStatus();
  }
  return absl::OutOfRangeError(
      absl::StrCat("position ", until.next - 1,
                   " is beyond the head; the next record will stand at ",
                   finding.head.next));
}

absl::StatusOr<Finding> VerifyLog(const std::string& url,
                                  const KafkaSettings& kafka,
                                  const Until& until) {
  Finding finding;
  Signatures signatures;
  Recovery recovery;
  const auto damage = [&finding](const absl::Status& status) {
    finding.failed_at = DamagedAt(status, finding.head);
    finding.damage = absl::StrCat("position ", finding.failed_at, ": ",
                                  std::string(status.message()));
    return finding;
  };
  auto log = OpenLogReader(url, &recovery, kafka);
  if (absl::IsDataLoss(log.status())) return damage(log.status());
  RETURN_IF_ERROR(log.status());
  finding.torn_bytes = recovery.torn_bytes;
  Offset next = 0;
  for (;;) {
    const Offset before = next;
    const auto read =
        (*log)->Read(before, kReadMax, [&](Offset, absl::string_view entry) {
          return Take(entry, until, signatures, finding);
        });
    if (absl::IsDataLoss(read.status())) return damage(read.status());
    RETURN_IF_ERROR(read.status());
    next = *read;
    // What was torn is after the moment.
    if (finding.cut) finding.torn_bytes = 0;
    if (next == before || finding.cut || !finding.damage.empty()) {
      return finding;
    }
  }
}

// Against a server: what it gives must be one chain that ends in the head it
// states.
absl::StatusOr<Finding> VerifyServer(const Globals& globals,
                                     const Until& until) {
  Finding finding;
  Signatures signatures;
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::Head stated, client.GetHead());
  v1::ReadRecordsRequest request;
  request.set_to(stated.next());
  const absl::Status read =
      client.ReadRecords(request, [&](const v1::StoredRecord& record) {
        return Take(record.stored_bytes(), until, signatures, finding);
      });
  if (absl::IsDataLoss(read)) {
    finding.failed_at = finding.head.next;
    finding.damage = absl::StrCat("position ", finding.head.next, ": ",
                                  std::string(read.message()));
    return finding;
  }
  RETURN_IF_ERROR(read);
  if (finding.damage.empty() && !finding.cut &&
      (finding.head.next != stated.next() ||
       AsBytes(finding.head.head) != stated.head())) {
    finding.failed_at = finding.head.next;
    finding.damage =
        absl::StrCat("position ", finding.head.next,
                     ": the records do not end in the head that is stated");
  }
  return finding;
}

Json ToJson(const Finding& finding) {
  Json json = Json::Object();
  json.Add("verdict", Json::String(!finding.damage.empty() ? "failed"
                                   : finding.incomplete()  ? "incomplete"
                                                           : "ok"));
  json.Add("records", Json::String(absl::StrCat(finding.head.next)));
  json.Add("next", Json::String(absl::StrCat(finding.head.next)));
  json.Add("head",
           Json::String(absl::Base64Escape(AsBytes(finding.head.head))));
  json.Add("signatures", Json::String(absl::StrCat(finding.signatures)));
  if (finding.signatures_unread > 0) {
    json.Add("signatures_unread",
             Json::String(absl::StrCat(finding.signatures_unread)));
  }
  json.Add("torn_bytes", Json::String(absl::StrCat(finding.torn_bytes)));
  if (!finding.damage.empty()) {
    json.Add("failed_at", Json::String(absl::StrCat(finding.failed_at)));
    json.Add("reason", Json::String(finding.damage));
  }
  return json;
}

}  // namespace

Exit AuditVerify(const Globals& globals) {
  const SettingValue log = globals.settings.Value("log");
  ASSIGN_OR_RETURN(const Until until, ParseUntil(globals.as_of));
  absl::StatusOr<Finding> finding =
      log.origin == "flag --log"
          ? VerifyLog(log.text, KafkaSettingsOf(globals.settings), until)
          : VerifyServer(globals, until);
  RETURN_IF_ERROR(finding.status());
  RETURN_IF_ERROR(CheckReached(until, *finding));
  PrintOne(globals.format(), ToJson(*finding));
  if (!finding->damage.empty()) {
    PrintError(WithHelp(absl::DataLossError(finding->damage),
                        {.name = "VERIFICATION_FAILED",
                         .why = "the ledger was changed or damaged there; "
                                "everything before it is intact",
                         .next = "compare with a copy: loopledger log get " +
                                 absl::StrCat(finding->failed_at)}),
               globals.color);
    return kExitVerificationFailed;
  }
  if (finding->torn_bytes > 0) {
    PrintError(
        WithHelp(absl::DataLossError(absl::StrCat(
                     finding->torn_bytes,
                     " bytes after the last record were never finished")),
                 {.name = "VERIFICATION_INCOMPLETE",
                  .why = "a crash cut the last write short; nothing that was "
                         "acknowledged is missing",
                  .next = "start the server once: it cuts the tail off"}),
        globals.color);
    return kExitVerificationIncomplete;
  }
  if (finding->signatures_unread > 0) {
    PrintError(
        WithHelp(absl::DataLossError(absl::StrCat(
                     finding->signatures_unread,
                     " signatures are of events with fields that this version "
                     "does not know")),
                 {.name = "VERIFICATION_INCOMPLETE",
                  .why = "they were made by a newer version, or added to",
                  .next = "the newest loopledger audit verify"}),
        globals.color);
    return kExitVerificationIncomplete;
  }
  return kExitOk;
}

}  // namespace loopledger
