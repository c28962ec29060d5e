#include "tools/json.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "ledger/base/status.h"
#include "tools/utf8.h"

namespace loopledger {
namespace {

constexpr char kReplacement[] = "\xef\xbf\xbd";  // U+FFFD

// Appends a code point as UTF-8.
void AppendUtf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
    return;
  }
  if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0 | (code >> 6)));
  } else {
    if (code < 0x10000) {
      out.push_back(static_cast<char>(0xe0 | (code >> 12)));
    } else {
      out.push_back(static_cast<char>(0xf0 | (code >> 18)));
      out.push_back(static_cast<char>(0x80 | ((code >> 12) & 0x3f)));
    }
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3f)));
  }
  out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
}

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Json> Document() {
    ASSIGN_OR_RETURN(Json value, Value(0));
    SkipSpace();
    if (at_ != text_.size()) return Wrong("nothing more");
    return value;
  }

 private:
  absl::Status Wrong(absl::string_view wanted) const {
    return absl::InvalidArgumentError(
        absl::StrCat("expected ", wanted, " at byte ", at_, " of the JSON"));
  }

  void SkipSpace() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
  }

  char Peek() {
    SkipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  absl::StatusOr<Json> Value(int depth) {
    if (depth > kJsonDepthMax) return Wrong("less nesting");
    switch (Peek()) {
      case '{':
        return Object(depth);
      case '[':
        return List(depth);
      case '"': {
        ASSIGN_OR_RETURN(std::string value, String());
        return Json::String(value);
      }
      default:
        return Word();
    }
  }

  absl::StatusOr<Json> Object(int depth) {
    Json object = Json::Object();
    ++at_;
    if (Take('}')) return object;
    do {
      if (Peek() != '"') return Wrong("a field's name");
      ASSIGN_OR_RETURN(std::string name, String());
      if (!Take(':')) return Wrong("\":\"");
      ASSIGN_OR_RETURN(Json value, Value(depth + 1));
      object.Add(name, std::move(value));
    } while (Take(','));
    if (!Take('}')) return Wrong("\"}\"");
    return object;
  }

  absl::StatusOr<Json> List(int depth) {
    Json list = Json::List();
    ++at_;
    if (Take(']')) return list;
    do {
      ASSIGN_OR_RETURN(Json value, Value(depth + 1));
      list.items.push_back(std::move(value));
    } while (Take(','));
    if (!Take(']')) return Wrong("\"]\"");
    return list;
  }

  absl::StatusOr<Json> Word() {
    const size_t start = at_;
    while (at_ < text_.size() &&
           (absl::ascii_isalnum(text_[at_]) || text_[at_] == '-' ||
            text_[at_] == '+' || text_[at_] == '.')) {
      ++at_;
    }
    const absl::string_view word = text_.substr(start, at_ - start);
    double number = 0;
    if (word == "null") return Json();
    if (word == "true" || word == "false") return Json::Bool(word == "true");
    if (!word.empty() && absl::SimpleAtod(word, &number)) {
      return Json::Number(word);
    }
    at_ = start;
    return Wrong("a value");
  }

  absl::StatusOr<std::string> String() {
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return value;
      }
      if (c != '\\') {
        value.push_back(c);
        continue;
      }
      ++at_;
      RETURN_IF_ERROR(Escape(value));
    }
    return Wrong("the end of a string");
  }

  // `at_` stands on what follows the backslash, and is left on its last byte.
  absl::Status Escape(std::string& value) {
    static constexpr absl::string_view kNames = "\"\\/bfnrt";
    static constexpr absl::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (at_ >= text_.size()) return Wrong("an escape");
    const size_t name = kNames.find(text_[at_]);
    if (name != absl::string_view::npos) {
      value.push_back(kMeanings[name]);
      return absl::OkStatus();
    }
    uint32_t code = 0;
    if (text_[at_] != 'u' || !Hex4(at_ + 1, code)) return Wrong("an escape");
    at_ += 4;
    uint32_t low = 0;
    if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_ + 1, 2) == "\\u" &&
        Hex4(at_ + 3, low) && low >= 0xdc00 && low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at_ += 6;
    }
    AppendUtf8(code, value);
    return absl::OkStatus();
  }

  bool Hex4(size_t from, uint32_t& code) const {
    if (from + 4 > text_.size()) return false;
    const absl::string_view digits = text_.substr(from, 4);
    return std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit) &&
           absl::SimpleHexAtoi(digits, &code);
  }

  absl::string_view text_;
  size_t at_ = 0;
};

