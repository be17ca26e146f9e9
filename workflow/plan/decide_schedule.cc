// Changes of the schedule of a recurring item.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/made_tasks.h"
#include "workflow/plan/new_tasks.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/schedule.h"
#include "workflow/plan/shortened.h"
#include "workflow/plan/understand.h"
#include "workflow/task/fields.h"
#include "workflow/task/schedule.h"

namespace phoihop::plan {
namespace {

using internal::v1::ChangeSchedule;
using v1::PlanItem;

// Before every date that there is: all that was missed is caught up with.
constexpr absl::CivilDay kFromTheStart(1900, 1, 1);

const internal::v1::ScheduleDates& DatesIn(const ChangeSchedule& command) {
  if (command.has_exclude()) return command.exclude();
  return command.has_include() ? command.include() : command.make();
}

absl::Status CheckFields(const ChangeSchedule& command, absl::CivilDay today) {
  task::FieldCheck check;
  const bool asks_why = command.has_pause() || command.has_exclude() || command.has_make();
  check.Required("reason", !asks_why || !command.reason().empty());
  check.Text("reason", command.reason(), limits::kExplanationBytes);
  if (command.has_pause()) {
    const std::string& last = command.pause().last_date();
    check.Date("last_date", last);
    if (const auto day = ParseDate(last); day.ok() && *day < today) {
      check.Violation("last_date", "lies in the past; a pause begins now, and its last day is today or later");
    }
  }
  const internal::v1::ScheduleDates& dates = DatesIn(command);
  if (command.has_exclude() || command.has_include()) check.Required("dates", !dates.dates().empty());
  if (dates.dates_size() > kMaxScheduleDates) {
    check.Violation(v1::ERROR_REASON_TOO_LARGE, "dates",
                    absl::StrCat("are more than ", kMaxScheduleDates, "; ask for a part of them at a time"));
  }
  for (const std::string& date : dates.dates()) check.Date("dates", date);
  return check.ToStatus();
}

absl::StatusOr<const PlanItem*> FindRecurring(const v1::Plan& plan, const std::string& name) {
  const auto found =
      std::find_if(plan.items().begin(), plan.items().end(), [&](const PlanItem& item) { return item.name() == name; });
  if (found == plan.items().end()) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("there is no item ", Excerpt(name), " in the plan"));
  }
  if (!Recurs(found->deadline())) {
    return Error(v1::ERROR_REASON_NOT_RECURRING,
                 absl::StrCat("item ", found->ordinal(), " is done once; change its task instead"));
  }
  if (found->state() == PlanItem::STATE_ISSUED) return &*found;
  const bool withdrawn = found->state() == PlanItem::STATE_WITHDRAWN;
  return Error(v1::ERROR_REASON_NOT_RECURRING,
               absl::StrCat("item ", found->ordinal(),
                            withdrawn ? " was taken out of the plan, so nothing of it falls due any more"
                                      : " is not issued yet; issue the plan first"));
}

class ScheduleChanger {
 public:
  // All must outlive it. `issuer_unit` holds the work of the plan's issuer today.
  ScheduleChanger(const v1::Plan& plan, const PlanItem& item, std::string issuer_unit, const ChangeSchedule& command,
                  const Facts& facts, const Context& context)
      : plan_(plan),
        before_(item),
        item_(item),
        issuer_unit_(std::move(issuer_unit)),
        command_(command),
        facts_(facts),
        context_(context),
        today_(DayOf(context.now)) {}

  absl::StatusOr<Decision> Decide() && {
    absl::StatusOr<std::vector<Occurrence>> schedule = WholeSchedule(item_, plan_, today_, CalendarOf(plan_, facts_));
    if (!schedule.ok()) return schedule.status();
    schedule_ = *std::move(schedule);
    // What has ended by itself is no pause any more.
    if (item_.schedule().has_pause() && PauseOn(item_, today_) == nullptr) item_.mutable_schedule()->clear_pause();
    absl::Status changed;
    switch (command_.change_case()) {
      case ChangeSchedule::kPause:
        changed = Pause();
        break;
      case ChangeSchedule::kResume:
        changed = Resume();
        break;
      case ChangeSchedule::kExclude:
        changed = Exclude();
        break;
      case ChangeSchedule::kInclude:
        changed = Include();
        break;
      case ChangeSchedule::kMake:
        changed = MakeNow();
        break;
      case ChangeSchedule::CHANGE_NOT_SET:
        changed = Error(v1::ERROR_REASON_INVALID_FIELD, "the change of the schedule says nothing to do");
        break;
    }
    if (!changed.ok()) return changed;
    if (!item_.schedule().has_pause() && item_.schedule().excluded_dates().empty()) item_.clear_schedule();
    if (item_.SerializeAsString() == before_.SerializeAsString()) return Decision();
    return Finish();
  }

