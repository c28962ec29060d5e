// loopledger export: records or rows, for other programs.
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "ledger/base/status.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/views.pb.h"
#include "tools/ask.h"
#include "tools/records.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

std::vector<std::string> EventPaths() {
  return {"position",
          "time",
          "kind",
          "event.event_id",
          "event.command_id",
          "event.stream_type",
          "event.stream_id",
          "event.stream_version",
          "event.occurred_at",
          "event.actor.org",
          "event.actor.person",
          "event.actor.role",
          "event.marking.gsc",
          "leaf_hash"};
}

void Put(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

// All fields of the row's message but its marking, then what every row has.
absl::StatusOr<std::vector<std::string>> RowPaths(Client& client,
                                                  const std::string& view) {
  ASSIGN_OR_RETURN(const v1::ListViewsResponse response, client.ListViews());
  std::vector<std::string> paths;
  for (const v1::ViewInfo& info : response.views()) {
    if (info.view() != view && info.projection() != view) continue;
    const auto* type = google::protobuf::DescriptorPool::generated_pool()
                           ->FindMessageTypeByName(info.row_type());
    for (int i = 0; type != nullptr && i < type->field_count(); ++i) {
      const std::string& name = type->field(i)->name();
      if (name != "marking") paths.push_back(name);
    }
    break;
  }
  paths.push_back("position");
  paths.push_back("marking.gsc");
  return paths;
}

// True while records of this moment belong to the export.
struct Until {
  uint64_t position = std::numeric_limits<uint64_t>::max();
  int64_t micros = std::numeric_limits<int64_t>::max();
};

absl::StatusOr<Until> ParseUntil(const std::string& at) {
  v1::AsOf moment;
  Until until;
  RETURN_IF_ERROR(ParseAsOf(at, moment));
  if (moment.has_position()) until.position = moment.position();
  if (moment.has_time()) {
    until.micros = google::protobuf::util::TimeUtil::TimestampToMicroseconds(
        moment.time());
  }
  return until;
}

}  // namespace

// Up to and including the moment `--at`.
Exit ExportEvents(const Globals& globals, const ExportOptions& options) {
  const bool csv = options.format == "csv";
  ASSIGN_OR_RETURN(const Until until, ParseUntil(options.at));
  ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
  const std::vector<std::string> paths = EventPaths();
  if (csv) Put(CsvHeader(paths));
  absl::Status wrong;
  RETURN_IF_ERROR(
      records->Each({}, [&](uint64_t position, absl::string_view bytes) {
        Links links;
        if (position > until.position ||
            (ReadLinks(bytes, links) && links.recorded_at > until.micros)) {
          return false;
        }
        absl::StatusOr<Json> json = RecordToJson(bytes);
        wrong = json.status();
        if (!wrong.ok()) return false;
        if (csv) json->Add("kind", Json::String(KindOf(*json)));
        Put(csv ? CsvLine(paths, *json) : ToJsonText(*json) + "\n");
        return position < until.position;
      }));
  RETURN_IF_ERROR(wrong);
  return kExitOk;
}

Exit ExportView(const Globals& globals, const ExportOptions& options) {
  const bool csv = options.format == "csv";
  Client client(ClientOptionsOf(globals));
  std::vector<std::string> paths;
  if (csv) {
    ASSIGN_OR_RETURN(paths, RowPaths(client, options.view));
  }
  v1::ListRowsRequest request;
  request.set_view(options.view);
  Globals at = globals;
  if (!options.at.empty()) at.as_of = options.at;
  bool first = true;
  RETURN_IF_ERROR(EachRow(client, at, request, 0, [&](Json row) {
    if (csv && first) Put(CsvHeader(paths));
    first = false;
    Put(csv ? CsvLine(paths, row) : ToJsonText(row) + "\n");
    return absl::OkStatus();
  }));
  if (csv && first) Put(CsvHeader(paths));
  return kExitOk;
}

}  // namespace loopledger
