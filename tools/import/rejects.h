// The rejects file: one JSON object a line for each thing that was refused.
#ifndef TOOLS_IMPORT_REJECTS_H_
#define TOOLS_IMPORT_REJECTS_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/import/publisher.h"

namespace loopledger::import {

class Rejects {
 public:
  // Makes the file anew. Its contents follow from the imported file alone, so
  // a resumed import writes the same again.
  static absl::StatusOr<Rejects> Create(const std::string& path);

  // A line that is not of the expected form.
  absl::Status AddLine(uint64_t line, absl::string_view message);
  absl::Status AddCommand(const Refused& refused);
  absl::Status Close();

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  absl::Status Write(const std::string& text);

  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
};

// The reason of a line that is not of the expected form.
inline constexpr absl::string_view kMalformedLine = "MALFORMED_LINE";

// `text` as a JSON string.
std::string Quoted(absl::string_view text);

}  // namespace loopledger::import

#endif  // TOOLS_IMPORT_REJECTS_H_
