#include "tools/kafka/advice.h"

#include "absl/strings/cord.h"

namespace loopledger::broker {
namespace {

constexpr char kNameUrl[] = "loopledger/kafka/name";
constexpr char kWhyUrl[] = "loopledger/kafka/why";
constexpr char kNextUrl[] = "loopledger/kafka/next";

std::string PayloadOf(const absl::Status& status, const char* url) {
  const auto payload = status.GetPayload(url);
  return payload ? std::string(*payload) : "";
}

}  // namespace

absl::Status WithAdvice(absl::Status status, const Advice& advice) {
  status.SetPayload(kNameUrl, absl::Cord(advice.name));
  status.SetPayload(kWhyUrl, absl::Cord(advice.why));
  status.SetPayload(kNextUrl, absl::Cord(advice.next));
  return status;
}

absl::Status Wrong(absl::string_view message, absl::string_view next) {
  return WithAdvice(absl::InvalidArgumentError(message),
                    {.name = "USAGE", .why = "", .next = std::string(next)});
}

Advice AdviceOf(const absl::Status& status) {
  return {.name = PayloadOf(status, kNameUrl),
          .why = PayloadOf(status, kWhyUrl),
          .next = PayloadOf(status, kNextUrl)};
}

}  // namespace loopledger::broker
