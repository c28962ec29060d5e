#include "tools/settings.h"

#include <sys/stat.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_settings.h"
#include "tools/terminal.h"
#include "tools/utf8.h"

namespace loopledger {
namespace {

using Kind = SettingInfo::Kind;

constexpr SettingInfo kSettings[] = {
    {"config", Kind::kText, "", "the YAML file with these settings"},
    {"log", Kind::kText, "", "the ledger's log; file:<data>/log when empty"},
    {"accept_risk", Kind::kText, "",
     "what may be wrong with a Kafka topic, by names with commas between"},
    {"data", Kind::kText, "./.loopledger", "where views and locks live"},
    {"dev", Kind::kSwitch, "false", "local use: no authentication, loopback"},
    {"grpc", Kind::kListen, "127.0.0.1:7470", "where serve listens for gRPC"},
    {"found", Kind::kText, "", "JSON of LedgerFounded, for an empty log"},
    {"server", Kind::kServer, "127.0.0.1:7470", "the server that verbs ask"},
    {"org", Kind::kIdentifier, "", "the organisation that reads"},
    {"output", Kind::kFormat, "table",
     "table, json, ndjson or yaml; of loop trace also dot or mermaid"},
    {"timeout", Kind::kDuration, "30s", "how long a verb waits for an answer"},
    {"memory_mib", Kind::kCount, "256", "memory budget of the views"},
    {"message_kib_max", Kind::kCount, "4096", "largest message over gRPC"},
    {"streams_max", Kind::kCount, "64", "publishing streams at once"},
    {"followers_max", Kind::kCount, "128", "subscriptions and reads at once"},
    {"window_max", Kind::kCount, "4096",
     "unanswered commands of one publishing stream"},
    {"drain", Kind::kDuration, "10s", "how long SIGTERM waits for answers"},
};

constexpr absl::string_view kSwitchOn[] = {"true", "1", "yes", "on"};
constexpr absl::string_view kSwitchOff[] = {"false", "0", "no", "off"};
constexpr absl::string_view kFormats[] = {"table", "json", "ndjson",
                                          "yaml",  "dot",  "mermaid"};
constexpr int64_t kCountMax = 1 << 20;
constexpr size_t kIdentifierBytesMax = 128;
constexpr uint32_t kPortMax = 65535;
constexpr size_t kConfigBytesMax = 1 << 20;

bool IsOneOf(absl::string_view text, absl::Span<const absl::string_view> all) {
  for (const absl::string_view one : all) {
    if (text == one) return true;
  }
  return false;
}

// HOST:PORT with a port in digits.
bool IsListenAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == 0 || colon == absl::string_view::npos) return false;
  const absl::string_view digits = text.substr(colon + 1);
  uint32_t port = 0;
  return std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(digits, &port) && port <= kPortMax;
}

// What a right value looks like; empty when `text` is one.
std::string Wanted(Kind kind, const std::string& text) {
  int64_t count = 0;
  absl::Duration duration;
  switch (kind) {
    case Kind::kText:
      return "";
    case Kind::kIdentifier:
      return text.empty() || IsIdentifier(text)
                 ? ""
                 : absl::StrCat("1 to ", kIdentifierBytesMax,
                                " of A-Z a-z 0-9 . _ - :");
    case Kind::kListen:
      return IsListenAddress(text)
                 ? ""
                 : absl::StrCat("HOST:PORT with a port from 0 to ", kPortMax);
    case Kind::kServer:
      return text.empty() ? "HOST:PORT" : "";
    case Kind::kSwitch:
      return IsOneOf(text, kSwitchOn) || IsOneOf(text, kSwitchOff)
                 ? ""
                 : "true or false";
    case Kind::kCount:
      return absl::SimpleAtoi(text, &count) && count > 0 && count <= kCountMax
                 ? ""
                 : absl::StrCat("a whole number from 1 to ", kCountMax);
    case Kind::kDuration:
      return absl::ParseDuration(text, &duration) &&
                     duration > absl::ZeroDuration()
                 ? ""
                 : "a duration such as 30s or 500ms";
    case Kind::kFormat:
      return IsOneOf(text, kFormats)
                 ? ""
                 : absl::StrCat("one of ", absl::StrJoin(kFormats, ", "));
  }
  return "";
}

