#include "ledger/log/open.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"
#include "ledger/log/file_log.h"
#include "ledger/log/file_log_reader.h"
#include "ledger/log/kafka_log.h"
#include "ledger/log/kafka_reader.h"
#include "ledger/log/memory_log.h"

namespace loopledger {
namespace {

enum class Kind { kFile, kMemory, kKafka };

// Takes the kind off `url` and leaves what it is about.
absl::StatusOr<Kind> TakeKind(absl::string_view& url) {
  const absl::string_view whole = url;
  if (absl::ConsumePrefix(&url, "file:")) {
    // file:///var/log and file:/var/log name the same directory.
    if (absl::StartsWith(url, "///")) url.remove_prefix(2);
    if (absl::StartsWith(url, "//")) {
      return absl::InvalidArgumentError(absl::StrCat(
          "log \"", whole, "\" names a host; a file log is on this machine"));
    }
    if (url.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("log \"", whole, "\" names no directory"));
    }
    return Kind::kFile;
  }
  if (url == "memory:") return Kind::kMemory;
  if (absl::StartsWith(url, "kafka:")) return Kind::kKafka;
  return absl::InvalidArgumentError(
      absl::StrCat("log \"", whole, "\" is neither file:DIR nor kafka://..."));
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(absl::string_view url,
                                                  Recovery* recovery,
                                                  const KafkaSettings& kafka) {
  ASSIGN_OR_RETURN(const Kind kind, TakeKind(url));
  if (kind == Kind::kKafka) {
    KafkaSettings settings = kafka;
    RETURN_IF_ERROR(ReadKafkaUrl(url, settings));
    return KafkaLog::Open(settings);
  }
  if (kind == Kind::kMemory) return std::make_unique<MemoryLog>();
  ASSIGN_OR_RETURN(auto log, OpenFileLog(url));
  if (recovery != nullptr) *recovery = log->recovery();
  return log;
}

absl::StatusOr<std::unique_ptr<LogReader>> OpenLogReader(
    absl::string_view url, Recovery* recovery, const KafkaSettings& kafka) {
  ASSIGN_OR_RETURN(const Kind kind, TakeKind(url));
  if (kind == Kind::kKafka) {
    KafkaSettings settings = kafka;
    RETURN_IF_ERROR(ReadKafkaUrl(url, settings));
    return KafkaReader::Open(settings);
  }
  if (kind == Kind::kMemory) {
    return absl::InvalidArgumentError(
        "log \"memory:\" can be read only by the process that writes it");
  }
  ASSIGN_OR_RETURN(auto log, OpenFileLogReader(url));
  if (recovery != nullptr) *recovery = log->recovery();
  return log;
}

}  // namespace loopledger
