#include "tools/import/attack_object.h"

#include <simdjson.h>

#include <array>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/base/status.h"

namespace loopledger::import {
namespace {

using Json = simdjson::dom::object;

absl::string_view View(std::string_view text) {
  return {text.data(), text.size()};
}

// Empty when `key` is absent or no string.
absl::string_view TextOf(const Json& object, const char* key) {
  std::string_view text;
  return object.at_key(key).get_string().get(text) == simdjson::SUCCESS
             ? View(text)
             : absl::string_view();
}

bool FlagOf(const Json& object, const char* key) {
  bool flag = false;
  return object.at_key(key).get_bool().get(flag) == simdjson::SUCCESS && flag;
}

std::optional<absl::Time> TimeOf(const Json& object, const char* key) {
  absl::Time time;
  std::string why;
  const absl::string_view text = TextOf(object, key);
  if (text.empty() || !absl::ParseTime(absl::RFC3339_full, text, &time, &why)) {
    return std::nullopt;
  }
  return time;
}

void ReadReferences(const Json& object, Change& change) {
  simdjson::dom::array references;
  if (object.at_key("external_references").get_array().get(references) !=
      simdjson::SUCCESS) {
    return;
  }
  for (const simdjson::dom::element element : references) {
    Json reference;
    if (element.get_object().get(reference) != simdjson::SUCCESS) continue;
    const absl::string_view name = TextOf(reference, "source_name");
    const absl::string_view attack_id = TextOf(reference, "external_id");
    if (!attack_id.empty()) {
      const bool own = absl::StartsWith(name, "mitre-");
      if (own && change.attack_id.empty()) {
        change.attack_id = std::string(attack_id);
      }
      continue;
    }
    const absl::string_view url = TextOf(reference, "url");
    if (url.empty()) continue;
    change.citations.push_back(
        {.name = std::string(name),
         .host = HostOf(url),
         .published = PublishedIn(TextOf(reference, "description"))});
  }
}

void ReadAliases(const Json& object, Change& change) {
  simdjson::dom::array aliases;
  if (object.at_key("aliases").get_array().get(aliases) != simdjson::SUCCESS) {
    return;
  }
  for (const simdjson::dom::element element : aliases) {
    std::string_view alias;
    if (element.get_string().get(alias) == simdjson::SUCCESS) {
      change.aliases.emplace_back(alias);
    }
  }
}

bool IsMapped(absl::string_view type) {
  return type == "relationship" || type == "intrusion-set" ||
         type == "campaign";
}

void ReadObject(const Json& object, Change& change) {
  change.modified = TimeOf(object, "modified");
  change.name = std::string(TextOf(object, "name"));
  change.description = std::string(TextOf(object, "description"));
  change.version = std::string(TextOf(object, "x_mitre_version"));
  change.last_seen = TimeOf(object, "last_seen");
  change.revoked = FlagOf(object, "revoked");
  change.deprecated = FlagOf(object, "x_mitre_deprecated");
  change.verb = std::string(TextOf(object, "relationship_type"));
  change.source = std::string(TextOf(object, "source_ref"));
  change.target = std::string(TextOf(object, "target_ref"));
  ReadReferences(object, change);
  ReadAliases(object, change);
}

absl::Status Missing(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(what, " is missing or not of its type"));
}

bool TakeNumber(absl::string_view& text, size_t digits, int& number) {
  if (text.size() < digits) return false;
  for (const char c : text.substr(0, digits)) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  if (!absl::SimpleAtoi(text.substr(0, digits), &number)) return false;
  text.remove_prefix(digits);
  return true;
}

// "March 7" or "March": the rest of a date after its year.
void TakeMonthAndDay(absl::string_view text, int& month, int& day) {
  constexpr std::array<absl::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (!absl::ConsumePrefix(&text, kMonths[i])) continue;
    month = static_cast<int>(i) + 1;
    if (!absl::ConsumePrefix(&text, " ")) return;
    const size_t digits =
        text.size() > 1 &&
                absl::ascii_isdigit(static_cast<unsigned char>(text[1]))
            ? 2
            : 1;
    if (!TakeNumber(text, digits, day)) day = 1;
    return;
  }
}

}  // namespace

struct ChangeParser::Parser {
  simdjson::dom::parser json;
};

ChangeParser::ChangeParser() : parser_(std::make_unique<Parser>()) {}
ChangeParser::~ChangeParser() = default;

absl::Status ChangeParser::Parse(absl::string_view line, Change& change) {
  simdjson::dom::element whole;
  const simdjson::error_code error =
      parser_->json.parse(line.data(), line.size(), false).get(whole);
  if (error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(
        absl::StrCat("no JSON: ", simdjson::error_message(error)));
  }
  Json outer, object;
  if (whole.get_object().get(outer) != simdjson::SUCCESS) {
    return Missing("the JSON object");
  }
  const std::optional<absl::Time> recorded_at = TimeOf(outer, "recorded_at");
  if (!recorded_at) return Missing("recorded_at");
  if (outer.at_key("object").get_object().get(object) != simdjson::SUCCESS) {
    return Missing("object");
  }
  change = Change{};
  change.recorded_at = *recorded_at;
  change.type = std::string(TextOf(object, "type"));
  change.id = std::string(TextOf(object, "id"));
  if (change.type.empty()) return Missing("object.type");
  if (change.id.empty()) return Missing("object.id");
  if (!IsMapped(change.type)) return absl::OkStatus();
  ReadObject(object, change);
  if (!change.modified) return Missing("object.modified");
  return absl::OkStatus();
}

absl::string_view TypeOf(absl::string_view object_id) {
  return object_id.substr(0, object_id.find("--"));
}

absl::Time PublishedIn(absl::string_view text) {
  for (size_t at = text.find('('); at != absl::string_view::npos;
       at = text.find('(', at + 1)) {
    absl::string_view rest = text.substr(at + 1);
    int year = 0, month = 1, day = 1;
    if (!TakeNumber(rest, 4, year) || year < 1990 || year > 2100) continue;
    if (absl::ConsumePrefix(&rest, ", ")) TakeMonthAndDay(rest, month, day);
    return absl::FromCivil(absl::CivilDay(year, month, day),
                           absl::UTCTimeZone());
  }
  return absl::InfinitePast();
}

std::string HostOf(absl::string_view url) {
  for (const absl::string_view inner : {"/http:/", "/https:/"}) {
    const size_t copied = url.rfind(inner);  // web.archive.org/web/2017/http:/
    if (copied != absl::string_view::npos) url.remove_prefix(copied + 1);
  }
  const size_t scheme = url.find(':');
  if (scheme != absl::string_view::npos) url.remove_prefix(scheme + 1);
  while (absl::ConsumePrefix(&url, "/")) {
  }
  std::string host =
      absl::AsciiStrToLower(url.substr(0, url.find_first_of(":/?#")));
  if (absl::StartsWith(host, "www.")) host.erase(0, 4);
  return host;
}

}  // namespace loopledger::import
