// Anybody asks for anything, at random, of a few threats, reports, taskings and
// outcomes. Whatever is refused changes nothing; whatever is granted can be
// folded, and asked again as it was is decided as it was; the world that lived
// is the one that its records make (Story sees to that).
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "ledger/base/clock.h"
#include "ledger/domain/signature.h"
#include "ledger/domain/world.h"
#include "tests/support/fill.h"
#include "tests/support/story.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

constexpr int kStories = 200;
constexpr int kCourses = 40;

// The events that this version can fold.
std::vector<const pb::FieldDescriptor*> Foldable() {
  const pb::OneofDescriptor& bodies =
      *v1::Event::descriptor()->FindOneofByName("body");
  std::vector<const pb::FieldDescriptor*> foldable;
  for (int i = 0; i < bodies.field_count(); ++i) {
    v1::Record record;
    v1::Event& event = *record.mutable_event();
    event.GetReflection()->MutableMessage(&event, bodies.field(i));
    if (World::CanRead(record)) foldable.push_back(bodies.field(i));
  }
  return foldable;
}

class Gossip {
 public:
  explicit Gossip(uint64_t seed) : random_(seed) {}

  int Below(int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random_);
  }

  // A command, and before it what leads up to it, for the most part.
  std::vector<v1::Command> Ask(absl::Time now) {
    const size_t chosen =
        static_cast<size_t>(Below(static_cast<int>(bodies_.size())));
    v1::Command command;
    Name(*command.GetReflection()->MutableMessage(
        &command, v1::Command::descriptor()->FindFieldByNumber(
                      bodies_[chosen]->number())));
    std::vector<v1::Command> commands;
    LeadUpTo(std::move(command), now, commands);
    return commands;
  }

 private:
  void LeadUpTo(v1::Command command, absl::Time now,
                std::vector<v1::Command>& commands) {
    Cite(command);
    Direct(command);
    for (v1::Command& before : More(command)) {
      if (Below(30) != 0) LeadUpTo(std::move(before), now, commands);
    }
    FillBody(now, command);
    Mark(command);
    const bool promised = command.has_offer_commitment() ||
                          command.has_deliver_commitment() ||
                          command.has_partly_deliver_commitment() ||
                          command.has_propose_commitment_variation();
    command.mutable_actor()->set_org(promised ? "hmrc" : Org());
    command.mutable_actor()->set_person(absl::StrCat("p", Below(9)));
    FillEnvelope(absl::StrCat("c-", ++asked_), now, command);
    commands.push_back(std::move(command));
  }

  std::string Org() { return Below(20) == 0 ? "hmrc" : "police-scotland"; }
  std::string Id(const char* kind) { return absl::StrCat(kind, Below(3)); }

  // Says what the command is about, and whom it is for.
  void Name(pb::Message& body) {
    const struct {
      const char* field;
      std::string value;
    } names[] = {{"org_id", Below(9) == 0 ? "hmrc" : "charity"},
                 {"report_id", Id("R")},
                 {"derived_report_id", Id("R")},
                 {"assessment_id", Id("T")},
                 {"tasking_id", Id("K")},
                 {"outcome_id", Id("O")},
                 {"lead_org", Org()},
                 {"recipient_org", Org()},
                 {"to", Org()},
                 {"person", absl::StrCat("p", Below(3))},
                 {"key_id", "k1"},
                 {"strategy_id", Id("S")},
                 {"by", Id("S")},
                 {"objective_id", "OBJ-1"},
                 {"control_strategy_id", Id("C")},
                 {"requirement_id", Id("Q")},
                 {"session_id", Id("N")},
                 {"commitment_id", Id("M")},
                 {"review_id", Id("V")},
                 {"record_id", absl::StrCat("report:", Id("R"))},
                 {"vocabulary_id", "strand"},
                 {"promising_org", "hmrc"},
                 {"participant_org", "hmrc"},
                 {"caution_note", "weak"}};
    const pb::Descriptor& type = *body.GetDescriptor();
    for (const auto& [field, value] : names) {
      const pb::FieldDescriptor* found = type.FindFieldByName(field);
      if (found == nullptr || found->is_repeated() ||
          found->cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING) {
        continue;
      }
      body.GetReflection()->SetString(&body, found, value);
    }
    const pb::FieldDescriptor* version = type.FindFieldByName("version");
    if (version != nullptr) {
      body.GetReflection()->SetUInt64(&body, version,
                                      static_cast<uint64_t>(1 + Below(2)));
    }
  }

  v1::Grade Grade() {
    v1::Grade grade;
    grade.set_source(absl::StrCat(1 + Below(3)));
    grade.set_intelligence(std::string(1, static_cast<char>('A' + Below(5))));
    return grade;
  }

  v1::AssessmentRef Version() {
    v1::AssessmentRef ref;
    ref.set_assessment_id(Id("T"));
    ref.set_version(static_cast<uint64_t>(1 + Below(2)));
    return ref;
  }

  // What must vary for its rules to have something to do.
  void Cite(v1::Command& command) {
    if (command.has_submit_report()) {
      v1::ReportItem& item = *command.mutable_submit_report()->add_items();
      item.set_number(1);
      item.set_text("seen");
      item.set_rationale("contradicted");
      *item.mutable_grade() = Grade();
    } else if (command.has_regrade_report()) {
      *command.mutable_regrade_report()->mutable_from() = Grade();
      *command.mutable_regrade_report()->mutable_to() = Grade();
    } else if (command.has_permit_action()) {
      command.mutable_permit_action()->set_granted(Below(2) == 0);
    } else if (command.has_consult_originator()) {
      command.mutable_consult_originator()->set_granted(Below(2) == 0);
    } else if (command.has_rotate_key()) {
      command.mutable_actor()->set_role("ADMINISTRATOR");
    } else if (command.has_grant_role()) {
      command.mutable_grant_role()->set_role("ANALYST");
    } else if (command.has_revoke_role()) {
      command.mutable_revoke_role()->set_role("ANALYST");
    }
    CiteMore(command);
  }

  void CiteMore(v1::Command& command) {
    if (command.has_draft_assessment()) {
      v1::DraftAssessment& draft = *command.mutable_draft_assessment();
      for (int i = Below(3); i > 0; --i) {
        v1::SupportingItem& item = *draft.add_supporting();
        item.mutable_ref()->set_report_id(Id("R"));
        item.mutable_ref()->set_version(static_cast<uint64_t>(1 + Below(4)));
        item.mutable_ref()->set_item(1);
        item.set_against(Below(4) == 0);
      }
      if (Below(3) == 0) draft.add_considered_outcomes(Id("O"));
      draft.mutable_scorecard()->set_band(static_cast<uint32_t>(1 + Below(2)));
      draft.set_change_reason("news");
      draft.add_changed_by("N-1");
    } else if (command.has_reaffirm_assessment()) {
      if (Below(2) == 0) {
        command.mutable_reaffirm_assessment()->add_considered_outcomes(Id("O"));
      }
    } else if (command.has_propose_tasking()) {
      *command.mutable_propose_tasking()->add_justification() = Version();
    } else if (command.has_rejustify_tasking()) {
      *command.mutable_rejustify_tasking()->add_justification() = Version();
    } else if (command.has_vary_tasking()) {
      command.mutable_vary_tasking()->add_plan("another");
    } else if (command.has_correct_outcome()) {
      command.mutable_correct_outcome()->add_evidence()->set_ref("E-1");
    } else if (command.has_record_outcome()) {
      v1::EvidenceRef& evidence =
          *command.mutable_record_outcome()->add_evidence();
      evidence.set_ref("E-1");
      evidence.set_share(0.5);
    }
  }

  // What leads up to it, and what its rules ask for besides.
  std::vector<v1::Command> More(const v1::Command& command) {
    std::vector<v1::Command> before = Before(command);
    v1::Command more;
    if (command.has_complete_tasking()) {
      v1::RecordOutcome& outcome = *more.mutable_record_outcome();
      outcome.set_outcome_id(Id("O"));
      outcome.set_tasking_id(command.complete_tasking().tasking_id());
    } else if (command.has_close_tasking()) {
      more.mutable_action_review()->set_review_id(
          command.close_tasking().tasking_id());
    } else if (command.has_ratify_tasking()) {
      v1::ApproveTasking& approve = *more.mutable_approve_tasking();
      approve.set_tasking_id(command.ratify_tasking().tasking_id());
      approve.mutable_decision()->set_rationale("at once");
    } else if (command.has_propose_control_strategy()) {
      more.mutable_adopt_strategy()->set_strategy_id("S0");
      v1::Command publish;
      publish.mutable_publish_assessment()->set_assessment_id("T0");
      publish.mutable_publish_assessment()->set_version(1);
      before.push_back(std::move(publish));
    } else if (command.has_supersede_strategy()) {
      v1::AddObjective& add = *more.mutable_add_objective();
      add.set_strategy_id(command.supersede_strategy().by());
    } else if (command.has_place_legal_hold() ||
               command.has_review_retention() ||
               command.has_restrict_processing() ||
               command.has_assign_retention_group()) {
      more.mutable_submit_report()->set_report_id(Id("R"));
    }
    if (more.body_case() != v1::Command::BODY_NOT_SET) {
      before.push_back(std::move(more));
    }
    return before;
  }

  // What gives direction must have something to direct.
  void Direct(v1::Command& command) {
    if (command.has_propose_control_strategy()) {
      v1::Priority& priority =
          *command.mutable_propose_control_strategy()->add_priorities();
      priority.set_id("PRI-1");
      priority.set_threat_area("DRUGS");
      priority.set_band(static_cast<uint32_t>(2 + Below(2)));
      priority.set_owner_org("police-scotland");
      priority.add_objective_ids("OBJ-1");
      v1::AssessmentRef& ref = *priority.add_based_on();
      ref.set_assessment_id("T0");
      ref.set_version(1);
    } else if (command.has_raise_requirement()) {
      *command.mutable_raise_requirement()->add_assessments() = Version();
    } else if (command.has_satisfy_requirement()) {
      Answer(*command.mutable_satisfy_requirement()->add_answers());
    } else if (command.has_partly_satisfy_requirement()) {
      Answer(*command.mutable_partly_satisfy_requirement()->add_answers());
    } else if (command.has_table_papers()) {
      *command.mutable_table_papers()->add_papers() = Version();
    } else if (command.has_request_commitment()) {
      command.mutable_request_commitment()->set_required(Below(3) == 0);
      if (command.request_commitment().tasking_id().empty()) {
        command.mutable_request_commitment()->set_tasking_id(Id("K"));
      }
    } else if (command.has_open_review()) {
      Review(*command.mutable_open_review());
    } else if (command.has_record_findings()) {
      if (Below(3) == 0) {
        command.mutable_record_findings()->set_recommendation("REASSESS");
        command.mutable_record_findings()->add_considered_outcomes(Id("O"));
      }
    } else if (command.has_propose_tasking()) {
      command.mutable_propose_tasking()->set_urgent(Below(4) == 0);
      command.mutable_propose_tasking()->add_objective_ids("OBJ-1");
    }
  }

  void Answer(v1::ReportItemRef& answer) {
    answer.set_report_id(Id("R"));
    answer.set_version(2);
    answer.set_item(1);
  }

  // The review "K1" is of the tasking K1.
  static void Review(v1::OpenReview& review) {
    review.clear_priority_id();
    if (review.review_id()[0] == 'K') {
      review.set_tasking_id(review.review_id());
    }
    if (!review.tasking_id().empty()) {
      review.clear_strategy_id();
    } else if (review.strategy_id().empty()) {
      review.set_strategy_id("S0");
    }
  }

  void Mark(v1::Command& command) {
    if (Below(10) > 1) return;
    v1::Marking& marking = *command.mutable_marking();
    // Rarely above the others, for what follows must then be marked so too.
    marking.set_gsc(Below(8) == 0 ? "SECRET" : "OFFICIAL");
    marking.mutable_handling()->set_code("C");
    marking.mutable_handling()->set_action(absl::StrCat("A", 1 + Below(3)));
    marking.mutable_handling()->set_sanitisation("S1");
  }

  const std::vector<const pb::FieldDescriptor*> bodies_ = Foldable();
  std::mt19937_64 random_;
  int asked_ = 0;
};

