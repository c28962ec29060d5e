// What the world hands to the aggregates.
#include "ledger/base/check.h"
#include "ledger/domain/world.h"

namespace loopledger {
namespace {

absl::string_view RecordIdOf(const v1::Command& command) {
  switch (command.body_case()) {
    case v1::Command::kAssignRetentionGroup:
      return command.assign_retention_group().record_id();
    case v1::Command::kReviewRetention:
      return command.review_retention().record_id();
    case v1::Command::kPlaceLegalHold:
      return command.place_legal_hold().record_id();
    case v1::Command::kLiftLegalHold:
      return command.lift_legal_hold().record_id();
    case v1::Command::kApproveDisposal:
      return command.approve_disposal().record_id();
    case v1::Command::kRestrictProcessing:
      return command.restrict_processing().record_id();
    case v1::Command::kLiftRestriction:
      return command.lift_restriction().record_id();
    default:
      return "";  // About no record.
  }
}

}  // namespace

organisation::Facts World::FactsFor(const organisation::States&,
                                    const Call& call) const {
  return {.call = call};
}

report::Facts World::FactsFor(const report::States&, const Call& call) const {
  return {.call = call,
          .reports = reports_,
          .organisations = orgs_,
          .markings = markings_,
          .records = records_,
          .requirements = requirements_};
}

assessment::Facts World::FactsFor(const assessment::States&,
                                  const Call& call) const {
  return {.call = call,
          .reports = reports_,
          .markings = markings_,
          .outcomes = outcomes_,
          .requirements = requirements_};
}

tasking::Facts World::FactsFor(const tasking::States&, const Call& call) const {
  return {.call = call,
          .threats = threats_,
          .reports = reports_,
          .organisations = orgs_,
          .markings = markings_,
          .sessions = sessions_,
          .strategies = strategies_,
          .controls = controls_,
          .requirements = requirements_,
          .commitments = commitments_,
          .reviews = reviews_};
}

outcome::Facts World::FactsFor(const outcome::States&, const Call& call) const {
  return {.call = call,
          .outcomes = outcomes_,
          .claims = claims_,
          .taskings = taskings_,
          .reports = reports_,
          .markings = markings_};
}

strategy::Facts World::FactsFor(const strategy::States&,
                                const Call& call) const {
  return {.call = call,
          .strategies = strategies_,
          .taskings = taskings_,
          .organisations = orgs_,
          .sitting = {sessions_, threats_}};
}

control::Facts World::FactsFor(const control::States&, const Call& call) const {
  return {.call = call,
          .controls = controls_,
          .strategies = strategies_,
          .organisations = orgs_,
          .sitting = {sessions_, threats_},
          .markings = markings_};
}

requirement::Facts World::FactsFor(const requirement::States&,
                                   const Call& call) const {
  return {.call = call,
          .threats = threats_,
          .controls = controls_,
          .taskings = taskings_,
          .reports = reports_,
          .organisations = orgs_,
          .markings = markings_};
}

session::Facts World::FactsFor(const session::States&, const Call& call) const {
  return {.call = call,
          .sessions = sessions_,
          .threats = threats_,
          .organisations = orgs_,
          .markings = markings_};
}

commitment::Facts World::FactsFor(const commitment::States&,
                                  const Call& call) const {
  return {.call = call,
          .commitments = commitments_,
          .taskings = taskings_,
          .organisations = orgs_,
          .markings = markings_};
}

review::Facts World::FactsFor(const review::States&, const Call& call) const {
  return {.call = call,
          .taskings = taskings_,
          .outcomes = outcomes_,
          .controls = controls_,
          .strategies = strategies_,
          .threats = threats_,
          .organisations = orgs_,
          .markings = markings_};
}

records::Facts World::FactsFor(const records::States&, const Call& call) const {
  return {
      .call = call, .record = RecordNamed(call.command), .markings = markings_};
}

adoption::Facts World::FactsFor(const adoption::States&,
                                const Call& call) const {
  return {.call = call, .vocabularies = vocabularies_};
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

session::Folding World::FoldingFor(const session::States&,
                                   const v1::Event& event) {
  return {.event = event, .threats = threats_};
}

review::Folding World::FoldingFor(const review::States&,
                                  const v1::Event& event) {
  return {.event = event, .outcomes = outcomes_, .taskings = taskings_};
}

const Stream* World::RecordNamed(const v1::Command& command) const {
  const auto name = records::Parse(RecordIdOf(command));
  if (!name) return nullptr;
  const auto [type, id] = *name;
  const Stream* stream = nullptr;
  const auto look = [&, type = type, id = id](absl::string_view own,
                                              const auto& streams) {
    if (type == own) stream = &streams.Find(id).stream;
  };
  look(kOrganisationStream, orgs_);
  look(kReportStream, reports_);
  look(kThreatStream, threats_);
  look(kTaskingStream, taskings_);
  look(kOutcomeStream, outcomes_);
  look(kStrategyStream, strategies_);
  look(kControlStream, controls_);
  look(kRequirementStream, requirements_);
  look(kSessionStream, sessions_);
  look(kCommitmentStream, commitments_);
  look(kReviewStream, reviews_);
  CHECK(stream != nullptr);  // Parse knows these types and no others.
  return stream->version == 0 ? nullptr : stream;
}

}  // namespace loopledger
