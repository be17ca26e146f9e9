// Figures on a real PostgreSQL against a fold of the same tasks in C++: whatever happened, counts are sums of the fold,
// a list has exactly the tasks of its figure, and a day of the past answers later what it answered then.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/store/connection.h"
#include "services/store/report_reader.h"
#include "services/store/task_reader.h"
#include "tests/store/report_world.h"
#include "tests/store/undo_migrations.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/standing.h"

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
using testing::kRound;
using testing::kRounds;
using testing::kTasks;
using testing::Standings;

bool InSpan(const std::optional<store::ReportSpan>& span, const std::optional<absl::Time>& time) {
  return !span.has_value() || (time.has_value() && span->from <= *time && *time < span->to);
}

// What the store is asked, of one task.
bool Counts(const task::Standing& standing, const store::ResultQuery& query) {
  const v1::ResultClass result = task::ResultClassOf(standing, query.as_of);
  const auto among = [](const auto& all, const auto& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (query.leads.has_value() && !among(*query.leads, standing.lead_unit)) return false;
  if (!query.plan.empty() && standing.plan != query.plan) return false;
  if (query.without_plan && !standing.plan.empty()) return false;
  if (!query.results.empty() && !among(query.results, result)) return false;
  const bool endless = standing.due_time == absl::InfiniteFuture();
  if (query.due.has_value() && (endless || standing.due_time <= query.due->from || standing.due_time > query.due->to)) {
    return false;
  }
  if (query.completed.has_value() && standing.kind != task::StandingKind::kCompleted) return false;
  return InSpan(query.issued, standing.issue_time) && InSpan(query.completed, standing.submit_time);
}

class ReportTest : public testing::ReportWorld {
 protected:
  // The names of all pages.
  std::vector<std::string> Listed(const store::ResultQuery& query, int page_size, const Standings& standings) {
    std::vector<std::string> names;
    std::string cursor;
    int64_t total = -1;
    do {
      const store::ResultPage page = Get(store::ListResults(database(), query, page_size, cursor));
      EXPECT_LE(page.results.size(), static_cast<size_t>(page_size));
      for (const v1::TaskStanding& result : page.results) {
        names.push_back(result.task());
        const auto found = standings.find(result.task());
        if (found == standings.end()) continue;
        EXPECT_EQ(result.result(), task::ResultClassOf(found->second, query.as_of)) << result.task();
        EXPECT_EQ(result.lead_unit(), found->second.lead_unit);
        EXPECT_NE(result.title(), "");
      }
      total = page.total_size;
      cursor = page.next_cursor;
    } while (!cursor.empty());
    EXPECT_EQ(total, static_cast<int64_t>(names.size()));
    return names;
  }

  // Counts of the store and the list behind them are what the fold says.
  void CheckFigure(const store::ResultQuery& query, const Standings& standings) {
    std::set<std::string> expected;
    std::map<std::pair<std::string, std::string>, v1::ProgressCounts> groups;
    for (const auto& [name, standing] : standings) {
      if (!Counts(standing, query)) continue;
      expected.insert(name);
      store::AddResult(task::ResultClassOf(standing, query.as_of), 1, groups[{standing.lead_unit, standing.plan}]);
    }
    v1::ProgressCounts sum;
    const auto counted = Get(store::CountResults(database(), query, true, true));
    ASSERT_EQ(counted.size(), groups.size());
    for (const store::ResultGroup& group : counted) {
      EXPECT_TRUE(MessageDifferencer::Equals(group.counts, groups[{group.lead_unit, group.plan}]))
          << group.lead_unit << " " << group.plan << ": " << group.counts.ShortDebugString() << " instead of "
          << groups[{group.lead_unit, group.plan}].ShortDebugString();
      store::AddCounts(group.counts, sum);
    }
    EXPECT_EQ(sum.total(), static_cast<int>(expected.size()));
    const auto total = Get(store::CountResults(database(), query, false, false));
    EXPECT_EQ(total.empty() ? 0 : total.front().counts.total(), sum.total());
    const std::vector<std::string> listed = Listed(query, 17, standings);
    EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), expected);
    EXPECT_EQ(listed.size(), expected.size());
  }
};

