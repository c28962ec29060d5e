#include "tools/ask.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "loopledger/v1/views.pb.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

constexpr uint32_t kPageRows = 1000;

// An empty message of the type that `any` holds. Null: this binary does not
// know the type.
std::unique_ptr<google::protobuf::Message> Unpack(
    const google::protobuf::Any& any) {
  const std::string& url = any.type_url();
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          url.substr(url.rfind('/') + 1));
  if (type == nullptr) return nullptr;
  std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(type)
          ->New());
  return message->ParseFromString(any.value()) ? std::move(message) : nullptr;
}

// Protobuf's timestamps go from year 1 to year 9999.
bool IsTimestamp(absl::Time time) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return time >= absl::FromCivil(absl::CivilYear(1), utc) &&
         time < absl::FromCivil(absl::CivilYear(10'000), utc);
}

}  // namespace

ClientOptions ClientOptionsOf(const Globals& globals) {
  ClientOptions options;
  options.server = globals.settings.Text("server");
  options.org = globals.settings.Text("org");
  options.timeout = globals.settings.Duration("timeout");
  return options;
}

absl::Status ParseAsOf(absl::string_view text, v1::AsOf& as_of) {
  uint64_t position = 0;
  absl::Time time;
  std::string error;
  if (text.empty()) return absl::OkStatus();
  if (absl::SimpleAtoi(text, &position)) {
    as_of.set_position(position);
    return absl::OkStatus();
  }
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error) &&
      IsTimestamp(time)) {
    *as_of.mutable_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
            absl::ToUnixMicros(time));
    return absl::OkStatus();
  }
  return UsageError(absl::StrCat("\"", text, "\" is no moment of the ledger"),
                    "a position such as 1204, or a time such as "
                    "2026-03-04T10:00:00Z");
}

absl::StatusOr<std::string> ToProtoJson(
    const google::protobuf::Message& message, bool whole) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = whole;
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("could not show a message: ", status.ToString()));
  }
  return text;
}

absl::StatusOr<Json> ToJson(const google::protobuf::Message& message,
                            bool whole) {
  ASSIGN_OR_RETURN(const std::string text, ToProtoJson(message, whole));
  return ParseJson(text);
}

absl::StatusOr<Json> RowToJson(const v1::Row& row) {
  const auto message = Unpack(row.row());
  if (message == nullptr) {
    return absl::UnimplementedError(absl::StrCat(
        "this binary does not know rows of type ", row.row().type_url()));
  }
  ASSIGN_OR_RETURN(Json json, ToJson(*message, /*whole=*/true));
  json.fields.erase(std::remove_if(json.fields.begin(), json.fields.end(),
                                   [](const auto& field) {
                                     return field.first == "marking";
                                   }),
                    json.fields.end());
  json.Add("position", Json::String(absl::StrCat(row.position())));
  ASSIGN_OR_RETURN(Json marking, ToJson(row.marking()));
  json.Add("marking", std::move(marking));
  return json;
}

absl::Status EachRow(Client& client, const Globals& globals,
                     v1::ListRowsRequest request, uint32_t limit,
                     absl::FunctionRef<absl::Status(Json row)> visit) {
  RETURN_IF_ERROR(ParseAsOf(globals.as_of, *request.mutable_as_of()));
  if (globals.at_least) request.set_at_least(*globals.at_least);
  uint32_t left = limit == 0 ? UINT32_MAX : limit;
  do {
    request.set_page_size(std::min(left, kPageRows));
    ASSIGN_OR_RETURN(const v1::ListRowsResponse page, client.ListRows(request));
    for (const v1::Row& row : page.rows()) {
      ASSIGN_OR_RETURN(Json json, RowToJson(row));
      RETURN_IF_ERROR(visit(std::move(json)));
    }
    left -= std::min(left, static_cast<uint32_t>(page.rows_size()));
    request.set_page_token(page.next_page_token());
  } while (left > 0 && !request.page_token().empty());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Json>> RowsOf(const Globals& globals,
                                         absl::string_view view,
                                         const ListOptions& options) {
  Client client(ClientOptionsOf(globals));
  v1::ListRowsRequest request;
  request.set_view(std::string(view));
  request.set_filter(options.filter);
  request.set_order_by(options.order_by);
  std::vector<Json> rows;
  RETURN_IF_ERROR(EachRow(client, globals, std::move(request), options.limit,
                          [&rows](Json row) {
                            rows.push_back(std::move(row));
                            return absl::OkStatus();
                          }));
  return rows;
}

absl::StatusOr<size_t> PrintView(const Globals& globals, absl::string_view view,
                                 const ListOptions& options,
                                 absl::Span<const Column> columns) {
  ASSIGN_OR_RETURN(const std::vector<Json> rows,
                   RowsOf(globals, view, options));
  PrintRows(globals.format(), columns, rows);
  return rows.size();
}

absl::StatusOr<std::vector<Json>> GetHistory(Client& client,
                                             const Globals& globals,
                                             absl::string_view view,
                                             absl::string_view key) {
  v1::ListHistoryRequest request;
  request.set_view(std::string(view));
  request.set_key(std::string(key));
  RETURN_IF_ERROR(ParseAsOf(globals.as_of, *request.mutable_as_of()));
  if (globals.at_least) request.set_at_least(*globals.at_least);
  ASSIGN_OR_RETURN(const v1::ListHistoryResponse response,
                   client.ListHistory(request));
  std::vector<Json> versions;
  for (const v1::Change& change : response.versions()) {
    Json json = Json::Object();
    if (change.has_changed()) {
      ASSIGN_OR_RETURN(json, RowToJson(change.changed()));
    } else {
      json.Add("deleted_key", Json::String(change.deleted_key()));
      json.Add("state", Json::String("(gone)"));
      json.Add("position", Json::String(absl::StrCat(change.position())));
    }
    versions.push_back(std::move(json));
  }
  return versions;
}

absl::Status NotByThen(absl::string_view id, const Globals& globals) {
  return WithHelp(absl::NotFoundError(absl::StrCat(
                      "nothing of ", id, " was recorded by ", globals.as_of)),
                  {.name = "", .why = "", .next = "the same without --as-of"});
}

absl::StatusOr<Json> GetRow(Client& client, const Globals& globals,
                            absl::string_view view, absl::string_view key,
                            absl::string_view lists) {
  v1::GetRowRequest request;
  request.set_view(std::string(view));
  request.set_key(std::string(key));
  RETURN_IF_ERROR(ParseAsOf(globals.as_of, *request.mutable_as_of()));
  if (globals.at_least) request.set_at_least(*globals.at_least);
  const absl::StatusOr<v1::GetRowResponse> response = client.GetRow(request);
  if (response.ok()) return RowToJson(response->row());
  if (!absl::IsNotFound(response.status())) return response.status();
  if (!globals.as_of.empty()) {
    request.clear_as_of();
    if (client.GetRow(request).ok()) return NotByThen(key, globals);
  }
  return WithHelp(
      response.status(),
      {.name = "",
       .why = "",
       .next = lists.empty() ? absl::StrCat("loopledger view get ", view)
                             : std::string(lists)});
}

}  // namespace loopledger
