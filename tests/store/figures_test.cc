// Figures that are counted once say what counting all rows says, whatever has happened since; and what was counted of a
// day stays true, whatever the clocks of replicas say.
#include "services/worker/figures.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/store/figure_reader.h"
#include "services/store/figure_rows.h"
#include "services/store/report_reader.h"
#include "tests/store/report_world.h"
#include "workflow/civil_time.h"

namespace phoihop {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::Create;
using testing::Get;
using testing::kIssuer;
using testing::kLead;
using testing::kOther;
using testing::kPlans;
using testing::kProvince;

constexpr absl::Duration kDay = absl::Hours(24);

class FiguresTest : public testing::ReportWorld {
 protected:
  absl::Time Midnight() { return StartOfDay(DayOf(clock().Now())); }

  void CountBase(absl::Time until) {
    EXPECT_OK(store::CloseFigures(database(), kProvince, until));
    EXPECT_EQ(Get(store::CountBase(database(), kProvince, until)), store::Counting::kCounted);
  }

  // What may be seen up to a degree, told so that only rows can be counted: of a plan that has no tasks everything.
  static access::Visibility ByRows(v1::Secrecy degree) {
    return {.scopes = {{.max_secrecy = degree},
                       {.max_secrecy = v1::SECRECY_TOP_SECRET, .plan = "provinces/dong-nai/plans/none"}}};
  }
  static access::Visibility UpTo(v1::Secrecy degree) { return {.scopes = {{.max_secrecy = degree}}}; }

  // Some of these lead; four units are not few.
  static std::optional<std::vector<std::string>> Leads(std::mt19937& random) {
    switch (random() % 3) {
      case 0:
        return std::nullopt;
      case 1:
        return std::vector<std::string>{kLead, "provinces/dong-nai/units/x", "provinces/dong-nai/units/y",
                                        "provinces/dong-nai/units/z"};
      default:
        return std::vector<std::string>{kOther, kIssuer, "provinces/dong-nai/units/x", "provinces/dong-nai/units/y"};
    }
  }

  static std::string TextOf(const std::vector<store::ResultGroup>& groups) {
    std::string text;
    for (const store::ResultGroup& group : groups) {
      absl::StrAppend(&text, group.lead_unit, " ", group.plan, ": ", group.counts.ShortDebugString(), "\n");
    }
    return text;
  }

  // Any question that figures that were counted once can answer.
  void CheckResults(std::mt19937& random, absl::Time as_of, bool past) {
    store::ResultQuery query = Query(as_of, past);
    const bool by_plan = random() % 2 == 0, grouped = random() % 3 > 0;
    if (by_plan) {
      if (random() % 3 == 0) query.plan = std::string(kPlans[1 + random() % 2]);
      query.without_plan = query.plan.empty() && random() % 4 == 0;
    } else {
      query.leads = Leads(random);
    }
    for (int number = 1; random() % 2 == 0 && number <= v1::ResultClass_MAX; ++number) {
      query.results.push_back(static_cast<v1::ResultClass>(number));
    }
    const v1::Secrecy degree = random() % 2 == 0 ? v1::SECRECY_NORMAL : v1::SECRECY_SECRET;
    query.visible_to = UpTo(degree);
    const auto counted = Get(store::CountedResults(database(), query, grouped && !by_plan, grouped && by_plan));
    ASSERT_TRUE(counted.has_value());
    query.visible_to = ByRows(degree);
    EXPECT_FALSE(Get(store::CountedResults(database(), query, true, false)).has_value());
    EXPECT_EQ(TextOf(*counted),
              TextOf(Get(store::CountResults(database(), query, grouped && !by_plan, grouped && by_plan))));
  }

  void CheckTrend(std::mt19937& random) {
    store::WeekQuery weeks;
    const absl::CivilDay monday(2026, 7, 27);
    for (int i = 0; i < 8; ++i) weeks.starts.push_back(StartOfDay(monday + 7 * i));
    weeks.end = StartOfDay(monday + 56);
    store::ResultQuery query = Query(clock().Now(), false);
    query.leads = Leads(random);
    query.visible_to = UpTo(v1::SECRECY_NORMAL);
    const auto counted = Get(store::CountedTrend(database(), query, weeks));
    ASSERT_TRUE(counted.has_value());
    query.visible_to = ByRows(v1::SECRECY_NORMAL);
    const auto rows = Get(store::CountTrend(database(), query, weeks));
    ASSERT_EQ(counted->size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ((*counted)[i].issued, rows[i].issued) << i;
      EXPECT_EQ((*counted)[i].completed_in_time, rows[i].completed_in_time) << i;
      EXPECT_EQ((*counted)[i].completed_late, rows[i].completed_late) << i;
      trend_counted_ += rows[i].issued + rows[i].completed_in_time;
    }
  }

