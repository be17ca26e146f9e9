// The steps of a task (các bước): a list that its lead keeps. A step may have a day of its own, and has a clock for it
// then (INTERIM), until it is done.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

absl::Status CheckRequest(const v1::SetChecklistRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  if (request.items_size() > limits::kChecklistItems) {
    check.Violation("items", absl::StrCat("has ", request.items_size(), " entries; at most ", limits::kChecklistItems,
                                          " are kept"));
  }
  for (int i = 0; i < request.items_size() && i < limits::kChecklistItems; ++i) {
    const std::string path = absl::StrCat("items[", i, "]");
    check.Required(path, !request.items(i).empty());
    check.Text(path, request.items(i), limits::kLabelBytes);
  }
  if (request.due_dates_size() != 0 && request.due_dates_size() != request.items_size()) {
    check.Violation("due_dates",
                    absl::StrCat("has ", request.due_dates_size(), " entries for ", request.items_size(),
                                 " items; give one for each, empty where there is no day, or none at all"));
  }
  for (int i = 0; i < request.due_dates_size() && i < limits::kChecklistItems; ++i) {
    check.Date(absl::StrCat("due_dates[", i, "]"), request.due_dates(i));
  }
  return check.ToStatus();
}

// A step as it shall be, and as it was.
struct Step {
  v1::ChecklistItem after;
  const v1::ChecklistItem* before = nullptr;  // null: it is new

  bool keeps_its_day() const { return before != nullptr && before->due_date() == after.due_date(); }
};

// Items of the same text are the same step, each once, and stay checked. Of several that of the same day is taken.
std::vector<Step> StepsIn(const v1::SetChecklistRequest& request, const v1::Task& task) {
  std::vector<Step> steps(request.items_size());
  for (int i = 0; i < request.items_size(); ++i) {
    steps[i].after.set_id(absl::StrCat(i + 1));
    steps[i].after.set_text(request.items(i));
    if (i < request.due_dates_size()) steps[i].after.set_due_date(request.due_dates(i));
  }
  std::set<const v1::ChecklistItem*> taken;
  for (const bool of_the_same_day : {true, false}) {
    for (Step& step : steps) {
      if (step.before != nullptr) continue;
      for (const v1::ChecklistItem& known : task.checklist()) {
        if (known.text() != step.after.text() || taken.count(&known) > 0) continue;
        if (of_the_same_day && known.due_date() != step.after.due_date()) continue;
        step.before = &known;
        taken.insert(&known);
        break;
      }
    }
  }
  for (Step& step : steps) {
    if (step.before == nullptr || !step.before->done()) continue;
    step.after.set_done(true);
    *step.after.mutable_done_time() = step.before->done_time();
    *step.after.mutable_done_by() = step.before->done_by();
  }
  return steps;
}

// A step is done before the task is, and a day that is over is promised to nobody.
absl::Status CheckDays(const std::vector<Step>& steps, const Case& c) {
  FieldCheck check;
  const auto last = ParseDate(c.task.due_date());
  for (size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const auto day = ParseDate(step.after.due_date());
    if (!day.ok() || (step.keeps_its_day() && step.after.done())) continue;
    const std::string field = absl::StrCat("due_dates[", i, "]");
    if (last.ok() && *day > *last) {
      check.Violation(field, absl::StrCat("is after ", c.task.due_date(),
                                          ", on which the task itself is due; choose an earlier day, or ask for more "
                                          "time first (RequestExtension)"));
    } else if (*day < DayOf(c.now()) && !step.keeps_its_day()) {
      check.Violation(field, "lies in the past; choose today or a later day, or give the step no day of its own");
    }
  }
  return check.ToStatus();
}

// What becomes of the clock of a step that is on the list.
absl::Status FollowDay(const Step& step, const Case& c, Clocks* changed) {
  const v1::Clock* clock = step.before == nullptr ? nullptr : StepClock(c.task, step.before->id());
  if (clock == nullptr) {
    const bool starts = !step.after.done() && !step.after.due_date().empty() && !step.keeps_its_day();
    return starts ? StartStepClock(c.task, step.after, c.facts, c.now(), changed) : absl::OkStatus();
  }
  if (step.after.due_date().empty()) {
    CancelStepClock(c.task, step.before->id(), c.now(), changed);
  } else if (!step.keeps_its_day()) {
    return MoveStepClock(*clock, step.after, c.facts, c.now(), changed);
  } else if (clock->checklist_item() != step.after.id()) {
    v1::Clock& renamed = *changed->Add();
    renamed = *clock;
    renamed.set_checklist_item(step.after.id());
  }
  return absl::OkStatus();
}

absl::StatusOr<Clocks> FollowDays(const std::vector<Step>& steps, const Case& c) {
  Clocks changed;
  std::set<std::string> kept;
  for (const Step& step : steps) {
    if (step.before != nullptr) kept.insert(step.before->id());
  }
  for (const v1::ChecklistItem& known : c.task.checklist()) {
    if (kept.count(known.id()) == 0) CancelStepClock(c.task, known.id(), c.now(), &changed);
  }
  for (const Step& step : steps) {
    if (absl::Status status = FollowDay(step, c, &changed); !status.ok()) return status;
  }
  return changed;
}

Decision Changed(const Case& c, google::protobuf::RepeatedPtrField<v1::ChecklistItem> checklist, Clocks clocks) {
  v1::Event event;
  event.mutable_task_checklist_changed()->mutable_checklist()->Swap(&checklist);
  event.mutable_task_checklist_changed()->mutable_clocks()->Swap(&clocks);
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace

absl::StatusOr<Decision> DecideSetChecklist(const Case& c, const v1::SetChecklistRequest& request) {
  const absl::Status well_formed = CheckRequest(request);
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_SET_CHECKLIST, c, request.etag());
  if (!admitted.ok()) return admitted;
  const std::vector<Step> steps = StepsIn(request, c.task);
  if (absl::Status days = CheckDays(steps, c); !days.ok()) return days;
  absl::StatusOr<Clocks> clocks = FollowDays(steps, c);
  if (!clocks.ok()) return clocks.status();
  google::protobuf::RepeatedPtrField<v1::ChecklistItem> checklist;
  for (const Step& step : steps) *checklist.Add() = step.after;
  return Changed(c, std::move(checklist), *std::move(clocks));
}

absl::StatusOr<Decision> DecideCheckItem(const Case& c, const v1::CheckItemRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("id", !request.id().empty());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_CHECK_ITEM, c, request.etag());
  if (!admitted.ok()) return admitted;
  auto checklist = c.task.checklist();
  const auto item = std::find_if(checklist.begin(), checklist.end(),
                                 [&](const v1::ChecklistItem& has) { return has.id() == request.id(); });
  if (item == checklist.end()) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("The checklist has no item ", Excerpt(request.id()),
                                                          "; its items are 1 to ", c.task.checklist_size(), "."));
  }
  if (item->done() != request.undone()) return Decision();
  item->set_done(!request.undone());
  item->clear_done_time();
  item->clear_done_by();
  Clocks clocks;
  if (item->done()) {
    *item->mutable_done_time() = ToTimestamp(c.now());
    *item->mutable_done_by() = c.context.actor;
    SatisfyStepClock(c.task, item->id(), c.facts, c.now(), &clocks);
  } else if (!item->due_date().empty()) {
    const absl::Status started = StartStepClock(c.task, *item, c.facts, c.now(), &clocks);
    if (!started.ok()) return started;
  }
  return Changed(c, std::move(checklist), std::move(clocks));
}

}  // namespace phoihop::task