std::string EnvironmentName(absl::string_view name) {
  return absl::StrCat("LOOPLEDGER_", absl::AsciiStrToUpper(name));
}

std::string FlagName(absl::string_view name) {
  std::string flag = absl::StrCat("--", name);
  for (char& c : flag) {
    if (c == '_') c = '-';
  }
  return flag;
}

absl::Status ConfigError(absl::string_view message) {
  return WithHelp(absl::InvalidArgumentError(message),
                  {.name = "CONFIG_INVALID",
                   .why = "",
                   .next = "loopledger config show --effective, which lists "
                           "every key"});
}

std::string At(const std::string& path, const YAML::Mark& mark) {
  return absl::StrCat(path, ":", mark.line + 1);
}

struct ConfigLine {
  std::string where;  // FILE:LINE
  std::string name;
  std::string text;
};

absl::StatusOr<std::vector<ConfigLine>> LinesOf(const std::string& path,
                                                const YAML::Node& root) {
  std::vector<ConfigLine> lines;
  if (root.IsNull()) return lines;
  if (!root.IsMap()) {
    return ConfigError(absl::StrCat(path, ": expected lines \"key: value\""));
  }
  for (const auto& entry : root) {
    const std::string where = At(path, entry.first.Mark());
    if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
      return ConfigError(absl::StrCat(where, ": expected \"key: value\""));
    }
    lines.push_back({where, entry.first.Scalar(), entry.second.Scalar()});
  }
  return lines;
}

// yaml-cpp takes a directory for a file, and a NUL for the end of one.
absl::StatusOr<std::string> ReadText(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) {
    return ConfigError(absl::StrCat("could not read config file ", path, ": ",
                                    std::strerror(errno)));
  }
  if (S_ISDIR(found.st_mode)) {
    return ConfigError(absl::StrCat("config file ", path, " is a directory"));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(kConfigBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (file.bad() || !file.eof()) {
    return ConfigError(absl::StrCat("could not read config file ", path,
                                    ", or it has more ", "than ",
                                    kConfigBytesMax, " bytes"));
  }
  if (!IsUtf8(text) || text.find('\0') != std::string::npos) {
    return ConfigError(
        absl::StrCat("config file ", path, " is not UTF-8 text"));
  }
  return text;
}

// yaml-cpp throws; this is the one place that meets it.
absl::StatusOr<std::vector<ConfigLine>> ReadConfig(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  try {
    return LinesOf(path, YAML::Load(text));
  } catch (const YAML::Exception& error) {
    return ConfigError(absl::StrCat(At(path, error.mark), ": ", error.msg));
  }
}

}  // namespace

bool IsIdentifier(absl::string_view text) {
  return !text.empty() && text.size() <= kIdentifierBytesMax &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) ||
                  absl::string_view("._-:").find(static_cast<char>(c)) !=
                      absl::string_view::npos;
         });
}

absl::Span<const SettingInfo> AllSettings() { return kSettings; }

const SettingInfo* FindSetting(absl::string_view name) {
  for (const SettingInfo& info : kSettings) {
    if (name == info.name) return &info;
  }
  return nullptr;
}

void Settings::SetFlag(absl::string_view name, absl::string_view text) {
  layers_[std::string(name)][kFlag] = {
      .text = std::string(text),
      .origin = absl::StrCat("flag ", FlagName(name))};
}

