#include "tools/ledger_log.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace loopledger {

std::string LogUrlOf(const Settings& settings, const std::string& data) {
  const std::string log = settings.Text("log");
  return log.empty() ? absl::StrCat("file:", data, "/log") : log;
}

KafkaSettings KafkaSettingsOf(const Settings& settings) {
  KafkaSettings kafka;
  for (const auto& [name, value] : settings.kafka()) {
    kafka.properties[name] = value.text;
  }
  const std::string accepted = settings.Text("accept_risk");
  for (const absl::string_view name :
       absl::StrSplit(accepted, ',', absl::SkipWhitespace())) {
    kafka.accepted_risks.emplace(absl::StripAsciiWhitespace(name));
  }
  return kafka;
}

}  // namespace loopledger
