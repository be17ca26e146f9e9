#include "clients/cli/report_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace phoihop::cli {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

v1::ResultRow Row(const std::string& unit, const std::string& name, int on_time, int overdue) {
  v1::ResultRow row;
  row.set_unit(unit);
  row.set_unit_display_name(name);
  row.mutable_counts()->set_completed_on_time(on_time);
  row.mutable_counts()->set_open_overdue(overdue);
  row.mutable_counts()->set_total(on_time + overdue);
  row.mutable_completed()->set_numerator(on_time);
  row.mutable_completed()->set_denominator(on_time + overdue);
  row.mutable_overdue()->set_numerator(overdue);
  row.mutable_overdue()->set_denominator(on_time + overdue);
  return row;
}

v1::SummariseResultsResponse Answer() {
  v1::SummariseResultsResponse response;
  *response.add_rows() = Row("provinces/dong-nai/units/so-y-te", "Sở Y tế, tỉnh \"Đồng Nai\"", 3, 4);
  *response.add_rows() = Row("provinces/dong-nai/units/so-vhttdl", "Sở Văn hóa, Thể thao và Du lịch", 2, 0);
  *response.mutable_total() = Row("", "", 5, 4);
  response.mutable_total()->mutable_counts()->set_refused(6);
  response.mutable_total()->mutable_counts()->set_open_no_deadline(8);
  return response;
}

TEST(ReportPrintTest, NoShareWithoutWhatItIsAShareOf) {
  EXPECT_EQ(RatioForPeople(v1::ResultRatio()), "–");
  v1::ResultRatio ratio;
  ratio.set_denominator(7);
  EXPECT_EQ(RatioForPeople(ratio), "0/7");
  const std::string table = ToTable(ResultsForPeople(Answer())).Render(kPlainWidth);
  EXPECT_THAT(table, HasSubstr("4/7"));
  EXPECT_THAT(table, HasSubstr("5/9"));
  EXPECT_THAT(table, HasSubstr("Tổng cộng"));
  EXPECT_THAT(table, HasSubstr("không hạn 8"));
  EXPECT_THAT(table, HasSubstr("chối 6"));
  for (const absl::string_view line : absl::StrSplit(table, '\n')) EXPECT_LE(DisplayWidth(line), kPlainWidth) << line;
}

TEST(ReportPrintTest, CsvIsQuotedAndHasEveryCount) {
  const std::string csv = ToCsv(ResultsForPrograms(Answer()));
  const std::vector<std::string> lines = absl::StrSplit(csv, "\r\n");
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_THAT(lines[0],
              StartsWith("\xEF\xBB\xBFunit,unit_display_name,plan,plan_display_name,total,completed_on_time"));
  EXPECT_THAT(lines[1], StartsWith("provinces/dong-nai/units/so-y-te,\"Sở Y tế, tỉnh \"\"Đồng Nai\"\"\",,,7,3,"));
  EXPECT_THAT(lines[2], HasSubstr("so-vhttdl,\"Sở Văn hóa, Thể thao và Du lịch\",,,2,2,"));
  EXPECT_EQ(lines[3], "");
}

v1::ListWeeklyLoadResponse Load(int weeks) {
  v1::ListWeeklyLoadResponse response;
  for (int i = 0; i < weeks; ++i) response.add_weeks()->set_start_date(absl::StrCat("2026-03-", 10 + i));
  for (const char* name : {"Sở Tư pháp", "Ủy ban nhân dân xã có tên rất dài, rất dài, dài hơn mọi tên khác"}) {
    auto& unit = *response.add_units();
    unit.set_display_name(name);
    auto& cell = *unit.add_cells();
    cell.set_week(1);
    cell.mutable_counts()->set_total(12);
    cell.mutable_counts()->set_open_overdue(3);
  }
  auto& total = *response.add_totals();
  total.set_week(1);
  total.mutable_counts()->set_total(24);
  return response;
}

TEST(ReportPrintTest, AHeatMapFitsItsWidthInBands) {
  for (const int weeks : {1, 5, 12, 20}) {
    for (const int width : {60, 100, 160}) {
      const std::string map = HeatMap(Load(weeks), width, /*colours=*/false);
      EXPECT_THAT(map, Not(HasSubstr("\033")));
      for (const absl::string_view line : absl::StrSplit(map, '\n')) EXPECT_LE(DisplayWidth(line), width) << line;
      for (int i = 0; i < weeks; ++i) EXPECT_THAT(map, HasSubstr(absl::StrCat(10 + i, "/03"))) << width;
      if (weeks > 1) {
        EXPECT_THAT(map, HasSubstr("12!3"));
        EXPECT_THAT(map, HasSubstr(" 24"));
      }
    }
  }
  EXPECT_THAT(HeatMap(Load(3), 100, /*colours=*/true), HasSubstr("\033["));
}

TEST(ReportPrintTest, EveryClassHasItsWord) {
  std::vector<std::string> words;
  for (int number = 1; number <= v1::ResultClass_MAX; ++number) {
    words.push_back(ResultForPeople(static_cast<v1::ResultClass>(number)));
  }
  EXPECT_THAT(words, Not(Contains("khác")));
  std::sort(words.begin(), words.end());
  EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end());
}

TEST(ReportPrintTest, WhatIsNotKnownIsNotZero) {
  v1::ListTrendResponse trend;
  trend.add_points()->set_overdue_unknown(true);
  EXPECT_EQ(TrendForPeople(trend).rows.front().back(), "?");
  EXPECT_EQ(TrendForPrograms(trend).rows.front().back(), "");
}

}  // namespace
}  // namespace phoihop::cli
