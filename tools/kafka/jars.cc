#include "tools/kafka/jars.h"

#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "tools/kafka/advice.h"
#include "tools/kafka/files.h"
#include "tools/kafka/process.h"

namespace loopledger::broker {
namespace {

// What fetch.sh ends with.
enum FetchExit { kNoMaven = 3, kMavenFailed = 4, kNotPinned = 5, kNoRoom = 6 };

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// A line of jars.sha256 is a digest, two spaces and a name.
bool AllThere(const std::string& folder) {
  for (const absl::string_view line :
       absl::StrSplit(SumsText(), '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, "  ");
    if (access(absl::StrCat(folder, "/", parts.back()).c_str(), R_OK) != 0) {
      return false;
    }
  }
  return true;
}

absl::Status FetchError(int code, const std::string& said) {
  const absl::string_view all = absl::StripTrailingAsciiWhitespace(said);
  const std::vector<std::string> lines = absl::StrSplit(all, '\n');
  const std::string why = lines.size() > 1 ? lines.front() : "";
  const std::string message =
      std::string(absl::StripPrefix(lines.back(), "error: "));
  switch (code) {
    case kNoMaven:
      return WithAdvice(
          absl::NotFoundError(message),
          {.name = "NO_MAVEN",
           .why = "Kafka's jars are not here yet, and Maven fetches them",
           .next = "./dev deps, or install the package maven"});
    case kMavenFailed:
      return WithAdvice(
          absl::UnavailableError(message),
          {.name = "JARS_MISSING",
           .why = why,
           .next = absl::StrCat("again with a network, or copy ", JarsFolder(),
                                " from a machine that has it")});
    case kNotPinned:
      return WithAdvice(absl::DataLossError(message),
                        {.name = "JARS_NOT_AS_PINNED",
                         .why = why,
                         .next = "look at the mirror in Maven's settings"});
    default:
      return WithAdvice(absl::ResourceExhaustedError(message),
                        {.name = "JARS_MISSING", .why = why, .next = ""});
  }
}

}  // namespace

absl::string_view KafkaVersion() { return LOOPLEDGER_KAFKA_VERSION; }

std::string JarsFolder() {
  std::string cache = Environment("XDG_CACHE_HOME");
  if (cache.empty()) {
    const std::string home = Environment("HOME");
    cache = absl::StrCat(home.empty() ? "/tmp" : home, "/.cache");
  }
  return absl::StrCat(cache, "/loopledger/kafka-", KafkaVersion());
}

absl::Status HaveJars(const std::string& folder, const std::string& scratch) {
  if (AllThere(folder)) return absl::OkStatus();
  const std::string kit = absl::StrCat(scratch, "/fetch");
  RETURN_IF_ERROR(MakeFolder(kit));
  RETURN_IF_ERROR(WriteFile(absl::StrCat(kit, "/pom.xml"), PomText()));
  RETURN_IF_ERROR(WriteFile(absl::StrCat(kit, "/fetch.sh"), FetchText()));
  RETURN_IF_ERROR(WriteFile(absl::StrCat(kit, "/jars.sha256"), SumsText()));
  const std::string output = absl::StrCat(kit, "/output");
  unlink(output.c_str());
  ASSIGN_OR_RETURN(const int code,
                   Run({.words = {"sh", absl::StrCat(kit, "/fetch.sh"), folder},
                        .folder = kit,
                        .output = output}));
  return code == 0 ? absl::OkStatus()
                   : FetchError(code, ReadFileOr(output, ""));
}

}  // namespace loopledger::broker
