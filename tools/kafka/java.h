// The Java that runs the broker.
#ifndef TOOLS_KAFKA_JAVA_H_
#define TOOLS_KAFKA_JAVA_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace loopledger::broker {

inline constexpr int kJavaVersionMin = 17;

// The major version out of what `java -version` prints: 17 of "17.0.15", 8 of
// "1.8.0_292". Nothing when it is no Java that speaks there.
std::optional<int> JavaVersionOf(absl::string_view printed);

// The path of a Java that is new enough: of JAVA_HOME, else of the PATH.
// `scratch` is a folder for what it prints. kNotFound, kFailedPrecondition.
absl::StatusOr<std::string> FindJava(const std::string& scratch);

}  // namespace loopledger::broker

#endif  // TOOLS_KAFKA_JAVA_H_
