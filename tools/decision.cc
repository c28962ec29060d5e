// loopledger decision: what was decided, by whom, and on what.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/ask.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr char kView[] = "decision_history";
constexpr char kLists[] = "loopledger decision list";
constexpr char kNamed[] = "decision_history.named";

constexpr Column kColumns[] = {
    {"DECISION", "decision_id"},  {"WHAT", "decision"},
    {"ABOUT", "title"},           {"BODY", "body"},
    {"SESSION", "session"},       {"BY", "decided_by.person"},
    {"AT", "decided_at"},         {"TAINTED", "tainted"},
    {"SUPERSEDED", "superseded"}, {"OUTCOMES", "outcomes"},
};

// The newest decision on what is called `name`.
absl::StatusOr<Json> NewestOf(Client& client, const Globals& globals,
                              const std::string& name) {
  ASSIGN_OR_RETURN(const Json named, GetRow(client, globals, kNamed, name));
  const Json* ids = named.Find("decision_ids");
  if (ids == nullptr || ids->items.empty()) {
    return absl::NotFoundError(
        absl::StrCat("there is no decision on \"", name, "\""));
  }
  return GetRow(client, globals, kView, ids->items.back().text);
}

}  // namespace

Exit DecisionList(const Globals& globals, const ListOptions& options) {
  RETURN_IF_ERROR(PrintView(globals, kView, options, kColumns).status());
  return kExitOk;
}

Exit DecisionShow(const Globals& globals, const std::string& id) {
  Client client(ClientOptionsOf(globals));
  absl::StatusOr<Json> row = GetRow(client, globals, kView, id, kLists);
  if (absl::IsNotFound(row.status())) {
    absl::StatusOr<Json> newest = NewestOf(client, globals, id);
    if (newest.ok() || !absl::IsNotFound(newest.status())) {
      row = std::move(newest);
    }
  }
  RETURN_IF_ERROR(row.status());
  PrintOne(globals.format(), *row);
  return kExitOk;
}

}  // namespace loopledger
