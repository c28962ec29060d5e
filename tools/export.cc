// loopledger export: records or rows, for other programs.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "ledger/base/status.h"
#include "loopledger/v1/record.pb.h"
#include "loopledger/v1/views.pb.h"
#include "tools/ask.h"
#include "tools/records.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The columns of a message, each message in it spread over its own. What is
// repeated stays in one column.
void AddPaths(const Descriptor& type, const std::string& above,
              std::vector<std::string>& paths) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string path = above + field.name();
    const Descriptor* inner = field.message_type();
    if (inner == nullptr || field.is_repeated() ||
        inner->full_name() == "google.protobuf.Timestamp") {
      paths.push_back(path);
    } else {
      AddPaths(*inner, path + ".", paths);
    }
  }
}

std::vector<std::string> EventPaths() {
  std::vector<std::string> paths = {"position", "time", "kind", "writer"};
  const Descriptor& event = *v1::Event::descriptor();
  std::vector<std::string> all;
  AddPaths(event, "event.", all);
  for (std::string& path : all) {
    const std::vector<std::string> names = absl::StrSplit(path, '.');
    const FieldDescriptor* field = event.FindFieldByName(names[1]);
    if (field->containing_oneof() == nullptr) paths.push_back(std::move(path));
  }
  for (const char* last : {"body", "previous", "leaf_hash"}) {
    paths.push_back(last);
  }
  return paths;
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
    std::vector<std::string> all;
    if (type != nullptr) AddPaths(*type, "", all);
    for (std::string& path : all) {
      if (!absl::StartsWith(path, "marking.")) paths.push_back(std::move(path));
    }
    break;
  }
  paths.push_back("position");
  AddPaths(*v1::Marking::descriptor(), "marking.", paths);
  return paths;
}

// The moment that was asked for, by either of its names.
absl::StatusOr<std::string> MomentOf(const Globals& globals,
                                     const ExportOptions& options) {
  if (!options.at.empty() && !globals.as_of.empty() &&
      options.at != globals.as_of) {
    return UsageError("--at and --as-of name two moments", "one of the two");
  }
  return options.at.empty() ? globals.as_of : options.at;
}

// An event's row has its envelope in columns of their own and its body as JSON:
// every kind of event has other fields.
Json FlatRecord(const Json& record) {
  const std::string kind = KindOf(record);
  const Json* event = record.Find("event");
  Json flat = record;
  flat.Add("kind", Json::String(kind));
  const Json* body = (event == nullptr ? record : *event).Find(kind);
  flat.Add("body", body == nullptr ? Json() : *body);
  return flat;
}

}  // namespace

// Up to and including the moment.
Exit ExportEvents(const Globals& globals, const ExportOptions& options) {
  const bool csv = options.format == "csv";
  ASSIGN_OR_RETURN(const std::string moment, MomentOf(globals, options));
  ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
  ASSIGN_OR_RETURN(const auto end, EndAsOf(*records, moment));
  const std::vector<std::string> paths = EventPaths();
  if (csv) Put(CsvHeader(paths));
  absl::Status wrong;
  const RecordRange range = {.from = 0, .to = end, .follow = false};
  RETURN_IF_ERROR(records->Each(range, [&](uint64_t, absl::string_view bytes) {
    const absl::StatusOr<Json> json = RecordToJson(bytes);
    wrong = json.status();
    if (!wrong.ok()) return false;
    Put(csv ? CsvLine(paths, FlatRecord(*json)) : ToJsonText(*json) + "\n");
    return true;
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
  ASSIGN_OR_RETURN(at.as_of, MomentOf(globals, options));
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
