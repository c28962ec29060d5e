// loopledger publish: commands in, receipts and refusals out, in input order.
//
// Safe to run again on the same file: what is recorded already gets its
// original receipt.
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "consumers/client/client.h"
#include "consumers/client/error.h"
#include "ledger/base/clock.h"
#include "ledger/base/status.h"
#include "ledger/domain/signature.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/command.pb.h"
#include "tools/ask.h"
#include "tools/documents.h"
#include "tools/repeated_key.h"
#include "tools/results.h"
#include "tools/signing.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

absl::Status NotACommand(absl::string_view reason, absl::string_view message,
                         absl::string_view field = "") {
  return WithDetail(
      absl::InvalidArgumentError(message),
      {.reason = std::string(reason), .field = std::string(field)});
}

absl::Status FromJson(const std::string& text, v1::Command& command) {
  if (const std::string twice = RepeatedKey(text); !twice.empty()) {
    return NotACommand(
        "FIELD_INVALID",
        absl::StrCat("not a command: ", twice, " stands twice in it"), twice);
  }
  const auto status =
      google::protobuf::util::JsonStringToMessage(text, &command);
  if (status.ok()) return absl::OkStatus();
  // The parser shows the text with a mark under it, on lines of their own.
  const std::string message(status.message().data(), status.message().size());
  return NotACommand(
      "FIELD_INVALID",
      absl::StrCat("not a command: ", message.substr(0, message.find('\n'))));
}

// A line of a rejects file holds its command under that name.
absl::Status Parse(const Document& document, v1::Command& command) {
  if (document.too_long) {
    return NotACommand(
        "RECORD_TOO_LARGE",
        absl::StrCat("a command of more than ", kDocumentBytesMax, " bytes"));
  }
  const absl::Status status = FromJson(document.text, command);
  if (status.ok()) return status;
  command.Clear();
  const absl::StatusOr<Json> json = ParseJson(document.text);
  if (!json.ok()) return status;
  const Json* rejected = json->Find("command");
  if (rejected != nullptr) return FromJson(ToJsonText(*rejected), command);
  // At least the refusal can say whose it is.
  if (const Json* id = json->Find("command_id")) {
    command.set_command_id(id->text);
  }
  return status;
}

// Who signs the commands, if anybody, and in which ledger.
struct Signing {
  std::optional<Signer> signer;
  std::string ledger;
};

// What can never become a record is refused here, in its turn: the server would
// end the stream, and with it the lines around it.
absl::Status ReadCommand(const Document& document, const Signing& signing,
                         v1::Command& command) {
  absl::Status status = Parse(document, command);
  if (status.ok() && signing.signer && !command.has_signature()) {
    Sign(signing.ledger, signing.signer->key_id, signing.signer->key, command);
  }
  const size_t bytes = status.ok() ? command.ByteSizeLong() : 0;
  if (bytes <= kRecordBytesMax) return status;
  return NotACommand("RECORD_TOO_LARGE",
                     absl::StrCat("a command of ", bytes,
                                  " bytes cannot become a record of at most ",
                                  kRecordBytesMax, " bytes"));
}

// Feeds documents to the client and their results to the printer. What is no
// command takes its turn among the others.
class Run {
 public:
  Run(const Globals& globals, const Signing& signing, Documents& documents,
      Results& results)
      : signing_(signing),
        documents_(documents),
        results_(results),
        progress_(globals.quiet),
        started_(SystemClock().Now()) {}

  // The next command. Documents that are none are answered in their turn.
  Client::Supply Next(v1::Command& command) {
    // Once all answers are in, wait for whoever writes the pipe.
    while (waited_ || !documents_.WouldWait()) {
      waited_ = false;
      Document document;
      const absl::StatusOr<bool> any = documents_.Next(document);
      wrong_ = any.status();
      if (!wrong_.ok() || !*any) return Client::Supply::kEnd;
      const absl::Status status = ReadCommand(document, signing_, command);
      pending_.push_back({.line = document.line,
                          .command_id = command.command_id(),
                          .text = std::move(document.text),
                          .refusal = status});
      if (status.ok()) return Client::Supply::kCommand;
      SettleRefused();
      command.Clear();
    }
    waited_ = true;
    return Client::Supply::kPause;
  }

