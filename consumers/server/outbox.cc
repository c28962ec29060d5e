#include "consumers/server/outbox.h"

namespace loopledger {

Outbox::Outbox() : thread_([this] { Run(); }) {}

Outbox::~Outbox() {
  {
    absl::MutexLock lock(&mu_);
    closing_ = true;
  }
  thread_.join();
}

void Outbox::Wake(Answering& call) {
  absl::MutexLock lock(&mu_);
  awake_.push_back(&call);
}

bool Outbox::Ready() const { return closing_ || !awake_.empty(); }

void Outbox::Run() {
  std::vector<Answering*> calls;
  for (;;) {
    calls.clear();
    {
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(this, &Outbox::Ready));
      if (awake_.empty()) return;
      calls.swap(awake_);
    }
    for (Answering* call : calls) call->Answer();
  }
}

}  // namespace loopledger
