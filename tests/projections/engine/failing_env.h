// A disk that can be full.
#ifndef TESTS_PROJECTIONS_ENGINE_FAILING_ENV_H_
#define TESTS_PROJECTIONS_ENGINE_FAILING_ENV_H_

#include <rocksdb/env.h>

#include <atomic>
#include <memory>
#include <string>

namespace loopledger {

class FailingEnv final : public rocksdb::EnvWrapper {
 public:
  FailingEnv() : EnvWrapper(rocksdb::Env::Default()) {}

  const char* Name() const override { return "FailingEnv"; }

  // While it is full, no file can be made.
  void Fill(bool full) { full_ = full; }

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    if (full_) return rocksdb::Status::NoSpace("the disk is full");
    return EnvWrapper::NewWritableFile(name, file, options);
  }

 private:
  std::atomic<bool> full_ = false;
};

}  // namespace loopledger

#endif  // TESTS_PROJECTIONS_ENGINE_FAILING_ENV_H_
