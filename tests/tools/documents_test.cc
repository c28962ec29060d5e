#include "tools/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/log/temporary_directory.h"
#include "tests/support/matchers.h"

namespace loopledger {
namespace {

using testing::ElementsAre;

class DocumentsTest : public testing::Test {
 protected:
  ~DocumentsTest() override { RemoveDirectory(directory_); }

  std::vector<Document> Read(const std::string& text) {
    const std::string path = directory_ + "/input";
    std::ofstream(path) << text;
    auto documents = Documents::Open(path);
    EXPECT_THAT(documents, IsOk());
    std::vector<Document> all;
    if (!documents.ok()) return all;
    Document document;
    for (;;) {
      const auto any = documents->Next(document);
      EXPECT_THAT(any, IsOk());
      if (!any.ok() || !*any) break;
      all.push_back(document);
    }
    EXPECT_EQ(documents->bytes_total(), text.size());
    EXPECT_EQ(documents->bytes_read(), text.size());
    return all;
  }

  std::vector<std::string> Texts(const std::string& text) {
    std::vector<std::string> texts;
    for (const Document& document : Read(text)) texts.push_back(document.text);
    return texts;
  }

  const std::string directory_ = MakeTemporaryDirectory();
};

TEST_F(DocumentsTest, AreLinesAndBlankOnesAreNone) {
  EXPECT_THAT(Texts("{\"a\":1}\n\n  \n{\"b\":2}"),
              ElementsAre("{\"a\":1}", "{\"b\":2}"));
  const auto documents = Read("\n{}\n\n{}\n");
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents[0].line, 2u);
  EXPECT_EQ(documents[1].line, 4u);
  EXPECT_TRUE(Texts("").empty());
}

TEST_F(DocumentsTest, AreNotLostBehindTooManySpaces) {
  const auto documents = Read(std::string(kDocumentBytesMax, ' ') + "{}\n{}");
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_TRUE(documents[0].too_long);
  EXPECT_EQ(documents[1].text, "{}");
}

TEST_F(DocumentsTest, AreOneWhenItIsSpreadOverLines) {
  const std::string whole = "{\n  \"a\": [\n 1 ]\n}\n";
  EXPECT_THAT(Texts(whole), ElementsAre(whole));
}

TEST_F(DocumentsTest, KeepABadFirstLineApartFromTheOthers) {
  EXPECT_THAT(Texts("{\"a\":\n{\"b\":2}\n{\"c\":3}\n"),
              ElementsAre("{\"a\":", "{\"b\":2}", "{\"c\":3}"));
}

TEST_F(DocumentsTest, AreCutOffAtTheLimitAndMarked) {
  const auto documents =
      Read(std::string(3 * kDocumentBytesMax, 'x') + "\n{}\n");
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_TRUE(documents[0].too_long);
  EXPECT_EQ(documents[0].text.size(), kDocumentBytesMax);
  EXPECT_FALSE(documents[1].too_long);
}

TEST_F(DocumentsTest, NameAFileThatIsNotThere) {
  EXPECT_THAT(
      Documents::Open(directory_ + "/none").status(),
      StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("none")));
}

TEST(IsClosed, LooksPastQuotes) {
  EXPECT_TRUE(IsClosed(R"({"a":"{[\"","b":[]})"));
  EXPECT_FALSE(IsClosed(R"({"a":"}")"));
  EXPECT_FALSE(IsClosed(R"({"a":")"));
  EXPECT_TRUE(IsClosed("garbage"));
}

}  // namespace
}  // namespace loopledger
