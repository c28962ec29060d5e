#include "tools/import/attack_history.h"

#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "ledger/ledger.h"
#include "tools/import/attack_object.h"
#include "tools/import/attack_policy.h"
#include "tools/import/attack_reports.h"
#include "tools/import/attack_threats.h"
#include "tools/import/lines.h"
#include "tools/import/publisher.h"
#include "tools/import/rejects.h"
#include "tools/import/replay.h"

namespace loopledger::import {
namespace {

constexpr absl::string_view kWriter = "import";
constexpr uint64_t kProgressLines = 512;

// "submit_report": what a command asks for.
std::string KindOf(const v1::Command& command) {
  const auto* body =
      v1::Command::descriptor()->FindFieldByNumber(command.body_case());
  return body == nullptr ? "nothing" : body->name();
}

std::string WhyUnmapped(const std::string& type) {
  if (type == "course-of-action") {
    return "course-of-action: a tactical option, for which there is no stream "
           "yet";
  }
  return absl::StrCat(type, ": the policy reads no intelligence from it");
}

class History {
 public:
  History(EventLog& log, const Clock& clock, const ImportOptions& options,
          Lines lines, Rejects rejects)
      : log_(log),
        clock_(clock),
        options_(options),
        lines_(std::move(lines)),
        rejects_(std::move(rejects)) {}

  absl::StatusOr<ImportSummary> Run();

 private:
  absl::Status Begin();
  absl::Status GoLive();
  absl::Status TakeLine(absl::string_view line);
  absl::Status TakeMalformed(absl::string_view message);
  absl::Status CloseGroup();
  absl::Status Carry(const Change& change, Plan plan);
  absl::Status Publish(uint64_t line, v1::Command command);
  absl::Status Settle();
  absl::Status Finish();
  void Skipped(const std::string& reason);
  void TellProgress() const;

  EventLog& log_;
  const Clock& clock_;
  const ImportOptions& options_;
  Lines lines_;
  Rejects rejects_;
  ChangeParser parser_;
  Reports reports_;
  Threats threats_{reports_};

  // The lines of one recorded time: relationships are carried at once, threats
  // after all of them, so that an assessment can cite what came with it.
  absl::Time group_ = absl::InfinitePast();
  std::vector<Change> held_;

  std::unique_ptr<Replay> replay_;  // Until the ledger's end is reached.
  std::unique_ptr<Ledger> ledger_;  // From then on.
  std::unique_ptr<Publisher> publisher_;
  std::vector<Refused> refused_;  // Not yet told to the policy.

  ImportSummary summary_;
  uint64_t lines_with_commands_ = 0;
  std::set<uint64_t> refused_lines_;
};

absl::StatusOr<ImportSummary> History::Run() {
  RETURN_IF_ERROR(Begin());
  absl::string_view line;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
    if (!more) break;
    RETURN_IF_ERROR(TakeLine(line));
    if (lines_.number() % kProgressLines == 0) TellProgress();
  }
  RETURN_IF_ERROR(CloseGroup());
  RETURN_IF_ERROR(Finish());
  TellProgress();
  return summary_;
}

absl::Status History::Begin() {
  replay_ = std::make_unique<Replay>(log_);
  absl::StatusOr<v1::LedgerFounded> founding = replay_->Founding();
  if (absl::IsNotFound(founding.status())) {
    replay_.reset();
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(founding.status());
  const v1::LedgerFounded ours = Founding(founding->ledger());
  if (founding->SerializeAsString() == ours.SerializeAsString()) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "could not import into the ledger \"", founding->ledger(),
      "\": it was not founded by this import; name a log that is empty"));
}

// From here on commands are recorded, not looked up. A founding is stamped with
// the time of the first line, and the seat is kept from run to run, so that a
// resumed import writes what an uninterrupted one does.
absl::Status History::GoLive() {
  if (ledger_) return absl::OkStatus();
  if (replay_) summary_.found = replay_->recorded();
  replay_.reset();
  WriterOptions options;
  options.writer = std::string(kWriter);
  options.founding = Founding(options_.ledger);
  options.founded_at = group_;
  options.keep_seat = true;
  ASSIGN_OR_RETURN(ledger_, Ledger::Open(log_, clock_, std::move(options)));
  publisher_ = std::make_unique<Publisher>(*ledger_);
  return absl::OkStatus();
}

