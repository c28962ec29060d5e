#include "ledger/domain/personal_data.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace loopledger {
namespace {

using absl::ascii_isalnum;
using absl::ascii_isalpha;
using absl::ascii_isdigit;

// How far to look back for the start of a web address and for "born in".
constexpr size_t kAddressBytesMax = 2048;
constexpr size_t kBirthplaceBytesMax = 48;

// The figures from `begin` up to `end`.
struct Run {
  size_t begin = 0;
  size_t end = 0;
  size_t size() const { return end - begin; }
};

Run RunAt(absl::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && ascii_isdigit(text[end])) ++end;
  return {begin, end};
}

int ValueOf(absl::string_view text, const Run& run) {
  int value = 0;
  for (size_t i = run.begin; i < run.end; ++i) {
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// The length of the blank at `at`: a space, a tab, or the one (U+00A0) that
// does not break a line; 0 when there is none.
size_t BlankAt(absl::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == ' ' || text[at] == '\t') return 1;
  return absl::StartsWith(text.substr(at), "\xC2\xA0") ? 2 : 0;
}

size_t PastBlanks(absl::string_view text, size_t at) {
  while (const size_t length = BlankAt(text, at)) at += length;
  return at;
}

bool IsInAddress(absl::string_view text, size_t at) {
  size_t begin = at;
  while (begin > 0 && at - begin < kAddressBytesMax &&
         !absl::ascii_isspace(text[begin - 1])) {
    --begin;
  }
  const absl::string_view word = text.substr(begin, at - begin);
  return absl::StrContains(word, "://") || absl::StartsWith(word, "www.");
}

// Whether what stands from `begin` up to `end` is a word of its own and no part
// of an identifier, a number or an address.
bool StandsAlone(absl::string_view text, size_t begin, size_t end) {
  constexpr absl::string_view kJoins = "_-/.@%+&?~\\";
  if (begin > 0) {
    const char before = text[begin - 1];
    if (ascii_isalnum(before) || absl::StrContains(kJoins, before)) {
      return false;
    }
  }
  if (end < text.size()) {
    const char after = text[end];
    if (ascii_isalnum(after)) return false;
    const bool goes_on = end + 1 < text.size() && ascii_isalnum(text[end + 1]);
    // A full stop ends a sentence, before a figure it is part of a number.
    if (absl::StrContains(kJoins, after) && (after != '.' || goes_on)) {
      return false;
    }
    if (after == ',' && goes_on) return false;
  }
  return !IsInAddress(text, begin);
}

bool IsDate(int day, int month, int year) {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > kDays[month - 1]) {
    return false;
  }
  return month != 2 || day != 29 || year % 4 == 0;
}

// CHI numbers.

bool HasChiDigits(absl::string_view digits) {
  const auto two = [&](size_t at) { return ValueOf(digits, {at, at + 2}); };
  if (!IsDate(two(0), two(2), two(4))) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (10 - i) * (digits[i] - '0');
  // 10 is not given to anybody, and no digit is.
  return (11 - sum % 11) % 11 == digits[9] - '0';
}

bool IsChi(absl::string_view text, const Run& first) {
  constexpr size_t kLayouts[][4] = {{10}, {6, 4}, {3, 3, 4}, {2, 2, 2, 4}};
  const auto* layout =
      std::find_if(std::begin(kLayouts), std::end(kLayouts),
                   [&](const auto& own) { return own[0] == first.size(); });
  if (layout == std::end(kLayouts)) return false;
  std::array<char, 10> digits;
  size_t filled = 0;
  size_t at = first.begin;
  for (const size_t length : *layout) {
    if (length == 0) break;
    const size_t blank = filled == 0 ? 0 : BlankAt(text, at);
    if (filled > 0 && blank == 0) return false;
    const Run group = RunAt(text, at + blank);
    if (group.size() != length) return false;
    std::copy_n(text.data() + group.begin, length, digits.data() + filled);
    filled += length;
    at = group.end;
  }
  return HasChiDigits({digits.data(), digits.size()}) &&
         StandsAlone(text, first.begin, at);
}

// PNC IDs.

