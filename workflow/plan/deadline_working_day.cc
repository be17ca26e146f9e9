// What falls due on a working day that is counted within its month.
#include <string>
#include <utility>
#include <vector>

#include "workflow/deadline/working_day_of_month.h"
#include "workflow/plan/deadline_forms.h"
#include "workflow/plan/deadline_tokens.h"

namespace phoihop::plan {
namespace {

using Frequency = Recurrence::Frequency;

constexpr int kMonthsOfQuarter = 3;
constexpr int kMonthsOfYear = 12;

// What is reported on when so many months are over.
Recurrence PeriodOf(int months) {
  Recurrence rhythm;
  rhythm.frequency = months == kMonthsOfYear ? Frequency::kYearly : Frequency::kMonthly;
  if (months != kMonthsOfYear) rhythm.interval = months;
  return rhythm;
}

// The first of each month, or of these months.
Recurrence FirstOf(std::vector<int> months) {
  Recurrence rhythm;
  rhythm.frequency = months.empty() ? Frequency::kMonthly : Frequency::kYearly;
  rhythm.months = std::move(months);
  rhythm.month_day = 1;
  return rhythm;
}

bool TakeNext(TokenReader& reader) {
  return reader.Take("sau") || reader.Take({"ke", "tiep"}) || reader.Take({"tiep", "theo"}) ||
         reader.Take({"lien", "ke"});
}

// The period that a rhythm is said of, in months: "tháng", "quý", "năm".
std::optional<int> TakeUnit(TokenReader& reader) {
  if (reader.Take("thang")) return 1;
  if (reader.Take("quy")) return kMonthsOfQuarter;
  if (reader.Take("nam")) return kMonthsOfYear;
  return std::nullopt;
}

// A rhythm and the length in months of its period.
struct Months {
  Recurrence rhythm;
  int length = 0;
};

// "tháng đầu quý sau", "tháng cuối của quý", from behind "tháng" on.
std::optional<Months> TakeMonthOfQuarter(TokenReader& reader) {
  const bool last = reader.Take("cuoi");
  if (!last && !reader.Take("dau")) return std::nullopt;
  reader.Take("cua");
  TakeEvery(reader);
  if (!reader.Take("quy")) return std::nullopt;
  const bool next = TakeNext(reader);
  if (last && next) return std::nullopt;
  if (next) return Months{PeriodOf(kMonthsOfQuarter), kMonthsOfQuarter};
  return Months{FirstOf(last ? std::vector<int>{3, 6, 9, 12} : std::vector<int>{1, 4, 7, 10}), kMonthsOfQuarter};
}

// "hằng tháng", "của tháng", "của tháng sau", "của quý sau", "của tháng đầu quý sau", "của tháng 7 hằng năm", "của
// tháng 1 năm sau".
std::optional<Months> TakeMonths(TokenReader& reader) {
  const bool of = reader.Take("cua");
  const bool every = TakeEvery(reader);
  if (reader.Take("quy")) {
    if (TakeNext(reader)) return Months{PeriodOf(kMonthsOfQuarter), kMonthsOfQuarter};
    if (!of && !every) return std::nullopt;
    return Months{FirstOf({1, 4, 7, 10}), kMonthsOfQuarter};
  }
  if (!reader.Take("thang")) return std::nullopt;
  if (every) return Months{FirstOf({}), 1};
  int month = 0;
  if (reader.TakeNumber(&month)) {
    if (month < 1 || month > kMonthsOfYear) return std::nullopt;
    if (TakeEveryYear(reader)) return Months{FirstOf({month}), kMonthsOfYear};
    const bool next = month == 1 && reader.Take("nam") && TakeNext(reader);
    return next ? std::optional<Months>(Months{PeriodOf(kMonthsOfYear), kMonthsOfYear}) : std::nullopt;
  }
  if (TakeNext(reader)) return Months{PeriodOf(1), 1};
  const size_t here = reader.position();
  if (std::optional<Months> quarter = TakeMonthOfQuarter(reader)) return quarter;
  reader.Reset(here);
  if (!of) return std::nullopt;
  return Months{FirstOf({}), 1};
}

// "ngày làm việc thứ 5", "ngày làm việc đầu tiên", "05 ngày làm việc đầu", behind the lead-in, which may have taken
// "ngày". Whether "trước" stood there decides nothing but that "trước 05 ngày làm việc đầu" is not understood.
std::optional<int> TakeWorkingDay(TokenReader& reader, bool before) {
  int count = 0;
  reader.Take("ngay");
  if (reader.Take({"lam", "viec"})) {
    if (reader.Take({"dau", "tien"}) || reader.Take({"thu", "nhat"})) return 1;
    if (!reader.Take("thu") || !reader.TakeNumber(&count)) return std::nullopt;
  } else {
    reader.Take("vong");
    if (before || !reader.TakeNumber(&count) || !reader.Take({"ngay", "lam", "viec", "dau"})) return std::nullopt;
    reader.Take("tien");
  }
  if (count < 1 || count > deadline::kMaxWorkingDayOfMonth) return std::nullopt;
  return count;
}

// "Báo cáo tháng", "Hằng tháng,", "Định kỳ hằng quý (": the length of the period in months; 0: nothing stands there.
int TakeRhythmBefore(TokenReader& reader, bool* parenthesis) {
  const size_t start = reader.position();
  const bool report = reader.Take({"bao", "cao"});
  const bool periodic = reader.Take({"dinh", "ky"});
  const bool every = TakeEvery(reader);
  const std::optional<int> unit = report || periodic || every ? TakeUnit(reader) : std::nullopt;
  if (!unit.has_value()) {
    reader.Reset(start);
    // "Báo cáo định kỳ trước ngày làm việc thứ 5 hằng tháng" says the rhythm behind.
    reader.Take({"bao", "cao"});
    reader.Take({"dinh", "ky"});
    return 0;
  }
  *parenthesis = reader.Take("(");
  if (!*parenthesis) reader.TakeAny({",", ":", ";"});
  return *unit;
}

}  // namespace

std::optional<DeadlinePhrase> ParseWorkingDayOfMonth(TokenReader& reader) {
  bool parenthesis = false;
  const int length = TakeRhythmBefore(reader, &parenthesis);
  const bool before = TakeLeadIn(reader);
  const std::optional<int> count = TakeWorkingDay(reader, before);
  if (!count.has_value()) return std::nullopt;
  const size_t here = reader.position();
  std::optional<Months> months = TakeMonths(reader);
  if (!months.has_value()) {
    // "Hằng tháng, chậm nhất ngày làm việc thứ 5"; of a longer period it would not say of which month.
    if (length != 1) return std::nullopt;
    reader.Reset(here);
    months = Months{FirstOf({}), 1};
  }
  if (length != 0 && length != months->length) return std::nullopt;
  if ((parenthesis && !reader.Take(")")) || !reader.AtEnd()) return std::nullopt;
  std::optional<DeadlinePhrase> phrase =
      Recurring(before ? v1::DEADLINE_KIND_RECURRING_BEFORE : v1::DEADLINE_KIND_RECURRING, std::move(months->rhythm));
  phrase->working_day = *count;
  return phrase;
}

}  // namespace phoihop::plan