absl::Status History::TakeLine(absl::string_view line) {
  Change change;
  if (const absl::Status parsed = parser_.Parse(line, change); !parsed.ok()) {
    return TakeMalformed(parsed.message());
  }
  change.line = lines_.number();
  if (change.recorded_at < group_) {
    return TakeMalformed("recorded_at is before that of an earlier line");
  }
  if (change.recorded_at > group_) {
    RETURN_IF_ERROR(CloseGroup());
    group_ = change.recorded_at;
  }
  if (change.type == "relationship") {
    Plan plan = reports_.Map(change);
    return Carry(change, std::move(plan));
  }
  if (change.type == "intrusion-set" || change.type == "campaign") {
    held_.push_back(std::move(change));
  } else {
    Skipped(WhyUnmapped(change.type));
  }
  return absl::OkStatus();
}

absl::Status History::TakeMalformed(absl::string_view message) {
  ++summary_.refused;
  ++summary_.refusals[std::string(kMalformedLine)];
  return rejects_.AddLine(lines_.number(), message);
}

void History::Skipped(const std::string& reason) {
  ++summary_.skipped;
  ++summary_.skipped_because[reason];
}

absl::Status History::CloseGroup() {
  RETURN_IF_ERROR(Settle());
  for (const Change& change : held_) {
    Plan plan = threats_.Map(change);
    RETURN_IF_ERROR(Carry(change, std::move(plan)));
  }
  held_.clear();
  return Settle();
}

absl::Status History::Carry(const Change& change, Plan plan) {
  if (plan.commands.empty()) {
    Skipped(absl::StrCat(change.type, ": ", plan.skipped));
    return absl::OkStatus();
  }
  ++lines_with_commands_;
  for (v1::Command& command : plan.commands) {
    ++summary_.commands;
    ++summary_.events[KindOf(command)];
    RETURN_IF_ERROR(Publish(change.line, std::move(command)));
  }
  return absl::OkStatus();
}

absl::Status History::Publish(uint64_t line, v1::Command command) {
  if (replay_) {
    Refusal refusal;
    ASSIGN_OR_RETURN(const Replay::Found found,
                     replay_->Find(command, refusal));
    if (found == Replay::Found::kRecorded) return absl::OkStatus();
    if (found == Replay::Found::kRefused) {
      refused_.push_back({.line = line,
                          .command = std::move(command),
                          .refusal = std::move(refusal)});
      return absl::OkStatus();
    }
  }
  RETURN_IF_ERROR(GoLive());
  return publisher_->Submit(line, std::move(command));
}

absl::Status History::Settle() {
  if (publisher_) RETURN_IF_ERROR(publisher_->Settle(refused_));
  for (const Refused& refused : refused_) {
    reports_.Refused(refused.command);
    threats_.Refused(refused.command);
    refused_lines_.insert(refused.line);
    ++summary_.refusals[v1::Reason_Name(refused.refusal.reason)];
    --summary_.events[KindOf(refused.command)];
    RETURN_IF_ERROR(rejects_.AddCommand(refused));
  }
  refused_.clear();
  return absl::OkStatus();
}

absl::Status History::Finish() {
  bool closed = false;
  if (replay_) {
    ASSIGN_OR_RETURN(closed, replay_->Closed());
    summary_.found = replay_->recorded();
  }
  if (!closed && !options_.keep_open && group_ != absl::InfinitePast()) {
    RETURN_IF_ERROR(GoLive());
    ASSIGN_OR_RETURN(const v1::Receipt receipt, ledger_->CloseBackfill());
    closed = receipt.position() > 0;
  }
  RETURN_IF_ERROR(rejects_.Close());
  summary_.closed = closed;
  summary_.lines = lines_.number();
  summary_.imported = lines_with_commands_ - refused_lines_.size();
  summary_.refused += refused_lines_.size();
  summary_.uncited = threats_.uncited();
  if (summary_.imported + summary_.refused + summary_.skipped !=
      summary_.lines) {
    return absl::InternalError(
        absl::StrCat("lost count: ", summary_.imported, " imported + ",
                     summary_.refused, " refused + ", summary_.skipped,
                     " skipped is not ", summary_.lines, " lines"));
  }
  return absl::OkStatus();
}

void History::TellProgress() const {
  if (!options_.progress) return;
  options_.progress({.lines = lines_.number(),
                     .bytes_read = lines_.bytes_read(),
                     .bytes_total = lines_.bytes_total()});
}

}  // namespace

absl::StatusOr<ImportSummary> ImportAttackHistory(
    EventLog& log, const Clock& clock, const ImportOptions& options) {
  ASSIGN_OR_RETURN(Lines lines, Lines::Open(options.file));
  ASSIGN_OR_RETURN(Rejects rejects, Rejects::Create(options.rejects));
  return History(log, clock, options, std::move(lines), std::move(rejects))
      .Run();
}

}  // namespace loopledger::import
