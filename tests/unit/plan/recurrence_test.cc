#include "workflow/plan/recurrence.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::plan {
namespace {

std::string Days(absl::string_view rule, const char* from, const char* to) {
  const auto parsed = Recurrence::FromRule(rule);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return absl::StrJoin(parsed->Between(*ParseDate(from), *ParseDate(to)), " ",
                       [](std::string* out, absl::CivilDay day) { absl::StrAppend(out, FormatDate(day)); });
}

TEST(Recurrence, FallsDueAtTheEndOfItsPeriodWhenItNamesNoDay) {
  EXPECT_EQ(Days("FREQ=WEEKLY", "2026-11-23", "2026-12-06"), "2026-11-29 2026-12-06");
  EXPECT_EQ(Days("FREQ=MONTHLY", "2026-01-31", "2026-03-30"), "2026-01-31 2026-02-28");
  EXPECT_EQ(Days("FREQ=MONTHLY;INTERVAL=3", "2026-01-01", "2026-12-31"), "2026-03-31 2026-06-30 2026-09-30 2026-12-31");
  EXPECT_EQ(Days("FREQ=MONTHLY;INTERVAL=6", "2026-07-01", "2027-06-30"), "2026-12-31 2027-06-30");
  EXPECT_EQ(Days("FREQ=YEARLY", "2025-07-01", "2026-12-31"), "2025-12-31 2026-12-31");
}

TEST(Recurrence, FallsDueOnTheDayThatItNames) {
  EXPECT_EQ(Days("FREQ=MONTHLY;BYMONTHDAY=20", "2026-01-21", "2026-03-20"), "2026-02-20 2026-03-20");
  EXPECT_EQ(Days("FREQ=MONTHLY;BYMONTHDAY=-1", "2028-02-01", "2028-03-31"), "2028-02-29 2028-03-31");
  EXPECT_EQ(Days("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2026-01-31", "2026-03-31"), "2026-02-28 2026-03-30");
  EXPECT_EQ(Days("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15", "2026-06-16", "2027-06-15"), "2026-12-15 2027-06-15");
}

TEST(Recurrence, RefusesWhatItWouldNotObey) {
  for (const char* rule : {"", "FREQ=HOURLY", "INTERVAL=3", "FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;INTERVAL=0",
                           "FREQ=YEARLY;BYDAY=MO", "FREQ=MONTHLY;COUNT=3", "FREQ=YEARLY;BYMONTH=13",
                           "FREQ=YEARLY;BYMONTH=12,6;BYMONTHDAY=15", "FREQ=MONTHLY;BYMONTHDAY=1,15", "freq=monthly"}) {
    EXPECT_EQ(ReasonOf(Recurrence::FromRule(rule).status()), v1::ERROR_REASON_INVALID_FIELD) << rule;
  }
}

const std::vector<std::string>& Rules() {
  static const auto& rules = *new std::vector<std::string>{"FREQ=DAILY",
                                                           "FREQ=WEEKLY",
                                                           "FREQ=MONTHLY",
                                                           "FREQ=MONTHLY;INTERVAL=3",
                                                           "FREQ=MONTHLY;BYMONTHDAY=20",
                                                           "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
                                                           "FREQ=YEARLY",
                                                           "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15"};
  return rules;
}

RC_GTEST_PROP(Recurrence, LastBeforeAndNextAreNeighbours, ()) {
  const Recurrence rule = *Recurrence::FromRule(*rc::gen::elementOf(Rules()));
  const absl::CivilDay day = absl::CivilDay(2024, 1, 1) + *rc::gen::inRange(0, 4000);
  const absl::CivilDay next = rule.NextOnOrAfter(day);
  const absl::CivilDay last = rule.LastBefore(day);
  RC_ASSERT(last < day);
  RC_ASSERT(next >= day);
  RC_ASSERT(rule.NextOnOrAfter(last + 1) == next);
  RC_ASSERT(rule.NextOnOrAfter(last) == last);
}

}  // namespace
}  // namespace phoihop::plan
