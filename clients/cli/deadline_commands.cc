// phoihop deadline …

#include <CLI/App.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/calendar_print.h"
#include "clients/cli/session.h"
#include "clients/cli/task_print.h"
#include "phoihop/v1/calendar_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

struct Arguments {
  std::string date;
  std::string from;
  std::string task;
  std::string clock = "complete";
  std::string plan;
  std::string unit;
  std::string calendar;
  std::string until;
  int working_days = 0;
  int days = 0;
  int months = 0;
  int hours = 0;
  bool strict = false;
  bool no_roll = false;
  int limit = 10;
};

// "31/08/2026 16:30" in Vietnam. False when the text has no time of day.
bool ReadAnchorTime(const std::string& text, v1::ExplainDeadlineRequest& request) {
  absl::Time time;
  std::string error;
  const absl::TimeZone vietnam = absl::FixedTimeZone(7 * 3600);
  if (!absl::ParseTime("%d/%m/%Y %H:%M", text, vietnam, &time, &error) &&
      !absl::ParseTime("%Y-%m-%d %H:%M", text, vietnam, &time, &error)) {
    return false;
  }
  request.mutable_anchor_time()->set_seconds(absl::ToUnixSeconds(time));
  return true;
}

v1::ExplainDeadlineRequest RequestFor(const Session& session, const Arguments& arguments) {
  v1::ExplainDeadlineRequest request;
  request.set_parent(session.Province());
  request.set_fixed_date(DateForServer(arguments.date));
  request.set_strict_before(arguments.strict);
  if (arguments.no_roll) request.set_roll(v1::ROLL_RULE_NONE);
  if (!arguments.task.empty()) {
    request.set_task(session.Name("tasks", arguments.task));
    request.set_clock_id(arguments.clock);
  }
  if (!arguments.unit.empty()) request.set_unit(session.Name("units", arguments.unit));
  if (!arguments.calendar.empty()) request.set_calendar(session.Name("calendars", arguments.calendar));
  const auto period = [&](int count, v1::PeriodUnit unit) {
    if (count == 0) return;
    request.mutable_period()->set_count(count);
    request.mutable_period()->set_unit(unit);
    if (!ReadAnchorTime(arguments.from, request)) request.set_anchor_date(DateForServer(arguments.from));
  };
  period(arguments.working_days, v1::PERIOD_UNIT_WORKING_DAY);
  period(arguments.days, v1::PERIOD_UNIT_CALENDAR_DAY);
  period(arguments.months, v1::PERIOD_UNIT_MONTH);
  period(arguments.hours, v1::PERIOD_UNIT_HOUR);
  return request;
}

void Explain(Session& session, const Arguments& arguments) {
  const auto response = session.OrFail(
      session.Client().Call(&v1::DeadlineService::Stub::ExplainDeadline, RequestFor(session, arguments)));
  if (session.json) return session.PrintJson(response);
  Table table({"Ngày", "Tính", "Vì sao", "Quy tắc", "Nguồn"});
  for (const auto& day : response.days()) {
    table.Add({absl::StrCat(DateForPeople(day.date()), day.provisional() ? " *" : ""), day.counted() ? "có" : "không",
               day.reason(), day.rule(), day.source()});
  }
  if (!table.empty()) session.Print(table);
  const bool provisional = std::any_of(response.days().begin(), response.days().end(),
                                       [](const v1::ExplainedDay& day) { return day.provisional(); });
  if (provisional) session.Say("* tạm tính: quyết định về ngày nghỉ có thể thay đổi");
  // Names the instant, and whether it is provisional.
  session.Say(response.summary());
}

void Simulate(Session& session, const Arguments& arguments) {
  v1::SimulateTimelineRequest request;
  request.set_parent(session.Province());
  if (!arguments.task.empty()) request.set_task(session.Name("tasks", arguments.task));
  if (!arguments.plan.empty()) request.set_plan(session.Name("plans", arguments.plan));
  request.set_until_date(DateForServer(arguments.until));
  const auto timeline = session.OrFail(session.Client().Call(&v1::CalendarService::Stub::SimulateTimeline, request));
  if (session.json) return session.PrintJson(timeline);
  std::cout << TimelineForPeople(timeline, TerminalWidth());
}

void Upcoming(Session& session, const Arguments& arguments) {
  v1::ListUpcomingDeadlinesRequest request;
  request.set_parent(session.Province());
  request.set_page_size(arguments.limit);
  const auto response =
      session.OrFail(session.Client().Call(&v1::DeadlineService::Stub::ListUpcomingDeadlines, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Hạn", "Loại", "Nhiệm vụ", "Nội dung", "Chủ trì"});
  for (const auto& deadline : response.deadlines()) {
    table.Add({DateForPeople(deadline.clock().due_date()),
               LowerName(v1::ClockPurpose_Name(deadline.clock().purpose()), "CLOCK_PURPOSE_"),
               ShortName(deadline.task()), deadline.title(), ShortName(deadline.lead_unit())});
  }
  session.Print(table);
}

}  // namespace

void AddDeadlineCommands(CLI::App& app, Session& session) {
  CLI::App* deadline = app.add_subcommand("deadline", "Thời hạn / deadlines");
  deadline->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* explain = deadline->add_subcommand(
      "explain",
      "Giải thích một hạn, từng ngày / a due date day by day: a date, a period from a day, or a task's clock");
  explain->add_option("date", arguments->date, "Ngày ghi trong văn bản / the date as written (dd/mm/yyyy)");
  explain->add_option(
      "--from", arguments->from,
      "Tính từ ngày; tính giờ thì từ lúc / counted from (dd/mm/yyyy); for hours (\"dd/mm/yyyy hh:mm\")");
  explain->add_option("--working-days", arguments->working_days, "Số ngày làm việc / working days");
  explain->add_option("--days", arguments->days, "Số ngày / calendar days");
  explain->add_option("--months", arguments->months, "Số tháng / months");
  explain->add_option("--hours", arguments->hours, "Số giờ / hours");
  explain->add_option("--unit", arguments->unit, "Theo lịch của đơn vị / by the calendar of a unit");
  explain->add_option("--calendar", arguments->calendar, "Theo lịch này / by this calendar");
  explain->add_option("--task", arguments->task, "Nhiệm vụ / task");
  explain->add_option("--clock", arguments->clock, "Thời hạn của nhiệm vụ / the task's clock")->capture_default_str();
  explain->add_flag("--strict", arguments->strict, "'Trước ngày D' là D-1 / read 'before D' strictly");
  explain->add_flag("--no-roll", arguments->no_roll, "Không dời ngày nghỉ / do not roll");
  explain->callback([&session, arguments] { Explain(session, *arguments); });

  CLI::App* simulate = deadline->add_subcommand(
      "simulate", "Nếu không ai làm gì thì sao: nhắc gì, lúc nào, cho ai / what would fire by itself, when, to whom");
  simulate->add_option("task", arguments->task, "Nhiệm vụ / task");
  simulate->add_option("--plan", arguments->plan, "Các nhiệm vụ đang mở của kế hoạch / the open tasks of a plan");
  simulate->add_option("--until", arguments->until, "Đến hết ngày / until (dd/mm/yyyy)")->required();
  simulate->callback([&session, arguments] { Simulate(session, *arguments); });

  CLI::App* upcoming = deadline->add_subcommand("upcoming", "Các hạn sắp tới / the next deadlines");
  upcoming->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  upcoming->callback([&session, arguments] { Upcoming(session, *arguments); });
}

}  // namespace phoihop::cli
