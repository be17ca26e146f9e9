// phoihop calendar …

#include <CLI/App.hpp>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/calendar_file.h"
#include "clients/cli/calendar_print.h"
#include "clients/cli/session.h"
#include "clients/cli/unit_lookup.h"
#include "phoihop/v1/calendar_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::CalendarService::Stub;

struct Arguments {
  std::string calendar = "default";
  int year = 0;
  std::string file;
  std::string days;
  std::string decided_to;
  std::string like;
  std::string title;
  std::vector<int> weekdays;
  std::string unit;
  std::string basis;
  std::string token;
  std::string request_id;
  bool yes = false;
};

v1::Calendar Get(Session& session, const Arguments& arguments) {
  v1::GetCalendarRequest request;
  request.set_name(session.Name("calendars", arguments.calendar));
  return session.OrFail(session.Client().Call(&v1::DeadlineService::Stub::GetCalendar, request));
}

void Show(Session& session, const Arguments& arguments) {
  const v1::Calendar calendar = Get(session, arguments);
  if (session.json) return session.PrintJson(calendar);
  const int year = arguments.year > 0
                       ? arguments.year
                       : static_cast<int>(absl::ToCivilYear(absl::Now(), absl::FixedTimeZone(7 * 3600)).year());
  std::cout << CalendarForPeople(calendar, year, TerminalWidth());
}

void List(Session& session) {
  v1::ListCalendarsRequest request;
  request.set_parent(session.Province());
  const auto calendars = session.OrFail(session.Client().Call(&Stub::ListCalendars, request));
  if (session.json) return session.PrintJson(calendars);
  std::cout << CalendarsForPeople(calendars, TerminalWidth());
}

void Assign(Session& session, const Arguments& arguments) {
  v1::AssignCalendarRequest request;
  request.set_name(FindUnit(session, arguments.unit, ""));
  if (!arguments.calendar.empty()) request.set_calendar(session.Name("calendars", arguments.calendar));
  *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_request_id(arguments.request_id);
  const auto assigned = session.OrFail(session.Client().Call(&Stub::AssignCalendar, request));
  if (session.json) return session.PrintJson(assigned);
  session.Say(absl::StrCat(ShortName(request.name()),
                           assigned.calendar().empty() ? " không còn lịch riêng, theo lịch của cấp trên hoặc lịch chung"
                                                       : absl::StrCat(" theo lịch ", ShortName(assigned.calendar())),
                           " từ nay; thời hạn đang chạy giữ lịch cũ."));
}

// Another calendar under the name of this one, to be changed.
v1::Calendar Like(Session& session, const Arguments& arguments) {
  Arguments other = arguments;
  other.calendar = arguments.like;
  v1::Calendar calendar = Get(session, other);
  calendar.set_name(session.Name("calendars", arguments.calendar));
  calendar.clear_version();
  return calendar;
}

// The calendar as it shall be: a whole file, or the one that counts with other days.
v1::Calendar Wanted(Session& session, const Arguments& arguments) {
  v1::Calendar calendar;
  if (!arguments.like.empty()) {
    calendar = Like(session, arguments);
  } else if (!arguments.file.empty()) {
    session.ReadJsonFile(arguments.file, calendar);
    if (calendar.name().empty()) calendar.set_name(session.Name("calendars", arguments.calendar));
  } else {
    calendar = Get(session, arguments);
  }
  if (!arguments.days.empty()) {
    const absl::Status replaced = ReplaceDays(session.ReadFile(arguments.days), calendar);
    if (!replaced.ok()) session.Fail(absl::StrCat(arguments.days, ": ", replaced.message()));
  }
  if (!arguments.decided_to.empty()) calendar.set_decided_to(DateForServer(arguments.decided_to));
  if (!arguments.title.empty()) calendar.set_display_name(arguments.title);
  if (!arguments.weekdays.empty()) calendar.clear_working_weekdays();
  for (const int weekday : arguments.weekdays) calendar.add_working_weekdays(weekday);
  if (arguments.file.empty() && arguments.days.empty() && arguments.decided_to.empty() && arguments.like.empty() &&
      arguments.title.empty() && arguments.weekdays.empty()) {
    session.Fail(
        "nói đổi gì: --days tệp.csv, --decided-to dd/mm/yyyy, --weekdays 1,2,3,4,5,6, --like lịch khác, hoặc --file "
        "lịch.json");
  }
  return calendar;
}

v1::PreviewCalendarChangeResponse PreviewOf(Session& session, const v1::Calendar& calendar) {
  v1::PreviewCalendarChangeRequest request;
  request.set_parent(session.Province());
  *request.mutable_calendar() = calendar;
  return session.OrFail(session.Client().Call(&Stub::PreviewCalendarChange, request));
}

