#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/made_tasks.h"
#include "workflow/plan/new_tasks.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/shortened.h"
#include "workflow/resource_name.h"
#include "workflow/task/fields.h"

namespace phoihop::plan {
namespace {

using v1::PlanItem;

class Issuer {
 public:
  // `issuer_unit` holds the work of the plan's issuer today.
  Issuer(const v1::Plan& plan, std::string issuer_unit, const Facts& facts, const Context& context)
      : plan_(plan),
        issuer_unit_(std::move(issuer_unit)),
        facts_(facts),
        context_(context),
        today_(DayOf(context.now)),
        tasks_(plan, facts, context) {}

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
      if (absl::Status added = tasks_.Add(task, made->part_units, item.ordinal()); !added.ok()) return added;
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
    std::vector<v1::Event> tasks = std::move(tasks_).Finish();
    Decision decision;
    decision.events.reserve(tasks.size() + 1);
    decision.events.push_back(std::move(event));
    std::move(tasks.begin(), tasks.end(), std::back_inserter(decision.events));
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

  const v1::Plan& plan_;
  const std::string issuer_unit_;
  const Facts& facts_;
  const Context& context_;
  const absl::CivilDay today_;
  v1::PlanIssued issued_;
  NewTasks tasks_;
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
    if (!request.correction()) {
      return Error(v1::ERROR_REASON_ALREADY_EXISTS,
                   absl::StrCat("the event is recorded as of ", known->date(),
                                "; what waited for it runs from that day. If that day is wrong, say so (correction)"));
    }
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
      internal::v1::IssueAwaitedTask& issue = *decision.follow_ups.emplace_back().mutable_issue_awaited();
      issue.set_name(task);
      *issue.mutable_plan_event() = recorded;
      if (!request.correction()) continue;
      internal::v1::ReanchorAwaited& reanchor = *decision.follow_ups.emplace_back().mutable_reanchor_awaited();
      reanchor.set_name(task);
      *reanchor.mutable_plan_event() = recorded;
    }
  }
  return decision;
}

}  // namespace phoihop::plan
