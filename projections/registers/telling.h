// What the registers share: a record and what it is folded with, markings that
// only rise, and lists that show a bounded part.
#ifndef PROJECTIONS_REGISTERS_TELLING_H_
#define PROJECTIONS_REGISTERS_TELLING_H_

#include <string>

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/common.pb.h"
#include "loopledger/v1/event.pb.h"
#include "projections/engine/projection.h"
#include "projections/engine/tables.h"
#include "projections/grounds/id_set.h"

namespace loopledger::registers {

// A row lists so many ids at most; a count beside them says how many there are.
inline constexpr int kShownMax = 100;

struct Telling {
  const Recorded& at;
  const Vocabularies& vocabularies;
  Tables& tables;
};

// Whether it is of one of the kinds from `first` to `last`.
bool IsWithin(const v1::Event& event, v1::Event::BodyCase first,
              v1::Event::BodyCase last);

// Raises `own` so that it covers `other`.
void Cover(const v1::Marking& other, const Telling& in, v1::Marking& own);

// Adds at the end; what is oldest beyond the bound is no longer shown.
void ShowNewest(const std::string& id, IdSet& shown);
// The first of `all`.
void ShowFirst(const IdSet& all, IdSet& shown);

}  // namespace loopledger::registers

#endif  // PROJECTIONS_REGISTERS_TELLING_H_
