// How a record changes the decision history. For decision_history.cc and the
// file that says what is decided on besides taskings.
#ifndef PROJECTIONS_REGISTERS_DECISION_FOLDER_H_
#define PROJECTIONS_REGISTERS_DECISION_FOLDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "loopledger/state/v1/registers.pb.h"
#include "projections/registers/decision_basis.h"
#include "projections/registers/telling.h"

namespace loopledger::registers {

using DecisionRefs = google::protobuf::RepeatedPtrField<v1::AssessmentRef>;

// By type/id of what is decided on.
inline constexpr Table<state::v1::SubjectState> kSubjects{"subjects", 8,
                                                          Keep::kLatest};
// By session id.
inline constexpr Table<state::v1::SittingState> kSittings{"sittings", 9,
                                                          Keep::kLatest};
// By outcome id.
inline constexpr Table<state::v1::EffectState> kEffects{"effects", 10,
                                                        Keep::kLatest};

inline constexpr char kTasking[] = "tasking";
inline constexpr char kStrategy[] = "strategy";
inline constexpr char kControl[] = "control_strategy";

inline std::string OfSession(const std::string& id) {
  return absl::StrCat("session/", id);
}

// A decision that is being written.
struct Taken {
  const char* what;
  const char* type;
  std::string subject;
  const v1::DecisionRecord& record;
  std::string session;
  std::vector<std::pair<const DecisionRefs*, const char*>> more = {};
};

inline bool IsWithin(const v1::Event& event, v1::Event::BodyCase first,
                     v1::Event::BodyCase last) {
  return event.body_case() >= first && event.body_case() <= last;
}

// Folds one record.
class DecisionFolder {
 public:
  explicit DecisionFolder(const Telling& in)
      : in_(in), event_(in.at.event), basis_(in) {}

  void Fold();

 private:
  std::string SubjectKey(const char* type) const {
    return absl::StrCat(type, "/", event_.stream_id());
  }
  template <typename Changing>
  void ChangeSubject(const char* type, Changing change) {
    in_.tables.Change(
        kSubjects, SubjectKey(type), [&](state::v1::SubjectState& subject) {
          Cover(event_.marking(), in_, *subject.mutable_marking());
          change(subject);
        });
  }
  state::v1::SubjectState SubjectOf(const std::string& key) const {
    const state::v1::SubjectState* known = in_.tables.Get(kSubjects, key);
    return known == nullptr ? state::v1::SubjectState() : *known;
  }

  void FoldTasking();
  void FoldDecisionOnTasking();
  void FoldStrategy();
  void FoldControl();
  void FoldSession();
  void FoldOutcome();
  void CountOutcome(const std::string& tasking, int by);
  void Rejustified(const v1::TaskingRejustified& e);
  void Ratified(const std::string& decision_id);

  // Writes it and gives its id.
  std::string OnTasking(const char* what, const v1::DecisionRecord& record);
  std::string OnStream(const char* what, const char* type,
                       const v1::DecisionRecord& record,
                       const DecisionRefs* based_on = nullptr);
  void Write(const std::string& id, const Taken& taken);
  void WriteGrounds(const std::string& id, const Taken& taken,
                    const state::v1::SubjectState& subject);
  void Name(const std::string& name, const std::string& decision_id);
  template <typename Changing>
  void ChangeRow(const std::string& id, Changing change) {
    in_.tables.Change(kDecisions, id, change);
  }

  const Telling in_;
  const v1::Event& event_;
  DecisionBasis basis_;
};

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_DECISION_FOLDER_H_
