// How long to seek a server that does not answer: with growing pauses, until a
// budget is spent. Success gives the budget back.
#ifndef CONSUMERS_CLIENT_BACKOFF_H_
#define CONSUMERS_CLIENT_BACKOFF_H_

#include <algorithm>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "consumers/client/client.h"
#include "consumers/client/error.h"

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

  // Pauses and returns true when `status` is worth another try. Another server
  // is tried without a pause, a few times over.
  bool TryAgain(const absl::Status& status, bool another_server) {
    if (!absl::IsUnavailable(status) || spent_ >= budget_) return false;
    if (!DetailOf(status).reason.empty())
      budget_ = options_.timeout;  // A word.
    if (another_server && ++turns_ % kTurnsMax != 0) return true;
    absl::SleepFor(pause_);
    spent_ += pause_;
    pause_ = std::min(2 * pause_, kLongestPause);
    return true;
  }

 private:
  static constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
  static constexpr absl::Duration kLongestPause = absl::Seconds(1);
  static constexpr int kTurnsMax = 3;

  const ClientOptions& options_;
  absl::Duration budget_;
  absl::Duration spent_;
  absl::Duration pause_ = kFirstPause;
  int turns_ = 0;
};

}  // namespace loopledger

#endif  // CONSUMERS_CLIENT_BACKOFF_H_
