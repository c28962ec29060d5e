#include "tools/records.h"

#include <cinttypes>
#include <cstdio>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "consumers/client/client.h"
#include "google/protobuf/util/time_util.h"
#include "ledger/base/clock.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"
#include "ledger/log/event_log.h"
#include "ledger/log/open.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"
#include "tools/ask.h"
#include "tools/ledger_log.h"
#include "tools/terminal.h"
#include "tools/utf8.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 4096;
// UTC, microseconds, always as long.
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%E6SZ";
constexpr absl::Duration kFollowInterval = absl::Milliseconds(200);

class ServerRecords final : public Records {
 public:
  explicit ServerRecords(const Globals& globals)
      : client_(ClientOptionsOf(globals)) {}

  absl::StatusOr<v1::Head> Head() override { return client_.GetHead(); }

  absl::Status Each(const RecordRange& range, Visit visit) override {
    v1::ReadRecordsRequest request;
    request.set_from(range.from);
    if (range.to) request.set_to(*range.to);
    request.set_follow(range.follow);
    return client_.ReadRecords(request, [&](const v1::StoredRecord& record) {
      return visit(record.position(), record.stored_bytes());
    });
  }

 private:
  Client client_;
};

class LogRecords final : public Records {
 public:
  explicit LogRecords(std::unique_ptr<LogReader> log) : log_(std::move(log)) {}

  absl::StatusOr<v1::Head> Head() override {
    loopledger::Head head;
    uint64_t void_entries = 0;
    v1::Record founding;
    RETURN_IF_ERROR(Walk([&](absl::string_view entry) {
      const bool in_ledger = head.Judge(entry) == Verdict::kInLedger;
      if (!in_ledger) ++void_entries;
      if (in_ledger && head.next == 1) {
        // What cannot be read as a founding has no name to show.
        if (!founding.ParseFromString(std::string(entry))) founding.Clear();
      }
      return true;
    }));
    v1::Head answer;
    answer.set_next(head.next);
    answer.set_head(std::string(AsBytes(head.head)));
    *answer.mutable_recorded_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(head.time);
    answer.set_ledger(founding.ledger_founded().ledger());
    answer.set_backfilled(founding.ledger_founded().has_backfill());
    answer.set_void_entries(void_entries);
    return answer;
  }

  absl::Status Each(const RecordRange& range, Visit visit) override {
    loopledger::Head head;
    const uint64_t to = range.to.value_or(std::numeric_limits<uint64_t>::max());
    bool wanted = head.next < to;
    const auto take = [&](absl::string_view entry) {
      const uint64_t position = head.next;
      if (head.Judge(entry) != Verdict::kInLedger) return true;
      if (position >= range.from) wanted = visit(position, entry);
      wanted = wanted && head.next < to;
      return wanted;
    };
    if (wanted) RETURN_IF_ERROR(Walk(take));
    while (wanted && range.follow) {
      const absl::StatusOr<Offset> end =
          log_->AwaitBeyond(next_, SystemClock().Now() + kFollowInterval);
      if (!end.ok() && !absl::IsDeadlineExceeded(end.status())) {
        return end.status();
      }
      if (end.ok()) RETURN_IF_ERROR(WalkOn(take));
    }
    return absl::OkStatus();
  }

 private:
  using Take = absl::FunctionRef<bool(absl::string_view entry)>;

  absl::Status Walk(Take take) {
    next_ = 0;
    return WalkOn(take);
  }

  // From where the last walk ended to the end of the log.
  absl::Status WalkOn(Take take) {
    bool wanted = true;
    while (wanted) {
      const Offset before = next_;
      ASSIGN_OR_RETURN(next_, log_->Read(before, kReadMax,
                                         [&](Offset, absl::string_view entry) {
                                           wanted = take(entry);
                                           return wanted;
                                         }));
      if (next_ == before) break;
    }
    return absl::OkStatus();
  }

  const std::unique_ptr<LogReader> log_;
  Offset next_ = 0;
};

int64_t MicrosOf(const v1::AsOf& moment) {
  return google::protobuf::util::TimeUtil::TimestampToMicroseconds(
      moment.time());
}

// The first record whose time `is_it`; where there is none, the one to come.
absl::StatusOr<uint64_t> FirstAt(Records& records,
                                 absl::FunctionRef<bool(int64_t)> is_it) {
  uint64_t first = 0;
  RETURN_IF_ERROR(
      records.Each({}, [&](uint64_t position, absl::string_view bytes) {
        Links links;
        const bool found = ReadLinks(bytes, links) && is_it(links.recorded_at);
        first = found ? position : position + 1;
        return !found;
      }));
  return first;
}

std::string TextAt(const Json& record, absl::string_view path) {
  const Json* value = record.Find(path);
  return value == nullptr ? "" : value->Plain();
}

}  // namespace

