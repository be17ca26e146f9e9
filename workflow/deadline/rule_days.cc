#include "workflow/deadline/rule_days.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "workflow/civil_time.h"
#include "workflow/deadline/lunar_calendar.h"

namespace phoihop::deadline {
namespace {

class RuleDayFinder {
 public:
  RuleDayFinder(const v1::Calendar& calendar, const CalendarSpan& span) : calendar_(calendar), span_(span) {
    for (const int weekday : calendar.working_weekdays()) week_[weekday - 1] = true;
    for (const v1::CalendarDay& row : calendar.days()) {
      if (row.status() == v1::CalendarDay::STATUS_UNCONFIRMED) continue;
      if (const auto day = ParseDate(row.date()); day.ok()) rows_[*day] = &row;
    }
  }

  std::vector<RuleDay> Find() {
    for (int i = 0; i < calendar_.rules_size(); ++i) AddRule(i);
    for (const auto& [day, fallen] : fallen_) Move(day, fallen);
    std::vector<RuleDay> days;
    days.reserve(found_.size());
    for (const auto& [day, found] : found_) days.push_back(found);
    return days;
  }

 private:
  // A day that falls on a weekly day off, and the last day of the occurrence that it belongs to.
  struct Fallen {
    int rule;
    absl::CivilDay last;
  };

  bool WorkedByWeek(absl::CivilDay day) const { return week_[static_cast<int>(absl::GetWeekday(day))]; }

  const v1::CalendarDay* Row(absl::CivilDay day) const {
    const auto found = rows_.find(day);
    return found == rows_.end() ? nullptr : found->second;
  }

  // Whether the rules may speak on the day, and the rule is law on it.
  bool MaySpeak(const v1::CalendarRule& rule, absl::CivilDay day) const {
    if (day < span_.first || day >= span_.end || span_.IsDecided(day)) return false;
    const std::string date = FormatDate(day);
    return rule.valid_from() <= date && (rule.valid_to().empty() || date <= rule.valid_to());
  }

  const std::vector<LunarMonth>& LunarYear(int year) {
    const auto [found, added] = lunar_years_.try_emplace(year);
    if (added) {
      if (auto months = MonthsOfLunarYear(year); months.ok()) found->second = *std::move(months);
    }
    return found->second;
  }

  // The day of a rule in a solar year, or in the lunar year of that number.
  std::optional<absl::CivilDay> DayIn(const v1::CalendarRule& rule, int year) {
    if (rule.has_fixed()) {
      const absl::CivilDay day(year, rule.fixed().month(), rule.fixed().day());
      // 29 February of a common year becomes 1 March.
      return day.month() == rule.fixed().month() ? std::optional(day) : std::nullopt;
    }
    for (const LunarMonth& month : LunarYear(year)) {
      if (month.month == rule.lunar().month() && !month.leap)
        return month.first + (std::min(rule.lunar().day(), month.length) - 1);
    }
    return std::nullopt;
  }

  void AddRule(int index) {
    const v1::CalendarRule& rule = calendar_.rules(index);
    // Lunar years end in the next solar one, and days around a day may lie in another year than it.
    const int last_year = static_cast<int>(span_.end.year()) + 1;
    for (int year = static_cast<int>(span_.first.year()) - 1; year <= last_year; ++year) {
      if (const auto day = DayIn(rule, year); day.has_value())
        AddOccurrence(index, *day - rule.days_before(), *day + rule.days_after());
    }
  }

  void AddOccurrence(int index, absl::CivilDay first, absl::CivilDay last) {
    const v1::CalendarRule& rule = calendar_.rules(index);
    for (absl::CivilDay day = first; day <= last; ++day) {
      if (!MaySpeak(rule, day)) continue;
      found_.try_emplace(day, RuleDay{day, index, 0});
      const v1::CalendarDay* row = Row(day);
      const bool worked = row != nullptr && row->kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
      if (rule.observed() && !WorkedByWeek(day) && !worked) fallen_.try_emplace(day, Fallen{index, last});
    }
  }

  // An enumerated day off in lieu of what is not said: of a day that fell on a weekly day off.
  static bool IsMovedAlready(const v1::CalendarDay& row) {
    return row.kind() == v1::CalendarDay::KIND_DAY_OFF_IN_LIEU && row.paired_date().empty();
  }

  bool TakesAMovedDay(absl::CivilDay day) const {
    if (!WorkedByWeek(day) || found_.contains(day) || taken_.contains(day)) return false;
    const v1::CalendarDay* row = Row(day);
    return row == nullptr || IsMovedAlready(*row);
  }

  void Move(absl::CivilDay day, const Fallen& fallen) {
    absl::CivilDay target = fallen.last + 1;
    while (target < span_.end && !TakesAMovedDay(target)) ++target;
    if (target >= span_.end) return;
    if (Row(target) != nullptr) {
      taken_.insert(target);
    } else if (MaySpeak(calendar_.rules(fallen.rule), target)) {
      found_.emplace(target, RuleDay{target, fallen.rule, static_cast<int>(target - day)});
    }
  }

  const v1::Calendar& calendar_;
  const CalendarSpan& span_;
  bool week_[7] = {};                                      // Monday first
  std::map<absl::CivilDay, const v1::CalendarDay*> rows_;  // those that are confirmed
  std::map<int, std::vector<LunarMonth>> lunar_years_;
  std::map<absl::CivilDay, RuleDay> found_;
  std::map<absl::CivilDay, Fallen> fallen_;
  std::set<absl::CivilDay> taken_;  // enumerated days off to which one has moved
};

}  // namespace

std::vector<RuleDay> DaysOfRules(const v1::Calendar& calendar, const CalendarSpan& span) {
  if (calendar.rules().empty()) return {};
  return RuleDayFinder(calendar, span).Find();
}

}  // namespace phoihop::deadline
