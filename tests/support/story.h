// Tells a story to the rules: commands one after another, each with what came
// of it. What a test leaves out of a command's envelope is filled in.
//
//   Story()
//       .When(R"pb(submit_report { report_id: "R-1" ... })pb")
//       .Then(R"pb(stream_version: 1 report_submitted { report_id: "R-1" })pb")
//       .When(R"pb(accept_report { report_id: "R-2" })pb")
//       .ThenRefused(v1::NOT_FOUND);
//
// At its end every story is told again from its records alone, and the two
// worlds must be equal.
#ifndef TESTS_SUPPORT_STORY_H_
#define TESTS_SUPPORT_STORY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/world.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/reason.pb.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {

// A ledger open to all, which asks for nothing.
v1::LedgerFounded OpenFounding();

// A command from its text; ends the test when it does not read.
v1::Command CommandFrom(absl::string_view text);

class Story {
 public:
  Story() : Story(OpenFounding()) {}
  explicit Story(const v1::LedgerFounded& founding);
  ~Story();
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

  // Moves the clock; a Tick is recorded when a deadline has passed.
  Story& After(absl::Duration duration);

  // Asks; Then or ThenRefused says what must have come of it.
  Story& When(const v1::Command& command);
  Story& When(absl::string_view command);
  // Asks, and what is asked must be granted.
  Story& Given(absl::string_view command);

  // The event must have at least what the text says.
  Story& Then(absl::string_view event);
  // The refusal's reason, and, where given, its field and words of its message.
  Story& ThenRefused(v1::Reason reason, absl::string_view field = "",
                     absl::string_view words = "");

  // Records that the backfill has ended.
  Story& CloseBackfill();

  absl::Time now() const { return now_; }
  const World& world() const { return world_; }
  const std::vector<v1::Record>& records() const { return records_; }
  const Decision& last() const { return last_; }

 private:
  void Record(v1::Record record);

  World world_;
  absl::Time now_;
  std::vector<v1::Record> records_;
  Decision last_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_STORY_H_
