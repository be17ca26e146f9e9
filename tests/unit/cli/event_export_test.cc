// Exports that are broken off and gone on with.
#include "clients/cli/event_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/cli/event_file.h"
#include "clients/cli/event_print.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/cli/random_journal.h"

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;
using testing::RandomJournal;

class EventExportTest : public ::testing::Test {
 protected:
  std::string Path() const { return absl::StrCat(directory_.path(), "/journal"); }

  std::string Contents(const std::string& suffix = "") const {
    std::ifstream file(absl::StrCat(Path(), suffix), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  const testing::TemporaryDirectory directory_;
};

// Broken off anywhere within a page, in both formats.
TEST_F(EventExportTest, GoesOnAfterTheLastFullPage) {
  const std::vector<v1::Event> events = RandomJournal(3, 30);
  for (const ExportFormat format : {ExportFormat::kJsonLines, ExportFormat::kCsv}) {
    std::string whole = format == ExportFormat::kCsv ? EventCsvHead() : "";
    for (const v1::Event& event : events) {
      whole += format == ExportFormat::kCsv ? EventCsvRows(event) : absl::StrCat(*EventLine(event), "\n");
    }
    {
      auto target = EventExport::Open(Path(), format, "query", false);
      ASSERT_TRUE(target.ok()) << target.status();
      EXPECT_EQ(target->after(), 0);
      for (int i = 0; i < 10; ++i) ASSERT_TRUE(target->Add(events[i]).ok());
      ASSERT_TRUE(target->EndPage().ok());
      for (int i = 10; i < 17; ++i) ASSERT_TRUE(target->Add(events[i]).ok());
    }
    EXPECT_FALSE(std::filesystem::exists(Path()));
    std::filesystem::resize_file(absl::StrCat(Path(), ".part"), Contents(".part").size() - 3);
    EXPECT_THAT(std::string(EventExport::Open(Path(), format, "query", false).status().message()),
                HasSubstr("--resume"));
    EXPECT_THAT(std::string(EventExport::Open(Path(), format, "other", true).status().message()),
                HasSubstr("bộ lọc hoặc định dạng khác"));
    auto target = EventExport::Open(Path(), format, "query", true);
    ASSERT_TRUE(target.ok()) << target.status();
    EXPECT_EQ(target->after(), 10);
    for (int i = 10; i < 30; ++i) ASSERT_TRUE(target->Add(events[i]).ok());
    ASSERT_TRUE(target->EndPage().ok());
    ASSERT_TRUE(target->Finish().ok());
    EXPECT_EQ(target->written(), 30);
    EXPECT_EQ(Contents(), whole);
    EXPECT_FALSE(std::filesystem::exists(absl::StrCat(Path(), ".part")));
    EXPECT_FALSE(std::filesystem::exists(absl::StrCat(Path(), ".resume")));
    EXPECT_THAT(std::string(EventExport::Open(Path(), format, "query", false).status().message()), HasSubstr("đã có"));
    std::filesystem::remove(Path());
  }
}

TEST_F(EventExportTest, WithoutAnUnfinishedOneThereIsNothingToGoOnWith) {
  EXPECT_THAT(std::string(EventExport::Open(Path(), ExportFormat::kCsv, "q", true).status().message()),
              HasSubstr("không có lần xuất dở dang"));
  EXPECT_FALSE(EventExport::Open("/nonexistent/x", ExportFormat::kCsv, "q", false).ok());
}

TEST_F(EventExportTest, WhatThisProgramDoesNotKnowIsNotLost) {
  v1::Event event = RandomJournal(4, 1)[0];
  event.mutable_actor()->GetReflection()->MutableUnknownFields(event.mutable_actor())->AddVarint(999, 1);
  EXPECT_THAT(std::string(EventLine(event).status().message()), HasSubstr("dùng bản mới hơn"));
}

}  // namespace
}  // namespace phoihop::cli
