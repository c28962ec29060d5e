// The words that read what the views show.
#ifndef TOOLS_WORDS_OF_VIEWS_H_
#define TOOLS_WORDS_OF_VIEWS_H_

#include <CLI/CLI.hpp>

#include "tools/command_line.h"
#include "tools/verbs.h"

namespace loopledger {

inline void AddThreat(CLI::App& app, CommandLine& line) {
  CLI::App& threat = Group(app, "threat", "the current threat picture");
  AddListOptions(
      Verb(
          threat, "list", "all threats", line,
          [](CommandLine& l) { return ThreatList(l.globals, l.list); },
          kRowsOfThePast),
      line.list);
  Verb(
      threat, "show", "one threat", line,
      [](CommandLine& l) { return ThreatShow(l.globals, l.id); },
      kRowsOfThePast)
      .add_option("ID", line.id)
      ->required();
  Verb(
      threat, "history", "how one threat changed", line,
      [](CommandLine& l) { return ThreatHistory(l.globals, l.id); },
      kRowsOfThePast)
      .add_option("ID", line.id)
      ->required();
}

inline void AddTasking(CLI::App& app, CommandLine& line) {
  CLI::App& tasking = Group(app, "tasking", "the tasking board");
  AddListOptions(
      Verb(
          tasking, "list", "all taskings", line,
          [](CommandLine& l) { return TaskingList(l.globals, l.list); },
          kRowsOfThePast),
      line.list);
  Verb(
      tasking, "show", "one tasking", line,
      [](CommandLine& l) { return TaskingShow(l.globals, l.id); },
      kRowsOfThePast)
      .add_option("ID", line.id)
      ->required();
  Verb(
      tasking, "why", "what justified it then, and what is so now", line,
      [](CommandLine& l) { return TaskingWhy(l.globals, l.id); },
      kRowsOfThePast)
      .add_option("ID", line.id)
      ->required();
}

inline void AddTrend(CLI::App& gap, CommandLine& line) {
  CLI::App& trend =
      Verb(gap, "trend", "how many gaps there were, over time", line,
           [](CommandLine& l) { return GapTrend(l.globals, l.trend); });
  trend.add_option("--from", line.trend.from,
                   "a position or a time; default: the founding");
  trend.add_option("--to", line.trend.to,
                   "a position or a time; default: the head");
  trend
      .add_option("--points", line.trend.points,
                  "at the ends of so many equal spans; default 12")
      ->check(NotWhole<uint32_t>);
}

inline void AddDecision(CLI::App& app, CommandLine& line) {
  CLI::App& decision = Group(app, "decision", "what was decided, and on what");
  AddListOptions(
      Verb(
          decision, "list", "all decisions", line,
          [](CommandLine& l) { return DecisionList(l.globals, l.list); },
          kRowsOfThePast),
      line.list);
  Verb(
      decision, "show", "one decision, or the newest on a tasking", line,
      [](CommandLine& l) { return DecisionShow(l.globals, l.id); },
      kRowsOfThePast)
      .add_option("ID", line.id)
      ->required();
}

inline void AddGap(CLI::App& app, CommandLine& line) {
  CLI::App& gap = Group(app, "gap", "the gap between intelligence and tasking");
  CLI::App& list = Verb(
      gap, "list", "all gaps", line,
      [](CommandLine& l) { return GapList(l.globals, l.gap); }, kRowsOfThePast);
  AddListOptions(list, line.gap.list);
  list.add_option("--metric", line.gap.metric, "only one of M1 to M17");
  list.add_flag("--fail-on", line.gap.fail_on, "exit 12 when there is any");
  Verb(
      gap, "explain", "one gap and the records behind it", line,
      [](CommandLine& l) { return GapExplain(l.globals, l.id); },
      kRowsOfThePast)
      .add_option("ID", line.id)
      ->required();
  AddTrend(gap, line);
}

inline void AddLoop(CLI::App& app, CommandLine& line) {
  CLI::App& loop = Group(app, "loop", "from intelligence to reassessment");
  CLI::App& trace =
      Verb(loop, "trace", "all that led to a node, and all that it led to",
           line, [](CommandLine& l) { return LoopTrace(l.globals, l.id); },
           {.as_of = true, .at_least = true, .pictures = true});
  trace.add_option("ID", line.id, "such as T-204, SOCG-17/3, outcome/O-9")
      ->required();
}

inline void AddView(CLI::App& app, CommandLine& line) {
  CLI::App& view = Group(app, "view", "any projection by its name");
  Verb(view, "list", "the names of the views", line,
       [](CommandLine& l) { return ViewList(l.globals); });
  CLI::App& get = Verb(
      view, "get", "all rows, or one", line,
      [](CommandLine& l) { return ViewGet(l.globals, l.view); },
      kRowsOfThePast);
  get.add_option("VIEW", line.view.view)->required();
  get.add_option("KEY", line.view.key);
  AddListOptions(get, line.view.list);
  CLI::App& watch = Verb(
      view, "watch", "each change as it happens", line,
      [](CommandLine& l) { return ViewWatch(l.globals, l.view); },
      kRecordsOfThePast);
  watch.add_option("VIEW", line.view.view)->required();
  watch
      .add_option("--since", line.view.since,
                  "only what changed after this position, as --as-of")
      ->check(NotWhole<uint64_t>);
  watch.add_option("--filter", line.view.list.filter, "as in view get");
  watch.add_option("--limit", line.view.list.limit, "end after so many")
      ->check(NotWhole<uint32_t>);
  Verb(view, "lag", "how far each view is behind the ledger", line,
       [](CommandLine& l) { return ViewLag(l.globals); });
}

}  // namespace loopledger

#endif  // TOOLS_WORDS_OF_VIEWS_H_
