#include "workflow/plan/occurrences.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_day_of_month.h"
#include "workflow/errors.h"
#include "workflow/plan/recurrence.h"
#include "workflow/plan/understand.h"
#include "workflow/plan/working_day.h"

namespace phoihop::plan {
namespace {

constexpr const char* kRomanQuarters[] = {"I", "II", "III", "IV"};

std::string MonthId(absl::CivilDay day) { return absl::StrFormat("%04d-%02d", day.year(), day.month()); }

std::string LabelOf(const Recurrence& rule, const Turn& turn) {
  const absl::CivilDay day = turn.period_day;
  const bool names_one_month = rule.frequency == Recurrence::Frequency::kMonthly && rule.interval == 1;
  if (names_one_month) return absl::StrFormat("tháng %d/%d", day.month(), day.year());
  if (rule.frequency == Recurrence::Frequency::kMonthly && rule.interval == 3) {
    return absl::StrCat("quý ", kRomanQuarters[(day.month() - 1) / 3], "/", day.year());
  }
  if (rule.frequency == Recurrence::Frequency::kYearly && rule.months.size() < 2)
    return absl::StrCat("năm ", day.year());
  return absl::StrCat("kỳ đến ", FormatDateForPeople(turn.due));
}

std::string IdOf(const Recurrence& rule, absl::CivilDay day) {
  const bool within_month =
      rule.frequency == Recurrence::Frequency::kDaily || rule.frequency == Recurrence::Frequency::kWeekly;
  return within_month ? FormatDate(day) : MonthId(day);
}

class Builder {
 public:
  Builder(const v1::PlanItem& item, const v1::Plan& plan, absl::CivilDay today,
          const deadline::WorkingCalendar& calendar)
      : deadline_(item.deadline()),
        catch_up_(item.catch_up()),
        catch_up_from_(CatchUpBound(item, today)),
        plan_(plan),
        settings_(DeadlineSettingsOf(plan)),
        today_(today),
        calendar_(calendar) {}

  absl::StatusOr<std::vector<Occurrence>> Build() {
    switch (deadline_.kind()) {
      case v1::DEADLINE_KIND_RECURRING:
      case v1::DEADLINE_KIND_RECURRING_BEFORE:
        return Recurring(deadline_.recurrence(), /*report=*/false);
      case v1::DEADLINE_KIND_CONTINUOUS:
        return Continuous();
      case v1::DEADLINE_KIND_RELATIVE:
        return AfterEvent();
      case v1::DEADLINE_KIND_DATES:
        return OnDates();
      case v1::DEADLINE_KIND_UNSPECIFIED:
      case v1::DEADLINE_KIND_UNKNOWN:
        return Error(v1::ERROR_REASON_PLAN_STATE, "an item without a deadline cannot be issued; answer its question");
      default:
        break;
    }
    absl::StatusOr<absl::CivilDay> day = ParseDate(deadline_.nominal_due_date());
    if (!day.ok()) return day.status();
    return std::vector<Occurrence>{DueOn(*day)};
  }

  absl::StatusOr<Coming> Next(int count) const {
    Coming coming;
    std::vector<absl::CivilDay> days;
    if (deadline_.kind() == v1::DEADLINE_KIND_DATES) {
      for (const std::string& text : deadline_.dates()) {
        const absl::StatusOr<absl::CivilDay> day = ParseDate(text);
        if (!day.ok()) return day.status();
        if (*day < today_ || static_cast<int>(days.size()) == count) continue;
        days.push_back(*day);
        coming.occurrences.push_back(MakeOnDate(*day));
      }
      SetStarts(days, coming.occurrences);
      return coming;
    }
    const bool report = deadline_.kind() == v1::DEADLINE_KIND_CONTINUOUS;
    const auto rule = Recurrence::FromRule(report ? deadline_.report_recurrence() : deadline_.recurrence());
    if (!rule.ok()) return rule.status();
    const int working_day = report ? 0 : deadline_.working_day_of_month();
    for (absl::CivilDay day = today_; static_cast<int>(days.size()) < count; day = days.back() + 1) {
      const absl::StatusOr<Turn> turn = NextTurn(day, *rule, working_day, calendar_);
      coming.calendar_ends = !turn.ok() || !calendar_.InRange(turn->due);
      if (coming.calendar_ends) break;
      days.push_back(turn->due);
      coming.occurrences.push_back(Make(*rule, *turn, report));
    }
    SetStarts(days, coming.occurrences);
    return coming;
  }

 private:
  // "Trước ngày D", read strictly, is D-1 and stands as it is.
  Occurrence DueOn(absl::CivilDay day) const {
    const bool before =
        deadline_.kind() == v1::DEADLINE_KIND_FIXED_BEFORE || deadline_.kind() == v1::DEADLINE_KIND_RECURRING_BEFORE;
    const bool strict = before && plan_.strict_before();
    Occurrence occurrence;
    occurrence.due = strict ? day - 1 : day;
    occurrence.roll = strict ? v1::ROLL_RULE_NONE : plan_.roll();
    return occurrence;
  }

