#include "tools/near.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace loopledger {
namespace {

constexpr size_t kNearMax = 3;

// Letters to put in, leave out or change; two that changed places count once.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1),
      now(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

std::string Or(absl::Span<const std::string> words) {
  if (words.size() < 2) return absl::StrJoin(words, "");
  return absl::StrCat(absl::StrJoin(words.first(words.size() - 1), ", "),
                      " or ", words.back());
}

std::vector<std::string> NamesOf(const Words& words) {
  std::vector<std::string> names;
  for (const Words& verb : words.verbs) names.push_back(verb.name);
  return names;
}

}  // namespace

std::vector<std::string> Near(absl::string_view word,
                              absl::Span<const std::string> known) {
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& candidate : known) {
    const size_t distance =
        absl::StartsWith(candidate, word) ? 0 : Distance(word, candidate);
    if (distance <= candidate.size() / 3)
      near.emplace_back(distance, candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  std::vector<std::string> words;
  for (auto& [distance, candidate] : near) {
    if (words.size() < kNearMax) words.push_back(std::move(candidate));
  }
  return words;
}

std::string NoSuchVerb(absl::string_view path, absl::string_view word,
                       const Words& words) {
  std::vector<std::string> near = Near(word, NamesOf(words));
  // "head" for "log head".
  for (const Words& group : words.verbs) {
    for (const Words& verb : group.verbs) {
      if (verb.name == word) {
        near.push_back(absl::StrCat(group.name, " ", verb.name));
      }
    }
  }
  return absl::StrCat("\"", word, "\" is no verb of ", path,
                      near.empty() ? "; it has " : "; did you mean ",
                      near.empty() ? absl::StrJoin(NamesOf(words), ", ")
                                   : absl::StrCat(Or(near), "?"));
}

std::string NoSuchFlag(absl::string_view path, absl::string_view word,
                       absl::Span<const std::string> flags) {
  const std::vector<std::string> near = Near(word, flags);
  return absl::StrCat("\"", word, "\" is no flag of ", path,
                      near.empty() ? "" : "; did you mean ", Or(near),
                      near.empty() ? "" : "?");
}

std::string VerbMissing(absl::string_view path, const Words& words) {
  return absl::StrCat(path, " needs a verb: ", Or(NamesOf(words)));
}

}  // namespace loopledger
