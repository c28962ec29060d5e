#include "bench/support/commands.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace loopledger {

v1::LedgerFounded BenchFounding() {
  v1::LedgerFounded founding;
  founding.set_ledger("bench");
  v1::Policy& policy = *founding.mutable_policy();
  policy.set_open_membership(true);
  policy.mutable_default_marking()->set_gsc("OFFICIAL");
  policy.mutable_default_marking()->mutable_handling()->set_code("P");
  return founding;
}

v1::Command AdmitOrganisation(int number) {
  v1::Command command;
  command.set_command_id(absl::StrCat("0192f7c1-0000-7000-8000-", number));
  command.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  command.mutable_actor()->set_org("north");
  command.mutable_actor()->set_person("s.owner");
  command.mutable_actor()->set_role("STRATEGY_OWNER");
  auto& body = *command.mutable_admit_organisation();
  body.set_org_id(absl::StrCat("o", number));
  body.set_name("FICTITIOUS");
  body.set_kind("POLICE");
  body.mutable_member_from()->set_seconds(1'750'000'000);
  body.set_clearance("SECRET");
  return command;
}

}  // namespace loopledger
