// A server's log: one JSON line an event on stderr, never payload text.
#ifndef TOOLS_SERVICE_LOG_H_
#define TOOLS_SERVICE_LOG_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace loopledger {

void ServiceLog(
    absl::string_view level, absl::string_view event,
    absl::Span<const std::pair<absl::string_view, std::string>> fields);

}  // namespace loopledger

#endif  // TOOLS_SERVICE_LOG_H_
