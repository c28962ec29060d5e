#include "ledger/log/cloud_event.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int64_t kMicrosInSecond = 1'000'000;
constexpr int64_t kSecondsInDay = 86400;

// A moment as protobuf's Timestamp has it.
struct Moment {
  int64_t seconds = 0;
  int64_t nanos = 0;
};

// What the labels need of a record.
struct Parts {
  uint64_t position = 0;
  int64_t recorded_at = 0;
  int body = 0;  // Field number of the body, 0 for none.
  bool is_event = false;
  int event_body = 0;
  absl::string_view event_id, stream_type, stream_id, org;
  bool has_occurred_at = false;
  Moment occurred_at;
};

// Walks the fields of one message; stops at what is not well formed.
class Fields {
 public:
  explicit Fields(absl::string_view bytes)
      : bytes_(bytes),
        in_(reinterpret_cast<const uint8_t*>(bytes.data()),
            static_cast<int>(bytes.size())) {}

  // False at the end, or where `ok` turned false.
  bool Next() {
    tag_ = in_.ReadTag();
    if (tag_ == 0) ok_ = ok_ && in_.ConsumedEntireMessage();
    return tag_ != 0;
  }
  int number() const { return WireFormatLite::GetTagFieldNumber(tag_); }
  bool ok() const { return ok_; }

  void Take(uint64_t& value) {
    if (Is(WireFormatLite::WIRETYPE_VARINT)) ok_ = in_.ReadVarint64(&value);
  }
  void Take(int64_t& value) {
    auto bits = static_cast<uint64_t>(value);
    Take(bits);
    value = static_cast<int64_t>(bits);
  }
  void Take(absl::string_view& value) {
    uint32_t size = 0;
    if (!Is(WireFormatLite::WIRETYPE_LENGTH_DELIMITED)) return;
    ok_ = in_.ReadVarint32(&size);
    const auto at = static_cast<size_t>(in_.CurrentPosition());
    ok_ = ok_ && size <= bytes_.size() - at && in_.Skip(static_cast<int>(size));
    if (ok_) value = bytes_.substr(at, size);
  }
  void Pass() { ok_ = WireFormatLite::SkipField(&in_, tag_); }

 private:
  // Fields of another type than ours are unknown ones, and passed over.
  bool Is(WireFormatLite::WireType type) {
    if (WireFormatLite::GetTagWireType(tag_) == type) return true;
    Pass();
    return false;
  }

  const absl::string_view bytes_;
  CodedInputStream in_;
  uint32_t tag_ = 0;
  bool ok_ = true;
};

bool ReadMoment(absl::string_view bytes, Moment& out) {
  Fields fields(bytes);
  while (fields.ok() && fields.Next()) {
    switch (fields.number()) {
      case google::protobuf::Timestamp::kSecondsFieldNumber:
        fields.Take(out.seconds);
        break;
      case google::protobuf::Timestamp::kNanosFieldNumber:
        fields.Take(out.nanos);
        break;
      default:
        fields.Pass();
    }
  }
  return fields.ok();
}

bool ReadActor(absl::string_view bytes, Parts& out) {
  Fields fields(bytes);
  while (fields.ok() && fields.Next()) {
    if (fields.number() == v1::Actor::kOrgFieldNumber) {
      fields.Take(out.org);
    } else {
      fields.Pass();
    }
  }
  return fields.ok();
}

// The names of a oneof's messages by field number; empty for other fields.
std::vector<std::string> BodyNames(
    const google::protobuf::Descriptor& message) {
  std::vector<std::string> names;
  const auto& body = *message.FindOneofByName("body");
  for (int i = 0; i < body.field_count(); ++i) {
    const auto number = static_cast<size_t>(body.field(i)->number());
    if (names.size() <= number) names.resize(number + 1);
    names[number] = body.field(i)->message_type()->full_name();
  }
  return names;
}

absl::string_view NameIn(const std::vector<std::string>& names, int number) {
  const auto at = static_cast<size_t>(number);
  return at < names.size() ? absl::string_view(names[at]) : "";
}

absl::string_view EventName(int number) {
  static const std::vector<std::string> names =
      BodyNames(*v1::Event::descriptor());
  return NameIn(names, number);
}

absl::string_view RecordName(int number) {
  static const std::vector<std::string> names =
      BodyNames(*v1::Record::descriptor());
  return NameIn(names, number);
}

