// loopledger doctor: is everything here in order?
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "consumers/client/client.h"
#include "ledger/base/status.h"
#include "ledger/log/kafka_terms.h"
#include "tools/ask.h"
#include "tools/ledger_log.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {
namespace {

constexpr uint64_t kFreeMibMin = 1024;

constexpr Column kColumns[] = {
    {"CHECK", "check"}, {"RESULT", "result"}, {"DETAIL", "detail"}};

Json Line(absl::string_view check, bool ok, const std::string& detail) {
  Json line = Json::Object();
  line.Add("check", Json::String(check));
  line.Add("result", Json::String(ok ? "ok" : "problem"));
  line.Add("detail", Json::String(detail));
  return line;
}

// Where `path` is or would be made.
Json DataCheck(std::string path) {
  while (access(path.c_str(), F_OK) != 0 && path.find('/') != path.npos) {
    path.resize(path.rfind('/'));
  }
  if (path.empty()) path = "/";
  struct statvfs disk = {};
  if (access(path.c_str(), W_OK) != 0 || statvfs(path.c_str(), &disk) != 0) {
    return Line("data directory", false, path + " cannot be written");
  }
  const uint64_t free_mib = disk.f_bavail * disk.f_frsize / (1024 * 1024);
  return Line("data directory", free_mib >= kFreeMibMin,
              absl::StrCat(path, ": ", free_mib, " MiB free"));
}

std::string Described(const KafkaTerms& terms) {
  std::string text = absl::StrCat("librdkafka ", terms.library);
  for (const auto& [name, broker] : terms.brokers) {
    absl::StrAppend(&text, "; ", name);
    for (const char* request : {"Produce", "Fetch", "InitProducerId"}) {
      const auto taken = broker.versions.find(request);
      if (taken == broker.versions.end()) continue;
      absl::StrAppend(&text, " ", request, " ", taken->second.first, "..",
                      taken->second.second);
    }
    absl::StrAppend(&text, " features ", absl::StrJoin(broker.features, ","));
  }
  return text;
}

// What was agreed on with the brokers of the log at `url`. A status: what the
// ledger rests on, or was asked for, is switched off.
absl::Status KafkaCheck(const Globals& globals, const std::string& url,
                        std::vector<Json>& lines) {
  KafkaSettings kafka = KafkaSettingsOf(globals.settings);
  RETURN_IF_ERROR(ReadKafkaUrl(url, kafka));
  const auto terms = NegotiateKafkaTerms(kafka);
  if (!terms.ok()) {
    lines.push_back(
        Line("kafka", false, std::string(terms.status().message())));
    return absl::OkStatus();
  }
  lines.push_back(Line("kafka", true, Described(*terms)));
  const std::vector<KafkaLack> lacks = LacksOf(*terms);
  const auto check = [&](absl::string_view what, absl::string_view lack,
                         std::string detail) {
    bool ok = true;
    for (const KafkaLack& each : lacks) {
      if (each.name != lack) continue;
      ok = false;
      detail = each.sentence;
    }
    lines.push_back(Line(what, ok, detail));
  };
  check("kafka idempotence", "KAFKA_IDEMPOTENCE_OFF",
        "on: a broker gave the producer an id");
  check("kafka acks", "KAFKA_ACKS_OFF", "all");
  check("kafka compression", "KAFKA_COMPRESSION_OFF", terms->compression);
  if (lacks.empty()) return absl::OkStatus();
  std::string all;
  for (const KafkaLack& lack : lacks) {
    absl::StrAppend(&all, all.empty() ? "" : "; ", lack.sentence);
  }
  return WithHelp(
      absl::FailedPreconditionError(absl::StrCat(url, ": ", all)),
      {.name = lacks.front().name,
       .why = "librdkafka switches off what it believes a broker to lack, and "
              "goes on without a word",
       .next = "a newer librdkafka, other rdkafka. settings, or a broker of "
               "Apache Kafka 3 or later"});
}

absl::Status KafkaChecks(const Globals& globals, std::vector<Json>& lines) {
  absl::Status first;
  const std::string logs =
      LogUrlOf(globals.settings, globals.settings.Text("data"));
  for (const absl::string_view log : absl::StrSplit(logs, '\n')) {
    const size_t at = log.find("kafka://");  // NAME=URL or URL.
    if (at == absl::string_view::npos) continue;
    const absl::Status checked =
        KafkaCheck(globals, std::string(log.substr(at)), lines);
    if (first.ok()) first = checked;
  }
  return first;
}

}  // namespace

Exit Doctor(const Globals& globals) {
  std::vector<Json> lines;
  const std::string config = globals.settings.Text("config");
  lines.push_back(
      Line("config", true, config.empty() ? "no file; defaults" : config));
  lines.push_back(DataCheck(globals.settings.Text("data")));
  const absl::Status kafka = KafkaChecks(globals, lines);
  Client client(ClientOptionsOf(globals));
  const std::string server = globals.settings.Text("server");
  const auto head = client.GetHead();
  lines.push_back(Line(
      "server", head.ok(),
      head.ok()
          ? absl::StrCat(server, ": ledger ", head->ledger(),
                         ", next position ", head->next())
          : absl::StrCat(server, ": ", std::string(head.status().message()))));
  v1::ListViewsResponse views;
  if (head.ok()) {
    if (auto answer = client.ListViews(); answer.ok()) views = *answer;
  }
  for (const v1::ViewInfo& view : views.views()) {
    lines.push_back(
        Line(absl::StrCat("view ", view.view()), view.health().empty(),
             view.health().empty() ? absl::StrCat("next position ", view.next())
                                   : view.health()));
  }
  if (globals.format() == Format::kTable) {
    std::fputs(TableText(kColumns, lines).c_str(), stdout);
  } else {
    PrintRows(globals.format(), kColumns, lines);
  }
  RETURN_IF_ERROR(kafka);
  const bool well = std::all_of(lines.begin(), lines.end(), [](const Json& l) {
    return l.Find("result")->text == "ok";
  });
  return well ? kExitOk : kExitUnexpected;
}

}  // namespace loopledger
