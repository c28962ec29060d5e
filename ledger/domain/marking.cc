#include "ledger/domain/marking.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/domain/organisation.h"

namespace loopledger {
namespace {

constexpr absl::string_view kGrading = "3x5x2";

Objection CheckHandling(const v1::Handling& handling, Codes& codes) {
  REFUSE_IF(codes.Given(kGrading, "handling", handling.code(),
                        {"marking.handling.code"}));
  REFUSE_IF(codes.Known(kGrading, "action", handling.action(),
                        {"marking.handling.action"}));
  REFUSE_IF(codes.Known(kGrading, "sanitisation", handling.sanitisation(),
                        {"marking.handling.sanitisation"}));
  const bool any =
      !handling.action().empty() || !handling.sanitisation().empty();
  const bool both =
      !handling.action().empty() && !handling.sanitisation().empty();
  const v1::Term* code = codes.Find(kGrading, "handling", handling.code());
  if (Has(*code, "conditions") ? !both : any) {
    return Reject(v1::HANDLING_INCOMPLETE, "handling ", handling.code(),
                  any ? " with" : " without", " action or sanitisation code; ",
                  "C needs both an action and a sanitisation code, P has none")
        .At("marking.handling");
  }
  return {};
}

// G10 and G11.
Objection CheckCodes(const v1::Marking& marking, Codes& codes) {
  REFUSE_IF(codes.Known("gsc", "", marking.gsc(), {"marking.gsc"}));
  for (int i = 0; i < marking.caveats_size(); ++i) {
    REFUSE_IF(
        codes.Given("caveat", "", marking.caveats(i), {"marking.caveats", i}));
  }
  REFUSE_IF(codes.Known("tlp", "", marking.tlp(), {"marking.tlp"}));
  if (!marking.has_handling()) return {};
  return CheckHandling(marking.handling(), codes);
}

bool IsWeaker(const v1::Handling& given, const v1::Handling& before,
              Codes& codes) {
  return ActionRank(given, codes) > ActionRank(before, codes) ||
         codes.Rank(kGrading, "sanitisation", given.sanitisation()) <
             codes.Rank(kGrading, "sanitisation", before.sanitisation());
}

// What is not marked is OFFICIAL, the lowest: that is how the scheme has it.
uint32_t GscRank(const v1::Marking& marking, Codes& codes) {
  return std::max(1u, codes.Rank("gsc", "", marking.gsc()));
}

bool ListedOnly(const v1::Marking& marking, Codes& codes) {
  if (!marking.tlp().empty()) {
    const v1::Term* tlp = codes.Find("tlp", "", marking.tlp());
    if (tlp != nullptr && Has(*tlp, "listed only")) return true;
  }
  return std::any_of(marking.caveats().begin(), marking.caveats().end(),
                     [&](const std::string& caveat) {
                       const v1::Term* term = codes.Find("caveat", "", caveat);
                       return term != nullptr && Has(*term, "listed only");
                     });
}

bool OwnerOnly(const v1::Marking& marking, Codes& codes) {
  return std::any_of(marking.caveats().begin(), marking.caveats().end(),
                     [&](const std::string& caveat) {
                       const v1::Term* term = codes.Find("caveat", "", caveat);
                       return term != nullptr && Has(*term, "owner only");
                     });
}

}  // namespace

bool IsThereFor(const Stream& stream, const Call& call) {
  if (stream.version == 0) return false;
  if (IsParty(stream, call.org())) return true;
  Codes codes = call.codes.Aside();
  const v1::Marking& marking = call.markings[stream.marking];
  if (!organisation::IsCleared(call.organisations.Find(call.org()), marking,
                               codes) ||
      OwnerOnly(marking, codes)) {
    return false;
  }
  const bool list_binds =
      !stream.releasable.empty() || ListedOnly(marking, codes);
  return !list_binds || Contains(stream.releasable, call.org());
}

Objection NotWidened(const Stream& stream, const Call& call) {
  if (stream.version == 0) return {};
  if (call.org() == absl::string_view(stream.owner)) return {};
  const auto& named = call.command.releasable_to();
  for (int i = 0; i < named.size(); ++i) {
    if (Contains(stream.releasable, named[i])) continue;
    return Reject(v1::NOT_RELEASABLE, "only ", stream.owner,
                  " may release this stream to ", named[i])
        .At(absl::StrCat("releasable_to[", i, "]"));
  }
  return {};
}

uint32_t ActionRank(const v1::Handling& handling, Codes& codes) {
  if (handling.action().empty()) return kAllAllowed;
  return codes.Rank(kGrading, "action", handling.action());
}

Objection SettleMarking(const Stream& stream, const Markings& markings,
                        Call& call) {
  const v1::Marking& before = markings[stream.marking];
  if (!call.command.has_marking()) {
    call.marking = stream.marking != 0 ? before : call.policy.default_marking();
    return CheckCodes(call.marking, call.codes);
  }
  call.marking = call.command.marking();
  if (stream.marking != 0 && !call.marking.has_handling() &&
      before.has_handling()) {
    *call.marking.mutable_handling() = before.handling();
  }
  REFUSE_IF(CheckCodes(call.marking, call.codes));
  if (stream.marking == 0) return {};
  if (IsWeaker(call.marking.handling(), before.handling(), call.codes)) {
    return Reject(v1::MARKING_TOO_LOW, "handling ", before.handling().action(),
                  " ", before.handling().sanitisation(),
                  " of this stream cannot be weakened by a later event")
        .At("marking.handling");
  }
  return AtLeast(before, "the stream itself", call);
}

Objection AtLeast(const v1::Marking& cited, absl::string_view what,
                  const Call& call) {
  const v1::Marking& own = call.marking;
  if (GscRank(own, call.codes) < GscRank(cited, call.codes)) {
    return Reject(v1::MARKING_TOO_LOW, "marked ",
                  own.gsc().empty() ? "with no classification" : own.gsc(),
                  ", below ", what, ", which is ", cited.gsc(),
                  "; mark it at least that")
        .At("marking.gsc");
  }
  for (const std::string& caveat : cited.caveats()) {
    if (std::find(own.caveats().begin(), own.caveats().end(), caveat) ==
        own.caveats().end()) {
      return Reject(v1::MARKING_TOO_LOW, "lacks the caveat ", caveat, " of ",
                    what)
          .At("marking.caveats");
    }
  }
  if (call.codes.Rank("tlp", "", own.tlp()) <
      call.codes.Rank("tlp", "", cited.tlp())) {
    return Reject(v1::MARKING_TOO_LOW, "marked ",
                  own.tlp().empty() ? "without TLP" : own.tlp(), ", below ",
                  what, ", which is ", cited.tlp(), "; mark it at least that")
        .At("marking.tlp");
  }
  return {};
}

Objection ReleasableTo(const std::string& to, const Stream& stream,
                       const v1::Marking& marking, const Call& call) {
  const auto& named = call.command.releasable_to();
  const bool owner = call.org() == absl::string_view(stream.owner);
  const bool listed =
      Contains(stream.releasable, to) ||
      (owner && std::find(named.begin(), named.end(), to) != named.end());
  if (OwnerOnly(marking, call.codes)) {
    return Reject(v1::NOT_RELEASABLE, "a caveat keeps this within ",
                  stream.owner, "; it cannot go to ", to)
        .At("to");
  }
  const bool list_binds =
      !owner || !stream.releasable.empty() || ListedOnly(marking, call.codes);
  if (list_binds && !listed) {
    return Reject(v1::NOT_RELEASABLE, to, " is not among the organisations ",
                  "that ", stream.owner,
                  " named in releasable_to; only those may be given this")
        .At("to");
  }
  return {};
}

}  // namespace loopledger
