#include "ledger/domain/grade.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

constexpr absl::string_view kOwnScheme = "3x5x2";
constexpr absl::string_view kSoundSources = "12";
constexpr absl::string_view kSoundIntelligence = "ABC";
constexpr absl::string_view kHalves[] = {"source", "intelligence", "handling"};

void Add(const v1::Term* term, GradeTraits& traits) {
  if (term == nullptr) return;
  traits.weak |= Has(*term, "weak");
  traits.suspected_false |= Has(*term, "suspected false");
}

// A legacy grade has a code of one letter or digit from each list in turn; the
// last, handling, may be left out.
Objection CheckLegacy(const v1::Grade& grade, const std::string& field,
                      Codes& codes) {
  absl::string_view scheme = grade.legacy_scheme();
  absl::string_view text = grade.legacy_grade();
  if (scheme == kOwnScheme || codes.InForce(scheme) == nullptr ||
      codes.Find(scheme, "source", text.substr(0, 1)) == nullptr) {
    const bool known = scheme != kOwnScheme && codes.InForce(scheme) != nullptr;
    return Reject(v1::UNKNOWN_CODE, field, ": ",
                  known ? "no grade of " : "no legacy scheme ", scheme,
                  known ? absl::StrCat(" is written ", text)
                        : "; there are 5x5x5 and admiralty")
        .At(absl::StrCat(field, known ? ".legacy_grade" : ".legacy_scheme"));
  }
  if (text.size() < 2 || text.size() > 3) {
    return Reject(v1::GRADE_INCOMPLETE, field, ": ", text, " of ", scheme,
                  " needs a source and an intelligence code, as in B2")
        .At(absl::StrCat(field, ".legacy_grade"));
  }
  for (size_t i = 1; i < text.size(); ++i) {
    if (codes.Find(scheme, kHalves[i], text.substr(i, 1)) == nullptr) {
      return Reject(v1::UNKNOWN_CODE, field, ": ", text.substr(i, 1), " is no ",
                    kHalves[i], " code of ", scheme)
          .At(absl::StrCat(field, ".legacy_grade"));
    }
  }
  return {};
}

}  // namespace

std::string PrintForm(const v1::Grade& grade) {
  if (grade.legacy_scheme().empty()) {
    return absl::StrCat(grade.source(), grade.intelligence());
  }
  return absl::StrCat(grade.legacy_scheme(), ":", grade.legacy_grade());
}

GradeTraits TraitsOf(absl::string_view print_form, Codes& codes) {
  absl::string_view scheme = kOwnScheme;
  absl::string_view grade = print_form;
  if (const size_t colon = grade.find(':'); colon != grade.npos) {
    scheme = grade.substr(0, colon);
    grade.remove_prefix(colon + 1);
  }
  GradeTraits traits;
  Add(codes.Find(scheme, "source", grade.substr(0, 1)), traits);
  if (grade.size() < 2) return traits;
  Add(codes.Find(scheme, "intelligence", grade.substr(1, 1)), traits);
  return traits;
}

bool IsSound(absl::string_view print_form) {
  return print_form.size() == 2 &&
         absl::StrContains(kSoundSources, print_form[0]) &&
         absl::StrContains(kSoundIntelligence, print_form[1]);
}

Objection CheckGrade(const v1::Grade& grade, const Field& at, Codes& codes) {
  if (!grade.legacy_scheme().empty()) {
    if (!grade.source().empty() || !grade.intelligence().empty()) {
      return Reject(v1::FIELD_INVALID, at.Text(), " has a 3x5x2 grade and one ",
                    "of ", grade.legacy_scheme(), "; an item has one grade")
          .At(at.Text());
    }
    return CheckLegacy(grade, at.Text(), codes);
  }
  if (grade.source().empty() || grade.intelligence().empty()) {
    return Reject(v1::GRADE_INCOMPLETE, at.Text(), " lacks ",
                  grade.source().empty() ? "a source (1 to 3)"
                                         : "an intelligence (A to E)",
                  " code; every item is graded")
        .At(at.Text());
  }
  if (codes.Find(kOwnScheme, "source", grade.source()) == nullptr) {
    return codes.Known(kOwnScheme, "source", grade.source(),
                       {absl::StrCat(at.Text(), ".source")});
  }
  if (codes.Find(kOwnScheme, "intelligence", grade.intelligence()) == nullptr) {
    return codes.Known(kOwnScheme, "intelligence", grade.intelligence(),
                       {absl::StrCat(at.Text(), ".intelligence")});
  }
  return {};
}

}  // namespace loopledger
