#include "projections/registers/telling.h"

#include <algorithm>

#include "projections/grounds/high_water.h"

namespace loopledger::registers {

bool IsWithin(const v1::Event& event, v1::Event::BodyCase first,
              v1::Event::BodyCase last) {
  return event.body_case() >= first && event.body_case() <= last;
}

void Cover(const v1::Marking& other, const Telling& in, v1::Marking& own) {
  if (other.ByteSizeLong() == own.ByteSizeLong() &&
      other.SerializeAsString() == own.SerializeAsString()) {
    return;
  }
  RaiseTo(other, in.vocabularies, in.at.recorded_at, own);
}

void ShowNewest(const std::string& id, IdSet& shown) {
  *shown.Add() = id;
  if (shown.size() > kShownMax) shown.erase(shown.begin());
}

void ShowFirst(const IdSet& all, IdSet& shown) {
  const int count = std::min(all.size(), kShownMax);
  shown.Assign(all.begin(), all.begin() + count);
}

}  // namespace loopledger::registers