v1::LedgerFounded Founding() {
  v1::LedgerFounded founding = OpenFounding();
  v1::Marking& marking = *founding.mutable_policy()->mutable_default_marking();
  marking.set_gsc("OFFICIAL");
  marking.mutable_handling()->set_code("P");
  return founding;
}

// What was granted, asked for again of the world as it was.
void ExpectDecidedAgain(const World& before, const v1::Command& command,
                        const v1::Event& event, absl::Time now) {
  for (const v1::Command& again : {command, CommandOf(event)}) {
    const Decision decision = before.Decide(again, now);
    const auto* refusal = std::get_if<Refusal>(&decision);
    ASSERT_EQ(refusal, nullptr)
        << again.DebugString() << "is refused: " << refusal->message;
    EXPECT_EQ(std::get<v1::Event>(decision).DebugString(), event.DebugString());
  }
}

// The same, had the command been signed: its event bears the signature out.
void ExpectSigned(World& before, const v1::Event& event, absl::Time now) {
  v1::Record record;
  v1::Event& rotated = *record.mutable_event();
  v1::KeyRotated& key = *rotated.mutable_key_rotated();
  rotated.set_stream_id(event.actor().org());
  rotated.mutable_actor()->set_org(event.actor().org());
  key.set_org_id(event.actor().org());
  key.set_key_id("k");
  key.set_public_key(KeyCalled("k").public_key());
  before.Evolve(record);

  v1::Command command = CommandOf(event);
  Sign(before.founding().ledger(), "k", KeyCalled("k"), command);
  const Decision decision = before.Decide(command, now);
  const auto* refusal = std::get_if<Refusal>(&decision);
  ASSERT_EQ(refusal, nullptr)
      << command.DebugString() << "is refused: " << refusal->message;
  EXPECT_TRUE(IsSignedBy(key.public_key(), before.founding().ledger(),
                         std::get<v1::Event>(decision)));
}

