// DeadlineService as its callers see it: answers, and every documented error with its reason and fields.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/deadline_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::_;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kParent[] = "provinces/dong-nai";
constexpr char kIssuer[] = "ubnd/nguyen-minh-an";
constexpr char kNobody[] = "";

using Deadlines = v1::DeadlineService::Stub;

class DeadlineServiceTest : public ServerFixture {
 protected:
  DeadlineServiceTest() : ServerFixture(At("2026-08-03 08:00")) {}
  void SetUp() override { StartServer(); }

  v1::ExplainDeadlineResponse Explain(const v1::ExplainDeadlineRequest& request, const std::string& act_as = kNobody) {
    return MustCall(&Deadlines::ExplainDeadline, request, act_as);
  }
  absl::Status ExplainRefused(const v1::ExplainDeadlineRequest& request, const std::string& act_as = kNobody) {
    return Call(&Deadlines::ExplainDeadline, request, act_as).status();
  }
  std::string ExplainRefusal(const v1::ExplainDeadlineRequest& request, const std::string& act_as = kNobody) {
    return Refusal(&Deadlines::ExplainDeadline, request, act_as);
  }

  static v1::ExplainDeadlineRequest Fixed(const std::string& date) {
    v1::ExplainDeadlineRequest request;
    request.set_parent(kParent);
    request.set_fixed_date(date);
    return request;
  }
  static v1::ExplainDeadlineRequest From(const std::string& anchor, int count, v1::PeriodUnit unit) {
    v1::ExplainDeadlineRequest request;
    request.set_parent(kParent);
    request.set_anchor_date(anchor);
    request.mutable_period()->set_count(count);
    request.mutable_period()->set_unit(unit);
    return request;
  }
  static v1::ExplainDeadlineRequest OfClock(const std::string& task, const std::string& clock) {
    v1::ExplainDeadlineRequest request;
    request.set_parent(kParent);
    request.set_task(task);
    request.set_clock_id(clock);
    return request;
  }

  // A task of ubnd for the unit, issued at once.
  v1::Task NewTask(const std::string& id, const std::string& lead, const std::string& due) {
    v1::CreateTaskRequest request;
    request.set_parent(kParent);
    request.set_task_id(id);
    request.set_issue(true);
    request.mutable_task()->set_title(absl::StrCat("Nhiệm vụ ", id));
    request.mutable_task()->set_lead_unit(UnitName("dong-nai", lead));
    request.mutable_task()->set_issuer_unit(UnitName("dong-nai", "ubnd"));
    request.mutable_task()->set_requested_due_date(due);
    request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
    return MustCall(&v1::TaskService::Stub::CreateTask, request, kIssuer);
  }
};

std::vector<std::string> Dates(const v1::ExplainDeadlineResponse& response, bool counted) {
  std::vector<std::string> dates;
  for (const v1::ExplainedDay& day : response.days()) {
    if (day.counted() == counted) dates.push_back(day.date());
  }
  return dates;
}

// -- Calendars and ladders

