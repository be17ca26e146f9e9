// Figures as clients see them: every one lists its tasks, by ListResults and by the filter of ListTasks; a past day
// answers what it answered then; nobody's figures have what they may not see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/errors.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/services/report_fixture.h"

namespace phoihop::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReportServiceTest : public ReportFixture {};

TEST_F(ReportServiceTest, EveryFigureListsItsTasks) {
  MakeProvince();
  clock().Set(At("2026-03-09 09:00"));
  for (const char* lead : {kLead, kOther}) Finish(absl::StrCat(lead, "-late"), lead);
  const auto by_unit = Summarise(Summary(GroupBy::GROUP_BY_UNIT));
  ASSERT_THAT(by_unit.rows(), SizeIs(2));
  // In the order of names: Sở Tư pháp, Sở Văn hóa, …
  EXPECT_EQ(by_unit.rows(0).unit(), Unit(kOther));
  EXPECT_THAT(by_unit.rows(0).unit_display_name(), HasSubstr("Tư pháp"));
  const v1::ProgressCounts& counts = by_unit.rows(1).counts();
  EXPECT_EQ(counts.completed_on_time(), 1);
  EXPECT_EQ(counts.completed_late(), 1);
  EXPECT_EQ(counts.completed_no_deadline(), 1);
  EXPECT_EQ(counts.open_overdue(), 1);
  EXPECT_EQ(counts.open_in_time(), 1);
  EXPECT_EQ(counts.open_no_deadline(), 1);
  EXPECT_EQ(counts.refused(), 1);
  EXPECT_EQ(counts.ended_without_result(), 1);
  EXPECT_EQ(counts.not_yet_issued(), 1);
  EXPECT_EQ(counts.total(), 9);
  // Of 7 in force 3 are completed and 1 is overdue; of 2 with a deadline 1 was on time.
  EXPECT_EQ(by_unit.rows(1).completed().numerator(), 3);
  EXPECT_EQ(by_unit.rows(1).completed().denominator(), 7);
  EXPECT_EQ(by_unit.rows(1).on_time().numerator(), 1);
  EXPECT_EQ(by_unit.rows(1).on_time().denominator(), 2);
  EXPECT_EQ(by_unit.rows(1).overdue().numerator(), 1);
  EXPECT_EQ(by_unit.rows(1).overdue().denominator(), 7);
  EXPECT_EQ(by_unit.total().counts().total(), 17);
  EXPECT_EQ(by_unit.kept_since_date(), "");
  for (const v1::ResultRow& row : by_unit.rows()) CheckFigures(row, {});
  CheckFigures(by_unit.total(), {});

  GroupBy narrow = Summary(GroupBy::GROUP_BY_UNIT_AND_PLAN);
  narrow.mutable_scope()->set_unit(Unit("ubnd"));
  narrow.mutable_scope()->set_due_from_date("2026-03-06");
  narrow.mutable_scope()->set_due_to_date("2026-03-06");
  const auto due = Summarise(narrow);
  ASSERT_THAT(due.rows(), SizeIs(2));
  EXPECT_EQ(due.total().counts().total(), 6);
  for (const v1::ResultRow& row : due.rows()) CheckFigures(row, narrow.scope());

  narrow.mutable_scope()->set_only_unit(true);
  EXPECT_THAT(Summarise(narrow).rows(), IsEmpty()) << "it leads nothing itself";
  EXPECT_THAT(Summarise(narrow).total().counts().total(), 0);
  narrow.mutable_scope()->Clear();
  narrow.mutable_scope()->add_unit_kinds(v1::UNIT_KIND_COMMUNE);
  EXPECT_THAT(Summarise(narrow).rows(), IsEmpty());
  narrow.mutable_scope()->add_unit_kinds(v1::UNIT_KIND_DEPARTMENT);
  EXPECT_EQ(Summarise(narrow).total().counts().total(), 17);
}

TEST_F(ReportServiceTest, AnIssuedPlanIsALineAndTheFiguresOfItsProgress) {
  MustImport(Import(kTable));
  MustCall(&Plans::UpdatePlanItem, AnswerTo("2"), kIssuer);
  MustCall(&Plans::IssuePlan, Issue(), kIssuer);
  Create("alone", kLead, "2026-03-20");
  const auto by_plan = Summarise(Summary(GroupBy::GROUP_BY_PLAN));
  ASSERT_THAT(by_plan.rows(), SizeIs(2));
  EXPECT_EQ(by_plan.rows(0).plan(), "");
  EXPECT_EQ(by_plan.rows(0).counts().total(), 1);
  EXPECT_EQ(by_plan.rows(1).plan(), kPlan);
  EXPECT_EQ(by_plan.rows(1).plan_display_name(), "Kế hoạch năm 2026");
  v1::SummarisePlansRequest progress;
  progress.set_parent(kParent);
  EXPECT_TRUE(MessageDifferencer::Equals(MustCall(&Plans::SummarisePlans, progress, kIssuer).total(),
                                         by_plan.rows(1).counts()));
  CheckFigures(by_plan.rows(1), {});
  v1::ResultScope without;
  without.set_without_plan(true);
  CheckFigures(by_plan.rows(0), without);
}

