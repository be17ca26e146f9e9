#include "workflow/plan/deadline_grammar.h"

#include <algorithm>

#include "workflow/limits.h"
#include "workflow/plan/deadline_forms.h"
#include "workflow/plan/deadline_tokens.h"

namespace phoihop::plan {
namespace {

// A list such as "02 đợt: …" names at most this many dates.
constexpr size_t kMaxDates = 24;

using Kind = v1::DeadlineKind;

// "31/12/2026", "Chậm nhất 31/08/2026", "Trước ngày 30/9/2024"
std::optional<DeadlinePhrase> ParseFixed(TokenReader& reader, std::optional<int> default_year) {
  const Kind kind = TakeLeadIn(reader) ? v1::DEADLINE_KIND_FIXED_BEFORE : v1::DEADLINE_KIND_FIXED;
  const std::optional<PartialDate> date = TakeDate(reader);
  if (!date.has_value() || !reader.AtEnd()) return std::nullopt;
  const std::optional<absl::CivilDay> day = ToDay(*date, default_year);
  if (!day.has_value()) return std::nullopt;
  return OnDays(kind, {*day});
}

// "Tháng 10/2024", "Tháng 12 năm 2025"
std::optional<DeadlinePhrase> ParseMonth(TokenReader& reader, std::optional<int> default_year) {
  TakePeriodLeadIn(reader);
  int month = 0;
  if (!reader.Take("thang") || !reader.TakeNumber(&month) || month < 1 || month > 12) return std::nullopt;
  const std::optional<int> year = TakeYearOr(reader, default_year);
  if (!year.has_value() || !reader.AtEnd()) return std::nullopt;
  return OnDays(v1::DEADLINE_KIND_MONTH, {LastDayOfMonth(absl::CivilMonth(*year, month))});
}

// "Quý III/2024", "Quý II - III/2024", "Quý II, Quý IV/2026", "Quý II/2026 và Quý IV/2026"
std::optional<DeadlinePhrase> ParseQuarters(TokenReader& reader, std::optional<int> default_year) {
  const bool from = reader.Take("tu");
  if (!from) TakePeriodLeadIn(reader);
  if (!reader.Take("quy")) return std::nullopt;
  std::vector<int> quarters;
  std::vector<std::optional<int>> years;
  bool range = false;
  do {
    reader.Take("quy");
    const std::optional<int> quarter = TakeQuarter(reader);
    if (!quarter.has_value()) return std::nullopt;
    quarters.push_back(*quarter);
    years.push_back(TakeYear(reader));
    if (range || reader.AtEnd()) break;
    range = quarters.size() == 1 && reader.TakeAny({"-", "den"});
    if (range) reader.Take("het");
  } while (range || reader.TakeAny({",", ";", "va"}));
  if (!reader.AtEnd() || (from && !range)) return std::nullopt;
  std::optional<int> year = years.back().has_value() ? years.back() : default_year;
  std::vector<absl::CivilDay> days(quarters.size());
  for (size_t i = quarters.size(); i-- > 0;) {
    if (years[i].has_value()) year = years[i];
    if (!year.has_value()) return std::nullopt;
    days[i] = LastDayOfQuarter(quarters[i], *year);
    if (i + 1 < days.size() && days[i] >= days[i + 1]) return std::nullopt;
  }
  if (days.size() == 1) return OnDays(v1::DEADLINE_KIND_QUARTER, std::move(days));
  if (range) return OnDays(v1::DEADLINE_KIND_QUARTER_RANGE, {days.back()});
  return OnDays(v1::DEADLINE_KIND_DATES, std::move(days));
}

// "6 tháng đầu năm 2026", "9 tháng đầu năm 2026"
std::optional<DeadlinePhrase> ParseHalfYear(TokenReader& reader, std::optional<int> default_year) {
  TakePeriodLeadIn(reader);
  int count = 6;
  if (!reader.Take("sau") && !(reader.TakeNumber(&count) && (count == 6 || count == 9))) return std::nullopt;
  if (!reader.Take("thang")) return std::nullopt;
  const bool first = reader.Take("dau");
  if (!first && (count == 9 || !reader.Take("cuoi"))) return std::nullopt;
  const std::optional<int> year = TakeYearOr(reader, default_year);
  if (!year.has_value()) return std::nullopt;
  reader.Take("nam");  // "6 tháng đầu năm", of the plan's year
  if (!reader.AtEnd()) return std::nullopt;
  if (count == 9) return OnDays(v1::DEADLINE_KIND_QUARTER_RANGE, {LastDayOfQuarter(3, *year)});
  return OnDays(v1::DEADLINE_KIND_HALF_YEAR, {LastDayOfQuarter(first ? 2 : 4, *year)});
}

// "Năm 2026", "Cuối năm 2026"; "trong năm", "cuối năm", "hết năm" of a plan of one year
std::optional<DeadlinePhrase> ParseYear(TokenReader& reader, std::optional<int> default_year) {
  const size_t start = reader.position();
  TakePeriodLeadIn(reader);
  const bool led_in = reader.position() > start;
  int year = 0;
  if (!reader.Take("nam")) return std::nullopt;
  if (reader.AtEnd() && led_in && default_year.has_value()) {
    year = *default_year;
  } else if (!reader.TakeNumber(&year) || !IsYear(year)) {
    return std::nullopt;
  }
  if (!reader.AtEnd()) return std::nullopt;
  return OnDays(v1::DEADLINE_KIND_YEAR, {absl::CivilDay(year, 12, 31)});
}

// "02 đợt: 15/5/2026 và 22/8/2026", "15/5 và 22/8/2026"
std::optional<DeadlinePhrase> ParseDates(TokenReader& reader, std::optional<int> default_year) {
  const size_t start = reader.position();
  int announced = 0;
  std::string word;
  if (!(reader.TakeNumber(&announced) && reader.TakeWord(&word) && reader.Take(":"))) {
    reader.Reset(start);
    announced = 0;
  }
  std::vector<PartialDate> dates;
  do {
    reader.Take("ngay");
    const std::optional<PartialDate> date = TakeDate(reader);
    if (!date.has_value() || dates.size() >= kMaxDates) return std::nullopt;
    dates.push_back(*date);
  } while (reader.TakeAny({",", ";", "va"}));
  if (!reader.AtEnd() || dates.size() < 2) return std::nullopt;
  // "02 đợt" with three dates contradicts itself.
  if (announced != 0 && announced != static_cast<int>(dates.size())) return std::nullopt;
  std::optional<int> year = default_year;
  std::vector<absl::CivilDay> days(dates.size());
  for (size_t i = dates.size(); i-- > 0;) {
    if (dates[i].year.has_value()) year = dates[i].year;
    const std::optional<absl::CivilDay> day = ToDay(dates[i], year);
    if (!day.has_value() || (i + 1 < days.size() && *day >= days[i + 1])) return std::nullopt;
    days[i] = *day;
  }
  return OnDays(v1::DEADLINE_KIND_DATES, std::move(days));
}

std::optional<v1::Period> TakePeriod(TokenReader& reader) {
  v1::Period period;
  int count = 0;
  if (!reader.TakeNumber(&count) || count < 1 || count > limits::kPeriodCount) return std::nullopt;
  period.set_count(count);
  if (reader.Take("gio")) {
    period.set_unit(v1::PERIOD_UNIT_HOUR);
  } else if (reader.Take({"ngay", "lam", "viec"})) {
    period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  } else if (reader.Take("ngay")) {
    period.set_unit(v1::PERIOD_UNIT_CALENDAR_DAY);
  } else if (reader.Take("tuan")) {
    period.set_unit(v1::PERIOD_UNIT_WEEK);
  } else if (reader.Take("thang")) {
    period.set_unit(v1::PERIOD_UNIT_MONTH);
  } else if (reader.Take("nam")) {
    period.set_unit(v1::PERIOD_UNIT_YEAR);
  } else {
    return std::nullopt;
  }
  return period;
}

// The event at the end of a phrase. A text that begins with a date is none, and one that goes on with a second deadline
// is for a person to take apart: nothing of it may be lost inside an "event".
std::optional<std::string> TakeEvent(TokenReader& reader) {
  const size_t start = reader.position();
  std::string word;
  if (!reader.TakeWord(&word)) return std::nullopt;
  for (reader.Reset(start); !reader.AtEnd(); reader.Skip()) {
    const size_t here = reader.position();
    if (reader.TakeAny({"truoc", "hang", ";"}) || reader.Take({"cham", "nhat"})) return std::nullopt;
    const std::optional<PartialDate> date = TakeDate(reader);
    if (date.has_value() && date->year.has_value()) return std::nullopt;
    reader.Reset(here);
  }
  reader.Reset(start);
  std::string event = reader.TakeRest();
  if (event.size() > limits::kExplanationBytes) return std::nullopt;
  return event;
}

// "Trong vòng 30 ngày kể từ ngày Quy chế được ban hành", "05 ngày làm việc sau khi …", "24 giờ khi có vụ việc"
std::optional<DeadlinePhrase> ParsePeriodFromEvent(TokenReader& reader) {
  reader.Take({"cham", "nhat"});
  reader.TakeAny({"trong", "sau"});
  if (!reader.Take("vong")) reader.Take({"thoi", "han"});
  DeadlinePhrase phrase;
  phrase.kind = v1::DEADLINE_KIND_RELATIVE;
  phrase.period = TakePeriod(reader);
  if (!phrase.period.has_value()) return std::nullopt;
  reader.Take(",");
  if (reader.Take({"ke", "tu"}) || reader.Take("tu") || reader.Take("sau")) {
    reader.TakeAny({"ngay", "khi"});
  } else if (!reader.Take("khi")) {
    return std::nullopt;
  }
  std::optional<std::string> event = TakeEvent(reader);
  if (!event.has_value()) return std::nullopt;
  phrase.event = *std::move(event);
  return phrase;
}

// "Sau khi logo được phê duyệt", "Khi có vụ việc", "Đột xuất khi có vụ việc"
std::optional<DeadlinePhrase> ParseAfterEvent(TokenReader& reader) {
  reader.Take({"dot", "xuat"});
  if (!reader.Take({"ngay", "sau"})) reader.Take("sau");
  if (!reader.Take("khi")) return std::nullopt;
  std::optional<std::string> event = TakeEvent(reader);
  if (!event.has_value()) return std::nullopt;
  DeadlinePhrase phrase;
  phrase.kind = v1::DEADLINE_KIND_RELATIVE;
  phrase.event = *std::move(event);
  return phrase;
}

// "đột xuất khi có vụ việc", "báo cáo trong 24 giờ khi có vụ việc"
bool ParseOnEvent(TokenReader& reader, DeadlinePhrase& phrase) {
  const size_t start = reader.position();
  reader.Take({"bao", "cao"});
  const size_t after_verb = reader.position();
  std::optional<DeadlinePhrase> relative = ParsePeriodFromEvent(reader);
  if (!relative.has_value()) {
    reader.Reset(after_verb);
    relative = ParseAfterEvent(reader);
  }
  if (!relative.has_value()) return false;
  phrase.period = relative->period;
  reader.Reset(start);
  phrase.event = reader.TakeRest();
  return true;
}

// "báo cáo hằng quý", "định kỳ hằng quý báo cáo"
std::optional<Recurrence> ParseReporting(TokenReader& reader) {
  const size_t start = reader.position();
  const bool periodic = reader.Take({"dinh", "ky"});
  if (reader.Take({"bao", "cao"})) return ParseRhythm(reader);
  // The verb behind the rhythm. "Thường xuyên, hằng năm" does not say that anything is reported each year.
  if (!periodic) reader.Reset(start);
  std::string unit;
  if (!TakeEvery(reader) || !reader.TakeWord(&unit)) return std::nullopt;
  if (!reader.Take({"bao", "cao"}) || !reader.AtEnd()) return std::nullopt;
  for (absl::string_view known : {"tuan", "thang", "quy", "nam"}) {
    if (unit == known) return RhythmOfEach(unit);
  }
  return std::nullopt;
}

// "Thường xuyên", alone, with an event or with a reporting rhythm
std::optional<DeadlinePhrase> ParseContinuous(TokenReader& reader) {
  if (!reader.Take({"thuong", "xuyen"})) return std::nullopt;
  DeadlinePhrase phrase;
  phrase.kind = v1::DEADLINE_KIND_CONTINUOUS;
  if (!reader.Take({",", "lien", "tuc"})) reader.Take({"trong", "nam"});
  if (reader.AtEnd()) return phrase;
  reader.TakeAny({",", ";", "va"});
  const size_t start = reader.position();
  if (ParseOnEvent(reader, phrase)) return phrase;
  reader.Reset(start);
  phrase.report_recurrence = ParseReporting(reader);
  if (!phrase.report_recurrence.has_value()) return std::nullopt;
  return phrase;
}

}  // namespace

std::optional<DeadlinePhrase> ParseDeadline(TokenReader& reader, std::optional<int> default_year) {
  const size_t start = reader.position();
  for (auto* form :
       {&ParseContinuous, &ParseRecurringForms, &ParseWorkingDayOfMonth, &ParsePeriodFromEvent, &ParseAfterEvent}) {
    reader.Reset(start);
    std::optional<DeadlinePhrase> phrase = form(reader);
    if (phrase.has_value()) return phrase;
  }
  for (auto* form :
       {&ParseFixed, &ParseMonth, &ParseQuarters, &ParseHalfYear, &ParseYear, &ParseDates, &ParseMomentsAndSpans}) {
    reader.Reset(start);
    std::optional<DeadlinePhrase> phrase = form(reader, default_year);
    if (phrase.has_value()) return phrase;
  }
  reader.Reset(start);
  return std::nullopt;
}

}  // namespace phoihop::plan
