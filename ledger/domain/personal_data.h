// Finds what identifies a person where it must not be: in clear (G14). What
// was recorded in clear can never be erased, so a text with such a thing in it
// is refused before. This is a lint, against haste and paste, not against
// somebody who means to hide it; names it does not know.
//
// It finds, as whole words and not in a web address:
//
// - a date of birth: a day, month and year in figures or words that "DOB",
//   "date of birth", "born" and the like stand before, or "DOB" behind. A date
//   of which that is not said is a date like any other, and passes.
// - a CHI number, of the Scottish health register: ten figures, together or
//   6+4, 3+3+4 or 2+2+2+4, the first six a day, month and year, the last the
//   check digit modulo 11 with the weights 10 to 2 (Public Health Scotland,
//   phsmethods::chi_check; NHS Data Dictionary, "Community Health Index
//   Number").
// - a PNC ID, of the Police National Computer: YY/ or YYYY/, a serial of four
//   to seven figures, and the check letter: the two figures of the year and the
//   serial, filled up with zeroes to seven, modulo 23, in the alphabet without
//   I, O and S, Z for 0 (Criminal Justice Hub, "Police National Computer Id").
//   Shorter serials are let through: "flat 12/3A" is an address far more often.
//
// One pass, which stops at figures only; nothing is allocated.
#ifndef LEDGER_DOMAIN_PERSONAL_DATA_H_
#define LEDGER_DOMAIN_PERSONAL_DATA_H_

#include "absl/strings/string_view.h"

namespace loopledger {

// What it finds first, to be told after "holds": "a date of birth", "a CHI
// number" or "a PNC ID"; empty when there is none. `text` is UTF-8.
absl::string_view PersonalDataIn(absl::string_view text);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_PERSONAL_DATA_H_