TEST_F(ReportServiceTest, APastDayAnswersWhatItAnsweredThen) {
  MakeProvince();
  std::map<std::string, v1::SummariseResultsResponse> then;
  const auto remember = [&](const std::string& day) {
    clock().Set(At(absl::StrCat(day, " 23:59")));
    then[day] = Summarise(Summary(GroupBy::GROUP_BY_UNIT));
  };
  remember("2026-03-02");
  remember("2026-03-06");
  remember("2026-03-07");
  clock().Set(At("2026-03-10 09:00"));
  Finish(absl::StrCat(kLead, "-late"), kLead);
  remember("2026-03-12");
  clock().Set(At("2026-04-20 09:00"));
  Finish(absl::StrCat(kLead, "-soon"), kLead);
  Create("later", kLead, "2026-05-20");
  for (const auto& [day, answer] : then) {
    GroupBy request = Summary(GroupBy::GROUP_BY_UNIT);
    request.mutable_scope()->set_as_of_date(day);
    const auto again = Summarise(request);
    ASSERT_EQ(again.rows_size(), answer.rows_size());
    for (int i = 0; i < again.rows_size(); ++i) {
      EXPECT_TRUE(MessageDifferencer::Equals(again.rows(i).counts(), answer.rows(i).counts()))
          << day << " " << again.rows(i).ShortDebugString() << " instead of " << answer.rows(i).ShortDebugString();
      EXPECT_EQ(again.rows(i).filter(), "") << "lists of tasks know only the present";
      CheckFigures(again.rows(i), request.scope());
    }
    EXPECT_TRUE(MessageDifferencer::Equals(again.total().counts(), answer.total().counts())) << day;
  }
  EXPECT_EQ(then["2026-03-06"].total().counts().open_overdue(), 0);
  EXPECT_EQ(then["2026-03-07"].total().counts().open_overdue(), 4);

  // Before figures were kept nothing is made up.
  Sql("INSERT INTO task_standings_kept VALUES ('dong-nai', '2026-03-05 12:00+07')");
  GroupBy request = Summary(GroupBy::GROUP_BY_UNIT);
  request.mutable_scope()->set_as_of_date("2026-03-04");
  const auto refused = Call(&Reports::SummariseResults, request, kIssuer);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(client::ReasonOf(refused.status()), "REPORT_OUT_OF_RANGE");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("2026-03-05"));
  request.mutable_scope()->set_as_of_date("2026-03-05");
  EXPECT_EQ(Summarise(request).kept_since_date(), "2026-03-05");
}

TEST_F(ReportServiceTest, WeeksOfLoad) {
  MakeProvince();
  v1::ListWeeklyLoadRequest request;
  request.set_parent(kParent);
  const auto load = MustCall(&Reports::ListWeeklyLoad, request, kIssuer);
  ASSERT_THAT(load.weeks(), SizeIs(12));
  EXPECT_EQ(load.weeks(0).week(), "2026-W10");
  EXPECT_EQ(load.weeks(0).start_date(), "2026-03-02");
  EXPECT_EQ(load.weeks(0).end_date(), "2026-03-08");
  ASSERT_THAT(load.units(), SizeIs(2));
  int32_t sum = 0;
  for (const auto& unit : load.units()) {
    ASSERT_THAT(unit.cells(), SizeIs(2)) << "this week, and the week of the 20th";
    EXPECT_EQ(unit.cells(0).week(), 0);
    EXPECT_EQ(unit.cells(0).counts().total(), 3);
    EXPECT_EQ(unit.cells(0).counts().completed_on_time(), 1);
    for (const auto& cell : unit.cells()) {
      v1::ResultScope scope;
      scope.set_unit(unit.unit());
      scope.set_only_unit(true);
      scope.set_due_from_date(load.weeks(cell.week()).start_date());
      scope.set_due_to_date(load.weeks(cell.week()).end_date());
      EXPECT_EQ(Listed(scope), cell.counts().total());
      sum += cell.counts().total();
    }
  }
  ASSERT_THAT(load.totals(), SizeIs(2));
  EXPECT_EQ(load.totals(0).counts().total() + load.totals(1).counts().total(), sum);
  request.set_from_date("2020-12-28");
  request.set_to_date("2021-12-31");
  EXPECT_EQ(MustCall(&Reports::ListWeeklyLoad, request, kIssuer).weeks(0).week(), "2020-W53");
  request.set_to_date("2022-01-03");
  EXPECT_EQ(Refusal(&Reports::ListWeeklyLoad, request, kIssuer), "INVALID_FIELD");
  request.set_to_date("2019-01-03");
  EXPECT_EQ(Refusal(&Reports::ListWeeklyLoad, request, kIssuer), "INVALID_FIELD");
}

