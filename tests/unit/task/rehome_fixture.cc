#include "tests/unit/task/rehome_fixture.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

constexpr char kDay[] = "2026-07-01";

template <typename Payload>
void Collect(const Payload& payload, std::map<std::string, v1::RehomingItem>& rows) {
  for (const v1::RehomingItem& item : payload.items()) rows[item.item()] = item;
}

}  // namespace

std::vector<std::string> ChangesOf(const v1::RehomingItem& item) {
  std::vector<std::string> changes;
  for (const v1::RehomingItem::Change& change : item.changes()) {
    changes.push_back(absl::StrCat(absl::StripPrefix(v1::RehomingRole_Name(change.role()), "REHOMING_ROLE_"), " ",
                                   LastSegment(change.from_unit()), " -> ",
                                   change.to_unit().empty() ? "-" : LastSegment(change.to_unit()), " ",
                                   absl::StripPrefix(v1::RehomingItem::Outcome_Name(change.outcome()), "OUTCOME_")));
  }
  return changes;
}

RehomeWorld::RehomeWorld() : data_(TestFacts().data()) {
  reorganisation_.set_name("provinces/dong-nai/reorganisations/r");
  reorganisation_.set_effective_date(kDay);
  reorganisation_.mutable_basis()->set_instrument_number("12/2026/NQ-HĐND");
  reorganisation_.set_state(v1::Reorganisation::STATE_DRAFT);
  reorganisation_.set_type(v1::REORGANISATION_TYPE_MERGE);
  MakeFacts();
}

v1::Partition& RehomeWorld::Edge(absl::string_view from, absl::string_view to, v1::Partition::Key key,
                                 const std::vector<std::string>& terms) {
  v1::SuccessionEdge& edge = *reorganisation_.add_edges();
  edge.set_from_unit(Unit(from));
  if (!to.empty()) edge.set_to_unit(Unit(to));
  v1::Partition& partition = *edge.mutable_partition();
  partition.set_key(key);
  for (const std::string& term : terms) {
    if (key == v1::Partition::KEY_FUNCTION) partition.add_functions(term);
    if (key == v1::Partition::KEY_TERRITORY) partition.add_territories(Unit(term));
    if (key == v1::Partition::KEY_LIST) partition.add_items(Task(term));
  }
  return partition;
}

void RehomeWorld::Assign(const std::string& item, absl::string_view to) {
  v1::ItemAssignment& assignment = *reorganisation_.add_assignments();
  assignment.set_item(item);
  assignment.set_to_unit(Unit(to));
  *assignment.mutable_decider() = ActorOf("vp-ubnd/theo-doi");
  MakeFacts();
}

void RehomeWorld::AddUnit(absl::string_view id) {
  v1::Unit& unit = *data_.add_units();
  unit.set_name(Unit(id));
  v1::UnitVersion& version = *unit.add_versions();
  version.set_valid_from(kDay);
  version.set_display_name(std::string(id));
  version.set_kind(v1::UNIT_KIND_DEPARTMENT);
}

void RehomeWorld::AddMember(absl::string_view unit, absl::string_view person, absl::string_view from,
                            absl::string_view to, absl::string_view post) {
  v1::Membership& membership = *data_.add_memberships();
  membership.set_name(absl::StrCat(Unit(unit), "/memberships/", person));
  membership.set_person(Person(person));
  membership.set_role(v1::MEMBERSHIP_ROLE_OFFICER);
  membership.set_valid_from(std::string(from));
  membership.set_valid_to(std::string(to));
  if (!post.empty()) membership.set_post(absl::StrCat(Unit(unit), "/posts/", post));
}

void RehomeWorld::MakeFacts() {
  internal::v1::ReferenceData data = data_;
  data.set_version(data.version() + 1);
  data_.set_version(data.version());
  *data.add_reorganisations() = reorganisation_;
  auto facts = Facts::Create(std::move(data));
  ASSERT_TRUE(facts.ok()) << facts.status();
  facts_ = *std::move(facts);
}

void RehomeWorld::SetState(v1::Reorganisation::State state) {
  reorganisation_.set_state(state);
  MakeFacts();
}