TEST_F(ReportTest, EveryFigureIsTheFoldAndListsItsTasksNowAndThen) {
  LiveThrough(20261201);
  CheckSound();
  PutIntoPlans();
  std::mt19937 random(7);
  const Standings now = StandingsNow();
  std::set<v1::ResultClass> classes;
  for (const auto& [name, standing] : now) classes.insert(task::ResultClassOf(standing, clock().Now()));
  EXPECT_EQ(classes.size(), 10u) << "all classes came about, or the test says nothing";
  EXPECT_NE(Sql("SELECT count(*) FROM task_standing_history")[0][0], "0");
  CheckFigure(Query(clock().Now(), false), now);
  for (int i = 0; i < 60; ++i) CheckFigure(RandomQuery(random, clock().Now(), false), now);
  ASSERT_EQ(then_.size(), static_cast<size_t>(kRounds));
  for (const auto& [instant, standings] : then_) {
    CheckFigure(Query(instant, true), standings);
    // Nothing happened until the next round.
    CheckFigure(Query(instant + kRound - absl::Microseconds(1), true), standings);
    for (int i = 0; i < 4; ++i) CheckFigure(RandomQuery(random, instant, true), standings);
  }
}

TEST_F(ReportTest, WeeksAndTrendsAreSumsOfTheFold) {
  LiveThrough(3);
  const Standings now = StandingsNow();
  const absl::CivilDay monday(2026, 7, 27);
  store::WeekQuery weeks;
  for (int i = 0; i < 10; ++i) weeks.starts.push_back(StartOfDay(monday + 7 * i));
  weeks.end = StartOfDay(monday + 70);
  const auto end_of = [&](size_t week) { return week + 1 < weeks.starts.size() ? weeks.starts[week + 1] : weeks.end; };

  const store::ResultQuery all = Query(clock().Now(), false);
  int32_t counted = 0, expected = 0;
  for (const store::WeeklyGroup& group : Get(store::CountWeekly(database(), all, weeks))) {
    store::ResultQuery cell = all;
    cell.leads = {group.lead_unit};
    cell.due = {weeks.starts[group.week], end_of(group.week)};
    v1::ProgressCounts counts;
    for (const auto& [name, standing] : now) {
      if (Counts(standing, cell)) store::AddResult(task::ResultClassOf(standing, cell.as_of), 1, counts);
    }
    EXPECT_TRUE(MessageDifferencer::Equals(group.counts, counts)) << group.lead_unit << " " << group.week;
    EXPECT_EQ(Get(store::ListResults(database(), cell, 1, "")).total_size, counts.total());
    counted += counts.total();
  }
  for (const auto& [name, standing] : now) {
    expected += standing.due_time > weeks.starts[0] && standing.due_time <= weeks.end ? 1 : 0;
  }
  EXPECT_EQ(counted, expected);
  EXPECT_GT(counted, 20);

  const std::vector<store::TrendWeek> trend = Get(store::CountTrend(database(), all, weeks));
  ASSERT_EQ(trend.size(), weeks.starts.size());
  int64_t issued = 0, completed = 0;
  for (size_t i = 0; i < trend.size(); ++i) {
    store::ResultQuery cell = all;
    cell.issued = {weeks.starts[i], end_of(i)};
    EXPECT_EQ(Get(store::ListResults(database(), cell, 1, "")).total_size, trend[i].issued);
    cell.issued.reset();
    cell.completed = {weeks.starts[i], end_of(i)};
    cell.results = {v1::RESULT_CLASS_COMPLETED_LATE};
    EXPECT_EQ(Get(store::ListResults(database(), cell, 1, "")).total_size, trend[i].completed_late);
    cell.results = {v1::RESULT_CLASS_COMPLETED_ON_TIME, v1::RESULT_CLASS_COMPLETED_NO_DEADLINE};
    EXPECT_EQ(Get(store::ListResults(database(), cell, 1, "")).total_size, trend[i].completed_in_time);
    issued += trend[i].issued;
    completed += trend[i].completed_in_time + trend[i].completed_late;
  }
  EXPECT_EQ(issued,
            std::count_if(now.begin(), now.end(), [](const auto& t) { return t.second.issue_time.has_value(); }));
  EXPECT_EQ(completed, std::count_if(now.begin(), now.end(),
                                     [](const auto& t) { return t.second.kind == task::StandingKind::kCompleted; }));
}

