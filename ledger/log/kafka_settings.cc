#include "ledger/log/kafka_settings.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr size_t kTopicBytesMax = 249;  // Kafka's own limit.

struct Property {
  const char* name;
  const char* value;
};

// The ledger is right only with these.
constexpr Property kFixed[] = {
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"allow.auto.create.topics", "false"},
    // A lost place must be an error, never another place.
    {"auto.offset.reset", "error"},
    {"enable.partition.eof", "true"},
    // Every reader sees every entry, whether or not a stranger wrapped it into
    // a transaction; the rule alone says what counts.
    {"isolation.level", "read_uncommitted"},
    {"check.crcs", "true"},
};

// Other names of the above.
constexpr Property kFixedAliases[] = {
    {"request.required.acks", "all"},
    {"auto.commit.enable", "false"},
};

constexpr const char* kTaken[] = {
    "bootstrap.servers", "metadata.broker.list", "transactional.id",
    "group.id",          "builtin.features",
};

constexpr Property kDefaults[] = {
    {"client.id", "loopledger"},
    {"socket.nagle.disable", "true"},
    // A wave of entries is one request, and flushed; see kafka_producer.h. It
    // lingers only where more would be one request, too.
    {"linger.ms", "20"},
    {"batch.num.messages", "100000"},
    {"queue.buffering.max.messages", "1000000"},
    {"queue.buffering.max.kbytes", "1048576"},
    {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "1000"},
    {"topic.metadata.refresh.fast.interval.ms", "50"},
    {"fetch.message.max.bytes", "4194304"},
    {"queued.max.messages.kbytes", "16384"},
    // It is also how long a full queue waits before it fetches on.
    {"fetch.error.backoff.ms", "5"},
    {"log_level", "4"},
};

constexpr const char* kSecrets[] = {
    "sasl.password",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.password",
    "sasl.oauthbearer.config",
    "sasl.oauthbearer.client.secret",
};

absl::Status BadUrl(absl::string_view url, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("log \"", url, "\" ", what,
                   "; it is written kafka://HOST:PORT[,HOST:PORT]/TOPIC"));
}

bool IsHostAndPort(absl::string_view broker) {
  const size_t colon = broker.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return false;
  int port = 0;
  return absl::SimpleAtoi(broker.substr(colon + 1), &port) && port > 0 &&
         port < 65536;
}

bool IsTopic(absl::string_view topic) {
  return !topic.empty() && topic.size() <= kTopicBytesMax && topic != "." &&
         topic != ".." &&
         std::all_of(topic.begin(), topic.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
         });
}

absl::StatusOr<std::string> ReadSecret(const std::string& name,
                                       absl::string_view value) {
  if (absl::ConsumePrefix(&value, "file:")) {
    std::ifstream file{std::string(value)};
    std::string text((std::istreambuf_iterator<char>(file)),
                     std::istreambuf_iterator<char>());
    if (!file) {
      return absl::InvalidArgumentError(
          absl::StrCat("could not read ", name, " from file ", value));
    }
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
      text.pop_back();
    }
    return text;
  }
  if (absl::ConsumePrefix(&value, "env:")) {
    const char* found = std::getenv(std::string(value).c_str());
    if (found != nullptr) return std::string(found);
    return absl::InvalidArgumentError(absl::StrCat(
        "could not read ", name, ": there is no variable ", value));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "rdkafka.", name,
      " is a secret: give file:PATH or env:NAME, where it is to be found"));
}

absl::Status CheckSettable(const std::string& name, const std::string& value) {
  const auto check = [&](const Property& fixed) {
    if (name != fixed.name || value == fixed.value) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("rdkafka.", name, " cannot be set to ", value,
                     ": the ledger rests on ", fixed.value));
  };
  for (const Property& fixed : kFixed) RETURN_IF_ERROR(check(fixed));
  for (const Property& fixed : kFixedAliases) RETURN_IF_ERROR(check(fixed));
  const bool taken =
      std::find(std::begin(kTaken), std::end(kTaken), name) != std::end(kTaken);
  if (!taken) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "rdkafka.", name,
      " cannot be set: the log's URL names the brokers, and a ledger knows "
      "neither groups nor transactions"));
}

}  // namespace

bool IsSecretProperty(absl::string_view name) {
  return std::find(std::begin(kSecrets), std::end(kSecrets), name) !=
         std::end(kSecrets);
}

std::string LedgerOfTopic(absl::string_view topic) {
  return std::string(absl::StripPrefix(topic, "loopledger."));
}

absl::Status ReadKafkaUrl(absl::string_view url, KafkaSettings& settings) {
  absl::string_view rest = url;
  if (!absl::ConsumePrefix(&rest, "kafka://")) {
    return BadUrl(url, "is not kafka://");
  }
  const size_t slash = rest.find('/');
  if (slash == absl::string_view::npos) return BadUrl(url, "names no topic");
  const absl::string_view brokers = rest.substr(0, slash);
  for (const absl::string_view broker : absl::StrSplit(brokers, ',')) {
    if (!IsHostAndPort(broker)) {
      return BadUrl(
          url, absl::StrCat("has \"", broker, "\" where HOST:PORT should be"));
    }
  }
  const absl::string_view topic = rest.substr(slash + 1);
  if (!IsTopic(topic)) {
    return BadUrl(url,
                  absl::StrCat("has \"", topic, "\" where a topic should be"));
  }
  settings.brokers = std::string(brokers);
  settings.topic = std::string(topic);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>>
EffectiveProperties(const KafkaSettings& settings) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Property& each : kDefaults)
    all.emplace_back(each.name, each.value);
  all.emplace_back(
      "message.timeout.ms",
      absl::StrCat(absl::ToInt64Milliseconds(settings.delivery_timeout)));
  for (const auto& [name, value] : settings.properties) {
    RETURN_IF_ERROR(CheckSettable(name, value));
    if (IsSecretProperty(name)) {
      ASSIGN_OR_RETURN(std::string secret, ReadSecret(name, value));
      all.emplace_back(name, std::move(secret));
    } else {
      all.emplace_back(name, value);
    }
  }
  for (const Property& each : kFixed) all.emplace_back(each.name, each.value);
  all.emplace_back("bootstrap.servers", settings.brokers);
  return all;
}

}  // namespace loopledger