  bool Take(const v1::SubmitResult& result) {
    Input input = std::move(pending_.front());
    pending_.pop_front();
    if (result.has_receipt()) {
      results_.Accepted(input, result.receipt());
    } else {
      input.refusal = ToStatus(result.refusal());
      results_.Refused(input);
    }
    SettleRefused();
    ShowProgress();
    return true;
  }

  // Where nothing is sent, but asked: would it be accepted?
  absl::Status DryRun(Client& client) {
    v1::Command command;
    while (Next(command) != Client::Supply::kEnd) {
      if (waited_) continue;
      Input input = std::move(pending_.front());
      pending_.pop_front();
      input.refusal = client.DryRun(command);
      if (input.refusal.ok()) {
        results_.WouldAccept(input);
      } else if (IsNamedRefusal(input.refusal)) {
        results_.Refused(input);
      } else {
        return input.refusal;
      }
    }
    return wrong_;
  }

  absl::Status wrong() const { return wrong_; }

 private:
  void SettleRefused() {
    while (!pending_.empty() && !pending_.front().refusal.ok()) {
      results_.Refused(pending_.front());
      pending_.pop_front();
    }
  }

  void ShowProgress() {
    const uint64_t count = results_.count();
    if (!progress_.shown() || count % 1000 != 0) return;
    const absl::Duration spent = SystemClock().Now() - started_;
    const double rate = static_cast<double>(count) /
                        std::max(absl::ToDoubleSeconds(spent), 1e-3);
    std::string line = absl::StrFormat("%d commands, %.0f/s", count, rate);
    if (documents_.bytes_total() > 0) {
      absl::StrAppendFormat(&line, ", %.0f %%",
                            100.0 *
                                static_cast<double>(documents_.bytes_read()) /
                                static_cast<double>(documents_.bytes_total()));
    }
    progress_.Show(line);
  }

  const Signing& signing_;
  Documents& documents_;
  Results& results_;
  Progress progress_;
  const absl::Time started_;
  std::deque<Input> pending_;
  absl::Status wrong_;
  bool waited_ = false;
};

// Waits until every view shows what was published.
absl::Status AwaitViews(Client& client, uint64_t position) {
  ASSIGN_OR_RETURN(const v1::ListViewsResponse views, client.ListViews());
  for (const v1::ViewInfo& info : views.views()) {
    v1::ListRowsRequest request;
    request.set_view(info.view());
    request.set_page_size(1);
    request.set_at_least(position);
    RETURN_IF_ERROR(client.ListRows(request).status());
  }
  return absl::OkStatus();
}

std::string RejectsPath(const PublishOptions& options) {
  if (options.dry_run) return "";
  if (!options.rejects.empty()) return options.rejects;
  // Beside a pipe such as /dev/fd/63 is no place for a file.
  struct stat input = {};
  const bool is_file = options.file != "-" &&
                       stat(options.file.c_str(), &input) == 0 &&
                       S_ISREG(input.st_mode);
  return is_file ? options.file + ".rejects" : "";
}

}  // namespace

Exit Publish(const Globals& globals, const PublishOptions& options) {
  ASSIGN_OR_RETURN(Documents documents, Documents::Open(options.file));
  const std::string rejects = RejectsPath(options);
  if (!rejects.empty()) {
    RETURN_IF_ERROR(CheckRejects(options.file, rejects));
  }
  Signing signing;
  if (!options.sign.empty()) {
    ASSIGN_OR_RETURN(signing.signer, ReadSigner(options.sign, options.key_id));
  }
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::Head before, client.GetHead());
  signing.ledger = before.ledger();
  Results results(globals, options.dry_run, rejects, before.next());
  absl::Status status;
  {
    Run run(globals, signing, documents, results);
    if (options.dry_run) {
      status = run.DryRun(client);
    } else {
      status = client.Publish(
          [&run](v1::Command& command) { return run.Next(command); },
          [&run](const v1::SubmitResult& result) { return run.Take(result); },
          /*omit_events=*/globals.format() == Format::kTable);
      if (status.ok()) status = run.wrong();
    }
  }
  RETURN_IF_ERROR(results.Finish());
  RETURN_IF_ERROR(status);
  if (options.projected && results.last_position()) {
    RETURN_IF_ERROR(AwaitViews(client, *results.last_position()));
  }
  return results.exit_code();
}

}  // namespace loopledger