bool IsPnc(absl::string_view text, const Run& year) {
  constexpr absl::string_view kLetters = "ZABCDEFGHJKLMNPQRTUVWXY";
  if (year.size() != 2 && year.size() != 4) return false;
  if (year.end >= text.size() || text[year.end] != '/') return false;
  const int value = ValueOf(text, year);
  if (year.size() == 4 && value / 100 != 19 && value / 100 != 20) return false;
  const Run serial = RunAt(text, year.end + 1);
  if (serial.size() < 4 || serial.size() > 7) return false;
  if (serial.end >= text.size()) return false;
  const int number = value % 100 * 10'000'000 + ValueOf(text, serial);
  return absl::ascii_toupper(text[serial.end]) == kLetters[number % 23] &&
         StandsAlone(text, year.begin, serial.end + 1);
}

// Dates of birth.

// The length of the name of a month, whole or its first three letters, that
// stands at `at`.
size_t MonthAt(absl::string_view text, size_t at) {
  constexpr absl::string_view kMonths[] = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  size_t end = at;
  while (end < text.size() && ascii_isalpha(text[end])) ++end;
  const absl::string_view word = text.substr(at, end - at);
  if (absl::EqualsIgnoreCase(word, "sept")) return 4;
  for (const absl::string_view month : kMonths) {
    if (absl::EqualsIgnoreCase(word, month) ||
        absl::EqualsIgnoreCase(word, month.substr(0, 3))) {
      return word.size();
    }
  }
  return 0;
}

// Past the year at `at`, of four figures or of two; 0 when there is none.
size_t PastYear(absl::string_view text, size_t at) {
  if (at < text.size() && text[at] == '\'') ++at;
  const Run run = RunAt(text, at);
  return run.size() == 4 || run.size() == 2 ? run.end : 0;
}

size_t PastOrdinal(absl::string_view text, size_t at) {
  for (const absl::string_view ending : {"st", "nd", "rd", "th"}) {
    if (absl::StartsWithIgnoreCase(text.substr(at), ending)) return at + 2;
  }
  return at;
}

// "12 March 1980", "12th of March, 1980", "12-Mar-80": what follows the day.
size_t PastMonthAndYear(absl::string_view text, size_t at) {
  const auto past_joint = [&](size_t from) {
    while (from < text.size() && absl::StrContains("-/.,", text[from])) ++from;
    return PastBlanks(text, from);
  };
  at = past_joint(PastOrdinal(text, at));
  if (absl::StartsWithIgnoreCase(text.substr(at), "of ")) at += 3;
  const size_t month = MonthAt(text, at);
  return month == 0 ? 0 : PastYear(text, past_joint(at + month));
}

// "12/03/1980", "1980-03-12", "12 . 3 . 80": three figures and what is between.
size_t PastFigures(absl::string_view text, const Run& first) {
  size_t at = PastBlanks(text, first.end);
  if (at >= text.size() || !absl::StrContains("/-.", text[at])) return 0;
  const char joint = text[at];
  const Run second = RunAt(text, PastBlanks(text, at + 1));
  at = PastBlanks(text, second.end);
  if (at >= text.size() || text[at] != joint) return 0;
  const Run third = RunAt(text, PastBlanks(text, at + 1));
  const bool year_first = first.size() == 4;
  const Run& year = year_first ? first : third;
  const Run& day = year_first ? third : first;
  if (year.size() != 4 && year.size() != 2) return 0;
  if (day.size() > 2 || day.size() == 0 || second.size() > 2) return 0;
  const int a = ValueOf(text, day);
  const int b = ValueOf(text, second);
  const int y = ValueOf(text, year);
  return IsDate(a, b, y) || IsDate(b, a, y) ? third.end : 0;
}

// "12031980", "19800312", "120380".
bool IsDateUnbroken(absl::string_view text, const Run& run) {
  const auto two = [&](size_t at) {
    return ValueOf(text, {run.begin + at, run.begin + at + 2});
  };
  if (run.size() == 6) return IsDate(two(0), two(2), two(4));
  return run.size() == 8 &&
         (IsDate(two(0), two(2), two(6)) || IsDate(two(6), two(4), two(2)));
}

