#include "tests/sim/orders.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"

namespace loopledger {
namespace {

struct Template {
  const char* org;
  const char* person;
  const char* role;
  const char* body;  // $R, $A, $T, $O: a report, assessment, tasking, outcome.
};

constexpr Template kTemplates[] = {
    {"north", "i.officer", "INTEL_OFFICER",
     R"pb(submit_report {
            report_id: "$R"
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
          })pb"},
    {"north", "i.manager", "INTEL_MANAGER",
     R"pb(accept_report { report_id: "$R" })pb"},
    {"north", "i.manager", "INTEL_MANAGER",
     R"pb(regrade_report {
            report_id: "$R"
            item: 1
            from { source: "1" intelligence: "B" }
            to { source: "2" intelligence: "C" }
            reason: "the source proved untested"
          })pb"},
    {"north", "i.manager", "INTEL_MANAGER",
     R"pb(withdraw_report { report_id: "$R" reason: "retracted" })pb"},
    {"north", "a.analyst", "ANALYST",
     R"pb(draft_assessment {
            assessment_id: "$A"
            threat { kind: "GROUP" name: "FICTITIOUS group" areas: "DRUGS" }
            layer: "TACTICAL"
            product: "SUBJECT"
            judgements {
              id: "J1"
              proposition: "It will expand."
              term: "Likely or probable"
              confidence {
                rating: "Low"
                information_base: "thin"
                analytical_rigour: "one analyst"
                complexity: "high"
              }
              nature: "OPINION"
            }
            scorecard {
              model: "scorecard"
              model_version: 1
              dimensions { id: "harm.physical" score: 4 }
              dimensions { id: "harm.psychological" score: 4 }
              dimensions { id: "harm.financial" score: 4 }
              dimensions { id: "harm.community" score: 4 }
              dimensions { id: "harm.institutions" score: 4 }
              dimensions { id: "likelihood.capability" score: 4 }
              dimensions { id: "likelihood.intent" score: 4 }
              dimensions { id: "likelihood.activity" score: 4 }
              dimensions { id: "position.capacity" score: 4 }
              dimensions { id: "position.knowledge" score: 4 }
              dimensions { id: "position.reputation" score: 4 }
            }
            assumption_only: true
            change_reason: "a new look"
            changed_by: "R0"
          })pb"},
    {"north", "q.reviewer", "ANALYST", R"pb(review_assessment {
                                              assessment_id: "$A"
                                              version: 1
                                              note: "sound"
                                            })pb"},
    {"north", "i.manager", "INTEL_MANAGER",
     R"pb(publish_assessment { assessment_id: "$A" version: 1 })pb"},
    {"south", "a.second", "ANALYST",
     R"pb(propose_tasking {
            tasking_id: "$T"
            title: "FICTITIOUS"
            mode: "OVERT"
            strand: "DISRUPT"
            layer: "OPERATIONAL"
            justification { assessment_id: "$A" version: 1 }
            necessity: "needed"
            proportionality: "the least that works"
          })pb"},
    {"north", "t.chair", "TCG_CHAIR",
     R"pb(approve_tasking {
            tasking_id: "$T"
            risk_acceptance: "accepted"
            decision {
              session: "S1"
              rationale: "it is the highest threat"
              necessity: "needed"
              proportionality: "the least that works"
              options_considered: "do nothing"
            }
          })pb"},
    {"north", "t.chair", "TCG_CHAIR",
     R"pb(assign_tasking { tasking_id: "$T" lead_org: "south" })pb"},
    {"south", "t.lead", "TASKING_LEAD",
     R"pb(accept_tasking { tasking_id: "$T" })pb"},
    {"south", "t.lead", "TASKING_LEAD",
     R"pb(start_tasking { tasking_id: "$T" })pb"},
    {"south", "o.recorder", "OUTCOME_RECORDER",
     R"pb(record_outcome {
            outcome_id: "$O"
            tasking_id: "$T"
            kind: "NOTHING"
            strand: "DISRUPT"
          })pb"},
    {"south", "t.lead", "TASKING_LEAD",
     R"pb(complete_tasking { tasking_id: "$T" summary: "done" })pb"},
};

}  // namespace

v1::Command RandomOrder(std::mt19937_64& random, absl::Time now,
                        size_t number) {
  // Later templates need earlier ones, so a run moves on through them.
  const size_t count = std::size(kTemplates);
  const size_t reach = std::min(count, 2 + number / 3);
  const size_t back = random() % 2 == 0 ? 4 : reach;
  const Template& chosen =
      kTemplates[reach - 1 - random() % std::min(reach, back)];
  const auto one_of = [&](const char* prefix, int of) {
    return absl::StrCat(prefix, random() % of);
  };
  v1::Command command;
  CHECK(google::protobuf::TextFormat::ParseFromString(
      absl::StrReplaceAll(chosen.body, {{"$R", one_of("R", 3)},
                                        {"$A", one_of("A", 2)},
                                        {"$T", one_of("T", 2)},
                                        {"$O", one_of("O", 2)}}),
      &command));
  command.set_command_id(absl::StrCat("order-", number));
  command.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(now) - 60);
  command.mutable_actor()->set_org(chosen.org);
  command.mutable_actor()->set_person(chosen.person);
  command.mutable_actor()->set_role(chosen.role);
  if (command.has_record_outcome()) {
    command.mutable_record_outcome()->mutable_when()->set_seconds(
        absl::ToUnixSeconds(now) - 30);
  }
  if (command.has_draft_assessment()) {
    command.mutable_draft_assessment()->mutable_review_due()->set_seconds(
        absl::ToUnixSeconds(now + absl::Hours(1)));
  }
  if (random() % 8 == 0) command.set_expected_version(random() % 4);
  return command;
}

size_t OrderNumber(absl::string_view command_id) {
  size_t number = 0;
  CHECK(absl::SimpleAtoi(absl::StripPrefix(command_id, "order-"), &number));
  return number;
}

}  // namespace loopledger
