#include "clients/cli/calendar_print.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/format.h"
#include "clients/cli/page.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

std::string WeekdaysForPeople(const std::vector<int>& weekdays) {
  std::vector<std::string> days;
  for (const int weekday : weekdays) days.push_back(weekday == 7 ? "Chủ nhật" : absl::StrCat("thứ ", weekday + 1));
  return absl::StrJoin(days, ", ");
}

bool IsWorkedOn(const v1::WorkingSession& session, int weekday) {
  return session.weekdays().empty() ||
         std::find(session.weekdays().begin(), session.weekdays().end(), weekday) != session.weekdays().end();
}

std::string HoursForPeople(const v1::Calendar& calendar, int weekday) {
  std::vector<std::string> sessions;
  for (const v1::WorkingSession& session : calendar.sessions()) {
    if (!IsWorkedOn(session, weekday)) continue;
    sessions.push_back(absl::StrFormat("%d:%02d–%d:%02d", session.start_minute() / 60, session.start_minute() % 60,
                                       session.end_minute() / 60, session.end_minute() % 60));
  }
  return absl::StrJoin(sessions, ", ");
}

// "thứ 2, thứ 3: 7:30–11:30, 13:30–17:30; thứ 7: 7:30–11:30": weekdays of the same hours together.
std::string WeekForPeople(const v1::Calendar& calendar) {
  std::vector<std::pair<std::string, std::vector<int>>> hours;
  for (const int weekday : calendar.working_weekdays()) {
    const std::string text = HoursForPeople(calendar, weekday);
    const auto known = std::find_if(hours.begin(), hours.end(), [&](const auto& entry) { return entry.first == text; });
    (known == hours.end() ? hours.emplace_back(text, std::vector<int>()) : *known).second.push_back(weekday);
  }
  return absl::StrJoin(hours, "; ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, WeekdaysForPeople(entry.second), ": ", entry.first);
  });
}

std::string RuleDayForPeople(const v1::CalendarRule& rule) {
  std::string text = rule.has_lunar() ? absl::StrCat(rule.lunar().day(), "/", rule.lunar().month(), " âm lịch")
                                      : absl::StrCat(rule.fixed().day(), "/", rule.fixed().month());
  if (rule.days_before() > 0) absl::StrAppend(&text, ", ", rule.days_before(), " ngày trước");
  if (rule.days_after() > 0) absl::StrAppend(&text, ", ", rule.days_after(), " ngày sau");
  return text;
}

absl::string_view KindForPeople(v1::CalendarDay::Kind kind) {
  switch (kind) {
    case v1::CalendarDay::KIND_DAY_OFF_IN_LIEU:
      return "nghỉ bù, hoán đổi";
    case v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY:
      return "làm bù";
    default:
      return "nghỉ lễ";
  }
}

absl::string_view StatusForPeople(v1::CalendarDay::Status status) {
  switch (status) {
    case v1::CalendarDay::STATUS_OFFICIAL:
      return "đã công bố";
    case v1::CalendarDay::STATUS_STATUTORY:
      return "theo luật";
    case v1::CalendarDay::STATUS_COMPUTED:
      return "tính theo quy tắc";
    default:
      return "chưa xác nhận, không tính";
  }
}

absl::string_view StepForPeople(const v1::SimulatedStep& step) {
  switch (step.kind()) {
    case v1::SimulatedStep::KIND_ESCALATION:
      return "đôn đốc";
    case v1::SimulatedStep::KIND_ISSUE:
      return "giao nhiệm vụ";
    case v1::SimulatedStep::KIND_RESUME:
      return "chạy tiếp";
    case v1::SimulatedStep::KIND_SKIP:
      return "bỏ qua kỳ này";
    case v1::SimulatedStep::KIND_HANDOFF_EXPIRES:
      return "bàn giao không được trả lời";
    case v1::SimulatedStep::KIND_OVERDUE:
      return "quá hạn";
    default:
      return "việc khác";
  }
}

// "+3 ngày làm việc: so-vhttdl/le-van-c, ubnd".
std::string WhomForPeople(const v1::SimulatedStep& step) {
  if (!step.has_escalation()) return "";
  std::vector<std::string> recipients;
  for (const auto& recipient : step.escalation().recipients()) {
    recipients.push_back(recipient.person().empty()
                             ? ShortName(recipient.unit())
                             : absl::StrCat(ShortName(recipient.unit()), "/", ShortName(recipient.person())));
  }
  for (const std::string& system : step.escalation().systems()) recipients.push_back(absl::StrCat("hệ thống ", system));
  const int offset = step.escalation().offset_working_days();
  return absl::StrCat(offset > 0 ? "+" : "", offset, " ngày làm việc: ", absl::StrJoin(recipients, ", "));
}

void AddMoves(const v1::PreviewCalendarChangeResponse& preview, Page& page) {
  Table moves({"Nhiệm vụ", "Nội dung", "Thời hạn", "Chủ trì", "Hạn cũ", "Hạn mới"});
  for (const v1::ClockMove& move : preview.moves()) {
    moves.Add({ShortName(move.task()), move.title(), move.clock_id(), ShortName(move.lead_unit()),
               DateForPeople(move.old_due_date()), DateForPeople(move.new_due_date())});
  }
  page.Add(moves);
  if (preview.moves_size() < preview.total_moves())
    page.Line(absl::StrCat("… liệt kê ", preview.moves_size(), " trong ", preview.total_moves(), " thời hạn."));
  Table counts({"Đơn vị chủ trì", "Sớm hơn", "Muộn hơn"});
  for (const auto& count : preview.counts())
    counts.Add({ShortName(count.lead_unit()), absl::StrCat(count.earlier()), absl::StrCat(count.later())});
  page.Add(counts);
}

}  // namespace

