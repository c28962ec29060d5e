#include "ledger/log/election.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ledger/log/open.h"
#include "tests/kafka/test_kafka.h"

namespace loopledger {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

// Those who stand for one seat, and who of them was told that it is theirs.
class Candidates {
 public:
  explicit Candidates(std::string url) : url_(std::move(url)) {}

  std::unique_ptr<Election> Stand(int who) {
    auto election = StandForElection(url_, {}, [this, who](bool elected) {
      absl::MutexLock lock(&mu_);
      if (elected) elected_.insert(who);
      if (!elected) elected_.erase(who);
      EXPECT_LE(elected_.size(), 1u);
    });
    EXPECT_TRUE(election.ok()) << election.status();
    return *std::move(election);
  }
  // It has gone: who goes is not told.
  void Gone(int who) {
    absl::MutexLock lock(&mu_);
    elected_.erase(who);
  }
  bool Await(int who) {
    const auto told = [&] { return elected_.count(who) == 1; };
    absl::MutexLock lock(&mu_);
    return mu_.AwaitWithTimeout(absl::Condition(&told), kPatience);
  }

 private:
  const std::string url_;
  absl::Mutex mu_;
  std::set<int> elected_ ABSL_GUARDED_BY(mu_);
};

TEST(Election, ElectsTheOnlyWriterOfALogOfOne) {
  Candidates candidates("memory:");
  const auto alone = candidates.Stand(1);
  EXPECT_TRUE(candidates.Await(1));
}

TEST(Election, ElectsTheNextWhenOneLeaves) {
  const std::string url =
      absl::StrCat("kafka://", TestKafka(), "/", UniqueTopic("election"));
  ASSERT_TRUE(OpenLog(url).ok());
  Candidates candidates(url);
  auto first = candidates.Stand(1);
  ASSERT_TRUE(candidates.Await(1));
  auto second = candidates.Stand(2);
  candidates.Gone(1);
  first.reset();
  EXPECT_TRUE(candidates.Await(2));
}

}  // namespace
}  // namespace loopledger
