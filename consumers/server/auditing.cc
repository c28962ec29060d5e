#include "consumers/server/auditing.h"

#include <google/protobuf/util/time_util.h>

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "consumers/server/errors.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

using google::protobuf::util::TimeUtil;

// Records that are copied out of the log before they are sent.
constexpr int kChunkRecords = 64;

v1::StoredRecord Stored(Position position, absl::string_view bytes) {
  v1::StoredRecord record;
  record.set_position(position);
  record.set_stored_bytes(bytes.data(), bytes.size());
  const Digest leaf = LeafHash(bytes);
  record.set_leaf_hash(leaf.data(), leaf.size());
  return record;
}

absl::Status Beyond(Position position, Position next) {
  return absl::OutOfRangeError(absl::StrCat("position ", position,
                                            " is beyond the head; the next "
                                            "record will stand at ",
                                            next));
}

}  // namespace

grpc::Status Auditing::GetHead(grpc::ServerContext* /*context*/,
                               const v1::GetHeadRequest* /*request*/,
                               v1::Head* response) {
  const Head head = ledger_.head();
  const v1::LedgerFounded founding = ledger_.founding();
  response->set_next(head.next);
  response->set_head(head.head.data(), head.head.size());
  *response->mutable_recorded_at() =
      TimeUtil::MicrosecondsToTimestamp(head.time);
  response->set_ledger(founding.ledger());
  response->set_backfilled(founding.has_backfill());
  response->set_void_entries(ledger_.void_entries());
  return grpc::Status::OK;
}

grpc::Status Auditing::GetRecord(grpc::ServerContext* /*context*/,
                                 const v1::GetRecordRequest* request,
                                 v1::StoredRecord* response) {
  const Position next = ledger_.head().next;
  if (request->position() >= next) {
    return ToGrpc(absl::NotFoundError(
        absl::StrCat("there is no record at position ", request->position(),
                     "; the next one will stand at ", next)));
  }
  absl::StatusOr<ReadPlace> place = reader_.Find(request->position());
  if (!place.ok()) return ToGrpc(place.status());
  while (place->head.next <= request->position()) {
    const absl::Status status = reader_.Read(
        *place, 1, [&](Position position, absl::string_view bytes) {
          *response = Stored(position, bytes);
          return false;
        });
    if (!status.ok()) return ToGrpc(status);
  }
  return grpc::Status::OK;
}

grpc::Status Auditing::ReadRecords(
    grpc::ServerContext* context, const v1::ReadRecordsRequest* request,
    grpc::ServerWriter<v1::StoredRecord>* writer) {
  const FollowerPlace place(followers_);
  if (!place.taken()) {
    return ToGrpc(absl::ResourceExhaustedError(
        "too many subscriptions and reads at once; try again later"));
  }
  return ToGrpc(Stream(*context, *request, *writer));
}

absl::Status Auditing::Stream(
    grpc::ServerContext& context, const v1::ReadRecordsRequest& request,
    grpc::ServerWriter<v1::StoredRecord>& writer) const {
  const Position next = ledger_.head().next;
  if (request.from() > next) return Beyond(request.from(), next);
  Position end = request.follow() ? std::numeric_limits<Position>::max() : next;
  if (request.has_to()) {
    if (!request.follow() && request.to() > next) {
      return Beyond(request.to(), next);
    }
    end = request.to();
  }
  ASSIGN_OR_RETURN(ReadPlace place, reader_.Find(request.from()));
  std::vector<v1::StoredRecord> chunk;
  while (place.head.next < end) {
    chunk.clear();
    RETURN_IF_ERROR(reader_.Read(
        place, kChunkRecords, [&](Position position, absl::string_view bytes) {
          chunk.push_back(Stored(position, bytes));
          return position + 1 < end;
        }));
    for (const v1::StoredRecord& record : chunk) {
      // A full window waits here: a slow reader delays nobody else.
      if (!writer.Write(record)) return absl::OkStatus();
    }
    if (!chunk.empty()) continue;
    if (context.IsCancelled()) return absl::OkStatus();
    if (followers_.stopping()) {
      return absl::UnavailableError("the server is going down");
    }
    RETURN_IF_ERROR(
        reader_.Await(place, absl::Now() + kFollowerPatience).status());
  }
  return absl::OkStatus();
}

}  // namespace loopledger
