// loopledger view: any projection by name: its rows, its changes, its lag.
#include <cinttypes>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "loopledger/v1/views.pb.h"
#include "tools/ask.h"
#include "tools/records.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr Column kListColumns[] = {
    {"VIEW", "view"}, {"ROWS OF", "row_type"}, {"VERSION", "version"},
    {"NEXT", "next"}, {"HEALTH", "health"},
};

constexpr Column kLagColumns[] = {
    {"VIEW", "view"},     {"LAG RECORDS", "lag_records"},
    {"NEXT", "next"},     {"LEDGER NEXT", "ledger_next"},
    {"HEALTH", "health"},
};

constexpr size_t kGenericColumnsMax = 8;

absl::StatusOr<v1::ViewInfo> FindView(Client& client, const std::string& name) {
  ASSIGN_OR_RETURN(const v1::ListViewsResponse response, client.ListViews());
  for (const v1::ViewInfo& info : response.views()) {
    if (info.view() == name || info.projection() == name) return info;
  }
  return WithHelp(
      absl::NotFoundError(absl::StrCat("there is no view \"", name, "\"")),
      {.name = "", .why = "", .next = "loopledger view list"});
}

// What chooses among rows means nothing where one is named.
absl::Status CheckOneRow(const ViewOptions& options) {
  const ListOptions& list = options.list;
  if (list.filter.empty() && list.order_by.empty() && list.limit == 0) {
    return absl::OkStatus();
  }
  return UsageError(
      "--filter, --order-by and --limit mean nothing to one row",
      absl::StrCat("loopledger view get ", options.view, " ", options.key));
}

// The first plain fields of the row's message.
std::vector<std::string> GenericFields(const std::string& row_type) {
  std::vector<std::string> fields;
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          row_type);
  for (int i = 0; type != nullptr && i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->is_repeated() || field->message_type() != nullptr) continue;
    if (fields.size() < kGenericColumnsMax) fields.push_back(field->name());
  }
  fields.push_back("position");
  return fields;
}

absl::StatusOr<Json> ChangeToJson(const v1::Change& change) {
  Json json = Json::Object();
  switch (change.change_case()) {
    case v1::Change::kChanged: {
      ASSIGN_OR_RETURN(json, RowToJson(change.changed()));
      return json;
    }
    case v1::Change::kDeletedKey:
      json.Add("deleted_key", Json::String(change.deleted_key()));
      break;
    case v1::Change::kSnapshotDone:
      json.Add("snapshot_done", Json::Bool(true));
      break;
    case v1::Change::kHeartbeat:
      json.Add("heartbeat", Json::Bool(true));
      break;
    case v1::Change::CHANGE_NOT_SET:
      break;
  }
  json.Add("position", Json::String(absl::StrCat(change.position())));
  return json;
}

}  // namespace

Exit ViewList(const Globals& globals) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::ListViewsResponse response, client.ListViews());
  std::vector<Json> rows;
  for (const v1::ViewInfo& info : response.views()) {
    ASSIGN_OR_RETURN(Json row, ToJson(info, /*whole=*/true));
    rows.push_back(std::move(row));
  }
  PrintRows(globals.format(), kListColumns, rows);
  return kExitOk;
}

Exit ViewGet(const Globals& globals, const ViewOptions& options) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::ViewInfo info, FindView(client, options.view));
  if (!options.key.empty()) {
    RETURN_IF_ERROR(CheckOneRow(options));
    ASSIGN_OR_RETURN(const Json row,
                     GetRow(client, globals, options.view, options.key));
    PrintOne(globals.format(), row);
    return kExitOk;
  }
  const std::vector<std::string> fields = GenericFields(info.row_type());
  std::vector<Column> columns;
  for (const std::string& field : fields) {
    columns.push_back({field.c_str(), field.c_str()});
  }
  RETURN_IF_ERROR(
      PrintView(globals, options.view, options.list, columns).status());
  return kExitOk;
}

// What changed after the moment --as-of, or after --since, and then on.
// Prints one change a line until it is interrupted; for people and programs
// alike, since a table has no end here.
Exit ViewWatch(const Globals& globals, const ViewOptions& options) {
  Client client(ClientOptionsOf(globals));
  v1::SubscribeRequest request;
  request.set_view(options.view);
  request.set_filter(options.list.filter);
  if (options.since) request.set_since(*options.since);
  if (!globals.as_of.empty()) {
    if (options.since) {
      return UsageError("--since and --as-of both say where to begin",
                        "one of the two");
    }
    ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
    ASSIGN_OR_RETURN(const auto end, EndAsOf(*records, globals.as_of));
    request.set_since(*end == 0 ? 0 : *end - 1);
  }
  uint32_t left = options.list.limit == 0 ? UINT32_MAX : options.list.limit;
  absl::Status wrong;
  RETURN_IF_ERROR(client.Subscribe(request, [&](const v1::Change& change) {
    if (change.has_heartbeat() && !globals.verbose) return true;
    const absl::StatusOr<Json> json = ChangeToJson(change);
    wrong = json.status();
    if (!wrong.ok()) return false;
    std::printf("%s\n", ToJsonText(*json).c_str());
    std::fflush(stdout);
    return --left > 0;
  }));
  RETURN_IF_ERROR(wrong);
  return kExitOk;
}

Exit ViewLag(const Globals& globals) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::ListViewsResponse response, client.ListViews());
  std::vector<Json> rows;
  for (const v1::ViewInfo& info : response.views()) {
    const uint64_t next = response.ledger_next();
    const uint64_t lag = next > info.next() ? next - info.next() : 0;
    Json row = Json::Object();
    row.Add("view", Json::String(info.view()));
    row.Add("lag_records", Json::String(absl::StrCat(lag)));
    row.Add("next", Json::String(absl::StrCat(info.next())));
    row.Add("ledger_next", Json::String(absl::StrCat(next)));
    row.Add("health", Json::String(info.health()));
    rows.push_back(std::move(row));
  }
  PrintRows(globals.format(), kLagColumns, rows);
  return kExitOk;
}

}  // namespace loopledger
