#include "tools/service_log.h"

#include <cstdio>

#include "absl/time/time.h"
#include "ledger/base/clock.h"
#include "tools/json.h"

namespace loopledger {

void ServiceLog(
    absl::string_view level, absl::string_view event,
    absl::Span<const std::pair<absl::string_view, std::string>> fields) {
  Json line = Json::Object();
  line.Add("time", Json::String(absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ",
                                                 SystemClock().Now(),
                                                 absl::UTCTimeZone())));
  line.Add("level", Json::String(level));
  line.Add("event", Json::String(event));
  for (const auto& [name, value] : fields) {
    line.Add(name, Json::String(value));
  }
  std::fprintf(stderr, "%s\n", ToJsonText(line).c_str());
}

}  // namespace loopledger
