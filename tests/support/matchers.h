// What GoogleTest lacks here: matchers of statuses and of messages.
//
//   EXPECT_THAT(log.End(), IsOkAndHolds(7));
//   EXPECT_THAT(log.Append(entries), IsOk());
//   EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("7")));
//   EXPECT_THAT(event, EqualsProto(R"pb(stream_id: "T-1")pb"));
#ifndef TESTS_SUPPORT_MATCHERS_H_
#define TESTS_SUPPORT_MATCHERS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

namespace loopledger {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).ok();
}

MATCHER_P(IsOkAndHolds, value,
          "is OK and holds a value that " +
              testing::DescribeMatcher<decltype(*std::declval<arg_type>())>(
                  value, negation)) {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return testing::ExplainMatchResult(value, *arg, result_listener);
}

MATCHER_P(StatusIs, code,
          std::string(negation ? "is not " : "is ") +
              absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message,
           std::string(negation ? "is not " : "is ") +
               absl::StatusCodeToString(code) + " with a message that " +
               testing::DescribeMatcher<std::string>(message)) {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).code() == code &&
         testing::ExplainMatchResult(
             message, std::string(StatusOf(arg).message()), result_listener);
}

// Compares messages field by field and says which differ. The expected one is
// a message, or its text form.
class EqualsProto {
 public:
  using is_gtest_matcher = void;

  explicit EqualsProto(const google::protobuf::Message& expected)
      : text_(expected.DebugString()) {}
  explicit EqualsProto(std::string text) : text_(std::move(text)) {}

  bool MatchAndExplain(const google::protobuf::Message& actual,
                       std::ostream* listener) const {
    std::unique_ptr<google::protobuf::Message> expected(actual.New());
    if (!google::protobuf::TextFormat::ParseFromString(text_, expected.get())) {
      if (listener) *listener << "the expected text is no " << TypeOf(actual);
      return false;
    }
    std::string differences;
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&differences);
    const bool equal = differencer.Compare(*expected, actual);
    if (listener && !equal) *listener << "differs:\n" << differences;
    return equal;
  }

  void DescribeTo(std::ostream* out) const { *out << "equals\n" << text_; }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "does not equal\n" << text_;
  }

 private:
  static std::string TypeOf(const google::protobuf::Message& message) {
    return message.GetDescriptor()->full_name();
  }

  std::string text_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_MATCHERS_H_
