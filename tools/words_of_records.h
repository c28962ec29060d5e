// The words that read the records themselves.
#ifndef TOOLS_WORDS_OF_RECORDS_H_
#define TOOLS_WORDS_OF_RECORDS_H_

#include <CLI/CLI.hpp>

#include "tools/command_line.h"
#include "tools/verbs.h"

namespace loopledger {

inline void AddLog(CLI::App& app, CommandLine& line) {
  CLI::App& log = Group(app, "log", "the ledger's records");
  AddSetting(log, line, "--log", "log");
  AddSetting(log, line, "--accept-risk", "accept_risk");
  Verb(
      log, "head", "where the ledger stands", line,
      [](CommandLine& l) { return LogHead(l.globals); }, kRecordsOfThePast);
  Verb(log, "get", "one record", line,
       [](CommandLine& l) { return LogGet(l.globals, l.log); })
      .add_option("POSITION", line.log.position)
      ->required()
      ->check(NotWhole<uint64_t>);
  CLI::App& tail = Verb(
      log, "tail", "records up to the head", line,
      [](CommandLine& l) { return LogTail(l.globals, l.log); },
      kRecordsOfThePast);
  tail.add_option("--from", line.log.from, "a position or a time");
  tail.add_flag("--follow", line.log.follow, "go on with what comes");
  CLI::App& copy =
      Verb(log, "copy", "copy a ledger, bytes unchanged", line,
           [](CommandLine& l) { return LogCopy(l.globals, l.log); });
  copy.add_option("FROM", line.log.from, "file:DIR or kafka://...")->required();
  copy.add_option("TO", line.log.to, "a log, empty or a prefix")->required();
  copy.add_option("--to", line.log.end, "stop before this position")
      ->check(NotWhole<uint64_t>);
  Verb(
      log, "stat", "counts, sizes, times", line,
      [](CommandLine& l) { return LogStat(l.globals); }, kRecordsOfThePast);
}

inline void AddAudit(CLI::App& app, CommandLine& line) {
  CLI::App& audit = Group(app, "audit", "prove that nothing was changed");
  CLI::App& verify = Verb(
      audit, "verify", "check every record against the rule", line,
      [](CommandLine& l) { return AuditVerify(l.globals); }, kRecordsOfThePast);
  AddSetting(verify, line, "--log", "log");
}

inline void AddExport(CLI::App& app, CommandLine& line) {
  CLI::App& exported = Group(app, "export", "take data out");
  const auto add = [&line](CLI::App& verb) {
    verb.add_option("--format", line.exported.format, "ndjson or csv")
        ->check(CLI::IsMember({"ndjson", "csv"}));
    verb.add_option("--at", line.exported.at, "as --as-of");
  };
  CLI::App& events = Verb(
      exported, "events", "all records", line,
      [](CommandLine& l) { return ExportEvents(l.globals, l.exported); },
      kRecordsOfThePast);
  add(events);
  AddSetting(events, line, "--log", "log");
  CLI::App& view = Verb(
      exported, "view", "all rows of a view", line,
      [](CommandLine& l) { return ExportView(l.globals, l.exported); },
      kRowsOfThePast);
  add(view);
  view.add_option("VIEW", line.exported.view)->required();
}

}  // namespace loopledger

#endif  // TOOLS_WORDS_OF_RECORDS_H_
