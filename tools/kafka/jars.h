// The jars of the broker: where they are kept for this user, and how they get
// there, which is deploy/kafka/fetch.sh.
#ifndef TOOLS_KAFKA_JARS_H_
#define TOOLS_KAFKA_JARS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace loopledger::broker {

// Of Apache Kafka, as deploy/kafka/pom.xml pins it.
absl::string_view KafkaVersion();

// ${XDG_CACHE_HOME:-~/.cache}/loopledger/kafka-VERSION
std::string JarsFolder();

// Fetches what is not there with Maven; `scratch` is a folder for its files.
absl::Status HaveJars(const std::string& folder, const std::string& scratch);

// The files of deploy/kafka, held by the binary.
absl::string_view PomText();
absl::string_view FetchText();
absl::string_view SumsText();

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_JARS_H_
