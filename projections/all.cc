#include "projections/all.h"

#include "projections/gaps/feedback_loop.h"
#include "projections/loop/loop.h"
#include "projections/measures/measures.h"
#include "projections/picture/tasking_board.h"
#include "projections/picture/threat_picture.h"
#include "projections/registers/decision_history.h"
#include "projections/registers/partners.h"
#include "projections/registers/requirements.h"
#include "projections/registers/strategy.h"

namespace loopledger {

std::vector<Projection> AllProjections(const Vocabularies& vocabularies) {
  return {threat_picture::ThreatPicture(vocabularies),
          tasking_board::TaskingBoard(vocabularies),
          feedback_loop::FeedbackLoop(vocabularies),
          measures::Measures(vocabularies),
          loop::Loop(vocabularies),
          registers::DecisionHistory(vocabularies),
          registers::Partners(vocabularies),
          registers::Requirements(vocabularies),
          registers::Strategy(vocabularies)};
}

}  // namespace loopledger
