// What a bad disk or a careless hand does to the files of a store.
#ifndef TESTS_SUPPORT_DAMAGE_H_
#define TESTS_SUPPORT_DAMAGE_H_

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace loopledger {

// The files of a directory, or those whose names end so, in order.
inline std::vector<std::filesystem::path> FilesIn(
    const std::string& directory, const std::string& extension = "") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    if (extension.empty() || entry.path().extension() == extension) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Flips one bit of the byte at `at`.
inline void FlipByte(const std::filesystem::path& path, uintmax_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(byte ^ 1));
}

}  // namespace loopledger

#endif  // TESTS_SUPPORT_DAMAGE_H_
