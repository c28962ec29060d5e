// What every stream has, whatever it is about: a version, an owner, parties
// and a marking. And the tables in which the world keeps its streams.
#ifndef LEDGER_DOMAIN_STREAM_H_
#define LEDGER_DOMAIN_STREAM_H_

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/base/check.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "loopledger/v1/common.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger {

// The distinct markings that a ledger has used: few, so that a stream keeps a
// number instead of a message. Number 0 is the empty marking.
class Markings {
 public:
  Markings();
  uint32_t Intern(const v1::Marking& marking);
  const v1::Marking& operator[](uint32_t number) const {
    return markings_[number];
  }
  bool operator==(const Markings& other) const {
    return numbers_ == other.numbers_;
  }

 private:
  std::deque<v1::Marking> markings_;
  absl::flat_hash_map<std::string, uint32_t> numbers_;  // By wire form.
  std::string wire_;  // Kept for its memory.
};

struct Stream {
  uint32_t version = 0;  // 0: there is no such stream.
  uint32_t marking = 0;  // In Markings.
  std::string owner;
  std::vector<std::string> parties;     // Besides the owner.
  std::vector<std::string> releasable;  // Empty: nobody is named.

  bool operator==(const Stream&) const = default;
};

bool Contains(absl::Span<const std::string> list, absl::string_view entry);
// Adds what is not there yet.
void Include(std::vector<std::string>& list, const std::string& entry);

bool IsParty(const Stream& stream, absl::string_view org);

// One event further. The first one's organisation is the owner.
void Advance(Stream& stream, const v1::Event& event, Markings& markings);

// G6: NOT_OWNER unless the actor's organisation owns the stream.
Objection OwnersOnly(const Stream& stream, const Call& call);
// G6: NOT_OWNER unless it owns the stream or is a party of it.
Objection PartiesOnly(const Stream& stream, const Call& call);

// A person of an organisation: four eyes are those of two persons.
struct Person {
  std::string org;
  std::string person;
  bool operator==(const Person&) const = default;
};
Person ActorOf(const v1::Event& event);

// G12: SELF_APPROVAL when the actor is `before`, who `did` it; another must
// `do_it`.
Objection AnotherThan(const Person& before, const Call& call,
                      absl::string_view did, absl::string_view do_it);

// Where a stream is in its life, as messages tell it.
struct PhaseName {
  absl::string_view name;      // "SUBMITTED"
  absl::string_view commands;  // What may be asked there: "accept, reject".
  bool terminal = false;
};
// NOT_FOUND, TERMINAL or ILLEGAL_TRANSITION, as it is.
Refusal NotNow(absl::string_view type, absl::string_view id,
               const PhaseName& phase, absl::string_view asked);

// Whether a command for these phases may be asked for in this one.
template <typename Phase>
bool IsOneOf(Phase phase, std::initializer_list<Phase> phases) {
  for (const Phase allowed : phases) {
    if (phase == allowed) return true;
  }
  return false;
}

// The streams of one type, numbered from 0 in the order in which they opened.
// A State has a member `stream`. References live as long as the table.
template <typename State>
class Streams {
 public:
  Streams() = default;
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // The stream's state, or an absent one.
  const State& Find(absl::string_view id) const {
    static const State kAbsent;
    auto found = numbers_.find(id);
    return found == numbers_.end() ? kAbsent : entries_[found->second].state;
  }
  std::optional<uint32_t> NumberOf(absl::string_view id) const {
    auto found = numbers_.find(id);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }
  // There is such a stream: it was recorded.
  uint32_t Recorded(absl::string_view id) const {
    const std::optional<uint32_t> number = NumberOf(id);
    CHECK(number.has_value());
    return *number;
  }
  const State& operator[](uint32_t number) const {
    return entries_[number].state;
  }
  State& operator[](uint32_t number) { return entries_[number].state; }
  const std::string& IdOf(uint32_t number) const { return entries_[number].id; }
  // Opens the stream when there is none.
  State& At(absl::string_view id) {
    auto found = numbers_.find(id);
    if (found != numbers_.end()) return entries_[found->second].state;
    Entry& entry = entries_.emplace_back();
    entry.id = std::string(id);
    numbers_.emplace(entry.id, static_cast<uint32_t>(entries_.size() - 1));
    return entry.state;
  }
  size_t size() const { return entries_.size(); }

  bool operator==(const Streams& other) const {
    return entries_ == other.entries_;
  }

 private:
  struct Entry {
    std::string id;
    State state;
    bool operator==(const Entry&) const = default;
  };
  std::deque<Entry> entries_;
  // The keys are views of the ids in `entries_`, which never move.
  absl::flat_hash_map<absl::string_view, uint32_t> numbers_;
};

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_STREAM_H_
