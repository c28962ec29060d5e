#include "ledger/domain/adoption.h"

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"

namespace loopledger::adoption {
namespace {

// What is in force already stays what it was for events already recorded.
Objection NotBeforeToday(const v1::Vocabulary& vocabulary, const Call& call) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilDay today = absl::ToCivilDay(call.stamp.recorded_at, utc);
  absl::CivilDay valid_from;
  if (!absl::ParseCivilTime(vocabulary.valid_from(), &valid_from)) {
    return Reject(v1::FIELD_INVALID, "vocabulary.valid_from is ",
                  vocabulary.valid_from(), "; a date is as 2026-01-31")
        .At("vocabulary.valid_from");
  }
  if (valid_from >= today) return {};
  return Reject(v1::DATES_REVERSED, "vocabulary.valid_from ",
                vocabulary.valid_from(), " is past; ",
                absl::FormatCivilTime(today), " or later would do")
      .At("vocabulary.valid_from");
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::AdoptVocabulary& cmd) {
  if (self.stream.version > 0) {
    REFUSE_IF(OwnersOnly(self.stream, facts.call));
  }
  REFUSE_IF(NeedsReason(cmd.reason()));
  const v1::Vocabulary& vocabulary = cmd.vocabulary();
  if (vocabulary.id() != cmd.vocabulary_id()) {
    return Reject(v1::FIELD_INVALID, "vocabulary.id is ", vocabulary.id(),
                  "; it is to be ", cmd.vocabulary_id())
        .At("vocabulary.id");
  }
  const absl::Status sound = Vocabularies::Check(vocabulary);
  if (!sound.ok()) {
    return Reject(v1::FIELD_INVALID, std::string(sound.message()))
        .At("vocabulary");
  }
  const uint32_t newest = facts.vocabularies.Newest(vocabulary.id());
  if (vocabulary.version() <= newest) {
    return Reject(v1::CONFLICT, "vocabulary ", vocabulary.id(),
                  " has a version ", newest, " already; a greater one would do")
        .At("vocabulary.version");
  }
  REFUSE_IF(NotBeforeToday(vocabulary, facts.call));
  v1::Event event;
  Recast(cmd, *event.mutable_vocabulary_adopted());
  return event;
}

void Evolve(State& self, const v1::Event&, const v1::VocabularyAdopted& e) {
  self.newest = e.vocabulary().version();
  self.digest = Sha256(e.vocabulary().SerializeAsString());
}

}  // namespace loopledger::adoption
