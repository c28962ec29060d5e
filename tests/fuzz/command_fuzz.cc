// Any batch of commands put to the rules: each becomes an event that can be
// stored, read and folded, or a refusal with a name; deciding twice gives the
// same; and the records alone make the same world again.
//
// A command without an id has its envelope filled in, so that seeds are small
// and changes of them reach far into the rules.
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/domain/decision.h"
#include "ledger/domain/vocabulary.h"
#include "ledger/domain/world.h"
#include "loopledger/v1/record.pb.h"
#include "loopledger/v1/services.pb.h"
#include "tests/fuzz/message_changes.h"
#include "tests/support/fill.h"

namespace loopledger {
namespace {

constexpr int64_t kBegin = 1767225600;  // 2026-01-01 UTC.
constexpr int kCommandsMax = 40;

void CheckRefusal(const Refusal& refusal) {
  CHECK(refusal.reason != v1::REASON_UNSPECIFIED);
  CHECK(!refusal.message.empty());
  const absl::Status status = ToStatus(refusal);
  CHECK(!status.ok() && status.code() == CodeOf(refusal.reason));
  Refusal back;
  CHECK(FromStatus(status, back));
  CHECK(back.reason == refusal.reason && back.field == refusal.field);
}

bool Same(const Decision& one, const Decision& other) {
  if (one.index() != other.index()) return false;
  if (const auto* event = std::get_if<v1::Event>(&one)) {
    return event->SerializeAsString() ==
           std::get<v1::Event>(other).SerializeAsString();
  }
  return std::get<Refusal>(one).reason == std::get<Refusal>(other).reason &&
         std::get<Refusal>(one).field == std::get<Refusal>(other).field;
}

class Run {
 public:
  Run() : world_(BuiltInVocabularies()) {
    v1::Record record;
    record.mutable_ledger_founded()->set_ledger("north");
    record.mutable_ledger_founded()->mutable_policy()->set_open_membership(
        true);
    Fold(std::move(record));
  }

  void Put(const v1::Command& command) {
    now_ += absl::Hours(1);
    const Decision decision = world_.Decide(command, now_);
    CHECK(Same(decision, world_.Decide(command, now_)));
    if (const auto* refusal = std::get_if<Refusal>(&decision)) {
      return CheckRefusal(*refusal);
    }
    const auto& event = std::get<v1::Event>(decision);
    CHECK(event.body_case() != v1::Event::BODY_NOT_SET);
    CHECK(!event.stream_type().empty() && !event.stream_id().empty());
    CHECK(event.stream_version() > 0);
    v1::Record record;
    *record.mutable_event() = event;
    Fold(std::move(record));
  }

  void CheckReplay() const {
    World replayed(BuiltInVocabularies());
    for (const v1::Record& record : records_) replayed.Evolve(record);
    CHECK(replayed == world_);
  }

 private:
  // What is folded is what was stored and read back.
  void Fold(v1::Record record) {
    record.set_position(records_.size());
    record.set_recorded_at(ToMicros(now_));
    records_.emplace_back();
    CHECK(records_.back().ParseFromString(record.SerializeAsString()));
    CHECK(World::CanRead(records_.back()));
    world_.Evolve(records_.back());
  }

  World world_;
  absl::Time now_ = absl::FromUnixSeconds(kBegin);
  std::vector<v1::Record> records_;
};

}  // namespace
}  // namespace loopledger

// Changes commands as commands, or a batch would seldom parse.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t max_size, unsigned int seed) {
  const google::protobuf::LogSilencer no_complaints_about_utf8;
  std::mt19937_64 random(seed);
  loopledger::v1::CommandBatch batch;
  if (!batch.ParseFromArray(data, static_cast<int>(size))) batch.Clear();
  for (uint64_t i = 1 + random() % 4; i > 0; --i) {
    loopledger::ChangeOneField(batch, random);
  }
  const std::string bytes = batch.SerializeAsString();
  if (bytes.size() > max_size) return 0;
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const google::protobuf::LogSilencer no_complaints_about_utf8;
  loopledger::v1::CommandBatch batch;
  if (!batch.ParseFromArray(data, static_cast<int>(size))) return 0;
  loopledger::Run run;
  int count = 0;
  for (loopledger::v1::Command& command : *batch.mutable_commands()) {
    if (++count > loopledger::kCommandsMax) break;
    if (command.command_id().empty()) {
      loopledger::FillEnvelope(absl::StrCat("c-", count),
                               absl::FromUnixSeconds(loopledger::kBegin),
                               command);
    }
    run.Put(command);
  }
  run.CheckReplay();
  return 0;
}
