#include "ledger/domain/envelope.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace loopledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr int64_t kYear1 = -62135596800;      // 0001-01-01T00:00:00Z.
constexpr int64_t kYear10000 = 253402300800;  // 10000-01-01T00:00:00Z.

// Fields that hold identifiers, in any message. All others that are strings
// hold text or codes.
constexpr absl::string_view kIdentifierFields[] = {
    "assessment_id",
    "body",
    "by",
    "causation_id",
    "chair_org",
    "chair_person",
    "changed_by",
    "command_id",
    "commitment_id",
    "considered_outcomes",
    "control_strategy_id",
    "correlation_id",
    "decision_id",
    "derived_report_id",
    "gap_requirement_ids",
    "id",
    "intelligence_report_ids",
    "invited",
    "judgement_id",
    "judgement_ids",
    "key_id",
    "lead_org",
    "objective_id",
    "objective_ids",
    "org",
    "org_id",
    "outcome_id",
    "owner_body",
    "owner_org",
    "participant_org",
    "participants",
    "person",
    "priority_id",
    "priority_ids",
    "promising_org",
    "re_home",
    "recipient_org",
    "releasable_to",
    "replaces",
    "report_id",
    "requirement_id",
    "requirement_ids",
    "review_id",
    "session_id",
    "strategy_id",
    "subject_keys",
    "subjects",
    "tasking_id",
    "tasking_ids",
    "to",
    "to_body",
    "vocabulary_id",
};

bool IsIdentifierField(const FieldDescriptor& field) {
  for (absl::string_view name : kIdentifierFields) {
    if (name == absl::string_view(field.name())) return true;
  }
  return false;
}

bool IsIdentifier(absl::string_view text) {
  if (text.empty() || text.size() > kIdentifierBytesMax) return false;
  for (char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    const bool mark = c == '.' || c == '_' || c == '-' || c == ':';
    if (!letter && !digit && !mark) return false;
  }
  return true;
}

// The length of the UTF-8 sequence at the front of `text`; 0 when it is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and beyond U+10FFFF.
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Objection CheckIdentifier(absl::string_view text) {
  if (IsIdentifier(text)) return {};
  return Reject(v1::FIELD_INVALID,
                "is no identifier: 1 to 128 of A-Z a-z 0-9 . _ - :");
}

// The first character that a terminal or a page obeys instead of showing it, so
// that a reader sees something else than what is recorded: the control
// characters but tab and the ends of lines, and those that turn the direction
// of what follows. `text` is UTF-8.
std::optional<uint32_t> FirstCommand(absl::string_view text) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : 0;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const uint32_t c = byte(i);
    if (c >= 0x20 && c < 0x7F) continue;
    const bool layout =
        c == '\t' || c == '\n' || (c == '\r' && byte(i + 1) == '\n');
    if (c <= 0x7F && !layout) return c;
    if (c == 0xC2 && byte(i + 1) < 0xA0) return byte(i + 1);
    if (c != 0xE2) continue;
    const uint32_t code =
        0x2000 | (byte(i + 1) & 0x3F) << 6 | (byte(i + 2) & 0x3F);
    if (code >= 0x202A && code <= 0x202E) return code;
    if (code >= 0x2066 && code <= 0x2069) return code;
  }
  return std::nullopt;
}

Objection CheckCharacters(absl::string_view text) {
  const std::optional<uint32_t> code = FirstCommand(text);
  if (!code) return {};
  return Reject(
      v1::FIELD_INVALID, "has the character U+",
      absl::AsciiStrToUpper(absl::StrCat(absl::Hex(*code, absl::kZeroPad4))),
      ", which commands a terminal and is not text");
}

Objection CheckText(absl::string_view text, bool is_bytes) {
  if (text.size() > kTextBytesMax) {
    return Reject(v1::FIELD_INVALID, "has ", text.size(),
                  " bytes; a text has at most ", kTextBytesMax);
  }
  if (!is_bytes && !IsUtf8(text)) {
    return Reject(v1::FIELD_INVALID, "is not UTF-8");
  }
  return is_bytes ? Objection() : CheckCharacters(text);
}

