#include "tools/kafka/node.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "tools/kafka/files.h"

namespace loopledger::broker {
namespace {

constexpr int kFormatHeapMib = 96;
constexpr size_t kWordsBytesMax = 400;

std::vector<std::string> JavaWords(const Engine& engine, int heap_mib) {
  return {engine.java,        absl::StrCat("-Xmx", heap_mib, "m"),
          "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData", "-Djava.awt.headless=true"};
}

bool TellsOfError(absl::string_view line) {
  return absl::StrContains(line, "ERROR") || absl::StrContains(line, "FATAL") ||
         absl::StrContains(line, "Exception: ");
}

// The last line of `text` that tells of an error, else the last one at all.
std::string LastError(absl::string_view text) {
  std::string last;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    if (TellsOfError(last) && !TellsOfError(line)) continue;
    last = std::string(absl::StripAsciiWhitespace(line));
  }
  last.resize(std::min(last.size(), kWordsBytesMax));
  return last;
}

size_t SizeOf(const std::string& file) {
  struct stat about = {};
  return stat(file.c_str(), &about) == 0 ? static_cast<size_t>(about.st_size)
                                         : 0;
}

// What the file `process` says.
struct Note {
  ProcessId process;
  size_t log_begin = 0;  // How long the log was when the process started.
};

std::optional<Note> ParseNote(const std::string& text) {
  std::istringstream words(text);
  Note note;
  words >> note.process.number >> note.process.started >> note.log_begin;
  if (!words) return std::nullopt;
  return note;
}

}  // namespace

NodeFolder::NodeFolder(absl::string_view data, int broker)
    : broker_(broker), path_(absl::StrCat(data, "/broker-", broker)) {}

std::string NodeFolder::File(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

std::string NodeFolder::Log() const { return File("kafka.log"); }

absl::Status NodeFolder::Prepare(const Plan& plan) const {
  RETURN_IF_ERROR(MakeFolder(File("data")));
  RETURN_IF_ERROR(WriteFile(File("server.properties"),
                            ServerProperties(plan, broker_, File("data"))));
  return WriteFile(File("log4j2.properties"), LoggerProperties(Log()));
}

bool NodeFolder::IsFormatted() const {
  return access(File("data/meta.properties").c_str(), F_OK) == 0;
}

absl::StatusOr<ProcessId> NodeFolder::StartFormat(const Plan& plan,
                                                  const Engine& engine) const {
  std::vector<std::string> words = JavaWords(engine, kFormatHeapMib);
  for (const std::string& word :
       {std::string("-XX:TieredStopAtLevel=1"),
        absl::StrCat("-Dlog4j2.configurationFile=", File("log4j2.properties")),
        std::string("-cp"), absl::StrCat(engine.jars, "/*"),
        std::string("kafka.tools.StorageTool"), std::string("format"),
        std::string("-t"), plan.id, std::string("-c"),
        File("server.properties")}) {
    words.push_back(word);
  }
  unlink(File("console.log").c_str());
  return Start(
      {.words = words, .folder = path_, .output = File("console.log")});
}

absl::StatusOr<ProcessId> NodeFolder::StartBroker(const Plan& plan,
                                                  const Engine& engine) const {
  std::vector<std::string> words = JavaWords(engine, plan.heap_mib);
  for (const std::string& word :
       {absl::StrCat("-Dlog4j2.configurationFile=", File("log4j2.properties")),
        std::string("-cp"), absl::StrCat(engine.jars, "/*"),
        std::string("kafka.Kafka"), File("server.properties")}) {
    words.push_back(word);
  }
  unlink(File("console.log").c_str());
  const size_t log_begin = SizeOf(Log());
  ASSIGN_OR_RETURN(
      const ProcessId process,
      Start({.words = words, .folder = path_, .output = File("console.log")}));
  RETURN_IF_ERROR(WriteFile(
      File("process"), absl::StrCat(process.number, " ", process.started, " ",
                                    log_begin, "\n")));
  return process;
}

std::optional<ProcessId> NodeFolder::Running() const {
  const std::optional<Note> note = ParseNote(ReadFileOr(File("process"), ""));
  if (!note || !Runs(note->process)) return std::nullopt;
  // After a restart of the machine both numbers could fit another program. A
  // process that was started just now has no words yet.
  const std::string words =
      ReadFileOr(absl::StrCat("/proc/", note->process.number, "/cmdline"), "");
  if (!words.empty() && !absl::StrContains(words, File("server.properties"))) {
    return std::nullopt;
  }
  return note->process;
}

void NodeFolder::Forget() const { unlink(File("process").c_str()); }

std::string NodeFolder::LastWords() const {
  const std::optional<Note> note = ParseNote(ReadFileOr(File("process"), ""));
  const std::string log = ReadFileOr(Log(), "");
  const size_t begin = note ? std::min(note->log_begin, log.size()) : 0;
  return LastError(absl::StrCat(log.substr(begin), "\n",
                                ReadFileOr(File("console.log"), "")));
}

}  // namespace loopledger::broker
