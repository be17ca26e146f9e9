// The loader: the shipped folder, and what it says about broken ones.
#include "services/import/reference_loader.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

using ::testing::HasSubstr;

constexpr char kShipped[] = "data/dong-nai";

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A copy of the shipped folder that a test may spoil.
class ReferenceLoaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/referenceXXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::filesystem::copy(kShipped, folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& file, const std::string& text) {
    std::ofstream(folder_ / file, std::ios::binary | std::ios::trunc) << text;
  }
  void Replace(const std::string& file, const std::string& from, const std::string& to) {
    const std::string text = ReadFile(folder_ / file);
    ASSERT_NE(text.find(from), std::string::npos) << file << " has no '" << from << "'";
    Write(file, absl::StrReplaceAll(text, {{from, to}}));
  }
  absl::StatusOr<internal::v1::RecordReferenceData> Load() const {
    return LoadReferenceData({"dong-nai", folder_.string(), "data/default"});
  }
  void ExpectFault(const std::string& part) {
    const auto record = Load();
    ASSERT_FALSE(record.ok());
    EXPECT_EQ(ReasonOf(record.status()), v1::ERROR_REASON_INVALID_FILE) << record.status();
    EXPECT_THAT(std::string(record.status().message()), HasSubstr(part));
  }

  std::filesystem::path folder_;
};

TEST_F(ReferenceLoaderTest, TheShippedFolder) {
  const auto record = Load();
  ASSERT_TRUE(record.ok()) << record.status();
  std::map<v1::Event::PayloadCase, int> counts;
  for (const v1::Event& entry : record->entries()) ++counts[entry.payload_case()];
  // 33 agencies, 78 former ones, 95 + 263 communes, 22 districts, 3 provinces.
  EXPECT_EQ(counts[v1::Event::kUnitRecorded], 33 + 78 + 95 + 263 + 22 + 3);
  EXPECT_EQ(counts[v1::Event::kUnitSetRecorded], 6 + 22);
  EXPECT_EQ(counts[v1::Event::kMembershipRecorded], 61);
  EXPECT_EQ(counts[v1::Event::kInstrumentRecorded], 45);
  EXPECT_EQ(counts[v1::Event::kDutyRecorded], 36 + 7);
  // Each row's, the 22 branches, and what only the districts did.
  EXPECT_EQ(counts[v1::Event::kFunctionRecorded], 36 + 22 + 1);
  EXPECT_EQ(counts[v1::Event::kCalendarPublished], 1);
  EXPECT_EQ(counts[v1::Event::kEscalationPolicyPublished], 6);
}

TEST_F(ReferenceLoaderTest, TheSameFilesMakeTheSameCommand) {
  const auto first = Load();
  const auto second = Load();
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->DebugString(), second->DebugString());
}

TEST_F(ReferenceLoaderTest, WhatIsNotVerifiedStaysMarked) {
  const auto record = Load();
  ASSERT_TRUE(record.ok()) << record.status();
  std::set<v1::Verification> seen;
  for (const v1::Event& entry : record->entries()) {
    if (entry.has_membership_recorded()) {
      const v1::Provenance& provenance = entry.membership_recorded().membership().provenance();
      EXPECT_EQ(provenance.verification(), v1::VERIFICATION_ILLUSTRATIVE);
      EXPECT_THAT(provenance.note(), HasSubstr("minh họa"));
    }
    if (entry.has_calendar_published()) {
      const v1::Calendar& calendar = entry.calendar_published().calendar();
      EXPECT_EQ(calendar.sessions_provenance().verification(), v1::VERIFICATION_UNVERIFIED);
      int unconfirmed = 0;
      for (const v1::CalendarDay& day : calendar.days()) {
        unconfirmed += day.status() == v1::CalendarDay::STATUS_UNCONFIRMED;
        if (day.date() == "2026-08-22") {
          EXPECT_EQ(day.kind(), v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY);
          EXPECT_EQ(day.paired_date(), "2026-08-31");
        }
      }
      EXPECT_EQ(unconfirmed, 2);
      EXPECT_EQ(calendar.days_size(), 57);
      EXPECT_EQ(calendar.rules_size(), 7);
      for (const v1::CalendarRule& rule : calendar.rules()) EXPECT_NE(rule.provenance().source(), "") << rule.id();
    }
    if (!entry.has_unit_recorded()) continue;
    for (const v1::UnitVersion& version : entry.unit_recorded().unit().versions()) {
      EXPECT_NE(version.provenance().verification(), v1::VERIFICATION_UNSPECIFIED) << version.display_name();
      EXPECT_FALSE(version.provenance().source().empty() && version.provenance().note().empty())
          << version.display_name();
      seen.insert(version.provenance().verification());
    }
  }
  EXPECT_TRUE(seen.contains(v1::VERIFICATION_VERIFIED));
  EXPECT_TRUE(seen.contains(v1::VERIFICATION_UNVERIFIED));
}

