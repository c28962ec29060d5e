// Pages of a view's rows: filtered, ordered, all of one request's pages true at
// the same position.
#ifndef CONSUMERS_SERVER_LISTING_H_
#define CONSUMERS_SERVER_LISTING_H_

#include <optional>

#include "absl/status/status.h"
#include "loopledger/v1/services.pb.h"
#include "projections/engine/view.h"

namespace loopledger {

inline constexpr int kPageRowsDefault = 1000;
inline constexpr int kPageRowsMax = 5000;
// Rows that one ordered request may sort.
inline constexpr size_t kSortRowsMax = 100'000;
// Rows that one request looks at; a page may come back short and go on.
inline constexpr int kScanRowsMax = 200'000;

v1::Row ToRow(const View& view, const StoredRow& row);

// Answers one page. `as_of` is for a first page; the others go on where their
// token says. kInvalidArgument: filter, order or token is wrong.
absl::Status ListPage(const View& view, const v1::ListRowsRequest& request,
                      std::optional<Position> as_of,
                      v1::ListRowsResponse& response);

}  // namespace loopledger

#endif  // CONSUMERS_SERVER_LISTING_H_
