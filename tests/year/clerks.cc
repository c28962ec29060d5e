#include "tests/year/clerks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"
#include "ledger/domain/vocabulary.h"

namespace loopledger::year {
namespace {

// An old one of the police's own, or none.
Report* Old(Taskforce& force) {
  for (Report& report : force.reports) {
    if (report.org == kPolice && report.accepted && !report.gone &&
        force.office.dice().Percent(5)) {
      return &report;
    }
  }
  return nullptr;
}

std::string About(const char* command, const Report& report, const char* more) {
  return absl::Substitute(R"($0 $1 { record_id: "report:$2" $3 })",
                          MarkingText(report.gsc), command, report.id, more);
}

void Dispose(Taskforce& force, Report& report) {
  Office& office = force.office;
  const std::string approval =
      About("approve_disposal", report, R"(ground: "its time is over")");
  if (!office.Do(Clerk(1),
                 About("review_retention", report,
                       R"(answers { question: "still needed?" answer: false
                          reason: "no" } decision: "DISPOSE"
                          reason: "its time is over")"))) {
    return;
  }
  if (office.dice().Percent(60)) {
    const char* held = R"(case_ref: "CASE-1" reason: "for the court")";
    office.Do(Clerk(2), About("place_legal_hold", report, held));
    office.Forbidden(v1::HELD, Clerk(2), approval);
    office.Do(Clerk(2), About("lift_legal_hold", report, held));
  }
  office.Forbidden(v1::SELF_APPROVAL, Clerk(1), approval);
  report.gone = office.Do(Clerk(2), approval);
}

void Restrict(Taskforce& force, Report& report) {
  Office& office = force.office;
  office.Do(Clerk(1), About("restrict_processing", report,
                            R"(ground: "contested by its subject")"));
  office.Forbidden(v1::NOT_RELEASABLE, {report.org, "INTEL_OFFICER", 1},
                   absl::Substitute(R"(disclose_report { report_id: "$0"
                           to: "prosecution-service" purpose: "to charge"
                           lawful_basis: "DPA 2018 s.35" })",
                                    report.id));
  office.Do(Clerk(1),
            About("lift_restriction", report, R"(reason: "settled")"));
}

void Keep(Taskforce& force) {
  Report* report = Old(force);
  if (report == nullptr) return;
  Office& office = force.office;
  const std::string due = absl::StrCat(
      R"(regime: "MOPI" group: "3" reason: "as the code says" review_due )",
      office.InDays(2000));
  office.Do(Clerk(1), About("assign_retention_group", *report, due.c_str()));
  if (office.dice().Percent(40)) return Dispose(force, *report);
  if (office.dice().Percent(60)) return Restrict(force, *report);
  const std::string retained = absl::StrCat(
      R"(answers { question: "still needed?" answer: true reason: "yes" }
         decision: "RETAIN" reason: "it is relied on" next_review )",
      office.InDays(700));
  office.Do(Clerk(1), About("review_retention", *report, retained.c_str()));
}

// A code more, from today on.
void AdoptVocabulary(Taskforce& force) {
  v1::Vocabulary next = *BuiltInVocabularies().Find("currency", 1);
  next.set_version(2);
  next.set_valid_from(
      absl::FormatTime("%Y-%m-%d", force.office.now(), absl::UTCTimeZone()));
  next.set_source("FICTITIOUS");
  next.add_terms()->set_code("XTS");
  std::string text;
  CHECK(google::protobuf::TextFormat::PrintToString(next, &text));
  const std::string asked = absl::Substitute(
      R"(adopt_vocabulary { vocabulary_id: "currency" reason: "one more"
          vocabulary { $0 } })",
      text);
  force.office.Do(Clerk(1), asked);
  force.office.Forbidden(v1::CONFLICT, Clerk(1), asked);
}

}  // namespace

void BeginKeeping(Taskforce& force) {
  Office& office = force.office;
  for (int day = 120; day < 360; day += 9) {
    office.At(office.start() + kDay * day + absl::Hours(16),
              [&force] { Keep(force); });
  }
  office.At(office.start() + kDay * 140, [&force] { AdoptVocabulary(force); });
}

}  // namespace loopledger::year
