// The words that run a Kafka broker on this machine.
#ifndef TOOLS_WORDS_OF_KAFKA_H_
#define TOOLS_WORDS_OF_KAFKA_H_

#include <CLI/CLI.hpp>

#include "tools/command_line.h"
#include "tools/verbs.h"

namespace loopledger {

inline void AddKafkaUp(CLI::App& group, CommandLine& line) {
  KafkaOptions& kafka = line.kafka;
  CLI::App& up =
      Verb(group, "up", "start it, and wait until it answers", line,
           [](CommandLine& l) { return KafkaUp(l.globals, l.kafka); });
  up.add_option("--data", kafka.data,
                "its folder; kafka in the data directory");
  up.add_option(
        "--brokers", kafka.brokers,
        "how many, each a controller too; what the folder holds, else 1")
      ->check(NotWhole<int>);
  up.add_option("--broker", kafka.only, "start this one alone")
      ->check(NotWhole<int>);
  up.add_option("--port", kafka.port,
                "of broker 1, the others follow; 0 picks free ones; 9092")
      ->check(NotWhole<int>);
  up.add_option("--heap-mib", kafka.heap_mib, "of each broker's Java; 512")
      ->check(NotWhole<int>);
  up.add_option("--set", kafka.set,
                "NAME=VALUE in server.properties; NAME+=VALUE adds to a list");
}

inline void AddKafka(CLI::App& app, CommandLine& line) {
  KafkaOptions& kafka = line.kafka;
  CLI::App& group = Group(app, "kafka",
                          "a real Kafka broker on this machine, on Java 17 or "
                          "later, without containers");
  AddKafkaUp(group, line);
  CLI::App& down =
      Verb(group, "down", "stop it; its data stays", line,
           [](CommandLine& l) { return KafkaDown(l.globals, l.kafka); });
  down.add_option("--data", kafka.data, "its folder");
  down.add_option("--broker", kafka.only, "stop this one alone")
      ->check(NotWhole<int>);
  down.add_flag("--kill", kafka.kill, "at once, as by kill -9");
  CLI::App& status = Verb(
      group, "status", "what runs where; exit 8 unless all of it answers", line,
      [](CommandLine& l) { return KafkaStatus(l.globals, l.kafka); });
  status.add_option("--data", kafka.data, "its folder");
}

}  // namespace loopledger

#endif  // TOOLS_WORDS_OF_KAFKA_H_