 private:
  static std::string NameForPeople(const PlanItem& item) { return absl::StrCat("item ", item.ordinal()); }

  absl::Status CheckRuns() const {
    const v1::ItemSchedule::Pause* pause = PauseOn(item_, today_);
    if (pause == nullptr) return absl::OkStatus();
    return Error(v1::ERROR_REASON_SCHEDULE_STATE,
                 absl::StrCat("the schedule of ", NameForPeople(item_), " is paused",
                              pause->last_date().empty() ? "" : absl::StrCat(" until the end of ", pause->last_date()),
                              "; resume it first (ResumeSchedule)"));
  }

  absl::Status Pause() {
    if (absl::Status runs = CheckRuns(); !runs.ok()) return runs;
    v1::ItemSchedule::Pause& pause = *item_.mutable_schedule()->mutable_pause();
    pause.set_reason(command_.reason());
    *pause.mutable_actor() = context_.actor;
    *pause.mutable_pause_time() = ToTimestamp(context_.now);
    pause.set_last_date(command_.pause().last_date());
    std::optional<absl::CivilDay> last;
    if (const auto day = ParseDate(pause.last_date()); day.ok()) last = *day;
    std::optional<absl::CivilDay> catch_up_from;
    if (last.has_value()) catch_up_from = CatchUpFrom(item_, schedule_, *last + 1, CalendarOf(plan_, facts_));
    for (const std::string& task : item_.tasks()) {
      follow_ups_.push_back(task::HoldOccurrence(task, last, catch_up_from));
    }
    return absl::OkStatus();
  }

  absl::Status Resume() {
    if (PauseOn(item_, today_) == nullptr) {
      const bool ended = before_.schedule().has_pause();
      return Error(
          v1::ERROR_REASON_SCHEDULE_STATE,
          absl::StrCat(
              "the schedule of ", NameForPeople(item_), " is not paused",
              ended ? absl::StrCat(": its pause ended by itself after ", before_.schedule().pause().last_date()) : "",
              "; there is nothing to resume"));
    }
    item_.mutable_schedule()->clear_pause();
    const std::optional<absl::CivilDay> catch_up_from =
        CatchUpFrom(item_, schedule_, today_, CalendarOf(plan_, facts_));
    for (const std::string& task : item_.tasks()) {
      follow_ups_.push_back(task::LetOccurrenceGoOn(task, catch_up_from));
    }
    return absl::OkStatus();
  }

  const Occurrence* FindDue(absl::CivilDay day) const {
    for (const Occurrence& occurrence : schedule_) {
      if (*occurrence.due == day) return &occurrence;
    }
    return nullptr;
  }

  // "the next due dates are 2026-10-07, 2026-11-06"
  std::string NearestDates(absl::CivilDay day) const {
    constexpr size_t kNamed = 4;
    std::vector<std::string> dates;
    for (const Occurrence& occurrence : schedule_) {
      if (*occurrence.due >= day && dates.size() < kNamed) dates.push_back(FormatDate(*occurrence.due));
    }
    return dates.empty() ? std::string("nothing falls due after it")
                         : absl::StrCat("then comes ", absl::StrJoin(dates, ", "));
  }