TEST_F(ReportTest, WhatWasOverdueIsWhatTheFoldSaidThen) {
  LiveThrough(11);
  std::vector<absl::Time> instants;
  for (const auto& [instant, standings] : then_) instants.push_back(instant);
  const auto overdue = Get(store::CountOverdueAt(database(), Query(clock().Now(), false), instants));
  ASSERT_EQ(overdue.size(), instants.size());
  int64_t all = 0;
  for (size_t i = 0; i < instants.size(); ++i) {
    std::map<std::string, int64_t> expected;
    for (const auto& [name, standing] : then_[instants[i]]) {
      if (task::ResultClassOf(standing, instants[i]) == v1::RESULT_CLASS_OPEN_OVERDUE) ++expected[standing.lead_unit];
    }
    EXPECT_EQ(overdue[i], expected) << instants[i];
    for (const auto& [lead, n] : expected) all += n;
  }
  EXPECT_GT(all, 100);
}

TEST_F(ReportTest, AMigrationMakesTheSameRowsAndSaysSinceWhen) {
  LiveThrough(5);
  EXPECT_FALSE(Get(store::ResultsKeptSince(database(), kProvince)).has_value());
  StopEngine();
  const std::string rows =
      "SELECT province, task_id, due_time, issue_time, submit_time, bounce_count, standing, secrecy, lead_unit, plan, "
      "plan_item, territories FROM task_standings ORDER BY province, task_id";
  const auto before = Sql(rows);
  EXPECT_EQ(before.size(), static_cast<size_t>(kTasks));
  testing::UndoMigrationsAfter(uri(), 14);
  EXPECT_OK(store::Migrate(uri()));
  EXPECT_EQ(Sql(rows), before);
  EXPECT_TRUE(Get(store::ResultsKeptSince(database(), kProvince)).has_value());
  EXPECT_FALSE(Get(store::ResultsKeptSince(database(), "ha-noi")).has_value());
  EXPECT_OK(engine().Apply(Create("after")));
  CheckSound();
}

TEST_F(ReportTest, OnlyWhatTheCallerMaySee) {
  MakeTasks(30);
  PutIntoPlans();
  Sql("UPDATE task_standings SET secrecy = 3 WHERE task_id IN ('t1', 't2', 't3')");
  Sql("UPDATE task_standings SET territories = '[\"provinces/dong-nai/units/so-b\"]' WHERE substr(task_id, 2)::int % 4 "
      "= 0");
  store::ResultQuery query = Query(clock().Now(), false);
  const auto total = [&] { return Get(store::ListResults(database(), query, 1, "")).total_size; };
  const auto counted = [&] {
    const auto groups = Get(store::CountResults(database(), query, false, false));
    return groups.empty() ? 0 : groups.front().counts.total();
  };
  query.visible_to = {};
  EXPECT_EQ(total(), 0);
  EXPECT_EQ(counted(), 0);
  query.visible_to.scopes = {{}};
  EXPECT_EQ(total(), 27);
  EXPECT_EQ(counted(), 27);
  query.visible_to.scopes = {{.max_secrecy = v1::SECRECY_SECRET}};
  EXPECT_EQ(total(), 30);
  query.visible_to.scopes = {{.territories = {"provinces/dong-nai/units/so-b"}}};
  EXPECT_EQ(total(), 8) << "every fourth, and none of them is secret";
  query.visible_to.scopes = {{.plan = std::string(kPlans[1])}};
  EXPECT_EQ(total(), 9);
  query.visible_to.scopes = {{.units = std::vector<std::string>{"provinces/dong-nai/units/so-c"}}};
  EXPECT_EQ(total(), 0) << "it takes part in none";
  query.visible_to.scopes = {{.units = std::vector<std::string>{kLead}}};
  EXPECT_EQ(counted(), 27);
}

