#include "ledger/domain/stream.h"

#include <algorithm>

namespace loopledger {

Markings::Markings() {
  markings_.emplace_back();
  numbers_.emplace("", 0);
}

uint32_t Markings::Intern(const v1::Marking& marking) {
  wire_.clear();
  marking.AppendToString(&wire_);
  const auto next = static_cast<uint32_t>(markings_.size());
  auto [found, is_new] = numbers_.try_emplace(wire_, next);
  if (is_new) markings_.push_back(marking);
  return found->second;
}

bool Contains(absl::Span<const std::string> list, absl::string_view entry) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& own) {
    return entry == absl::string_view(own);
  });
}

void Include(std::vector<std::string>& list, const std::string& entry) {
  if (!Contains(list, entry)) list.push_back(entry);
}

bool IsParty(const Stream& stream, absl::string_view org) {
  return org == absl::string_view(stream.owner) ||
         Contains(stream.parties, org);
}

void Advance(Stream& stream, const v1::Event& event, Markings& markings) {
  stream.version = static_cast<uint32_t>(event.stream_version());
  if (stream.owner.empty()) stream.owner = event.actor().org();
  if (event.has_marking()) stream.marking = markings.Intern(event.marking());
  for (const std::string& org : event.releasable_to()) {
    Include(stream.releasable, org);
  }
}

Objection OwnersOnly(const Stream& stream, const Call& call) {
  if (call.org() == absl::string_view(stream.owner)) return {};
  return Reject(v1::NOT_OWNER, "organisation ", call.org(),
                " does not own this stream; only ", stream.owner,
                " may ask for this")
      .At("actor.org");
}

Objection PartiesOnly(const Stream& stream, const Call& call) {
  if (IsParty(stream, call.org())) return {};
  return Reject(v1::NOT_OWNER, "organisation ", call.org(),
                " is neither the owner of this stream nor a party of it")
      .At("actor.org");
}

Person ActorOf(const v1::Event& event) {
  return {event.actor().org(), event.actor().person()};
}

Objection AnotherThan(const Person& before, const Call& call,
                      absl::string_view did, absl::string_view do_it) {
  if (call.org() != absl::string_view(before.org) ||
      call.person() != absl::string_view(before.person)) {
    return {};
  }
  return Reject(v1::SELF_APPROVAL, before.person, " ", did,
                " this; another person must ", do_it)
      .At("actor.person");
}

Refusal NotNow(absl::string_view type, absl::string_view id,
               const PhaseName& phase, absl::string_view asked) {
  if (phase.name.empty()) {
    return Reject(v1::NOT_FOUND, "there is no ", type, " ", id);
  }
  if (phase.terminal) {
    return Reject(
        v1::TERMINAL, type, " ", id, " is ", phase.name, ", which is its end; ",
        asked, " comes too late",
        phase.commands.empty() ? "" : "; still allowed: ", phase.commands);
  }
  return Reject(v1::ILLEGAL_TRANSITION, type, " ", id, " is ", phase.name, "; ",
                asked, " is not allowed there, only: ", phase.commands);
}

}  // namespace loopledger
