#include "projections/engine/lineage.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace loopledger {
namespace {

// The positions of a row's versions: uneven on purpose.
Position PositionOf(uint64_t version) {
  return version * version / 3 + version;
}

TEST(Lineage, LeadsToEveryVersionInFewSteps) {
  constexpr uint64_t kVersions = 3000;
  Lineage lineage;
  std::map<Position, BackLinks> stored;
  for (uint64_t n = 1; n <= kVersions; ++n) {
    stored[PositionOf(n)] = lineage.Append(PositionOf(n));
  }
  for (uint64_t n = 1; n <= kVersions; ++n) {
    const Position next = PositionOf(n) + 1;
    int steps = 0;
    Position at = lineage.last();
    for (; at >= next; ++steps) {
      const BackLinks& back = stored.at(at);
      const bool far = back.jump != 0 && at - back.jump >= next;
      at -= far ? back.jump : back.previous;
    }
    EXPECT_EQ(at, PositionOf(n));
    EXPECT_LE(steps, 78);  // 12 * 13 / 2 for 12 bits.
  }
}

TEST(Lineage, IsTheSameAfterItWasStored) {
  Lineage lineage;
  for (uint64_t n = 1; n <= 300; ++n) {
    lineage.Append(PositionOf(n));
    std::string bytes;
    lineage.Encode(bytes);
    absl::string_view in = bytes;
    Lineage decoded;
    ASSERT_TRUE(decoded.Decode(in));
    EXPECT_TRUE(in.empty());
    EXPECT_EQ(decoded, lineage);
    EXPECT_EQ(decoded.first(), PositionOf(1));
    EXPECT_EQ(decoded.last(), PositionOf(n));
    lineage = decoded;
  }
}

TEST(Lineage, DoesNotReadFromACutValue) {
  Lineage lineage;
  for (uint64_t n = 1; n <= 7; ++n) lineage.Append(PositionOf(n) + 1000);
  std::string bytes;
  lineage.Encode(bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    absl::string_view in = absl::string_view(bytes).substr(0, size);
    Lineage decoded;
    EXPECT_FALSE(decoded.Decode(in)) << size;
  }
}

}  // namespace
}  // namespace loopledger
