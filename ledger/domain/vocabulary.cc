#include "ledger/domain/vocabulary.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/domain/builtin_vocabularies.h"

namespace loopledger {
namespace {

// Where in a text the parser stopped, for the message.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty()) {
      text = absl::StrCat(line + 1, ":", column + 1, ": ", message);
    }
  }
  std::string text;
};

absl::Status Malformed(absl::string_view name, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("vocabulary ", name, ": ", why));
}

absl::Status CheckModel(absl::string_view name, const v1::ScoreModel& model) {
  if (model.sections_size() != 3) {
    return Malformed(name,
                     "a score model has the three sections harm, "
                     "likelihood and position");
  }
  for (const auto& section : model.sections()) {
    if (section.dimensions().empty()) {
      return Malformed(name, "a section of its model has no dimension");
    }
  }
  if (model.bands().empty()) return Malformed(name, "its model has no band");
  return absl::OkStatus();
}

absl::Status CheckNamed(absl::string_view name,
                        const v1::Vocabulary& vocabulary) {
  if (vocabulary.id().empty()) return Malformed(name, "it has no id");
  if (vocabulary.version() == 0) return Malformed(name, "it has no version");
  if (vocabulary.source().empty()) return Malformed(name, "it has no source");
  if (vocabulary.has_model()) return CheckModel(name, vocabulary.model());
  if (vocabulary.terms().empty()) return Malformed(name, "it has no terms");
  for (const v1::Term& term : vocabulary.terms()) {
    if (term.code().empty()) return Malformed(name, "a term has no code");
    if (FindTerm(vocabulary, term.list(), term.code()) != &term) {
      return Malformed(
          name, absl::StrCat("the code ", term.code(), " stands in it twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadDate(absl::string_view name, const v1::Vocabulary& vocabulary,
                      absl::Time& valid_from) {
  std::string why;
  if (absl::ParseTime("%Y-%m-%d", vocabulary.valid_from(), &valid_from, &why)) {
    return absl::OkStatus();
  }
  return Malformed(name, absl::StrCat("valid_from: ", why));
}

// The codes of a list, for a message; a long list is cut short.
std::string Choice(const v1::Vocabulary& vocabulary, absl::string_view list) {
  constexpr int kShown = 14;
  std::string text;
  int shown = 0;
  for (const v1::Term& term : vocabulary.terms()) {
    if (list != absl::string_view(term.list())) continue;
    if (++shown > kShown) return absl::StrCat(text, ", ...");
    absl::StrAppend(&text, shown > 1 ? ", " : "", term.code());
  }
  return text;
}

}  // namespace

Vocabularies Vocabularies::BuiltIn() {
  Vocabularies vocabularies;
  for (const BuiltinVocabulary& file : BuiltinVocabularyFiles()) {
    CHECK(vocabularies.Add(file.name, file.text).ok());
  }
  return vocabularies;
}

absl::Status Vocabularies::Add(absl::string_view name, absl::string_view text) {
  v1::Vocabulary vocabulary;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &vocabulary)) {
    return Malformed(name, error.text);
  }
  return Add(name, std::move(vocabulary));
}

absl::Status Vocabularies::Check(const v1::Vocabulary& vocabulary) {
  RETURN_IF_ERROR(CheckNamed(vocabulary.id(), vocabulary));
  absl::Time unused;
  return ReadDate(vocabulary.id(), vocabulary, unused);
}

absl::Status Vocabularies::Add(absl::string_view name,
                               v1::Vocabulary vocabulary) {
  RETURN_IF_ERROR(CheckNamed(name, vocabulary));
  absl::Time valid_from;
  RETURN_IF_ERROR(ReadDate(name, vocabulary, valid_from));
  if (Find(vocabulary.id(), vocabulary.version()) != nullptr) {
    return absl::AlreadyExistsError(
        absl::StrCat("vocabulary ", name, ": there is another ",
                     vocabulary.id(), " version ", vocabulary.version()));
  }
  all_.push_back(std::move(vocabulary));
  auto& editions = editions_[all_.back().id()];
  editions.push_back({valid_from, &all_.back()});
  std::sort(editions.begin(), editions.end(),
            [](const Edition& a, const Edition& b) {
              return std::pair(a.valid_from, a.vocabulary->version()) <
                     std::pair(b.valid_from, b.vocabulary->version());
            });
  return absl::OkStatus();
}

const v1::Vocabulary* Vocabularies::InForce(absl::string_view id,
                                            absl::Time at) const {
  const v1::Vocabulary* in_force =
      base_ == nullptr ? nullptr : base_->InForce(id, at);
  auto found = editions_.find(id);
  if (found == editions_.end()) return in_force;
  if (in_force == nullptr) in_force = found->second.front().vocabulary;
  for (const Edition& edition : found->second) {
    if (edition.valid_from <= at) in_force = edition.vocabulary;
  }
  return in_force;
}

const v1::Vocabulary* Vocabularies::Find(absl::string_view id,
                                         uint32_t version) const {
  if (auto found = editions_.find(id); found != editions_.end()) {
    for (const Edition& edition : found->second) {
      if (edition.vocabulary->version() == version) return edition.vocabulary;
    }
  }
  return base_ == nullptr ? nullptr : base_->Find(id, version);
}

uint32_t Vocabularies::Newest(absl::string_view id) const {
  uint32_t newest = base_ == nullptr ? 0 : base_->Newest(id);
  auto found = editions_.find(id);
  if (found == editions_.end()) return newest;
  for (const Edition& edition : found->second) {
    newest = std::max(newest, edition.vocabulary->version());
  }
  return newest;
}

std::vector<v1::VocabularyPin> Vocabularies::Pins(absl::Time at) const {
  std::vector<v1::VocabularyPin> pins;
  for (const auto& [id, editions] : editions_) {
    v1::VocabularyPin pin;
    pin.set_id(id);
    pin.set_version(InForce(id, at)->version());
    pins.push_back(std::move(pin));
  }
  std::sort(pins.begin(), pins.end(),
            [](const auto& a, const auto& b) { return a.id() < b.id(); });
  return pins;
}

const Vocabularies& BuiltInVocabularies() {
  static const Vocabularies vocabularies = Vocabularies::BuiltIn();
  return vocabularies;
}

absl::Status LoadDirectory(const std::string& directory,
                           Vocabularies& vocabularies) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".textproto") {
      files.push_back(entry.path());
    }
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat("could not read vocabularies in ",
                                            directory, ": ", error.message()));
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
      return absl::NotFoundError(
          absl::StrCat("could not read vocabulary ", file.string()));
    }
    RETURN_IF_ERROR(vocabularies.Add(file.string(), text));
  }
  return absl::OkStatus();
}

