// An office that imports nothing and issues plans: the plan, its tasks and what follows from them, run as the write
// door does, without a database.
#ifndef TESTS_UNIT_PLAN_OFFICE_H_
#define TESTS_UNIT_PLAN_OFFICE_H_

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/issued_items.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::plan {

using internal::v1::PlanCommand;
using internal::v1::TaskCommand;

inline constexpr absl::CivilDay kIssueDay(2026, 5, 4);
inline constexpr char kPlan[] = "provinces/dong-nai/plans/kh";

inline std::string Task(absl::string_view id) { return absl::StrCat("provinces/dong-nai/tasks/", id); }

// With a ladder for completion clocks.
inline const Facts& Province() {
  static const auto* const facts = [] {
    internal::v1::ReferenceData data = DongNai().data();
    v1::EscalationPolicy& policy = *data.add_escalation_policies();
    policy.set_name("provinces/dong-nai/escalationPolicies/default");
    policy.set_version(1);
    policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
    for (int offset : {-3, 0, 3}) {
      v1::Rung& rung = *policy.add_rungs();
      rung.set_offset_working_days(offset);
      rung.add_audiences(v1::AUDIENCE_ISSUER);
    }
    return new std::shared_ptr<const Facts>(*Facts::Create(std::move(data)));
  }();
  return **facts;
}

// A plan, its tasks and what waits to be done with them.
class Office {
 public:
  Office() {
    plan_.set_name(kPlan);
    plan_.set_display_name("Kế hoạch thông tin đối ngoại");
    plan_.set_number("21/KH-UBND");
    plan_.set_issuer_unit(UnitIn("ubnd"));
    plan_.set_period_start_date("2026-01-01");
    plan_.set_period_end_date("2026-12-31");
    plan_.set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
    plan_.set_etag("v1");
  }

  v1::PlanItem& AddItem(absl::string_view due = "2026-09-30") {
    v1::PlanItem& item = *plan_.add_items();
    item.set_name(absl::StrCat(kPlan, "/items/", plan_.items_size()));
    item.set_ordinal(absl::StrCat(plan_.items_size()));
    item.set_text("Cung cấp thông tin");
    item.set_state(v1::PlanItem::STATE_READY);
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_FIXED);
    item.mutable_deadline()->set_nominal_due_date(std::string(due));
    return item;
  }

  absl::Status Send(const PlanCommand& command, absl::string_view unit = "ubnd") {
    return Take(Decide(plan_, command, *facts, ContextOf(unit)));
  }
  absl::Status Issue() {
    PlanCommand command;
    command.mutable_issue()->set_name(kPlan);
    return Send(command);
  }
  absl::Status Record(absl::string_view event, absl::string_view date, absl::string_view unit = "ubnd",
                      bool correction = false) {
    PlanCommand command;
    command.mutable_record_event()->set_correction(correction);
    command.mutable_record_event()->set_name(kPlan);
    command.mutable_record_event()->set_event(std::string(event));
    command.mutable_record_event()->set_date(std::string(date));
    return Send(command, unit);
  }

  // As a unit, or with "" as the system.
  absl::Status Send(const TaskCommand& command, const std::string& name, absl::string_view unit) {
    Context context = ContextOf(unit);
    const PartsSeen parts = PartsOf(name);
    if (task(name).has_fan_out()) context.parts = &parts;
    return Take(task::Decide(tasks_[name], command, *facts, context));
  }
  absl::Status Accept(const std::string& name) {
    TaskCommand command;
    command.mutable_accept()->set_name(name);
    return Send(command, name, LastSegment(task(name).lead_unit()));
  }
  absl::Status Submit(const std::string& name, int documents = 0) {
    TaskCommand command;
    command.mutable_submit()->set_name(name);
    command.mutable_submit()->mutable_result()->set_summary("Xong");
    for (int i = 0; i < documents; ++i) {
      command.mutable_submit()->mutable_result()->add_documents()->set_title(absl::StrCat("Tài liệu ", i + 1));
    }
    return Send(command, name, LastSegment(task(name).lead_unit()));
  }
  absl::Status Approve(const std::string& name) {
    TaskCommand command;
    command.mutable_approve()->set_name(name);
    return Send(command, name, "ubnd");
  }
  absl::Status Revoke(const std::string& name) {
    TaskCommand command;
    command.mutable_revoke()->set_name(name);
    command.mutable_revoke()->set_reason("Không còn cần");
    return Send(command, name, "ubnd");
  }
  void Finish(const std::string& name) {
    EXPECT_EQ(Accept(name), absl::OkStatus());
    EXPECT_EQ(Submit(name), absl::OkStatus());
    EXPECT_EQ(Approve(name), absl::OkStatus());
  }
  absl::Status Fire(const std::string& name, bool previous_open) {
    TaskCommand command;
    command.mutable_fire()->set_name(name);
    command.mutable_fire()->set_previous_open(previous_open);
    return Send(command, name, "");
  }
  absl::Status Check(const std::string& whole) {
    TaskCommand command;
    command.mutable_check_fan_out()->set_name(whole);
    return Send(command, whole, "");
  }

  // Runs what waits, and what follows from it.
  int RunFollowUps() {
    int run = 0;
    for (; !follow_ups_.empty(); ++run) {
      const TaskCommand command = std::move(follow_ups_.front());
      follow_ups_.pop_front();
      const auto* field =
          command.GetReflection()->GetOneofFieldDescriptor(command, TaskCommand::descriptor()->FindOneofByName("verb"));
      const auto& verb = command.GetReflection()->GetMessage(command, field);
      const std::string name = verb.GetReflection()->GetString(verb, verb.GetDescriptor()->FindFieldByName("name"));
      EXPECT_EQ(Send(command, name, ""), absl::OkStatus()) << command.DebugString();
    }
    return run;
  }

  std::vector<std::string> Parts(const std::string& whole) const {
    std::vector<std::string> names;
    for (const auto& [name, task] : tasks_) {
      if (task.parent_task() == whole) names.push_back(name);
    }
    return names;
  }
  PartsSeen PartsOf(const std::string& whole) const {
    PartsSeen seen;
    for (const auto& [name, task] : tasks_) {
      if (task.parent_task() != whole) continue;
      const bool completed = task.state() == v1::TASK_STATE_COMPLETED;
      const bool open = task::IsOpen(task.state());
      seen.progress.set_completed(seen.progress.completed() + (completed ? 1 : 0));
      seen.progress.set_open(seen.progress.open() + (open ? 1 : 0));
      seen.progress.set_total(seen.progress.total() + (completed || open ? 1 : 0));
      seen.parts.push_back({name, task.lead_unit(), task.state(), FromTimestamp(task.complete_time())});
    }
    return seen;
  }

  // The facts of its decisions.
  const Facts* facts = &Province();

  const v1::Task& task(const std::string& name) { return tasks_[name]; }
  v1::Plan& plan() { return plan_; }
  const std::map<std::string, v1::Task>& tasks() const { return tasks_; }
  const std::vector<v1::Event>& events() const { return events_; }
  void At(absl::CivilDay day) { now_ = StartOfDay(day) + absl::Hours(9); }
  absl::Time now() const { return now_; }

 private:
  Context ContextOf(absl::string_view unit) const {
    Context context;
    context.now = now_;
    unit.empty() ? context.actor.set_system("follow-ups") : context.actor.set_unit(UnitIn(unit));
    return context;
  }
  absl::Status Take(absl::StatusOr<Decision> decision) {
    if (!decision.ok()) return decision.status();
    EXPECT_TRUE(!decision->events.empty() || decision->follow_ups.empty());
    for (v1::Event& event : decision->events) {
      event.subject().find("/tasks/") != std::string::npos ? task::Evolve(tasks_[event.subject()], event)
                                                           : Evolve(plan_, event);
      events_.push_back(event);
    }
    for (TaskCommand& command : decision->follow_ups) follow_ups_.push_back(std::move(command));
    return absl::OkStatus();
  }

  absl::Time now_ = StartOfDay(kIssueDay) + absl::Hours(9);
  v1::Plan plan_;
  std::map<std::string, v1::Task> tasks_;
  std::vector<v1::Event> events_;
  std::deque<TaskCommand> follow_ups_;
};

inline v1::PlanItem& GiveTo(std::vector<absl::string_view> units, v1::PlanItem& item) {
  for (absl::string_view unit : units) item.add_leads()->add_units(UnitIn(unit));
  return item;
}

}  // namespace phoihop::plan

#endif  // TESTS_UNIT_PLAN_OFFICE_H_
