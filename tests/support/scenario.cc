#include "tests/support/scenario.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr char kOpenToAll[] = R"pb(
  ledger: "north"
  policy {
    open_membership: true
    default_marking {
      gsc: "OFFICIAL"
      handling { code: "P" }
    }
  })pb";

struct Keyword {
  absl::string_view word;
  Step::Kind kind;
};
constexpr Keyword kKeywords[] = {
    {"given", Step::Kind::kGiven},     {"when", Step::Kind::kWhen},
    {"exactly", Step::Kind::kExactly}, {"then", Step::Kind::kThen},
    {"refuse", Step::Kind::kRefuse},   {"view", Step::Kind::kView},
    {"absent", Step::Kind::kAbsent},   {"restart", Step::Kind::kRestart},
    {"at", Step::Kind::kAt},           {"after", Step::Kind::kAfter},
    {"ticks", Step::Kind::kTicks},     {"close", Step::Kind::kCloseBackfill},
};

std::optional<Step::Kind> KindOf(absl::string_view word) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.word == word) return keyword.kind;
  }
  return std::nullopt;
}

absl::Status Found(absl::string_view text, v1::LedgerFounded& founding) {
  text = absl::StripAsciiWhitespace(text);
  if (!absl::ConsumePrefix(&text, "{") || !absl::ConsumeSuffix(&text, "}") ||
      !google::protobuf::TextFormat::ParseFromString(std::string(text),
                                                     &founding)) {
    return absl::InvalidArgumentError("the founding does not read");
  }
  return absl::OkStatus();
}

// The lines with the lines that go on with them.
std::vector<Step> Join(absl::string_view text) {
  std::vector<Step> steps;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty() || line[0] == '#') continue;
    if (absl::ascii_isspace(static_cast<unsigned char>(line[0])) &&
        !steps.empty()) {
      absl::StrAppend(&steps.back().text, "\n", line);
    } else {
      steps.push_back({Step::Kind::kGiven, number, std::string(line)});
    }
  }
  return steps;
}

}  // namespace

absl::StatusOr<Scenario> ParseScenario(absl::string_view name,
                                       absl::string_view text) {
  Scenario scenario;
  scenario.name = std::string(name);
  google::protobuf::TextFormat::ParseFromString(kOpenToAll, &scenario.founding);
  for (Step& step : Join(text)) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(step.text, absl::MaxSplits(absl::ByAnyChar(" \n"), 1));
    if (parts.first == "found") {
      scenario.founding.Clear();
      RETURN_IF_ERROR(Found(parts.second, scenario.founding));
      continue;
    }
    const std::optional<Step::Kind> kind = KindOf(parts.first);
    if (!kind) {
      return absl::InvalidArgumentError(absl::StrCat(
          name, ":", step.line, ": no step is called ", parts.first));
    }
    step.kind = *kind;
    step.text = std::string(absl::StripAsciiWhitespace(parts.second));
    scenario.steps.push_back(std::move(step));
  }
  return scenario;
}

absl::StatusOr<std::vector<Scenario>> ReadScenarios(
    const std::string& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  if (error) return absl::NotFoundError(directory);
  std::sort(files.begin(), files.end());
  std::vector<Scenario> scenarios;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    ASSIGN_OR_RETURN(Scenario scenario,
                     ParseScenario(file.stem().string(), text));
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

}  // namespace loopledger