// What came about in all stories.
struct Seen {
  std::set<int> granted;
  std::set<std::string> refused;
};

// `look`: decide it again of the world as it was.
void Tell(const v1::Command& command, bool look, Story& story, Seen& seen) {
  World before(BuiltInVocabularies());
  for (const v1::Record& record : story.records()) {
    if (look) before.Evolve(record);
  }
  story.When(command);
  if (const auto* refusal = std::get_if<Refusal>(&story.last())) {
    EXPECT_FALSE(refusal->message.empty());
    seen.refused.insert(v1::Reason_Name(refusal->reason));
    return;
  }
  const auto& event = std::get<v1::Event>(story.last());
  seen.granted.insert(event.body_case());
  if (!look) return;
  ExpectDecidedAgain(before, command, event, story.now());
  ExpectSigned(before, event, story.now());
}

TEST(AnybodyAskingForAnything, LeavesTheWorldInOrder) {
  const char* given = std::getenv("LOOPLEDGER_SEED");
  const uint64_t first =
      given != nullptr ? std::strtoull(given, nullptr, 10) : 1;
  const int stories = given != nullptr ? 1 : kStories;
  Seen seen;
  for (int i = 0; i < stories; ++i) {
    const uint64_t seed = first + static_cast<uint64_t>(i);
    SCOPED_TRACE(absl::StrCat("LOOPLEDGER_SEED=", seed));
    Gossip gossip(seed);
    Story story(Founding());
    for (int n = 0; n < kCourses; ++n) {
      if (gossip.Below(5) == 0) story.After(absl::Hours(gossip.Below(200)));
      for (const v1::Command& command : gossip.Ask(story.now())) {
        // Each kind is looked at until it has come about.
        const bool is_new = seen.granted.count(command.body_case()) == 0;
        Tell(command, gossip.Below(30) == 0 || is_new, story, seen);
      }
    }
    if (testing::Test::HasFailure()) return;
  }
  if (given != nullptr) return;
  // It is no test of what never came about.
  for (const pb::FieldDescriptor* body : Foldable()) {
    EXPECT_EQ(seen.granted.count(body->number()), 1u) << body->name();
  }
  EXPECT_GE(seen.refused.size(), 20u);
}

}  // namespace
}  // namespace loopledger
