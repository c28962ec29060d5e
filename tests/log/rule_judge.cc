// Judges entries from stdin with ledger/log/rule.cc, for tests in other
// languages. An entry is its length in 4 bytes, lowest first, then its bytes.
// For each one line: "next head time verdict".
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>

#include "absl/strings/escaping.h"
#include "ledger/base/sha256.h"
#include "ledger/log/rule.h"

namespace loopledger {
namespace {

bool TakeEntry(std::istream& in, std::string& entry) {
  unsigned char size[4];
  if (!in.read(reinterpret_cast<char*>(size), sizeof(size))) return false;
  entry.resize(size[0] | size[1] << 8 | size[2] << 16 |
               static_cast<uint32_t>(size[3]) << 24);
  return !!in.read(entry.data(), static_cast<std::streamsize>(entry.size()));
}

int JudgeAll(std::istream& in, std::ostream& out) {
  Head head;
  std::string entry;
  while (TakeEntry(in, entry)) {
    const Verdict verdict = head.Judge(entry);
    out << head.next << ' ' << absl::BytesToHexString(AsBytes(head.head)) << ' '
        << head.time << ' ' << VerdictName(verdict) << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace loopledger

int main() {
  std::ios::sync_with_stdio(false);
  return loopledger::JudgeAll(std::cin, std::cout);
}
