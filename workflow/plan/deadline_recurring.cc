// What falls due again and again.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "workflow/plan/deadline_forms.h"
#include "workflow/plan/deadline_tokens.h"

namespace phoihop::plan {
namespace {

using Kind = v1::DeadlineKind;
using Frequency = Recurrence::Frequency;

constexpr int kLastDayOfMonth = 31;
constexpr int kShortestQuarterMonth = 30;  // April, June, September, November

Kind KindOf(bool before) { return before ? v1::DEADLINE_KIND_RECURRING_BEFORE : v1::DEADLINE_KIND_RECURRING; }

Recurrence Monthly(int day) {
  Recurrence rule;
  rule.frequency = Frequency::kMonthly;
  rule.month_day = day;
  return rule;
}

Recurrence Yearly(std::vector<int> months, int day) {
  Recurrence rule;
  rule.frequency = Frequency::kYearly;
  rule.months = std::move(months);
  rule.month_day = day;
  return rule;
}

// "Hằng tháng"
std::optional<DeadlinePhrase> ParseRhythmAlone(TokenReader& reader) {
  std::optional<Recurrence> rhythm = ParseRhythm(reader);
  if (!rhythm.has_value()) return std::nullopt;
  return Recurring(v1::DEADLINE_KIND_RECURRING, *std::move(rhythm));
}

// The days "15/6 và 15/12" of every year: the same day of several months, in order.
std::optional<Recurrence> TakeYearlyDays(TokenReader& reader) {
  Recurrence rule;
  do {
    reader.Take("ngay");
    const std::optional<PartialDate> date = TakeDate(reader);
    if (!date.has_value() || date->year.has_value() || !IsYearlyDay(*date)) return std::nullopt;
    if (!rule.months.empty() && (rule.month_day != date->day || rule.months.back() >= date->month)) return std::nullopt;
    rule.month_day = date->day;
    rule.months.push_back(date->month);
  } while (reader.TakeAny({",", ";", "va"}));
  return rule;
}

// "Trước ngày 20/7 hàng năm", "Trước ngày 15/6 và 15/12 hằng năm"
std::optional<DeadlinePhrase> ParseDayOfYear(TokenReader& reader) {
  const Kind kind = KindOf(TakeLeadIn(reader));
  std::optional<Recurrence> rule = TakeYearlyDays(reader);
  if (!rule.has_value() || !TakeEveryYear(reader) || !reader.AtEnd()) return std::nullopt;
  return Recurring(kind, *std::move(rule));
}

// What stands behind the number of "ngày 20 …" when every month has its own: "hằng tháng", "của mỗi tháng", "của
// tháng", "tháng sau", "của tháng kế tiếp".
bool TakeOfMonth(TokenReader& reader) {
  const bool of = reader.Take("cua");
  if (TakeEvery(reader)) return reader.Take("thang");
  if (!reader.Take("thang")) return false;
  return reader.Take("sau") || reader.Take({"ke", "tiep"}) || reader.Take({"tiep", "theo"}) || of;
}

// "Ngày 20 hằng tháng", "Trước ngày 05 của tháng sau"
std::optional<DeadlinePhrase> ParseDayOfMonth(TokenReader& reader) {
  const Kind kind = KindOf(TakeLeadIn(reader));
  int day = 0;
  if (!reader.TakeNumber(&day) || day < 1 || day > kLastDayOfMonth) return std::nullopt;
  if (!TakeOfMonth(reader) || !reader.AtEnd()) return std::nullopt;
  return Recurring(kind, Monthly(day));
}

// "25 của tháng cuối quý", "10 tháng đầu quý sau", from the number on.
std::optional<Recurrence> TakeDayOfQuarter(TokenReader& reader) {
  int day = 0;
  if (!reader.TakeNumber(&day) || day < 1 || day > kShortestQuarterMonth) return std::nullopt;
  reader.Take("cua");
  if (!reader.Take("thang")) return std::nullopt;
  const bool last = reader.Take("cuoi");
  if (!last && !reader.Take("dau")) return std::nullopt;
  reader.Take("cua");
  TakeEvery(reader);
  if (!reader.Take("quy")) return std::nullopt;
  // "tháng cuối quý sau" is no rhythm of this quarter.
  const bool next = reader.Take("sau") || reader.Take({"ke", "tiep"}) || reader.Take({"tiep", "theo"});
  if (last && next) return std::nullopt;
  return Yearly(last ? std::vector<int>{3, 6, 9, 12} : std::vector<int>{1, 4, 7, 10}, day);
}

// "Chậm nhất ngày 25 của tháng cuối quý"
std::optional<DeadlinePhrase> ParseDayOfQuarter(TokenReader& reader) {
  const Kind kind = KindOf(TakeLeadIn(reader));
  std::optional<Recurrence> rule = TakeDayOfQuarter(reader);
  if (!rule.has_value() || !reader.AtEnd()) return std::nullopt;
  return Recurring(kind, *std::move(rule));
}

// "Hằng năm, trước ngày 15/12", "Hằng tháng (trước ngày 25)", "Hằng quý, chậm nhất ngày 20 của tháng cuối quý"
std::optional<DeadlinePhrase> ParseRhythmThenDay(TokenReader& reader) {
  reader.Take({"dinh", "ky"});
  std::string unit;
  if (!TakeEvery(reader) || !reader.TakeWord(&unit)) return std::nullopt;
  const bool parenthesis = reader.Take("(");
  if (!parenthesis) reader.TakeAny({",", ":", ";"});
  const Kind kind = KindOf(TakeLeadIn(reader));
  std::optional<Recurrence> rule;
  int day = 0;
  if (unit == "nam") {
    rule = TakeYearlyDays(reader);
  } else if (unit == "quy") {
    rule = TakeDayOfQuarter(reader);
  } else if (unit == "thang" && reader.TakeNumber(&day) && day >= 1 && day <= kLastDayOfMonth) {
    rule = Monthly(day);
    const size_t here = reader.position();
    if (!TakeOfMonth(reader)) reader.Reset(here);
  }
  if (!rule.has_value() || (parenthesis && !reader.Take(")")) || !reader.AtEnd()) return std::nullopt;
  return Recurring(kind, *std::move(rule));
}

// "Tháng 12 hằng năm", "Tháng 6 và tháng 12 hằng năm", "Quý II, quý IV hằng năm"
std::optional<DeadlinePhrase> ParseMonthsOfYear(TokenReader& reader) {
  TakePeriodLeadIn(reader);
  std::vector<int> months;
  bool each_named = true;
  const bool quarters = reader.Take("quy");
  if (!quarters && !reader.Take("thang")) return std::nullopt;
  do {
    if (!months.empty() && !reader.Take(quarters ? "quy" : "thang")) each_named = false;
    int month = 0;
    if (quarters) {
      month = TakeQuarter(reader).value_or(0) * 3;
    } else if (!reader.TakeNumber(&month) || month > 12) {
      return std::nullopt;
    }
    if (month < 1 || (!months.empty() && months.back() >= month)) return std::nullopt;
    // "Tháng 11, 12 hằng năm" could be one time that lasts two months.
    if (!months.empty() && !each_named && month - months.back() <= (quarters ? 3 : 1)) return std::nullopt;
    months.push_back(month);
  } while (reader.TakeAny({",", ";", "va"}));
  if (!TakeEveryYear(reader) || !reader.AtEnd()) return std::nullopt;
  return Recurring(v1::DEADLINE_KIND_RECURRING, Yearly(std::move(months), -1));
}

// One of the rhythms of "6 tháng, năm": its length in months.
std::optional<int> TakeRhythmUnit(TokenReader& reader) {
  TakeEvery(reader);
  int count = 0;
  if (reader.TakeNumber(&count)) {
    if (reader.Take("thang") && (count == 3 || count == 6 || count == 9)) return count;
    return std::nullopt;
  }
  if (reader.Take("thang")) return 1;
  if (reader.Take("quy")) return 3;
  if (reader.Take("nam")) return 12;
  return std::nullopt;
}

// "Định kỳ 6 tháng, năm", "Định kỳ hằng quý, 6 tháng và năm": the days of the longer rhythms are days of the shortest.
std::optional<DeadlinePhrase> ParseNestedRhythms(TokenReader& reader) {
  const bool periodic = reader.Take({"dinh", "ky"});
  std::vector<int> lengths;
  do {
    const std::optional<int> months = TakeRhythmUnit(reader);
    if (!months.has_value()) return std::nullopt;
    lengths.push_back(*months);
  } while (reader.TakeAny({",", "va", "/"}));
  if (!reader.AtEnd() || lengths.size() < 2) return std::nullopt;
  if (!periodic && lengths.front() < 6) return std::nullopt;
  for (size_t i = 1; i < lengths.size(); ++i) {
    if (lengths[i] <= lengths[i - 1] || lengths[i] % lengths[0] != 0) return std::nullopt;
  }
  if (12 % lengths[0] != 0) return std::nullopt;
  Recurrence rule;
  rule.frequency = Frequency::kMonthly;
  rule.interval = lengths[0];
  std::optional<DeadlinePhrase> phrase = Recurring(v1::DEADLINE_KIND_RECURRING, rule);
  phrase->remark = "kỳ dài hơn nằm trong kỳ ngắn cùng ngày: kỳ cuối năm gồm cả báo cáo năm";
  return phrase;
}

}  // namespace

std::optional<DeadlinePhrase> ParseRecurringForms(TokenReader& reader) {
  const size_t start = reader.position();
  for (auto* form : {&ParseRhythmAlone, &ParseDayOfMonth, &ParseDayOfYear, &ParseDayOfQuarter, &ParseRhythmThenDay,
                     &ParseMonthsOfYear, &ParseNestedRhythms}) {
    reader.Reset(start);
    std::optional<DeadlinePhrase> phrase = form(reader);
    if (phrase.has_value()) return phrase;
  }
  reader.Reset(start);
  return std::nullopt;
}

}  // namespace phoihop::plan