  absl::Status NoSuchDate(absl::CivilDay day) const {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"dates", absl::StrCat(FormatDate(day), " is no due date of ", NameForPeople(item_), " (",
                                                  NearestDates(day), "); see ListOccurrences")}});
  }

  bool HasBegun(const Occurrence& occurrence) const {
    return !occurrence.starts.has_value() || *occurrence.starts <= today_;
  }

  absl::Status Exclude() {
    std::set<std::string> excluded = Excluded();
    for (const std::string& date : command_.exclude().dates()) {
      const absl::CivilDay day = *ParseDate(date);
      const Occurrence* occurrence = FindDue(day);
      if (occurrence == nullptr) return NoSuchDate(day);
      if (excluded.count(date) > 0) continue;
      if (HasBegun(*occurrence)) {
        return Error(v1::ERROR_REASON_OCCURRENCE_EXISTS,
                     absl::StrCat("the occurrence of ", NameForPeople(item_), " that is due on ", date,
                                  " has begun already; revoke its task instead (RevokeTask)"));
      }
      excluded.insert(date);
      dates_.push_back(date);
      for (const std::string& task : item_.tasks()) follow_ups_.push_back(task::SkipOccurrence(task, day));
    }
    SetExcluded(excluded);
    return absl::OkStatus();
  }

  absl::Status Include() {
    if (absl::Status runs = CheckRuns(); !runs.ok()) return runs;
    std::set<std::string> excluded = Excluded();
    std::vector<Occurrence> occurrences, before;
    for (const std::string& date : command_.include().dates()) {
      if (excluded.erase(date) == 0) continue;
      dates_.push_back(date);
      const Occurrence* occurrence = FindDue(*ParseDate(date));
      // Of what is past only the date comes in again: making it is another decision.
      if (occurrence == nullptr || *occurrence->due < today_) continue;
      occurrences.push_back(*occurrence);
      before.push_back(occurrence == schedule_.data() ? Occurrence() : *(occurrence - 1));
    }
    SetExcluded(excluded);
    return Make(occurrences, before);
  }

  absl::Status MakeNow() {
    if (absl::Status runs = CheckRuns(); !runs.ok()) return runs;
    if (command_.make().dates().empty()) {
      return Error(
          v1::ERROR_REASON_OCCURRENCE_EXISTS,
          absl::StrCat("what was asked for of ", NameForPeople(item_),
                       " has its tasks already; see ListOccurrences, and issue what is planned with IssueTask"));
    }
    const std::set<std::string> excluded = Excluded();
    std::vector<Occurrence> occurrences;
    std::set<std::string> seen;
    for (const std::string& date : command_.make().dates()) {
      if (!seen.insert(date).second) continue;
      const absl::CivilDay day = *ParseDate(date);
      if (excluded.count(date) > 0) {
        return Error(v1::ERROR_REASON_SCHEDULE_STATE,
                     absl::StrCat(date, " is left out of the schedule of ", NameForPeople(item_),
                                  "; take it in again first (IncludeDates)"));
      }
      const Occurrence* occurrence = FindDue(day);
      if (occurrence == nullptr && day < today_) return NoSuchDate(day);
      occurrences.push_back(occurrence == nullptr ? OutOfTurn(day) : *occurrence);
      occurrences.back().starts.reset();
      dates_.push_back(date);
    }
    return Make(occurrences, std::vector<Occurrence>(occurrences.size()));
  }

  Occurrence OutOfTurn(absl::CivilDay day) const {
    Occurrence occurrence;
    occurrence.id = FormatDate(day);
    occurrence.label = absl::StrCat("ngoài lịch, hạn ", FormatDateForPeople(day));
    occurrence.due = day;
    occurrence.roll = plan_.roll();
    occurrence.report = item_.deadline().kind() == v1::DEADLINE_KIND_CONTINUOUS;
    return occurrence;
  }

  absl::Status Make(const std::vector<Occurrence>& occurrences, const std::vector<Occurrence>& before) {
    if (occurrences.empty()) return absl::OkStatus();
    const auto made = TasksAgain(item_, plan_, issuer_unit_, facts_, today_, occurrences, before);
    if (!made.ok()) return made.status();
    NewTasks tasks(plan_, facts_, context_);
    for (const v1::Task& task : made->tasks) {
      if (absl::Status added = tasks.Add(task, made->part_units, item_.ordinal()); !added.ok()) return added;
      item_.add_tasks(task.name());
    }
    created_ = std::move(tasks).Finish();
    return absl::OkStatus();
  }

  std::set<std::string> Excluded() const {
    const auto& dates = item_.schedule().excluded_dates();
    return std::set<std::string>(dates.begin(), dates.end());
  }

  void SetExcluded(const std::set<std::string>& dates) {
    item_.mutable_schedule()->clear_excluded_dates();
    for (const std::string& date : dates) item_.mutable_schedule()->add_excluded_dates(date);
  }

  // `PAUSED until 2026-11-30; without 2026-12-07`; nothing when it says nothing.
  static std::string InWords(const v1::ItemSchedule& schedule) {
    std::vector<std::string> words;
    if (schedule.has_pause()) {
      const std::string& last = schedule.pause().last_date();
      words.push_back(last.empty() ? "PAUSED" : absl::StrCat("PAUSED until ", last));
    }
    if (!schedule.excluded_dates().empty()) {
      words.push_back(absl::StrCat("without ", absl::StrJoin(schedule.excluded_dates(), ", ")));
    }
    return Shortened(absl::StrJoin(words, "; "), limits::kExplanationBytes);
  }

  Decision Finish() {
    Decision decision;
    v1::Event& event = decision.events.emplace_back();
    event.set_subject(plan_.name());
    event.set_type("plan.schedule_changed");
    *event.mutable_time() = ToTimestamp(context_.now);
    v1::FieldChange& change = *event.add_changes();
    change.set_field(absl::StrCat("items/", item_.ordinal(), ".schedule"));
    change.set_before(InWords(before_.schedule()));
    change.set_after(InWords(item_.schedule()));
    v1::PlanScheduleChanged& changed = *event.mutable_plan_schedule_changed();
    changed.set_reason(command_.reason());
    for (const std::string& date : dates_) changed.add_occurrences(date);
    *changed.mutable_item() = std::move(item_);
    std::move(created_.begin(), created_.end(), std::back_inserter(decision.events));
    decision.follow_ups = std::move(follow_ups_);
    return decision;
  }

  const v1::Plan& plan_;
  const PlanItem& before_;
  PlanItem item_;
  const std::string issuer_unit_;
  const ChangeSchedule& command_;
  const Facts& facts_;
  const Context& context_;
  const absl::CivilDay today_;
  std::vector<Occurrence> schedule_;
  std::vector<std::string> dates_;
  std::vector<v1::Event> created_;
  std::vector<internal::v1::TaskCommand> follow_ups_;
};

}  // namespace

