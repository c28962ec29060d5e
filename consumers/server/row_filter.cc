#include "consumers/server/row_filter.h"

#include <google/protobuf/timestamp.pb.h>

#include <tuple>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr size_t kFilterBytesMax = 1024;
constexpr size_t kTermsMax = 16;
constexpr absl::string_view kAnd = " and ";

bool IsTimestamp(const FieldDescriptor& field) {
  return field.message_type() == Timestamp::descriptor();
}

std::string FieldNames(const Descriptor& row) {
  std::vector<std::string> names;
  for (int i = 0; i < row.field_count(); ++i) {
    names.push_back(row.field(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

// The path must end in something that can be compared.
absl::StatusOr<FieldPath> ParsePath(absl::string_view text,
                                    const Descriptor& row) {
  FieldPath path;
  const Descriptor* type = &row;
  for (absl::string_view name : absl::StrSplit(text, '.')) {
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(name));
    if (field == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("there is no field \"", text, "\" in ", row.name(),
                       "; its fields are ", FieldNames(row)));
    }
    path.push_back(field);
    type = IsTimestamp(*field) ? nullptr : field->message_type();
  }
  if (type != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "field \"", text, "\" has fields of its own: ", FieldNames(*type)));
  }
  return path;
}

absl::Time YearBegins(absl::civil_year_t year) {
  return absl::FromCivil(absl::CivilYear(year), absl::UTCTimeZone());
}

absl::int128 MicrosOf(const Timestamp& time) {
  return absl::int128(time.seconds()) * 1'000'000 + time.nanos() / 1'000;
}

absl::StatusOr<Comparable> ParseValue(absl::string_view text,
                                      const FieldDescriptor& field) {
  Comparable value;
  absl::Time time;
  std::string error;
  bool boolean = false;
  const auto wrong = [&](absl::string_view wanted) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", text, "\" is no value of ", field.name(), ": ", wanted));
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      if (!absl::SimpleAtoi(text, &value.whole)) return wrong("a whole number");
      return value;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      if (!absl::SimpleAtod(text, &value.real)) return wrong("a number");
      return value;
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!absl::SimpleAtob(text, &boolean)) return wrong("true or false");
      value.whole = boolean ? 1 : 0;
      return value;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error) ||
          time < YearBegins(1) || time >= YearBegins(10'000)) {
        return wrong(
            "a time such as 2026-03-04T10:00:00Z, in the years 1 to 9999");
      }
      value.whole = absl::ToUnixMicros(time);
      return value;
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_STRING:
      value.text = std::string(text);
      return value;
  }
  return value;
}

