#include "tools/signing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "ledger/base/sha256.h"
#include "ledger/base/status.h"
#include "tools/terminal.h"

namespace loopledger {
namespace {

constexpr size_t kKeyFileBytesMax = 64 * 1024;
constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthers = 0077;

// Closes it at the end.
struct File {
  int number;
  ~File() {
    if (number >= 0) close(number);
  }
};

absl::Status NoKey(const std::string& path, absl::string_view why) {
  return WithHelp(
      absl::InvalidArgumentError(absl::StrCat(path, " ", why)),
      {.name = "KEY_FILE_INVALID",
       .why = "a key file is an Ed25519 private key in PEM, not encrypted",
       .next = "loopledger key generate --out FILE"});
}

absl::Status CheckMode(const std::string& path, const struct stat& found) {
  if (!S_ISREG(found.st_mode)) return NoKey(path, "is no file");
  if ((found.st_mode & kOthers) == 0) return absl::OkStatus();
  return WithHelp(
      absl::InvalidArgumentError(absl::StrFormat(
          "%s can be read or changed by others: its mode is %04o", path,
          found.st_mode & 07777)),
      {.name = "KEY_FILE_EXPOSED",
       .why = "whoever reads it can sign in your organisation's name",
       .next = absl::StrCat("chmod 600 ", path,
                            ", or a new key where others may have read it")});
}

absl::StatusOr<std::string> ReadAll(const std::string& path, int file) {
  std::string text(kKeyFileBytesMax + 1, '\0');
  size_t length = 0;
  while (length < text.size()) {
    const ssize_t got = read(file, text.data() + length, text.size() - length);
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return UsageError(
          absl::StrCat("could not read ", path, ": ", std::strerror(errno)));
    }
    length += static_cast<size_t>(got);
  }
  if (length > kKeyFileBytesMax) {
    return NoKey(path, "is too large to be a key");
  }
  text.resize(length);
  return text;
}

bool WriteAll(int file, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(file) == 0;
}

}  // namespace

std::string KeyIdOf(const SigningKey& key) {
  constexpr size_t kDigits = 16;
  const std::string digest =
      absl::BytesToHexString(AsBytes(Sha256(key.public_key())));
  return absl::StrCat("ed25519-", digest.substr(0, kDigits));
}

absl::StatusOr<Signer> ReadSigner(const std::string& path,
                                  const std::string& key_id) {
  // A pipe without a writer must not hold the program up.
  const File file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat found = {};
  if (file.number < 0 || fstat(file.number, &found) != 0) {
    return UsageError(absl::StrCat("could not open the key file ", path, ": ",
                                   std::strerror(errno)),
                      "loopledger key generate --out FILE");
  }
  RETURN_IF_ERROR(CheckMode(path, found));
  ASSIGN_OR_RETURN(const std::string pem, ReadAll(path, file.number));
  std::optional<SigningKey> key = SigningKey::FromPem(pem);
  if (!key) return NoKey(path, "holds no Ed25519 private key");
  std::string id = key_id.empty() ? KeyIdOf(*key) : key_id;
  return Signer{std::move(id), *std::move(key)};
}

absl::Status WriteKey(const std::string& path, const SigningKey& key) {
  const File file{
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly)};
  if (file.number < 0 && errno == EEXIST) {
    return UsageError(
        absl::StrCat(path, " is there already, and a key is not overwritten"),
        "--out with another name");
  }
  if (file.number < 0) {
    return UsageError(
        absl::StrCat("could not make ", path, ": ", std::strerror(errno)),
        "--out in a directory that you may write");
  }
  if (WriteAll(file.number, key.ToPem())) return absl::OkStatus();
  const std::string why = std::strerror(errno);
  unlink(path.c_str());
  return UsageError(absl::StrCat("could not write ", path, ": ", why));
}

}  // namespace loopledger
