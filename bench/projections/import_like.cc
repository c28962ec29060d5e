#include "bench/projections/import_like.h"

#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/base/check.h"
#include "ledger/log/rule.h"
#include "loopledger/v1/record.pb.h"

namespace loopledger {
namespace {

constexpr Position kRecords = 100000;
constexpr int kReportsPerVersion = 4;
constexpr uint32_t kThreats = 200;
constexpr int kCitesMax = 20;
constexpr int64_t kStart = 1500000000000000;
constexpr int64_t kStep = 2000000000;  // Micros from record to record.

class Writer {
 public:
  explicit Writer(MemoryLog& log) : log_(log) {}

  Position next() const { return head_.next; }

  v1::Event& Begin(absl::string_view type, const std::string& id) {
    record_.Clear();
    v1::Event& event = *record_.mutable_event();
    event.set_event_id("0192f7c1-0000-7000-8000-000000000000");
    event.set_command_id(absl::StrCat("import-", head_.next));
    event.set_command_digest(std::string(32, 'd'));
    event.set_stream_type(std::string(type));
    event.set_stream_id(id);
    event.mutable_occurred_at()->set_seconds(kStart / 1000000);
    event.mutable_actor()->set_org("agency");
    event.mutable_actor()->set_person("importer");
    event.mutable_actor()->set_role("ANALYST");
    event.mutable_marking()->set_gsc("OFFICIAL");
    return event;
  }

  void End() {
    record_.set_previous(std::string(AsBytes(head_.head)));
    record_.set_position(head_.next);
    record_.set_recorded_at(kStart + static_cast<int64_t>(head_.next) * kStep);
    record_.set_writer("bench");
    const std::string entries[] = {record_.SerializeAsString()};
    CHECK(head_.Judge(entries[0]) == Verdict::kInLedger);
    CHECK(log_.Append(entries).ok());
    log_.TakeDeliveries();
  }

  void Tick() {
    record_.Clear();
    record_.mutable_tick();
    End();
  }

 private:
  MemoryLog& log_;
  Head head_;
  v1::Record record_;
};

std::string ReportId(uint32_t number) { return absl::StrCat("R-", number); }

void WriteReport(uint32_t number, Writer& writer) {
  const std::string id = ReportId(number);
  v1::ReportSubmitted& submitted =
      *writer.Begin("report", id).mutable_report_submitted();
  submitted.set_report_id(id);
  submitted.set_source_ref("source");
  submitted.set_risk_assessment_done(true);
  v1::ReportItem& item = *submitted.add_items();
  item.set_number(1);
  item.set_text(std::string(200, 't'));
  item.mutable_grade()->set_source("2");
  item.mutable_grade()->set_intelligence("B");
  writer.End();
  writer.Begin("report", id).mutable_report_accepted()->set_report_id(id);
  writer.End();
}

void WriteVersion(uint32_t threat, uint32_t version, uint32_t reports,
                  std::mt19937& random, Writer& writer) {
  const std::string id = absl::StrCat("SOCG-", threat);
  v1::AssessmentDrafted& drafted =
      *writer.Begin("assessment", id).mutable_assessment_drafted();
  drafted.set_assessment_id(id);
  drafted.set_version(version);
  drafted.mutable_threat()->set_name(absl::StrCat("Group ", threat));
  drafted.set_summary(std::string(400, 's'));
  drafted.mutable_scorecard()->set_band(1 + (threat + version / 8) % 4);
  v1::KeyJudgement& judgement = *drafted.add_judgements();
  judgement.set_id("J1");
  judgement.set_term("Likely or probable");
  judgement.mutable_confidence()->set_rating("Moderate");
  for (int cite = 0; cite < kCitesMax; ++cite) {
    // Mostly the same reports as the version before.
    v1::ReportItemRef& ref = *drafted.add_supporting()->mutable_ref();
    const bool fresh = random() % 5 == 0;
    const uint32_t old = threat * 17 + static_cast<uint32_t>(cite);
    ref.set_report_id(
        ReportId((fresh ? static_cast<uint32_t>(random()) : old) % reports));
    ref.set_version(2);
    ref.set_item(1);
  }
  writer.End();
  v1::AssessmentReviewed& reviewed =
      *writer.Begin("assessment", id).mutable_assessment_reviewed();
  reviewed.set_assessment_id(id);
  reviewed.set_version(version);
  writer.End();
  v1::AssessmentPublished& published =
      *writer.Begin("assessment", id).mutable_assessment_published();
  published.set_assessment_id(id);
  published.set_version(version);
  writer.End();
}

void WriteTasking(uint32_t threat, Writer& writer) {
  const std::string id = absl::StrCat("T-", threat);
  v1::TaskingProposed& proposed =
      *writer.Begin("tasking", id).mutable_tasking_proposed();
  proposed.set_tasking_id(id);
  proposed.set_title("watch");
  v1::AssessmentRef& ref = *proposed.add_justification();
  ref.set_assessment_id(absl::StrCat("SOCG-", threat));
  ref.set_version(1);
  writer.End();
  writer.Begin("tasking", id).mutable_tasking_approved()->set_tasking_id(id);
  writer.End();
}

void Write(MemoryLog& log) {
  std::mt19937 random(1);
  Writer writer(log);
  uint32_t reports = 0;
  for (uint32_t round = 0; writer.next() < kRecords; ++round) {
    for (int i = 0; i < kReportsPerVersion; ++i) {
      WriteReport(reports++, writer);
    }
    const uint32_t threat = round % kThreats;
    const uint32_t version = 1 + round / kThreats;
    WriteVersion(threat, version, reports, random, writer);
    if (version == 1 && threat % 2 == 0) WriteTasking(threat, writer);
    if (round % 8 == 0) writer.Tick();
  }
}

}  // namespace

const MemoryLog& ImportLike() {
  static const MemoryLog* const log = [] {
    static MemoryLog filled;
    Write(filled);
    return &filled;
  }();
  return *log;
}

}  // namespace loopledger
