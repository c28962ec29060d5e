#include "consumers/server/listing.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "consumers/server/row_filter.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"

namespace loopledger {
namespace {

constexpr int kReadRows = 1000;

// Where the next page begins: at one position of the ledger, after a key, or
// for ordered lists after so many rows.
struct PageToken {
  Position as_of = 0;
  std::string after_key;
  uint64_t skip = 0;
};

// Holds a token to the request that it came from.
std::string Fingerprint(const v1::ListRowsRequest& request) {
  const Digest digest = Sha256(absl::StrCat(
      request.view(), "\n", request.filter(), "\n", request.order_by()));
  return absl::BytesToHexString(AsBytes(digest).substr(0, 8));
}

std::string Encode(const PageToken& token, const v1::ListRowsRequest& request) {
  return absl::WebSafeBase64Escape(absl::StrCat(Fingerprint(request), " ",
                                                token.as_of, " ", token.skip,
                                                " ", token.after_key));
}

absl::StatusOr<PageToken> Decode(const v1::ListRowsRequest& request) {
  PageToken token;
  std::string text;
  if (!absl::WebSafeBase64Unescape(request.page_token(), &text)) text.clear();
  const std::vector<std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(' ', 3));
  if (parts.size() != 4 || parts[0] != Fingerprint(request) ||
      !absl::SimpleAtoi(parts[1], &token.as_of) ||
      !absl::SimpleAtoi(parts[2], &token.skip)) {
    return absl::InvalidArgumentError(
        "page_token is not one that this request was given");
  }
  token.after_key = parts[3];
  return token;
}

class Lister {
 public:
  Lister(const View& view, RowFilter filter, RowOrder order)
      : view_(view),
        filter_(std::move(filter)),
        order_(std::move(order)),
        message_(view.table().prototype().New()) {}

  // In the order of keys: reads on until the page is full.
  absl::Status ByKey(PageToken& token, size_t page_rows, bool& more,
                     v1::ListRowsResponse& response) {
    int scanned = 0;
    more = true;
    while (more && scanned < kScanRowsMax &&
           static_cast<size_t>(response.rows_size()) < page_rows) {
      ASSIGN_OR_RETURN(
          const RowsAnswer answer,
          view_.List({.as_of = token.as_of,
                      .after_key = token.after_key,
                      .limit = filter_.empty() ? static_cast<int>(page_rows)
                                               : kReadRows}));
      for (const StoredRow& row : answer.rows) {
        if (static_cast<size_t>(response.rows_size()) == page_rows) {
          return absl::OkStatus();
        }
        token.after_key = row.key;
        RETURN_IF_ERROR(Parse(row));
        if (filter_.Matches(*message_))
          *response.add_rows() = ToRow(view_, row);
      }
      scanned += static_cast<int>(answer.rows.size());
      more = answer.more;
    }
    return absl::OkStatus();
  }

  // In another order: reads everything, sorts, and cuts out the page.
  absl::Status ByOrder(PageToken& token, size_t page_rows, bool& more,
                       v1::ListRowsResponse& response) {
    std::vector<std::pair<Comparable, StoredRow>> rows;
    RETURN_IF_ERROR(ReadAll(token.as_of, rows));
    std::stable_sort(
        rows.begin(), rows.end(), [this](const auto& a, const auto& b) {
          return order_.descending() ? b.first < a.first : a.first < b.first;
        });
    const size_t begin = std::min<uint64_t>(token.skip, rows.size());
    const size_t end = std::min(begin + page_rows, rows.size());
    for (size_t i = begin; i < end; ++i) {
      *response.add_rows() = ToRow(view_, rows[i].second);
    }
    token.skip = end;
    more = end < rows.size();
    return absl::OkStatus();
  }

 private:
  absl::Status Parse(const StoredRow& row) {
    if (message_->ParseFromString(row.bytes)) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("row \"", row.key, "\" of ",
                                            view_.name(), " does not parse"));
  }

  absl::Status ReadAll(Position as_of,
                       std::vector<std::pair<Comparable, StoredRow>>& rows) {
    ListQuery query = {.as_of = as_of, .after_key = "", .limit = kReadRows};
    bool more = true;
    while (more) {
      ASSIGN_OR_RETURN(RowsAnswer answer, view_.List(query));
      for (StoredRow& row : answer.rows) {
        RETURN_IF_ERROR(Parse(row));
        query.after_key = row.key;
        if (!filter_.Matches(*message_)) continue;
        rows.emplace_back(order_.KeyOf(*message_), std::move(row));
        if (rows.size() > kSortRowsMax) {
          return absl::ResourceExhaustedError(absl::StrCat(
              "more than ", kSortRowsMax,
              " rows to sort: narrow the filter, or list without order_by"));
        }
      }
      more = answer.more;
    }
    return absl::OkStatus();
  }

  const View& view_;
  const RowFilter filter_;
  const RowOrder order_;
  const std::unique_ptr<google::protobuf::Message> message_;
};

}  // namespace

v1::Row ToRow(const View& view, const StoredRow& row) {
  v1::Row answer;
  answer.set_key(row.key);
  answer.set_position(row.position);
  *answer.mutable_marking() = row.marking;
  answer.mutable_row()->set_type_url(
      absl::StrCat("type.googleapis.com/", view.row_type().full_name()));
  answer.mutable_row()->set_value(row.bytes);
  return answer;
}

absl::Status ListPage(const View& view, const v1::ListRowsRequest& request,
                      std::optional<Position> as_of,
                      v1::ListRowsResponse& response) {
  ASSIGN_OR_RETURN(RowFilter filter,
                   RowFilter::Parse(request.filter(), view.row_type()));
  ASSIGN_OR_RETURN(RowOrder order,
                   RowOrder::Parse(request.order_by(), view.row_type()));
  PageToken token;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(token, Decode(request));
  } else {
    const Position next = view.next();
    // Nothing is folded yet, or nothing can be read: that is not the same.
    if (!as_of && next == 0) return view.List({.limit = 1}).status();
    token.as_of = as_of.value_or(next - 1);
  }
  const size_t page_rows =
      request.page_size() == 0
          ? kPageRowsDefault
          : std::min<size_t>(request.page_size(), kPageRowsMax);
  bool more = false;
  const bool ordered = !order.empty();
  Lister lister(view, std::move(filter), std::move(order));
  RETURN_IF_ERROR(ordered ? lister.ByOrder(token, page_rows, more, response)
                          : lister.ByKey(token, page_rows, more, response));
  response.set_position(token.as_of);
  if (more) response.set_next_page_token(Encode(token, request));
  return absl::OkStatus();
}

}  // namespace loopledger
