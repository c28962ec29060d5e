// The command line of loopledger: parses it, loads the settings, calls one verb
// and prints its error. This and the headers of its words, which only this file
// includes, are all that knows CLI11.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "tools/command_line.h"
#include "tools/completion.h"
#include "tools/near.h"
#include "tools/settings.h"
#include "tools/terminal.h"
#include "tools/utf8.h"
#include "tools/verbs.h"
#include "tools/words_of_kafka.h"
#include "tools/words_of_keys.h"
#include "tools/words_of_records.h"
#include "tools/words_of_serving.h"
#include "tools/words_of_views.h"

namespace loopledger {
namespace {

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
      ->check(NotWhole<uint64_t>);
  app.add_flag_callback(
      "--no-color", [&globals] { globals.color = false; },
      "no colours on stderr");
  app.add_flag("--quiet", globals.quiet, "no progress and no hints");
  app.add_flag("--verbose", globals.verbose, "say more");
}

void AddHousekeeping(CLI::App& app, CommandLine& line) {
  CLI::App& config = Group(app, "config", "the settings in force");
  Verb(config, "check", "check the config file", line,
       [](CommandLine& l) { return ConfigCheck(l.globals); });
  CLI::App& show =
      Verb(config, "show", "what is set", line,
           [](CommandLine& l) { return ConfigShow(l.globals, l.config); });
  CLI::Option* effective = show.add_flag("--effective", line.config.effective,
                                         "defaults as well; the default");
  show.add_flag("--changed", line.config.changed, "only what somebody set")
      ->excludes(effective);
  show.add_flag("--origin", line.config.origin, "where each comes from");
  CLI::App& doctor = Verb(app, "doctor", "is everything here in order?", line,
                          [](CommandLine& l) { return Doctor(l.globals); });
  AddSetting(doctor, line, "--log", "log");
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

// The verb that was named, as far as there is one, and how it is called.
const CLI::App& Named(const CLI::App& app, std::string& path) {
  const CLI::App* named = &app;
  path = "loopledger";
  while (!named->get_subcommands().empty()) {
    named = named->get_subcommands().front();
    absl::StrAppend(&path, " ", named->get_name());
  }
  return *named;
}

// What was wrong with the words, in the form of every other error.
absl::Status WrongWords(const CLI::App& app, const CLI::ParseError& error) {
  std::string path;
  const CLI::App& named = Named(app, path);
  const std::string help = absl::StrCat(path, " --help");
  const Words words = WordsOf(named);
  std::vector<std::string> flags = words.flags;
  for (const CLI::App* above = named.get_parent(); above != nullptr;
       above = above->get_parent()) {
    const Words more = WordsOf(*above);
    flags.insert(flags.end(), more.flags.begin(), more.flags.end());
  }
  for (const std::string& word : app.remaining(/*recurse=*/true)) {
    const bool flag = absl::StartsWith(word, "-");
    if (!flag && words.verbs.empty()) continue;
    return UsageError(
        flag ? NoSuchFlag(path, word.substr(0, word.find('=')), flags)
             : NoSuchVerb(path, word, words),
        help);
  }
  if (!words.verbs.empty()) return UsageError(VerbMissing(path, words), help);
  return UsageError(error.what(), help);
}

// An empty word is no value; whoever left a variable unset should hear of it.
// Settings have checks of their own, and may be empty.
absl::Status CheckGiven(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    const bool empty = absl::c_linear_search(option->results(), "");
    if (empty && FindSetting(absl::StripPrefix(name, "--")) == nullptr) {
      return UsageError(absl::StrCat(name, " is empty"),
                        absl::StrCat(name, " with a value, or without it"));
    }
  }
  for (const CLI::App* verb : app.get_subcommands()) {
    const absl::Status given = CheckGiven(*verb);
    if (!given.ok()) return given;
  }
  return absl::OkStatus();
}

absl::Status CheckHeeded(const CLI::App& app, const CommandLine& line) {
  std::string path;
  Named(app, path);
  const auto ignored = [&path](const char* flag) {
    return UsageError(absl::StrCat(flag, " means nothing to ", path),
                      absl::StrCat(path, " without ", flag));
  };
  if (!line.globals.as_of.empty() && !line.heeds.as_of) {
    return ignored("--as-of");
  }
  if (line.globals.at_least && !line.heeds.at_least) {
    return ignored("--at-least");
  }
  const std::string format = line.globals.settings.Text("output");
  if (IsPicture(format) && !line.heeds.pictures) {
    return UsageError(
        absl::StrCat("output ", format, " means nothing to ", path),
        "-o table, json, ndjson or yaml");
  }
  return absl::OkStatus();
}

int Finish(const Globals& globals, Exit exit) {
  const absl::Status flushed = FlushOutput();
  if (exit.ok() && !flushed.ok()) exit = flushed;
  if (exit.ok()) return *exit;
  if (absl::StrContains(exit.status().message(), "no server answers there")) {
    exit = absl::UnavailableError(
        absl::StrCat("no server answers at ", globals.settings.Text("server")));
  }
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
  AddDecision(app, line);
  AddGap(app, line);
  AddLoop(app, line);
  AddView(app, line);
  AddLog(app, line);
  AddAudit(app, line);
  AddExport(app, line);
  AddKey(app, line);
  AddKafka(app, line);
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
  absl::Status ready = CheckGiven(app);
  if (ready.ok()) ready = line.globals.settings.Load();
  if (ready.ok()) ready = CheckHeeded(app, line);
  if (!ready.ok()) return Finish(line.globals, ready);
  return Finish(line.globals, line.run());
}

}  // namespace
}  // namespace loopledger

int main(int argc, char** argv) {
  // The distribution's Abseil looks for cycles at each lock, as a debug build
  // does. The tests keep that; a program need not pay for it.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  loopledger::HoldStandardStreams();
  // What gRPC would say of an error we say ourselves.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  return loopledger::Main(argc, argv);
}
