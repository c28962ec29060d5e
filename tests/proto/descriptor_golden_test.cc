// Field numbers are for ever: stored records and partners' JSON depend on
// them. tests/golden/fields.txt holds every field and enum value ever
// committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "loopledger/v1/loop.pb.h"
#include "loopledger/v1/measures.pb.h"
#include "loopledger/v1/record.pb.h"
#include "loopledger/v1/registers.pb.h"
#include "loopledger/v1/services.pb.h"
#include "loopledger/v1/views.pb.h"
#include "loopledger/v1/vocabulary.pb.h"

namespace loopledger {
namespace {

namespace pb = google::protobuf;

constexpr char kGolden[] = "tests/golden/fields.txt";
constexpr char kProtos[] = "proto/loopledger/v1";

using Lines = std::set<std::string>;

std::string Label(const pb::FieldDescriptor& field) {
  if (field.is_repeated()) return "repeated ";
  if (field.has_optional_keyword()) return "optional ";
  return "";
}

std::string TypeName(const pb::FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

void AddEnum(const pb::EnumDescriptor& type, Lines& lines) {
  for (int i = 0; i < type.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *type.value(i);
    lines.insert(absl::StrCat(type.full_name(), ".", value.name(), " = ",
                              value.number()));
  }
}

void AddMessage(const pb::Descriptor& type, Lines& lines) {
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::FieldDescriptor& field = *type.field(i);
    std::string oneof;
    if (field.real_containing_oneof() != nullptr) {
      oneof = absl::StrCat(" in ", field.real_containing_oneof()->name());
    }
    lines.insert(absl::StrCat(field.full_name(), " = ", field.number(), " ",
                              Label(field), TypeName(field), oneof));
  }
  for (int i = 0; i < type.nested_type_count(); ++i) {
    AddMessage(*type.nested_type(i), lines);
  }
  for (int i = 0; i < type.enum_type_count(); ++i) {
    AddEnum(*type.enum_type(i), lines);
  }
}

Lines LinesOfBinary() {
  // Naming a message of each top file links them all in.
  v1::Record::descriptor();
  v1::DecisionRow::descriptor();
  v1::LoopNodeRow::descriptor();
  v1::MeasureRow::descriptor();
  v1::Head::descriptor();
  v1::ThreatRow::descriptor();
  v1::Vocabulary::descriptor();
  Lines lines;
  for (const auto& entry : std::filesystem::directory_iterator(kProtos)) {
    std::string name =
        absl::StrCat("loopledger/v1/", entry.path().filename().string());
    const pb::FileDescriptor* file =
        pb::DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) {
      ADD_FAILURE() << name << " is not linked into this test";
      continue;
    }
    for (int i = 0; i < file->message_type_count(); ++i) {
      AddMessage(*file->message_type(i), lines);
    }
    for (int i = 0; i < file->enum_type_count(); ++i) {
      AddEnum(*file->enum_type(i), lines);
    }
  }
  return lines;
}

Lines LinesOfGolden() {
  std::ifstream file(kGolden);
  Lines lines;
  for (std::string line; std::getline(file, line);) lines.insert(line);
  return lines;
}

Lines Without(const Lines& all, const Lines& known) {
  Lines rest;
  for (const std::string& line : all) {
    if (known.count(line) == 0) rest.insert(line);
  }
  return rest;
}

TEST(Descriptors, KeepEveryFieldAndValueEverCommitted) {
  Lines gone = Without(LinesOfGolden(), LinesOfBinary());
  EXPECT_TRUE(gone.empty())
      << "removed, renamed or changed, which old records do not survive:\n  "
      << absl::StrJoin(gone, "\n  ")
      << "\nput them back; a field that is no longer used stays";
}

TEST(Descriptors, AreAllLocked) {
  Lines golden = LinesOfGolden();
  Lines added = Without(LinesOfBinary(), golden);
  if (std::getenv("LOOPLEDGER_UPDATE_GOLDEN") != nullptr) {
    golden.insert(added.begin(), added.end());
    std::ofstream(kGolden) << absl::StrJoin(golden, "\n") << "\n";
    added.clear();
  }
  EXPECT_TRUE(added.empty())
      << "not locked yet:\n  " << absl::StrJoin(added, "\n  ")
      << "\nadd them to " << kGolden << " with\n  LOOPLEDGER_UPDATE_GOLDEN=1 "
      << "build/dev/tests/proto/proto_test --gtest_filter='Descriptors.*'\n"
      << "and commit that file with the .proto";
}

}  // namespace
}  // namespace loopledger
