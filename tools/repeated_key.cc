#include "tools/repeated_key.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/json.h"

namespace loopledger {
namespace {

struct Key {
  absl::string_view said;
  uint64_t meant;  // A hash: what is equal is looked at again.
};

// As protobuf takes it: tasking_id and taskingId are one.
std::string Meant(absl::string_view said) {
  std::string text(said);
  if (text.find('\\') != text.npos) {
    const auto json = ParseJson(absl::StrCat("\"", said, "\""));
    if (json.ok()) text = json->text;
  }
  text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  absl::AsciiStrToLower(&text);
  return text;
}

// FNV-1a of what is meant, without making it where nothing is escaped.
uint64_t HashOf(absl::string_view said) {
  const bool escaped = said.find('\\') != said.npos;
  const std::string meant = escaped ? Meant(said) : "";
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : escaped ? absl::string_view(meant) : said) {
    if (c == '_') continue;
    hash = (hash ^ static_cast<unsigned char>(absl::ascii_tolower(c))) *
           0x100000001b3;
  }
  return hash;
}

// Where the string that begins at `from` ends; past the text when it does not.
size_t EndOfString(absl::string_view text, size_t from) {
  size_t quote = text.find('"', from + 1);
  size_t escape = text.substr(0, quote).find('\\', from + 1);
  while (escape < quote) {
    const size_t at = escape + 2;
    if (quote < at) quote = text.find('"', at);
    escape = text.substr(0, quote).find('\\', at);
  }
  return quote == text.npos ? text.size() + 1 : quote + 1;
}

// The objects and lists that are open, and the keys of the open objects.
class Scan {
 public:
  Scan() {
    open_.reserve(16);
    keys_.reserve(64);
  }

  void Open(bool object) { open_.push_back({object, keys_.size()}); }
  void Take(absl::string_view said) { keys_.push_back({said, HashOf(said)}); }
  bool InObject() const { return !open_.empty() && open_.back().object; }

  // Of what was opened last, whose keys are all there.
  std::string Close() {
    if (open_.empty()) return "";
    const auto first =
        keys_.begin() + static_cast<ptrdiff_t>(open_.back().first);
    std::sort(first, keys_.end(), [](const Key& left, const Key& right) {
      return left.meant < right.meant;
    });
    const auto repeated = std::adjacent_find(
        first, keys_.end(), [](const Key& left, const Key& right) {
          return left.meant == right.meant &&
                 Meant(left.said) == Meant(right.said);
        });
    if (repeated != keys_.end()) return PathOf(*repeated);
    keys_.erase(first, keys_.end());
    open_.pop_back();
    return "";
  }

 private:
  struct Part {
    bool object;
    size_t first;  // Of its keys.
  };

  // Each open object but the outermost stands under the key before its own.
  std::string PathOf(const Key& key) const {
    std::string path;
    for (const Part& part : open_) {
      if (part.object && part.first > 0) {
        absl::StrAppend(&path, keys_[part.first - 1].said, ".");
      }
    }
    return absl::StrCat(path, key.said);
  }

  std::vector<Part> open_;
  std::vector<Key> keys_;
};

}  // namespace

std::string RepeatedKey(absl::string_view text) {
  Scan scan;
  bool key_next = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      const size_t end = EndOfString(text, at);
      if (end > text.size()) return "";
      if (key_next) scan.Take(text.substr(at + 1, end - at - 2));
      key_next = false;
      at = end - 1;
    } else if (c == '{' || c == '[') {
      scan.Open(c == '{');
      key_next = c == '{';
    } else if (c == '}' || c == ']') {
      if (std::string path = scan.Close(); !path.empty()) return path;
    } else if (c == ',') {
      key_next = scan.InObject();
    }
  }
  return "";
}

}  // namespace loopledger