void RehomeWorld::Execute() {
  MakeFacts();
  const organisation::Routes routes(reorganisation_, facts_->directory(), *ParseDate(kDay));
  const bool gives_a_part = reorganisation_.type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER;
  for (v1::Unit& unit : *data_.mutable_units()) {
    const auto& moving = routes.moving_units();
    if (gives_a_part || std::find(moving.begin(), moving.end(), unit.name()) == moving.end()) continue;
    unit.mutable_versions(unit.versions_size() - 1)->set_valid_to(kDay);
    for (v1::Membership& membership : *data_.mutable_memberships()) {
      if (ParentOf(membership.name()) == unit.name()) membership.set_valid_to(kDay);
    }
  }
  for (v1::Membership& membership : *data_.mutable_memberships()) {
    for (const auto& leaver : routes.leavers()) {
      if (ParentOf(membership.name()) != leaver.unit || membership.person() != leaver.person) continue;
      membership.set_valid_to(kDay);
      membership.set_reorganisation(reorganisation_.name());
    }
  }
  SetState(v1::Reorganisation::STATE_EXECUTING);
}

void RehomeWorld::Undo() {
  for (v1::Unit& unit : *data_.mutable_units()) {
    v1::UnitVersion& version = *unit.mutable_versions(unit.versions_size() - 1);
    if (version.valid_to() == kDay) {
      version.clear_valid_to();
    } else if (version.valid_from() == kDay) {
      unit.clear_versions();
    }
  }
  for (v1::Membership& membership : *data_.mutable_memberships()) {
    if (membership.valid_to() == kDay) membership.clear_valid_to();
  }
  reorganisation_.mutable_annul_basis()->set_instrument_number("13/2026/NQ-HĐND");
  SetState(v1::Reorganisation::STATE_UNDOING);
}

v1::Task RehomeWorld::TaskOf(absl::string_view id, absl::string_view lead) {
  v1::Task task = UsualTask();
  task.set_name(Task(id));
  task.set_lead_unit(Unit(lead));
  task.set_requested_due_date("2026-07-31");
  return task;
}

void RehomeWorld::Issue(const v1::Task& task) {
  const absl::Status made = Do(LastSegment(task.name()), CreateCommand(task, true),
                               absl::StrCat(LastSegment(task.issuer_unit())), At(kBeforeTheMove));
  ASSERT_EQ(made, absl::OkStatus());
}

absl::Status RehomeWorld::Do(absl::string_view id, v1::TaskVerb verb, absl::string_view actor, absl::string_view time) {
  return Do(id, CommandOf(verb, tasks_.at(Task(id))), actor, At(time));
}

absl::Status RehomeWorld::Do(absl::string_view id, const internal::v1::TaskCommand& command, absl::string_view actor,
                             absl::Time now) {
  const Context context{now, ActorOf(actor), {}, "request"};
  auto decision = Decide(tasks_[Task(id)], command, *facts_, context);
  if (!decision.ok()) return decision.status();
  last_.clear();
  for (v1::Event& event : decision->events) {
    v1::Task& task = tasks_[event.subject()];
    event.set_subject_version(task.version() + 1);
    *event.mutable_time() = ToTimestamp(now);
    *event.mutable_actor() = context.actor;
    Evolve(task, event);
    Collect(event.task_rehomed(), rows_);
    Collect(event.task_split(), rows_);
    Collect(event.task_rehoming_undone(), rows_);
    last_.push_back(event);
    journal_.push_back(event);
  }
  return absl::OkStatus();
}

absl::Status RehomeWorld::Rehome(absl::string_view id, absl::string_view time) {
  internal::v1::TaskCommand command;
  command.mutable_rehome()->set_name(Task(id));
  command.mutable_rehome()->set_reorganisation(reorganisation_.name());
  for (const auto& [name, row] : rows_) {
    if (name == Task(id) || absl::StartsWith(name, absl::StrCat(Task(id), "/"))) {
      *command.mutable_rehome()->add_recorded() = row;
    }
  }
  return Do(id, command, "system:rehoming", At(time));
}

absl::Status RehomeWorld::UndoRehoming(absl::string_view id, absl::string_view time) {
  internal::v1::TaskCommand command;
  internal::v1::UndoTaskRehoming& undo = *command.mutable_undo_rehoming();
  undo.set_name(Task(id));
  undo.set_reorganisation(reorganisation_.name());
  for (const auto& [name, row] : rows_) {
    if (name != Task(id) && !absl::StartsWith(name, absl::StrCat(Task(id), "/"))) continue;
    *undo.add_recorded() = row;
    for (const std::string& child : row.children()) *undo.add_children() = tasks_.at(child);
  }
  return Do(id, command, "system:rehoming", At(time));
}

v1::Clock RehomeWorld::Clock(absl::string_view id, absl::string_view clock) const {
  for (const v1::Clock& known : task(id).clocks()) {
    if (known.id() == clock) return known;
  }
  return {};
}

v1::RehomingItem RehomeWorld::Row(absl::string_view item) const {
  const auto found = rows_.find(Task(item));
  return found == rows_.end() ? v1::RehomingItem() : found->second;
}

}  // namespace phoihop::task
