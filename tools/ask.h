// What the verbs that ask a server share: the client, moments, rows as JSON.
#ifndef TOOLS_ASK_H_
#define TOOLS_ASK_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "consumers/client/client.h"
#include "google/protobuf/message.h"
#include "loopledger/v1/services.pb.h"
#include "tools/json.h"
#include "tools/verbs.h"

namespace loopledger {

ClientOptions ClientOptionsOf(const Globals& globals);

// A position or an RFC 3339 time; empty: `as_of` stays unset.
absl::Status ParseAsOf(absl::string_view text, v1::AsOf& as_of);

// Protobuf's JSON mapping with the proto's field names. `whole`: also fields
// that have their default, as in rows, whose columns are fixed.
absl::StatusOr<std::string> ToProtoJson(
    const google::protobuf::Message& message, bool whole = false);
absl::StatusOr<Json> ToJson(const google::protobuf::Message& message,
                            bool whole = false);

// The row's own fields, then its position and marking.
absl::StatusOr<Json> RowToJson(const v1::Row& row);

// Calls `visit` with all rows of a view, page by page.
absl::Status EachRow(Client& client, const Globals& globals,
                     v1::ListRowsRequest request, uint32_t limit,
                     absl::FunctionRef<absl::Status(Json row)> visit);

// All rows of a view that the options want.
absl::StatusOr<std::vector<Json>> RowsOf(const Globals& globals,
                                         absl::string_view view,
                                         const ListOptions& options);

// Lists a view's rows in the wanted format. Returns how many there were.
absl::StatusOr<size_t> PrintView(const Globals& globals, absl::string_view view,
                                 const ListOptions& options,
                                 absl::Span<const Column> columns);

// One row; kNotFound names the thing, and says where it was recorded later than
// --as-of. `lists` are the words that list such rows; empty: those of the view.
absl::StatusOr<Json> GetRow(Client& client, const Globals& globals,
                            absl::string_view view, absl::string_view key,
                            absl::string_view lists = "");
// It is there, but was not as of then.
absl::Status NotByThen(absl::string_view id, const Globals& globals);

// The versions of one row, newest first; kNotFound names the thing.
absl::StatusOr<std::vector<Json>> GetHistory(Client& client,
                                             const Globals& globals,
                                             absl::string_view view,
                                             absl::string_view key);

}  // namespace loopledger

#endif  // TOOLS_ASK_H_
