#include "ledger/domain/justification.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/domain/basis.h"
#include "ledger/domain/marking.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/session.h"
#include "ledger/domain/text.h"

namespace loopledger::tasking {
namespace {

Objection CheckStale(const assessment::State& threat, const std::string& name,
                     const Acting& acting, uint32_t cited) {
  if (threat.in_force == cited) return {};
  const assessment::Phase phase = threat.At(cited).phase;
  if (phase == assessment::Phase::kSuperseded && acting.proceed_on_superseded) {
    return {};
  }
  return Reject(v1::STALE_JUSTIFICATION, name, " is ",
                assessment::PhaseText(phase),
                threat.in_force == 0
                    ? std::string("; no version is in force")
                    : absl::StrCat("; version ", threat.in_force,
                                   " is in force: ", acting.remedy))
      .At("justification");
}

// An urgent decision without a session is taken by delegation of the body.
Objection Delegated(const Call& call) {
  if (!call.policy.require_session()) return {};
  if (!IsBlank(call.command.authority().delegation())) return {};
  return Reject(v1::NOT_IN_SESSION,
                "an urgent decision outside a session is taken by a delegated "
                "officer; name the delegation in authority.delegation")
      .At("authority.delegation");
}

}  // namespace

Objection CheckCited(const AssessmentRefs& cited, const Facts& facts) {
  if (cited.empty()) {
    return Reject(v1::UNJUSTIFIED,
                  "justification is empty; cite the version of an assessment "
                  "that this rests on")
        .At("justification");
  }
  for (int i = 0; i < cited.size(); ++i) {
    const v1::AssessmentRef& ref = cited[i];
    const std::string at = Field{"justification", i}.Text();
    REFUSE_IF(RefExists(ref, at, facts.threats, facts.call));
    const assessment::State& threat = facts.threats.Find(ref.assessment_id());
    const assessment::Phase phase = threat.At(ref.version()).phase;
    if (phase != assessment::Phase::kPublished) {
      return Reject(v1::NOT_PUBLISHED, at, ": version ", ref.version(),
                    " of assessment ", ref.assessment_id(), " is ",
                    assessment::PhaseText(phase),
                    threat.in_force == 0
                        ? std::string("; none of its versions is published")
                        : absl::StrCat("; version ", threat.in_force,
                                       " is "
                                       "published"))
          .At(at);
    }
    REFUSE_IF(AtLeast(facts.markings[threat.stream.marking],
                      absl::StrCat("assessment ", ref.assessment_id()),
                      facts.call));
  }
  return {};
}

Objection CheckPapers(const AssessmentRefs& papers, const Facts& facts) {
  REFUSE_IF(RefsExist(papers, "decision.papers_relied_on", facts.threats,
                      facts.call));
  return RefsCovered(papers, facts.threats, facts.markings, facts.call);
}

Objection CheckDecision(const State& self, const v1::DecisionRecord& decision,
                        const Facts& facts) {
  if (decision.session().empty() && !self.urgent) {
    return Reject(v1::FIELD_MISSING,
                  "decision.session is missing; a decision is taken in a "
                  "session, unless the tasking is urgent")
        .At("decision.session");
  }
  REFUSE_IF(NeedsReason(decision.rationale(), "decision.rationale"));
  REFUSE_IF(CheckPapers(decision.papers_relied_on(), facts));
  if (decision.session().empty()) return Delegated(facts.call);
  return session::DecidedIn({facts.sessions, facts.threats}, decision,
                            self.referred_to, facts.call);
}

std::vector<Justification> Resolve(const AssessmentRefs& cited,
                                   const assessment::States& threats) {
  std::vector<Justification> justification;
  justification.reserve(static_cast<size_t>(cited.size()));
  for (const v1::AssessmentRef& ref : cited) {
    justification.push_back({threats.Recorded(ref.assessment_id()),
                             static_cast<uint32_t>(ref.version())});
  }
  return justification;
}

Objection CheckActing(const Acting& acting, const Facts& facts) {
  bool only_weak = true;
  for (const Justification& cited : acting.justification) {
    const assessment::State& threat = facts.threats[cited.threat];
    const assessment::Version& version = threat.At(cited.version);
    const std::string name =
        absl::StrCat("version ", cited.version, " of assessment ",
                     facts.threats.IdOf(cited.threat));
    REFUSE_IF(CheckStale(threat, name, acting, cited.version));
    const std::string taint = TaintOf(version, facts.reports);
    if (!taint.empty()) {
      return Reject(v1::TAINTED, name, " is tainted: ", taint,
                    "; publish another version and cite that")
          .At("justification");
    }
    const std::string forbidden = ForbiddenBy(
        version, acting.mode,
        {facts.reports, facts.markings, facts.call.stamp.recorded_at},
        facts.call.codes);
    if (!forbidden.empty()) {
      return Reject(v1::HANDLING_FORBIDS, "a tasking of mode ", acting.mode,
                    " is not allowed on ", name, ": ", forbidden)
          .At("mode");
    }
    only_weak &= OnlyWeakSupport(version, facts.reports, facts.call.codes);
  }
  if (!only_weak || acting.risk_accepted) return {};
  return Reject(v1::UNCORROBORATED,
                "all support is 3 or D, not reliable or not known; say in "
                "risk_acceptance why to act on it")
      .At("risk_acceptance");
}

}  // namespace loopledger::tasking
