#include "tools/chain.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/status.h"
#include "tools/ask.h"

namespace loopledger {
namespace {

constexpr char kView[] = "loop";

uint64_t NumberAt(const Json& row, absl::string_view path) {
  uint64_t number = 0;
  return absl::SimpleAtoi(TextAt(row, path), &number) ? number : 0;
}

const std::vector<Json>& ItemsAt(const Json& row, absl::string_view path) {
  static const std::vector<Json> kNone;
  const Json* list = row.Find(path);
  return list == nullptr ? kNone : list->items;
}

bool IsOnward(const Json& link) { return TextAt(link, "onward") == "true"; }

// When it came to be; what is only named, when it was named first.
uint64_t BeganAt(const Json& row) {
  uint64_t began = NumberAt(row, "first_position");
  if (began != 0) return began;
  for (const Json& link : ItemsAt(row, "links")) {
    const uint64_t named = NumberAt(link, "position");
    if (began == 0 || named < began) began = named;
  }
  return began;
}

void AddEdges(const Json& row, const std::set<std::string>& within,
              std::set<std::pair<std::string, std::string>>& known,
              Chain& chain, bool onward) {
  const std::string node = TextAt(row, "node");
  for (const Json& link : ItemsAt(row, "links")) {
    const std::string other = TextAt(link, "to");
    if (IsOnward(link) != onward || !within.contains(other)) continue;
    Chain::Edge edge{node, TextAt(link, "kind"), other};
    if (!onward) std::swap(edge.from, edge.to);
    if (!known.insert({edge.from, edge.to}).second) continue;
    chain.edges.push_back(std::move(edge));
  }
}

void NoteBeyond(const Json& row, Chain& chain) {
  for (const Json& count : ItemsAt(row, "counts")) {
    const std::string kind = TextAt(count, "kind");
    const auto& links = ItemsAt(row, "links");
    const auto shown = std::count_if(
        links.begin(), links.end(),
        [&](const Json& link) { return TextAt(link, "kind") == kind; });
    const uint64_t all = NumberAt(count, "count");
    if (all <= static_cast<uint64_t>(shown)) continue;
    chain.beyond.push_back({.node = TextAt(row, "node"),
                            .kind = kind,
                            .count = all,
                            .shown = static_cast<uint64_t>(shown)});
  }
}

}  // namespace

std::string TextAt(const Json& row, absl::string_view path) {
  const Json* value = row.Find(path);
  return value == nullptr ? "" : value->Plain();
}

std::string Told(const Chain::Beyond& beyond) {
  return absl::StrCat(beyond.count, " ", beyond.kind, "; the first ",
                      beyond.shown, " are shown");
}

ChainReader::ChainReader(const Globals& globals)
    : globals_(globals), client_(ClientOptionsOf(globals)) {}

absl::StatusOr<const Json*> ChainReader::Find(const std::string& node) {
  if (const auto known = rows_.find(node); known != rows_.end()) {
    return known->second ? &*known->second : nullptr;
  }
  v1::GetRowRequest request;
  request.set_view(kView);
  request.set_key(node);
  if (position_) {
    request.mutable_as_of()->set_position(*position_);
  } else {
    RETURN_IF_ERROR(ParseAsOf(globals_.as_of, *request.mutable_as_of()));
  }
  if (globals_.at_least) request.set_at_least(*globals_.at_least);
  const auto answer = client_.GetRow(request);
  std::optional<Json>& row = rows_[node];
  if (absl::IsNotFound(answer.status())) return nullptr;
  RETURN_IF_ERROR(answer.status());
  if (!position_) position_ = answer->position();
  ASSIGN_OR_RETURN(row, RowToJson(answer->row()));
  return &*row;
}

absl::StatusOr<Chain> ChainReader::Trace(const std::string& start) {
  Queue({.node = start, .onward = true, .back = true});
  bool cut = false;
  while (!queue_.empty()) {
    const Step step = queue_.front();
    queue_.pop_front();
    if (!taken_.contains(step.node) && taken_.size() == kChainNodesMax) {
      cut = true;
      break;
    }
    ASSIGN_OR_RETURN(const Json* row, Find(step.node));
    if (row == nullptr) continue;
    taken_.insert(step.node);
    Follow(step, *row);
  }
  Chain chain = Gather(start);
  chain.cut = cut;
  return chain;
}

// Each node is followed once in either direction.
void ChainReader::Queue(Step step) {
  if (step.onward) step.onward = followed_.insert({step.node, true}).second;
  if (step.back) step.back = followed_.insert({step.node, false}).second;
  if (step.onward || step.back) queue_.push_back(std::move(step));
}

void ChainReader::Follow(const Step& from, const Json& row) {
  const bool threat = TextAt(row, "type") == "threat";
  for (const Json& link : ItemsAt(row, "links")) {
    const std::string to = TextAt(link, "to");
    if (TextAt(link, "kind") == "version_of") continue;
    if (IsOnward(link) ? from.onward : from.back) {
      Queue({.node = to,
             .onward = IsOnward(link),
             .back = !IsOnward(link) || threat});
    }
  }
}

Chain ChainReader::Gather(const std::string& start) const {
  Chain chain;
  chain.start = start;
  chain.position = position_.value_or(0);
  for (const std::string& node : taken_) {
    chain.nodes.push_back(*rows_.at(node));
  }
  std::stable_sort(chain.nodes.begin(), chain.nodes.end(),
                   [](const Json& left, const Json& right) {
                     return BeganAt(left) < BeganAt(right);
                   });
  std::set<std::pair<std::string, std::string>> known;
  for (const bool onward : {true, false}) {
    for (const Json& row : chain.nodes) {
      AddEdges(row, taken_, known, chain, onward);
    }
  }
  for (const Json& row : chain.nodes) NoteBeyond(row, chain);
  return chain;
}

}  // namespace loopledger
