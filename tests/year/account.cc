#include "tests/year/account.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "ledger/base/status.h"

namespace loopledger::year {
namespace {

// "M4/O-9/SOCG-17" is of M4.
std::string MetricOf(const std::string& gap_id) {
  return gap_id.substr(0, gap_id.find('/'));
}

const google::protobuf::FieldDescriptor* BodyOf(
    const google::protobuf::Message& message) {
  return message.GetReflection()->GetOneofFieldDescriptor(
      message, message.GetDescriptor()->FindOneofByName("body"));
}

}  // namespace

const std::vector<const char*> kGapMetrics = {"M1", "M2",  "M3",  "M4",  "M8",
                                              "M9", "M10", "M11", "M12", "M13"};

int Fate::mended() const {
  int mended = 0;
  for (const auto& [name, count] : ended_by) {
    if (name != "Tick") mended += count;
  }
  return mended;
}

std::string NameOf(const v1::Record& record) {
  const google::protobuf::Message& message =
      record.has_event()
          ? static_cast<const google::protobuf::Message&>(record.event())
          : record;
  const google::protobuf::FieldDescriptor* body = BodyOf(message);
  return body == nullptr ? "nothing" : body->message_type()->name();
}

absl::StatusOr<std::map<std::string, Fate>> AccountFor(
    const Reading& reading, const std::vector<v1::Record>& records) {
  constexpr int kChangesMax = 1000;
  std::map<std::string, Fate> fates;
  std::map<std::string, bool> open;
  Position from = 0;
  while (from < records.size()) {
    ASSIGN_OR_RETURN(const FeedAnswer answer,
                     reading.gaps().Feed(from, kChangesMax));
    for (const RowChange& change : answer.changes) {
      bool& is_open = open[change.row.key];
      Fate& fate = fates[MetricOf(change.row.key)];
      if (!is_open && !change.deleted) ++fate.appeared;
      if (is_open && change.deleted) {
        ++fate.ended_by[NameOf(records[change.row.position])];
      }
      is_open = !change.deleted;
    }
    if (answer.next <= from) {
      return absl::InternalError("the feed of gaps does not move on");
    }
    from = answer.next;
  }
  for (const auto& [gap_id, is_open] : open) {
    fates[MetricOf(gap_id)].open += is_open;
  }
  return fates;
}

}  // namespace loopledger::year
