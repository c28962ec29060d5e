#include "tests/support/folded.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "projections/engine/decoder.h"
#include "projections/engine/lane.h"

namespace loopledger {

std::string FreshDirectory() {
  static std::atomic<int> number = 0;
  const std::string path = absl::StrCat(
      testing::TempDir(), "/loopledger_engine_", getpid(), "_", ++number);
  std::filesystem::remove_all(path);
  return path;
}

Folded::Folded(const Projection& projection, std::string directory,
               size_t kept_bytes)
    : projection_(projection),
      directory_(std::move(directory)),
      kept_(kept_bytes, 1),
      budget_(size_t{8} << 20) {
  Crash();
}

void Folded::Crash() {
  folding_.reset();
  store_.reset();
  absl::StatusOr<std::unique_ptr<Store>> store =
      Store::Open(directory_, projection_, budget_, nullptr);
  CHECK(store.ok());
  store_ = *std::move(store);
  folding_ = std::make_unique<Folding>(projection_, *store_, kept_);
}

Folded& Folded::Fold(const HandmadeLedger& ledger, std::function<int()> batch) {
  Decoder decoder;
  Crew crew(1);
  Follower follower;
  follower.projection = &projection_;
  follower.store = store_.get();
  follower.folding = std::move(folding_);
  follower.Restart();
  while (Advance(ledger.log(), {&follower},
                 {.until = ~Position{0},
                  .records_max = batch(),
                  .bytes_max = size_t{1} << 20},
                 decoder, crew)) {
  }
  CHECK(follower.health.ok());
  folding_ = std::move(follower.folding);
  return *this;
}

std::string Folded::Dump() {
  absl::StatusOr<std::string> dump = loopledger::Dump(*store_);
  CHECK(dump.ok());
  return *std::move(dump);
}

}  // namespace loopledger
