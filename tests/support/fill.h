// What tests leave out of a command, filled in with something that will do.
#ifndef TESTS_SUPPORT_FILL_H_
#define TESTS_SUPPORT_FILL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/base/ed25519.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger {

google::protobuf::Timestamp ToTimestamp(absl::Time time);

// Fills in what is absent: the id, the time, and an actor of the organisation
// "police-scotland" in the last of the roles that may ask for this, who is
// named for that role.
void FillEnvelope(absl::string_view command_id, absl::Time now,
                  v1::Command& command);

// Fills in what the body lacks and must have, so that a test says only what it
// is about. A scorecard that has a band and no dimensions gets scores that
// come to that band; a key that is rotated is the one called by its id.
void FillBody(absl::Time now, v1::Command& command);

// The key that tests call so: always the same.
SigningKey KeyCalled(absl::string_view id);

// Signs a command that names a key and has no signature yet, with the key
// called so.
void FillSignature(absl::string_view ledger, v1::Command& command);

// The command that leads to this event.
v1::Command CommandOf(const v1::Event& event);

// What a command's event is called in its stream: the event's number, the
// stream's id, and the version that it speaks of, where it does.
struct Happening {
  int event = 0;
  std::string id;
  uint64_t version = 0;
  auto operator<=>(const Happening&) const = default;
};
Happening HappeningOf(const v1::Command& command);
Happening HappeningOf(const v1::Event& event);

// The commands, in order, whose events must come before this one's.
std::vector<v1::Command> Before(const v1::Command& command);

}  // namespace loopledger

#endif  // TESTS_SUPPORT_FILL_H_