const v1::Term* FindTerm(const v1::Vocabulary& vocabulary,
                         absl::string_view list, absl::string_view code) {
  for (const v1::Term& term : vocabulary.terms()) {
    if (code == absl::string_view(term.code()) &&
        list == absl::string_view(term.list())) {
      return &term;
    }
  }
  return nullptr;
}

bool Has(const v1::Term& term, absl::string_view trait) {
  for (const std::string& own : term.traits()) {
    if (trait == absl::string_view(own)) return true;
  }
  return false;
}

std::string Field::Text() const {
  if (index < 0) return absl::StrCat(name, rest);
  return absl::StrCat(name, "[", index, "]", rest.empty() ? "" : ".", rest);
}

const v1::Vocabulary* Codes::InForce(absl::string_view vocabulary) {
  for (const v1::Vocabulary* used : used_) {
    if (vocabulary == absl::string_view(used->id())) return used;
  }
  const v1::Vocabulary* found = vocabularies_.InForce(vocabulary, at_);
  if (found != nullptr) used_.push_back(found);
  return found;
}

const v1::Term* Codes::Find(absl::string_view vocabulary,
                            absl::string_view list, absl::string_view code) {
  const v1::Vocabulary* in_force = InForce(vocabulary);
  return in_force == nullptr ? nullptr : FindTerm(*in_force, list, code);
}

uint32_t Codes::Rank(absl::string_view vocabulary, absl::string_view list,
                     absl::string_view code) {
  if (code.empty()) return 0;
  const v1::Term* term = Find(vocabulary, list, code);
  return term == nullptr ? 0 : term->rank();
}

Objection Codes::Known(absl::string_view vocabulary, absl::string_view list,
                       absl::string_view code, const Field& field) {
  if (code.empty() || Find(vocabulary, list, code) != nullptr) return {};
  const v1::Vocabulary* in_force = InForce(vocabulary);
  if (in_force == nullptr) {
    return Reject(v1::UNKNOWN_CODE, "there is no vocabulary ", vocabulary)
        .At(field.Text());
  }
  return Reject(v1::UNKNOWN_CODE, field.Text(), " \"", code,
                "\" is not in vocabulary ", vocabulary, " version ",
                in_force->version(), "; it has: ", Choice(*in_force, list))
      .At(field.Text());
}

Objection Codes::Given(absl::string_view vocabulary, absl::string_view list,
                       absl::string_view code, const Field& field) {
  if (!code.empty()) return Known(vocabulary, list, code, field);
  const v1::Vocabulary* in_force = InForce(vocabulary);
  return Reject(v1::FIELD_MISSING, field.Text(), " is missing; vocabulary ",
                vocabulary,
                " has: ", in_force == nullptr ? "" : Choice(*in_force, list))
      .At(field.Text());
}

void Codes::Pin(v1::Event& event) const {
  for (const v1::Vocabulary* vocabulary : used_) {
    v1::VocabularyPin* pin = event.add_vocabulary_pins();
    pin->set_id(vocabulary->id());
    pin->set_version(vocabulary->version());
  }
}

}  // namespace loopledger
