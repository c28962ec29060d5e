#include "tests/year/books.h"

#include "absl/strings/str_format.h"
#include "absl/strings/substitute.h"

namespace loopledger::year {

std::string Taskforce::Next(const std::string& kind) {
  return absl::StrFormat("%s-%04d", kind, ++numbers[kind]);
}

std::string MarkingText(const std::string& gsc) {
  return absl::Substitute(R"(marking { gsc: "$0" handling { code: "P" } })",
                          gsc);
}

}  // namespace loopledger::year
