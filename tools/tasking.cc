// loopledger tasking: the board, one tasking, and why it exists.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/ask.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr char kView[] = "tasking_board";
constexpr char kLists[] = "loopledger tasking list";
constexpr char kThreats[] = "threat_picture";

constexpr Column kColumns[] = {
    {"TASKING", "tasking_id"},
    {"TITLE", "title"},
    {"STATE", "state"},
    {"MODE", "mode"},
    {"LEAD", "lead_org"},
    {"CITES", "justification.0.assessment_id"},
    {"V", "justification.0.version"},
    {"DUE", "due"},
    {"LAPSED", "justification_lapsed"},
    {"OUTCOMES", "outcomes"},
};

constexpr Column kWhyColumns[] = {
    {"CITES", "assessment_id"}, {"V", "version"},
    {"THREAT", "name"},         {"THEN BAND", "band_then"},
    {"THEN", "judgement_then"}, {"NOW V", "version_now"},
    {"NOW BAND", "band_now"},   {"NOW", "judgement_now"},
    {"NOW STATE", "state_now"},
};

Json Copy(const Json& from, absl::string_view path) {
  const Json* value = from.Find(path);
  return value == nullptr ? Json() : *value;
}

// The row of a threat as it is now, or null: what a tasking cites may not be
// shown to this reader.
absl::StatusOr<Json> ThreatOrNull(Client& client, const Globals& globals,
                                  const std::string& id) {
  absl::StatusOr<Json> row = GetRow(client, globals, kThreats, id);
  if (absl::IsNotFound(row.status())) return Json();
  return row;
}

// The newest version of the threat's row in which `version` was in force.
absl::StatusOr<Json> ThreatAtVersion(Client& client, const Globals& globals,
                                     const std::string& id,
                                     const std::string& version) {
  absl::StatusOr<std::vector<Json>> history =
      GetHistory(client, globals, kThreats, id);
  if (absl::IsNotFound(history.status())) return Json();
  RETURN_IF_ERROR(history.status());
  for (const Json& row : *history) {
    if (Copy(row, "version").text == version) return row;
  }
  return Json();
}

// One cited version, as it was and as it is.
absl::StatusOr<Json> Cited(Client& client, const Globals& globals,
                           const Json& reference) {
  const std::string id = Copy(reference, "assessment_id").text;
  const std::string version = Copy(reference, "version").text;
  ASSIGN_OR_RETURN(const Json now, ThreatOrNull(client, globals, id));
  ASSIGN_OR_RETURN(const Json then,
                   ThreatAtVersion(client, globals, id, version));
  Json cited = Json::Object();
  cited.Add("assessment_id", Json::String(id));
  cited.Add("version", Json::String(version));
  cited.Add("judgement_ids", Copy(reference, "judgement_ids"));
  cited.Add("name", Copy(now, "name"));
  cited.Add("band_then", Copy(then, "band"));
  cited.Add("judgement_then", Copy(then, "judgements.0.term"));
  cited.Add("version_now", Copy(now, "version"));
  cited.Add("band_now", Copy(now, "band"));
  cited.Add("judgement_now", Copy(now, "judgements.0.term"));
  cited.Add("state_now", Copy(now, "state"));
  cited.Add("marking", Copy(now, "marking"));
  return cited;
}

}  // namespace

Exit TaskingList(const Globals& globals, const ListOptions& options) {
  RETURN_IF_ERROR(PrintView(globals, kView, options, kColumns).status());
  return kExitOk;
}

Exit TaskingShow(const Globals& globals, const std::string& id) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const Json row, GetRow(client, globals, kView, id, kLists));
  PrintOne(globals.format(), row);
  return kExitOk;
}

Exit TaskingWhy(const Globals& globals, const std::string& id) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const Json row, GetRow(client, globals, kView, id, kLists));
  Json why = Json::Object();
  for (const char* field :
       {"tasking_id", "title", "state", "decision", "rationale", "session",
        "proposed_by", "justification_lapsed", "lapse_reason", "position",
        "marking"}) {
    why.Add(field, Copy(row, field));
  }
  Json cites = Json::List();
  for (const Json& reference : Copy(row, "justification").items) {
    ASSIGN_OR_RETURN(Json cited, Cited(client, globals, reference));
    cites.items.push_back(std::move(cited));
  }
  if (globals.format() != Format::kTable) {
    why.Add("justification", std::move(cites));
    PrintOne(globals.format(), why);
    return kExitOk;
  }
  PrintOne(Format::kTable, why);
  PrintRows(Format::kTable, kWhyColumns, cites.items);
  return kExitOk;
}

}  // namespace loopledger
