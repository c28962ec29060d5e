// Commands that any ledger takes, for tests that care for the log and not for
// the rules.
#ifndef TESTS_SUPPORT_COMMANDS_H_
#define TESTS_SUPPORT_COMMANDS_H_

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// A ledger in which anybody may do anything.
inline v1::LedgerFounded FoundingFor(const std::string& ledger) {
  v1::LedgerFounded founding;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(policy {
             open_membership: true
             default_marking {
               gsc: "OFFICIAL"
               handling { code: "P" }
             }
           })pb",
      &founding));
  founding.set_ledger(ledger);
  return founding;
}

// Submits report `number`, again and again the same.
inline v1::Command ReportCommand(int number) {
  v1::Command command;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(actor { org: "north" person: "i.officer" role: "INTEL_OFFICER" }
           occurred_at { seconds: 1750000000 }
           late_reason: "FICTITIOUS"
           submit_report {
             date_of_intelligence { seconds: 1750000000 }
             items {
               number: 1
               text: "FICTITIOUS"
               grade { source: "1" intelligence: "B" }
               nature: "FACT"
             }
             provenance {
               text: "FICTITIOUS"
               grade { source: "1" intelligence: "A" }
             }
             risk_assessment_done: true
           })pb",
      &command));
  command.set_command_id(absl::StrCat("command-", number));
  command.mutable_submit_report()->set_report_id(absl::StrCat("R-", number));
  return command;
}

}  // namespace loopledger

#endif  // TESTS_SUPPORT_COMMANDS_H_
