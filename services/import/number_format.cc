#include "services/import/number_format.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace phoihop::import {
namespace {

// 31 December 9999.
constexpr double kLastSerial = 2958466;
constexpr int64_t kDays1904 = 1462;
// Excel thinks that 1900 was a leap year: day 60 was 29 February.
constexpr int64_t kDayThatNeverWas = 60;
constexpr int kMaxDecimals = 15;
constexpr int64_t kMinutesOfDay = 24 * 60;

std::string General(double value) {
  if (value == 0) return "0";  // also -0
  return absl::StrFormat("%.15g", value);
}

// The part of a code that is for positive numbers: up to the first ';' outside of quotation marks.
absl::string_view PositiveSection(absl::string_view code) {
  bool quoted = false;
  for (size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"') quoted = !quoted;
    if (!quoted && code[i] == '\\') ++i;
    if (!quoted && i < code.size() && code[i] == ';') return code.substr(0, i);
  }
  return code;
}

}  // namespace

NumberFormat::NumberFormat(absl::string_view code) { ReadCode(PositiveSection(code)); }

NumberFormat NumberFormat::BuiltIn(int id) {
  switch (id) {
    case 1:
    case 3:
    case 37:
    case 38:
      return NumberFormat("0");
    case 2:
    case 4:
    case 39:
    case 40:
      return NumberFormat("0.00");
    case 9:
      return NumberFormat("0%");
    case 10:
      return NumberFormat("0.00%");
    case 16:
      return NumberFormat("d-mmm");
    case 17:
      return NumberFormat("mmm-yy");
    case 18:
    case 19:
    case 20:
    case 21:
    case 45:
    case 47:
      return NumberFormat("h:mm");
    case 46:
      return NumberFormat("[h]:mm:ss");
    case 22:
      return NumberFormat("d/m/yyyy h:mm");
    default:
      // 14, 15 and those of other languages (27 to 36, 50 to 58) are dates.
      if (id == 14 || id == 15 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return NumberFormat("d/m/yyyy");
      return NumberFormat("General");
  }
}

void NumberFormat::ReadCode(absl::string_view code) {
  if (absl::EqualsIgnoreCase(code, "General") || code.empty() || code == "@") return;
  bool point = false;
  width_ = 0;
  std::string* literal = &before_;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = absl::ascii_tolower(code[i]);
    if (c == '"') {
      const size_t end = std::min(code.find('"', i + 1), code.size());
      absl::StrAppend(literal, code.substr(i + 1, end - i - 1));
      i = end;
    } else if (c == '[') {
      const size_t end = std::min(code.find(']', i), code.size());
      const std::string inside = absl::AsciiStrToLower(code.substr(i + 1, end - i - 1));
      elapsed_ = elapsed_ || (!inside.empty() && inside.find_first_not_of("hms") == std::string::npos);
      strange_ =
          strange_ || absl::StartsWith(inside, "<") || absl::StartsWith(inside, ">") || absl::StartsWith(inside, "=");
      i = end;
    } else if (c == '\\') {
      if (++i < code.size()) literal->push_back(code[i]);
    } else if (c == '_' || c == '*') {
      ++i;
    } else if (c == '0' || c == '#' || c == '?') {
      number_ = true;
      literal = &after_;
      if (point) {
        decimals_ = std::min(decimals_ + (c == '0' ? 1 : 0), kMaxDecimals);
        strange_ = strange_ || c != '0';
      } else {
        width_ += c == '0';
      }
    } else if (c == '.') {
      point = true;
    } else if (c == '%') {
      ++percents_;
      literal->push_back('%');
    } else if (c == 'd') {
      day_ = true;
    } else if (c == 'm') {
      month_ = true;
    } else if (c == 'y' || c == 'b') {
      year_ = true;
    } else if (c == 'h' || c == 's') {
      hour_ = true;
    } else if (c == 'e' || c == '@' || (c == '/' && number_)) {
      strange_ = true;
    } else if (c != ',') {
      literal->push_back(code[i]);
    }
  }
  // "mm:ss" and "h:mm" have minutes, not months.
  if (hour_ && !day_ && !year_) month_ = false;
  width_ = std::min(std::max(width_, 1), kMaxDecimals);
}

std::string NumberFormat::ShowDate(double value, bool epoch_1904) const {
  if (value < 0 || value >= kLastSerial) return General(value);
  const auto minutes = static_cast<int64_t>(std::llround(value * static_cast<double>(kMinutesOfDay)));
  int64_t days = minutes / kMinutesOfDay;
  const int64_t minute = minutes % kMinutesOfDay;
  const std::string time = absl::StrFormat("%02d:%02d", minute / 60, minute % 60);
  if (!day_ && !month_ && !year_) return time;
  if (epoch_1904) days += kDays1904;
  if (days < 1) return time;
  if (days == kDayThatNeverWas) return "29/02/1900";
  if (days < kDayThatNeverWas) ++days;
  const absl::CivilDay date = absl::CivilDay(1899, 12, 30) + days;
  if (date.year() > 9999) return General(value);
  std::string text;
  if (day_) text = absl::StrFormat("%02d", date.day());
  if (month_) absl::StrAppend(&text, text.empty() ? "" : "/", absl::StrFormat("%02d", date.month()));
  if (year_) absl::StrAppend(&text, text.empty() ? "" : "/", absl::StrFormat("%04d", date.year()));
  return hour_ && minute != 0 ? absl::StrCat(text, " ", time) : text;
}

std::string NumberFormat::Show(double value, bool epoch_1904) const {
  if (!std::isfinite(value)) return "";
  if (strange_ || elapsed_) return General(value);
  if (day_ || month_ || year_ || hour_) return ShowDate(value, epoch_1904);
  if (!number_ || std::fabs(value) >= 1e15) return General(value);
  for (int i = 0; i < percents_; ++i) value *= 100;
  const std::string sign = value < 0 ? "-" : "";
  const int width = width_ + (decimals_ > 0 ? decimals_ + 1 : 0);
  return absl::StrCat(sign, before_, absl::StrFormat("%0*.*f", width, decimals_, std::fabs(value)), after_);
}

}  // namespace phoihop::import