// Reads one value, of element `i` when the field is repeated (else i is -1).
Comparable Read(const Message& message, const FieldDescriptor& field, int i) {
  const auto& reflection = *message.GetReflection();
  const auto* f = &field;
  const bool one = i < 0;
  Comparable value;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      value.whole = one ? reflection.GetInt32(message, f)
                        : reflection.GetRepeatedInt32(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      value.whole = one ? reflection.GetInt64(message, f)
                        : reflection.GetRepeatedInt64(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      value.whole = one ? reflection.GetUInt32(message, f)
                        : reflection.GetRepeatedUInt32(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      value.whole = one ? reflection.GetUInt64(message, f)
                        : reflection.GetRepeatedUInt64(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      value.real = one ? reflection.GetDouble(message, f)
                       : reflection.GetRepeatedDouble(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
      value.real = one ? reflection.GetFloat(message, f)
                       : reflection.GetRepeatedFloat(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      value.whole = (one ? reflection.GetBool(message, f)
                         : reflection.GetRepeatedBool(message, f, i))
                        ? 1
                        : 0;
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      value.text = (one ? reflection.GetEnum(message, f)
                        : reflection.GetRepeatedEnum(message, f, i))
                       ->name();
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      value.text = one ? reflection.GetString(message, f)
                       : reflection.GetRepeatedString(message, f, i);
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      value.whole = MicrosOf(static_cast<const Timestamp&>(
          one ? reflection.GetMessage(message, f)
              : reflection.GetRepeatedMessage(message, f, i)));
      break;
  }
  return value;
}

// True when `test` holds of any value at `path` from `depth` on. Absent
// timestamps have no value; other absent fields have their default.
bool AnyValue(const Message& message, const FieldPath& path, size_t depth,
              absl::FunctionRef<bool(const Comparable&)> test) {
  const FieldDescriptor& field = *path[depth];
  const auto& reflection = *message.GetReflection();
  const bool last = depth + 1 == path.size();
  if (!field.is_repeated()) {
    if (last) {
      return (!IsTimestamp(field) || reflection.HasField(message, &field)) &&
             test(Read(message, field, -1));
    }
    return AnyValue(reflection.GetMessage(message, &field), path, depth + 1,
                    test);
  }
  const int count = reflection.FieldSize(message, &field);
  for (int i = 0; i < count; ++i) {
    if (last ? test(Read(message, field, i))
             : AnyValue(reflection.GetRepeatedMessage(message, &field, i), path,
                        depth + 1, test)) {
      return true;
    }
  }
  return false;
}

// Takes "..." or everything up to " and ".
absl::StatusOr<std::string> TakeValue(absl::string_view& rest) {
  std::string value;
  if (!absl::ConsumePrefix(&rest, "\"")) {
    const size_t end = std::min(rest.find(kAnd), rest.size());
    value = std::string(absl::StripAsciiWhitespace(rest.substr(0, end)));
    rest.remove_prefix(end);
    return value;
  }
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') return value;
    if (c == '\\' && !rest.empty()) {
      value.push_back(rest.front());
      rest.remove_prefix(1);
    } else {
      value.push_back(c);
    }
  }
  return absl::InvalidArgumentError("a quoted value in the filter has no end");
}

}  // namespace

bool Comparable::operator<(const Comparable& other) const {
  return std::tie(whole, real, text) <
         std::tie(other.whole, other.real, other.text);
}

absl::StatusOr<RowFilter::Term> RowFilter::ParseTerm(absl::string_view& rest,
                                                     const Descriptor& row) {
  static constexpr std::pair<absl::string_view, Op> kOps[] = {
      {"!=", Op::kNotEqual}, {"<=", Op::kAtMost}, {">=", Op::kAtLeast},
      {"=", Op::kEqual},     {"<", Op::kLess},    {">", Op::kMore}};
  const size_t end = rest.find_first_of("!<>=");
  if (end == absl::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat(
        "expected field=value in the filter, found \"", rest, "\""));
  }
  Term term;
  ASSIGN_OR_RETURN(
      term.path,
      ParsePath(absl::StripAsciiWhitespace(rest.substr(0, end)), row));
  rest.remove_prefix(end);
  bool found = false;
  for (const auto& [symbol, op] : kOps) {
    if (found || !absl::ConsumePrefix(&rest, symbol)) continue;
    found = true;
    term.op = op;
  }
  if (!found) return absl::InvalidArgumentError("\"!\" is no comparison");
  rest = absl::StripLeadingAsciiWhitespace(rest);
  ASSIGN_OR_RETURN(const std::string value, TakeValue(rest));
  ASSIGN_OR_RETURN(term.value, ParseValue(value, *term.path.back()));
  return term;
}

absl::StatusOr<RowFilter> RowFilter::Parse(absl::string_view text,
                                           const Descriptor& row) {
  RowFilter filter;
  absl::string_view rest = absl::StripAsciiWhitespace(text);
  if (text.size() > kFilterBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a filter has at most ", kFilterBytesMax, " bytes"));
  }
  while (!rest.empty()) {
    if (filter.terms_.size() == kTermsMax) {
      return absl::InvalidArgumentError(
          absl::StrCat("a filter has at most ", kTermsMax, " terms"));
    }
    ASSIGN_OR_RETURN(Term term, ParseTerm(rest, row));
    filter.terms_.push_back(std::move(term));
    if (rest.empty()) break;
    if (!absl::ConsumePrefix(&rest, kAnd) || rest.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "expected \" and field=value\" in the filter, found \"", rest, "\""));
    }
  }
  return filter;
}

bool RowFilter::Holds(const Term& term, const Comparable& value) {
  switch (term.op) {
    case Op::kEqual:
    case Op::kNotEqual:  // Turned round by Matches: no element is equal.
      return value == term.value;
    case Op::kLess:
      return value < term.value;
    case Op::kAtMost:
      return !(term.value < value);
    case Op::kMore:
      return term.value < value;
    case Op::kAtLeast:
      return !(value < term.value);
  }
  return false;
}

bool RowFilter::Matches(const Message& row) const {
  for (const Term& term : terms_) {
    const bool any = AnyValue(
        row, term.path, 0,
        [&term](const Comparable& value) { return Holds(term, value); });
    if (any == (term.op == Op::kNotEqual)) return false;
  }
  return true;
}

absl::StatusOr<RowOrder> RowOrder::Parse(absl::string_view text,
                                         const Descriptor& row) {
  RowOrder order;
  absl::string_view field = absl::StripAsciiWhitespace(text);
  if (field.empty()) return order;
  order.descending_ = absl::ConsumeSuffix(&field, " desc");
  if (!order.descending_) absl::ConsumeSuffix(&field, " asc");
  ASSIGN_OR_RETURN(order.path_, ParsePath(field, row));
  return order;
}

Comparable RowOrder::KeyOf(const Message& row) const {
  Comparable key;
  key.whole = absl::Int128Min();
  AnyValue(row, path_, 0, [&key](const Comparable& value) {
    key = value;
    return true;
  });
  return key;
}

}  // namespace loopledger
