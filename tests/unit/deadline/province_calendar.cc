#include "tests/unit/deadline/province_calendar.h"

#include <cstdlib>
#include <string>

#include "absl/status/statusor.h"
#include "workflow/civil_time.h"

namespace phoihop::deadline {
namespace {
constexpr auto H = v1::CalendarDay::KIND_HOLIDAY;
constexpr auto L = v1::CalendarDay::KIND_DAY_OFF_IN_LIEU;
constexpr auto M = v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
constexpr auto O = v1::CalendarDay::STATUS_OFFICIAL;
constexpr auto S = v1::CalendarDay::STATUS_STATUTORY;
constexpr auto C = v1::CalendarDay::STATUS_COMPUTED;
constexpr auto U = v1::CalendarDay::STATUS_UNCONFIRMED;

struct Row {
  const char* date;
  v1::CalendarDay::Kind kind;
  v1::CalendarDay::Status status;
  const char* paired_date;
  const char* name;
};

// clang-format off
constexpr Row kRows[] = {
    {"2024-01-01", H, O, "", "Tết Dương lịch"},
    {"2024-02-08", L, O, "", "Nghỉ bù Tết Nguyên đán (29 tháng Chạp)"},
    {"2024-02-09", H, O, "", "Giao thừa Tết Nguyên đán"},
    {"2024-02-10", H, O, "", "Mùng một Tết Nguyên đán"},
    {"2024-02-11", H, O, "", "Mùng hai Tết Nguyên đán"},
    {"2024-02-12", H, O, "", "Mùng ba Tết Nguyên đán"},
    {"2024-02-13", H, O, "", "Mùng bốn Tết Nguyên đán"},
    {"2024-02-14", L, O, "", "Nghỉ bù Tết Nguyên đán (mùng năm)"},
    {"2024-04-18", H, O, "", "Giỗ Tổ Hùng Vương (10/3 âm lịch)"},
    {"2024-04-29", L, O, "2024-05-04", "Nghỉ hoán đổi (làm bù thứ Bảy 04/05/2024)"},
    {"2024-04-30", H, O, "", "Ngày Chiến thắng"},
    {"2024-05-01", H, O, "", "Ngày Quốc tế Lao động"},
    {"2024-05-04", M, O, "2024-04-29", "Làm bù cho thứ Hai 29/04/2024"},
    {"2024-09-02", H, O, "", "Quốc khánh"},
    {"2024-09-03", H, O, "", "Quốc khánh (ngày liền kề)"},
    {"2025-01-01", H, O, "", "Tết Dương lịch"},
    {"2025-01-27", H, O, "", "Tết Nguyên đán (28 tháng Chạp)"},
    {"2025-01-28", H, O, "", "Giao thừa Tết Nguyên đán (29 tháng Chạp)"},
    {"2025-01-29", H, O, "", "Mùng một Tết Nguyên đán"},
    {"2025-01-30", H, O, "", "Mùng hai Tết Nguyên đán"},
    {"2025-01-31", H, O, "", "Mùng ba Tết Nguyên đán"},
    {"2025-04-07", H, O, "", "Giỗ Tổ Hùng Vương (10/3 âm lịch)"},
    {"2025-04-26", M, O, "2025-05-02", "Làm bù cho thứ Sáu 02/05/2025"},
    {"2025-04-30", H, O, "", "Ngày Chiến thắng"},
    {"2025-05-01", H, O, "", "Ngày Quốc tế Lao động"},
    {"2025-05-02", L, O, "2025-04-26", "Nghỉ hoán đổi (làm bù thứ Bảy 26/04/2025)"},
    {"2025-09-01", H, O, "", "Quốc khánh (ngày liền kề)"},
    {"2025-09-02", H, O, "", "Quốc khánh"},
    {"2026-01-01", H, O, "", "Tết Dương lịch"},
    {"2026-01-02", L, O, "2026-01-10", "Nghỉ hoán đổi (làm bù thứ Bảy 10/01/2026)"},
    {"2026-01-10", M, O, "2026-01-02", "Làm bù cho thứ Sáu 02/01/2026"},
    {"2026-02-16", H, O, "", "Giao thừa Tết Nguyên đán (29 tháng Chạp)"},
    {"2026-02-17", H, O, "", "Mùng một Tết Nguyên đán"},
    {"2026-02-18", H, O, "", "Mùng hai Tết Nguyên đán"},
    {"2026-02-19", H, O, "", "Mùng ba Tết Nguyên đán"},
    {"2026-02-20", H, O, "", "Mùng bốn Tết Nguyên đán"},
    {"2026-04-26", H, O, "", "Giỗ Tổ Hùng Vương (10/3 âm lịch)"},
    {"2026-04-27", L, O, "", "Nghỉ bù Giỗ Tổ Hùng Vương (26/04 là Chủ nhật)"},
    {"2026-04-30", H, O, "", "Ngày Chiến thắng"},
    {"2026-05-01", H, O, "", "Ngày Quốc tế Lao động"},
    {"2026-08-22", M, O, "2026-08-31", "Làm bù cho thứ Hai 31/08/2026"},
    {"2026-08-31", L, O, "2026-08-22", "Nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)"},
    {"2026-09-01", H, O, "", "Quốc khánh (ngày liền kề)"},
    {"2026-09-02", H, O, "", "Quốc khánh"},
    {"2026-11-23", L, U, "2026-11-28", "Nghỉ hoán đổi dịp Ngày Văn hóa Việt Nam 24/11 (đề xuất)"},
    {"2026-11-24", H, O, "", "Ngày Văn hóa Việt Nam"},
    {"2026-11-28", M, U, "2026-11-23", "Làm bù cho thứ Hai 23/11/2026 (đề xuất)"},
    {"2027-01-01", H, S, "", "Tết Dương lịch"},
    {"2027-02-05", H, C, "", "Giao thừa Tết Nguyên đán (29 tháng Chạp)"},
    {"2027-02-06", H, C, "", "Mùng một Tết Nguyên đán"},
    {"2027-02-07", H, C, "", "Mùng hai Tết Nguyên đán"},
    {"2027-04-16", H, C, "", "Giỗ Tổ Hùng Vương (10/3 âm lịch)"},
    {"2027-04-30", H, S, "", "Ngày Chiến thắng"},
    {"2027-05-01", H, S, "", "Ngày Quốc tế Lao động"},
    {"2027-05-03", L, C, "", "Nghỉ bù 01/05 (thứ Bảy)"},
    {"2027-09-02", H, S, "", "Quốc khánh"},
    {"2027-11-24", H, S, "", "Ngày Văn hóa Việt Nam"},
};
// clang-format on
}  // namespace

v1::Calendar ProvinceCalendarDefinition() {
  v1::Calendar calendar;
  calendar.set_name("provinces/dong-nai/calendars/default");
  calendar.set_version(7);
  for (int weekday = 1; weekday <= 5; ++weekday) calendar.add_working_weekdays(weekday);
  for (const auto& [start, end] : {std::pair(450, 690), std::pair(810, 1050)}) {
    auto* session = calendar.add_sessions();
    session->set_start_minute(start);
    session->set_end_minute(end);
  }
  calendar.set_decided_from("2024-01-01");
  calendar.set_decided_to("2026-12-31");
  calendar.set_valid_from("2024-01-01");
  calendar.set_valid_to("2028-01-01");
  for (const Row& row : kRows) {
    auto* day = calendar.add_days();
    day->set_date(row.date);
    day->set_kind(row.kind);
    day->set_status(row.status);
    day->set_paired_date(row.paired_date);
    day->set_display_name(row.name);
    day->mutable_provenance()->set_source(std::string("source of ") + row.date);
  }
  return calendar;
}

void AddLaw(v1::Calendar& calendar) {
  struct Law {
    const char* id;
    const char* name;
    bool lunar;
    int month, day, before, after;
    bool observed;
  };
  constexpr Law kLaws[] = {{"tet-duong-lich", "Tết Dương lịch", false, 1, 1, 0, 0, true},
                           {"tet", "Tết Nguyên đán", true, 1, 1, 1, 3, true},
                           {"gio-to", "Giỗ Tổ Hùng Vương", true, 3, 10, 0, 0, true},
                           {"chien-thang", "Ngày Chiến thắng", false, 4, 30, 0, 0, true},
                           {"quoc-te-lao-dong", "Ngày Quốc tế Lao động", false, 5, 1, 0, 0, true},
                           {"quoc-khanh", "Quốc khánh", false, 9, 2, 1, 0, true},
                           {"ngay-van-hoa", "Ngày Văn hóa Việt Nam", false, 11, 24, 0, 0, false}};
  for (const Law& law : kLaws) {
    v1::CalendarRule& rule = *calendar.add_rules();
    rule.set_id(law.id);
    rule.set_display_name(law.name);
    if (law.lunar) {
      rule.mutable_lunar()->set_month(law.month);
      rule.mutable_lunar()->set_day(law.day);
    } else {
      rule.mutable_fixed()->set_month(law.month);
      rule.mutable_fixed()->set_day(law.day);
    }
    rule.set_days_before(law.before);
    rule.set_days_after(law.after);
    rule.set_observed(law.observed);
    rule.set_valid_from(law.observed ? "2021-01-01" : "2026-07-01");
    rule.mutable_provenance()->set_source(law.observed ? "Bộ luật Lao động 45/2019/QH14 Điều 112"
                                                       : "Nghị quyết 28/2026/QH16 Điều 2");
  }
}

const WorkingCalendar& ProvinceCalendar() {
  static const auto* const kCalendar =
      new WorkingCalendar(WorkingCalendar::Create(ProvinceCalendarDefinition()).value());
  return *kCalendar;
}

absl::CivilDay Day(absl::string_view date) { return ParseDate(date).value(); }

absl::Time At(absl::string_view date_and_time) {
  absl::CivilSecond second;
  if (!absl::ParseLenientCivilTime(
          std::string(date_and_time.substr(0, 10)) + "T" + std::string(date_and_time.substr(11)) + ":00", &second))
    std::abort();
  return absl::FromCivil(second, VietnamTimeZone());
}

}  // namespace phoihop::deadline
