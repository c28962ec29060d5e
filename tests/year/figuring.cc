#include "tests/year/figuring.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

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
  for (const v1::Record& record : records) figuring.Take(record);
  const Figures figures = figuring.Told();
  if (figures.waits.empty() || figures.resolved == 0) {
    return "no tasking started, or no judgement was resolved";
  }
  const auto waits = RowOf(reading, "M6");
  if (!waits.ok()) return std::string(waits.status().message());
  const auto calibration = RowOf(reading, "M16");
  if (!calibration.ok()) return std::string(calibration.status().message());
  const std::string wrong = CheckWaits(figures, *waits);
  return wrong.empty() ? CheckCalibration(figures, *calibration) : wrong;
}

}  // namespace loopledger::year
