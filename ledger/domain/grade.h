// Grades: how good an item of intelligence is. A grade of another scheme is
// kept as it was given and never converted.
#ifndef LEDGER_DOMAIN_GRADE_H_
#define LEDGER_DOMAIN_GRADE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger {

// "1B", or with its scheme "5x5x5:B24".
std::string PrintForm(const v1::Grade& grade);

// What the rules ask of a grade.
struct GradeTraits {
  bool weak = false;             // Source not reliable, or truth not known.
  bool suspected_false = false;  // E.
};
GradeTraits TraitsOf(absl::string_view print_form, Codes& codes);

// Of 3x5x2, from a source of 1 or 2, and known: A, B or C. What M12 asks to be
// used. A grade of another scheme is not compared.
bool IsSound(absl::string_view print_form);

// GRADE_INCOMPLETE unless the grade has both halves of 3x5x2, or a scheme and
// what it said; UNKNOWN_CODE when a code is in no vocabulary.
Objection CheckGrade(const v1::Grade& grade, const Field& at, Codes& codes);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_GRADE_H_
