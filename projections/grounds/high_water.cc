#include "projections/grounds/high_water.h"

#include <algorithm>
#include <string>

#include "absl/time/time.h"

namespace loopledger {
namespace {

constexpr absl::string_view kGrading = "3x5x2";
constexpr char kUnmarked[] = "OFFICIAL";

// C is stricter than P; of two C, each part is taken from the stricter.
void Raise(const v1::Handling& other, Codes& codes, v1::Handling& own) {
  if (other.code() != "C") {
    if (own.code().empty()) own = other;
    return;
  }
  if (own.code() != "C") {
    own = other;
    return;
  }
  if (codes.Rank(kGrading, "action", other.action()) <
      codes.Rank(kGrading, "action", own.action())) {
    own.set_action(other.action());
  }
  if (codes.Rank(kGrading, "sanitisation", other.sanitisation()) >
      codes.Rank(kGrading, "sanitisation", own.sanitisation())) {
    own.set_sanitisation(other.sanitisation());
  }
}

}  // namespace

void RaiseTo(const v1::Marking& other, const Vocabularies& vocabularies,
             int64_t micros, v1::Marking& marking) {
  Codes codes(vocabularies, absl::FromUnixMicros(micros));
  if (codes.Rank("gsc", "", other.gsc()) >
      codes.Rank("gsc", "", marking.gsc())) {
    marking.set_gsc(other.gsc());
  }
  if (codes.Rank("tlp", "", other.tlp()) >
      codes.Rank("tlp", "", marking.tlp())) {
    marking.set_tlp(other.tlp());
  }
  for (const std::string& caveat : other.caveats()) {
    const auto& own = marking.caveats();
    if (std::find(own.begin(), own.end(), caveat) == own.end()) {
      marking.add_caveats(caveat);
    }
  }
  if (other.has_handling()) {
    Raise(other.handling(), codes, *marking.mutable_handling());
  }
}

bool Covers(const v1::Marking& marking, const v1::Marking& other,
            const Vocabularies& vocabularies, int64_t micros) {
  v1::Marking own = marking;
  if (own.gsc().empty()) own.set_gsc(kUnmarked);
  if (!own.has_handling()) own.mutable_handling()->set_code("P");
  v1::Marking raised = own;
  RaiseTo(other, vocabularies, micros, raised);
  return raised.SerializeAsString() == own.SerializeAsString();
}

}  // namespace loopledger
