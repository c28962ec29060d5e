#include "ledger/domain/envelope.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/domain/text.h"

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

Objection CheckIdentifier(absl::string_view text) {
  if (IsIdentifier(text)) return {};
  return Reject(v1::FIELD_INVALID,
                "is no identifier: 1 to 128 of A-Z a-z 0-9 . _ - :");
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
      objection = CheckText(text());
      break;
    case Kind::kBytes:
      objection = CheckLength(text());
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
  if (occurred_at < recorded_at - kLateAfter &&
      IsBlank(command.late_reason())) {
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