void Write(const Json& value, std::string& out) {
  absl::string_view comma = "";
  switch (value.kind) {
    case Json::Kind::kNull:
      out += "null";
      return;
    case Json::Kind::kBool:
    case Json::Kind::kNumber:
      out += value.text;
      return;
    case Json::Kind::kString:
      out += QuoteJson(value.text);
      return;
    case Json::Kind::kList:
      out += "[";
      for (const Json& item : value.items) {
        absl::StrAppend(&out, comma);
        Write(item, out);
        comma = ",";
      }
      out += "]";
      return;
    case Json::Kind::kObject:
      out += "{";
      for (const auto& [name, field] : value.fields) {
        absl::StrAppend(&out, comma, QuoteJson(name), ":");
        Write(field, out);
        comma = ",";
      }
      out += "}";
      return;
  }
}

void QuoteAscii(char c, std::string& out) {
  if (c == '"' || c == '\\') {
    out.push_back('\\');
    out.push_back(c);
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
    absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned char>(c));
  } else {
    out.push_back(c);
  }
}

bool IsLeaf(const Json& value) {
  return value.items.empty() && value.fields.empty();
}

void WriteYaml(const Json& value, int level, std::string& out);

// After "name:" or "-": a leaf on the same line, the rest below.
void WriteYamlChild(const Json& value, int level, std::string& out) {
  if (IsLeaf(value)) {
    out += " ";
    Write(value, out);
    out += "\n";
    return;
  }
  out += "\n";
  WriteYaml(value, level + 1, out);
}

// Strings are written as in JSON, which every YAML reader takes.
void WriteYaml(const Json& value, int level, std::string& out) {
  const std::string indent(2 * level, ' ');
  if (IsLeaf(value)) {
    out += indent;
    Write(value, out);
    out += "\n";
  }
  for (const Json& item : value.items) {
    absl::StrAppend(&out, indent, "-");
    WriteYamlChild(item, level, out);
  }
  for (const auto& [name, field] : value.fields) {
    absl::StrAppend(&out, indent, name, ":");
    WriteYamlChild(field, level, out);
  }
}

}  // namespace

Json Json::String(absl::string_view value) {
  Json json;
  json.kind = Kind::kString;
  json.text = std::string(value);
  return json;
}

Json Json::Number(absl::string_view digits) {
  Json json = String(digits);
  json.kind = Kind::kNumber;
  return json;
}

Json Json::Bool(bool value) {
  Json json = String(value ? "true" : "false");
  json.kind = Kind::kBool;
  return json;
}

Json Json::List() {
  Json json;
  json.kind = Kind::kList;
  return json;
}

Json Json::Object() {
  Json json;
  json.kind = Kind::kObject;
  return json;
}

Json& Json::Add(absl::string_view name, Json value) {
  fields.emplace_back(std::string(name), std::move(value));
  return *this;
}

const Json* Json::Find(absl::string_view path) const {
  const size_t dot = path.find('.');
  const absl::string_view name = path.substr(0, dot);
  const Json* found = nullptr;
  size_t index = 0;
  if (kind == Kind::kList && absl::SimpleAtoi(name, &index) &&
      index < items.size()) {
    found = &items[index];
  }
  for (const auto& [key, value] : fields) {
    if (key == name) found = &value;
  }
  if (found == nullptr || dot == absl::string_view::npos) return found;
  return found->Find(path.substr(dot + 1));
}

std::string Json::Plain() const {
  switch (kind) {
    case Kind::kNull:
      return "";
    case Kind::kBool:
    case Kind::kNumber:
    case Kind::kString:
      return text;
    case Kind::kList:
      return absl::StrJoin(items, ", ", [](std::string* out, const Json& item) {
        out->append(item.Plain());
      });
    case Kind::kObject:
      return ToJsonText(*this);
  }
  return "";
}

absl::StatusOr<Json> ParseJson(absl::string_view text) {
  return Parser(text).Document();
}

// Also what steers terminals, beyond what JSON wants escaped.
std::string QuoteJson(absl::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const size_t size = CodePointSize(text);
    if (size == 0) {
      out += kReplacement;
    } else if (size == 1) {
      QuoteAscii(text[0], out);
    } else if (CommandSize(text) > 0) {
      absl::StrAppendFormat(&out, "\\u%04x", CodePoint(text));
    } else {
      absl::StrAppend(&out, text.substr(0, size));
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  out.push_back('"');
  return out;
}

std::string ToJsonText(const Json& value) {
  std::string out;
  Write(value, out);
  return out;
}

std::string ToYaml(const Json& value) {
  std::string out;
  WriteYaml(value, 0, out);
  return out;
}

}  // namespace loopledger