// A day, month and year of which `first` is the first figures.
std::optional<Run> DateFrom(absl::string_view text, const Run& first) {
  if (IsDateUnbroken(text, first)) return first;
  if (first.size() > 4 || first.size() == 3) return std::nullopt;
  if (const size_t end = PastFigures(text, first)) return Run{first.begin, end};
  if (first.size() > 2) return std::nullopt;
  if (const size_t end = PastMonthAndYear(text, first.end)) {
    return Run{first.begin, end};
  }
  // "March 12, 1980".
  size_t month = first.begin;
  while (month > 0 && absl::ascii_isspace(text[month - 1])) --month;
  while (month > 0 && ascii_isalpha(text[month - 1])) --month;
  if (month == first.begin || MonthAt(text, month) == 0) return std::nullopt;
  size_t at = PastOrdinal(text, first.end);
  if (at < text.size() && text[at] == ',') ++at;
  const size_t end = PastYear(text, PastBlanks(text, at));
  if (end == 0 || RunAt(text, end - 4).size() != 4) return std::nullopt;
  return Run{month, end};
}

// Whether `text` ends with `words`, and they begin a word.
bool EndsWithWords(absl::string_view text, absl::string_view words) {
  if (!absl::EndsWithIgnoreCase(text, words)) return false;
  return text.size() == words.size() ||
         !ascii_isalnum(text[text.size() - words.size() - 1]);
}

absl::string_view WithoutJoints(absl::string_view text) {
  while (!text.empty()) {
    const char last = text.back();
    if (ascii_isalnum(last) || last == '\n') break;
    text.remove_suffix(1);
  }
  return text;
}

// "born in Glasgow on" and the like.
bool EndsWithBirthplace(absl::string_view text) {
  if (text.size() > kBirthplaceBytesMax) {
    text.remove_prefix(text.size() - kBirthplaceBytesMax);
  }
  for (size_t i = text.size(); i > 0; --i) {
    const char c = text[i - 1];
    if (ascii_isdigit(c) || absl::StrContains(".;!?\n", c)) return false;
    const absl::string_view before = text.substr(0, i);
    if (EndsWithWords(before, "born in") || EndsWithWords(before, "born at")) {
      return true;
    }
  }
  return false;
}

// Whether what comes before a date says that somebody was born then.
bool SaysBirthBefore(absl::string_view text) {
  constexpr absl::string_view kBirth[] = {
      "dob",       "d.o.b",    "d o b", "date of birth", "birth date",
      "birthdate", "birthday", "born",  "date-of-birth"};
  constexpr absl::string_view kBetween[] = {"on", "is", "was", "the", "of"};
  bool is_after_on = false;
  for (int words = 0; words < 3; ++words) {
    text = WithoutJoints(text);
    for (const absl::string_view birth : kBirth) {
      if (EndsWithWords(text, birth)) return true;
    }
    const auto* between =
        std::find_if(std::begin(kBetween), std::end(kBetween),
                     [&](auto word) { return EndsWithWords(text, word); });
    if (between == std::end(kBetween)) break;
    is_after_on = is_after_on || *between == "on";
    text.remove_suffix(between->size());
  }
  return is_after_on && EndsWithBirthplace(text);
}

// "12/03/1980 (DOB)".
bool SaysBirthBehind(absl::string_view text) {
  size_t at = 0;
  while (at < text.size() && absl::StrContains(" ([,-", text[at])) ++at;
  for (const absl::string_view birth : {"dob", "d.o.b", "date of birth"}) {
    if (!absl::StartsWithIgnoreCase(text.substr(at), birth)) continue;
    const size_t end = at + birth.size();
    // "12/03/1980, DOB 13/03/1980" says it of the second.
    const size_t next = std::min(text.size(), end + 4);
    if (end < text.size() && ascii_isalnum(text[end])) return false;
    return std::none_of(text.begin() + end, text.begin() + next, ascii_isdigit);
  }
  return false;
}

bool IsBirthDate(absl::string_view text, const Run& first) {
  const std::optional<Run> date = DateFrom(text, first);
  return date && (SaysBirthBefore(text.substr(0, date->begin)) ||
                  SaysBirthBehind(text.substr(date->end)));
}

}  // namespace

absl::string_view PersonalDataIn(absl::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!ascii_isdigit(text[i])) continue;
    const Run run = RunAt(text, i);
    if (IsChi(text, run)) return "a CHI number";
    if (IsPnc(text, run)) return "a PNC ID";
    if (IsBirthDate(text, run)) return "a date of birth";
    i = run.end - 1;
  }
  return "";
}

}  // namespace loopledger
