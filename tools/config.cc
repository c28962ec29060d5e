// loopledger config: what is set, and by whom.
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/terminal.h"
#include "tools/verbs.h"

namespace loopledger {

Exit ConfigCheck(const Globals& globals) {
  const std::string path = globals.settings.Text("config");
  if (path.empty()) {
    return UsageError("there is no config file to check",
                      "loopledger config check --config FILE");
  }
  // Settings::Load has read it already; say so for the file alone.
  RETURN_IF_ERROR(Settings::CheckFile(path));
  std::printf("%s: ok\n", path.c_str());
  return kExitOk;
}

Exit ConfigShow(const Globals& globals, const ConfigOptions& options) {
  const bool table = globals.format() == Format::kTable;
  Json all = Json::Object();
  std::vector<Json> rows;
  for (const SettingInfo& info : AllSettings()) {
    if (options.changed && !globals.settings.IsSet(info.name)) continue;
    const SettingValue value = globals.settings.Value(info.name);
    Json row = Json::Object();
    row.Add("name", Json::String(info.name));
    row.Add("value", Json::String(value.text));
    row.Add("origin", Json::String(value.origin));
    row.Add("meaning", Json::String(info.meaning));
    Json both = Json::Object();
    both.Add("value", Json::String(value.text));
    both.Add("origin", Json::String(value.origin));
    all.Add(info.name, options.origin ? both : Json::String(value.text));
    rows.push_back(std::move(row));
  }
  // A secret is never here, only where it is to be found.
  for (const auto& [name, value] : globals.settings.kafka()) {
    const std::string key = absl::StrCat("rdkafka.", name);
    Json row = Json::Object();
    row.Add("name", Json::String(key));
    row.Add("value", Json::String(value.text));
    row.Add("origin", Json::String(value.origin));
    row.Add("meaning", Json::String("librdkafka's own"));
    Json both = Json::Object();
    both.Add("value", Json::String(value.text));
    both.Add("origin", Json::String(value.origin));
    all.Add(key, options.origin ? both : Json::String(value.text));
    rows.push_back(std::move(row));
  }
  if (!table) {
    PrintOne(globals.format(), all);
    return kExitOk;
  }
  std::vector<Column> columns = {{"SETTING", "name"}, {"VALUE", "value"}};
  if (options.origin) columns.push_back({"ORIGIN", "origin"});
  columns.push_back({"MEANING", "meaning"});
  std::fputs(TableText(columns, rows).c_str(), stdout);
  return kExitOk;
}

}  // namespace loopledger
