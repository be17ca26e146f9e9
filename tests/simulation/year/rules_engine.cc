#include "tests/simulation/year/rules_engine.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/engine/outcomes.h"
#include "services/engine/subject.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reference.h"
#include "workflow/resource_name.h"
#include "workflow/task/rehome.h"
#include "workflow/task/task.h"

namespace phoihop::testing {
namespace {

constexpr char kProvinceId[] = "dong-nai";

v1::Actor System(absl::string_view name) {
  v1::Actor actor;
  actor.set_system(std::string(name));
  return actor;
}

Context ContextOf(const v1::Actor& actor, absl::Time now, size_t number) {
  Context context;
  context.now = now;
  context.actor = actor;
  if (!actor.on_behalf_of().empty()) {
    context.acting_for.set_unit(actor.unit());
    context.acting_for.set_person(actor.on_behalf_of());
  }
  context.request_id = absl::StrCat("r-", number);
  return context;
}

absl::StatusOr<std::string> TaskOf(const internal::v1::TaskCommand& command) {
  internal::v1::Command whole;
  whole.set_province(kProvinceId);
  *whole.mutable_task() = command;
  auto subject = engine::SubjectOf(whole);
  if (!subject.ok()) return subject.status();
  return subject->name;
}

}  // namespace

RulesEngine::RulesEngine(Observer observer) : observer_(std::move(observer)) {
  data_.set_province(kProvinceId);
  facts_ = *Facts::Create(data_);
}

const Facts& RulesEngine::facts() {
  if (stale_) {
    auto made = Facts::Create(data_, facts_.get());
    if (!made.ok()) ADD_FAILURE() << made.status();
    if (made.ok()) facts_ = *std::move(made);
    stale_ = false;
  }
  return *facts_;
}

const v1::Task* RulesEngine::Find(absl::string_view name) const {
  const auto found = tasks_.find(std::string(name));
  return found == tasks_.end() ? nullptr : &found->second;
}

absl::Status RulesEngine::Apply(const internal::v1::ReferenceCommand& command, const v1::Actor& actor, absl::Time now) {
  // As a batch of the write door: the data as they are now, indexes as they were when it began.
  auto decision = organisation::Decide(data_, command, *facts_, ContextOf(actor, now, journal_.size()));
  if (!decision.ok()) return decision.status();
  Take(*std::move(decision), actor, now);
  return RunFollowUps(now);
}

absl::Status RulesEngine::Apply(const internal::v1::TaskCommand& command, const v1::Actor& actor, absl::Time now) {
  const auto name = TaskOf(command);
  if (!name.ok()) return name.status();
  const absl::Status status = Run(*name, command, actor, now);
  return status.ok() ? RunFollowUps(now) : status;
}

absl::Status RulesEngine::RunFollowUps(absl::Time now) {
  absl::Status status;
  while (status.ok() && !follow_ups_.empty()) {
    const internal::v1::TaskCommand next = std::move(follow_ups_.front());
    follow_ups_.pop_front();
    const auto subject = TaskOf(next);
    status = subject.ok() ? Run(*subject, next, System("follow-ups"), now) : subject.status();
  }
  return status;
}

absl::Status RulesEngine::Fire(const std::string& name, absl::Time now) {
  internal::v1::TaskCommand command;
  command.mutable_fire()->set_name(name);
  return Run(name, command, System("deadline-sweep"), now);
}

absl::StatusOr<std::vector<v1::RehomingItem>> RulesEngine::Rehome(const std::string& name,
                                                                  const v1::Reorganisation& reorganisation,
                                                                  const organisation::Routes& routes,
                                                                  const std::vector<v1::RehomingItem>& recorded,
                                                                  absl::Time now) {
  internal::v1::RehomeTask rehome;
  rehome.set_name(name);
  rehome.set_reorganisation(reorganisation.name());
  for (const v1::RehomingItem& item : recorded) *rehome.add_recorded() = item;
  const v1::Actor actor = System("rehoming");
  const Context context = ContextOf(actor, now, journal_.size());
  auto decision = task::DecideRehome({*Find(name), facts(), context}, rehome, reorganisation, routes);
  if (!decision.ok()) return decision.status();
  std::vector<v1::RehomingItem> outcomes;
  for (v1::Event& event : decision->events) {
    Complete(event, actor, now);
    for (v1::RehomingItem& item : engine::OutcomesIn(event)) outcomes.push_back(std::move(item));
  }
  Take(*std::move(decision), actor, now);
  return outcomes;
}

absl::Status RulesEngine::Run(const std::string& name, const internal::v1::TaskCommand& command, const v1::Actor& actor,
                              absl::Time now) {
  const v1::Task* known = Find(name);
  const v1::Task& task = known == nullptr ? v1::Task::default_instance() : *known;
  const Context context = ContextOf(actor, now, journal_.size());
  auto decision = command.has_adopt_calendar()
                      ? task::DecideAdoption(task, command.adopt_calendar(), calendars_, facts(), context)
                      : task::Decide(task, command, facts(), context);
  if (!decision.ok()) return decision.status();
  Take(*std::move(decision), actor, now);
  return absl::OkStatus();
}

void RulesEngine::Take(Decision decision, const v1::Actor& actor, absl::Time now) {
  for (v1::Event& event : decision.events) {
    Complete(event, actor, now);
    journal_.push_back(event.SerializeAsString());
    if (absl::StrContains(event.subject(), "/tasks/")) {
      FoldTask(event);
      continue;
    }
    organisation::Evolve(data_, event);
    RememberCalendar(event);
    versions_[event.subject()] = event.subject_version();
    stale_ = true;
  }
  for (internal::v1::TaskCommand& command : decision.follow_ups) follow_ups_.push_back(std::move(command));
}

void RulesEngine::RememberCalendar(const v1::Event& event) {
  if (!event.has_calendar_published()) return;
  const v1::Calendar& calendar = event.calendar_published().calendar();
  auto made = deadline::WorkingCalendar::Create(calendar);
  if (!made.ok()) ADD_FAILURE() << made.status();
  if (made.ok()) calendars_.versions.insert_or_assign(calendar.version(), *std::move(made));
  calendars_.change_time = FromTimestamp(event.time());
}

// What the write door adds.
void RulesEngine::Complete(v1::Event& event, const v1::Actor& actor, absl::Time now) {
  event.set_province(ProvinceName(kProvinceId));
  event.set_sequence(static_cast<int64_t>(journal_.size()) + 1);
  *event.mutable_time() = ToTimestamp(now);
  *event.mutable_actor() = actor;
  const v1::Task* task = Find(event.subject());
  event.set_subject_version(task != nullptr ? task->version() + 1 : versions_[event.subject()] + 1);
}

void RulesEngine::FoldTask(const v1::Event& event) {
  v1::Task& task = tasks_[event.subject()];
  const v1::Task before = task;
  task::Evolve(task, event);
  observer_(before, task, event);
}

}  // namespace phoihop::testing