void Preview(Session& session, const Arguments& arguments) {
  const auto preview = PreviewOf(session, Wanted(session, arguments));
  if (session.json) return session.PrintJson(preview);
  std::cout << PreviewForPeople(preview, TerminalWidth());
}

void Publish(Session& session, const Arguments& arguments) {
  v1::PublishCalendarRequest request;
  request.set_parent(session.Province());
  *request.mutable_calendar() = Wanted(session, arguments);
  request.set_preview_token(arguments.token);
  if (!arguments.basis.empty()) *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_request_id(arguments.request_id);
  if (arguments.token.empty()) {
    const auto preview = PreviewOf(session, request.calendar());
    if (!session.json) std::cout << PreviewForPeople(preview, TerminalWidth());
    if (!arguments.yes && !session.Agreed("Công bố lịch này?"))
      session.Fail("chưa công bố; thêm --yes, hoặc --token với mã xem trước");
    request.set_preview_token(preview.preview_token());
  }
  const auto published = session.OrFail(session.Client().Call(&Stub::PublishCalendar, request));
  if (session.json) return session.PrintJson(published);
  session.Say(absl::StrCat("Đã công bố lịch ", ShortName(published.name()), " phiên bản ", published.version(),
                           "; các thời hạn liên quan đang được tính lại."));
}

void AddChangeOptions(CLI::App& command, Arguments& arguments) {
  command.add_option("--calendar", arguments.calendar, "Lịch / calendar")->capture_default_str();
  command.add_option("--file", arguments.file, "Tệp JSON của cả lịch / the whole calendar as JSON");
  command.add_option("--like", arguments.like, "Lập từ lịch khác / begin with another calendar, e.g. default");
  command.add_option("--title", arguments.title, "Tên lịch / its name for people");
  command
      .add_option("--weekdays", arguments.weekdays,
                  "Các thứ làm việc, 1 = thứ hai … 7 = chủ nhật / weekdays that are worked, 1 = Monday")
      ->delimiter(',')
      ->check(CLI::Range(1, 7));
  command.add_option("--days", arguments.days,
                     "Tệp CSV như holidays.csv: thay các ngày của những năm có trong tệp / days of the years in it");
  command.add_option("--decided-to", arguments.decided_to, "Đã quyết định đến hết ngày / decided until (dd/mm/yyyy)");
}

}  // namespace

void AddCalendarCommands(CLI::App& app, Session& session) {
  CLI::App* calendar = app.add_subcommand("calendar", "Lịch làm việc / working calendars");
  calendar->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* show = calendar->add_subcommand("show", "Xem lịch, quy tắc và ngày nghỉ / a calendar");
  show->add_option("calendar", arguments->calendar, "Lịch / calendar")->capture_default_str();
  show->add_option("--year", arguments->year, "Năm / year; bỏ trống: năm nay")->check(CLI::Range(1900, 2200));
  show->callback([&session, arguments] { Show(session, *arguments); });

  CLI::App* list =
      calendar->add_subcommand("list", "Các lịch và đơn vị theo lịch nào / calendars, and who follows them");
  list->callback([&session] { List(session); });

  // Its own arguments: an empty calendar is none of its own.
  auto assigned = std::make_shared<Arguments>();
  assigned->calendar.clear();
  CLI::App* assign = calendar->add_subcommand(
      "assign",
      "Đơn vị theo lịch nào từ nay; bỏ lịch: thôi lịch riêng / which calendar a unit's work follows from now on");
  assign->add_option("unit", assigned->unit, "Đơn vị / unit")->required();
  assign->add_option("calendar", assigned->calendar,
                     "Lịch; bỏ trống: thôi lịch riêng / calendar; empty: none of its own");
  assign->add_option("--basis", assigned->basis, "Căn cứ / the decision it rests on")->required();
  assign->add_option("--request-id", assigned->request_id, "Mã chống lặp / idempotency key");
  assign->callback([&session, assigned] { Assign(session, *assigned); });

  CLI::App* preview = calendar->add_subcommand(
      "preview", "Xem trước: đổi lịch thì thời hạn nào dời / what a change would do, writes nothing");
  AddChangeOptions(*preview, *arguments);
  preview->callback([&session, arguments] { Preview(session, *arguments); });

  CLI::App* publish = calendar->add_subcommand("publish", "Công bố phiên bản mới / publish a new version");
  AddChangeOptions(*publish, *arguments);
  publish->add_option("--basis", arguments->basis, "Căn cứ / the decision it rests on")->required();
  publish->add_option("--token", arguments->token, "Mã xem trước / what preview printed");
  publish->add_flag("--yes", arguments->yes, "Không hỏi lại / do not ask");
  publish->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  publish->callback([&session, arguments] { Publish(session, *arguments); });
}

}  // namespace phoihop::cli
