#include "projections/measures/waits.h"

#include <algorithm>
#include <bit>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"

namespace loopledger::measures {
namespace {

using state::v1::WaitsState;

// Buckets in an octave, as a power of two.
constexpr int kFineness = 6;
constexpr uint64_t kFine = uint64_t{1} << kFineness;

// The first kFine buckets are one micro wide.
uint32_t BucketOf(int64_t micros) {
  const auto value = static_cast<uint64_t>(micros);
  const int width = std::bit_width(value);
  if (width <= kFineness + 1) return static_cast<uint32_t>(value);
  const int octave = width - kFineness - 1;
  return static_cast<uint32_t>(static_cast<uint64_t>(octave) * kFine +
                               (value >> octave));
}

// The shortest wait in it.
int64_t FloorOf(uint32_t bucket) {
  if (bucket < 2 * kFine) return bucket;
  const uint64_t octave = bucket / kFine - 1;
  return static_cast<int64_t>((bucket % kFine + kFine) << octave);
}

void AddToBucket(int64_t micros, WaitsState& waits) {
  const uint32_t bucket = BucketOf(micros);
  auto& buckets = *waits.mutable_buckets();
  auto& counts = *waits.mutable_counts();
  const auto index = static_cast<int>(
      std::lower_bound(buckets.begin(), buckets.end(), bucket) -
      buckets.begin());
  if (index == buckets.size() || buckets[index] != bucket) {
    buckets.Add(bucket);
    counts.Add(0);
    std::rotate(buckets.begin() + index, buckets.end() - 1, buckets.end());
    std::rotate(counts.begin() + index, counts.end() - 1, counts.end());
  }
  counts[index] += 1;
}

}  // namespace

void Add(int64_t micros, WaitsState& waits) {
  micros = std::max<int64_t>(micros, 0);
  waits.set_n(waits.n() + 1);
  waits.set_longest(std::max(waits.longest(), micros));
  if (waits.n() > kEachMax) {
    for (const int64_t each : waits.each()) AddToBucket(each, waits);
    waits.clear_each();
    return AddToBucket(micros, waits);
  }
  auto& each = *waits.mutable_each();
  const auto index =
      std::upper_bound(each.begin(), each.end(), micros) - each.begin();
  each.Add(micros);
  std::rotate(each.begin() + index, each.end() - 1, each.end());
}

int64_t Quantile(const WaitsState& waits, uint64_t percent) {
  CHECK(waits.n() > 0);
  const uint64_t rank = std::max<uint64_t>(1, (waits.n() * percent + 99) / 100);
  if (!waits.each().empty()) return waits.each(static_cast<int>(rank) - 1);
  uint64_t passed = 0;
  for (int i = 0; i < waits.buckets_size(); ++i) {
    passed += waits.counts(i);
    if (passed >= rank) return FloorOf(waits.buckets(i));
  }
  return waits.longest();
}

std::string TellSpan(int64_t micros) {
  struct Unit {
    const char* name;
    int64_t seconds;
  };
  constexpr Unit kUnits[] = {{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}};
  int64_t left = micros / 1000000;
  std::string text;
  int told = 0;
  for (const Unit& unit : kUnits) {
    const int64_t amount = left / unit.seconds;
    left %= unit.seconds;
    if (told > 0) ++told;
    if (amount > 0) {
      absl::StrAppend(&text, text.empty() ? "" : " ", amount, " ", unit.name);
      told = std::max(told, 1);
    }
    if (told == 2) break;
  }
  return text.empty() ? "0 s" : text;
}

}  // namespace loopledger::measures