absl::StatusOr<Json> RecordToJson(absl::string_view stored_bytes,
                                  bool with_bytes) {
  v1::Record record;
  if (!record.ParseFromArray(stored_bytes.data(),
                             static_cast<int>(stored_bytes.size()))) {
    return absl::DataLossError("a record does not parse");
  }
  ASSIGN_OR_RETURN(Json json, ToJson(record));
  if (json.Find("position") == nullptr) {
    json.Add("position", Json::String("0"));
  }
  json.Add("time", Json::String(absl::FormatTime(
                       kTimeFormat, FromMicros(record.recorded_at()),
                       absl::UTCTimeZone())));
  const Digest leaf = LeafHash(stored_bytes);
  json.Add("leaf_hash", Json::String(absl::Base64Escape(AsBytes(leaf))));
  if (with_bytes) {
    json.Add("stored_bytes", Json::String(absl::Base64Escape(stored_bytes)));
  }
  return json;
}

std::string KindOf(const Json& record) {
  const Json* event = record.Find("event");
  const Json& holder = event == nullptr ? record : *event;
  const auto* type =
      event == nullptr ? v1::Record::descriptor() : v1::Event::descriptor();
  const auto* body = type->FindOneofByName("body");
  for (const auto& [name, value] : holder.fields) {
    const auto* field = type->FindFieldByName(name);
    if (field != nullptr && field->containing_oneof() == body) return name;
  }
  return "unknown";
}

RecordPrinter::RecordPrinter(Format format) : format_(format) {}

RecordPrinter::~RecordPrinter() {
  if (format_ == Format::kJson) std::fputs(any_ ? "]\n" : "[]\n", stdout);
  if (format_ == Format::kYaml && !any_) std::fputs("[]\n", stdout);
  if (format_ == Format::kTable && !any_) {
    highest_.Take(nullptr);
    PrintMarking(highest_.Text());
  }
  std::fflush(stdout);
}

void RecordPrinter::PrintLine(const Json& record) {
  if (highest_.Take(record.Find("event.marking"))) {
    PrintMarking(highest_.Text());
  }
  std::string stream;
  if (record.Find("event") != nullptr) {
    stream = absl::StrCat(TextAt(record, "event.stream_type"), "/",
                          TextAt(record, "event.stream_id"), " v",
                          TextAt(record, "event.stream_version"));
  }
  const std::string line = absl::StrFormat(
      "%10s  %-27s  %-22s  %-32s  %s\n", TextAt(record, "position"),
      TextAt(record, "time"), KindOf(record), ForTerminal(stream),
      ForTerminal(TextAt(record, "event.actor.org")));
  std::fputs(line.c_str(), stdout);
}

void RecordPrinter::Print(const Json& record) {
  Json list = Json::List();
  switch (format_) {
    case Format::kTable:
      PrintLine(record);
      break;
    case Format::kNdjson:
      std::printf("%s\n", ToJsonText(record).c_str());
      break;
    case Format::kJson:
      std::printf("%s%s", any_ ? "," : "[", ToJsonText(record).c_str());
      break;
    case Format::kYaml:
      list.items.push_back(record);
      std::fputs(ToYaml(list).c_str(), stdout);
      break;
  }
  any_ = true;
}

absl::StatusOr<std::unique_ptr<Records>> OpenRecords(const Globals& globals) {
  const SettingValue log = globals.settings.Value("log");
  if (log.origin != "flag --log") {
    return std::make_unique<ServerRecords>(globals);
  }
  ASSIGN_OR_RETURN(
      auto reader,
      OpenLogReader(log.text, nullptr, KafkaSettingsOf(globals.settings)));
  return std::make_unique<LogRecords>(std::move(reader));
}

absl::StatusOr<std::optional<uint64_t>> EndAsOf(Records& records,
                                                absl::string_view text) {
  if (text.empty()) return std::nullopt;
  v1::AsOf moment;
  RETURN_IF_ERROR(ParseAsOf(text, moment));
  if (moment.has_position()) {
    ASSIGN_OR_RETURN(const v1::Head head, records.Head());
    if (moment.position() < head.next()) return moment.position() + 1;
    return absl::OutOfRangeError(absl::StrCat(
        "position ", moment.position(),
        " is beyond the head; the next record will stand at ", head.next()));
  }
  return FirstAt(records, [&moment](int64_t recorded_at) {
    return recorded_at > MicrosOf(moment);
  });
}

absl::StatusOr<uint64_t> FirstPosition(Records& records,
                                       absl::string_view text) {
  v1::AsOf moment;
  RETURN_IF_ERROR(ParseAsOf(text, moment));
  if (!moment.has_time()) return moment.position();
  return FirstAt(records, [&moment](int64_t recorded_at) {
    return recorded_at >= MicrosOf(moment);
  });
}

}  // namespace loopledger