Objection CheckTimestamp(const Timestamp& time) {
  if (time.seconds() < kYear1 || time.seconds() >= kYear10000) {
    return Reject(v1::FIELD_INVALID,
                  "is outside the years 0001 to 9999, in UTC");
  }
  if (time.nanos() < 0 || time.nanos() > 999'999'999) {
    return Reject(v1::FIELD_INVALID, "has ", time.nanos(),
                  " nanoseconds; 0 to 999999999 would do");
  }
  return {};
}

// Puts `name` before the path that the objection has so far.
void Prefix(Refusal& refusal, const std::string& name, int index) {
  std::string path = index < 0 ? name : absl::StrCat(name, "[", index, "]");
  if (!refusal.field.empty()) absl::StrAppend(&path, ".", refusal.field);
  refusal.field = std::move(path);
}

Objection Missing(absl::string_view field) {
  return Reject(v1::FIELD_MISSING, field, " is missing").At(std::string(field));
}

Objection CheckPresence(const v1::Command& command) {
  if (command.command_id().empty()) return Missing("command_id");
  if (!command.has_occurred_at()) return Missing("occurred_at");
  if (command.actor().org().empty()) return Missing("actor.org");
  if (command.actor().person().empty()) return Missing("actor.person");
  if (command.actor().role().empty()) return Missing("actor.role");
  if (command.body_case() == v1::Command::BODY_NOT_SET) {
    return Reject(v1::FIELD_MISSING,
                  "the command asks for nothing: it has no body, or one that "
                  "this version does not know")
        .At("body");
  }
  return {};
}

}  // namespace

absl::Time ToTime(const Timestamp& timestamp) {
  return absl::FromUnixMicros(timestamp.seconds() * 1'000'000 +
                              timestamp.nanos() / 1'000);
}

Envelope::Envelope() : command_(Learn(v1::Command::descriptor())) {}

const Envelope::Shape* Envelope::Learn(const Descriptor* descriptor) {
  if (auto found = known_.find(descriptor); found != known_.end()) {
    return found->second;
  }
  Shape& shape = shapes_.emplace_back();
  known_[descriptor] = &shape;
  shape.reflection = google::protobuf::MessageFactory::generated_factory()
                         ->GetPrototype(descriptor)
                         ->GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    Part part{field, Kind::kText, field->is_repeated(), nullptr};
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (field->type() == FieldDescriptor::TYPE_BYTES) {
          part.kind = Kind::kBytes;
        } else if (IsIdentifierField(*field)) {
          part.kind = Kind::kIdentifier;
        }
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        part.kind = Kind::kNumber;
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        part.shape = Learn(field->message_type());
        part.kind = field->message_type() == Timestamp::descriptor()
                        ? Kind::kTime
                        : Kind::kMessage;
        break;
      default:
        continue;  // Whole numbers and yes or no: every value is one.
    }
    if (field->real_containing_oneof() != nullptr) {
      shape.oneof = field->real_containing_oneof();
      shape.choice.emplace(field->number(), part);
    } else {
      shape.parts.push_back(part);
    }
  }
  return &shape;
}

Objection Envelope::Check(const v1::Command& command) const {
  REFUSE_IF(CheckPresence(command));
  Objection objection = CheckMessage(command, *command_);
  if (objection) {
    // What is wrong with it was said; which field it is, is known here.
    const absl::string_view field = objection->field;
    objection->message = absl::StrCat(field.empty() ? "the command" : field,
                                      " ", objection->message);
  }
  return objection;
}

