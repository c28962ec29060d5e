#include "tools/gap_trend.h"

#include <google/protobuf/util/time_util.h>

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "loopledger/v1/record.pb.h"
#include "tools/ask.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

using google::protobuf::util::TimeUtil;

constexpr char kGapsView[] = "feedback_loop";

// In micros since 1970 UTC.
absl::StatusOr<int64_t> RecordedAt(Client& client, uint64_t position) {
  ASSIGN_OR_RETURN(const v1::StoredRecord stored, client.GetRecord(position));
  v1::Record record;
  if (!record.ParseFromString(stored.stored_bytes())) {
    return absl::DataLossError(
        absl::StrCat("could not read record ", position));
  }
  return record.recorded_at();
}

std::string Tell(int64_t moment) {
  return TimeUtil::ToString(TimeUtil::MicrosecondsToTimestamp(moment));
}

// The life of a ledger so far. What comes after it is not known.
struct Life {
  uint64_t last = 0;  // Position.
  int64_t begin = 0;
  int64_t end = 0;
};

// What a flag says, a position or a time; it lies in the ledger's life.
absl::StatusOr<int64_t> MomentOf(Client& client, const char* flag,
                                 const std::string& text, const Life& life) {
  v1::AsOf at;
  RETURN_IF_ERROR(ParseAsOf(text, at));
  const bool known = at.has_time() || at.position() <= life.last;
  int64_t moment = 0;
  if (at.has_time()) {
    moment = TimeUtil::TimestampToMicroseconds(at.time());
  } else if (known) {
    ASSIGN_OR_RETURN(moment, RecordedAt(client, at.position()));
  }
  if (known && moment >= life.begin && moment <= life.end) return moment;
  return UsageError(
      absl::StrCat(flag, " ", text, " is not in the ledger's life"),
      absl::StrCat("a time from ", Tell(life.begin), " to ", Tell(life.end),
                   ", or a position from 0 to ", life.last));
}

// The number of gaps of each metric then.
absl::StatusOr<Json> CountAt(Client& client, const Globals& globals,
                             int64_t moment,
                             absl::Span<const absl::string_view> metrics) {
  const std::string time = Tell(moment);
  Globals then = globals;
  then.as_of = time;
  v1::ListRowsRequest request;
  request.set_view(kGapsView);
  std::map<std::string, uint64_t> counts;
  HighWater marking;
  marking.Take(nullptr);
  RETURN_IF_ERROR(EachRow(client, then, request, 0, [&](const Json& row) {
    ++counts[row.Find("metric")->text];
    marking.Take(row.Find("marking"));
    return absl::OkStatus();
  }));
  Json counted = Json::Object();
  for (const absl::string_view metric : metrics) {
    counted.Add(metric,
                Json::Number(absl::StrCat(counts[std::string(metric)])));
  }
  Json row = Json::Object();
  row.Add("at", Json::String(time));
  row.Add("counts", std::move(counted));
  row.Add("marking", marking.ToJson());
  return row;
}

}  // namespace

Exit PrintTrend(const Globals& globals, const TrendOptions& options,
                absl::Span<const absl::string_view> metrics) {
  Client client(ClientOptionsOf(globals));
  ASSIGN_OR_RETURN(const v1::Head head, client.GetHead());
  if (head.next() == 0) return absl::NotFoundError("the ledger is empty");
  Life life{.last = head.next() - 1};
  ASSIGN_OR_RETURN(life.begin, RecordedAt(client, 0));
  ASSIGN_OR_RETURN(life.end, RecordedAt(client, life.last));
  int64_t from = life.begin;
  int64_t to = life.end;
  if (!options.from.empty()) {
    ASSIGN_OR_RETURN(from, MomentOf(client, "--from", options.from, life));
  }
  if (!options.to.empty()) {
    ASSIGN_OR_RETURN(to, MomentOf(client, "--to", options.to, life));
  }
  if (to < from) {
    return UsageError("--to is before --from",
                      "moments of the ledger in their order");
  }
  const int64_t points = to == from ? 1 : options.points;
  const int64_t span = to - from;
  std::vector<Json> rows;
  for (int64_t i = 1; i <= points; ++i) {
    // Not span * i, which may be more than there is room for.
    const int64_t moment =
        from + span / points * i + span % points * i / points;
    ASSIGN_OR_RETURN(Json row, CountAt(client, globals, moment, metrics));
    rows.push_back(std::move(row));
  }
  std::vector<std::string> paths;
  std::vector<Column> columns = {{"AT", "at"}};
  for (const absl::string_view metric : metrics) {
    paths.push_back(absl::StrCat("counts.", metric));
  }
  for (const std::string& path : paths) {
    columns.push_back({path.c_str() + sizeof("counts.") - 1, path.c_str()});
  }
  PrintRows(globals.format(), columns, rows);
  return kExitOk;
}

}  // namespace loopledger
