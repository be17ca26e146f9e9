#include "workflow/plan/deadline_tokens.h"

#include <utility>

namespace phoihop::plan {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2200;
constexpr int kShortestFebruary = 28;

}  // namespace

bool IsYear(int number) { return number >= kFirstYear && number <= kLastYear; }

std::optional<absl::CivilDay> ToDay(const PartialDate& date, std::optional<int> year) {
  if (date.year.has_value()) year = date.year;
  if (!year.has_value() || date.month < 1 || date.month > 12 || date.day < 1) return std::nullopt;
  const absl::CivilDay day(*year, date.month, date.day);
  if (day.month() != date.month || day.day() != date.day) return std::nullopt;
  return day;
}

bool IsYearlyDay(const PartialDate& date) {
  return ToDay(date, kFirstYear).has_value() && (date.month != 2 || date.day <= kShortestFebruary);
}

std::optional<int> TakeYear(TokenReader& reader) {
  const size_t start = reader.position();
  reader.TakeAny({"/", "-", "nam"});
  int year = 0;
  if (reader.TakeNumber(&year) && IsYear(year)) return year;
  reader.Reset(start);
  return std::nullopt;
}

std::optional<int> TakeYearOr(TokenReader& reader, std::optional<int> default_year) {
  const std::optional<int> year = TakeYear(reader);
  return year.has_value() ? year : default_year;
}

std::optional<PartialDate> TakeDate(TokenReader& reader) {
  const size_t start = reader.position();
  PartialDate date;
  if (reader.TakeNumber(&date.day)) {
    if (reader.Take("thang") && reader.TakeNumber(&date.month)) {
      const size_t before_year = reader.position();
      int year = 0;
      if (reader.TakeAny({"nam", "/"}) && reader.TakeNumber(&year) && IsYear(year)) {
        date.year = year;
      } else {
        reader.Reset(before_year);
      }
      return date;
    }
    for (absl::string_view separator : {"/", "-", "."}) {
      reader.Reset(start + 1);
      if (!reader.Take(separator) || !reader.TakeNumber(&date.month) || date.month > 12) continue;
      const size_t before_year = reader.position();
      int year = 0;
      if (!reader.Take(separator)) return date;
      if (reader.TakeNumber(&year)) {
        if (!IsYear(year)) break;
        date.year = year;
        return date;
      }
      reader.Reset(before_year);
      return date;
    }
  }
  reader.Reset(start);
  return std::nullopt;
}

std::optional<int> TakeQuarter(TokenReader& reader) {
  const size_t start = reader.position();
  int number = 0;
  std::string word;
  if (reader.TakeNumber(&number)) {
    if (number >= 1 && number <= 4) return number;
  } else if (reader.TakeWord(&word)) {
    constexpr absl::string_view kRoman[] = {"i", "ii", "iii", "iv"};
    for (int i = 0; i < 4; ++i) {
      if (word == kRoman[i]) return i + 1;
    }
  }
  reader.Reset(start);
  return std::nullopt;
}

std::optional<int> TakeMonth(TokenReader& reader) {
  const size_t start = reader.position();
  int month = 0;
  if (reader.Take("thang") && reader.TakeNumber(&month) && month >= 1 && month <= 12) return month;
  reader.Reset(start);
  return std::nullopt;
}

bool TakeEvery(TokenReader& reader) { return reader.TakeAny({"hang", "moi"}); }
bool TakeEveryYear(TokenReader& reader) { return TakeEvery(reader) && reader.Take("nam"); }

void TakeDone(TokenReader& reader) {
  if (reader.Take({"thoi", "han"})) {
    reader.Take({"hoan", "thanh"});
    reader.Take(":");
  } else if (reader.Take("han")) {
    reader.Take({"hoan", "thanh"});
    reader.Take("cuoi");
    reader.Take(":");
  } else if (!reader.Take({"hoan", "thanh"})) {
    reader.Take("xong");
  }
}

bool TakeLeadIn(TokenReader& reader) {
  TakeDone(reader);
  if (!reader.Take({"cham", "nhat"}) && !reader.Take({"muon", "nhat"})) reader.Take({"khong", "muon", "hon"});
  const bool before = reader.Take("truoc");
  if (!before) {
    reader.TakeAny({"den", "trong", "vao", "la"});
    reader.Take("het");
  }
  reader.Take("ngay");
  return before;
}

void TakePeriodLeadIn(TokenReader& reader) {
  TakeDone(reader);
  if (!reader.Take({"cham", "nhat"}) && !reader.Take({"muon", "nhat"})) reader.TakeAny({"trong", "den", "vao"});
  reader.TakeAny({"cuoi", "het"});
}

std::optional<DeadlinePhrase> Recurring(v1::DeadlineKind kind, Recurrence recurrence) {
  DeadlinePhrase phrase;
  phrase.kind = kind;
  phrase.recurrence = std::move(recurrence);
  return phrase;
}

std::optional<DeadlinePhrase> OnDays(v1::DeadlineKind kind, std::vector<absl::CivilDay> days) {
  DeadlinePhrase phrase;
  phrase.kind = kind;
  phrase.days = std::move(days);
  return phrase;
}

}  // namespace phoihop::plan
