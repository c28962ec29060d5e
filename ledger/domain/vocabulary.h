// Vocabularies: versioned lists of codes, and score models. Data, never
// enumerations: the files in vocabularies/ are part of the binary, and a
// deployment may add versions of its own.
//
// A Vocabularies is filled once and then only read; reading is safe for
// concurrent use.
#ifndef LEDGER_DOMAIN_VOCABULARY_H_
#define LEDGER_DOMAIN_VOCABULARY_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/domain/decision.h"
#include "loopledger/v1/event.pb.h"
#include "loopledger/v1/vocabulary.pb.h"

namespace loopledger {

class Vocabularies {
 public:
  // Those that this binary ships with, for more to be added.
  static Vocabularies BuiltIn();

  Vocabularies() = default;
  // What is added here comes besides those of `base`, which must outlive it
  // and stay as it is.
  explicit Vocabularies(const Vocabularies* base) : base_(base) {}
  Vocabularies(Vocabularies&&) = default;
  Vocabularies& operator=(Vocabularies&&) = default;

  // Adds one vocabulary from its text form. `name` is for messages.
  // kInvalidArgument: it does not read, or says less than it must;
  // kAlreadyExists: there is another of this id and version.
  absl::Status Add(absl::string_view name, absl::string_view text);
  absl::Status Add(absl::string_view name, v1::Vocabulary vocabulary);

  // kInvalidArgument: it says less than a vocabulary must, or its valid_from is
  // no date.
  static absl::Status Check(const v1::Vocabulary& vocabulary);

  // The greatest version of it, in force or not; 0: no such vocabulary.
  uint32_t Newest(absl::string_view id) const;

  // The version in force at `at`. A time before the first version takes the
  // first, so that history can be entered. Null: no such vocabulary.
  const v1::Vocabulary* InForce(absl::string_view id, absl::Time at) const;

  // Null: no such version.
  const v1::Vocabulary* Find(absl::string_view id, uint32_t version) const;

  // Every id with the version in force at `at`, in order of ids.
  std::vector<v1::VocabularyPin> Pins(absl::Time at) const;

 private:
  struct Edition {
    absl::Time valid_from;
    const v1::Vocabulary* vocabulary;
  };
  const Vocabularies* base_ = nullptr;
  std::deque<v1::Vocabulary> all_;
  // By id, oldest first.
  absl::flat_hash_map<std::string, std::vector<Edition>> editions_;
};

// Those that this binary ships with, and nothing else: read once, never
// changed.
const Vocabularies& BuiltInVocabularies();

// Adds every *.textproto file in `directory`, in order of names. Anything the
// matter with one is an error that names the file.
absl::Status LoadDirectory(const std::string& directory,
                           Vocabularies& vocabularies);

// Null: the vocabulary has no such code in `list`.
const v1::Term* FindTerm(const v1::Vocabulary& vocabulary,
                         absl::string_view list, absl::string_view code);

// Whether a rule that asks for `trait` means this term.
bool Has(const v1::Term& term, absl::string_view trait);

// A field's path, put together only when it is told: name, name[2], name[2].x.
struct Field {
  absl::string_view name;
  int index = -1;
  absl::string_view rest = "";
  std::string Text() const;
};

// Looks codes up as of one moment and keeps account of which vocabularies were
// used, for the event to pin.
class Codes {
 public:
  Codes(const Vocabularies& vocabularies, absl::Time at)
      : vocabularies_(vocabularies), at_(at) {}

  // The same codes, with an account of their own that no event pins.
  Codes Aside() const { return Codes(vocabularies_, at_); }

  // Null: no such code.
  const v1::Term* Find(absl::string_view vocabulary, absl::string_view list,
                       absl::string_view code);
  const v1::Vocabulary* InForce(absl::string_view vocabulary);

  // 0 for no code and for an unknown one.
  uint32_t Rank(absl::string_view vocabulary, absl::string_view list,
                absl::string_view code);

  // UNKNOWN_CODE unless `code` is empty or stands in the vocabulary; the
  // message lists what would do.
  Objection Known(absl::string_view vocabulary, absl::string_view list,
                  absl::string_view code, const Field& field);
  // The same, and FIELD_MISSING when it is empty.
  Objection Given(absl::string_view vocabulary, absl::string_view list,
                  absl::string_view code, const Field& field);

  // Writes the vocabularies used so far into `event`.
  void Pin(v1::Event& event) const;

 private:
  const Vocabularies& vocabularies_;
  absl::Time at_;
  absl::InlinedVector<const v1::Vocabulary*, 8> used_;
};

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_VOCABULARY_H_