TEST_F(ReportTest, APlaceOfAnotherListIsRefused) {
  for (const char* cursor : {"x", "|", "2026-01-01", "1|t"}) {
    const auto page = store::ListResults(database(), Query(clock().Now(), false), 10, cursor);
    EXPECT_EQ(ReasonOf(page.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN) << cursor;
  }
}

TEST_F(ReportTest, WorkloadIsWhatListsOfTasksSay) {
  LiveThrough(17);
  store::WorkloadQuery query{.province = kProvince, .now = clock().Now()};
  query.visible_to.everything = true;
  const auto units = Get(store::CountWorkload(database(), query));
  ASSERT_GE(units.size(), 2u);
  int64_t open = 0, handoffs = 0, bounced = 0;
  for (const store::WorkloadGroup& unit : units) {
    const auto count = [&](const std::string& condition) {
      return std::stoll(
          Sql(absl::StrCat("SELECT count(*) FROM tasks t WHERE open AND state <> 'TASK_STATE_PLANNED' AND "
                           "lead_unit = '",
                           unit.unit, "' AND ", condition))[0][0]);
    };
    const std::string late =
        absl::StrCat("NOT frozen AND due_time < to_timestamp(", absl::ToUnixSeconds(clock().Now()), ")");
    EXPECT_EQ(unit.open, count("true")) << unit.unit;
    EXPECT_EQ(unit.overdue, count(late));
    EXPECT_EQ(unit.not_accepted, count("state = 'TASK_STATE_ISSUED'"));
    EXPECT_EQ(unit.submitted, count("state = 'TASK_STATE_SUBMITTED'"));
    EXPECT_EQ(unit.suspended, count("state = 'TASK_STATE_SUSPENDED'"));
    EXPECT_EQ(unit.bounced, count("(task->>'bounce_count')::int > 0"));
    open += unit.open;
    bounced += unit.bounced;
    handoffs += unit.handoffs;
    store::WorkloadQuery one = query;
    one.units = std::vector<std::string>{unit.unit};
    store::WorkloadGroup sum;
    for (const store::WorkloadGroup& person : Get(store::CountWorkloadOfPersons(database(), one))) {
      sum.open += person.open;
      sum.overdue += person.overdue;
      sum.bounced += person.bounced;
    }
    EXPECT_EQ(sum.open, unit.open);
    EXPECT_EQ(sum.overdue, unit.overdue);
    EXPECT_EQ(sum.bounced, unit.bounced);
  }
  EXPECT_GT(open, 20);
  EXPECT_GT(bounced, 0);
  EXPECT_GT(handoffs, 0);
}

TEST_F(ReportTest, WhatEscalatesNextComesSoonestFirst) {
  MakeTasks(30);
  store::WorkloadQuery query{.province = kProvince, .now = clock().Now()};
  query.visible_to.everything = true;
  const absl::Time until = clock().Now() + absl::Hours(24 * 14);
  const auto found = Get(store::ListUpcomingEscalations(database(), query, until, 1000));
  ASSERT_GT(found.size(), 10u);
  std::set<std::string> expected, listed;
  store::TaskQuery every{.province = kProvince, .page_size = store::kMaxPageSize};
  every.visible_to.everything = true;
  for (const v1::Task& task : Get(store::ListTasks(database(), every)).tasks) {
    for (const v1::Clock& clock : task.clocks()) {
      const bool fires = clock.state() == v1::CLOCK_STATE_RUNNING && !clock.escalation_policy().empty() &&
                         clock.has_next_fire_time() && FromTimestamp(clock.next_fire_time()) <= until;
      if (fires) expected.insert(absl::StrCat(task.name(), " ", clock.purpose()));
    }
  }
  absl::Time before = absl::InfinitePast();
  for (const auto& escalation : found) {
    EXPECT_LE(before, FromTimestamp(escalation.fire_time()));
    before = FromTimestamp(escalation.fire_time());
    EXPECT_NE(escalation.title(), "");
    listed.insert(absl::StrCat(escalation.task(), " ", escalation.purpose()));
  }
  EXPECT_EQ(listed, expected);
  EXPECT_EQ(Get(store::ListUpcomingEscalations(database(), query, until, 3)).size(), 3u);
  query.units = std::vector<std::string>{kOther};
  EXPECT_TRUE(Get(store::ListUpcomingEscalations(database(), query, until, 1000)).empty());
}

}  // namespace
}  // namespace phoihop
