// M5, M6 and M16 computed anew, plainly, from the list of all events of random
// ledgers, by the words of their definitions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/projections/gossip.h"
#include "tests/projections/measured.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using Event = v1::Event;

struct Told {
  Position position = 0;
  int64_t at = 0;
  Event event;
};

// Of those that are in the ledger.
std::vector<Told> EventsOf(const HandmadeLedger& ledger) {
  std::vector<Told> events;
  Position next = 0;
  const auto take = [&](uint64_t /*offset*/, absl::string_view bytes) {
    v1::Record record;
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
        record.previous().size() != 32 || record.position() != next) {
      return true;
    }
    ++next;
    if (record.has_event()) {
      events.push_back(
          {record.position(), record.recorded_at(), record.event()});
    }
    return true;
  };
  EXPECT_THAT(ledger.log().Read(0, 1000000, take), IsOk());
  return events;
}

struct Plain {
  std::vector<int64_t> waits;
  uint64_t open = 0;
  uint64_t ended = 0;

  int64_t Percentile(size_t percent) const {
    std::vector<int64_t> sorted = waits;
    std::sort(sorted.begin(), sorted.end());
    return sorted[std::max<size_t>(1, (sorted.size() * percent + 99) / 100) -
                  1];
  }
};

// What was decided, citing which versions, when.
struct Citing {
  Told told;
  std::map<std::string, std::set<uint64_t>> versions;
  Position decided = 0;  // When the decision itself was taken.
};

template <typename Refs>
void Cite(const Refs& refs, Citing& citing) {
  for (const v1::AssessmentRef& ref : refs) {
    citing.versions[ref.assessment_id()].insert(ref.version());
  }
}

std::vector<Citing> DecisionsOf(const std::vector<Told>& events) {
  static const std::set<Event::BodyCase> kDecisions = {
      Event::kTaskingApproved, Event::kTaskingRejected, Event::kTaskingDeferred,
      Event::kTaskingRiskAccepted, Event::kTaskingReferred};
  std::vector<Citing> decisions;
  std::map<std::string, Citing> justified;
  std::map<std::string, Position> acted_on;  // Approved, or risk accepted.
  std::set<std::string> known;
  for (const Told& told : events) {
    const Event& event = told.event;
    const std::string& id = event.stream_id();
    Citing citing{told, {}, told.position};
    if (event.has_decision_recorded()) {
      Cite(event.decision_recorded().assessments(), citing);
      decisions.push_back(citing);
    } else if (event.has_tasking_proposed()) {
      Cite(event.tasking_proposed().justification(), citing);
      justified[id] = citing;
    } else if (event.has_tasking_rejustified() && known.contains(id)) {
      Cite(event.tasking_rejustified().justification(), citing);
      justified[id] = citing;
      if (acted_on.contains(id)) {
        citing.decided = acted_on[id];
        decisions.push_back(citing);
      }
    } else if (kDecisions.contains(event.body_case())) {
      citing.versions = justified[id].versions;
      decisions.push_back(citing);
      if (event.has_tasking_approved() || event.has_tasking_risk_accepted()) {
        acted_on[id] = told.position;
      }
    }
    if (event.body_case() >= Event::kTaskingProposed &&
        event.body_case() <= Event::kTaskingClosed) {
      known.insert(id);
    }
  }
  return decisions;
}

struct Run {
  std::string assessment;
  uint64_t version = 0;
  Told from;
  Position to = UINT64_MAX;
};

std::vector<Run> RunsOf(const std::vector<Told>& events) {
  std::map<std::pair<std::string, uint64_t>, uint32_t> bands;
  std::map<std::string, Run> running;
  std::vector<Run> runs;
  for (const Told& told : events) {
    const Event& event = told.event;
    const std::string& id = event.stream_id();
    bool high = running.contains(id);
    uint64_t version = 0;
    if (event.has_assessment_drafted()) {
      const v1::AssessmentDrafted& e = event.assessment_drafted();
      bands[{id, e.version()}] = e.scorecard().band();
    } else if (event.has_assessment_published()) {
      version = event.assessment_published().version();
      high = bands[{id, version}] <= 2;
    } else if (event.has_assessment_withdrawn() ||
               event.has_assessment_archived()) {
      high = false;
    }
    if (high && !running.contains(id)) {
      running[id] = {id, version, told, UINT64_MAX};
    } else if (!high && running.contains(id)) {
      running[id].to = told.position;
      runs.push_back(running[id]);
      running.erase(id);
    }
  }
  for (const auto& [id, run] : running) runs.push_back(run);
  return runs;
}

Plain DecisionWaits(const std::vector<Told>& events) {
  Plain plain;
  const std::vector<Citing> decisions = DecisionsOf(events);
  for (const Run& run : RunsOf(events)) {
    const auto first = std::find_if(
        decisions.begin(), decisions.end(), [&](const Citing& citing) {
          const auto cited = citing.versions.find(run.assessment);
          return citing.told.position > run.from.position &&
                 citing.told.position < run.to &&
                 citing.decided > run.from.position &&
                 cited != citing.versions.end() &&
                 *cited->second.rbegin() >= run.version;
        });
    if (first != decisions.end()) {
      plain.waits.push_back(first->told.at - run.from.at);
    } else if (run.to == UINT64_MAX) {
      ++plain.open;
    } else {
      ++plain.ended;
    }
  }
  return plain;
}