  absl::StatusOr<std::vector<Occurrence>> Recurring(const std::string& text, bool report) const {
    const absl::StatusOr<Recurrence> rule = Recurrence::FromRule(text);
    if (!rule.ok()) return rule.status();
    const absl::StatusOr<Turns> turns = TurnsOf(*rule, report ? 0 : deadline_.working_day_of_month());
    if (!turns.ok()) return turns.status();
    std::vector<absl::CivilDay> days;
    std::vector<Occurrence> occurrences;
    for (const Turn& turn : WithCaughtUp(turns->missed, turns->coming)) {
      days.push_back(turn.due);
      occurrences.push_back(Make(*rule, turn, report));
    }
    SetStarts(days, occurrences);
    return occurrences;
  }

  Occurrence Make(const Recurrence& rule, const Turn& turn, bool report) const {
    Occurrence occurrence = DueOn(turn.due);
    occurrence.id = IdOf(rule, turn.period_day);
    occurrence.label = LabelOf(rule, turn);
    occurrence.report = report;
    const int working_day = report ? 0 : deadline_.working_day_of_month();
    // "Trước ngày …", read strictly, is the day before one.
    if (working_day > 0 && occurrence.due == turn.due)
      occurrence.due_working_day = deadline::NameDay(turn.month, working_day);
    return occurrence;
  }

  Occurrence MakeOnDate(absl::CivilDay day) const {
    Occurrence occurrence = DueOn(day);
    occurrence.id = FormatDate(day);
    occurrence.label = absl::StrCat("đợt ", FormatDateForPeople(day));
    return occurrence;
  }

  absl::StatusOr<std::vector<Occurrence>> OnDates() const {
    std::vector<absl::CivilDay> missed, coming;
    for (const std::string& text : deadline_.dates()) {
      const absl::StatusOr<absl::CivilDay> day = ParseDate(text);
      if (!day.ok()) return day.status();
      (*day < today_ ? missed : coming).push_back(*day);
    }
    const std::vector<absl::CivilDay> days = WithCaughtUp(std::move(missed), coming);
    std::vector<Occurrence> occurrences;
    for (absl::CivilDay day : days) {
      occurrences.push_back(MakeOnDate(day));
    }
    SetStarts(days, occurrences);
    return occurrences;
  }

  // Those of the plan's period that are past, and those to come. Of a plan without a start of its period those of the
  // year, or the last one before; without an end of it until the end of the year.
  struct Turns {
    std::vector<Turn> missed, coming;
  };

  absl::StatusOr<Turns> TurnsOf(const Recurrence& rule, int working_day) const {
    const absl::CivilDay last = settings_.period_end.value_or(absl::CivilDay(today_.year(), 12, 31));
    const absl::CivilDay year_start(std::min(last, today_ - 1).year(), 1, 1);
    const absl::CivilDay first = settings_.period_start.value_or(year_start);
    // Of a period that is reported on later only the report may lie after its start.
    const bool reaches_back = working_day != 0 && !settings_.period_start.has_value();
    Turns turns;
    for (absl::CivilDay day : rule.Between(absl::CivilDay(absl::CivilMonth(first) - (reaches_back ? 2 : 0)), last)) {
      const absl::StatusOr<Turn> turn = TurnOn(day, rule, working_day, calendar_);
      if (!turn.ok()) {
        if (day < first) continue;
        return turn.status();
      }
      const bool coming = turn->due >= today_;
      if (turn->belongs > last || (turn->belongs < first && !(coming && reaches_back))) continue;
      (coming ? turns.coming : turns.missed).push_back(*turn);
    }
    if (turns.missed.empty() && !settings_.period_start.has_value() && working_day == 0) {
      const absl::CivilDay before = rule.LastBefore(std::min(last, today_ - 1) + 1);
      turns.missed = {Turn{before, before, before}};
    }
    return turns;
  }

  static absl::CivilDay DueOf(const Turn& turn) { return turn.due; }
  static absl::CivilDay DueOf(absl::CivilDay day) { return day; }

  // What is made of days that are past, by the item's wish, before those that are to come. Of an item that has nothing
  // to come the last one is made in any case.
  template <typename Day>
  std::vector<Day> WithCaughtUp(std::vector<Day> missed, const std::vector<Day>& coming) const {
    const auto wanted =
        std::find_if(missed.begin(), missed.end(), [this](const Day& day) { return DueOf(day) >= catch_up_from_; });
    ptrdiff_t made = missed.end() - wanted;
    if (catch_up_ != v1::CATCH_UP_ALL) made = std::min<ptrdiff_t>(made, catch_up_ == v1::CATCH_UP_LAST ? 1 : 0);
    if (coming.empty() && !missed.empty()) made = std::max<ptrdiff_t>(made, 1);
    missed.erase(missed.begin(), missed.end() - made);
    missed.insert(missed.end(), coming.begin(), coming.end());
    return missed;
  }

