#include "ledger/log/kafka_reader.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_cursor.h"

namespace loopledger {
namespace {

// Consumers kept for readers that catch up.
constexpr int kCursorsMax = 4;
// How long brokers hold back an answer while there is nothing new.
constexpr absl::Duration kCatchUpIdle = absl::Milliseconds(5);
constexpr absl::Duration kFollowIdle = absl::Milliseconds(100);
constexpr absl::Duration kStep = absl::Milliseconds(100);
// A topic that seems to end earlier than before is asked again for so long: a
// new leader may not know its own end at once.
constexpr absl::Duration kShorterPatience = absl::Seconds(5);

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaReader>> KafkaReader::Open(
    const KafkaSettings& settings) {
  ASSIGN_OR_RETURN(auto follower,
                   KafkaCursor::Open(settings, kFollowIdle, settings.opening));
  ASSIGN_OR_RETURN(const Offset end,
                   follower->client().HighWatermark(settings.opening));
  auto reader =
      absl::WrapUnique(new KafkaReader(settings, std::move(follower), end));
  KafkaReader* self = reader.get();
  self->thread_ = std::thread([self] { self->Run(); });
  return reader;
}

KafkaReader::KafkaReader(const KafkaSettings& settings,
                         std::unique_ptr<KafkaCursor> follower, Offset end)
    : settings_(settings),
      tail_(end, settings.tail_bytes_max),
      follower_(std::move(follower)) {}

KafkaReader::~KafkaReader() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  thread_.join();
}

absl::StatusOr<Offset> KafkaReader::Read(Offset from, int limit,
                                         Visit visit) const {
  Offset at = from;
  while (limit > 0) {
    ASSIGN_OR_RETURN(const KafkaTail::Reach reach, tail_.Look());
    if (at >= reach.end) break;
    Progress progress;
    if (at < reach.begin) {
      ASSIGN_OR_RETURN(progress, ReadTopic(at, reach.begin, limit, visit));
    } else if (at < reach.filled) {
      ASSIGN_OR_RETURN(progress, ReadTail(at, limit, visit));
    } else if (!following()) {
      ASSIGN_OR_RETURN(progress, ReadTopic(at, reach.end, limit, visit));
    } else {
      LookNow();
      ASSIGN_OR_RETURN(const bool filled,
                       tail_.AwaitFilled(at, settings_.patience));
      if (filled) continue;
      return absl::UnavailableError(
          absl::StrCat("topic \"", settings_.topic, "\" at ", settings_.brokers,
                       ": nothing came to read at offset ", at));
    }
    at = progress.next;
    limit -= progress.visited;
    if (progress.enough) break;
  }
  return at;
}

absl::StatusOr<KafkaReader::Progress> KafkaReader::ReadTail(Offset from,
                                                            int limit,
                                                            Visit visit) const {
  KafkaTail::Copied copied;
  tail_.Copy(from, limit, copied);
  Progress progress{.next = from};
  size_t begin = 0;
  for (const auto& [offset, end] : copied.entries) {
    const auto entry =
        absl::string_view(copied.bytes).substr(begin, end - begin);
    begin = end;
    ++progress.visited;
    progress.next = offset + 1;
    progress.enough = !visit(offset, entry);
    if (progress.enough) return progress;
  }
  progress.next = copied.next;
  return progress;
}

absl::StatusOr<KafkaReader::Progress> KafkaReader::ReadTopic(
    Offset from, Offset until, int limit, Visit visit) const {
  ASSIGN_OR_RETURN(auto cursor, TakeCursor(from));
  Progress progress{.next = from};
  Patience patience(settings_.patience);
  absl::Status status;
  while (progress.visited < limit && progress.next < until) {
    const absl::StatusOr<bool> moved = cursor->Await(kStep);
    status = moved.status();
    if (status.ok() && !*moved && patience.ended()) status = cursor->Stalled();
    if (!status.ok()) break;
    if (*moved) patience.Renew();
    KafkaCursor::Entry entry;
    while (progress.visited < limit && cursor->Peek(entry) &&
           entry.offset < until && !progress.enough) {
      progress.enough = !visit(entry.offset, entry.bytes);
      ++progress.visited;
      cursor->Take();
    }
    progress.next =
        cursor->Peek(entry) && entry.offset >= until ? until : cursor->next();
    if (progress.enough) break;
  }
  // Who has come to the end, or wanted one entry, does not go on from here.
  if (!status.ok() || progress.next >= until || limit == 1) cursor->Rest();
  GiveBack(std::move(cursor));
  if (!status.ok()) return Broken(std::move(status));
  return progress;
}

// What the topic has lost stays lost.
absl::Status KafkaReader::Broken(absl::Status why) const {
  if (absl::IsDataLoss(why)) tail_.Break(why);
  return why;
}

absl::StatusOr<std::unique_ptr<KafkaCursor>> KafkaReader::TakeCursor(
    Offset from) const {
  std::unique_ptr<KafkaCursor> cursor = FindCursor(from);
  if (cursor == nullptr) {
    absl::StatusOr<std::unique_ptr<KafkaCursor>> opened =
        KafkaCursor::Open(settings_, kCatchUpIdle, settings_.patience);
    if (!opened.ok()) {
      absl::MutexLock lock(&pool_mu_);
      --cursors_;
      return opened.status();
    }
    cursor = *std::move(opened);
  }
  if (!cursor->reading() || cursor->next() != from) {
    if (const auto started = cursor->Start(from); !started.ok()) {
      GiveBack(std::move(cursor));
      return started;
    }
  }
  return cursor;
}

// One that stands there already, or else one that nobody needs; null, and
// counted, when a new one is to be opened.
std::unique_ptr<KafkaCursor> KafkaReader::FindCursor(Offset from) const {
  absl::MutexLock lock(&pool_mu_);
  auto found = std::find_if(idle_.begin(), idle_.end(), [from](auto& each) {
    return each->reading() && each->next() == from;
  });
  if (found == idle_.end()) {
    found = std::find_if(idle_.begin(), idle_.end(),
                         [](auto& each) { return !each->reading(); });
  }
  if (found == idle_.end() && cursors_ >= kCursorsMax) found = idle_.begin();
  if (found == idle_.end()) {
    ++cursors_;
    return nullptr;
  }
  auto cursor = std::move(*found);
  idle_.erase(found);
  return cursor;
}

void KafkaReader::GiveBack(std::unique_ptr<KafkaCursor> cursor) const {
  absl::MutexLock lock(&pool_mu_);
  if (cursors_ <= kCursorsMax) {
    idle_.push_back(std::move(cursor));
  } else {
    --cursors_;
  }
}

absl::StatusOr<Offset> KafkaReader::End() const {
  ASSIGN_OR_RETURN(const KafkaTail::Reach known, tail_.Look());
  for (const Patience patience(kShorterPatience);;) {
    const auto end = follower_->client().HighWatermark(settings_.patience);
    const bool gone = absl::IsNotFound(end.status());
    if (!end.ok() && !gone) return Broken(end.status());
    if (!gone && *end >= known.end) {
      tail_.Extend(*end);
      if (*end > known.filled) LookNow();
      return *end;
    }
    if (patience.ended()) {
      return Broken(absl::DataLossError(
          absl::StrCat("topic \"", settings_.topic, "\" at ", settings_.brokers,
                       gone ? std::string(" was deleted")
                            : absl::StrCat(" ends at offset ", *end),
                       "; it ended at ", known.end,
                       " before: it was truncated or recreated")));
    }
    absl::MutexLock lock(&mu_);
    mu_.AwaitWithTimeout(absl::Condition(&stopping_), kStep);
  }
}

absl::StatusOr<Offset> KafkaReader::AwaitBeyond(Offset from,
                                                absl::Time deadline) const {
  {
    absl::MutexLock lock(&mu_);
    if (!following_) {
      following_ = true;
      hurry_ = true;
    }
  }
  return tail_.AwaitBeyond(from, deadline);
}

void KafkaReader::FollowFor(std::function<void()> on_entries) {
  {
    absl::MutexLock lock(&on_entries_mu_);
    on_entries_ = std::move(on_entries);
  }
  absl::MutexLock lock(&mu_);
  following_ = true;
  hurry_ = true;
}

void KafkaReader::Deliver(std::vector<KafkaTail::Entry> entries) {
  const size_t count = entries.size();
  const absl::StatusOr<bool> dense = tail_.Deliver(std::move(entries));
  absl::MutexLock lock(&mu_);
  delivered_ += count;
  if (!dense.ok() || !*dense) hurry_ = true;
}

void KafkaReader::LookNow() const {
  absl::MutexLock lock(&mu_);
  hurry_ = true;
}

bool KafkaReader::following() const {
  absl::MutexLock lock(&mu_);
  return following_;
}

}  // namespace loopledger
