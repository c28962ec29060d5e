// The leaf hash of a record, beside OpenSSL alone on the same bytes.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <string>

#include "ledger/base/sha256.h"

namespace loopledger {
namespace {

constexpr size_t kRecordBytes = 300;

void HashRecord(benchmark::State& state) {
  const std::string record(kRecordBytes, 'r');
  for (auto _ : state) benchmark::DoNotOptimize(LeafHash(record));
  state.SetItemsProcessed(state.iterations());
}

void DigestAlone(benchmark::State& state) {
  const std::string record(kRecordBytes, 'r');
  EVP_MD* sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Digest digest;
  for (auto _ : state) {
    EVP_DigestInit_ex2(context, sha256, nullptr);
    EVP_DigestUpdate(context, record.data(), record.size());
    EVP_DigestFinal_ex(context, digest.data(), nullptr);
    benchmark::DoNotOptimize(digest);
  }
  EVP_MD_CTX_free(context);
  EVP_MD_free(sha256);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(HashRecord)->Name("hash, a record of 300 bytes");
BENCHMARK(DigestAlone)->Name("hash, a record of 300 bytes | OpenSSL alone");

}  // namespace
}  // namespace loopledger

BENCHMARK_MAIN();
