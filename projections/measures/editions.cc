#include "projections/measures/editions.h"

#include "projections/grounds/grounds.h"
#include "projections/grounds/id_set.h"

namespace loopledger::measures {

using state::v1::EditionState;

void FoldEditions(const Recorded& at, Tables& tables) {
  if (at.event.has_assessment_drafted()) {
    const v1::AssessmentDrafted& e = at.event.assessment_drafted();
    tables.Change(kEditions,
                  grounds::VersionKey(e.assessment_id(), e.version()),
                  [&](EditionState& edition) {
                    edition.Clear();
                    edition.set_layer(e.layer());
                    for (const std::string& area : e.threat().areas()) {
                      Include(area, *edition.mutable_areas());
                    }
                  });
  } else if (at.event.has_assessment_published()) {
    const v1::AssessmentPublished& e = at.event.assessment_published();
    tables.Change(kEditions,
                  grounds::VersionKey(e.assessment_id(), e.version()),
                  [&](EditionState& edition) {
                    edition.set_published_at(at.recorded_at);
                  });
  }
}

}  // namespace loopledger::measures