  static void SetStarts(const std::vector<absl::CivilDay>& days, std::vector<Occurrence>& occurrences) {
    for (size_t i = 1; i < days.size(); ++i) occurrences[i].starts = days[i - 1] + 1;
  }

  absl::StatusOr<std::vector<Occurrence>> Continuous() const {
    std::vector<Occurrence> occurrences(1);
    if (deadline_.report_recurrence().empty()) return occurrences;
    absl::StatusOr<std::vector<Occurrence>> reports = Recurring(deadline_.report_recurrence(), /*report=*/true);
    if (!reports.ok()) return reports.status();
    occurrences.insert(occurrences.end(), reports->begin(), reports->end());
    return occurrences;
  }

  absl::StatusOr<std::vector<Occurrence>> AfterEvent() const {
    Occurrence occurrence;
    occurrence.awaited_event = deadline_.event();
    if (deadline_.has_period()) occurrence.awaited_period = deadline_.period();
    return std::vector<Occurrence>{occurrence};
  }

  const v1::PlanDeadline& deadline_;
  const v1::CatchUp catch_up_;
  const absl::CivilDay catch_up_from_;
  const v1::Plan& plan_;
  const DeadlineSettings settings_;
  const absl::CivilDay today_;
  const deadline::WorkingCalendar& calendar_;
};

}  // namespace

namespace {

absl::Status NotRecurring() {
  return Error(v1::ERROR_REASON_NOT_RECURRING,
               "the deadline of the item is no rhythm, so it has no schedule; its task has its own deadline");
}

}  // namespace

absl::CivilDay CatchUpBound(const v1::PlanItem& item, absl::CivilDay end) {
  return item.catch_up_days() > 0 ? end - item.catch_up_days() : absl::CivilDay::min();
}

absl::StatusOr<std::vector<Occurrence>> OccurrencesOf(const v1::PlanItem& item, const v1::Plan& plan,
                                                      absl::CivilDay today, const deadline::WorkingCalendar& calendar) {
  absl::StatusOr<std::vector<Occurrence>> occurrences = Builder(item, plan, today, calendar).Build();
  const auto& excluded = item.schedule().excluded_dates();
  if (!occurrences.ok() || excluded.empty()) return occurrences;
  occurrences->erase(std::remove_if(occurrences->begin(), occurrences->end(),
                                    [&](const Occurrence& occurrence) {
                                      return occurrence.due.has_value() &&
                                             std::find(excluded.begin(), excluded.end(), FormatDate(*occurrence.due)) !=
                                                 excluded.end();
                                    }),
                     occurrences->end());
  return occurrences;
}

bool Recurs(const v1::PlanDeadline& deadline) {
  switch (deadline.kind()) {
    case v1::DEADLINE_KIND_RECURRING:
    case v1::DEADLINE_KIND_RECURRING_BEFORE:
      return true;
    case v1::DEADLINE_KIND_CONTINUOUS:
      return !deadline.report_recurrence().empty();
    case v1::DEADLINE_KIND_DATES:
      return deadline.dates_size() > 1;
    default:
      return false;
  }
}

absl::StatusOr<std::vector<Occurrence>> WholeSchedule(const v1::PlanItem& item, const v1::Plan& plan,
                                                      absl::CivilDay today, const deadline::WorkingCalendar& calendar) {
  if (!Recurs(item.deadline())) return NotRecurring();
  v1::PlanItem whole;
  *whole.mutable_deadline() = item.deadline();
  whole.set_catch_up(v1::CATCH_UP_ALL);
  absl::StatusOr<std::vector<Occurrence>> occurrences = OccurrencesOf(whole, plan, today, calendar);
  if (!occurrences.ok()) return occurrences;
  occurrences->erase(std::remove_if(occurrences->begin(), occurrences->end(),
                                    [](const Occurrence& occurrence) { return !occurrence.due.has_value(); }),
                     occurrences->end());
  return occurrences;
}

absl::StatusOr<Coming> NextOccurrences(const v1::PlanDeadline& deadline, const v1::Plan& plan, absl::CivilDay from,
                                       int count, const deadline::WorkingCalendar& calendar) {
  if (!Recurs(deadline)) return NotRecurring();
  v1::PlanItem item;
  *item.mutable_deadline() = deadline;
  return Builder(item, plan, from, calendar).Next(count);
}

}  // namespace phoihop::plan
