// Golden list: every way of writing in data/dong-nai/abbreviations.csv.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/import/reference_table.h"
#include "tests/unit/organisation/province.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using ::testing::IsSubsetOf;

std::vector<import::ReferenceRow> Rows() {
  static const auto& table = *new absl::StatusOr<import::ReferenceTable>(import::ReferenceTable::Read(
      "data/dong-nai", "abbreviations.csv", {"abbreviation", "agency_slugs", "ambiguous", "category", "use"}, true));
  EXPECT_TRUE(table.ok()) << table.status();
  return table->rows();
}

std::vector<std::string> Sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return list;
}

// Who holds the work of the unit or set that is named: units, or the set's successors.
std::vector<std::string> Holders(const v1::NameMatch& match) {
  if (match.unit_set().name().empty()) return Sorted(Successors(match));
  if (match.outcome() == v1::NameMatch::OUTCOME_UNIQUE) {
    return {std::string(LastSegment(match.unit_set().name()))};
  }
  std::vector<std::string> sets;
  for (const std::string& set : match.unit_set().successor_sets()) sets.emplace_back(LastSegment(set));
  return sets;
}

TEST(AbbreviationsTest, EveryUnambiguousOneFindsItsAgencyToday) {
  int checked = 0;
  for (const import::ReferenceRow& row : Rows()) {
    if (row["ambiguous"] == "yes" || row.List("agency_slugs").empty()) continue;
    const v1::NameMatch match = Match(row["abbreviation"]);
    EXPECT_EQ(Holders(match), Sorted(row.List("agency_slugs"))) << row["abbreviation"] << "\n" << match.DebugString();
    ++checked;
  }
  EXPECT_GT(checked, 70);
}

TEST(AbbreviationsTest, EveryUnambiguousOneFindsItsAgencyInAPlanOf2024) {
  for (const import::ReferenceRow& row : Rows()) {
    if (row["ambiguous"] == "yes" || row.List("agency_slugs").empty()) continue;
    const v1::NameMatch match = Match(row["abbreviation"], kDayOfPlan183, U("ubnd-tinh-dong-nai-cu"));
    EXPECT_EQ(Holders(match), Sorted(row.List("agency_slugs"))) << row["abbreviation"] << "\n" << match.DebugString();
  }
}

TEST(AbbreviationsTest, WhatIsAskedIsAskedOnEveryDay) {
  int checked = 0;
  for (const import::ReferenceRow& row : Rows()) {
    if (row["use"] != "ask") continue;
    for (const absl::CivilDay day : {kToday, kDayOfPlan183}) {
      const v1::NameMatch match = Match(row["abbreviation"], day);
      EXPECT_EQ(match.outcome(), v1::NameMatch::OUTCOME_MANY) << row["abbreviation"] << "\n" << match.DebugString();
      EXPECT_TRUE(match.successors().empty()) << row["abbreviation"];
    }
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

TEST(AbbreviationsTest, WordsAreNotNames) {
  for (const import::ReferenceRow& row : Rows()) {
    if (row["use"] != "word") continue;
    const v1::NameMatch match = Match(row["abbreviation"]);
    EXPECT_EQ(match.outcome(), v1::NameMatch::OUTCOME_NONE) << row["abbreviation"] << "\n" << match.DebugString();
  }
}

TEST(AbbreviationsTest, AnswersNoAgencyThatTheListDoesNotName) {
  for (const import::ReferenceRow& row : Rows()) {
    if (row["use"] != "name" || row["agency_slugs"].empty()) continue;
    std::vector<std::string> allowed = row.List("agency_slugs");
    EXPECT_THAT(Holders(Match(row["abbreviation"])), IsSubsetOf(allowed)) << row["abbreviation"];
  }
}

}  // namespace
}  // namespace phoihop::organisation
