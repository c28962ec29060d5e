#include "ledger/domain/organisation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "ledger/base/ed25519.h"
#include "ledger/domain/envelope.h"
#include "ledger/domain/objections.h"
#include "ledger/domain/recast.h"
#include "ledger/domain/who_may.h"

namespace loopledger::organisation {
namespace {

using Phase = State::Phase;

PhaseName NameOf(Phase phase) {
  switch (phase) {
    case Phase::kAbsent:
      return {"", ""};
    case Phase::kMember:
      return {"a MEMBER",
              "suspend, withdraw, rotate key, grant role, revoke role"};
    case Phase::kSuspended:
      return {"SUSPENDED", "admit, withdraw, revoke role"};
    case Phase::kWithdrawn:
      return {"WITHDRAWN", "", true};
  }
  return {};
}

template <typename Command>
Objection Requires(const State& self, const Command& cmd,
                   std::initializer_list<Phase> phases,
                   absl::string_view asked) {
  if (IsOneOf(self.phase, phases)) return {};
  return NotNow("organisation", cmd.org_id(), NameOf(self.phase), asked);
}

bool IsMemberAt(const State& self, absl::Time at) {
  return self.phase == Phase::kMember && self.member_from <= at &&
         at < self.member_to;
}

bool HoldsAt(const State& self, absl::string_view person,
             absl::string_view role, absl::Time at) {
  return std::any_of(self.grants.begin(), self.grants.end(),
                     [&](const Grant& grant) {
                       return person == absl::string_view(grant.person) &&
                              role == absl::string_view(grant.role) &&
                              grant.from <= at && at < grant.to;
                     });
}

// Whether a command admits organisations or grants roles.
bool IsAdministrative(const v1::Command& command) {
  const auto roles = RolesFor(command.body_case());
  return std::find(roles.begin(), roles.end(), "ADMINISTRATOR") != roles.end();
}

// The person named at the founding administers for as long as the ledger is,
// with no other grant.
bool IsFounder(const v1::LedgerFounded& founding, const Call& call) {
  return IsAdministrative(call.command) &&
         call.org() == absl::string_view(founding.administrator().org()) &&
         call.person() == absl::string_view(founding.administrator().person());
}

Objection CheckPublicKey(const std::string& key) {
  if (key.size() != kEd25519KeyBytes) {
    return Reject(v1::FIELD_INVALID, "public_key has ", key.size(),
                  " bytes; an Ed25519 public key has ", kEd25519KeyBytes)
        .At("public_key");
  }
  if (IsEd25519PublicKey(key)) return {};
  return Reject(v1::FIELD_INVALID,
                "public_key is 32 bytes that are no Ed25519 public key: no "
                "private key belongs to them; give the public half of a key, "
                "as `loopledger key public` prints it")
      .At("public_key");
}

Refusal NotAuthorised(const Call& call, absl::string_view why,
                      absl::string_view field) {
  return Reject(v1::NOT_AUTHORISED, call.person(), " of ", call.org(), " as ",
                call.role(), ": ", why)
      .At(std::string(field));
}

}  // namespace

Decision Decide(const State& self, const Facts& facts,
                const v1::AdmitOrganisation& cmd) {
  if (self.phase == Phase::kMember) {
    return Reject(v1::ORGANISATION_EXISTS, "organisation ", cmd.org_id(),
                  " is a member already")
        .At("org_id");
  }
  if (self.phase == Phase::kWithdrawn) {
    return NotNow("organisation", cmd.org_id(), NameOf(self.phase), "admit");
  }
  Codes& codes = facts.call.codes;
  REFUSE_IF(NeedsText(cmd.name(), "name"));
  REFUSE_IF(codes.Given("organisation_kind", "", cmd.kind(), {"kind"}));
  REFUSE_IF(codes.Known("gsc", "", cmd.clearance(), {"clearance"}));
  REFUSE_IF(InOrder(OPTIONAL_FIELD(cmd, member_from),
                    OPTIONAL_FIELD(cmd, member_to), "member_to"));
  v1::Event event;
  Recast(cmd, *event.mutable_organisation_admitted());
  return event;
}

Decision Decide(const State& self, const Facts&,
                const v1::SuspendOrganisation& cmd) {
  REFUSE_IF(Requires(self, cmd, {Phase::kMember}, "suspend"));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_organisation_suspended());
  return event;
}

Decision Decide(const State& self, const Facts&,
                const v1::WithdrawOrganisation& cmd) {
  REFUSE_IF(
      Requires(self, cmd, {Phase::kMember, Phase::kSuspended}, "withdraw"));
  REFUSE_IF(NeedsReason(cmd.reason()));
  v1::Event event;
  Recast(cmd, *event.mutable_organisation_withdrawn());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RotateKey& cmd) {
  REFUSE_IF(Requires(self, cmd, {Phase::kMember}, "rotate key"));
  if (facts.call.role() == "RECORDS_OFFICER" &&
      facts.call.org() != absl::string_view(cmd.org_id())) {
    return Reject(v1::NOT_OWNER, "only ", cmd.org_id(),
                  " or an administrator may rotate its key")
        .At("org_id");
  }
  REFUSE_IF(NeedsText(cmd.key_id(), "key_id"));
  REFUSE_IF(CheckPublicKey(cmd.public_key()));
  REFUSE_IF(InOrder(OPTIONAL_FIELD(cmd, valid_from),
                    OPTIONAL_FIELD(cmd, valid_to), "valid_to"));
  v1::Event event;
  Recast(cmd, *event.mutable_key_rotated());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::GrantRole& cmd) {
  REFUSE_IF(Requires(self, cmd, {Phase::kMember}, "grant role"));
  REFUSE_IF(NeedsText(cmd.person(), "person"));
  REFUSE_IF(facts.call.codes.Given("role", "", cmd.role(), {"role"}));
  if (!cmd.has_to()) {
    return Reject(v1::FIELD_MISSING,
                  "to is missing; a role is granted until a day that is named")
        .At("to");
  }
  REFUSE_IF(InOrder(OPTIONAL_FIELD(cmd, from), &cmd.to(), "to"));
  v1::Event event;
  Recast(cmd, *event.mutable_role_granted());
  return event;
}

