#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/made_tasks.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/shortened.h"
#include "workflow/resource_name.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/fields.h"
#include "workflow/task/task.h"

namespace phoihop::plan {
namespace {

using v1::PlanItem;

bool IsSystem(const v1::Actor& actor) { return actor.unit().empty() && !actor.system().empty(); }

// Only the issuer of the plan (who holds its work, when it has ended since), or the system. Said before it is said
// whether the plan exists.
absl::StatusOr<std::string> CheckIssuer(const v1::Plan& plan, absl::string_view etag, const Facts& facts,
                                        const Context& context) {
  const absl::CivilDay today = DayOf(context.now);
  std::string issuer_unit = plan.name().empty() ? "" : HolderOf(plan.issuer_unit(), facts, today);
  const bool may = IsSystem(context.actor) || (!issuer_unit.empty() && context.actor.unit() == issuer_unit);
  if (!may) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "only the unit that issues a plan may do this; act for that unit");
  }
  if (absl::Status exists = CheckExists(plan, etag); !exists.ok()) return exists;
  if (issuer_unit.empty()) return facts.directory().CheckAlive(plan.issuer_unit(), today);
  return issuer_unit;
}

class Issuer {
 public:
  // `issuer_unit` holds the work of the plan's issuer today.
  Issuer(const v1::Plan& plan, std::string issuer_unit, const Facts& facts, const Context& context)
      : plan_(plan),
        issuer_unit_(std::move(issuer_unit)),
        facts_(facts),
        context_(context),
        today_(DayOf(context.now)) {}

