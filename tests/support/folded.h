// A ledger folded into a store of its own, in batches of a given size.
#ifndef TESTS_SUPPORT_FOLDED_H_
#define TESTS_SUPPORT_FOLDED_H_

#include <functional>
#include <memory>
#include <string>

#include "projections/engine/budget.h"
#include "projections/engine/folding.h"
#include "projections/engine/projection.h"
#include "projections/engine/store.h"
#include "tests/support/handmade_ledger.h"

namespace loopledger {

// A directory of this test's own, empty.
std::string FreshDirectory();

class Folded {
 public:
  explicit Folded(const Projection& projection,
                  std::string directory = FreshDirectory(),
                  size_t kept_bytes = size_t{1} << 20);

  // Folds what it has not folded yet, `batch()` records at a time.
  Folded& Fold(const HandmadeLedger& ledger, std::function<int()> batch);
  Folded& Fold(const HandmadeLedger& ledger, int batch = 1000) {
    return Fold(ledger, [batch] { return batch; });
  }

  // Closes the store without flushing it, and opens it again.
  void Crash();

  Store& store() { return *store_; }
  std::string Dump();

 private:
  const Projection& projection_;
  const std::string directory_;
  Allowance kept_;
  Budget budget_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Folding> folding_;
};

}  // namespace loopledger

#endif  // TESTS_SUPPORT_FOLDED_H_
