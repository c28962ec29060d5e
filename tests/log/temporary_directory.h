// A directory of a test's own, under the build's temporary directory.
#ifndef TESTS_LOG_TEMPORARY_DIRECTORY_H_
#define TESTS_LOG_TEMPORARY_DIRECTORY_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace loopledger {

inline std::string MakeTemporaryDirectory() {
  std::string path = testing::TempDir() + "/loopledger-XXXXXX";
  EXPECT_NE(::mkdtemp(path.data()), nullptr) << path;
  return path;
}

inline void RemoveDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  EXPECT_FALSE(error) << path << ": " << error.message();
}

}  // namespace loopledger

#endif  // TESTS_LOG_TEMPORARY_DIRECTORY_H_