  void CheckOverdue(std::mt19937& random, std::vector<absl::Time> instants) {
    instants.push_back(clock().Now());
    store::ResultQuery query = Query(clock().Now(), false);
    query.leads = Leads(random);
    query.visible_to = UpTo(v1::SECRECY_NORMAL);
    EXPECT_EQ(Get(store::CountedOverdue(database(), query, instants)).size(), instants.size());
    const auto counted = Get(store::CountOverdueAt(database(), query, instants));
    query.visible_to = ByRows(v1::SECRECY_NORMAL);
    const auto rows = Get(store::CountOverdueAt(database(), query, instants));
    EXPECT_EQ(counted, rows);
    for (const auto& leads : rows) {
      for (const auto& [lead, n] : leads) overdue_counted_ += n;
    }
  }

  void CheckWorkload(std::mt19937& random) {
    store::WorkloadQuery query{.province = kProvince, .units = Leads(random), .now = clock().Now()};
    query.visible_to = UpTo(v1::SECRECY_SECRET);
    const auto counted = Get(store::CountWorkload(database(), query));
    query.visible_to = ByRows(v1::SECRECY_SECRET);
    const auto rows = Get(store::CountWorkload(database(), query));
    ASSERT_EQ(counted.size(), rows.size());
    const auto text = [](const store::WorkloadGroup& group) {
      return absl::StrCat(group.unit, " ", group.open, " ", group.overdue, " ", group.not_accepted, " ",
                          group.submitted, " ", group.suspended, " ", group.bounced, " ", group.handoffs, " ",
                          group.handoffs_overdue);
    };
    for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(text(counted[i]), text(rows[i]));
  }

  int64_t trend_counted_ = 0, overdue_counted_ = 0;
};

TEST_F(FiguresTest, WhatIsCountedOnceIsWhatRowsSayWhateverHappens) {
  std::mt19937 random(20261129);
  MakeTasks(testing::kTasks);
  PutIntoPlans();
  Sql("UPDATE task_standings SET secrecy = 3 WHERE substr(task_id, 2)::int % 9 = 0");
  std::vector<absl::Time> days;
  int made = 0;
  for (int round = 0; round < 26; ++round) {
    // Sometimes right after the base, sometimes days later.
    clock().Advance(absl::Hours(random() % 40));
    const absl::Time base = round == 0 ? Midnight() - kDay : Midnight();
    if (days.empty() || (base > days.back() && random() % 3 == 0)) {
      CountBase(base);
      days.push_back(base);
    }
    LiveRound(random);
    if (round % 3 == 0) EXPECT_OK(engine().Apply(Create(absl::StrCat("new", ++made))));
    for (int i = 0; i < 6; ++i) CheckResults(random, clock().Now(), false);
    CheckResults(random, days[random() % days.size()], true);
    CheckTrend(random);
    CheckOverdue(random, days);
    CheckWorkload(random);
  }
  EXPECT_GT(days.size(), 4u);
  EXPECT_GT(trend_counted_, 1000);
  EXPECT_GT(overdue_counted_, 200);
}

TEST_F(FiguresTest, ADayThatWasNotCountedInTimeIsCountedLater) {
  LiveThrough(2);
  CountBase(Midnight());
  std::mt19937 random(3);
  const absl::Time first = Midnight();
  int days = 0;
  for (auto state = Get(store::FigureStates(database())).front(); state.newest_missing.has_value();
       state = Get(store::FigureStates(database())).front()) {
    ASSERT_LT(++days, 100);
    EXPECT_EQ(*state.newest_missing, first - days * kDay);
    ASSERT_EQ(Get(store::CountDay(database(), kProvince, *state.newest_missing)), store::Counting::kCounted);
    for (int i = 0; i < 4; ++i) CheckResults(random, *state.newest_missing, true);
  }
  EXPECT_EQ(first - days * kDay, EndOfDay(DayOf(testing::StartOfTests()))) << "the day of the first event is the first";
  // Again it changes nothing.
  EXPECT_EQ(Get(store::CountDay(database(), kProvince, first - kDay)), store::Counting::kWasCounted);
  CheckResults(random, first - kDay, true);
}

TEST_F(FiguresTest, NothingIsRecordedWithinAClosedDay) {
  EXPECT_OK(engine().Apply(Create("before")));
  const absl::Time until = clock().Now() + absl::Hours(1);
  ASSERT_OK(store::CloseFigures(database(), kProvince, until));
  // It is never opened again.
  ASSERT_OK(store::CloseFigures(database(), kProvince, until - kDay));
  EXPECT_EQ(Get(store::FigureStates(database())).front().closed_until, until);
  EXPECT_OK(engine().Apply(Create("behind")));
  EXPECT_OK(engine().Apply(testing::Accept("before")));
  EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM events WHERE time <= to_timestamp(", absl::ToUnixSeconds(until),
                             ") AND type LIKE 'task.%' AND subject NOT LIKE '%before'"))[0][0],
            "0");
  EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM task_standings WHERE since <= to_timestamp(",
                             absl::ToUnixSeconds(until), ")"))[0][0],
            "1");
  CheckSound();
}

