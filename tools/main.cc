// The command line of loopledger: the one place that knows CLI11. It parses,
// loads the settings, calls one verb and prints its error.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tools/completion.h"
#include "tools/settings.h"
#include "tools/terminal.h"
#include "tools/utf8.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

// What parsing fills in; the verb that was named is `run`.
struct CommandLine {
  Globals globals;
  PublishOptions publish;
  ImportOptions imported;
  ListOptions list;
  GapOptions gap;
  ViewOptions view;
  LogOptions log;
  ExportOptions exported;
  ConfigOptions config;
  std::string id;
  std::function<Exit()> run;
};

void AddSetting(CLI::App& app, CommandLine& line, const std::string& flags,
                const char* name) {
  const SettingInfo* info = FindSetting(name);
  app.add_option_function<std::string>(
         flags,
         [&line, name](const std::string& text) {
           line.globals.settings.SetFlag(name, text);
         },
         info->meaning)
      ->type_name("");
}

// CLI11 takes "-1" for a very large number.
std::string NotWhole(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos
             ? ""
             : text + " is no whole number from 0";
}

void AddGlobals(CLI::App& app, CommandLine& line) {
  AddSetting(app, line, "--config", "config");
  AddSetting(app, line, "--server", "server");
  AddSetting(app, line, "--org", "org");
  AddSetting(app, line, "-o,--output", "output");
  AddSetting(app, line, "--timeout", "timeout");
  Globals& globals = line.globals;
  app.add_option("--as-of", globals.as_of, "read as of a position or a time");
  app.add_option("--at-least", globals.at_least,
                 "wait until this position is folded")
      ->check(NotWhole);
  app.add_flag_callback(
      "--no-color", [&globals] { globals.color = false; },
      "no colours on stderr");
  app.add_flag("--quiet", globals.quiet, "no progress and no hints");
  app.add_flag("--verbose", globals.verbose, "say more");
}

// A verb, or a group of verbs when it gets no action.
CLI::App& Verb(CLI::App& parent, const char* name, const char* help) {
  CLI::App& verb = *parent.add_subcommand(name, help);
  verb.fallthrough();
  return verb;
}

CLI::App& Group(CLI::App& parent, const char* name, const char* help) {
  CLI::App& group = Verb(parent, name, help);
  group.require_subcommand(1);
  return group;
}

template <typename Action>
CLI::App& Verb(CLI::App& parent, const char* name, const char* help,
               CommandLine& line, Action action) {
  CLI::App& verb = Verb(parent, name, help);
  verb.callback(
      [&line, action] { line.run = [&line, action] { return action(line); }; });
  return verb;
}

void AddListOptions(CLI::App& verb, ListOptions& list) {
  verb.add_option("--filter", list.filter,
                  "field=value, also != < <= > >=, joined by \" and \"");
  verb.add_option("--order-by", list.order_by, "field, or \"field desc\"");
  verb.add_option("--limit", list.limit, "at most so many rows")
      ->check(NotWhole);
}

void AddSettings(CLI::App& verb, CommandLine& line,
                 std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::string key = name;
    for (char& c : key) c = c == '-' ? '_' : c;
    AddSetting(verb, line, absl::StrCat("--", name), FindSetting(key)->name);
  }
}

void AddServe(CLI::App& app, CommandLine& line) {
  CLI::App& serve = Verb(app, "serve", "run a ledger's server", line,
                         [](CommandLine& l) { return Serve(l.globals); });
  AddSettings(serve, line,
              {"log", "data", "grpc", "found", "memory-mib", "message-kib-max",
               "streams-max", "followers-max", "window-max", "drain"});
  serve.add_flag_callback(
      "--dev", [&line] { line.globals.settings.SetFlag("dev", "true"); },
      FindSetting("dev")->meaning);
}

void AddDemo(CLI::App& app, CommandLine& line) {
  AddSettings(Verb(app, "demo", "serve a demo ledger, made where there is none",
                   line, [](CommandLine& l) { return Demo(l.globals); }),
              line, {"log", "data", "grpc"});
}

void AddImport(CLI::App& app, CommandLine& line) {
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
  AddSettings(history, line, {"log", "data", "memory-mib"});
}

void AddPublish(CLI::App& app, CommandLine& line) {
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
}

void AddThreat(CLI::App& app, CommandLine& line) {
  CLI::App& threat = Group(app, "threat", "the current threat picture");
  AddListOptions(
      Verb(threat, "list", "all threats", line,
           [](CommandLine& l) { return ThreatList(l.globals, l.list); }),
      line.list);
  Verb(threat, "show", "one threat", line,
       [](CommandLine& l) { return ThreatShow(l.globals, l.id); })
      .add_option("ID", line.id)
      ->required();
  Verb(threat, "history", "how one threat changed", line,
       [](CommandLine& l) { return ThreatHistory(l.globals, l.id); })
      .add_option("ID", line.id)
      ->required();
}

