// What the world hands to the aggregates, and what an event means beyond the
// stream it is in.
#include <cstdint>

#include "ledger/domain/world.h"

namespace loopledger {

organisation::Facts World::FactsFor(const organisation::States&,
                                    const Call& call) const {
  return {.call = call};
}

report::Facts World::FactsFor(const report::States&, const Call& call) const {
  return {.call = call,
          .reports = reports_,
          .organisations = orgs_,
          .markings = markings_};
}

assessment::Facts World::FactsFor(const assessment::States&,
                                  const Call& call) const {
  return {.call = call,
          .reports = reports_,
          .markings = markings_,
          .outcomes = outcomes_};
}

tasking::Facts World::FactsFor(const tasking::States&, const Call& call) const {
  return {.call = call,
          .threats = threats_,
          .reports = reports_,
          .organisations = orgs_,
          .markings = markings_};
}

outcome::Facts World::FactsFor(const outcome::States&, const Call& call) const {
  return {.call = call,
          .outcomes = outcomes_,
          .claims = claims_,
          .taskings = taskings_,
          .reports = reports_,
          .markings = markings_};
}

const v1::Event& World::FoldingFor(const organisation::States&,
                                   const v1::Event& event) {
  return event;
}

const v1::Event& World::FoldingFor(const report::States&,
                                   const v1::Event& event) {
  return event;
}

assessment::Folding World::FoldingFor(const assessment::States&,
                                      const v1::Event& event) {
  return {.event = event, .reports = reports_};
}

tasking::Folding World::FoldingFor(const tasking::States&,
                                   const v1::Event& event) {
  return {.event = event, .threats = threats_};
}

outcome::Folding World::FoldingFor(const outcome::States&,
                                   const v1::Event& event) {
  return {.event = event, .claims = claims_};
}

template <typename Ids>
void World::Considered(uint32_t threat, const Ids& outcomes) {
  for (const std::string& id : outcomes) {
    deadlines_.End({Wait::Kind::kReassessed, threat, outcomes_.Recorded(id)});
  }
}

void World::Then(const v1::AssessmentPublished& e, const v1::Event& event,
                 absl::Time now) {
  const uint32_t number = threats_.Recorded(event.stream_id());
  const assessment::State& threat = threats_[number];
  Published(threat, number, founding_.policy(), now, deadlines_);
  Considered(number, threat.At(e.version()).considered_outcomes);
}

void World::Then(const v1::AssessmentReaffirmed& e, const v1::Event& event,
                 absl::Time) {
  const uint32_t number = threats_.Recorded(event.stream_id());
  Reaffirmed(threats_[number], number, deadlines_);
  Considered(number, e.considered_outcomes());
}

void World::Then(const v1::AssessmentWithdrawn&, const v1::Event& event,
                 absl::Time) {
  LeftForce(threats_.Recorded(event.stream_id()), deadlines_);
}

void World::Then(const v1::AssessmentArchived&, const v1::Event& event,
                 absl::Time) {
  Archived(threats_.Recorded(event.stream_id()), deadlines_);
}

void World::Then(const v1::TaskingApproved&, const v1::Event& event,
                 absl::Time) {
  Decided(taskings_.Find(event.stream_id()), threats_, deadlines_);
}

void World::Then(const v1::TaskingRiskAccepted&, const v1::Event& event,
                 absl::Time) {
  Decided(taskings_.Find(event.stream_id()), threats_, deadlines_);
}

void World::Then(const v1::OutcomeRecorded& e, const v1::Event& event,
                 absl::Time now) {
  const uint32_t number = taskings_.Recorded(e.tasking_id());
  tasking::State& tasking = taskings_[number];
  tasking::Evolve(tasking, {.event = event, .threats = threats_}, e);
  OutcomeCame({tasking, threats_, outcomes_.Recorded(event.stream_id())},
              founding_.policy(), now, deadlines_);
}

}  // namespace loopledger