TEST_F(FiguresTest, WithoutABaseOrForSomethingElseRowsAreCounted) {
  MakeTasks(20);
  store::ResultQuery query = Query(clock().Now(), false);
  EXPECT_FALSE(Get(store::CountedResults(database(), query, true, false)).has_value());
  CountBase(Midnight());
  EXPECT_TRUE(Get(store::CountedResults(database(), query, true, false)).has_value());
  EXPECT_FALSE(Get(store::CountedResults(database(), query, true, true)).has_value());
  const auto rows_for = [&](const auto& change) {
    store::ResultQuery other = query;
    change(other);
    EXPECT_FALSE(Get(store::CountedResults(database(), other, true, false)).has_value());
  };
  rows_for([](auto& other) { other.due = store::ReportSpan{}; });
  rows_for([](auto& other) { other.issued = store::ReportSpan{}; });
  rows_for([](auto& other) { other.completed = store::ReportSpan{}; });
  rows_for([](auto& other) { other.plan = std::string(kPlans[1]); });
  rows_for([](auto& other) { other.leads = std::vector<std::string>{kLead}; });
  rows_for([](auto& other) { other.visible_to = {}; });
  rows_for([](auto& other) { other.visible_to = {.scopes = {{.units = std::vector<std::string>{kLead}}}}; });
  rows_for([](auto& other) { other.visible_to = {.scopes = {{.territories = {kLead}}}}; });
  rows_for([&](auto& other) { other.as_of = Midnight() - absl::Seconds(1); });
  rows_for([&](auto& other) {
    other.as_of = Midnight() - kDay;
    other.past = true;
  });
}

TEST_F(FiguresTest, TheWorkerCountsEachDayThatIsOver) {
  LiveThrough(23);
  worker::FigureCounter counter({.database = &database(), .clock = &clock(), .rest_after_day = 0});
  ASSERT_TRUE(counter.WaitUntilIdle(absl::Seconds(60)));
  const int64_t days = counter.status().days;
  EXPECT_EQ(days, (Midnight() - EndOfDay(DayOf(testing::StartOfTests()))) / kDay + 1);
  std::mt19937 random(5);
  for (absl::Time end = Midnight(); end >= EndOfDay(DayOf(testing::StartOfTests())); end -= kDay) {
    CheckResults(random, end, true);
  }
  clock().Set(Midnight() + kDay + worker::kClosingDelay - absl::Seconds(1));
  ASSERT_TRUE(counter.WaitUntilIdle(absl::Seconds(60)));
  EXPECT_EQ(counter.status().days, days) << "commands of its last moments may still be written";
  clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(counter.WaitUntilIdle(absl::Seconds(60)));
  EXPECT_EQ(counter.status().days, days + 1);
  LiveRound(random);
  CheckResults(random, clock().Now(), false);
  EXPECT_TRUE(counter.status().last_error.ok());
}

}  // namespace
}  // namespace phoihop