const v1::ItemSchedule::Pause* PauseOn(const PlanItem& item, absl::CivilDay day) {
  if (!item.schedule().has_pause()) return nullptr;
  const v1::ItemSchedule::Pause& pause = item.schedule().pause();
  const auto last = ParseDate(pause.last_date());
  return last.ok() && *last < day ? nullptr : &pause;
}

std::optional<absl::CivilDay> CatchUpFrom(const PlanItem& item, const std::vector<Occurrence>& schedule,
                                          absl::CivilDay end, const deadline::WorkingCalendar& calendar) {
  const absl::CivilDay bound = CatchUpBound(item, end);
  if (item.catch_up() == v1::CATCH_UP_ALL) return std::max(bound, kFromTheStart);
  if (item.catch_up() != v1::CATCH_UP_LAST) return std::nullopt;
  std::optional<absl::CivilDay> last;
  for (const Occurrence& occurrence : schedule) {
    const auto due = calendar.Fixed(*occurrence.due, occurrence.roll, /*explain=*/false);
    if (due.ok() && due->day < end) last = *occurrence.due;
  }
  if (last.has_value() && *last < bound) return std::nullopt;
  return last;
}

absl::StatusOr<Decision> DecideChangeSchedule(const v1::Plan& state, const ChangeSchedule& command, const Facts& facts,
                                              const Context& context) {
  if (absl::Status valid = CheckFields(command, DayOf(context.now)); !valid.ok()) return valid;
  absl::StatusOr<std::string> issuer_unit = CheckIssuer(state, command.etag(), facts, context);
  if (!issuer_unit.ok()) return issuer_unit.status();
  const absl::StatusOr<const PlanItem*> item = FindRecurring(state, command.name());
  if (!item.ok()) return item.status();
  return ScheduleChanger(state, **item, *std::move(issuer_unit), command, facts, context).Decide();
}

}  // namespace phoihop::plan