void AddTasking(CLI::App& app, CommandLine& line) {
  CLI::App& tasking = Group(app, "tasking", "the tasking board");
  AddListOptions(
      Verb(tasking, "list", "all taskings", line,
           [](CommandLine& l) { return TaskingList(l.globals, l.list); }),
      line.list);
  Verb(tasking, "show", "one tasking", line,
       [](CommandLine& l) { return TaskingShow(l.globals, l.id); })
      .add_option("ID", line.id)
      ->required();
  Verb(tasking, "why", "what justified it then, and what is so now", line,
       [](CommandLine& l) { return TaskingWhy(l.globals, l.id); })
      .add_option("ID", line.id)
      ->required();
}

void AddGap(CLI::App& app, CommandLine& line) {
  CLI::App& gap = Group(app, "gap", "the gap between intelligence and tasking");
  CLI::App& list = Verb(gap, "list", "all gaps", line, [](CommandLine& l) {
    return GapList(l.globals, l.gap);
  });
  AddListOptions(list, line.gap.list);
  list.add_option("--metric", line.gap.metric, "only one of M1 to M17");
  list.add_flag("--fail-on", line.gap.fail_on, "exit 12 when there is any");
  Verb(gap, "explain", "one gap and the records behind it", line,
       [](CommandLine& l) { return GapExplain(l.globals, l.id); })
      .add_option("ID", line.id)
      ->required();
}

void AddView(CLI::App& app, CommandLine& line) {
  CLI::App& view = Group(app, "view", "any projection by its name");
  Verb(view, "list", "the names of the views", line,
       [](CommandLine& l) { return ViewList(l.globals); });
  CLI::App& get =
      Verb(view, "get", "all rows, or one", line,
           [](CommandLine& l) { return ViewGet(l.globals, l.view); });
  get.add_option("VIEW", line.view.view)->required();
  get.add_option("KEY", line.view.key);
  AddListOptions(get, line.view.list);
  CLI::App& watch =
      Verb(view, "watch", "each change as it happens", line,
           [](CommandLine& l) { return ViewWatch(l.globals, l.view); });
  watch.add_option("VIEW", line.view.view)->required();
  watch
      .add_option("--since", line.view.since,
                  "only what changed after this position")
      ->check(NotWhole);
  watch.add_option("--filter", line.view.list.filter, "as in view get");
  watch.add_option("--limit", line.view.list.limit, "end after so many")
      ->check(NotWhole);
  Verb(view, "lag", "how far each view is behind the ledger", line,
       [](CommandLine& l) { return ViewLag(l.globals); });
}

void AddLog(CLI::App& app, CommandLine& line) {
  CLI::App& log = Group(app, "log", "the ledger's records");
  AddSetting(log, line, "--log", "log");
  Verb(log, "head", "where the ledger stands", line,
       [](CommandLine& l) { return LogHead(l.globals); });
  Verb(log, "get", "one record", line,
       [](CommandLine& l) { return LogGet(l.globals, l.log); })
      .add_option("POSITION", line.log.position)
      ->required()
      ->check(NotWhole);
  CLI::App& tail =
      Verb(log, "tail", "records up to the head", line,
           [](CommandLine& l) { return LogTail(l.globals, l.log); });
  tail.add_option("--from", line.log.from, "a position or a time");
  tail.add_flag("--follow", line.log.follow, "go on with what comes");
  CLI::App& copy =
      Verb(log, "copy", "copy a ledger, bytes unchanged", line,
           [](CommandLine& l) { return LogCopy(l.globals, l.log); });
  copy.add_option("FROM", line.log.from, "file:DIR")->required();
  copy.add_option("TO", line.log.to, "file:DIR, empty or a prefix")->required();
  copy.add_option("--to", line.log.end, "stop before this position")
      ->check(NotWhole);
  Verb(log, "stat", "counts, sizes, times", line,
       [](CommandLine& l) { return LogStat(l.globals); });
}

void AddAudit(CLI::App& app, CommandLine& line) {
  CLI::App& audit = Group(app, "audit", "prove that nothing was changed");
  CLI::App& verify =
      Verb(audit, "verify", "check every record against the rule", line,
           [](CommandLine& l) { return AuditVerify(l.globals); });
  AddSetting(verify, line, "--log", "log");
}

