#include "ledger/domain/lawful.h"

#include <algorithm>
#include <string>

#include "ledger/domain/envelope.h"
#include "ledger/domain/text.h"

namespace loopledger::tasking {

Objection CheckAuthorisations(const Authorisations& authorisations,
                              Codes& codes) {
  for (int i = 0; i < authorisations.size(); ++i) {
    const v1::Authorisation& authorisation = authorisations[i];
    const auto at = [&](absl::string_view rest) {
      return Field{"authorisations", i, rest};
    };
    REFUSE_IF(codes.Given("authorisation_regime", "", authorisation.regime(),
                          at("regime")));
    const char* missing = IsBlank(authorisation.urn())       ? "urn"
                          : IsBlank(authorisation.officer()) ? "officer"
                          : !authorisation.has_from()        ? "from"
                          : !authorisation.has_to()          ? "to"
                                                             : nullptr;
    if (missing != nullptr) {
      return Reject(v1::FIELD_MISSING, at(missing).Text(), " is missing")
          .At(at(missing).Text());
    }
    if (ToTime(authorisation.to()) <= ToTime(authorisation.from())) {
      return Reject(v1::DATES_REVERSED, at("to").Text(),
                    " is not after the time from which it holds")
          .At(at("to").Text());
    }
  }
  return {};
}

void Hold(const Authorisations& authorisations, std::vector<Lawful>& held) {
  for (const v1::Authorisation& authorisation : authorisations) {
    held.push_back({ToTime(authorisation.from()), ToTime(authorisation.to())});
  }
}

Objection CheckLawful(const State& self, const std::string& mode,
                      const Authorisations& obtained, const Call& call) {
  const v1::Term* term = call.codes.Find("tasking_mode", "", mode);
  const bool required = self.authorisation_required ||
                        (term != nullptr && Has(*term, "needs authorisation"));
  if (!required) return {};
  std::vector<Lawful> held = self.authorisations;
  Hold(obtained, held);
  const absl::Time at = call.stamp.occurred_at;
  const bool holds =
      std::any_of(held.begin(), held.end(), [&](const Lawful& lawful) {
        return lawful.from <= at && at < lawful.to;
      });
  if (holds) return {};
  return Reject(v1::NOT_LAWFULLY_AUTHORISED, "a tasking of mode ", mode,
                " needs a lawful authorisation that holds at ",
                absl::FormatTime(at, absl::UTCTimeZone()), "; ",
                held.empty() ? "there is none" : "those given do not")
      .At("authorisations");
}

}  // namespace loopledger::tasking
