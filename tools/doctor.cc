// loopledger doctor: is everything here in order?
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "consumers/client/client.h"
#include "tools/ask.h"
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

}  // namespace

Exit Doctor(const Globals& globals) {
  std::vector<Json> lines;
  const std::string config = globals.settings.Text("config");
  lines.push_back(
      Line("config", true, config.empty() ? "no file; defaults" : config));
  lines.push_back(DataCheck(globals.settings.Text("data")));
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
  const bool well = std::all_of(lines.begin(), lines.end(), [](const Json& l) {
    return l.Find("result")->text == "ok";
  });
  return well ? kExitOk : kExitUnexpected;
}

}  // namespace loopledger
