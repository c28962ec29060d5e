#include "projections/grounds/timers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "projections/engine/keys.h"

namespace loopledger {
namespace {

std::string KeyOf(int64_t deadline, absl::string_view id) {
  std::string key;
  PutBigEndian(static_cast<uint64_t>(deadline), key);
  absl::StrAppend(&key, id);
  return key;
}

}  // namespace

void Timers::Set(int64_t deadline, absl::string_view id,
                 const state::v1::TimerState& late) {
  if (deadline == 0) return;
  tables_.Change(table_, KeyOf(deadline, id),
                 [&](state::v1::TimerState& timer) { timer = late; });
}

void Timers::End(int64_t deadline, absl::string_view id) {
  if (deadline != 0) tables_.Delete(table_, KeyOf(deadline, id));
}

int64_t Timers::Move(int64_t from, int64_t to, absl::string_view id,
                     const state::v1::TimerState& late) {
  if (from == to) return to;
  End(from, id);
  Set(to, id, late);
  return to;
}

std::optional<Timers::Passed> Timers::Next() {
  const std::string first(tables_.FirstKey(table_));
  if (first.empty()) return std::nullopt;
  const auto deadline = static_cast<int64_t>(BigEndian(first));
  if (deadline > at_.recorded_at) return std::nullopt;
  Passed passed = {deadline, *tables_.Get(table_, first)};
  tables_.Delete(table_, first);
  return passed;
}

}  // namespace loopledger
