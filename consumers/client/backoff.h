// How long to seek a server that does not answer: with growing pauses, until a
// budget is spent. Success gives the budget back.
#ifndef CONSUMERS_CLIENT_BACKOFF_H_
#define CONSUMERS_CLIENT_BACKOFF_H_

#include <algorithm>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "consumers/client/client.h"

namespace loopledger {

class Backoff {
 public:
  explicit Backoff(const ClientOptions& options)
      : options_(options), budget_(options.first_contact) {}

  void Succeeded() {
    pause_ = kFirstPause;
    spent_ = absl::ZeroDuration();
    budget_ = options_.timeout;
  }

  // Pauses and returns true when `status` is worth another try.
  bool TryAgain(const absl::Status& status) {
    if (!absl::IsUnavailable(status) || spent_ >= budget_) return false;
    absl::SleepFor(pause_);
    spent_ += pause_;
    pause_ = std::min(2 * pause_, kLongestPause);
    return true;
  }

 private:
  static constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
  static constexpr absl::Duration kLongestPause = absl::Seconds(2);

  const ClientOptions& options_;
  absl::Duration budget_;
  absl::Duration spent_;
  absl::Duration pause_ = kFirstPause;
};

}  // namespace loopledger

#endif  // CONSUMERS_CLIENT_BACKOFF_H_