Plain ActionWaits(const std::vector<Told>& events) {
  static const std::set<Event::BodyCase> kEnds = {
      Event::kTaskingCancelled,    Event::kTaskingCompleted,
      Event::kTaskingRiskAccepted, Event::kTaskingRejected,
      Event::kTaskingDeferred,     Event::kTaskingReferred,
      Event::kTaskingProposed};
  Plain plain;
  std::map<std::string, std::vector<Told>> taskings;
  for (const Told& told : events) {
    taskings[told.event.stream_id()].push_back(told);
  }
  for (const auto& [id, story] : taskings) {
    int64_t approved = 0;
    for (const Told& told : story) {
      if (told.event.has_tasking_approved() && approved == 0) {
        approved = told.at;
      } else if (told.event.has_tasking_started() && approved != 0) {
        plain.waits.push_back(told.at - approved);
        approved = 0;
        break;  // It starts once.
      } else if (kEnds.contains(told.event.body_case()) && approved != 0) {
        ++plain.ended;
        approved = 0;
      }
    }
    if (approved != 0) ++plain.open;
  }
  return plain;
}

struct Scores {
  uint64_t n = 0;
  uint64_t hits = 0;
  double squares = 0;
};

// By term; "" is all.
std::map<std::string, Scores> ScoresOf(const std::vector<Told>& events) {
  static const std::map<std::string, double> kMiddles = {
      {"Unlikely", 0.3}, {"Highly likely", 0.85}, {"Almost certain", 0.975}};
  std::map<std::pair<std::string, uint64_t>, std::string> terms;
  std::map<std::string, Scores> scores;
  for (const Told& told : events) {
    const std::string& id = told.event.stream_id();
    if (told.event.has_assessment_drafted()) {
      const v1::AssessmentDrafted& e = told.event.assessment_drafted();
      terms[{id, e.version()}] = e.judgements(0).term();
    }
    if (!told.event.has_judgement_resolved()) continue;
    const v1::JudgementResolved& e = told.event.judgement_resolved();
    const auto found = terms.find({id, e.version()});
    if (found == terms.end()) continue;
    const std::string term = found->second;
    terms.erase(found);  // It is resolved once.
    if (e.result() == "VOID") continue;
    const double came = e.result() == "TRUE" ? 1 : 0;
    const double error = kMiddles.at(term) - came;
    for (const std::string& key : {std::string(), term}) {
      scores[key].n += 1;
      scores[key].hits += came == 1 ? 1 : 0;
      scores[key].squares += error * error;
    }
  }
  return scores;
}

class PlainMeasures : public Measured,
                      public testing::WithParamInterface<uint64_t> {
 protected:
  PlainMeasures() {
    std::mt19937_64 random(GetParam());
    Gossip(random, told_).Go(2500);
    events_ = EventsOf(told_.ledger());
  }
  void Compare(const std::string& key, const Plain& plain) {
    const v1::MeasureRow row = Row(key);
    EXPECT_EQ(row.n(), plain.waits.size()) << key;
    EXPECT_EQ(row.open(), plain.open) << key;
    EXPECT_EQ(row.ended(), plain.ended) << key;
    EXPECT_EQ(row.has_p50(), !plain.waits.empty()) << key;
    if (plain.waits.empty()) return;
    EXPECT_EQ(absl::ToInt64Microseconds(Span(row.p50())), plain.Percentile(50));
    EXPECT_EQ(absl::ToInt64Microseconds(Span(row.p90())), plain.Percentile(90));
    EXPECT_EQ(absl::ToInt64Microseconds(Span(row.longest())),
              plain.Percentile(100));
  }

  std::vector<Told> events_;
};

TEST_P(PlainMeasures, AgreeOnTheWaitsForADecision) {
  Compare("M5", DecisionWaits(events_));
}

TEST_P(PlainMeasures, AgreeOnTheWaitsForAction) {
  Compare("M6", ActionWaits(events_));
}

TEST_P(PlainMeasures, AgreeOnTheCalibration) {
  const std::map<std::string, Scores> scores = ScoresOf(events_);
  ASSERT_FALSE(scores.empty()) << "the story is too short";
  for (const auto& [term, score] : scores) {
    const v1::MeasureRow row =
        Row(term.empty() ? "M16" : absl::StrCat("M16/term/", term));
    EXPECT_EQ(row.n(), score.n) << term;
    EXPECT_EQ(row.hits(), score.hits) << term;
    EXPECT_NEAR(row.brier(), score.squares / static_cast<double>(score.n), 1e-9)
        << term;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlainMeasures,
                         testing::Range<uint64_t>(101, 109));

}  // namespace
}  // namespace loopledger