TEST_F(ReportServiceTest, TrendsOfWeeks) {
  MakeProvince();
  clock().Set(At("2026-03-10 09:00"));
  Finish(absl::StrCat(kLead, "-late"), kLead);
  clock().Set(At("2026-03-24 09:00"));
  for (const std::string& unit : std::vector<std::string>{"", Unit(kLead), Unit(kOther)}) {
    v1::ListTrendRequest request;
    request.set_parent(kParent);
    request.set_from_date("2026-02-23");
    request.set_to_date("2026-06-30");
    request.mutable_scope()->set_unit(unit);
    const auto trend = MustCall(&Reports::ListTrend, request, kIssuer);
    ASSERT_THAT(trend.points(), SizeIs(5)) << "weeks that have not begun are left out";
    for (int i = 0; i < trend.points_size(); ++i) {
      const auto& point = trend.points(i);
      v1::ResultScope issued, in_time, late, overdue;
      for (v1::ResultScope* scope : {&issued, &in_time, &late, &overdue}) scope->set_unit(unit);
      issued.set_issue_from_date(point.week().start_date());
      issued.set_issue_to_date(point.week().end_date());
      EXPECT_EQ(Listed(issued), point.issued());
      for (v1::ResultScope* scope : {&in_time, &late}) {
        scope->set_complete_from_date(point.week().start_date());
        scope->set_complete_to_date(point.week().end_date());
      }
      in_time.add_results(v1::RESULT_CLASS_COMPLETED_ON_TIME);
      in_time.add_results(v1::RESULT_CLASS_COMPLETED_NO_DEADLINE);
      late.add_results(v1::RESULT_CLASS_COMPLETED_LATE);
      EXPECT_EQ(Listed(in_time), point.completed_in_time());
      EXPECT_EQ(Listed(late), point.completed_late());
      overdue.add_results(v1::RESULT_CLASS_OPEN_OVERDUE);
      if (i + 1 < trend.points_size()) overdue.set_as_of_date(point.week().end_date());
      EXPECT_EQ(Listed(overdue), point.overdue_at_end()) << point.week().week();
    }
    if (!unit.empty()) continue;
    EXPECT_EQ(trend.points(1).issued(), 16);
    EXPECT_EQ(trend.points(1).completed_in_time(), 4);
    EXPECT_EQ(trend.points(1).overdue_at_end(), 4);
    EXPECT_EQ(trend.points(2).completed_late(), 1);
    EXPECT_EQ(trend.points(2).overdue_at_end(), 3);
    EXPECT_EQ(trend.points(3).overdue_at_end(), 5);
  }
  Sql("INSERT INTO task_standings_kept VALUES ('dong-nai', '2026-03-12 12:00+07')");
  v1::ListTrendRequest request;
  request.set_parent(kParent);
  const auto trend = MustCall(&Reports::ListTrend, request, kIssuer);
  ASSERT_THAT(trend.points(), SizeIs(12));
  EXPECT_TRUE(trend.points(8).overdue_unknown());
  EXPECT_EQ(trend.points(8).overdue_at_end(), 0);
  EXPECT_FALSE(trend.points(9).overdue_unknown());
  EXPECT_EQ(trend.points(9).overdue_at_end(), 3);
}

TEST_F(ReportServiceTest, WhatIsSecretIsCountedForWhoIsCleared) {
  AllowSecrecy(v1::SECRECY_SECRET);
  AddGrant("mat", "unit-head", "nguyen-minh-an", "ubnd", v1::SECRECY_CONFIDENTIAL);
  Create("open", kLead, "2026-03-20");
  Create("mat", kLead, "2026-03-20", v1::SECRECY_CONFIDENTIAL);
  EXPECT_EQ(Summarise(Summary(GroupBy::GROUP_BY_UNIT)).total().counts().total(), 2);
  for (const char* somebody : {"ubnd", kLead}) {
    const auto summary = Summarise(Summary(GroupBy::GROUP_BY_UNIT), somebody);
    ASSERT_THAT(summary.rows(), SizeIs(1)) << somebody;
    EXPECT_EQ(summary.rows(0).counts().total(), 1) << somebody;
    CheckFigures(summary.rows(0), {}, somebody);
    v1::SummariseWorkloadRequest workload;
    workload.set_parent(kParent);
    EXPECT_EQ(MustCall(&Reports::SummariseWorkload, workload, somebody).total().open(), 1);
    EXPECT_EQ(MustCall(&Reports::SummariseWorkload, workload, somebody).total().not_accepted(), 1);
    v1::ListUpcomingEscalationsRequest escalations;
    escalations.set_parent(kParent);
    escalations.set_days(31);
    const auto next = MustCall(&Reports::ListUpcomingEscalations, escalations, somebody);
    EXPECT_GT(next.escalations_size(), 0);
    for (const auto& escalation : next.escalations()) EXPECT_EQ(escalation.task(), TaskName("dong-nai", "open"));
  }
  EXPECT_THAT(Summarise(Summary(GroupBy::GROUP_BY_UNIT), kOther).rows(), IsEmpty()) << "it takes part in none";
}

