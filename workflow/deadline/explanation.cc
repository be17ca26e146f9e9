// WorkingCalendar's explanations, day by day, in Vietnamese.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/lunar_calendar.h"
#include "workflow/deadline/what_decides.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {
namespace {
constexpr absl::string_view kFirstDayNotCounted = "không tính ngày đầu (Điều 147 khoản 2 BLDS 2015)";
constexpr absl::string_view kLastDayRolls =
    "ngày cuối rơi vào ngày nghỉ: chuyển sang ngày làm việc tiếp theo (Điều 148 khoản 5 BLDS 2015)";
constexpr absl::string_view kDueByRoll = "ngày làm việc tiếp theo: hết hạn lúc 24 giờ (Điều 148 khoản 5, 6 BLDS 2015)";
constexpr absl::string_view kDueAtMidnight = "hết hạn lúc 24 giờ (Điều 148 khoản 6 BLDS 2015)";
constexpr absl::string_view kHoursRunThrough =
    "giờ tính liên tục từ thời điểm bắt đầu, kể cả ban đêm và ngày nghỉ (Điều 147 khoản 1 BLDS 2015)";
constexpr absl::string_view kFixedDateStands = "ngày ấn định được giữ nguyên, không chuyển";

constexpr absl::string_view kInLieu = "Điều 111 khoản 3 BLLĐ 2019";

constexpr absl::string_view kWeekdays[] = {"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"};

absl::string_view WeekdayName(absl::CivilDay day) { return kWeekdays[static_cast<int>(absl::GetWeekday(day))]; }

// "thứ Bảy 22/08/2026" as the other day of a swap.
std::string PairedDay(const std::string& date) {
  const auto day = ParseDate(date);
  if (!day.ok()) return "";
  std::string text = absl::StrCat(WeekdayName(*day), " ", FormatDateForPeople(*day));
  text[0] = text[0] == 'T' ? 't' : 'c';  // Thứ, Chủ nhật: ASCII letters
  return text;
}

// "Nghỉ bù …" and "Làm bù …" continue a sentence; names of holidays keep their capital.
std::string InSentence(const std::string& name) {
  std::string text = name;
  if (absl::StartsWith(text, "Nghỉ") || absl::StartsWith(text, "Ngày làm bù")) text[0] = 'n';
  if (absl::StartsWith(text, "Làm bù")) text[0] = 'l';
  return text;
}

// What an enumerated row says about its day.
std::string RowText(const v1::CalendarDay& row) {
  const std::string pair = PairedDay(row.paired_date());
  switch (row.kind()) {
    case v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY:
      if (!row.display_name().empty()) return InSentence(row.display_name());
      return pair.empty() ? "làm bù" : absl::StrCat("làm bù cho ", pair);
    case v1::CalendarDay::KIND_DAY_OFF_IN_LIEU:
      if (!row.display_name().empty()) return InSentence(row.display_name());
      return pair.empty() ? "nghỉ bù" : absl::StrCat("nghỉ hoán đổi (làm bù ", pair, ")");
    default:
      return row.display_name().empty() ? "nghỉ lễ" : absl::StrCat("nghỉ lễ (", row.display_name(), ")");
  }
}

void Append(v1::ExplainedDay& day, absl::string_view text) {
  day.set_reason(absl::StrCat(day.reason(), day.reason().empty() ? "" : "; ", text));
}

// Which of `total` days are listed: all, or the first ones and the last kExplainedTailDays.
template <typename AddDay>
std::vector<v1::ExplainedDay> ListDays(int64_t total, AddDay add_day) {
  std::vector<v1::ExplainedDay> days;
  const int64_t head = total > kMaxExplainedDays ? kMaxExplainedDays - kExplainedTailDays : total;
  days.reserve(std::min<int64_t>(total, kMaxExplainedDays));
  for (int64_t i = 0; i < head; ++i) days.push_back(add_day(i));
  for (int64_t i = std::max<int64_t>(head, total - kExplainedTailDays); i < total; ++i) {
    days.push_back(add_day(i));
    if (i == total - kExplainedTailDays)
      Append(days.back(), absl::StrCat("lược bớt ", total - kMaxExplainedDays, " ngày trước ngày này"));
  }
  return days;
}
}  // namespace

