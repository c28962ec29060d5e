#include "tests/year/figuring.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "loopledger/v1/measures.pb.h"

namespace loopledger::year {
namespace {

struct Figures {
  std::vector<int64_t> waits;  // From approval to start, in microseconds.
  uint64_t came = 0, resolved = 0;
  double square = 0;  // Of what was forecast less what came.
};

class Figuring {
 public:
  void Take(const v1::Record& record) {
    const v1::Event& e = record.event();
    if (e.has_tasking_approved()) {
      approved_[e.stream_id()] = record.recorded_at();
    } else if (e.has_tasking_started()) {
      figures_.waits.push_back(record.recorded_at() -
                               approved_.at(e.stream_id()));
    } else if (e.has_assessment_drafted()) {
      const v1::AssessmentDrafted& drafted = e.assessment_drafted();
      for (const v1::KeyJudgement& judgement : drafted.judgements()) {
        forecast_[absl::StrCat(e.stream_id(), "/", drafted.version(), "/",
                               judgement.id())] = judgement.probability();
      }
    } else if (e.has_judgement_resolved()) {
      Resolve(e.judgement_resolved());
    }
  }

  Figures Told() {
    std::sort(figures_.waits.begin(), figures_.waits.end());
    return figures_;
  }

 private:
  // What turned out to be void is not counted.
  void Resolve(const v1::JudgementResolved& e) {
    if (e.result() == "VOID") return;
    const double forecast = forecast_.at(absl::StrCat(
        e.assessment_id(), "/", e.version(), "/", e.judgement_id()));
    const bool came = e.result() == "TRUE";
    figures_.came += came;
    ++figures_.resolved;
    figures_.square += (forecast - came) * (forecast - came);
  }

  Figures figures_;
  std::map<std::string, int64_t> approved_;
  std::map<std::string, double> forecast_;
};

int64_t Micros(const google::protobuf::Duration& duration) {
  return duration.seconds() * 1'000'000 + duration.nanos() / 1000;
}

// The smallest that is not less than so many hundredths of them.
int64_t Hundredth(const std::vector<int64_t>& sorted, size_t hundredths) {
  const size_t count = (sorted.size() * hundredths + 99) / 100;
  return sorted[count - 1];
}

// The reports accepted, and those of them that were linked. The taskforce has
// one list of areas.
class Linking {
 public:
  void Take(const v1::Record& record) {
    const v1::Event& e = record.event();
    const std::string& id = e.stream_id();
    if (e.has_control_strategy_proposed()) {
      controls_[id] = e.control_strategy_proposed();
    } else if (e.has_control_strategy_agreed()) {
      standing_.insert(id);
      standing_.erase(e.control_strategy_agreed().replaces());
    } else if (e.has_requirement_raised()) {
      const auto& priorities = e.requirement_raised().priority_ids();
      asked_[id].insert(priorities.begin(), priorities.end());
    } else if (e.has_report_submitted()) {
      About(id, e.report_submitted());
    } else if (e.has_report_sanitised()) {
      About(id, e.report_sanitised());
    } else if (e.has_report_accepted()) {
      ++accepted_;
      linked_ += IsLinked(id, record.recorded_at());
    }
  }

  std::string Check(const v1::MeasureRow& row) const {
    if (accepted_ > 0 && row.of() == accepted_ && row.hits() == linked_) {
      return "";
    }
    return absl::StrCat("M12 says ", row.tells(), "; ", linked_, " of ",
                        accepted_, " were linked");
  }

 private:
  // Of a report: its areas, and what it was asked for.
  struct Subjects {
    std::set<std::string> areas, priorities;
  };

  template <typename Body>
  void About(const std::string& id, const Body& body) {
    Subjects& about = about_[id];
    for (const v1::ReportItem& item : body.items()) {
      for (const std::string& type : item.threat_types()) {
        about.areas.insert(type.substr(0, type.find(" - ")));
      }
    }
    for (const std::string& requirement : body.requirement_ids()) {
      const std::set<std::string>& asked = asked_[requirement];
      about.priorities.insert(asked.begin(), asked.end());
    }
  }

  bool IsLinked(const std::string& id, int64_t at) const {
    const Subjects& about = about_.at(id);
    for (const std::string& control_id : standing_) {
      const v1::ControlStrategyProposed& control = controls_.at(control_id);
      if (at < control.from().seconds() * 1'000'000 ||
          at >= control.to().seconds() * 1'000'000) {
        continue;
      }
      for (const v1::Priority& priority : control.priorities()) {
        if (about.areas.contains(priority.threat_area()) ||
            about.priorities.contains(priority.id())) {
          return true;
        }
      }
    }
    return false;
  }

  std::map<std::string, v1::ControlStrategyProposed> controls_;
  std::set<std::string> standing_;
  std::map<std::string, std::set<std::string>> asked_;
  std::map<std::string, Subjects> about_;
  uint64_t accepted_ = 0, linked_ = 0;
};

absl::StatusOr<v1::MeasureRow> RowOf(const Reading& reading, const char* key) {
  const View* measures = reading.Find("measures");
  if (measures == nullptr) return absl::NotFoundError("no view is measures");
  const auto answer = measures->Get(key);
  if (!answer.ok()) return answer.status();
  v1::MeasureRow row;
  if (!answer->row.has_value() || !row.ParseFromString(answer->row->bytes)) {
    return absl::NotFoundError(absl::StrCat("measures have no row ", key));
  }
  return row;
}

std::string CheckWaits(const Figures& figures, const v1::MeasureRow& row) {
  const std::vector<int64_t>& waits = figures.waits;
  if (row.n() == waits.size() && Micros(row.longest()) == waits.back() &&
      Micros(row.p50()) == Hundredth(waits, 50) &&
      Micros(row.p90()) == Hundredth(waits, 90)) {
    return "";
  }
  return absl::StrCat("M6 says ", row.tells(), "; ", waits.size(),
                      " taskings started, half of them after at most ",
                      Hundredth(waits, 50) / 1'000'000, " s");
}

std::string CheckCalibration(const Figures& figures,
                             const v1::MeasureRow& row) {
  constexpr double kRounding = 1e-9;
  const double brier = figures.square / static_cast<double>(figures.resolved);
  if (row.n() == figures.resolved && row.hits() == figures.came &&
      std::abs(row.brier() - brier) < kRounding) {
    return "";
  }
  return absl::StrCat("M16 says ", row.tells(), "; ", figures.came, " of ",
                      figures.resolved, " came true, Brier ", brier);
}

}  // namespace

std::string CheckFigures(const std::vector<v1::Record>& records,
                         const Reading& reading) {
  Figuring figuring;
  Linking linking;
  for (const v1::Record& record : records) {
    figuring.Take(record);
    linking.Take(record);
  }
  const Figures figures = figuring.Told();
  if (figures.waits.empty() || figures.resolved == 0) {
    return "no tasking started, or no judgement was resolved";
  }
  const auto waits = RowOf(reading, "M6");
  if (!waits.ok()) return std::string(waits.status().message());
  const auto calibration = RowOf(reading, "M16");
  if (!calibration.ok()) return std::string(calibration.status().message());
  const auto linked = RowOf(reading, "M12");
  if (!linked.ok()) return std::string(linked.status().message());
  for (const std::string& wrong :
       {CheckWaits(figures, *waits), CheckCalibration(figures, *calibration)}) {
    if (!wrong.empty()) return wrong;
  }
  return linking.Check(*linked);
}

}  // namespace loopledger::year
