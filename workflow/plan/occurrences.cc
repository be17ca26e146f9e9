#include "workflow/plan/occurrences.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/recurrence.h"
#include "workflow/plan/understand.h"

namespace phoihop::plan {
namespace {

constexpr const char* kRomanQuarters[] = {"I", "II", "III", "IV"};

std::string MonthId(absl::CivilDay day) { return absl::StrFormat("%04d-%02d", day.year(), day.month()); }

std::string LabelOf(const Recurrence& rule, absl::CivilDay day) {
  const bool names_one_month = rule.frequency == Recurrence::Frequency::kMonthly && rule.interval == 1;
  if (names_one_month) return absl::StrFormat("tháng %d/%d", day.month(), day.year());
  if (rule.frequency == Recurrence::Frequency::kMonthly && rule.interval == 3) {
    return absl::StrCat("quý ", kRomanQuarters[(day.month() - 1) / 3], "/", day.year());
  }
  if (rule.frequency == Recurrence::Frequency::kYearly && rule.months.size() < 2)
    return absl::StrCat("năm ", day.year());
  return absl::StrCat("kỳ đến ", FormatDateForPeople(day));
}

std::string IdOf(const Recurrence& rule, absl::CivilDay day) {
  const bool within_month =
      rule.frequency == Recurrence::Frequency::kDaily || rule.frequency == Recurrence::Frequency::kWeekly;
  return within_month ? FormatDate(day) : MonthId(day);
}

class Builder {
 public:
  Builder(const v1::PlanItem& item, const v1::Plan& plan, absl::CivilDay today)
      : deadline_(item.deadline()),
        catch_up_(item.catch_up()),
        plan_(plan),
        settings_(DeadlineSettingsOf(plan)),
        today_(today) {}

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
    const absl::CivilDay first = std::max(today_, settings_.period_start.value_or(today_));
    const absl::CivilDay last = settings_.period_end.value_or(absl::CivilDay(today_.year(), 12, 31));
    const std::vector<absl::CivilDay> coming = rule->Between(first, last);
    const std::vector<absl::CivilDay> days = WithCaughtUp(Missed(*rule, std::min(last, today_ - 1)), coming);
    std::vector<Occurrence> occurrences;
    for (absl::CivilDay day : days) {
      Occurrence& occurrence = occurrences.emplace_back(DueOn(day));
      occurrence.id = IdOf(*rule, day);
      occurrence.label = LabelOf(*rule, day);
      occurrence.report = report;
    }
    SetStarts(days, occurrences);
    return occurrences;
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
      Occurrence& occurrence = occurrences.emplace_back(DueOn(day));
      occurrence.id = FormatDate(day);
      occurrence.label = absl::StrCat("đợt ", FormatDateForPeople(day));
    }
    SetStarts(days, occurrences);
    return occurrences;
  }

  // Days of the rhythm up to `last` within the plan's period; of a plan without a start of it within the year of
  // `last`, or the last one before.
  std::vector<absl::CivilDay> Missed(const Recurrence& rule, absl::CivilDay last) const {
    const absl::CivilDay first = settings_.period_start.value_or(absl::CivilDay(last.year(), 1, 1));
    std::vector<absl::CivilDay> days = rule.Between(first, last);
    if (days.empty() && !settings_.period_start.has_value()) days = {rule.LastBefore(last + 1)};
    return days;
  }

  // What is made of days that are past, by the item's wish, before those that are to come.
  std::vector<absl::CivilDay> WithCaughtUp(std::vector<absl::CivilDay> missed,
                                           const std::vector<absl::CivilDay>& coming) const {
    const bool last_only = catch_up_ == v1::CATCH_UP_LAST || (catch_up_ != v1::CATCH_UP_ALL && coming.empty());
    if (last_only && missed.size() > 1) missed.erase(missed.begin(), missed.end() - 1);
    if (!last_only && catch_up_ != v1::CATCH_UP_ALL) missed.clear();
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
  const v1::Plan& plan_;
  const DeadlineSettings settings_;
  const absl::CivilDay today_;
};

}  // namespace

absl::StatusOr<std::vector<Occurrence>> OccurrencesOf(const v1::PlanItem& item, const v1::Plan& plan,
                                                      absl::CivilDay today) {
  return Builder(item, plan, today).Build();
}

}  // namespace phoihop::plan
