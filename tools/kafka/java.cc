#include "tools/kafka/java.h"

#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/base/status.h"
#include "tools/kafka/advice.h"
#include "tools/kafka/files.h"
#include "tools/kafka/process.h"

namespace loopledger::broker {
namespace {

constexpr char kNext[] =
    "./dev deps, or install the package default-jre-headless; JAVA_HOME "
    "names another one";

absl::Status NoJava(const std::string& what) {
  return WithAdvice(
      absl::NotFoundError(what),
      {.name = "NO_JAVA", .why = "Kafka is a Java program", .next = kNext});
}

}  // namespace

std::optional<int> JavaVersionOf(absl::string_view printed) {
  constexpr absl::string_view kBefore = "version \"";
  const size_t begin = printed.find(kBefore);
  if (begin == absl::string_view::npos) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(
      printed.substr(begin + kBefore.size()), absl::ByAnyChar(".\"-+_"));
  int major = 0;
  if (!absl::SimpleAtoi(parts[0], &major)) return std::nullopt;
  const bool before_nine = major == 1 && parts.size() > 1;
  if (before_nine && !absl::SimpleAtoi(parts[1], &major)) return std::nullopt;
  return major;
}

absl::StatusOr<std::string> FindJava(const std::string& scratch) {
  const char* home = std::getenv("JAVA_HOME");
  const std::string java = home != nullptr && *home != '\0'
                               ? absl::StrCat(home, "/bin/java")
                               : "java";
  const std::string output = absl::StrCat(scratch, "/java-version");
  unlink(output.c_str());
  const auto ended =
      Run({.words = {java, "-version"}, .folder = scratch, .output = output});
  if (!ended.ok()) {
    return NoJava(java == "java" ? "there is no java on the PATH"
                                 : absl::StrCat("there is no ", java,
                                                ", which JAVA_HOME names"));
  }
  const std::string printed = ReadFileOr(output, "");
  unlink(output.c_str());
  const std::optional<int> version = JavaVersionOf(printed);
  if (*ended != 0 || !version) {
    return NoJava(absl::StrCat(java, " does not say its version"));
  }
  if (*version >= kJavaVersionMin) return java;
  return WithAdvice(
      absl::FailedPreconditionError(
          absl::StrCat(java, " is Java ", *version, ", which is too old")),
      {.name = "JAVA_TOO_OLD",
       .why = absl::StrCat("Kafka needs Java ", kJavaVersionMin, " or later"),
       .next = kNext});
}

}  // namespace loopledger::broker
