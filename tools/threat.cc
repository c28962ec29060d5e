// loopledger threat: the current picture, one threat, how it changed.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/ask.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr char kView[] = "threat_picture";
constexpr char kLists[] = "loopledger threat list";

constexpr Column kColumns[] = {
    {"THREAT", "assessment_id"},
    {"NAME", "name"},
    {"STATE", "state"},
    {"V", "version"},
    {"BAND", "band"},
    {"TREND", "trend"},
    {"JUDGEMENT", "judgements.0.term"},
    {"CONFIDENCE", "judgements.0.confidence"},
    {"REVIEW DUE", "review_due"},
    {"TASKINGS", "live_taskings"},
};

constexpr Column kHistoryColumns[] = {
    {"POSITION", "position"},
    {"STATE", "state"},
    {"V", "version"},
    {"BAND", "band"},
    {"TREND", "trend"},
    {"JUDGEMENT", "judgements.0.term"},
    {"TASKINGS", "live_taskings"},
    {"CHANGE", "change_reason"},
};

}  // namespace

Exit ThreatList(const Globals& globals, const ListOptions& options) {
  RETURN_IF_ERROR(PrintView(globals, kView, options, kColumns).status());
  return kExitOk;
}

Exit ThreatShow(const Globals& globals, const std::string& id) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const Json row, GetRow(client, globals, kView, id, kLists));
  PrintOne(globals.format(), row);
  return kExitOk;
}

Exit ThreatHistory(const Globals& globals, const std::string& id) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const std::vector<Json> versions,
                   GetHistory(client, globals, kView, id));
  PrintRows(globals.format(), kHistoryColumns, versions);
  return kExitOk;
}

}  // namespace loopledger
