// What a row of the measures is called, and its figures in words.
#ifndef PROJECTIONS_MEASURES_FIGURE_WORDS_H_
#define PROJECTIONS_MEASURES_FIGURE_WORDS_H_

#include "loopledger/v1/measures.pb.h"

namespace loopledger::measures {

// Writes the row's name, layer and sentence from its figures.
void PutInWords(v1::MeasureRow& row);

}  // namespace loopledger::measures

#endif  // PROJECTIONS_MEASURES_FIGURE_WORDS_H_
