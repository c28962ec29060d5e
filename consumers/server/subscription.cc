#include "consumers/server/subscription.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "consumers/server/listing.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr int kStepRows = 500;

}  // namespace

v1::Change ToChange(const View& view, const RowChange& change) {
  v1::Change told;
  told.set_position(change.row.position);
  if (change.deleted) {
    told.set_deleted_key(change.row.key);
  } else {
    *told.mutable_changed() = ToRow(view, change.row);
  }
  return told;
}

Subscription::Subscription(const View& view, RowFilter filter)
    : view_(view),
      filter_(std::move(filter)),
      message_(view.table().prototype().New()) {}

absl::StatusOr<std::unique_ptr<Subscription>> Subscription::Open(
    const View& view, const v1::SubscribeRequest& request) {
  ASSIGN_OR_RETURN(RowFilter filter,
                   RowFilter::Parse(request.filter(), view.row_type()));
  auto subscription =
      absl::WrapUnique(new Subscription(view, std::move(filter)));
  subscription->snapshot_ = !request.has_since();
  subscription->from_ = request.has_since() ? request.since() + 1 : view.next();
  return subscription;
}

absl::StatusOr<Subscription::Sent> Subscription::Step(Send send) {
  return snapshot_ ? SendSnapshot(send) : SendChanges(send);
}

absl::StatusOr<bool> Subscription::Matches(const StoredRow& row) {
  if (filter_.empty()) return true;
  if (!message_->ParseFromString(row.bytes)) {
    return absl::DataLossError(absl::StrCat("row \"", row.key, "\" of ",
                                            view_.name(), " does not parse"));
  }
  return filter_.Matches(*message_);
}

absl::StatusOr<Subscription::Sent> Subscription::SendSnapshot(Send send) {
  bool more = false;
  if (from_ > 0) {
    ASSIGN_OR_RETURN(
        const RowsAnswer answer,
        view_.List(
            {.as_of = from_ - 1, .after_key = after_key_, .limit = kStepRows}));
    for (const StoredRow& row : answer.rows) {
      after_key_ = row.key;
      ASSIGN_OR_RETURN(const bool matches, Matches(row));
      if (!matches) continue;
      if (!send(ToChange(view_, {.deleted = false, .row = row}))) {
        return Sent::kGone;
      }
    }
    more = answer.more;
  } else {  // Nothing is folded yet, unless nothing can be read.
    RETURN_IF_ERROR(view_.List({.limit = 1}).status());
  }
  if (more) return Sent::kSome;
  snapshot_ = false;
  v1::Change done = Heartbeat();
  done.set_snapshot_done(true);
  return send(done) ? Sent::kSome : Sent::kGone;
}

absl::StatusOr<std::optional<v1::Change>> Subscription::Filtered(
    const RowChange& change) {
  if (!change.deleted) {
    ASSIGN_OR_RETURN(const bool matches, Matches(change.row));
    if (matches) return ToChange(view_, change);
  }
  if (filter_.empty()) return ToChange(view_, change);
  // It may have been in the filter just before.
  if (change.row.position == 0) return std::nullopt;
  ASSIGN_OR_RETURN(const RowAnswer before,
                   view_.Get(change.row.key, change.row.position - 1));
  if (!before.row) return std::nullopt;
  ASSIGN_OR_RETURN(const bool matched, Matches(*before.row));
  if (!matched) return std::nullopt;
  return ToChange(view_, {.deleted = true, .row = change.row});
}

absl::StatusOr<Subscription::Sent> Subscription::SendChanges(Send send) {
  ASSIGN_OR_RETURN(const FeedAnswer answer, view_.Feed(from_, kStepRows));
  Sent sent = Sent::kNothing;
  for (const RowChange& change : answer.changes) {
    ASSIGN_OR_RETURN(const std::optional<v1::Change> told, Filtered(change));
    if (!told) continue;
    if (!send(*told)) return Sent::kGone;
    sent = Sent::kSome;
  }
  // A stretch without changes still brings us on: look at the next at once.
  if (answer.next > from_ && answer.next < view_.next()) sent = Sent::kSome;
  from_ = answer.next;
  return sent;
}

v1::Change Subscription::Heartbeat() const {
  v1::Change change;
  change.set_position(from_ == 0 ? 0 : from_ - 1);
  change.set_heartbeat(true);
  return change;
}

absl::Status Subscription::Await(absl::Time deadline) const {
  const absl::Status status = view_.Await(from_, deadline);
  return absl::IsDeadlineExceeded(status) ? absl::OkStatus() : status;
}

}  // namespace loopledger
