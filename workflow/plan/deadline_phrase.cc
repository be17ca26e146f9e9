#include "workflow/plan/deadline_phrase.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clock_explanation.h"
#include "workflow/plan/deadline_grammar.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/working_day.h"

namespace phoihop::plan {
namespace {

using v1::PlanDeadline;

std::optional<int> YearOfPlan(const DeadlineSettings& settings) {
  if (!settings.period_start.has_value() || !settings.period_end.has_value()) return std::nullopt;
  if (settings.period_start->year() != settings.period_end->year()) return std::nullopt;
  return static_cast<int>(settings.period_end->year());
}

bool IsBefore(v1::DeadlineKind kind) {
  return kind == v1::DEADLINE_KIND_FIXED_BEFORE || kind == v1::DEADLINE_KIND_RECURRING_BEFORE;
}

// The mark of a footnote at the end: `*`, `¹`, `(1)`, `[1]`.
bool DropFootnoteMark(std::vector<Token>& tokens) {
  constexpr absl::string_view kMarks[] = {"*", "¹", "²", "³"};
  if (tokens.size() < 2) return false;
  if (std::find(std::begin(kMarks), std::end(kMarks), tokens.back().folded) != std::end(kMarks)) {
    tokens.pop_back();
    return true;
  }
  if (tokens.size() < 4) return false;
  const std::string& open = tokens[tokens.size() - 3].folded;
  const std::string& close = tokens.back().folded;
  if (!(open == "(" && close == ")") && !(open == "[" && close == "]")) return false;
  const Token& number = tokens[tokens.size() - 2];
  constexpr int kMaxFootnotes = 20;
  if (number.kind != Token::kNumber || number.number < 1 || number.number > kMaxFootnotes) return false;
  tokens.resize(tokens.size() - 3);
  return true;
}

void DropTrailingMarks(std::vector<Token>& tokens) {
  do {
    while (!tokens.empty() && (tokens.back().folded == "." || tokens.back().folded == ";")) tokens.pop_back();
  } while (DropFootnoteMark(tokens));
}

// "Thường xuyên (báo cáo hằng quý)" is "Thường xuyên, báo cáo hằng quý".
void OpenParentheses(std::vector<Token>& tokens) {
  if (tokens.size() < 5 || tokens[0].folded != "thuong" || tokens[2].folded != "(" || tokens.back().folded != ")") {
    return;
  }
  tokens[2].folded = ",";
  tokens.pop_back();
}

std::optional<DeadlinePhrase> Parse(absl::string_view cleaned, const DeadlineSettings& settings) {
  std::vector<Token> tokens = Tokenize(cleaned);
  DropTrailingMarks(tokens);
  OpenParentheses(tokens);
  TokenReader reader(cleaned, tokens);
  return ParseDeadline(reader, YearOfPlan(settings));
}

// "Báo cáo lượt tiếp cận hằng quý": a report at the beginning and a rhythm at the end.
std::optional<Recurrence> ReportingRhythm(absl::string_view product) {
  const std::string cleaned = CleanCell(product);
  const std::vector<Token> tokens = Tokenize(cleaned);
  TokenReader reader(cleaned, tokens);
  if (!reader.Take({"bao", "cao"})) return std::nullopt;
  for (; !reader.AtEnd(); reader.Skip()) {
    const size_t here = reader.position();
    std::optional<Recurrence> rhythm = ParseRhythm(reader);
    if (rhythm.has_value()) return rhythm;
    reader.Reset(here);
  }
  return std::nullopt;
}

std::string RhythmForPeople(const Recurrence& rule) {
  const bool last = rule.month_day == -1;
  switch (rule.frequency) {
    case Recurrence::Frequency::kDaily:
      return "mỗi ngày một kỳ";
    case Recurrence::Frequency::kWeekly:
      return "mỗi tuần một kỳ, đến hết Chủ nhật";
    case Recurrence::Frequency::kMonthly: {
      if (rule.interval == 3) return "mỗi quý một kỳ, đến hết ngày cuối quý";
      const std::string each = rule.interval == 1 ? "mỗi tháng" : absl::StrCat("mỗi ", rule.interval, " tháng");
      if (rule.month_day == 0 || last) return absl::StrCat(each, " một kỳ, đến hết ngày cuối kỳ");
      return absl::StrCat(each, " một kỳ, ngày ", rule.month_day);
    }
    case Recurrence::Frequency::kYearly:
      break;
  }
  if (rule.months.empty()) return "mỗi năm một kỳ, đến hết 31/12";
  return absl::StrCat("hằng năm, ", absl::StrJoin(rule.months, " và ", [&rule, last](std::string* out, int month) {
                        absl::StrAppend(out, last ? "ngày cuối tháng " : absl::StrCat(rule.month_day, "/"), month);
                      }));
}

// "mỗi tháng một kỳ, ngày làm việc thứ 5 của tháng sau"
std::string WorkingDayForPeople(const Recurrence& rule, int working_day) {
  const std::string day = absl::StrCat("ngày làm việc thứ ", working_day, " của ");
  if (rule.frequency == Recurrence::Frequency::kMonthly) {
    const bool quarter = rule.interval == 3;
    return absl::StrCat("mỗi ", quarter ? "quý" : "tháng", " một kỳ, ", day,
                        rule.NamesDay() ? "tháng" : (quarter ? "tháng đầu quý sau" : "tháng sau"));
  }
  if (rule.months.empty()) return absl::StrCat("mỗi năm một kỳ, ", day, "tháng 1 năm sau");
  return absl::StrCat("hằng năm, ", day, "tháng ", absl::StrJoin(rule.months, ", "));
}

// "đến hết 04/09/2024 (31/08/2024 không phải ngày làm việc …)"
std::string DueForPeople(const PlanDeadline& deadline) {
  const absl::CivilDay nominal = *ParseDate(deadline.nominal_due_date());
  const absl::CivilDay effective = *ParseDate(deadline.effective_due_date());
  std::string text = absl::StrCat("đến hết ", FormatDateForPeople(effective));
  if (effective > nominal) {
    absl::StrAppend(&text, " (", FormatDateForPeople(nominal),
                    " không phải ngày làm việc; khoản 5 Điều 148 Bộ luật Dân sự)");
  } else if (effective < nominal) {
    absl::StrAppend(&text, " (trước ngày ", FormatDateForPeople(nominal), ", hiểu chặt)");
  }
  return text;
}

std::string ForPeople(const DeadlinePhrase& phrase, const PlanDeadline& deadline) {
  switch (phrase.kind) {
    case v1::DEADLINE_KIND_CONTINUOUS: {
      std::string text = "thường xuyên, không có hạn hoàn thành";
      if (phrase.report_recurrence.has_value()) {
        absl::StrAppend(&text, "; báo cáo ", RhythmForPeople(*phrase.report_recurrence));
      }
      if (!phrase.event.empty()) absl::StrAppend(&text, "; ", phrase.event);
      return text;
    }
    case v1::DEADLINE_KIND_RELATIVE:
      if (!phrase.period.has_value()) return absl::StrCat("sau sự kiện: ", phrase.event);
      return absl::StrCat(deadline::PeriodForPeople(*phrase.period), " kể từ sự kiện: ", phrase.event);
    case v1::DEADLINE_KIND_RECURRING:
    case v1::DEADLINE_KIND_RECURRING_BEFORE: {
      std::string text = phrase.working_day == 0 ? RhythmForPeople(*phrase.recurrence)
                                                 : WorkingDayForPeople(*phrase.recurrence, phrase.working_day);
      if (!deadline.nominal_due_date().empty()) absl::StrAppend(&text, "; kỳ tới ", DueForPeople(deadline));
      return text;
    }
    case v1::DEADLINE_KIND_DATES:
      return absl::StrCat(phrase.days.size(),
                          " kỳ: ", absl::StrJoin(phrase.days, "; ", [](std::string* out, absl::CivilDay day) {
                            absl::StrAppend(out, FormatDateForPeople(day));
                          }));
    default:
      return DueForPeople(deadline);
  }
}

// The day that the phrase names, or is next, or none. CALENDAR_OUT_OF_RANGE.
absl::StatusOr<std::optional<absl::CivilDay>> NominalDay(const DeadlinePhrase& phrase, absl::CivilDay reference,
                                                         const deadline::WorkingCalendar& calendar) {
  if (phrase.recurrence.has_value()) {
    const bool names_day = phrase.working_day != 0 || phrase.recurrence->NamesDay();
    if (phrase.recurrence->MoreThanOnceAYear() && !names_day) return std::nullopt;
    const absl::StatusOr<Turn> turn = NextTurn(reference, *phrase.recurrence, phrase.working_day, calendar);
    if (!turn.ok()) return turn.status();
    return turn->due;
  }
  for (absl::CivilDay day : phrase.days) {
    if (day >= reference) return day;
  }
  if (phrase.days.empty()) return std::nullopt;
  return phrase.days.back();
}

absl::Status SetDays(const DeadlinePhrase& phrase, const DeadlineSettings& settings,
                     const deadline::WorkingCalendar& calendar, PlanDeadline& deadline) {
  const absl::StatusOr<std::optional<absl::CivilDay>> found = NominalDay(phrase, settings.reference, calendar);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return absl::OkStatus();
  const absl::CivilDay nominal = **found;
  absl::StatusOr<deadline::DueDate> due = calendar.Fixed(nominal, settings.roll, /*explain=*/false);
  if (!due.ok()) return due.status();
  deadline.set_nominal_due_date(FormatDate(nominal));
  deadline.set_effective_due_date(FormatDate(due->day));
  if (IsBefore(phrase.kind)) {
    deadline.set_strict_due_date(FormatDate(nominal - 1));
    if (settings.strict_before) deadline.set_effective_due_date(deadline.strict_due_date());
  }
  return absl::OkStatus();
}

absl::Status Fill(const DeadlinePhrase& phrase, const DeadlineSettings& settings,
                  const deadline::WorkingCalendar& calendar, PlanDeadline& deadline) {
  deadline.set_kind(phrase.kind);
  if (phrase.recurrence.has_value()) deadline.set_recurrence(phrase.recurrence->ToRule());
  deadline.set_working_day_of_month(phrase.working_day);
  if (phrase.report_recurrence.has_value()) deadline.set_report_recurrence(phrase.report_recurrence->ToRule());
  deadline.set_event(phrase.event);
  if (phrase.period.has_value()) *deadline.mutable_period() = *phrase.period;
  if (phrase.kind == v1::DEADLINE_KIND_DATES) {
    for (absl::CivilDay day : phrase.days) deadline.add_dates(FormatDate(day));
  }
  return SetDays(phrase, settings, calendar, deadline);
}

// "Trước ngày 30/11 hằng năm (đơn vị); trước ngày 15/12 hằng năm (tổng hợp)": how many deadlines stand in the cell.
int CountDeadlines(absl::string_view cleaned, const DeadlineSettings& settings) {
  int count = 0;
  for (absl::string_view part : absl::StrSplit(cleaned, absl::ByAnyChar(";\n"), absl::SkipWhitespace())) {
    const absl::string_view without_remark = part.substr(0, part.find('('));
    if (Parse(without_remark, settings).has_value()) ++count;
  }
  return count;
}

DeadlineReading Unknown(absl::string_view text, std::string question) {
  DeadlineReading reading;
  reading.deadline.set_text(std::string(text));
  reading.deadline.set_kind(v1::DEADLINE_KIND_UNKNOWN);
  reading.question = std::move(question);
  return reading;
}

std::string QuestionFor(absl::string_view cleaned, const DeadlineSettings& settings) {
  if (cleaned.empty()) return "Dòng này chưa có thời hạn. Hãy ghi thời hạn, hoặc \"Thường xuyên\".";
  if (const int count = CountDeadlines(cleaned, settings); count > 1) {
    return absl::StrCat(
        "Ô này có ", count,
        " thời hạn. Hãy chọn một thời hạn cho dòng này, hoặc tách thành nhiều dòng, mỗi dòng một thời hạn.");
  }
  const std::string folded = FoldText(cleaned);
  if (absl::StartsWith(folded, "theo ke hoach") || absl::StartsWith(folded, "theo van ban")) {
    return "Thời hạn này dẫn sang một văn bản khác. Hãy ghi ngày mà văn bản đó đặt ra, hoặc \"Thường xuyên\".";
  }
  if (absl::StartsWith(folded, "theo yeu cau") || absl::StartsWith(folded, "khi co yeu cau")) {
    return "Thời hạn này không nói khi nào được yêu cầu. Hãy ghi \"Thường xuyên\", hoặc sự kiện làm mốc: \"Sau khi có "
           "văn bản yêu cầu của …\".";
  }
  const std::vector<Token> tokens = Tokenize(cleaned);
  TokenReader reader(cleaned, tokens);
  if (!YearOfPlan(settings).has_value() && ParseDeadline(reader, 2001).has_value()) {
    return "Thời hạn này không ghi năm và kế hoạch không nằm trong một năm. Hãy ghi rõ năm.";
  }
  return "Chưa hiểu thời hạn này. Hãy ghi ngày (ví dụ 31/12/2026), tháng, quý, hoặc sự kiện làm mốc.";
}

}  // namespace

DeadlineReading ReadDeadline(absl::string_view text, absl::string_view product, const DeadlineSettings& settings,
                             const deadline::WorkingCalendar& calendar) {
  const std::string cleaned = CleanCell(text);
  std::optional<DeadlinePhrase> phrase = Parse(cleaned, settings);
  if (!phrase.has_value()) return Unknown(text, QuestionFor(cleaned, settings));
  if (phrase->kind == v1::DEADLINE_KIND_CONTINUOUS && !phrase->report_recurrence.has_value()) {
    phrase->report_recurrence = ReportingRhythm(product);
  }
  DeadlineReading reading;
  reading.deadline.set_text(std::string(text));
  if (absl::Status status = Fill(*phrase, settings, calendar, reading.deadline); !status.ok()) {
    return Unknown(text, absl::StrCat("Thời hạn nằm ngoài lịch làm việc đã có (", status.message(),
                                      "). Hãy ghi ngày khác hoặc bổ sung lịch."));
  }
  reading.explanation = ForPeople(*phrase, reading.deadline);
  if (!phrase->remark.empty()) absl::StrAppend(&reading.explanation, "; ", phrase->remark);
  return reading;
}

absl::StatusOr<v1::PlanDeadline> DeadlineFromDates(const std::vector<std::string>& dates,
                                                   const DeadlineSettings& settings,
                                                   const deadline::WorkingCalendar& calendar) {
  DeadlinePhrase phrase;
  for (const std::string& text : dates) {
    absl::StatusOr<absl::CivilDay> day = ParseDate(text);
    if (!day.ok()) return day.status();
    phrase.days.push_back(*day);
  }
  std::sort(phrase.days.begin(), phrase.days.end());
  phrase.days.erase(std::unique(phrase.days.begin(), phrase.days.end()), phrase.days.end());
  phrase.kind = phrase.days.size() == 1 ? v1::DEADLINE_KIND_FIXED : v1::DEADLINE_KIND_DATES;
  v1::PlanDeadline deadline;
  if (absl::Status status = Fill(phrase, settings, calendar, deadline); !status.ok()) return status;
  deadline.set_text(ForPeople(phrase, deadline));
  return deadline;
}

}  // namespace phoihop::plan