TEST_F(ReferenceLoaderTest, AMissingFolderOrFile) {
  EXPECT_EQ(ReasonOf(LoadReferenceData({"dong-nai", "/khong/co", ""}).status()), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(LoadReferenceData({"Đồng Nai", folder_.string(), ""}).status()), v1::ERROR_REASON_INVALID_FIELD);
  std::filesystem::remove(folder_ / "units.csv");
  const auto record = Load();
  EXPECT_EQ(ReasonOf(record.status()), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_THAT(std::string(record.status().message()), HasSubstr("units.csv"));
}

TEST_F(ReferenceLoaderTest, OptionalFilesMayBeMissing) {
  for (const char* file : {"members_sample.csv", "responsibilities.csv", "former_duties.csv", "calendars.csv"}) {
    std::filesystem::remove(folder_ / file);
  }
  EXPECT_TRUE(Load().ok());
}

TEST_F(ReferenceLoaderTest, SaysFileLineAndColumn) {
  Replace("agencies.csv", ",sở,ubnd,", ",sở lạ,ubnd,");
  ExpectFault("agencies.csv, line 9, column kind: 'sở lạ' is not a kind");
}

TEST_F(ReferenceLoaderTest, ADayOfARuleThatIsNone) {
  Replace("calendar_rules.csv", "Ngày Chiến thắng,30/04,", "Ngày Chiến thắng,30-04,");
  ExpectFault("calendar_rules.csv, line 5, column solar: must be a day and a month such as 30/04");
}

TEST_F(ReferenceLoaderTest, ARuleWithTwoDays) {
  Replace("calendar_rules.csv", "Ngày Chiến thắng,30/04,,", "Ngày Chiến thắng,30/04,10/03,");
  ExpectFault("calendar_rules.csv, line 5, column solar: give the day either here or in the column lunar");
}

TEST_F(ReferenceLoaderTest, ARuleOfNoCalendar) {
  Replace("calendar_rules.csv", "default,gio-to", "khac,gio-to");
  ExpectFault("calendar_rules.csv, line 4, column calendar: calendars.csv has no 'khac'");
}

TEST_F(ReferenceLoaderTest, AColumnThatIsNotThere) {
  Replace("units.csv", "code,name,kind,", "mã,name,kind,");
  ExpectFault("units.csv, line 1: there is no column called 'code'");
}

TEST_F(ReferenceLoaderTest, ARowThatIsTooShort) {
  Write("sources.csv", "id,source\nS01,a\nS02\n");
  ExpectFault("sources.csv, line 3: 1 cells instead of 2");
}

TEST_F(ReferenceLoaderTest, ASourceThatIsNotThere) {
  Replace("agencies.csv", ",S08\n", ",S999\n");
  ExpectFault("agencies.csv, line 9, column source: sources.csv has no row 'S999'");
}

TEST_F(ReferenceLoaderTest, ADateThatDoesNotExist) {
  Replace("members_sample.csv", "ubnd,nguyen-minh-an,Nguyễn Minh An,thủ trưởng,no,2025-07-01",
          "ubnd,nguyen-minh-an,Nguyễn Minh An,thủ trưởng,no,2025-02-30");
  ExpectFault("members_sample.csv, line 2, column valid_from: '2025-02-30' is not a date");
}

TEST_F(ReferenceLoaderTest, AnAbbreviationOfNobody) {
  Replace("abbreviations.csv", ",ask,so-noi-vu|", ",ask,so-la|");
  ExpectFault("column targets: there is no unit or set 'so-la'");
}

TEST_F(ReferenceLoaderTest, ASplitWithoutItsTerms) {
  std::filesystem::remove(folder_ / "partition_terms.csv");
  ExpectFault("partition_terms.csv does not say which part goes to 'so-vhttdl'");
}

TEST_F(ReferenceLoaderTest, ACommuneFromNowhere) {
  Replace("units.csv", "\n25195,", "\n99999,");
  ExpectFault("units.csv, line 2, column code: successions.csv does not say");
}

TEST_F(ReferenceLoaderTest, AnEventThatIsNotKnown) {
  Replace("successions.csv", "province_to_city,", "province_to_moon,");
  ExpectFault("column ");
}

TEST_F(ReferenceLoaderTest, TextThatLooksLikeCodeIsText) {
  Replace("members_sample.csv", "Nguyễn Minh An", "'); DROP TABLE unit; -- <b>An</b>");
  const auto record = Load();
  ASSERT_TRUE(record.ok()) << record.status();
  int found = 0;
  for (const v1::Event& entry : record->entries()) {
    found += entry.membership_recorded().membership().display_name() == "'); DROP TABLE unit; -- <b>An</b>";
  }
  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace phoihop::import
