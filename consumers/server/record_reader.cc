#include "consumers/server/record_reader.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr int kReadMax = 1024;

}  // namespace

absl::StatusOr<ReadPlace> RecordReader::Find(Position from) const {
  ReadPlace place;
  bool found = from == 0;
  if (!found && ledger_.void_entries() == 0) {
    RETURN_IF_ERROR(log_.Read(from - 1, 1,
                              [&](Offset offset, absl::string_view entry) {
                                Links links;
                                found = offset == from - 1 &&
                                        ReadLinks(entry, links) &&
                                        links.position == from - 1;
                                if (found) {
                                  place = {.offset = from,
                                           .head = {.next = from,
                                                    .head = LeafHash(entry),
                                                    .time = links.recorded_at}};
                                }
                                return false;
                              })
                        .status());
  }
  while (!found) {
    const Offset before = place.offset;
    ASSIGN_OR_RETURN(
        place.offset,
        log_.Read(before, kReadMax, [&](Offset, absl::string_view entry) {
          place.head.Judge(entry);
          found = place.head.next == from;
          return !found;
        }));
    if (place.offset == before && !found) {
      return absl::OutOfRangeError(
          absl::StrCat("position ", from, " is beyond the head"));
    }
  }
  return place;
}

absl::Status RecordReader::Read(ReadPlace& place, int limit,
                                Visit visit) const {
  ASSIGN_OR_RETURN(
      place.offset,
      log_.Read(place.offset, limit, [&](Offset, absl::string_view entry) {
        const Position position = place.head.next;
        if (place.head.Judge(entry) != Verdict::kInLedger) return true;
        return visit(position, entry);
      }));
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordReader::Await(const ReadPlace& place,
                                         absl::Time deadline) const {
  const absl::StatusOr<Offset> end = log_.AwaitBeyond(place.offset, deadline);
  if (absl::IsDeadlineExceeded(end.status())) return false;
  RETURN_IF_ERROR(end.status());
  return true;
}

}  // namespace loopledger
