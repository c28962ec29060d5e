// The marking of what is told of several marked things at once.
#ifndef PROJECTIONS_GROUNDS_HIGH_WATER_H_
#define PROJECTIONS_GROUNDS_HIGH_WATER_H_

#include <cstdint>

#include "ledger/domain/vocabulary.h"
#include "loopledger/v1/common.pb.h"

namespace loopledger {

// Raises `marking` so that it covers `other` too: the higher classification
// and TLP, all caveats, the stricter handling. Ranks are those in force at
// `micros`, the time of the record that is folded.
void RaiseTo(const v1::Marking& other, const Vocabularies& vocabularies,
             int64_t micros, v1::Marking& marking);

// Whether what is marked `other` may be told under `marking` as it stands.
// Unmarked is OFFICIAL, and no handling says what P says.
bool Covers(const v1::Marking& marking, const v1::Marking& other,
            const Vocabularies& vocabularies, int64_t micros);

}  // namespace loopledger

#endif  // PROJECTIONS_GROUNDS_HIGH_WATER_H_
