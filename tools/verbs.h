// The verbs of the command line. Each has a file of its own; main.cc parses and
// calls. A verb answers with an exit code, or an error that main prints.
#ifndef TOOLS_VERBS_H_
#define TOOLS_VERBS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/output.h"
#include "tools/settings.h"

namespace loopledger {

// What every verb may look at.
struct Globals {
  Settings settings;
  bool quiet = false;
  bool color = true;
  bool verbose = false;
  std::string as_of;  // A position or an RFC 3339 time; empty: now.
  std::optional<uint64_t> at_least;

  Format format() const { return FormatOf(settings.Text("output")); }
};

using Exit = absl::StatusOr<int>;

struct PublishOptions {
  std::string file;
  std::string rejects;  // Default: FILE.rejects.
  bool dry_run = false;
  bool at_least_durable = false;  // The default, said aloud.
  bool projected = false;
  std::string sign;    // A key file; empty: commands go as they are.
  std::string key_id;  // Of that key; empty: as signing.h calls it.
};

struct KeyOptions {
  std::string file;
  std::string key_id;
  // For rotate: who asks, and when the key is valid (RFC 3339).
  std::string person;
  std::string role = "RECORDS_OFFICER";
  std::string from;
  std::string to;
};

struct ImportOptions {
  std::string file;
  std::string rejects;     // Default: import.rejects in the data directory.
  bool keep_open = false;  // Leave the backfill open.
};

struct ListOptions {
  std::string filter;
  std::string order_by;
  uint32_t limit = 0;  // 0: all.
};

struct GapOptions {
  ListOptions list;
  std::string metric;
  bool fail_on = false;
};

struct TrendOptions {
  std::string from;  // A position or a time; empty: the founding.
  std::string to;    // Empty: the head.
  uint32_t points = 12;
};

struct ViewOptions {
  ListOptions list;
  std::string view;
  std::string key;
  std::optional<uint64_t> since;
};

struct LogOptions {
  uint64_t position = 0;
  std::string from;  // A position or a time; for copy a log's URL.
  std::string to;
  std::optional<uint64_t> end;
  bool follow = false;
};

struct ExportOptions {
  std::string view;
  std::string format = "ndjson";
  std::string at;  // As Globals::as_of, of which one will do.
};

struct ConfigOptions {
  bool effective = false;  // The default, said aloud.
  bool changed = false;    // Only what somebody set.
  bool origin = false;
};

struct KafkaOptions {
  std::string data;  // Empty: kafka in the data directory.
  std::optional<int> brokers;
  std::optional<int> only;  // One broker by its number.
  std::optional<int> port;
  std::optional<int> heap_mib;
  std::vector<std::string> set;
  bool kill = false;
};

Exit Serve(const Globals& globals);
Exit Demo(Globals globals);
Exit Publish(const Globals& globals, const PublishOptions& options);
Exit ImportAttackHistory(const Globals& globals, const ImportOptions& options);

Exit ThreatList(const Globals& globals, const ListOptions& options);
Exit ThreatShow(const Globals& globals, const std::string& id);
Exit ThreatHistory(const Globals& globals, const std::string& id);

Exit TaskingList(const Globals& globals, const ListOptions& options);
Exit TaskingShow(const Globals& globals, const std::string& id);
Exit TaskingWhy(const Globals& globals, const std::string& id);

Exit DecisionList(const Globals& globals, const ListOptions& options);
Exit DecisionShow(const Globals& globals, const std::string& id);

Exit GapList(const Globals& globals, const GapOptions& options);
Exit GapExplain(const Globals& globals, const std::string& id);
Exit GapTrend(const Globals& globals, const TrendOptions& options);

Exit LoopTrace(const Globals& globals, const std::string& id);

Exit ViewList(const Globals& globals);
Exit ViewGet(const Globals& globals, const ViewOptions& options);
Exit ViewWatch(const Globals& globals, const ViewOptions& options);
Exit ViewLag(const Globals& globals);

Exit LogHead(const Globals& globals);
Exit LogGet(const Globals& globals, const LogOptions& options);
Exit LogTail(const Globals& globals, const LogOptions& options);
Exit LogCopy(const Globals& globals, const LogOptions& options);
Exit LogStat(const Globals& globals);

Exit KeyGenerate(const Globals& globals, const KeyOptions& options);
Exit KeyPublic(const Globals& globals, const KeyOptions& options);
Exit KeyRotate(const Globals& globals, const KeyOptions& options);

Exit AuditVerify(const Globals& globals);

Exit ExportEvents(const Globals& globals, const ExportOptions& options);
Exit ExportView(const Globals& globals, const ExportOptions& options);

Exit ConfigCheck(const Globals& globals);
Exit ConfigShow(const Globals& globals, const ConfigOptions& options);

Exit KafkaUp(const Globals& globals, const KafkaOptions& options);
Exit KafkaDown(const Globals& globals, const KafkaOptions& options);
Exit KafkaStatus(const Globals& globals, const KafkaOptions& options);

Exit Doctor(const Globals& globals);
Exit Version(const Globals& globals);

}  // namespace loopledger

#endif  // TOOLS_VERBS_H_
