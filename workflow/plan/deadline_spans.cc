// Moments within a day or month, and spans from one day, month, quarter or year to another: a span is due at its end.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/plan/deadline_forms.h"
#include "workflow/plan/deadline_tokens.h"

namespace phoihop::plan {
namespace {

// Civil Code 2015, article 146(2) and (3).
constexpr int kMiddleOfMonth = 15;
constexpr char kMomentBasis[] = "khoản 2 Điều 146 Bộ luật Dân sự";
constexpr char kMiddleOfYearBasis[] = "khoản 3 Điều 146 Bộ luật Dân sự";

// "17 giờ", "17h30", "17:00": the hour for people.
std::optional<std::string> TakeHour(TokenReader& reader) {
  int hour = 0;
  if (!reader.TakeNumber(&hour) || hour > 24) return std::nullopt;
  if (!reader.TakeAny({"gio", "h", ":"})) return std::nullopt;
  const size_t before_minute = reader.position();
  int minute = 0;
  if (reader.TakeNumber(&minute) && minute < 60) {
    // "17 giờ 15/12": the number is a day.
    const size_t behind = reader.position();
    if (reader.TakeAny({"/", ".", "-"}) || reader.Take("thang")) {
      reader.Reset(before_minute);
      minute = 0;
    } else {
      reader.Reset(behind);
      reader.TakeAny({"phut", "p"});
    }
  } else {
    reader.Reset(before_minute);
    minute = 0;
  }
  return minute == 0 ? absl::StrCat(hour, " giờ") : absl::StrCat(hour, " giờ ", minute);
}

// "Trước 17 giờ ngày 15/12/2026": that day. Deadlines of plans are days, so the hour is said, not kept.
std::optional<DeadlinePhrase> ParseHourOfDay(TokenReader& reader, std::optional<int> default_year) {
  TakeLeadIn(reader);
  reader.Take("luc");
  const std::optional<std::string> hour = TakeHour(reader);
  if (!hour.has_value()) return std::nullopt;
  reader.Take(",");
  reader.Take("ngay");
  const std::optional<PartialDate> date = TakeDate(reader);
  if (!date.has_value() || !reader.AtEnd()) return std::nullopt;
  const std::optional<absl::CivilDay> day = ToDay(*date, default_year);
  if (!day.has_value()) return std::nullopt;
  std::optional<DeadlinePhrase> phrase = OnDays(v1::DEADLINE_KIND_FIXED, {*day});
  phrase->remark = absl::StrCat("văn bản ghi ", *hour, "; hạn được tính đến hết ngày");
  return phrase;
}

// "Đầu tháng 3/2026", "Giữa tháng 3", "Giữa năm 2026". The beginning or middle of a quarter is nowhere defined.
std::optional<DeadlinePhrase> ParseMoment(TokenReader& reader, std::optional<int> default_year) {
  TakeDone(reader);
  if (!reader.Take({"cham", "nhat"})) reader.TakeAny({"vao", "den"});
  const bool middle = reader.Take("giua");
  if (!middle && !reader.Take("dau")) return std::nullopt;
  const std::optional<int> month = TakeMonth(reader);
  if (!month.has_value() && !(middle && reader.Take("nam"))) return std::nullopt;
  const std::optional<int> year = TakeYearOr(reader, default_year);
  if (!year.has_value() || !reader.AtEnd()) return std::nullopt;
  const absl::CivilDay day =
      month.has_value() ? absl::CivilDay(*year, *month, middle ? kMiddleOfMonth : 1) : LastDayOfQuarter(2, *year);
  std::optional<DeadlinePhrase> phrase = OnDays(v1::DEADLINE_KIND_FIXED, {day});
  phrase->remark = month.has_value() ? kMomentBasis : kMiddleOfYearBasis;
  return phrase;
}

// Between the two ends of a span.
bool TakeUntil(TokenReader& reader) {
  if (!reader.TakeAny({"-", "den"})) return false;
  reader.Take("het");
  return true;
}

std::optional<DeadlinePhrase> Span(v1::DeadlineKind kind, absl::CivilDay start, absl::CivilDay end) {
  if (start >= end) return std::nullopt;
  std::optional<DeadlinePhrase> phrase = OnDays(kind, {end});
  phrase->remark = absl::StrCat("thực hiện từ ", FormatDateForPeople(start));
  return phrase;
}

// "Từ ngày 01/3 đến ngày 30/6/2026", "01/3/2026 - 30/6/2026"
std::optional<DeadlinePhrase> ParseDaySpan(TokenReader& reader, std::optional<int> default_year) {
  reader.Take("tu");
  reader.Take("ngay");
  const std::optional<PartialDate> first = TakeDate(reader);
  if (!first.has_value() || !TakeUntil(reader)) return std::nullopt;
  reader.Take("ngay");
  const std::optional<PartialDate> last = TakeDate(reader);
  if (!last.has_value() || !reader.AtEnd()) return std::nullopt;
  const std::optional<absl::CivilDay> end = ToDay(*last, default_year);
  if (!end.has_value()) return std::nullopt;
  const std::optional<absl::CivilDay> start = ToDay(*first, static_cast<int>(end->year()));
  if (!start.has_value()) return std::nullopt;
  return Span(v1::DEADLINE_KIND_FIXED, *start, *end);
}

// "Từ tháng 3 đến tháng 10/2026", "Tháng 3 - 10/2026", "Từ tháng 10/2025 đến hết tháng 3/2026"
std::optional<DeadlinePhrase> ParseMonthSpan(TokenReader& reader, std::optional<int> default_year) {
  reader.TakeAny({"tu", "trong"});
  const std::optional<int> first = TakeMonth(reader);
  if (!first.has_value()) return std::nullopt;
  // "tháng 3 - 10/2026": the dash does not bring a year.
  std::optional<int> first_year;
  int year = 0;
  const size_t before_year = reader.position();
  if (reader.TakeAny({"/", "nam"}) && reader.TakeNumber(&year) && IsYear(year)) {
    first_year = year;
  } else {
    reader.Reset(before_year);
  }
  if (!TakeUntil(reader)) return std::nullopt;
  reader.Take("thang");
  int last = 0;
  if (!reader.TakeNumber(&last) || last < 1 || last > 12) return std::nullopt;
  const std::optional<int> last_year = TakeYearOr(reader, default_year);
  if (!last_year.has_value() || !reader.AtEnd()) return std::nullopt;
  const absl::CivilMonth start(first_year.value_or(*last_year), *first), end(*last_year, last);
  if (start >= end) return std::nullopt;
  return Span(v1::DEADLINE_KIND_MONTH, absl::CivilDay(start), LastDayOfMonth(end));
}

// "Tháng 5 và tháng 8/2026", "Tháng 5/2026, tháng 8/2026": each its own occurrence, named as such.
std::optional<DeadlinePhrase> ParseMonths(TokenReader& reader, std::optional<int> default_year) {
  reader.Take("trong");
  std::vector<int> months;
  std::vector<std::optional<int>> years;
  do {
    const std::optional<int> month = TakeMonth(reader);
    if (!month.has_value()) return std::nullopt;
    months.push_back(*month);
    years.push_back(TakeYear(reader));
  } while (reader.TakeAny({",", ";", "va"}));
  if (!reader.AtEnd() || months.size() < 2) return std::nullopt;
  std::vector<absl::CivilDay> days(months.size());
  std::optional<int> year = default_year;
  for (size_t i = months.size(); i-- > 0;) {
    if (years[i].has_value()) year = years[i];
    if (!year.has_value()) return std::nullopt;
    days[i] = LastDayOfMonth(absl::CivilMonth(*year, months[i]));
    if (i + 1 < days.size() && days[i] >= days[i + 1]) return std::nullopt;
  }
  return OnDays(v1::DEADLINE_KIND_DATES, std::move(days));
}

// "Giai đoạn 2026 - 2030", "Từ năm 2026 đến năm 2028"
std::optional<DeadlinePhrase> ParseYearSpan(TokenReader& reader, std::optional<int>) {
  if (!reader.Take({"giai", "doan"})) reader.TakeAny({"tu", "trong"});
  reader.Take("nam");
  int first = 0, last = 0;
  if (!reader.TakeNumber(&first) || !IsYear(first) || !TakeUntil(reader)) return std::nullopt;
  reader.Take("nam");
  if (!reader.TakeNumber(&last) || !IsYear(last) || !reader.AtEnd()) return std::nullopt;
  return Span(v1::DEADLINE_KIND_YEAR, absl::CivilDay(first, 1, 1), absl::CivilDay(last, 12, 31));
}

}  // namespace

std::optional<DeadlinePhrase> ParseMomentsAndSpans(TokenReader& reader, std::optional<int> default_year) {
  const size_t start = reader.position();
  for (auto* form : {&ParseHourOfDay, &ParseMoment, &ParseDaySpan, &ParseMonthSpan, &ParseMonths, &ParseYearSpan}) {
    reader.Reset(start);
    std::optional<DeadlinePhrase> phrase = form(reader, default_year);
    if (phrase.has_value()) return phrase;
  }
  reader.Reset(start);
  return std::nullopt;
}

}  // namespace phoihop::plan
