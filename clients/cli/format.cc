#include "clients/cli/format.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"

namespace phoihop::cli {
namespace {
constexpr int kVietnamOffsetSeconds = 7 * 3600;

absl::TimeZone Vietnam() { return absl::FixedTimeZone(kVietnamOffsetSeconds); }
}  // namespace

std::string DateForPeople(absl::string_view iso_date) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(iso_date, &day)) return std::string(iso_date);
  return absl::StrFormat("%02d/%02d/%04d", day.day(), day.month(), day.year());
}

std::string TimeForPeople(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() == 0) return "";
  return absl::FormatTime("%d/%m/%Y %H:%M", absl::FromUnixSeconds(timestamp.seconds()), Vietnam());
}

std::string DayOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(timestamp.seconds()), Vietnam());
}

std::string IntervalForPeople(absl::string_view from, absl::string_view to) {
  return absl::StrCat(from.empty() ? "…" : DateForPeople(from), " – ", to.empty() ? "nay" : DateForPeople(to));
}

std::string ShortName(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

std::string NameInProvince(absl::string_view name) {
  if (!absl::ConsumePrefix(&name, "provinces/")) return std::string(name);
  const size_t slash = name.find('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

std::string ActorForPeople(const v1::Actor& actor) {
  if (!actor.system().empty()) return absl::StrCat("hệ thống (", actor.system(), ")");
  return absl::StrCat(ShortName(actor.unit()), actor.person().empty() ? "" : "/", ShortName(actor.person()));
}

std::string PlaceForPeople(const v1::Citation& citation) {
  std::vector<std::string> parts;
  // An annex is no article.
  const bool annex = absl::StartsWith(citation.article(), "Phụ lục");
  if (!citation.article().empty()) parts.push_back(absl::StrCat(annex ? "" : "Điều ", citation.article()));
  if (!citation.clause().empty()) parts.push_back(absl::StrCat("khoản ", citation.clause()));
  if (!citation.point().empty()) parts.push_back(absl::StrCat("điểm ", citation.point()));
  return absl::StrJoin(parts, " ");
}

std::string CitationForPeople(const v1::Citation& citation) {
  if (!citation.text().empty()) return citation.text();
  const std::string place = PlaceForPeople(citation);
  return absl::StrCat(citation.instrument_number(), place.empty() ? "" : " ", place);
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

std::string LowerName(absl::string_view enum_name, absl::string_view prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(enum_name, prefix));
}

std::string DateForServer(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%d/%m/%Y", text, &time, &error)) return text;
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

std::string DayBefore(const std::string& iso_date) {
  absl::CivilDay day;
  return absl::ParseCivilTime(iso_date, &day) ? absl::FormatCivilTime(day - 1) : iso_date;
}

absl::StatusOr<google::protobuf::Timestamp> InstantForServer(const std::string& text, absl::Time now) {
  google::protobuf::Timestamp timestamp;
  if (text.empty()) return timestamp;
  absl::Time time;
  std::string error;
  absl::CivilDay day;
  bool whole_day = false;
  if (absl::ParseCivilTime(DateForServer(text), &day)) {
    time = absl::FromCivil(day + 1, Vietnam());
    whole_day = true;
  } else if (!absl::ParseTime("%d/%m/%Y %H:%M", text, Vietnam(), &time, &error) &&
             !absl::ParseTime("%Y-%m-%d %H:%M", text, Vietnam(), &time, &error) &&
             !absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "'", text, "' không phải là thời điểm: viết dd/mm/yyyy, 'dd/mm/yyyy HH:MM' hoặc 2026-08-31T07:30:00+07:00"));
  }
  // Only the day of today: what lies further in the future the server refuses.
  if (whole_day && now < time && now >= time - absl::Hours(24)) return timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(timestamp.seconds()))));
  return timestamp;
}

v1::Citation CitationForServer(const std::string& text) {
  v1::Citation citation;
  citation.set_text(text);
  // "Nghị quyết 1662/NQ-UBTVQH15 Điều 1": the word with a stroke and a digit is the number.
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    while (absl::EndsWith(word, ",") || absl::EndsWith(word, ";")) word.remove_suffix(1);
    if (!absl::StrContains(word, '/') || !absl::ascii_isdigit(static_cast<unsigned char>(word[0]))) continue;
    citation.set_instrument_number(std::string(word));
    break;
  }
  return citation;
}

}  // namespace phoihop::cli