void WorkingCalendar::ExplainRule(absl::CivilDay day, int32_t what, v1::ExplainedDay& explained) const {
  const v1::CalendarRule& rule = definition_.rules(what_decides::RuleOf(what));
  const int in_lieu_of = what_decides::InLieuOf(what);
  std::string text = absl::StrCat("nghỉ lễ (", rule.display_name());
  if (in_lieu_of > 0) {
    text = absl::StrCat("nghỉ bù ", rule.display_name(), " (", PairedDay(FormatDate(day - in_lieu_of)),
                        " là ngày nghỉ hằng tuần; ", kInLieu);
  } else if (rule.has_lunar()) {
    if (const auto lunar = LunarFromCivil(day); lunar.ok())
      absl::StrAppend(&text, ", ", FormatLunarDay(*lunar), " âm lịch");
  }
  explained.set_reason(absl::StrCat(WeekdayName(day), ": ", text, ")"));
  explained.set_source(rule.provenance().source());
  explained.set_rule(rule.id());
}

v1::ExplainedDay WorkingCalendar::Explain(absl::CivilDay day) const {
  v1::ExplainedDay explained;
  explained.set_date(FormatDate(day));
  explained.set_working_day(IsWorkingDay(day));
  explained.set_provisional(IsProvisional(day));
  const int32_t what = WhatDecides(day);
  const v1::CalendarDay* row = Enumerated(day);
  const bool unconfirmed = row != nullptr && row->status() == v1::CalendarDay::STATUS_UNCONFIRMED;
  const bool by_row = row != nullptr && !unconfirmed;
  if (row != nullptr) explained.set_source(row->provenance().source());
  if (what_decides::IsRule(what)) {
    ExplainRule(day, what, explained);
  } else {
    explained.set_reason(
        absl::StrCat(WeekdayName(day), ": ",
                     by_row ? RowText(*row) : (explained.working_day() ? "ngày làm việc" : "nghỉ hằng tuần")));
  }
  if (hours_.uneven() && explained.working_day()) {
    const DayHours& hours = HoursOn(day);
    if (hours.ForPeople() != hours_.usual().ForPeople())
      Append(explained, absl::StrCat("làm việc ", hours.ForPeople()));
  }
  if (unconfirmed) Append(explained, absl::StrCat("không tính đề xuất chưa được xác nhận: ", RowText(*row)));
  if (by_row && row->status() == v1::CalendarDay::STATUS_STATUTORY)
    Append(explained, "theo luật định, chưa có thông báo");
  if ((by_row && row->status() == v1::CalendarDay::STATUS_COMPUTED) || what_decides::IsRule(what))
    Append(explained, "tính theo quy tắc, chưa có thông báo");
  if (explained.provisional()) Append(explained, "tạm tính: lịch nghỉ của ngày này chưa được quyết định");
  return explained;
}

std::vector<v1::ExplainedDay> WorkingCalendar::ExplainSpan(absl::CivilDay first, absl::CivilDay last) const {
  return ListDays(std::max<int64_t>(0, last - first + 1), [&](int64_t i) {
    v1::ExplainedDay explained = Explain(first + i);
    explained.set_counted(explained.working_day());
    return explained;
  });
}

void WorkingCalendar::ExplainPeriod(absl::CivilDay anchor, const v1::Period& period, DueDate& due) const {
  const bool hours = period.unit() == v1::PERIOD_UNIT_HOUR;
  const bool working_days = period.unit() == v1::PERIOD_UNIT_WORKING_DAY;
  due.days = ListDays(due.day - anchor + 1, [&](int64_t i) {
    const absl::CivilDay day = anchor + i;
    v1::ExplainedDay explained = Explain(day);
    if (hours) {
      explained.set_counted(true);
      Append(explained, kHoursRunThrough);
    } else if (i == 0) {
      Append(explained, kFirstDayNotCounted);
    } else {
      explained.set_counted(day <= due.nominal && (!working_days || explained.working_day()));
      if (day == due.nominal && due.day != due.nominal) Append(explained, kLastDayRolls);
      if (day == due.day) Append(explained, due.day == due.nominal ? kDueAtMidnight : kDueByRoll);
    }
    return explained;
  });
}

void WorkingCalendar::ExplainFixed(DueDate& due) const {
  due.days = ListDays(due.day - due.nominal + 1, [&](int64_t i) {
    const absl::CivilDay day = due.nominal + i;
    v1::ExplainedDay explained = Explain(day);
    const bool rolled = due.day != due.nominal;
    explained.set_counted(day == due.day);
    if (rolled && i == 0) Append(explained, kLastDayRolls);
    if (!rolled && !explained.working_day()) Append(explained, kFixedDateStands);
    if (day == due.day) Append(explained, rolled ? kDueByRoll : kDueAtMidnight);
    return explained;
  });
}

}  // namespace phoihop::deadline
