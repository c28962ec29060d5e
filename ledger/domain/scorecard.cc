#include "ledger/domain/scorecard.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace loopledger {
namespace {

// The model that the scorecard names, if it is in force.
const v1::Vocabulary* ModelOf(const v1::Scorecard& given, Codes& codes) {
  const v1::Vocabulary* model = codes.InForce(given.model());
  if (model == nullptr || !model->has_model()) return nullptr;
  return model->version() == given.model_version() ? model : nullptr;
}

Objection NotInForce(const v1::Scorecard& given, Codes& codes) {
  if (given.model().empty()) {
    return Reject(v1::FIELD_MISSING,
                  "scorecard.model is missing; name the score model and its "
                  "version")
        .At("scorecard.model");
  }
  const v1::Vocabulary* model = codes.InForce(given.model());
  const bool exists = model != nullptr && model->has_model();
  return Reject(
             v1::UNKNOWN_CODE, "score model ", given.model(), " version ",
             given.model_version(), " is not in force",
             exists ? absl::StrCat("; version ", model->version(), " is") : "")
      .At("scorecard.model");
}

const v1::ScoreDimension* FindDimension(const v1::Scorecard& card,
                                        const std::string& id) {
  for (const auto& dimension : card.dimensions()) {
    if (dimension.id() == id) return &dimension;
  }
  return nullptr;
}

Objection AddSection(const v1::Scorecard& given,
                     const v1::ScoreSection& section, uint32_t& total) {
  for (const v1::ScoredDimension& dimension : section.dimensions()) {
    const v1::ScoreDimension* scored = FindDimension(given, dimension.id());
    if (scored == nullptr) {
      return Reject(v1::FIELD_MISSING, "scorecard.dimensions lacks ",
                    dimension.id(), "; every dimension is scored 0 to ",
                    dimension.max())
          .At("scorecard.dimensions");
    }
    if (scored->score() > dimension.max()) {
      return Reject(v1::FIELD_INVALID, "scorecard dimension ", dimension.id(),
                    " is scored ", scored->score(), "; 0 to ", dimension.max(),
                    " would do")
          .At("scorecard.dimensions");
    }
    total += dimension.weight() * scored->score();
  }
  return {};
}

Objection OnlyKnownDimensions(const v1::Scorecard& given,
                              const v1::ScoreModel& model) {
  for (int i = 0; i < given.dimensions_size(); ++i) {
    const std::string& id = given.dimensions(i).id();
    bool found = false;
    for (const auto& section : model.sections()) {
      for (const auto& dimension : section.dimensions()) {
        found |= dimension.id() == id;
      }
    }
    const Field at{"scorecard.dimensions", i, "id"};
    if (!found) {
      return Reject(v1::UNKNOWN_CODE, at.Text(), " \"", id,
                    "\" is no dimension of ", given.model(), " version ",
                    given.model_version())
          .At(at.Text());
    }
    if (FindDimension(given, id) != &given.dimensions(i)) {
      return Reject(v1::FIELD_INVALID, at.Text(), " ", id, " is scored twice")
          .At(at.Text());
    }
  }
  return {};
}

Objection Agrees(uint32_t given, uint32_t computed, absl::string_view field) {
  if (given == computed) return {};
  return Reject(v1::SCORE_MISMATCH, field, " says ", given,
                ", but the dimensions come to ", computed,
                "; leave totals and band out and they are computed")
      .At(std::string(field));
}

}  // namespace

Objection Score(const v1::Scorecard& given, Codes& codes,
                v1::Scorecard& computed) {
  const v1::Vocabulary* vocabulary = ModelOf(given, codes);
  if (vocabulary == nullptr) return NotInForce(given, codes);
  const v1::ScoreModel& model = vocabulary->model();
  uint32_t sums[3] = {0, 0, 0};
  for (int i = 0; i < 3; ++i) {
    REFUSE_IF(AddSection(given, model.sections(i), sums[i]));
  }
  REFUSE_IF(OnlyKnownDimensions(given, model));
  computed = given;
  computed.set_harm(sums[0]);
  computed.set_likelihood(sums[1]);
  computed.set_position(sums[2]);
  computed.set_total(sums[0] + sums[1] + sums[2]);
  computed.set_band(kBands);
  for (const v1::BandThreshold& band : model.bands()) {
    if (computed.total() >= band.from_total() &&
        band.band() < computed.band()) {
      computed.set_band(band.band());
    }
  }
  const bool left_out = given.harm() == 0 && given.likelihood() == 0 &&
                        given.position() == 0 && given.total() == 0 &&
                        given.band() == 0;
  if (left_out) return {};
  REFUSE_IF(Agrees(given.harm(), computed.harm(), "scorecard.harm"));
  REFUSE_IF(Agrees(given.likelihood(), computed.likelihood(),
                   "scorecard.likelihood"));
  REFUSE_IF(
      Agrees(given.position(), computed.position(), "scorecard.position"));
  REFUSE_IF(Agrees(given.total(), computed.total(), "scorecard.total"));
  return Agrees(given.band(), computed.band(), "scorecard.band");
}

}  // namespace loopledger
