// An intelligence report: a container of numbered items, each graded.
// Submitted, then accepted or rejected; an accepted one may be regraded,
// corrected, sanitised into another report, disclosed and withdrawn.
#ifndef LEDGER_DOMAIN_REPORT_H_
#define LEDGER_DOMAIN_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/sha256.h"
#include "ledger/domain/call.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/organisation.h"
#include "ledger/domain/states.h"
#include "ledger/domain/stream.h"
#include "loopledger/v1/command.pb.h"
#include "loopledger/v1/event.pb.h"

namespace loopledger::report {

struct Item {
  std::string grade;         // Its print form.
  uint32_t regraded_at = 0;  // The stream's version then; 0: as submitted.
  bool cited = false;        // By an assessment or a requirement.
  Digest text = {};          // SHA-256.
  bool operator==(const Item&) const = default;
};

// What the originator says may be done beyond the action code.
struct Permission {
  std::string mode;
  bool granted = false;
  absl::Time until = absl::InfiniteFuture();
  bool operator==(const Permission&) const = default;
};

struct State {
  enum class Phase : uint8_t {
    kAbsent,
    kSubmitted,
    kAccepted,
    kRejected,
    kWithdrawn,
    kDisposed
  };
  Stream stream;
  Phase phase = Phase::kAbsent;
  absl::Time accepted_at = absl::InfinitePast();
  std::string submitter;
  std::string source;                     // Opaque.
  std::vector<Item> items;                // Item n is items[n - 1].
  std::vector<Permission> permissions;    // At most one a mode.
  std::vector<std::string> may_sanitise;  // Besides the originator, under S2.
  std::vector<std::string> derived_from;  // None, or the one report.
  bool operator==(const State&) const = default;
};

using States = Streams<State>;

struct Facts {
  const Call& call;
  const States& reports;
  const organisation::States& organisations;
  const Markings& markings;
  const Streams<records::State>& records;
  const Streams<requirement::State>& requirements;
};

Decision Decide(const State&, const Facts&, const v1::SubmitReport&);
Decision Decide(const State&, const Facts&, const v1::AcceptReport&);
Decision Decide(const State&, const Facts&, const v1::RejectReport&);
Decision Decide(const State&, const Facts&, const v1::RegradeReport&);
Decision Decide(const State&, const Facts&, const v1::CorrectReport&);
// `self` is the derived report, whose stream this opens.
Decision Decide(const State&, const Facts&, const v1::SanitiseReport&);
Decision Decide(const State&, const Facts&, const v1::ConsultOriginator&);
Decision Decide(const State&, const Facts&, const v1::PermitAction&);
Decision Decide(const State&, const Facts&, const v1::DiscloseReport&);
Decision Decide(const State&, const Facts&, const v1::WithdrawReport&);

void Evolve(State&, const v1::Event&, const v1::ReportSubmitted&);
void Evolve(State&, const v1::Event&, const v1::ReportAccepted&);
void Evolve(State&, const v1::Event&, const v1::ReportRejected&);
void Evolve(State&, const v1::Event&, const v1::ReportRegraded&);
void Evolve(State&, const v1::Event&, const v1::ReportCorrected&);
void Evolve(State&, const v1::Event&, const v1::ReportSanitised&);
void Evolve(State&, const v1::Event&, const v1::OriginatorConsulted&);
void Evolve(State&, const v1::Event&, const v1::OriginatorPermission&);
void Evolve(State&, const v1::Event&, const v1::ReportDisclosed&);
void Evolve(State&, const v1::Event&, const v1::ReportWithdrawn&);

// Its disposal was approved.
void Disposed(State&);

// One of its items was cited; 0: all were.
void Cited(State&, uint32_t item);
// It is accepted, and an item that is sound was never cited.
bool IsUnused(const State&);

// As messages tell it: "ACCEPTED".
absl::string_view PhaseText(State::Phase phase);

}  // namespace loopledger::report

#endif  // LEDGER_DOMAIN_REPORT_H_
