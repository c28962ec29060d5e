// Plays a scenario and holds it to what every ledger promises:
//
// - the same commands again give the same receipts and no new record;
// - the world that lived is the world that its records make, and each event,
//   asked for again as it was, is decided again as it was;
// - the views that lived beside it are, byte for byte, those that a rebuild
//   makes.
#ifndef TESTS_SUPPORT_PLAY_H_
#define TESTS_SUPPORT_PLAY_H_

#include <string>

#include "tests/support/scenario.h"
#include "tests/support/stage.h"

namespace loopledger {

// Failures are GoogleTest's, with the line of the scenario.
void Play(const Scenario& scenario, Stage::Backend backend);
// On the empty log at `url`.
void Play(const Scenario& scenario, const std::string& url);

}  // namespace loopledger

#endif  // TESTS_SUPPORT_PLAY_H_
