// The words that run a ledger and put something into it.
#ifndef TOOLS_WORDS_OF_SERVING_H_
#define TOOLS_WORDS_OF_SERVING_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "tools/command_line.h"
#include "tools/settings.h"
#include "tools/verbs.h"
#include "tools/words_of_keys.h"

namespace loopledger {

inline void AddServe(CLI::App& app, CommandLine& line) {
  CLI::App& serve = Verb(app, "serve", "run a ledger's server", line,
                         [](CommandLine& l) { return Serve(l.globals); });
  serve
      .add_option_function<std::vector<std::string>>(
          "--log",
          [&line](const std::vector<std::string>& logs) {
            line.globals.settings.SetFlag("log", absl::StrJoin(logs, "\n"));
          },
          "[NAME=]URL of a ledger's log; several, each with its name, are "
          "hosted on ports that follow each other")
      ->type_name("")
      ->allow_extra_args(false);
  AddSettings(
      serve, line,
      {"accept-risk", "data", "grpc", "found", "memory-mib", "message-kib-max",
       "streams-max", "followers-max", "window-max", "drain"});
  serve.add_flag_callback(
      "--dev", [&line] { line.globals.settings.SetFlag("dev", "true"); },
      FindSetting("dev")->meaning);
}

inline void AddDemo(CLI::App& app, CommandLine& line) {
  AddSettings(Verb(app, "demo", "serve a demo ledger, made where there is none",
                   line, [](CommandLine& l) { return Demo(l.globals); }),
              line, {"log", "accept-risk", "data", "grpc"});
}

inline void AddImport(CLI::App& app, CommandLine& line) {
  CLI::App& group = Group(app, "import", "fill an empty log from a history");
  CLI::App& history = Verb(
      group, "attack-history",
      "MITRE ATT&CK's changes as a backfill; holds the log, needs no server",
      line, [](CommandLine& l) {
        return ImportAttackHistory(l.globals, l.imported);
      });
  history.add_option("FILE", line.imported.file, "NDJSON, plain or zstd")
      ->required();
  history.add_option("--rejects", line.imported.rejects,
                     "where refused lines go; DATA/import.rejects");
  history.add_flag("--keep-open", line.imported.keep_open,
                   "do not end the backfill");
  AddSettings(history, line, {"log", "accept-risk", "data", "memory-mib"});
}

inline void AddPublish(CLI::App& app, CommandLine& line) {
  CLI::App& publish =
      Verb(app, "publish", "publish one command, or NDJSON of commands", line,
           [](CommandLine& l) { return Publish(l.globals, l.publish); });
  publish.add_option("-f,--file", line.publish.file, "a file, or - for stdin")
      ->required();
  publish.add_option("--rejects", line.publish.rejects,
                     "where refused lines go; FILE.rejects");
  publish.add_flag("--dry-run", line.publish.dry_run,
                   "decide, but record nothing");
  CLI::Option* durable =
      publish.add_flag("--at-least-durable", line.publish.at_least_durable,
                       "return when everything is on disk (the default)");
  publish
      .add_flag("--projected", line.publish.projected,
                "return when the views show everything")
      ->excludes(durable);
  CLI::Option* sign = publish.add_option(
      "--sign", line.publish.sign,
      "sign each command that is not signed, with the key in this file");
  AddKeyId(publish, line.publish.key_id,
           "what the ledger calls that key; else its own digest")
      .needs(sign);
}

}  // namespace loopledger

#endif  // TOOLS_WORDS_OF_SERVING_H_