absl::Status Settings::Put(absl::string_view name, Layer layer,
                           absl::string_view text, absl::string_view origin) {
  const SettingInfo* info = FindSetting(name);
  if (info == nullptr) {
    return ConfigError(absl::StrCat(origin, ": unknown key \"", name, "\""));
  }
  const std::string value(text);
  if (const std::string wanted = Wanted(info->kind, value); !wanted.empty()) {
    return ConfigError(absl::StrCat(origin, ": ", name, " is \"",
                                    absl::Utf8SafeCEscape(value),
                                    "\", expected ", wanted));
  }
  layers_[info->name][layer] = {.text = value, .origin = std::string(origin)};
  return absl::OkStatus();
}

absl::Status Settings::LoadEnvironment() {
  for (const SettingInfo& info : kSettings) {
    const std::string variable = EnvironmentName(info.name);
    const char* text = std::getenv(variable.c_str());
    if (text == nullptr) continue;
    RETURN_IF_ERROR(Put(info.name, kEnvironment, text,
                        absl::StrCat("environment ", variable)));
  }
  return absl::OkStatus();
}

absl::Status Settings::LoadFile(const std::string& path) {
  std::map<std::string, std::string> seen;
  ASSIGN_OR_RETURN(const auto lines, ReadConfig(path));
  for (const ConfigLine& line : lines) {
    const auto [first, fresh] = seen.emplace(line.name, line.where);
    if (!fresh) {
      return ConfigError(absl::StrCat(line.where, ": \"", line.name,
                                      "\" is already said at ", first->second));
    }
    absl::string_view kafka = line.name;
    RETURN_IF_ERROR(absl::ConsumePrefix(&kafka, "rdkafka.")
                        ? PutKafka(std::string(kafka), line.text, line.where)
                        : Put(line.name, kFile, line.text, line.where));
  }
  return absl::OkStatus();
}

// A wrong one is named here, with its line; a secret is not repeated.
absl::Status Settings::PutKafka(const std::string& name,
                                const std::string& text,
                                const std::string& origin) {
  KafkaSettings one;
  one.properties[name] = text;
  if (const auto known = EffectiveProperties(one); !known.ok()) {
    return ConfigError(absl::StrCat(origin, ": ", known.status().message()));
  }
  kafka_[name] = {.text = text, .origin = origin};
  return absl::OkStatus();
}

absl::Status Settings::Load() {
  for (const auto& [name, layers] : layers_) {
    const auto flag = layers.find(kFlag);
    if (flag == layers.end()) continue;
    const SettingValue value = flag->second;
    if (absl::Status wrong = Put(name, kFlag, value.text, value.origin);
        !wrong.ok()) {
      return UsageError(wrong.message());
    }
  }
  RETURN_IF_ERROR(LoadEnvironment());
  const std::string path = Text("config");
  return path.empty() ? absl::OkStatus() : LoadFile(path);
}

SettingValue Settings::Value(absl::string_view name) const {
  const SettingInfo* info = FindSetting(name);
  CHECK(info != nullptr);
  const auto found = layers_.find(info->name);
  if (found == layers_.end() || found->second.empty()) {
    return {.text = info->fallback, .origin = "default"};
  }
  return found->second.rbegin()->second;
}

bool Settings::IsSet(absl::string_view name) const {
  return Value(name).origin != "default";
}

std::string Settings::Text(absl::string_view name) const {
  return Value(name).text;
}

bool Settings::Switch(absl::string_view name) const {
  return IsOneOf(Text(name), kSwitchOn);
}

int64_t Settings::Count(absl::string_view name) const {
  int64_t count = 0;
  CHECK(absl::SimpleAtoi(Text(name), &count));
  return count;
}

absl::Duration Settings::Duration(absl::string_view name) const {
  absl::Duration duration;
  CHECK(absl::ParseDuration(Text(name), &duration));
  return duration;
}

absl::Status Settings::CheckFile(const std::string& path) {
  return Settings().LoadFile(path);
}

}  // namespace loopledger
