#include "clients/cli/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/civil_time.h"

namespace phoihop::cli {
namespace {

// 31 August 2026, 10:00 in Vietnam.
absl::Time Now() { return absl::FromCivil(absl::CivilHour(2026, 8, 31, 3), absl::UTCTimeZone()); }

TEST(FormatTest, DatesAreReadInBothForms) {
  EXPECT_EQ(DateForServer("01/07/2025"), "2025-07-01");
  EXPECT_EQ(DateForServer("2025-07-01"), "2025-07-01");
  EXPECT_EQ(DateForServer("tomorrow"), "tomorrow") << "the server refuses it";
  EXPECT_EQ(DayBefore("2026-01-01"), "2025-12-31");
  EXPECT_EQ(DayBefore("tomorrow"), "tomorrow");
}

TEST(FormatTest, ADayIsKnownUntilItsEnd) {
  const auto day = InstantForServer("15/07/2025", Now());
  ASSERT_TRUE(day.ok()) << day.status();
  EXPECT_EQ(TimeForPeople(*day), "16/07/2025 00:00");
  EXPECT_EQ(DayOf(*day), "2025-07-16");
}

TEST(FormatTest, TodayIsNotOverSoItMeansEverything) {
  const auto today = InstantForServer("31/08/2026", Now());
  ASSERT_TRUE(today.ok()) << today.status();
  EXPECT_EQ(today->seconds(), 0);
  // A later day is for the server to refuse.
  EXPECT_NE(InstantForServer("02/09/2026", Now())->seconds(), 0);
}

TEST(FormatTest, InstantsAreReadWithAndWithoutZone) {
  EXPECT_EQ(TimeForPeople(*InstantForServer("15/07/2025 07:30", Now())), "15/07/2025 07:30");
  EXPECT_EQ(TimeForPeople(*InstantForServer("2025-07-15 07:30", Now())), "15/07/2025 07:30");
  EXPECT_EQ(TimeForPeople(*InstantForServer("2025-07-15T00:30:00Z", Now())), "15/07/2025 07:30");
  EXPECT_EQ(InstantForServer("2025-07-15T00:30:00.25Z", Now())->nanos(), 250'000'000);
  EXPECT_EQ(InstantForServer("", Now())->seconds(), 0);
  EXPECT_EQ(InstantForServer("hôm qua", Now()).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FormatTest, ACitationKeepsItsWordsAndFindsTheNumber) {
  const v1::Citation citation = CitationForServer("Nghị quyết 1662/NQ-UBTVQH15, Điều 1 khoản 88");
  EXPECT_EQ(citation.text(), "Nghị quyết 1662/NQ-UBTVQH15, Điều 1 khoản 88");
  EXPECT_EQ(citation.instrument_number(), "1662/NQ-UBTVQH15");
  EXPECT_EQ(CitationForPeople(citation), citation.text());
  EXPECT_EQ(CitationForServer("theo chỉ đạo").instrument_number(), "");
}

TEST(FormatTest, ACitationWithoutWordsIsMadeOfItsParts) {
  v1::Citation citation;
  citation.set_instrument_number("72/2015/NĐ-CP");
  EXPECT_EQ(CitationForPeople(citation), "72/2015/NĐ-CP");
  citation.set_article("4");
  citation.set_clause("1");
  citation.set_point("d");
  EXPECT_EQ(CitationForPeople(citation), "72/2015/NĐ-CP Điều 4 khoản 1 điểm d");
  citation.set_article("Phụ lục II");
  EXPECT_EQ(PlaceForPeople(citation), "Phụ lục II khoản 1 điểm d");
  EXPECT_EQ(CitationForPeople(citation), "72/2015/NĐ-CP Phụ lục II khoản 1 điểm d") << "an annex is no article";
}

TEST(FormatTest, AValueOfAFilterIsQuoted) { EXPECT_EQ(Quoted(R"(a "b" \ c)"), R"("a \"b\" \\ c")"); }

TEST(FormatTest, NamesAreShortened) {
  EXPECT_EQ(ShortName("provinces/dong-nai/units/so-vhttdl"), "so-vhttdl");
  EXPECT_EQ(NameInProvince("provinces/dong-nai/tasks/a/handoffs/1"), "tasks/a/handoffs/1");
  EXPECT_EQ(IntervalForPeople("", "2025-07-01"), "… – 01/07/2025");
  EXPECT_EQ(IntervalForPeople("2025-07-01", ""), "01/07/2025 – nay");
}

}  // namespace
}  // namespace phoihop::cli