TEST_F(ReportServiceTest, ASuccessorHasWhatItsPredecessorsDid) {
  Create("old", kLead, "2026-03-20");
  Finish("old", kLead);
  // Completed by a unit that has ended since.
  Sql(absl::StrCat("UPDATE task_standings SET lead_unit = '", Unit("xp-25270-cu"), "'"));
  GroupBy request = Summary(GroupBy::GROUP_BY_UNIT);
  auto as_it_was = Summarise(request);
  ASSERT_THAT(as_it_was.rows(), SizeIs(1));
  EXPECT_EQ(as_it_was.rows(0).unit(), Unit("xp-25270-cu"));
  request.mutable_scope()->set_lens(v1::ResultScope::LENS_SUCCESSOR);
  auto today = Summarise(request);
  ASSERT_THAT(today.rows(), SizeIs(1));
  EXPECT_NE(today.rows(0).unit(), Unit("xp-25270-cu"));
  EXPECT_TRUE(MessageDifferencer::Equals(today.total().counts(), as_it_was.total().counts()));
  v1::ResultScope scope = request.scope();
  scope.set_unit(today.rows(0).unit());
  scope.set_only_unit(true);
  EXPECT_EQ(Listed(scope), 1);
  scope.set_lens(v1::ResultScope::LENS_AS_IT_WAS);
  EXPECT_EQ(Listed(scope), 0);
}

TEST_F(ReportServiceTest, WhatIsWrongIsSaid) {
  const auto refusal = [&](const auto& change) {
    GroupBy request = Summary(GroupBy::GROUP_BY_UNIT);
    change(*request.mutable_scope());
    return Refusal(&Reports::SummariseResults, request, kIssuer);
  };
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.set_as_of_date("2026-03-03"); }), "INVALID_FIELD") << "tomorrow";
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.set_as_of_date("03/03/2026"); }), "INVALID_FIELD");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.set_due_from_date("2026-02-30"); }), "INVALID_FIELD");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.set_unit("so-vhttdl"); }), "INVALID_FIELD");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.set_unit(Unit("khong-co")); }), "NOT_FOUND");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.set_only_unit(true); }), "INVALID_FIELD");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) { scope.add_results(v1::RESULT_CLASS_UNSPECIFIED); }), "INVALID_FIELD");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) {
              scope.set_plan(kPlan);
              scope.set_without_plan(true);
            }),
            "INVALID_FIELD");
  EXPECT_EQ(refusal([](v1::ResultScope& scope) {
              scope.set_issue_from_date("2026-03-02");
              scope.set_issue_to_date("2026-03-01");
            }),
            "INVALID_FIELD");
  v1::ListResultsRequest list;
  list.set_parent(kParent);
  list.set_page_token("x");
  EXPECT_EQ(Refusal(&Reports::ListResults, list, kIssuer), "INVALID_PAGE_TOKEN");
}

TEST_F(ReportServiceTest, OverHttp) {
  MakeProvince();
  const HttpHeaders as_issuer = {{"X-Phoihop-Act-As", kIssuer}};
  const HttpAnswer summary = Http("GET",
                                  "/v1/provinces/dong-nai/results:summarise?groupBy=GROUP_BY_UNIT&"
                                  "scope.unit=provinces/dong-nai/units/so-vhttdl&scope.dueToDate=2026-03-06",
                                  as_issuer);
  EXPECT_EQ(summary.code, 200) << summary.body;
  EXPECT_EQ(summary.json().fields().at("rows").list_value().values_size(), 1) << summary.body;
  const HttpAnswer list = Http(
      "GET", "/v1/provinces/dong-nai/results?scope.results=RESULT_CLASS_REFUSED&scope.results=RESULT_CLASS_SUSPENDED",
      as_issuer);
  EXPECT_EQ(list.code, 200) << list.body;
  EXPECT_EQ(list.json().fields().at("results").list_value().values_size(), 2) << list.body;
  for (const char* path : {"results:weekly", "results:trend", "workload:summarise", "escalations:upcoming"}) {
    EXPECT_EQ(Http("GET", absl::StrCat("/v1/provinces/dong-nai/", path), as_issuer).code, 200) << path;
  }
}

}  // namespace
}  // namespace phoihop::testing
