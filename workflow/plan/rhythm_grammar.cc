#include "absl/strings/string_view.h"
#include "workflow/plan/deadline_grammar.h"

namespace phoihop::plan {
namespace {

// The rhythm that falls due once in each `count` × `unit`.
std::optional<Recurrence> Rhythm(int count, absl::string_view unit) {
  Recurrence result;
  if (unit == "ngay" && count == 1) {
    result.frequency = Recurrence::Frequency::kDaily;
  } else if (unit == "tuan" && count == 1) {
    result.frequency = Recurrence::Frequency::kWeekly;
  } else if (unit == "thang" && count >= 1 && count < 12 && 12 % count == 0) {
    result.frequency = Recurrence::Frequency::kMonthly;
    result.interval = count;
  } else if (unit == "quy" && count == 1) {
    result.frequency = Recurrence::Frequency::kMonthly;
    result.interval = 3;
  } else if ((unit == "nam" && count == 1) || (unit == "thang" && count == 12)) {
    result.frequency = Recurrence::Frequency::kYearly;
  } else {
    return std::nullopt;
  }
  return result;
}

bool TakeOnce(TokenReader& reader) {
  int one = 0;
  if (reader.Take({"mot", "lan"})) return true;
  const size_t start = reader.position();
  if (reader.TakeNumber(&one) && one == 1 && reader.Take("lan")) return true;
  reader.Reset(start);
  return reader.Take("lan");
}

// "hằng tháng", "mỗi quý một lần"
std::optional<Recurrence> ParseEvery(TokenReader& reader) {
  reader.Take({"dinh", "ky"});
  std::string unit;
  if (!reader.TakeAny({"hang", "moi"}) || !reader.TakeWord(&unit)) return std::nullopt;
  if (!reader.AtEnd() && !TakeOnce(reader)) return std::nullopt;
  return reader.AtEnd() ? Rhythm(1, unit) : std::nullopt;
}

// "6 tháng một lần", "03 tháng/lần"
std::optional<Recurrence> ParseEachSoManyMonths(TokenReader& reader) {
  reader.Take({"dinh", "ky"});
  int count = 0;
  std::string unit;
  if (!reader.TakeNumber(&count) || !reader.TakeWord(&unit)) return std::nullopt;
  reader.Take("/");
  if (!TakeOnce(reader) || !reader.AtEnd()) return std::nullopt;
  return Rhythm(count, unit);
}

// "01 lần/năm", "02 bản tin/tháng": so many in each period, due when the period ends.
std::optional<Recurrence> ParseSoManyInEach(TokenReader& reader) {
  int count = 0;
  std::string word;
  const size_t start = reader.position();
  if (!reader.TakeNumber(&count) || count < 1) return std::nullopt;
  // "24 giờ/ngày" counts no products.
  if (reader.TakeAny({"gio", "ngay", "tuan", "thang", "quy", "nam"})) return std::nullopt;
  reader.Reset(start + 1);
  if (!reader.TakeWord(&word)) return std::nullopt;
  while (!reader.Take("/")) {
    if (!reader.TakeWord(&word)) return std::nullopt;
  }
  if (!reader.TakeWord(&word) || !reader.AtEnd()) return std::nullopt;
  return Rhythm(1, word);
}

}  // namespace

std::optional<Recurrence> RhythmOfEach(absl::string_view unit) { return Rhythm(1, unit); }

std::optional<Recurrence> ParseRhythm(TokenReader& reader) {
  const size_t start = reader.position();
  for (auto* form : {&ParseEvery, &ParseEachSoManyMonths, &ParseSoManyInEach}) {
    reader.Reset(start);
    std::optional<Recurrence> rhythm = form(reader);
    if (rhythm.has_value()) return rhythm;
  }
  reader.Reset(start);
  return std::nullopt;
}

}  // namespace phoihop::plan
