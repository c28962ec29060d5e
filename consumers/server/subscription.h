// One subscriber's cursor over a view: a snapshot at one position, then each
// change after it. Catching up and being live are the same loop.
//
// One thread at a time; the view must outlive it.
#ifndef CONSUMERS_SERVER_SUBSCRIPTION_H_
#define CONSUMERS_SERVER_SUBSCRIPTION_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "consumers/server/row_filter.h"
#include "loopledger/v1/services.pb.h"
#include "projections/engine/view.h"

namespace loopledger {

v1::Change ToChange(const View& view, const RowChange& change);

class Subscription {
 public:
  // kInvalidArgument: the filter is wrong.
  static absl::StatusOr<std::unique_ptr<Subscription>> Open(
      const View& view, const v1::SubscribeRequest& request);

  enum class Sent { kNothing, kSome, kGone };
  // False: nobody takes it any more.
  using Send = absl::FunctionRef<bool(const v1::Change&)>;

  // Sends the next page of the snapshot or of the feed. A row that leaves the
  // filter is sent as deleted.
  absl::StatusOr<Sent> Step(Send send);

  // Says how far this subscriber is: everything up to its position was sent.
  v1::Change Heartbeat() const;

  // Waits for something to send; OK also when `deadline` passes without.
  absl::Status Await(absl::Time deadline) const;

 private:
  Subscription(const View& view, RowFilter filter);

  absl::StatusOr<Sent> SendSnapshot(Send send);
  absl::StatusOr<Sent> SendChanges(Send send);
  // What to tell about `change`; nothing when the filter hides it.
  absl::StatusOr<std::optional<v1::Change>> Filtered(const RowChange& change);
  absl::StatusOr<bool> Matches(const StoredRow& row);

  const View& view_;
  const RowFilter filter_;
  const std::unique_ptr<google::protobuf::Message> message_;
  bool snapshot_ = false;  // Still to be sent, from `after_key_` on.
  std::string after_key_;
  Position from_ = 0;  // The next position to look at.
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_SUBSCRIPTION_H_
