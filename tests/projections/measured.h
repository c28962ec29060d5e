// What the tests of the measures share: a chronicle, and its rows.
#ifndef TESTS_PROJECTIONS_MEASURED_H_
#define TESTS_PROJECTIONS_MEASURED_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "projections/measures/measures.h"
#include "tests/projections/chronicle.h"

namespace loopledger {

class Measured : public testing::Test {
 protected:
  static constexpr absl::Duration kDay = absl::Hours(24);

  std::vector<std::string> Keys() {
    return told_.Keys("measures", Describe(measures::kMeasures));
  }
  bool Has(const std::string& key) {
    return told_.Get("measures", measures::kMeasures, key).has_value();
  }
  // Empty when there is none.
  v1::MeasureRow Row(const std::string& key) {
    return told_.Get("measures", measures::kMeasures, key)
        .value_or(v1::MeasureRow());
  }
  static absl::Duration Span(const google::protobuf::Duration& duration) {
    return absl::Seconds(duration.seconds()) +
           absl::Nanoseconds(duration.nanos());
  }
  // "n open ended".
  static std::string Counts(const v1::MeasureRow& row) {
    return absl::StrCat(row.n(), " ", row.open(), " ", row.ended());
  }
  std::string Counts(const std::string& key) { return Counts(Row(key)); }
  // "hits/of".
  std::string Share(const std::string& key) {
    const v1::MeasureRow row = Row(key);
    return absl::StrCat(row.hits(), "/", row.of());
  }

  // An event of a tasking that holds nothing but its id.
  Position Tasking(const char* event, const std::string& id,
                   absl::string_view more = "") {
    return told_.Tell(
        id, absl::StrCat(event, " { tasking_id: '", id, "' ", more, " }"));
  }
  // Drafts and publishes; `more` goes into the draft (text).
  Position Edition(absl::string_view id, uint64_t version,
                   absl::string_view more) {
    const std::string ref =
        absl::StrCat("{ assessment_id: '", id, "' version: ", version, " ");
    told_.Tell(id, absl::StrCat("assessment_drafted ", ref, more, " }"));
    return told_.Tell(id, absl::StrCat("assessment_published ", ref, " }"));
  }
  void Later(absl::Duration wait) { told_.Later(wait); }
  void Session(const std::string& id, const std::string& body) {
    told_.Tell(id, absl::StrCat("session_called { session_id: '", id,
                                "' body: '", body, "' }"));
  }
  void TellSecret(absl::string_view stream, absl::string_view body) {
    told_.ledger().AddEvent(absl::StrCat("stream_id: '", stream,
                                         "' marking { gsc: 'SECRET' } ", body));
  }

  Chronicle told_;
};

}  // namespace loopledger

#endif  // TESTS_PROJECTIONS_MEASURED_H_
