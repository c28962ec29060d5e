// What the words of the command line are made of. Included, with the words
// themselves, by main.cc alone: CLI11 is parsed in one translation unit.
#ifndef TOOLS_COMMAND_LINE_H_
#define TOOLS_COMMAND_LINE_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/settings.h"
#include "tools/verbs.h"

namespace loopledger {

// The words of every verb that a verb makes something of; where it does not,
// they are refused instead of ignored.
struct Heeds {
  bool as_of = false;
  bool at_least = false;
  bool pictures = false;  // -o dot and -o mermaid.
};
inline constexpr Heeds kRowsOfThePast = {.as_of = true, .at_least = true};
inline constexpr Heeds kRecordsOfThePast = {.as_of = true};

// What parsing fills in; the verb that was named is `run`.
struct CommandLine {
  Globals globals;
  PublishOptions publish;
  ImportOptions imported;
  ListOptions list;
  GapOptions gap;
  TrendOptions trend;
  ViewOptions view;
  LogOptions log;
  ExportOptions exported;
  ConfigOptions config;
  KafkaOptions kafka;
  KeyOptions key;
  std::string id;
  std::function<Exit()> run;
  Heeds heeds;  // Of that verb.
};

inline void AddSetting(CLI::App& app, CommandLine& line,
                       const std::string& flags, const char* name) {
  const SettingInfo* info = FindSetting(name);
  app.add_option_function<std::string>(
         flags,
         [&line, name](const std::string& text) {
           line.globals.settings.SetFlag(name, text);
         },
         info->meaning)
      ->type_name("");
}

// CLI11 takes "-1" for a very large number, and a larger one for the largest or
// for nothing that it could name.
template <typename Number>
std::string NotWhole(const std::string& text) {
  Number number = 0;
  return text.find_first_not_of("0123456789") == std::string::npos &&
                 absl::SimpleAtoi(text, &number)
             ? ""
             : absl::StrCat(text, " is no whole number from 0 to ",
                            std::numeric_limits<Number>::max());
}

// A verb, or a group of verbs when it gets no action.
inline CLI::App& Verb(CLI::App& parent, const char* name, const char* help) {
  CLI::App& verb = *parent.add_subcommand(name, help);
  verb.fallthrough();
  return verb;
}

inline CLI::App& Group(CLI::App& parent, const char* name, const char* help) {
  CLI::App& group = Verb(parent, name, help);
  group.require_subcommand(1);
  return group;
}

template <typename Action>
CLI::App& Verb(CLI::App& parent, const char* name, const char* help,
               CommandLine& line, Action action, Heeds heeds = {}) {
  CLI::App& verb = Verb(parent, name, help);
  verb.callback([&line, action, heeds] {
    line.run = [&line, action] { return action(line); };
    line.heeds = heeds;
  });
  return verb;
}

inline void AddListOptions(CLI::App& verb, ListOptions& list) {
  verb.add_option("--filter", list.filter,
                  "field=value, also != < <= > >=, joined by \" and \"");
  verb.add_option("--order-by", list.order_by, "field, or \"field desc\"");
  verb.add_option("--limit", list.limit, "at most so many rows")
      ->check(NotWhole<uint32_t>);
}

inline void AddSettings(CLI::App& verb, CommandLine& line,
                        std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::string key = name;
    for (char& c : key) c = c == '-' ? '_' : c;
    AddSetting(verb, line, absl::StrCat("--", name), FindSetting(key)->name);
  }
}

}  // namespace loopledger

#endif  // TOOLS_COMMAND_LINE_H_
