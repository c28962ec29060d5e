// What holds for every command, whatever it asks: its fields are well formed
// and its times can be believed.
#ifndef LEDGER_DOMAIN_ENVELOPE_H_
#define LEDGER_DOMAIN_ENVELOPE_H_

#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/domain/decision.h"
#include "loopledger/v1/command.pb.h"

namespace loopledger {

inline constexpr size_t kIdentifierBytesMax = 128;
// Of identifiers or texts in one field; rules may compare each with each.
inline constexpr int kListEntriesMax = 1000;

// Events may be this much ahead of the ledger's clock...
inline constexpr absl::Duration kAheadMax = absl::Minutes(5);
// ...and this much behind it before a reason must be given.
inline constexpr absl::Duration kLateAfter = absl::Hours(72);

// In microseconds, as all times in the ledger; what is finer is cut off.
absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// Reads every field of a command once. Filled when made, then only read.
class Envelope {
 public:
  Envelope();
  Envelope(const Envelope&) = delete;
  Envelope& operator=(const Envelope&) = delete;

  // FIELD_MISSING or FIELD_INVALID when the command lacks its id, time, actor
  // or body, or when any field at any depth is none: an identifier with
  // characters other than A-Z a-z 0-9 . _ - : or longer than 128, a text over
  // 8 KiB, not UTF-8 or with characters that command a terminal, a list of more
  // than a thousand, a time outside the years 1 to 9999, a number that is none,
  // a field that this version does not know. G14: PII_IN_CLEAR when a text
  // holds what identifies a person (personal_data.h).
  Objection Check(const v1::Command& command) const;

 private:
  enum class Kind { kText, kBytes, kIdentifier, kTime, kNumber, kMessage };
  struct Shape;
  struct Part {
    const google::protobuf::FieldDescriptor* field;
    Kind kind;
    bool repeated;
    const Shape* shape;  // Of a message.
  };
  // What is asked of a type of message, looked up once: it is asked often.
  struct Shape {
    const google::protobuf::Reflection* reflection = nullptr;
    std::vector<Part> parts;
    // Those of which at most one is there, by field number.
    absl::flat_hash_map<int, Part> choice;
    const google::protobuf::OneofDescriptor* oneof = nullptr;
  };

  const Shape* Learn(const google::protobuf::Descriptor* descriptor);
  static Objection CheckMessage(const google::protobuf::Message& message,
                                const Shape& shape);
  static Objection CheckPart(const google::protobuf::Message& message,
                             const Shape& shape, const Part& part);
  static Objection CheckOne(const google::protobuf::Message& message,
                            const Shape& shape, const Part& part, int index);

  std::deque<Shape> shapes_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, const Shape*> known_;
  const Shape* command_;
};

// G3 and G4: FUTURE_EVENT when it occurred more than five minutes after it is
// recorded, LATE_WITHOUT_REASON when more than 72 h before.
Objection CheckClock(const v1::Command& command, absl::Time occurred_at,
                     absl::Time recorded_at);

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_ENVELOPE_H_
