// Decodes records, in memory that is used over and over.
#ifndef PROJECTIONS_ENGINE_DECODER_H_
#define PROJECTIONS_ENGINE_DECODER_H_

#include <google/protobuf/arena.h>

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/log/rule.h"
#include "projections/engine/projection.h"

namespace loopledger {

class Decoder {
 public:
  Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // What it gives lives until Forget. kUnimplemented: this binary does not know
  // the record's or the event's body; kDataLoss: it does not parse.
  absl::StatusOr<Recorded> Decode(Position position, absl::string_view entry);
  void Forget() { arena_.Reset(); }

 private:
  static constexpr size_t kBlockBytes = size_t{256} << 10;

  const std::unique_ptr<char[]> block_;
  google::protobuf::Arena arena_;
};

}  // namespace loopledger

#endif  // PROJECTIONS_ENGINE_DECODER_H_
