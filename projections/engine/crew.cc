#include "projections/engine/crew.h"

#include <algorithm>

namespace loopledger {
namespace {

// The ledger and the servers want cores, too.
constexpr size_t kHelpersMax = 3;

}  // namespace

size_t Crew::HelpersHere() {
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  return std::min(cores - 1, kHelpersMax);
}

Crew::Crew(size_t helpers) {
  for (size_t i = 0; i < helpers; ++i) {
    helpers_.emplace_back([this] { Help(); });
  }
}

Crew::~Crew() {
  {
    absl::MutexLock lock(&mu_);
    stop_ = true;
  }
  for (std::thread& thread : helpers_) thread.join();
}

void Crew::Share(size_t parts, absl::FunctionRef<void(size_t)> part) {
  const auto done = [this]()
                        ABSL_SHARED_LOCKS_REQUIRED(mu_) { return open_ == 0; };
  absl::MutexLock lock(&mu_);
  part_ = &part;
  next_ = 0;
  parts_ = parts;
  open_ = parts;
  Work();
  mu_.Await(absl::Condition(&done));
}

void Crew::Help() {
  const auto called = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) {
    return stop_ || next_ < parts_;
  };
  absl::MutexLock lock(&mu_);
  while (true) {
    mu_.Await(absl::Condition(&called));
    if (stop_) return;
    Work();
  }
}

void Crew::Work() {
  while (next_ < parts_) {
    const size_t mine = next_++;
    const absl::FunctionRef<void(size_t)> part = *part_;
    mu_.Unlock();
    part(mine);
    mu_.Lock();
    --open_;
  }
}

}  // namespace loopledger
