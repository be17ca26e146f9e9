// Events as auditors read them.
#include "clients/cli/event_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/cli/event_words.h"
#include "clients/cli/table.h"
#include "google/protobuf/text_format.h"

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWidth = 100;

v1::Event Sample() {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(province: "provinces/p"
           sequence: 41
           time { seconds: 1795852800 }
           subject: "provinces/p/tasks/t1"
           subject_version: 3
           type: "task.accepted"
           actor {
             unit: "provinces/p/units/so-vhttdl"
             person: "provinces/p/persons/nguyen-van-a"
             on_behalf_of: "provinces/p/persons/tran-thi-b"
           }
           basis { instrument_number: "431/QĐ-UBND" article: "24" }
           authority: "provinces/p/grants/g-7"
           changes { field: "state" before: "ISSUED" after: "ACCEPTED" }
           changes { field: "lead_unit" before: "" after: "provinces/p/units/so-y-te" }
           task_accepted {}
           hash: "\x8f")pb",
      &event));
  return event;
}

TEST(EventPrintTest, SaysWhoInWhosePlaceOnWhatBasisAndWhatChanged) {
  const std::string text = PrintEvent(Sample(), kWidth);
  for (const char* part :
       {"Sự kiện 41: nhận việc (task.accepted)", "28/11/2026 15:00:00", "nguyen-van-a", "Thay mặt:   tran-thi-b",
        "so-vhttdl", "provinces/p/grants/g-7", "431/QĐ-UBND Điều 24", "ISSUED", "ACCEPTED", "so-y-te", "8f"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  google::protobuf::RepeatedPtrField<v1::Event> events;
  *events.Add() = Sample();
  const std::string table = PrintEvents(events, kWidth);
  for (const std::string& both : {text, table}) {
    for (const absl::string_view line : absl::StrSplit(both, '\n')) EXPECT_LE(DisplayWidth(line), kWidth) << line;
  }
  EXPECT_THAT(table, HasSubstr("nhận việc"));
}

TEST(EventPrintTest, EveryPayloadHasItsWords) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    EXPECT_FALSE(EventWords(payload->field(i)->name()).empty()) << payload->field(i)->name();
  }
  v1::Event unknown;
  unknown.set_type("task.from_the_future");
  EXPECT_EQ(EventForPeople(unknown), "task.from_the_future");
}

TEST(EventPrintTest, ASpreadsheetHasOneRowForEachChange) {
  EXPECT_TRUE(absl::StartsWith(EventCsvHead(), "\xEF\xBB\xBF\"Số\",\"Lúc\""));
  const std::string rows = EventCsvRows(Sample());
  const std::vector<std::string> lines = absl::StrSplit(rows, "\r\n");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], HasSubstr("\"state\",\"ISSUED\",\"ACCEPTED\""));
  EXPECT_THAT(lines[1], HasSubstr("\"lead_unit\",\"\",\"provinces/p/units/so-y-te\""));
  // As many cells as headings, also without a change.
  v1::Event plain = Sample();
  plain.clear_changes();
  const auto cells = [](absl::string_view row) {
    return std::vector<std::string>(absl::StrSplit(row, "\",\"")).size();
  };
  EXPECT_EQ(cells(EventCsvRows(plain)), cells(EventCsvHead()));
  EXPECT_EQ(cells(lines[0]), cells(EventCsvHead()));
}

TEST(EventPrintTest, ASpreadsheetCalculatesNothing) {
  for (const char* text : {"=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\"=1", "＝1+1"}) {
    EXPECT_TRUE(absl::StartsWith(CsvCell(text), "\"'")) << text;
  }
  EXPECT_EQ(CsvCell("Sở Y tế"), "\"Sở Y tế\"");
  EXPECT_EQ(CsvCell("12/QĐ \"nháp\"\nhai"), "\"12/QĐ \"\"nháp\"\"\nhai\"");
  EXPECT_EQ(CsvCell(""), "\"\"");
  EXPECT_EQ(CsvCell("2-1=1"), "\"2-1=1\"");
}

}  // namespace
}  // namespace phoihop::cli
