// The reader's thread: follows the topic and fills the tail.

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_cursor.h"
#include "ledger/log/kafka_reader.h"

namespace loopledger {
namespace {

// How long the writer beside us must have delivered nothing before the thread
// looks for entries of others.
constexpr absl::Duration kQuiet = absl::Milliseconds(200);
// While following: how long one wait for an entry is, and how many of the
// writer's own in that time show that it fills the tail by itself.
constexpr absl::Duration kWait = absl::Milliseconds(50);
constexpr uint64_t kFillsMin = 16;
// A topic that is not found must stay away for so long to count as deleted: a
// broker that starts may not know its topics at once.
constexpr absl::Duration kGonePatience = absl::Seconds(5);

}  // namespace

bool KafkaReader::Stopping() const {
  absl::MutexLock lock(&mu_);
  return stopping_;
}

// False: it is time to stop.
bool KafkaReader::AwaitWanted() {
  const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return stopping_ || (following_ && hurry_);
  };
  const auto follows = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return stopping_ || following_;
  };
  absl::MutexLock lock(&mu_);
  mu_.Await(absl::Condition(&follows));
  while (!stopping_) {
    const uint64_t seen = delivered_;
    if (mu_.AwaitWithTimeout(absl::Condition(&wanted), kQuiet)) break;
    if (delivered_ == seen) break;
  }
  hurry_ = false;
  return !stopping_;
}

bool KafkaReader::WriterFills(uint64_t& seen) const {
  const auto reach = tail_.Look();
  absl::MutexLock lock(&mu_);
  const bool fills = delivered_ >= seen + kFillsMin && reach.ok() &&
                     reach->filled == reach->end;
  seen = delivered_;
  return fills;
}

void KafkaReader::Run() {
  while (AwaitWanted()) {
    absl::Status status = FollowOn();
    follower_->Rest();
    if (absl::IsDataLoss(status)) {
      tail_.Break(status);
      return;
    }
    if (!status.ok()) {
      // Nobody may read now; those who wait will say so. Ask again later.
      if (settings_.on_log) settings_.on_log(status.message());
      absl::MutexLock lock(&mu_);
      mu_.AwaitWithTimeout(absl::Condition(&stopping_), kQuiet);
    }
  }
}

// Begins at the newest entry known: what is there must be what was read.
absl::Status KafkaReader::FollowOn() {
  KafkaTail::Entry witness;
  bool witnessed = !tail_.Newest(witness);
  ASSIGN_OR_RETURN(const KafkaTail::Reach reach, tail_.Look());
  RETURN_IF_ERROR(follower_->Start(witnessed ? reach.filled : witness.offset));
  RETURN_IF_ERROR(CheckStillTheSame());
  Patience recheck(settings_.recheck);
  uint64_t seen = 0;
  WriterFills(seen);
  while (!Stopping()) {
    ASSIGN_OR_RETURN(const bool moved, follower_->Await(kWait));
    if (moved) RETURN_IF_ERROR(TakeFollowed(witness, witnessed));
    if (follower_->lost_topic()) return CheckStillThere();
    if (witnessed && WriterFills(seen)) break;
    if (recheck.ended()) {
      RETURN_IF_ERROR(CheckStillTheSame());
      recheck.Renew();
    }
  }
  return absl::OkStatus();
}

absl::Status KafkaReader::TakeFollowed(KafkaTail::Entry& witness,
                                       bool& witnessed) {
  std::vector<KafkaTail::Entry> entries;
  KafkaCursor::Entry entry;
  ASSIGN_OR_RETURN(const KafkaTail::Reach before, tail_.Look());
  for (; follower_->Peek(entry); follower_->Take()) {
    if (!witnessed) {
      if (entry.offset != witness.offset || entry.bytes != witness.bytes) {
        return absl::DataLossError(absl::StrCat(
            "topic \"", settings_.topic, "\" at ", settings_.brokers,
            ": the entry at offset ", witness.offset,
            " is not the one that was read there: the topic was recreated"));
      }
      witnessed = true;
      continue;
    }
    if (entry.offset < before.filled) continue;
    entries.push_back({entry.offset, std::string(entry.bytes)});
  }
  const bool news = !entries.empty();
  tail_.Follow(std::move(entries), follower_->next());
  if (!news) return absl::OkStatus();
  absl::MutexLock lock(&on_entries_mu_);
  if (on_entries_) on_entries_();
  return absl::OkStatus();
}

// The entry at or after `entry.offset`. False: there is none.
absl::StatusOr<bool> KafkaReader::ReadOne(KafkaTail::Entry& entry) const {
  ASSIGN_OR_RETURN(const KafkaTail::Reach reach, tail_.Look());
  bool found = false;
  RETURN_IF_ERROR(ReadTopic(entry.offset, reach.end, 1,
                            [&](Offset offset, absl::string_view bytes) {
                              entry = {offset, std::string(bytes)};
                              found = true;
                              return false;
                            })
                      .status());
  return found;
}

// A topic that was made anew and has grown beyond the old one goes on as if
// nothing had happened; only what is early in it tells.
absl::Status KafkaReader::CheckStillTheSame() {
  if (!has_known_) has_known_ = tail_.First(known_);
  KafkaTail::Entry now{.offset = has_known_ ? known_.offset : 0, .bytes = {}};
  ASSIGN_OR_RETURN(const bool found, ReadOne(now));
  if (!has_known_) {
    known_ = now;
    has_known_ = found;
  }
  if (!has_known_ ||
      (found && now.offset == known_.offset && now.bytes == known_.bytes)) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("topic \"", settings_.topic, "\" at ", settings_.brokers,
                   ": the entry at offset ", known_.offset,
                   " is not the one that was there: the topic was recreated"));
}

absl::Status KafkaReader::CheckStillThere() const {
  absl::Status status;
  for (const Patience patience(kGonePatience); !patience.ended();) {
    status = follower_->client().AwaitTopic(kWait);
    if (!absl::IsNotFound(status)) return absl::OkStatus();
    absl::MutexLock lock(&mu_);
    if (mu_.AwaitWithTimeout(absl::Condition(&stopping_), kWait)) {
      return absl::OkStatus();
    }
  }
  return absl::DataLossError(absl::StrCat("topic \"", settings_.topic, "\" at ",
                                          settings_.brokers,
                                          " is there no more: it was deleted"));
}

}  // namespace loopledger
