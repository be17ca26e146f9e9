#include "workflow/deadline/clock_explanation.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"

namespace phoihop::deadline {
namespace {

// How the clock was first computed, done again. Not OK when that is not known any more.
absl::StatusOr<DueDate> ComputeAgain(const v1::Task& task, const v1::Clock& clock, const WorkingCalendar& calendar) {
  const absl::Time anchor = FromTimestamp(clock.anchor_time());
  if (const int working_days = WorkingDaysOf(clock.purpose()); working_days > 0) {
    v1::Period period;
    period.set_count(working_days);
    period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
    return calendar.After(anchor, period, v1::ROLL_RULE_NONE, /*explain=*/true);
  }
  if (clock.purpose() == v1::CLOCK_PURPOSE_INTERIM) {
    for (const v1::ChecklistItem& step : task.checklist()) {
      const auto day = ParseDate(step.due_date());
      if (step.id() == clock.checklist_item() && day.ok())
        return calendar.Fixed(*day, v1::ROLL_RULE_NEXT_WORKING_DAY, /*explain=*/true);
    }
  }
  if (clock.purpose() != v1::CLOCK_PURPOSE_COMPLETE) return absl::NotFoundError("it has one instant and no rule");
  if (task.has_awaited_period()) return calendar.After(anchor, task.awaited_period(), task.roll(), /*explain=*/true);
  const auto day = ParseDate(task.requested_due_date());
  if (!day.ok()) return day.status();
  return calendar.Fixed(*day, task.roll(), /*explain=*/true);
}

absl::CivilDay DayThatEnds(absl::Time due_time) { return DayOf(due_time - absl::Microseconds(1)); }

void AddDays(const std::vector<v1::ExplainedDay>& days, absl::string_view note, v1::ExplainDeadlineResponse& response) {
  for (const v1::ExplainedDay& day : days) {
    v1::ExplainedDay& added = *response.add_days();
    added = day;
    if (!note.empty() && added.counted()) added.set_reason(absl::StrCat(added.reason(), "; ", note));
  }
}

// What the days after the one that was due at first are for.
absl::string_view AddedForPeople(const v1::Clock& clock) {
  return clock.credited_working_days() > 0 ? "cộng lại thời gian chờ xử lý" : "gia hạn";
}

std::string Summary(const v1::Clock& clock, bool same_calendar, const WorkingCalendar& calendar) {
  std::string summary = absl::StrCat("Hạn: ", DueForPeople(FromTimestamp(clock.due_time())), ".");
  if (!clock.rule().empty()) absl::StrAppend(&summary, " Cách tính: ", clock.rule(), ".");
  if (clock.credited_working_days() > 0)
    absl::StrAppend(&summary, " Đã cộng lại ", clock.credited_working_days(),
                    " ngày làm việc chờ xử lý; hạn ban đầu: ", DueForPeople(FromTimestamp(clock.original_due_time())),
                    ".");
  if (clock.state() == v1::CLOCK_STATE_FROZEN)
    absl::StrAppend(&summary, " Đang tạm dừng từ ngày ", FormatDateForPeople(DayOf(FromTimestamp(clock.frozen_time()))),
                    ".");
  if (clock.state() == v1::CLOCK_STATE_SUSPENDED)
    absl::StrAppend(
        &summary, " Đang tạm dừng từ ngày ", FormatDateForPeople(DayOf(FromTimestamp(clock.frozen_time()))),
        clock.has_resume_time()
            ? absl::StrCat(", chạy tiếp từ ngày ", FormatDateForPeople(DayOf(FromTimestamp(clock.resume_time()))))
            : std::string(),
        ".");
  if (clock.has_end_time())
    absl::StrAppend(&summary, clock.state() == v1::CLOCK_STATE_SATISFIED ? " Đã thực hiện ngày " : " Đã dừng ngày ",
                    FormatDateForPeople(DayOf(FromTimestamp(clock.end_time()))), ".");
  if (!same_calendar)
    absl::StrAppend(&summary, " Lịch làm việc đã thay đổi sau khi tính hạn này (phiên bản ", clock.calendar_version(),
                    ", nay là ", calendar.definition().version(), "); hạn đã tính được giữ nguyên.");
  if (clock.provisional()) absl::StrAppend(&summary, " Tạm tính: lịch nghỉ của thời gian này chưa được quyết định.");
  return summary;
}
}  // namespace

std::string PeriodForPeople(const v1::Period& period) {
  switch (period.unit()) {
    case v1::PERIOD_UNIT_HOUR:
      return absl::StrCat(period.count(), " giờ");
    case v1::PERIOD_UNIT_WORKING_DAY:
      return absl::StrCat(period.count(), " ngày làm việc");
    case v1::PERIOD_UNIT_WEEK:
      return absl::StrCat(period.count(), " tuần");
    case v1::PERIOD_UNIT_MONTH:
      return absl::StrCat(period.count(), " tháng");
    case v1::PERIOD_UNIT_YEAR:
      return absl::StrCat(period.count(), " năm");
    default:
      return absl::StrCat(period.count(), " ngày");
  }
}

std::string DueForPeople(absl::Time due_time) {
  const absl::CivilDay day = DayThatEnds(due_time);
  if (due_time == EndOfDay(day)) return absl::StrCat("24 giờ ngày ", FormatDateForPeople(day));
  return absl::FormatTime("%H:%M ngày %d/%m/%Y", due_time, VietnamTimeZone());
}

v1::ExplainDeadlineResponse ExplainClock(const v1::Task& task, const v1::Clock& clock,
                                         const WorkingCalendar& calendar) {
  v1::ExplainDeadlineResponse response;
  const absl::Time due = FromTimestamp(clock.due_time());
  const absl::Time original = FromTimestamp(clock.original_due_time());
  *response.mutable_due_time() = clock.due_time();
  response.set_due_date(clock.due_date());
  response.set_provisional(clock.provisional());
  response.set_calendar(clock.calendar());
  response.set_calendar_version(clock.calendar_version());

  const absl::StatusOr<DueDate> again = ComputeAgain(task, clock, calendar);
  // A clock that follows a newer version of its calendar is due by that one.
  const bool follows = again.ok() && again->due_time == due;
  const absl::Time first = follows ? due : original;
  const bool same = again.ok() && again->due_time == first;
  response.set_nominal_date(FormatDate(same ? again->nominal : DayThatEnds(first)));
  AddDays(same ? again->days : calendar.ExplainSpan(DayOf(FromTimestamp(clock.anchor_time())), DayThatEnds(first)), "",
          response);
  if (due > first)
    AddDays(calendar.ExplainSpan(DayThatEnds(first) + 1, DayThatEnds(due)), AddedForPeople(clock), response);
  const bool has_rule = clock.purpose() != v1::CLOCK_PURPOSE_START;
  // A clock that was started again counts from elsewhere by the same calendar.
  const bool same_calendar = clock.calendar_version() == calendar.definition().version();
  response.set_summary(Summary(clock, same || same_calendar || !has_rule, calendar));
  return response;
}

}  // namespace phoihop::deadline
