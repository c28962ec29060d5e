// A session of a body: called, papers tabled, opened, attended, closed. What it
// decides while it is open is the event of what it decides about.
#ifndef LEDGER_DOMAIN_SESSION_H_
#define LEDGER_DOMAIN_SESSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/assessment.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::session {

// A version of an assessment that lies before the body.
struct Paper {
  uint32_t threat = 0;  // In assessment::States.
  uint32_t version = 0;
  bool operator==(const Paper&) const = default;
};

struct State {
  enum class Phase : uint8_t { kAbsent, kCalled, kOpen, kClosed };
  Stream stream;
  Phase phase = Phase::kAbsent;
  std::string body;
  std::string chair_org;  // Who presides, from the opening on.
  std::string chair_person;
  uint32_t quorum = 0;
  std::vector<std::string> attending;  // Organisations.
  std::vector<Paper> papers;
  std::vector<std::string> decisions;  // Ids of those about no other stream.
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const States& sessions;
  const assessment::States& threats;
  const organisation::States& organisations;
  const Markings& markings;
};

Decision Decide(const State&, const Facts&, const v1::CallSession&);
Decision Decide(const State&, const Facts&, const v1::TablePapers&);
Decision Decide(const State&, const Facts&, const v1::OpenSession&);
Decision Decide(const State&, const Facts&, const v1::RecordAttendance&);
Decision Decide(const State&, const Facts&, const v1::RecordDecision&);
Decision Decide(const State&, const Facts&, const v1::CloseSession&);

// What an event is folded with: where the papers are.
struct Folding {
  const v1::Event& event;
  const assessment::States& threats;
};
void Evolve(State&, const Folding&, const v1::SessionCalled&);
void Evolve(State&, const Folding&, const v1::PapersTabled&);
void Evolve(State&, const Folding&, const v1::SessionOpened&);
void Evolve(State&, const Folding&, const v1::AttendanceRecorded&);
void Evolve(State&, const Folding&, const v1::DecisionRecorded&);
void Evolve(State&, const Folding&, const v1::SessionClosed&);

// What a decision needs to be one of a session: the session open, of `body`
// where one is named (NOT_IN_SESSION), quorate (NO_QUORUM), its chair deciding
// (NOT_AUTHORISED; only asked of a TCG_CHAIR), and on tabled papers only
// (PAPER_NOT_TABLED). A session that the ledger does not know is only a name,
// unless the policy says require_session.
struct Sitting {
  const States& sessions;
  const assessment::States& threats;
};
Objection DecidedIn(const Sitting& sitting, const v1::DecisionRecord& decision,
                    absl::string_view body, const Call& call);

// The same for what is always decided in a session: FIELD_MISSING without one,
// RATIONALE_MISSING without a rationale.
Objection DecidedInOne(const Sitting& sitting,
                       const v1::DecisionRecord& decision,
                       absl::string_view body, const Call& call);

}  // namespace loopledger::session

#endif  // LEDGER_DOMAIN_SESSION_H_
