// The words that make keys and show them.
#ifndef TOOLS_WORDS_OF_KEYS_H_
#define TOOLS_WORDS_OF_KEYS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "tools/command_line.h"
#include "tools/settings.h"
#include "tools/verbs.h"

namespace loopledger {

inline CLI::Option& AddKeyId(CLI::App& verb, std::string& key_id,
                             const char* help) {
  return *verb.add_option("--key-id", key_id, help)
              ->type_name("ID")
              ->check([](const std::string& text) -> std::string {
                return IsIdentifier(text)
                           ? ""
                           : "--key-id is no identifier: 1 to 128 of "
                             "A-Z a-z 0-9 . _ - :";
              });
}

inline void AddKey(CLI::App& app, CommandLine& line) {
  constexpr char kCalled[] = "what the ledger calls it; else its own digest";
  CLI::App& key = Group(app, "key", "keys that sign commands");
  CLI::App& generate =
      Verb(key, "generate", "make a key, and print its public half", line,
           [](CommandLine& l) { return KeyGenerate(l.globals, l.key); });
  generate
      .add_option("--out", line.key.file,
                  "a new file for the private key, mode 0600")
      ->required();
  AddKeyId(generate, line.key.key_id, kCalled);
  CLI::App& shown =
      Verb(key, "public", "the public half of a key", line,
           [](CommandLine& l) { return KeyPublic(l.globals, l.key); });
  shown.add_option("FILE", line.key.file, "of the private key")->required();
  AddKeyId(shown, line.key.key_id, kCalled);
  CLI::App& rotate =
      Verb(key, "rotate", "record the public half as a key of --org", line,
           [](CommandLine& l) { return KeyRotate(l.globals, l.key); });
  rotate.add_option("FILE", line.key.file, "of the private key")->required();
  AddKeyId(rotate, line.key.key_id, kCalled);
  rotate.add_option("--person", line.key.person, "who asks")->required();
  rotate.add_option("--role", line.key.role, "as what; RECORDS_OFFICER");
  rotate.add_option("--from", line.key.from, "valid from this time; now");
  rotate.add_option("--to", line.key.to, "valid until this time");
}

}  // namespace loopledger

#endif  // TOOLS_WORDS_OF_KEYS_H_
