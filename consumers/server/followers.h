// How many calls may hold a thread of the server to follow something, and the
// word that they should end.
#ifndef CONSUMERS_SERVER_FOLLOWERS_H_
#define CONSUMERS_SERVER_FOLLOWERS_H_

#include <atomic>

#include "absl/time/time.h"

namespace loopledger {

// A follower looks this often whether its caller has gone or the server ends.
inline constexpr absl::Duration kFollowerPatience = absl::Milliseconds(200);
// A silent stream says this often how far it is.
inline constexpr absl::Duration kHeartbeat = absl::Seconds(5);

// Safe for concurrent use.
class Followers {
 public:
  explicit Followers(int followers_max) : free_(followers_max) {}

  bool Enter() {
    if (free_.fetch_sub(1) > 0) return true;
    free_.fetch_add(1);
    return false;
  }
  void Leave() { free_.fetch_add(1); }

  void Stop() { stopping_ = true; }
  bool stopping() const { return stopping_; }

 private:
  std::atomic<int> free_;
  std::atomic<bool> stopping_ = false;
};

// One follower's place, from Enter to the end of its call.
class FollowerPlace {
 public:
  explicit FollowerPlace(Followers& followers)
      : followers_(followers), taken_(followers.Enter()) {}
  ~FollowerPlace() {
    if (taken_) followers_.Leave();
  }
  FollowerPlace(const FollowerPlace&) = delete;
  FollowerPlace& operator=(const FollowerPlace&) = delete;

  bool taken() const { return taken_; }

 private:
  Followers& followers_;
  const bool taken_;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_FOLLOWERS_H_
