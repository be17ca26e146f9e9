// A plan follows another file, and the tasks that were made of it follow the plan.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/new_tasks.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/revised_tasks.h"
#include "workflow/plan/schedule.h"
#include "workflow/plan/shortened.h"
#include "workflow/plan/understand.h"
#include "workflow/task/schedule.h"

namespace phoihop::plan {
namespace {

using internal::v1::RevisePlan;
using v1::Plan;
using v1::PlanItem;

// Nothing of it would be another: the same items and the same settings, and no day that the calendar has moved.
bool ChangesNothing(const Plan& before, const RevisePlan& command) {
  if (!command.changes().empty() || command.effect_count() > 0) return false;
  Plan after = command.plan();
  after.set_revision(before.revision());
  after.set_state(before.state());
  return after.SerializeAsString() == before.SerializeAsString();
}

// What is issued cannot wait for an answer: its tasks are running.
absl::Status CheckQuestions(const Plan& after) {
  std::vector<std::string> asked;
  for (const PlanItem& item : after.items()) {
    const bool asks = std::any_of(item.questions().begin(), item.questions().end(),
                                  [](const v1::PlanQuestion& question) { return question.blocking(); });
    if (item.state() == PlanItem::STATE_ISSUED && asks) asked.push_back(item.ordinal());
  }
  if (asked.empty()) return absl::OkStatus();
  return Error(v1::ERROR_REASON_PLAN_STATE,
               absl::StrCat("items ", Shortened(absl::StrJoin(asked, ", "), limits::kNotationBytes),
                            " are issued, and what the file says of them now is not understood; write the names of "
                            "agencies in full and the deadlines as dates, or use remembered answers"));
}

// The caller has seen what happens to tasks, if something does.
absl::Status CheckToken(const RevisePlan& command) {
  const v1::RevisePlanRequest& request = command.request();
  if (request.validate_only() || request.preview_token() == command.seen_token()) return absl::OkStatus();
  if (!request.preview_token().empty()) {
    return Error(v1::ERROR_REASON_PREVIEW_STALE,
                 "the plan, its tasks or the file are not those of the preview any more; look at it again");
  }
  if (command.effect_count() == 0) return absl::OkStatus();
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_FIELD,
      {{"preview_token",
        absl::StrCat("the revision does something to ", command.effect_count(),
                     " tasks: look at it with validate_only, and give the preview_token of that answer")}});
}

// While a schedule is paused nothing of it is issued, so it cannot be given to somebody else or get other days.
absl::Status CheckPauses(const Plan& after, const RevisedTasks& revised, absl::CivilDay today) {
  for (const AddedTask& added : revised.added) {
    const PlanItem& item = after.items(added.item);
    if (PauseOn(item, today) == nullptr) continue;
    return Error(v1::ERROR_REASON_SCHEDULE_STATE,
                 absl::StrCat("the schedule of item ", item.ordinal(),
                              " is paused, and the revision would make new tasks of it; resume it first"));
  }
  return absl::OkStatus();
}

// Tasks that the revision moves stay held back where the schedule is paused.
absl::Status HoldAgain(const Plan& after, const Facts& facts, absl::CivilDay today, Decision& decision) {
  for (const PlanItem& item : after.items()) {
    const v1::ItemSchedule::Pause* pause = item.state() == PlanItem::STATE_ISSUED ? PauseOn(item, today) : nullptr;
    if (pause == nullptr) continue;
    const auto schedule = WholeSchedule(item, after, today, CalendarOf(after, facts));
    if (!schedule.ok()) return schedule.status();
    std::optional<absl::CivilDay> last, catch_up_from;
    if (const auto day = ParseDate(pause->last_date()); day.ok()) {
      last = *day;
      catch_up_from = CatchUpFrom(item, *schedule, *day + 1, CalendarOf(after, facts));
    }
    for (const std::string& task : item.tasks()) {
      decision.follow_ups.push_back(task::HoldOccurrence(task, last, catch_up_from));
    }
  }
  return absl::OkStatus();
}

v1::Event MakeEvent(const Plan& before, const RevisePlan& command, Plan after, const Context& context) {
  v1::Event event;
  event.set_subject(before.name());
  event.set_type("plan.revised");
  *event.mutable_time() = ToTimestamp(context.now);
  if (command.request().basis().ByteSizeLong() > 0) *event.mutable_basis() = command.request().basis();
  v1::PlanRevised& revised = *event.mutable_plan_revised();
  revised.set_revision(after.revision());
  after.clear_etag();
  after.clear_update_time();
  *revised.mutable_plan() = std::move(after);
  *revised.mutable_changes() = command.changes();
  v1::FieldChange& change = *event.add_changes();
  change.set_field("revision");
  change.set_before(absl::StrCat(before.revision()));
  change.set_after(absl::StrCat(command.plan().revision()));
  return event;
}

}  // namespace

absl::StatusOr<Decision> DecideRevise(const Plan& state, const RevisePlan& command, const Facts& facts,
                                      const Context& context) {
  const absl::StatusOr<std::string> issuer = CheckIssuer(state, command.request().etag(), facts, context);
  if (!issuer.ok()) return issuer.status();
  if (command.plan().etag() != state.etag()) {
    return Error(v1::ERROR_REASON_PREVIEW_STALE,
                 "the plan changed while the revision was being compared with it; look at it again");
  }
  if (ChangesNothing(state, command)) return Decision();
  Plan after = command.plan();
  if (absl::Status status = CheckQuestions(after); !status.ok()) return status;
  if (absl::Status status = CheckToken(command); !status.ok()) return status;
  std::vector<const v1::Task*> tasks;
  for (const v1::Task& task : command.tasks()) tasks.push_back(&task);
  const absl::StatusOr<RevisedTasks> revised = ReviseTasks(state, after, tasks, *issuer, facts, context);
  if (!revised.ok()) return revised.status();

  Decision decision;
  if (absl::Status runs = CheckPauses(after, *revised, DayOf(context.now)); !runs.ok()) return runs;
  NewTasks made(command.plan(), facts, context);
  for (const AddedTask& added : revised->added) {
    PlanItem& item = *after.mutable_items(added.item);
    item.add_tasks(added.task.name());
    if (absl::Status status = made.Add(added.task, added.part_units, item.ordinal()); !status.ok()) return status;
  }
  for (const TaskChange& change : revised->changes) {
    auto follow_up = FollowUpOf(change, after, command.request().basis(), facts, DayOf(context.now));
    if (follow_up.has_value()) decision.follow_ups.push_back(*std::move(follow_up));
  }
  if (absl::Status held = HoldAgain(after, facts, DayOf(context.now), decision); !held.ok()) return held;
  decision.events.push_back(MakeEvent(state, command, std::move(after), context));
  for (v1::Event& event : std::move(made).Finish()) decision.events.push_back(std::move(event));
  return decision;
}

}  // namespace phoihop::plan
