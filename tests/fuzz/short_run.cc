// The main of a fuzz target where libFuzzer is not: gives it every file of a
// corpus, then random bytes and random changes of those files.
//
// FUZZ_SEED=n repeats a run, FUZZ_ROUNDS=n makes it longer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// A target may know better than to change bytes.
extern "C" __attribute__((weak)) size_t LLVMFuzzerCustomMutator(
    uint8_t* data, size_t size, size_t max_size, unsigned int seed);

namespace {

constexpr uint64_t kRounds = 10'000;
constexpr size_t kRandomBytesMax = 512;
constexpr size_t kChangedBytesMax = 1 << 16;
constexpr int kChangesMax = 8;

std::vector<std::string> corpus;

void Give(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()),
                         bytes.size());
}

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

class Mutations {
 public:
  explicit Mutations(uint64_t seed) : random_(seed) {}

  std::string RandomBytes() {
    std::string bytes(Below(kRandomBytesMax), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

  std::string Changed(std::string bytes) {
    if (LLVMFuzzerCustomMutator != nullptr && Below(2) == 0) {
      return ChangedByTarget(std::move(bytes));
    }
    for (uint64_t i = 1 + Below(kChangesMax); i > 0; --i) ChangeOnce(bytes);
    return bytes;
  }

  uint64_t Below(uint64_t end) { return end == 0 ? 0 : random_() % end; }

 private:
  std::string ChangedByTarget(std::string bytes) {
    const size_t size = bytes.size();
    bytes.resize(std::max(size, kChangedBytesMax));
    bytes.resize(LLVMFuzzerCustomMutator(
        reinterpret_cast<uint8_t*>(bytes.data()), size, bytes.size(),
        static_cast<unsigned int>(random_())));
    return bytes;
  }

  void ChangeOnce(std::string& bytes) {
    const size_t at = Below(bytes.size() + 1);
    switch (Below(5)) {
      case 0:
        bytes.insert(at, 1, static_cast<char>(random_()));
        break;
      case 1:
        bytes.erase(at, Below(9));
        break;
      case 2:
        if (at < bytes.size()) bytes[at] ^= static_cast<char>(1 << Below(8));
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, Below(33)));
        break;
      default:
        bytes.resize(at);
    }
  }

  std::mt19937_64 random_;
};

TEST(Fuzz, TakesTheCorpus) {
  ASSERT_FALSE(corpus.empty());
  for (const std::string& bytes : corpus) Give(bytes);
}

TEST(Fuzz, TakesRandomBytesAndChangesOfTheCorpus) {
  const uint64_t seed = FromEnvironment("FUZZ_SEED", std::random_device()());
  const uint64_t rounds = FromEnvironment("FUZZ_ROUNDS", kRounds);
  // Before the first round, so that a crash has said how to repeat it.
  std::printf("FUZZ_SEED=%lu FUZZ_ROUNDS=%lu\n", seed, rounds);
  std::fflush(stdout);
  Mutations mutations(seed);
  for (uint64_t i = 0; i < rounds; ++i) {
    Give(mutations.RandomBytes());
    Give(mutations.Changed(corpus[mutations.Below(corpus.size())]));
  }
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      corpus.emplace_back(std::istreambuf_iterator<char>(file),
                          std::istreambuf_iterator<char>());
    }
  }
  return RUN_ALL_TESTS();
}