  absl::Status Issue(const PlanItem& item) {
    const absl::StatusOr<MadeTasks> made = TasksOf(item, plan_, issuer_unit_, facts_, today_);
    if (!made.ok()) return made.status();
    // A rhythm that never falls due within the plan's period: the item stays as it is.
    if (made->tasks.empty()) return absl::OkStatus();
    PlanItem& issued = *issued_.add_items();
    issued = item;
    issued.set_state(PlanItem::STATE_ISSUED);
    for (const v1::Task& task : made->tasks) {
      issued.add_tasks(task.name());
      absl::Status added = Add(task);
      if (added.ok()) added = AddParts(made->part_units);
      if (!added.ok()) return Error(ReasonOf(added), absl::StrCat("item ", item.ordinal(), ": ", added.message()));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Decision> Finish() && {
    if (issued_.items().empty()) return NothingToIssue();
    const auto open = std::count_if(plan_.items().begin(), plan_.items().end(), [](const PlanItem& item) {
      return item.state() != PlanItem::STATE_ISSUED && item.state() != PlanItem::STATE_WITHDRAWN;
    });
    issued_.set_plan_state(open == issued_.items_size() ? v1::Plan::STATE_ISSUED : v1::Plan::STATE_PARTLY_ISSUED);
    v1::Event event;
    event.set_subject(plan_.name());
    event.set_type("plan.issued");
    *event.mutable_basis() = plan_.basis();
    *event.mutable_time() = ToTimestamp(context_.now);
    if (issued_.plan_state() != plan_.state()) {
      v1::FieldChange& change = *event.add_changes();
      change.set_field("state");
      change.set_before(StateName(plan_.state()));
      change.set_after(StateName(issued_.plan_state()));
    }
    *event.mutable_plan_issued() = std::move(issued_);
    Decision decision;
    decision.events.reserve(tasks_.size() + 1);
    decision.events.push_back(std::move(event));
    std::move(tasks_.begin(), tasks_.end(), std::back_inserter(decision.events));
    return decision;
  }

 private:
  static const char* StateName(v1::Plan::State state) {
    switch (state) {
      case v1::Plan::STATE_PARTLY_ISSUED:
        return "PARTLY_ISSUED";
      case v1::Plan::STATE_ISSUED:
        return "ISSUED";
      default:
        return "DRAFT";
    }
  }

  absl::Status NothingToIssue() const {
    std::vector<std::string> asked;
    for (const PlanItem& item : plan_.items()) {
      if (item.state() == PlanItem::STATE_ASKED) asked.push_back(item.ordinal());
    }
    if (asked.empty()) {
      return Error(v1::ERROR_REASON_PLAN_STATE, "nothing of the plan is left to issue within its period");
    }
    return Error(v1::ERROR_REASON_PLAN_STATE,
                 absl::StrCat("nothing is ready to be issued; answer the questions of items ",
                              Shortened(absl::StrJoin(asked, ", "), limits::kNotationBytes)));
  }

  absl::Status Count(size_t tasks) {
    task_count_ += tasks;
    if (task_count_ <= kMaxTasksPerIssue) return absl::OkStatus();
    return Error(v1::ERROR_REASON_TOO_LARGE,
                 absl::StrCat("issuing the plan would make more than ", kMaxTasksPerIssue,
                              " tasks; import it as several plans, or give long rhythms a reporting rhythm"));
  }

  absl::Status Add(const v1::Task& task) {
    if (absl::Status counted = Count(1); !counted.ok()) return counted;
    if (!names_.insert(task.name()).second) {
      return Error(v1::ERROR_REASON_INTERNAL, absl::StrCat("two tasks of the plan would be called ", task.name()));
    }
    // An event that was recorded before: what waits for it begins at once.
    const v1::PlanEvent* event = FindEvent(plan_, task.awaited_event());
    const bool happened = !task.awaited_event().empty() && event != nullptr;
    auto made = task::MakeNew(task, happened ? event->date() : "", facts_, context_);
    if (!made.ok()) return made.status();
    tasks_.push_back(*std::move(made));
    return absl::OkStatus();
  }

  // The parts of the whole that was added last. The first is made as any task is; what is the same for all is found
  // once.
  absl::Status AddParts(const std::vector<std::string>& units) {
    if (units.empty()) return absl::OkStatus();
    if (absl::Status counted = Count(units.size()); !counted.ok()) return counted;
    const v1::Task whole = tasks_.back().task_created().task();
    // What it waits for has happened already when the whole has begun.
    absl::CivilDay day = today_;
    if (whole.has_planned_issue_time()) day = std::max(day, DayOf(FromTimestamp(whole.planned_issue_time())));
    const v1::PlanEvent* event = whole.awaited_event().empty() ? nullptr : FindEvent(plan_, whole.awaited_event());
    v1::Task asked = task::PartOf(whole, units.front());
    if (event != nullptr) {
      asked.clear_requested_due_date();
      asked.set_awaited_event(whole.awaited_event());
      if (whole.has_awaited_period()) *asked.mutable_awaited_period() = whole.awaited_period();
    }
    auto first = task::MakeNew(asked, event == nullptr ? "" : event->date(), facts_, context_);
    if (!first.ok()) return first.status();
    tasks_.reserve(tasks_.size() + units.size());
    const size_t first_index = tasks_.size();
    tasks_.push_back(*std::move(first));
    names_.insert(tasks_.back().subject());
    for (size_t i = 1; i < units.size(); ++i) {
      if (absl::Status alive = facts_.directory().CheckAlive(units[i], day); !alive.ok()) return alive;
      tasks_.push_back(task::MakePartLike(tasks_[first_index], whole, units[i]));
      if (!names_.insert(tasks_.back().subject()).second) {
        return Error(v1::ERROR_REASON_INTERNAL,
                     absl::StrCat("two tasks of the plan would be called ", tasks_.back().subject()));
      }
    }
    return absl::OkStatus();
  }

  const v1::Plan& plan_;
  const std::string issuer_unit_;
  const Facts& facts_;
  const Context& context_;
  const absl::CivilDay today_;
  v1::PlanIssued issued_;
  std::vector<v1::Event> tasks_;
  absl::flat_hash_set<std::string> names_;
  size_t task_count_ = 0;
};

// What items wait for, each once.
std::vector<std::string> AwaitedEvents(const v1::Plan& plan) {
  std::vector<std::string> events;
  for (const PlanItem& item : plan.items()) {
    const std::string& event = item.deadline().event();
    if (item.deadline().kind() != v1::DEADLINE_KIND_RELATIVE || event.empty()) continue;
    const bool known =
        std::any_of(events.begin(), events.end(), [&](const std::string& other) { return IsSameEvent(event, other); });
    if (!known) events.push_back(event);
  }
  return events;
}

absl::Status CheckEventRequest(const v1::RecordPlanEventRequest& request, absl::CivilDay today) {
  task::FieldCheck check;
  check.Required("event", !request.event().empty());
  check.Text("event", request.event(), limits::kExplanationBytes);
  check.Required("date", !request.date().empty());
  check.Date("date", request.date());
  check.Basis("basis", request.basis());
  const auto day = ParseDate(request.date());
  if (day.ok() && *day > today) check.Violation("date", "lies in the future; record the event when it has happened");
  return check.ToStatus();
}

}  // namespace

absl::StatusOr<Decision> DecideIssue(const v1::Plan& state, const v1::IssuePlanRequest& request, const Facts& facts,
                                     const Context& context) {
  absl::StatusOr<std::string> issuer_unit = CheckIssuer(state, request.etag(), facts, context);
  if (!issuer_unit.ok()) return issuer_unit.status();
  Issuer issuer(state, *std::move(issuer_unit), facts, context);
  for (const PlanItem& item : state.items()) {
    if (item.state() != PlanItem::STATE_READY) continue;
    if (absl::Status issued = issuer.Issue(item); !issued.ok()) return issued;
  }
  return std::move(issuer).Finish();
}

absl::StatusOr<Decision> DecideRecordEvent(const v1::Plan& state, const v1::RecordPlanEventRequest& request,
                                           const Facts& facts, const Context& context) {
  if (absl::Status valid = CheckEventRequest(request, DayOf(context.now)); !valid.ok()) return valid;
  const absl::StatusOr<std::string> issuer_unit = CheckIssuer(state, request.etag(), facts, context);
  if (!issuer_unit.ok()) return issuer_unit.status();
  const std::vector<std::string> awaited = AwaitedEvents(state);
  const auto found = std::find_if(awaited.begin(), awaited.end(),
                                  [&](const std::string& event) { return IsSameEvent(event, request.event()); });
  if (found == awaited.end()) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("no item of the plan waits for this event; ",
                              awaited.empty() ? "none of them waits for any"
                                              : absl::StrCat("they wait for: ", absl::StrJoin(awaited, "; "))));
  }
  if (const v1::PlanEvent* known = FindEvent(state, *found)) {
    if (known->date() == request.date()) return Decision();
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat("the event is recorded as of ", known->date(),
                                                               "; what waited for it runs from that day"));
  }
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(state.name());
  event.set_type("plan.event_recorded");
  *event.mutable_time() = ToTimestamp(context.now);
  if (request.has_basis()) *event.mutable_basis() = request.basis();
  v1::PlanEvent& recorded = *event.mutable_plan_event_recorded()->mutable_plan_event();
  recorded.set_event(*found);
  recorded.set_date(request.date());
  if (request.has_basis()) *recorded.mutable_basis() = request.basis();
  for (const PlanItem& item : state.items()) {
    const bool waits = item.deadline().kind() == v1::DEADLINE_KIND_RELATIVE && item.state() == PlanItem::STATE_ISSUED &&
                       IsSameEvent(item.deadline().event(), *found);
    if (!waits) continue;
    for (const std::string& task : item.tasks()) {
      internal::v1::IssueAwaitedTask& follow_up = *decision.follow_ups.emplace_back().mutable_issue_awaited();
      follow_up.set_name(task);
      *follow_up.mutable_plan_event() = recorded;
    }
  }
  return decision;
}

}  // namespace phoihop::plan