TEST_F(DeadlineServiceTest, GetCalendar) {
  v1::GetCalendarRequest request;
  request.set_name("provinces/dong-nai/calendars/default");
  const v1::Calendar calendar = MustCall(&Deadlines::GetCalendar, request);
  EXPECT_EQ(calendar.name(), request.name());
  EXPECT_GE(calendar.version(), 1);
  EXPECT_THAT(calendar.working_weekdays(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(calendar.decided_to(), "2026-12-31");

  request.set_name("provinces/dong-nai/calendars/summer");
  const absl::Status unknown = Call(&Deadlines::GetCalendar, request).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(client::ReasonOf(unknown), "NOT_FOUND");
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("provinces/dong-nai/calendars/default"));
  request.set_name("provinces/dong-nai/units/ubnd");
  EXPECT_EQ(Refusal(&Deadlines::GetCalendar, request), "INVALID_NAME");
}

TEST_F(DeadlineServiceTest, ListEscalationPolicies) {
  v1::ListEscalationPoliciesRequest request;
  request.set_parent(kParent);
  std::vector<std::string> ids;
  const v1::ListEscalationPoliciesResponse response = MustCall(&Deadlines::ListEscalationPolicies, request);
  for (const auto& policy : response.escalation_policies()) {
    EXPECT_EQ(policy.name(), absl::StrCat(kParent, "/escalationPolicies/", LastSegment(policy.name())));
    EXPECT_GT(policy.rungs_size(), 0);
    ids.emplace_back(LastSegment(policy.name()));
  }
  EXPECT_THAT(
      ids, UnorderedElementsAre("acknowledge", "approve", "complete", "handoff-reply", "interim", "issuer-decision"));
  request.set_parent("provinces/dong-nai/units/ubnd");
  EXPECT_EQ(Refusal(&Deadlines::ListEscalationPolicies, request), "INVALID_NAME");
}

// -- Explaining dates and periods

TEST_F(DeadlineServiceTest, ExplainsAFixedDateThatRolls) {
  const v1::ExplainDeadlineResponse response = Explain(Fixed("2026-08-31"));
  EXPECT_EQ(response.nominal_date(), "2026-08-31");
  EXPECT_EQ(response.due_date(), "2026-09-03");
  EXPECT_EQ(FromTimestamp(response.due_time()), At("2026-09-04 00:00"));
  EXPECT_FALSE(response.provisional());
  EXPECT_THAT(Dates(response, false), ElementsAre("2026-08-31", "2026-09-01", "2026-09-02"));
  EXPECT_THAT(Dates(response, true), ElementsAre("2026-09-03"));
  EXPECT_THAT(response.days(0).reason(), HasSubstr("Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)"));
  EXPECT_FALSE(response.days(0).source().empty());
  EXPECT_EQ(response.summary(),
            "Đến hết ngày 31/08/2026: hạn là 24 giờ ngày 03/09/2026, vì ngày 31/08/2026 không phải ngày làm việc (Điều "
            "148 khoản 5 BLDS 2015).");
  EXPECT_EQ(response.calendar(), "provinces/dong-nai/calendars/default");
  EXPECT_GE(response.calendar_version(), 1);
}

TEST_F(DeadlineServiceTest, FixedDatesAreReadAsAsked) {
  v1::ExplainDeadlineRequest stands = Fixed("2026-08-31");
  stands.set_roll(v1::ROLL_RULE_NONE);
  EXPECT_EQ(Explain(stands).due_date(), "2026-08-31");
  v1::ExplainDeadlineRequest strict = Fixed("2026-09-01");
  strict.set_strict_before(true);
  const v1::ExplainDeadlineResponse response = Explain(strict);
  EXPECT_EQ(response.due_date(), "2026-08-31") << "D-1, not rolled";
  EXPECT_THAT(response.summary(), HasSubstr("Trước ngày 01/09/2026"));
  // Make-up Saturday; unconfirmed swap; a year that is not decided yet.
  EXPECT_EQ(Explain(Fixed("2026-08-22")).due_date(), "2026-08-22");
  EXPECT_EQ(Explain(Fixed("2026-11-23")).due_date(), "2026-11-23");
  EXPECT_EQ(Explain(Fixed("2026-11-28")).due_date(), "2026-11-30");
  const v1::ExplainDeadlineResponse later = Explain(Fixed("2027-03-31"));
  EXPECT_TRUE(later.provisional());
  EXPECT_THAT(later.summary(), HasSubstr("Tạm tính"));
}

TEST_F(DeadlineServiceTest, ExplainsPeriods) {
  const v1::ExplainDeadlineResponse days = Explain(From("2026-08-01", 30, v1::PERIOD_UNIT_CALENDAR_DAY));
  EXPECT_EQ(days.nominal_date(), "2026-08-31");
  EXPECT_EQ(days.due_date(), "2026-09-03");
  EXPECT_EQ(Dates(days, true).size(), 30u);
  EXPECT_THAT(days.summary(), HasSubstr("30 ngày kể từ ngày 01/08/2026: hạn là 24 giờ ngày 03/09/2026"));
  EXPECT_EQ(Explain(From("2026-08-28", 1, v1::PERIOD_UNIT_WORKING_DAY)).due_date(), "2026-09-03");
  EXPECT_EQ(Explain(From("2026-01-31", 1, v1::PERIOD_UNIT_MONTH)).nominal_date(), "2026-02-28");

  v1::ExplainDeadlineRequest hours = From("", 24, v1::PERIOD_UNIT_HOUR);
  *hours.mutable_anchor_time() = ToTimestamp(At("2026-08-28 16:30"));
  const v1::ExplainDeadlineResponse response = Explain(hours);
  EXPECT_EQ(FromTimestamp(response.due_time()), At("2026-08-29 16:30"));
  EXPECT_EQ(response.due_date(), "2026-08-29");
  EXPECT_EQ(response.summary(), "24 giờ kể từ 16:30 ngày 28/08/2026: hạn là 16:30 ngày 29/08/2026.");
}

TEST_F(DeadlineServiceTest, ExplainRefusals) {
  struct {
    const char* reason;
    const char* field;  // empty: none is named
    std::function<void(v1::ExplainDeadlineRequest&)> ask;
  } const kCases[] = {
      {"INVALID_FIELD", "period", [](auto&) {}},
      {"INVALID_DATE", "fixed_date", [](auto& r) { r.set_fixed_date("31/08/2026"); }},
      {"INVALID_DATE", "fixed_date", [](auto& r) { r.set_fixed_date("2026-02-30"); }},
      {"INVALID_DATE", "anchor_date", [](auto& r) { r = From("hôm qua", 1, v1::PERIOD_UNIT_MONTH); }},
      {"INVALID_FIELD", "fixed_date",
       [](auto& r) {
         r = From("2026-08-01", 1, v1::PERIOD_UNIT_MONTH);
         r.set_fixed_date("2026-08-31");
       }},
      {"INVALID_FIELD", "task",
       [](auto& r) {
         r = OfClock("provinces/dong-nai/tasks/t1", "complete");
         r.set_fixed_date("2026-08-31");
       }},
      {"INVALID_FIELD", "anchor_date", [](auto& r) { r = From("", 1, v1::PERIOD_UNIT_MONTH); }},
      {"INVALID_FIELD", "period", [](auto& r) { r.set_anchor_date("2026-08-01"); }},
      {"INVALID_FIELD", "anchor_time", [](auto& r) { r = From("2026-08-01", 24, v1::PERIOD_UNIT_HOUR); }},
      {"INVALID_FIELD", "anchor_time",
       [](auto& r) {
         r = From("2026-08-01", 1, v1::PERIOD_UNIT_MONTH);
         r.mutable_anchor_time()->set_seconds(1'800'000'000);
       }},
      {"INVALID_FIELD", "period.count", [](auto& r) { r = From("2026-08-01", 0, v1::PERIOD_UNIT_MONTH); }},
      {"INVALID_FIELD", "period.count", [](auto& r) { r = From("2026-08-01", 10'001, v1::PERIOD_UNIT_MONTH); }},
      {"INVALID_FIELD", "period.unit", [](auto& r) { r = From("2026-08-01", 1, v1::PERIOD_UNIT_UNSPECIFIED); }},
      {"INVALID_FIELD", "strict_before",
       [](auto& r) {
         r = From("2026-08-01", 1, v1::PERIOD_UNIT_MONTH);
         r.set_strict_before(true);
       }},
      {"INVALID_FIELD", "roll",
       [](auto& r) {
         r = Fixed("2026-08-31");
         r.set_strict_before(true);
         r.set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
       }},
      {"INVALID_FIELD", "roll",
       [](auto& r) {
         r = Fixed("2026-08-31");
         r.set_roll(static_cast<v1::RollRule>(99));
       }},
      {"INVALID_FIELD", "clock_id", [](auto& r) { r = OfClock("provinces/dong-nai/tasks/t1", ""); }},
      {"INVALID_FIELD", "calendar",
       [](auto& r) {
         r = OfClock("provinces/dong-nai/tasks/t1", "complete");
         r.set_calendar("provinces/dong-nai/calendars/default");
       }},
      {"INVALID_NAME", "parent",
       [](auto& r) {
         r = Fixed("2026-08-31");
         r.set_parent("provinces/dong-nai/units/ubnd");
       }},
      {"INVALID_NAME", "",
       [](auto& r) {
         r = Fixed("2026-08-31");
         r.set_calendar("default");
       }},
  };
  for (const auto& c : kCases) {
    v1::ExplainDeadlineRequest request;
    request.set_parent(kParent);
    c.ask(request);
    const absl::Status refusal = ExplainRefused(request, kIssuer);
    EXPECT_EQ(refusal.code(), absl::StatusCode::kInvalidArgument) << request.ShortDebugString();
    EXPECT_EQ(client::ReasonOf(refusal), c.reason) << request.ShortDebugString();
    if (*c.field == '\0') continue;
    EXPECT_THAT(client::ViolationsOf(refusal), Contains(Pair(c.field, _))) << refusal.message();
  }
}

TEST_F(DeadlineServiceTest, AllViolationsAreToldAtOnce) {
  v1::ExplainDeadlineRequest request = From("", 0, v1::PERIOD_UNIT_UNSPECIFIED);
  request.set_strict_before(true);
  EXPECT_THAT(client::ViolationsOf(ExplainRefused(request)),
              UnorderedElementsAre(Pair("period.count", _), Pair("period.unit", _), Pair("anchor_date", _),
                                   Pair("strict_before", _)));
}

TEST_F(DeadlineServiceTest, ExplainOutOfRangeAndNotFound) {
  const absl::Status far = ExplainRefused(Fixed("2199-01-01"));
  EXPECT_EQ(far.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(client::ReasonOf(far), "CALENDAR_OUT_OF_RANGE");
  EXPECT_THAT(std::string(far.message()), HasSubstr("choose a day within"));
  EXPECT_EQ(ExplainRefusal(From("2026-08-01", 10'000, v1::PERIOD_UNIT_YEAR)), "CALENDAR_OUT_OF_RANGE");

  v1::ExplainDeadlineRequest other_calendar = Fixed("2026-08-31");
  other_calendar.set_calendar("provinces/dong-nai/calendars/summer");
  EXPECT_EQ(ExplainRefused(other_calendar).code(), absl::StatusCode::kNotFound);
  v1::ExplainDeadlineRequest other_province = Fixed("2026-08-31");
  other_province.set_parent("provinces/atlantis");
  EXPECT_EQ(ExplainRefused(other_province).code(), absl::StatusCode::kNotFound);
}

// -- Clocks of tasks

TEST_F(DeadlineServiceTest, ExplainsTheClocksOfATask) {
  const v1::Task task = NewTask("explained", "so-vhttdl", "2026-08-31");
  const v1::ExplainDeadlineResponse complete = Explain(OfClock(task.name(), "complete"), "so-vhttdl");
  EXPECT_EQ(complete.due_date(), "2026-09-03");
  EXPECT_EQ(complete.due_date(), task.due_date());
  EXPECT_EQ(complete.nominal_date(), "2026-08-31");
  EXPECT_EQ(complete.days_size(), 4);
  EXPECT_THAT(complete.summary(), HasSubstr("Hạn: 24 giờ ngày 03/09/2026."));
  const v1::ExplainDeadlineResponse acknowledge = Explain(OfClock(task.name(), "acknowledge"), kIssuer);
  EXPECT_EQ(acknowledge.due_date(), "2026-08-05");
  EXPECT_THAT(Dates(acknowledge, true), ElementsAre("2026-08-04", "2026-08-05"));
  const absl::Status no_such_clock = ExplainRefused(OfClock(task.name(), "approve"), kIssuer);
  EXPECT_EQ(client::ReasonOf(no_such_clock), "NOT_FOUND");
}

TEST_F(DeadlineServiceTest, AClockIsShownToThoseWhoSeeItsTask) {
  const std::string task = NewTask("guarded", "so-vhttdl", "2026-08-31").name();
  EXPECT_EQ(ExplainRefusal(OfClock(task, "complete")), "ACTOR_MISSING");
  EXPECT_EQ(ExplainRefusal(OfClock(task, "complete"), "so-khcn"), "PERMISSION_DENIED");
  EXPECT_EQ(Explain(OfClock(task, "complete"), "vp-ubnd").due_date(), "2026-09-03");
  // Permission comes before existence.
  const std::string unknown = "provinces/dong-nai/tasks/unknown";
  EXPECT_EQ(ExplainRefusal(OfClock(unknown, "complete"), "so-khcn"), "PERMISSION_DENIED");
  EXPECT_EQ(ExplainRefusal(OfClock(unknown, "complete"), "vp-ubnd"), "NOT_FOUND");
  EXPECT_EQ(ExplainRefusal(OfClock("provinces/atlantis/tasks/t1", "complete"), "vp-ubnd"), "INVALID_NAME");
  EXPECT_EQ(ExplainRefusal(OfClock("t1", "complete"), "vp-ubnd"), "INVALID_NAME");
}

// -- What is due next

class UpcomingDeadlinesTest : public DeadlineServiceTest {
 protected:
  std::vector<std::string> Upcoming(const std::string& act_as, const std::string& from, int page_size = 0) {
    v1::ListUpcomingDeadlinesRequest request;
    request.set_parent(kParent);
    request.set_page_size(page_size);
    if (!from.empty()) *request.mutable_from_time() = ToTimestamp(At(from));
    std::vector<std::string> lines;
    const v1::ListUpcomingDeadlinesResponse response = MustCall(&Deadlines::ListUpcomingDeadlines, request, act_as);
    for (const auto& deadline : response.deadlines()) {
      lines.push_back(absl::StrCat(LastSegment(deadline.task()), " ", deadline.clock().id(), " ",
                                   deadline.clock().due_date(), " ", LastSegment(deadline.lead_unit())));
      EXPECT_EQ(deadline.title(), absl::StrCat("Nhiệm vụ ", LastSegment(deadline.task())));
    }
    return lines;
  }
};

TEST_F(UpcomingDeadlinesTest, SoonestFirstOfWhatTheCallerSees) {
  NewTask("later", "so-xay-dung", "2026-10-30");
  NewTask("sooner", "so-tai-chinh", "2026-10-15");
  // Both are due for acknowledgement on 05/08.
  EXPECT_THAT(Upcoming("so-xay-dung", ""),
              ElementsAre("later acknowledge 2026-08-05 so-xay-dung", "later complete 2026-10-30 so-xay-dung"));
  EXPECT_THAT(Upcoming("so-tai-chinh", "2026-09-01 00:00"), ElementsAre("sooner complete 2026-10-15 so-tai-chinh"));
  EXPECT_THAT(Upcoming("so-khcn", ""), IsEmpty());
  EXPECT_THAT(Upcoming("vp-ubnd", "2026-10-01 00:00"),
              ElementsAre("sooner complete 2026-10-15 so-tai-chinh", "later complete 2026-10-30 so-xay-dung"));
  EXPECT_THAT(Upcoming("vp-ubnd", "2026-10-01 00:00", 1), ElementsAre("sooner complete 2026-10-15 so-tai-chinh"));
  // Due at 24:00 of the 30th: still to come at that instant, over right after.
  EXPECT_THAT(Upcoming("vp-ubnd", "2026-10-31 00:00"), ElementsAre("later complete 2026-10-30 so-xay-dung"));
  EXPECT_THAT(Upcoming("vp-ubnd", "2026-10-31 00:01"), IsEmpty());
}

TEST_F(UpcomingDeadlinesTest, Refusals) {
  v1::ListUpcomingDeadlinesRequest request;
  request.set_parent(kParent);
  EXPECT_EQ(Refusal(&Deadlines::ListUpcomingDeadlines, request), "ACTOR_MISSING");
  request.set_page_size(-1);
  EXPECT_EQ(Refusal(&Deadlines::ListUpcomingDeadlines, request, kIssuer), "INVALID_PAGE_SIZE");
}

}  // namespace
}  // namespace phoihop::testing