void AddExport(CLI::App& app, CommandLine& line) {
  CLI::App& exported = Group(app, "export", "take data out");
  const auto add = [&line](CLI::App& verb) {
    verb.add_option("--format", line.exported.format, "ndjson or csv")
        ->check(CLI::IsMember({"ndjson", "csv"}));
    verb.add_option("--at", line.exported.at, "as of a position or a time");
  };
  CLI::App& events =
      Verb(exported, "events", "all records", line,
           [](CommandLine& l) { return ExportEvents(l.globals, l.exported); });
  add(events);
  AddSetting(events, line, "--log", "log");
  CLI::App& view =
      Verb(exported, "view", "all rows of a view", line,
           [](CommandLine& l) { return ExportView(l.globals, l.exported); });
  add(view);
  view.add_option("VIEW", line.exported.view)->required();
}

void AddHousekeeping(CLI::App& app, CommandLine& line) {
  CLI::App& config = Group(app, "config", "the settings in force");
  Verb(config, "check", "check the config file", line,
       [](CommandLine& l) { return ConfigCheck(l.globals); });
  CLI::App& show =
      Verb(config, "show", "what is set", line,
           [](CommandLine& l) { return ConfigShow(l.globals, l.config); });
  show.add_flag("--effective", line.config.effective, "defaults as well");
  show.add_flag("--origin", line.config.origin, "where each comes from");
  Verb(app, "doctor", "is everything here in order?", line,
       [](CommandLine& l) { return Doctor(l.globals); });
  Verb(app, "version", "what this binary is", line,
       [](CommandLine& l) { return Version(l.globals); });
}

// The whole command line, for the shell to complete.
Words WordsOf(const CLI::App& app) {
  Words words = {.name = app.get_name(), .flags = {}, .verbs = {}};
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words.flags.push_back("--" + name);
    }
  }
  for (const CLI::App* verb : app.get_subcommands({})) {
    words.verbs.push_back(WordsOf(*verb));
  }
  return words;
}

// What was wrong with the words, in the form of every other error.
absl::Status WrongWords(const CLI::App& app, const CLI::ParseError& error) {
  std::string path = "loopledger";
  const CLI::App* named = &app;
  while (!named->get_subcommands().empty()) {
    named = named->get_subcommands().front();
    absl::StrAppend(&path, " ", named->get_name());
  }
  return UsageError(error.what(), absl::StrCat(path, " --help"));
}

int Finish(const Globals& globals, Exit exit) {
  const absl::Status flushed = FlushOutput();
  if (exit.ok() && !flushed.ok()) exit = flushed;
  if (exit.ok()) return *exit;
  PrintError(exit.status(), globals.color);
  return ExitCodeOf(exit.status());
}

absl::Status CheckWords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (IsUtf8(argv[i])) continue;
    return UsageError(absl::StrCat("word ", i, " of the command line, \"",
                                   absl::CHexEscape(argv[i]),
                                   "\", is not UTF-8"));
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CommandLine line;
  CLI::App app(
      "The record of who knew what, who decided what, and whether it "
      "worked.",
      "loopledger");
  app.require_subcommand(1);
  line.globals.color = std::getenv("NO_COLOR") == nullptr;
  if (const absl::Status status = CheckWords(argc, argv); !status.ok()) {
    return Finish(line.globals, status);
  }
  AddGlobals(app, line);
  AddServe(app, line);
  AddDemo(app, line);
  AddImport(app, line);
  AddPublish(app, line);
  AddThreat(app, line);
  AddTasking(app, line);
  AddGap(app, line);
  AddView(app, line);
  AddLog(app, line);
  AddAudit(app, line);
  AddExport(app, line);
  AddHousekeeping(app, line);
  Verb(app, "completion", "words for bash: source <(loopledger completion)",
       line, [&app](CommandLine&) -> Exit {
         std::fputs(CompletionScript(WordsOf(app)).c_str(), stdout);
         return kExitOk;
       });
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return Finish(line.globals, app.exit(asked_for_help));
  } catch (const CLI::ParseError& error) {
    return Finish(line.globals, WrongWords(app, error));
  }
  if (const absl::Status status = line.globals.settings.Load(); !status.ok()) {
    return Finish(line.globals, status);
  }
  return Finish(line.globals, line.run());
}

}  // namespace
}  // namespace loopledger

int main(int argc, char** argv) {
  // The distribution's Abseil looks for cycles at each lock, as a debug build
  // does. The tests keep that; a program need not pay for it.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  loopledger::HoldStandardStreams();
  return loopledger::Main(argc, argv);
}