Objection Envelope::CheckMessage(const Message& message, const Shape& shape) {
  const auto& unknown = shape.reflection->GetUnknownFields(message);
  if (!unknown.empty()) {
    return Reject(v1::FIELD_INVALID, "has a field with the number ",
                  unknown.field(0).number(),
                  ", which this version does not know");
  }
  for (const Part& part : shape.parts) {
    REFUSE_IF(CheckPart(message, shape, part));
  }
  if (shape.oneof == nullptr) return {};
  const FieldDescriptor* chosen =
      shape.reflection->GetOneofFieldDescriptor(message, shape.oneof);
  if (chosen == nullptr) return {};
  auto part = shape.choice.find(chosen->number());
  if (part == shape.choice.end()) return {};
  return CheckPart(message, shape, part->second);
}

Objection Envelope::CheckPart(const Message& message, const Shape& shape,
                              const Part& part) {
  if (part.repeated) {
    const int size = shape.reflection->FieldSize(message, part.field);
    if (size > kListEntriesMax && part.kind != Kind::kMessage) {
      return Reject(v1::FIELD_INVALID, "has ", size, " entries; at most ",
                    kListEntriesMax, " would do")
          .At(part.field->name());
    }
    for (int i = 0; i < size; ++i) {
      REFUSE_IF(CheckOne(message, shape, part, i));
    }
    return {};
  }
  if ((part.kind == Kind::kMessage || part.kind == Kind::kTime) &&
      !shape.reflection->HasField(message, part.field)) {
    return {};
  }
  return CheckOne(message, shape, part, -1);
}

Objection Envelope::CheckOne(const Message& message, const Shape& shape,
                             const Part& part, int index) {
  const auto& reflection = *shape.reflection;
  const auto text = [&]() -> absl::string_view {
    std::string unused;
    return index < 0
               ? reflection.GetStringReference(message, part.field, &unused)
               : reflection.GetRepeatedStringReference(message, part.field,
                                                       index, &unused);
  };
  const auto inner = [&]() -> const Message& {
    return index < 0
               ? reflection.GetMessage(message, part.field)
               : reflection.GetRepeatedMessage(message, part.field, index);
  };
  Objection objection;
  switch (part.kind) {
    case Kind::kText:
    case Kind::kBytes:
      objection = CheckText(text(), part.kind == Kind::kBytes);
      break;
    case Kind::kIdentifier: {
      // A single one that is absent is judged where it is needed.
      const absl::string_view identifier = text();
      if (index < 0 && identifier.empty()) return {};
      objection = CheckIdentifier(identifier);
      break;
    }
    case Kind::kNumber:
      if (index < 0 &&
          !std::isfinite(reflection.GetDouble(message, part.field))) {
        objection = Reject(v1::FIELD_INVALID, "is not a finite number");
      }
      break;
    case Kind::kTime:
      objection = CheckMessage(inner(), *part.shape);
      if (!objection) {
        objection = CheckTimestamp(static_cast<const Timestamp&>(inner()));
      }
      break;
    case Kind::kMessage:
      objection = CheckMessage(inner(), *part.shape);
      break;
  }
  if (objection) Prefix(*objection, part.field->name(), index);
  return objection;
}

Objection CheckClock(const v1::Command& command, absl::Time occurred_at,
                     absl::Time recorded_at) {
  if (occurred_at > recorded_at + kAheadMax) {
    return Reject(v1::FUTURE_EVENT, "occurred_at ",
                  absl::FormatTime(occurred_at, absl::UTCTimeZone()),
                  " is more than 5 minutes after the time of recording, ",
                  absl::FormatTime(recorded_at, absl::UTCTimeZone()))
        .At("occurred_at");
  }
  if (occurred_at < recorded_at - kLateAfter && command.late_reason().empty()) {
    return Reject(v1::LATE_WITHOUT_REASON, "occurred_at ",
                  absl::FormatTime(occurred_at, absl::UTCTimeZone()),
                  " is more than 72 h before the time of recording, ",
                  absl::FormatTime(recorded_at, absl::UTCTimeZone()),
                  "; say why in late_reason")
        .At("late_reason");
  }
  return {};
}

}  // namespace loopledger
