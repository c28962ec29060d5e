// Which rows a reader asks for, and in which order.
//
//   filter  := term { " and " term }      at most 16 terms
//   term    := field op value
//   op      := "=" | "!=" | "<" | "<=" | ">" | ">="
//   value   := "..." with \" and \\, or anything up to the next " and "
//   order   := field [ " desc" ]
//
// A field is a path into the row's message, such as `marking.gsc`. A repeated
// field matches when any element does. Numbers compare as numbers, timestamps
// as RFC 3339 times, text by its bytes.
#ifndef CONSUMERS_SERVER_ROW_FILTER_H_
#define CONSUMERS_SERVER_ROW_FILTER_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace loopledger {

using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// A value that can be compared with another of the same field.
struct Comparable {
  absl::int128 whole = 0;
  double real = 0;
  std::string text;

  bool operator==(const Comparable&) const = default;
  bool operator<(const Comparable& other) const;
};

class RowFilter {
 public:
  // kInvalidArgument says what was wrong and names the fields there are.
  static absl::StatusOr<RowFilter> Parse(
      absl::string_view text, const google::protobuf::Descriptor& row);

  bool empty() const { return terms_.empty(); }
  bool Matches(const google::protobuf::Message& row) const;

 private:
  enum class Op { kEqual, kNotEqual, kLess, kAtMost, kMore, kAtLeast };
  struct Term {
    FieldPath path;
    Op op = Op::kEqual;
    Comparable value;
  };

  static absl::StatusOr<Term> ParseTerm(
      absl::string_view& rest, const google::protobuf::Descriptor& row);
  static bool Holds(const Term& term, const Comparable& value);

  std::vector<Term> terms_;
};

class RowOrder {
 public:
  static absl::StatusOr<RowOrder> Parse(
      absl::string_view text, const google::protobuf::Descriptor& row);

  bool empty() const { return path_.empty(); }
  bool descending() const { return descending_; }
  // What a row sorts by; a field that is not set sorts first.
  Comparable KeyOf(const google::protobuf::Message& row) const;

 private:
  FieldPath path_;
  bool descending_ = false;
};

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_ROW_FILTER_H_