Decision Decide(const State& self, const Facts& facts,
                const v1::RevokeRole& cmd) {
  REFUSE_IF(
      Requires(self, cmd, {Phase::kMember, Phase::kSuspended}, "revoke role"));
  REFUSE_IF(NeedsText(cmd.person(), "person"));
  REFUSE_IF(facts.call.codes.Given("role", "", cmd.role(), {"role"}));
  REFUSE_IF(NeedsReason(cmd.reason()));
  const bool held = std::any_of(
      self.grants.begin(), self.grants.end(), [&](const Grant& grant) {
        return grant.person == cmd.person() && grant.role == cmd.role() &&
               grant.to > facts.call.stamp.occurred_at;
      });
  if (!held) {
    return Reject(v1::DANGLING_REF, cmd.person(), " of ", cmd.org_id(),
                  " holds no role ", cmd.role(), " that could be revoked")
        .At("role");
  }
  v1::Event event;
  Recast(cmd, *event.mutable_role_revoked());
  return event;
}

void Evolve(State& self, const v1::Event&, const v1::OrganisationAdmitted& e) {
  self.phase = Phase::kMember;
  self.clearance = e.clearance();
  self.member_from =
      e.has_member_from() ? ToTime(e.member_from()) : absl::InfinitePast();
  self.member_to =
      e.has_member_to() ? ToTime(e.member_to()) : absl::InfiniteFuture();
}

void Evolve(State& self, const v1::Event&, const v1::OrganisationSuspended&) {
  self.phase = Phase::kSuspended;
}

void Evolve(State& self, const v1::Event&, const v1::OrganisationWithdrawn&) {
  self.phase = Phase::kWithdrawn;
}

// The key that it replaces signs nothing any more, not even what occurred
// before: that is how a key that got into wrong hands is withdrawn.
void Evolve(State& self, const v1::Event& event, const v1::KeyRotated& e) {
  std::erase_if(self.keys,
                [&](const Key& key) { return key.id == e.key_id(); });
  self.keys.push_back(
      {e.key_id(), e.public_key(),
       ToTime(e.has_valid_from() ? e.valid_from() : event.occurred_at()),
       e.has_valid_to() ? ToTime(e.valid_to()) : absl::InfiniteFuture()});
}

void Evolve(State& self, const v1::Event& event, const v1::RoleGranted& e) {
  self.grants.push_back(
      {e.person(), e.role(),
       e.has_from() ? ToTime(e.from()) : ToTime(event.occurred_at()),
       ToTime(e.to())});
}

void Evolve(State& self, const v1::Event& event, const v1::RoleRevoked& e) {
  const absl::Time at = ToTime(event.occurred_at());
  for (Grant& grant : self.grants) {
    if (grant.person == e.person() && grant.role == e.role()) {
      grant.to = std::min(grant.to, at);
    }
  }
}

Objection Authorised(const States& organisations,
                     const v1::LedgerFounded& founding, const Call& call) {
  REFUSE_IF(call.codes.Known("role", "", call.role(), {"actor.role"}));
  const auto roles = RolesFor(call.command.body_case());
  if (std::find(roles.begin(), roles.end(), call.role()) == roles.end()) {
    return NotAuthorised(
        call, absl::StrCat("this is for ", absl::StrJoin(roles, " or ")),
        "actor.role");
  }
  const State& org = organisations.Find(call.org());
  const auto [occurred_at, recorded_at] = call.stamp;
  if (founding.policy().open_membership()) {
    if (org.phase == Phase::kAbsent || org.phase == Phase::kMember) return {};
    return NotAuthorised(
        call, absl::StrCat("the organisation is ", NameOf(org.phase).name),
        "actor.org");
  }
  if (!IsMemberAt(org, occurred_at) || !IsMemberAt(org, recorded_at)) {
    return NotAuthorised(call, "the organisation is not a member at this time",
                         "actor.org");
  }
  if (IsFounder(founding, call) ||
      (HoldsAt(org, call.person(), call.role(), occurred_at) &&
       HoldsAt(org, call.person(), call.role(), recorded_at))) {
    return {};
  }
  return NotAuthorised(call,
                       "the role is not granted, both for the time at which "
                       "this occurred and now",
                       "actor.role");
}

bool IsCleared(const State& state, const v1::Marking& marking, Codes& codes) {
  return state.clearance.empty() || codes.Rank("gsc", "", state.clearance) >=
                                        codes.Rank("gsc", "", marking.gsc());
}

Objection MayReceive(const States& organisations, const std::string& org,
                     const v1::Marking& marking, const Field& field,
                     const Call& call) {
  const State& state = organisations.Find(org);
  if (state.phase == Phase::kAbsent && call.policy.open_membership()) return {};
  if (!IsMemberAt(state, call.stamp.recorded_at)) {
    return Reject(v1::DANGLING_REF, field.Text(), ": ", org,
                  " is not a member organisation")
        .At(field.Text());
  }
  if (IsCleared(state, marking, call.codes)) return {};
  return Reject(v1::NOT_RELEASABLE, org, " is cleared up to ", state.clearance,
                ", and this is ", marking.gsc())
      .At(field.Text());
}

}  // namespace loopledger::organisation