std::string CalendarForPeople(const v1::Calendar& calendar, int year, int width) {
  Page page(width);
  page.Line(absl::StrCat(calendar.display_name().empty() ? ShortName(calendar.name()) : calendar.display_name(), " (",
                         ShortName(calendar.name()), "), phiên bản ", calendar.version()));
  page.Line(absl::StrCat("Làm việc ", WeekForPeople(calendar)));
  page.Line(absl::StrCat("Đã quyết định: ", DateForPeople(calendar.decided_from()), " – ",
                         DateForPeople(calendar.decided_to()), "; ngoài khoảng đó tính theo quy tắc, tạm tính"));
  Table rules({"Quy tắc", "Ngày nghỉ", "Ngày", "Nghỉ bù", "Hiệu lực", "Nguồn"});
  for (const v1::CalendarRule& rule : calendar.rules()) {
    rules.Add({rule.id(), rule.display_name(), RuleDayForPeople(rule), rule.observed() ? "có" : "không",
               IntervalForPeople(rule.valid_from(), rule.valid_to()), rule.provenance().source()});
  }
  page.Add(rules);
  Table days({absl::StrCat("Ngày ", year), "Loại", "Tên", "Tình trạng", "Nguồn"});
  const std::string prefix = absl::StrCat(year, "-");
  for (const v1::CalendarDay& day : calendar.days()) {
    if (!absl::StartsWith(day.date(), prefix)) continue;
    days.Add({DateForPeople(day.date()), std::string(KindForPeople(day.kind())), day.display_name(),
              std::string(StatusForPeople(day.status())), day.provenance().source()});
  }
  page.Add(days);
  if (days.empty()) page.Line(absl::StrCat("Năm ", year, ": chưa liệt kê ngày nghỉ nào."));
  return std::move(page).text();
}

std::string CalendarsForPeople(const v1::ListCalendarsResponse& calendars, int width) {
  Page page(width);
  Table table({"Lịch", "Tên", "Phiên bản", "Làm việc", "Quyết định đến"});
  for (const v1::Calendar& calendar : calendars.calendars()) {
    table.Add({ShortName(calendar.name()), calendar.display_name(), absl::StrCat(calendar.version()),
               WeekForPeople(calendar), DateForPeople(calendar.decided_to())});
  }
  page.Add(table);
  Table units({"Đơn vị", "Theo lịch", "Căn cứ"});
  for (const v1::CalendarAssignment& assignment : calendars.assignments()) {
    units.Add({ShortName(absl::StripSuffix(assignment.name(), "/calendarAssignment")), ShortName(assignment.calendar()),
               CitationForPeople(assignment.basis())});
  }
  page.Add(units);
  page.Line(units.empty() ? "Mọi đơn vị theo lịch chung (default)."
                          : "Đơn vị trực thuộc theo lịch của đơn vị cấp trên gần nhất có lịch riêng; các đơn vị khác "
                            "theo lịch chung (default).");
  return std::move(page).text();
}

std::string PreviewForPeople(const v1::PreviewCalendarChangeResponse& preview, int width) {
  Page page(width);
  page.Line(absl::StrCat("Phiên bản ", preview.base_version(), " → ", preview.calendar().version()));
  Table days({"Ngày", "Từ nay", "Vì sao"});
  for (const auto& day : preview.changed_days()) {
    days.Add({absl::StrCat(DateForPeople(day.date()), day.provisional() ? " *" : ""),
              day.working_day() ? "làm việc" : "nghỉ", day.reason()});
  }
  page.Add(days);
  AddMoves(preview, page);
  Table findings({"Lưu ý", "Nhiệm vụ", "Thời hạn"});
  for (const auto& finding : preview.findings())
    findings.Add({finding.explanation(), ShortName(finding.task()), finding.clock_id()});
  page.Add(findings);
  if (preview.findings_size() < preview.total_findings())
    page.Line(absl::StrCat("… liệt kê ", preview.findings_size(), " trong ", preview.total_findings(), " lưu ý."));
  page.Line(absl::StrCat(preview.total_moves(), " thời hạn của ", preview.concerned_tasks(), " nhiệm vụ sẽ dời; ",
                         preview.rearmed_clocks(),
                         " thời hạn giữ nguyên ngày, chỉ lần nhắc hoặc dấu tạm tính thay đổi."));
  page.Line(absl::StrCat("Mã xem trước: ", preview.preview_token()));
  return std::move(page).text();
}

std::string TimelineForPeople(const v1::SimulateTimelineResponse& timeline, int width) {
  Page page(width);
  Table steps({"Lúc", "Việc", "Nhiệm vụ", "Thời hạn", "Ai được báo"});
  bool provisional = false;
  for (const v1::SimulatedStep& step : timeline.steps()) {
    provisional = provisional || step.provisional();
    steps.Add({absl::StrCat(TimeForPeople(step.time()), step.provisional() ? " *" : ""),
               std::string(StepForPeople(step)), ShortName(step.task()), step.clock_id(), WhomForPeople(step)});
  }
  page.Add(steps);
  if (timeline.steps().empty()) page.Line("Không có gì tự xảy ra đến ngày đó.");
  if (provisional) page.Line("* tạm tính: quyết định về ngày nghỉ có thể thay đổi");
  if (timeline.truncated()) page.Line("Còn nữa: hỏi đến một ngày sớm hơn, hoặc hỏi từng nhiệm vụ.");
  page.Line(absl::StrCat("Nếu không ai làm gì; ", timeline.tasks(), " nhiệm vụ, lịch phiên bản ",
                         timeline.calendar_version(), "."));
  return std::move(page).text();
}

}  // namespace phoihop::cli
