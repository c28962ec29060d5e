// loopledger log: the ledger's records, from a server or straight from a log.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"
#include "tools/ask.h"
#include "tools/records.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {

namespace {

// The head as it was when `end` was the next position.
absl::Status Cut(Records& records, uint64_t end, v1::Head& head) {
  Head then;
  RETURN_IF_ERROR(records.Each({.from = 0, .to = end, .follow = false},
                               [&then](uint64_t, absl::string_view bytes) {
                                 then.Judge(bytes);
                                 return true;
                               }));
  if (then.next != end) {
    return absl::DataLossError(absl::StrCat("the record at position ",
                                            then.next,
                                            " does not follow the one before"));
  }
  head.set_next(then.next);
  head.set_head(std::string(AsBytes(then.head)));
  *head.mutable_recorded_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(then.time);
  return absl::OkStatus();
}

}  // namespace

Exit LogHead(const Globals& globals) {
  ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
  ASSIGN_OR_RETURN(const auto end, EndAsOf(*records, globals.as_of));
  ASSIGN_OR_RETURN(v1::Head head, records->Head());
  if (end) RETURN_IF_ERROR(Cut(*records, *end, head));
  ASSIGN_OR_RETURN(Json json, ToJson(head, /*whole=*/true));
  PrintOne(globals.format(), json);
  return kExitOk;
}

Exit LogGet(const Globals& globals, const LogOptions& options) {
  ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
  std::string bytes;
  const absl::Status read = records->Each(
      {.from = options.position, .to = options.position + 1, .follow = false},
      [&bytes](uint64_t, absl::string_view stored) {
        bytes = std::string(stored);
        return false;
      });
  if (!absl::IsOutOfRange(read)) RETURN_IF_ERROR(read);
  if (bytes.empty()) {
    return absl::NotFoundError(
        absl::StrCat("there is no record at position ", options.position));
  }
  ASSIGN_OR_RETURN(const Json json, RecordToJson(bytes, /*with_bytes=*/true));
  if (globals.format() == Format::kTable) {
    HighWater marking;
    marking.Take(json.Find("event.marking"));
    PrintMarking(marking.Text());
  }
  PrintOne(globals.format(), json);
  return kExitOk;
}

Exit LogTail(const Globals& globals, const LogOptions& options) {
  if (options.follow && !globals.as_of.empty()) {
    return UsageError("--follow goes on after --as-of, where nothing comes",
                      "one of the two");
  }
  ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
  ASSIGN_OR_RETURN(const uint64_t from, FirstPosition(*records, options.from));
  ASSIGN_OR_RETURN(const auto end, EndAsOf(*records, globals.as_of));
  ASSIGN_OR_RETURN(const v1::Head head, records->Head());
  if (from > head.next()) {
    return absl::OutOfRangeError(absl::StrCat(
        "position ", from,
        " is beyond the head; the next record will stand at ", head.next()));
  }
  RecordPrinter printer(globals.format());
  absl::Status wrong;
  RETURN_IF_ERROR(
      records->Each({.from = from, .to = end, .follow = options.follow},
                    [&](uint64_t, absl::string_view bytes) {
                      const absl::StatusOr<Json> json = RecordToJson(bytes);
                      wrong = json.status();
                      if (!wrong.ok()) return false;
                      printer.Print(*json);
                      return !options.follow || std::fflush(stdout) == 0;
                    }));
  RETURN_IF_ERROR(wrong);
  return kExitOk;
}

Exit LogStat(const Globals& globals) {
  ASSIGN_OR_RETURN(const auto records, OpenRecords(globals));
  ASSIGN_OR_RETURN(const auto end, EndAsOf(*records, globals.as_of));
  uint64_t count = 0;
  uint64_t bytes_total = 0;
  size_t bytes_max = 0;
  int64_t first_micros = 0;
  int64_t last_micros = 0;
  std::map<std::string, uint64_t> kinds;
  absl::Status wrong;
  const RecordRange range = {.from = 0, .to = end, .follow = false};
  RETURN_IF_ERROR(records->Each(range, [&](uint64_t, absl::string_view bytes) {
    Links links;
    v1::Record record;
    if (!ReadLinks(bytes, links) ||
        !record.ParseFromString(std::string(bytes))) {
      wrong = absl::DataLossError(
          absl::StrCat("the record at position ", count, " does not parse"));
      return false;
    }
    if (count == 0) first_micros = links.recorded_at;
    last_micros = links.recorded_at;
    ++count;
    bytes_total += bytes.size();
    bytes_max = std::max(bytes_max, bytes.size());
    const google::protobuf::Message& holder =
        record.has_event()
            ? static_cast<const google::protobuf::Message&>(record.event())
            : record;
    const auto* body = holder.GetReflection()->GetOneofFieldDescriptor(
        holder, holder.GetDescriptor()->FindOneofByName("body"));
    ++kinds[body == nullptr ? "unknown" : body->name()];
    return true;
  }));
  RETURN_IF_ERROR(wrong);
  using google::protobuf::util::TimeUtil;
  const auto time = [count](int64_t micros) {
    return count == 0 ? Json()
                      : Json::String(TimeUtil::ToString(
                            TimeUtil::MicrosecondsToTimestamp(micros)));
  };
  Json json = Json::Object();
  json.Add("records", Json::String(absl::StrCat(count)));
  json.Add("bytes", Json::String(absl::StrCat(bytes_total)));
  json.Add("bytes_max", Json::String(absl::StrCat(bytes_max)));
  json.Add("first_recorded_at", time(first_micros));
  json.Add("last_recorded_at", time(last_micros));
  Json by_kind = Json::Object();
  for (const auto& [kind, number] : kinds) {
    by_kind.Add(kind, Json::String(absl::StrCat(number)));
  }
  json.Add("kinds", std::move(by_kind));
  PrintOne(globals.format(), json);
  return kExitOk;
}

}  // namespace loopledger