bool ReadEvent(absl::string_view bytes, Parts& out) {
  Fields fields(bytes);
  absl::string_view nested;
  while (fields.ok() && fields.Next()) {
    switch (fields.number()) {
      case v1::Event::kEventIdFieldNumber:
        fields.Take(out.event_id);
        break;
      case v1::Event::kStreamTypeFieldNumber:
        fields.Take(out.stream_type);
        break;
      case v1::Event::kStreamIdFieldNumber:
        fields.Take(out.stream_id);
        break;
      case v1::Event::kOccurredAtFieldNumber:
        fields.Take(nested);
        out.has_occurred_at = ReadMoment(nested, out.occurred_at);
        if (!out.has_occurred_at) return false;
        break;
      case v1::Event::kActorFieldNumber:
        fields.Take(nested);
        if (!ReadActor(nested, out)) return false;
        break;
      default:
        if (!EventName(fields.number()).empty()) {
          out.event_body = fields.number();
        }
        fields.Pass();
    }
  }
  return fields.ok();
}

bool ReadRecord(absl::string_view bytes, Parts& out) {
  Fields fields(bytes);
  absl::string_view event;
  while (fields.ok() && fields.Next()) {
    const int number = fields.number();
    if (!RecordName(number).empty()) out.body = number;
    switch (number) {
      case v1::Record::kPositionFieldNumber:
        fields.Take(out.position);
        break;
      case v1::Record::kRecordedAtFieldNumber:
        fields.Take(out.recorded_at);
        break;
      case v1::Record::kEventFieldNumber:
        fields.Take(event);
        out.is_event = true;
        break;
      default:
        fields.Pass();
    }
  }
  return fields.ok() && out.body != 0 &&
         (!out.is_event || ReadEvent(event, out));
}

void AppendDigits(uint64_t value, size_t digits, std::string& out) {
  out.append(digits, '0');
  for (size_t i = out.size(); digits > 0; --digits, value /= 10) {
    out[--i] = static_cast<char>('0' + value % 10);
  }
}

// RFC 3339 in UTC, to the microsecond; by hand, for it is done for each record.
void WriteTime(Moment moment, std::string& out) {
  int64_t days = moment.seconds / kSecondsInDay;
  int64_t second = moment.seconds % kSecondsInDay;
  if (second < 0) {
    second += kSecondsInDay;
    --days;
  }
  const absl::CivilDay day = absl::CivilDay(1970, 1, 1) + days;
  out.clear();
  AppendDigits(static_cast<uint64_t>(day.year()), 4, out);
  out.push_back('-');
  AppendDigits(static_cast<uint64_t>(day.month()), 2, out);
  out.push_back('-');
  AppendDigits(static_cast<uint64_t>(day.day()), 2, out);
  out.push_back('T');
  AppendDigits(static_cast<uint64_t>(second / 3600), 2, out);
  out.push_back(':');
  AppendDigits(static_cast<uint64_t>(second / 60 % 60), 2, out);
  out.push_back(':');
  AppendDigits(static_cast<uint64_t>(second % 60), 2, out);
  if (moment.nanos != 0) {
    out.push_back('.');
    AppendDigits(static_cast<uint64_t>(moment.nanos / 1000), 6, out);
  }
  out.push_back('Z');
}

Moment FromMicros(int64_t micros) {
  Moment moment{.seconds = micros / kMicrosInSecond,
                .nanos = micros % kMicrosInSecond * 1000};
  if (moment.nanos < 0) {
    --moment.seconds;
    moment.nanos += 1'000'000'000;
  }
  return moment;
}

}  // namespace

bool DescribeRecord(absl::string_view entry, absl::string_view ledger,
                    CloudEvent& out) {
  if (entry.size() > std::numeric_limits<int>::max()) return false;
  Parts parts;
  if (!ReadRecord(entry, parts)) return false;
  const Moment recorded_at = FromMicros(parts.recorded_at);
  out.sequence.clear();
  AppendDigits(parts.position, 20, out.sequence);
  WriteTime(recorded_at, out.recorded_time);
  WriteTime(parts.has_occurred_at ? parts.occurred_at : recorded_at, out.time);
  out.source.assign("/ledgers/").append(ledger.data(), ledger.size());
  if (!parts.is_event) {
    out.id = out.sequence;
    const absl::string_view name = RecordName(parts.body);
    out.type.assign(name.data(), name.size());
    out.subject.assign("ledger/").append(ledger.data(), ledger.size());
    return true;
  }
  out.id.assign(parts.event_id.data(), parts.event_id.size());
  const absl::string_view name = EventName(parts.event_body);
  out.type.assign(name.data(), name.size());
  out.subject.assign(parts.stream_type.data(), parts.stream_type.size());
  out.subject.push_back('/');
  out.subject.append(parts.stream_id.data(), parts.stream_id.size());
  out.source.append("/orgs/").append(parts.org.data(), parts.org.size());
  return true;
}

}  // namespace loopledger
