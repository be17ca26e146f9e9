#include "tests/simulation/year/simulated_year.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/publish_calendar.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"
#include "workflow/task/calendar_moves.h"
#include "workflow/task/rehome.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::testing {
namespace {

constexpr char kProvinceId[] = "dong-nai";
const absl::CivilDay kFirstDay(2025, 1, 2), kLastDay(2025, 12, 31);
// After the day has begun: the reorganisations of a day come before its work.
constexpr absl::Duration kMoveAt = absl::Minutes(5);
constexpr int kAwayPercent = 4;
// Decided for 2025: Friday 2 May off, Saturday 26 April worked for it.
constexpr absl::string_view kSwapped[] = {"2025-04-26", "2025-05-02"};
const absl::CivilDay kSwapDecided(2025, 3, 12);

bool IsSwapped(absl::string_view date) {
  return std::find(std::begin(kSwapped), std::end(kSwapped), date) != std::end(kSwapped);
}

// The calendar as it was before the swap was decided; and the whole one.
v1::Calendar TakeSwapOut(internal::v1::RecordReferenceData& record) {
  v1::Calendar whole;
  for (v1::Event& entry : *record.mutable_entries()) {
    if (!entry.has_calendar_published()) continue;
    v1::Calendar& calendar = *entry.mutable_calendar_published()->mutable_calendar();
    whole = calendar;
    auto& days = *calendar.mutable_days();
    const auto swapped = [](const v1::CalendarDay& day) { return IsSwapped(day.date()); };
    days.erase(std::remove_if(days.begin(), days.end(), swapped), days.end());
    EXPECT_EQ(whole.days_size(), calendar.days_size() + 2);
  }
  return whole;
}

v1::Actor System(const std::string& name) {
  v1::Actor actor;
  actor.set_system(name);
  return actor;
}

}  // namespace

SimulatedYear::SimulatedYear(int tasks, uint64_t seed)
    : province_(*MakeProvinceBefore()),
      tasks_(tasks),
      people_(seed),
      engine_([this](const v1::Task& before, const v1::Task& after, const v1::Event& event) {
        faults_.Look(before, after, event, engine_.facts().directory());
        PlanWakes(after);
      }),
      now_(StartOfDay(kFirstDay)) {
  whole_calendar_ = TakeSwapOut(province_.record);
  internal::v1::ReferenceCommand record;
  *record.mutable_record() = province_.record;
  Require(engine_.Apply(record, System("loader"), now_), "the province is recorded");
  for (int i = 0; i < tasks_; ++i) {
    // To the middle of December, so that most of it ends within the year.
    const absl::CivilDay day = kFirstDay + static_cast<int>(people_.Below(345));
    Plan(people_.InWorkingTime(engine_.facts(), day, 0), What::kGive);
  }
  for (absl::CivilDay monday(2025, 1, 6); monday <= kLastDay; monday += 7) {
    Plan(StartOfDay(monday) + absl::Hours(1), What::kMonday);
  }
  Plan(StartOfDay(kSwapDecided) + absl::Hours(9), What::kCalendar);
  for (const v1::Reorganisation& draft : province_.in_2025) {
    Plan(StartOfDay(*ParseDate(draft.effective_date())) + kMoveAt, What::kReorganise);
  }
}

void SimulatedYear::Require(const absl::Status& status, absl::string_view what) {
  EXPECT_TRUE(status.ok()) << what << " on " << absl::FormatTime(now_) << ": " << status;
}

void SimulatedYear::Plan(absl::Time time, What what, std::string task) {
  queue_.push({time, ++planned_, what, std::move(task)});
}

void SimulatedYear::PlanWakes(const v1::Task& task) {
  if (const auto wake = task::WakeTime(task)) Plan(*wake, What::kWake, task.name());
}

void SimulatedYear::Run() {
  const absl::Time end = StartOfDay(kLastDay + 1);
  while (!queue_.empty() && queue_.top().time <= end) {
    const Entry entry = queue_.top();
    queue_.pop();
    now_ = std::max(now_, entry.time);
    Handle(entry);
  }
  now_ = end;
}

void SimulatedYear::Handle(const Entry& entry) {
  switch (entry.what) {
    case What::kGive:
      return Give();
    case What::kLook:
      return LookAt(entry.task);
    case What::kWake:
      return Wake(entry.task);
    case What::kMonday:
      return Absences();
    case What::kCalendar:
      return ChangeCalendar();
    case What::kReorganise:
      return Reorganise();
  }
}

void SimulatedYear::Give() {
  const Step step = people_.Give(given_++, engine_.facts(), now_);
  Require(engine_.Apply(step.command, step.actor, now_), "a task is given");
  ++figures_.steps;
  const std::string name = TaskName(kProvinceId, step.command.create().task_id());
  if (const v1::Task* task = engine_.Find(name)) {
    Plan(people_.NextLook(*task, engine_.facts(), now_), What::kLook, name);
  }
}

void SimulatedYear::LookAt(const std::string& name) {
  const v1::Task* task = engine_.Find(name);
  if (!task::IsOpen(task->state())) return;
  if (const auto step = people_.Next(*task, engine_.facts(), now_)) {
    const absl::Status status = engine_.Apply(step->command, step->actor, now_);
    ++(status.ok() ? figures_.steps : figures_.refused);
    // What people try may be refused; that it is malformed or unknown may not be.
    if (!status.ok()) {
      ++figures_.refusals[absl::StrCat(v1::ErrorReason_Name(ReasonOf(status)), " ", step->command.verb_case())];
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status << "\n"
                                                                      << step->command.ShortDebugString() << "\n"
                                                                      << step->actor.ShortDebugString();
    }
  }
  Plan(people_.NextLook(*task, engine_.facts(), now_), What::kLook, name);
}

// An entry may be older than the task: what counts is what the task says.
void SimulatedYear::Wake(const std::string& name) {
  const auto wake = task::WakeTime(*engine_.Find(name));
  if (!wake.has_value() || *wake > now_) return;
  const size_t before = engine_.journal().size();
  Require(engine_.Fire(name, now_), "what is due fires");
  EXPECT_GT(engine_.journal().size(), before) << name << " was due, and nothing happened";
}

void SimulatedYear::Absences() {
  const absl::CivilDay today = DayOf(now_);
  const std::vector<std::string> units = people_.UnitsOn(engine_.facts(), today);
  for (const std::string& unit : units) {
    if (!people_.Percent(kAwayPercent)) continue;
    const std::string id(LastSegment(unit));
    const std::string officer = PersonName(kProvinceId, OfficerOf(id)), head = PersonName(kProvinceId, HeadOf(id));
    if (!engine_.facts().directory().IsMember(unit, officer, today)) continue;
    const absl::CivilDay back = today + 5 + static_cast<int>(people_.Below(10));
    internal::v1::ReferenceCommand command;
    auto& create = *command.mutable_create_substitution();
    create.set_parent(unit);
    create.set_substitution_id(absl::StrCat("nghi-", figures_.substitutions));
    v1::Substitution& substitution = *create.mutable_substitution();
    substitution.set_person(officer);
    substitution.set_substitute(head);
    substitution.set_valid_from(FormatDate(today));
    substitution.set_valid_to(FormatDate(back));
    substitution.set_rights(v1::Substitution::RIGHTS_ACT);
    substitution.set_reason("Nghỉ phép năm");
    v1::Actor actor;
    actor.set_unit(unit);
    actor.set_person(officer);
    if (!engine_.Apply(command, actor, now_).ok()) continue;  // still away from the last time
    ++figures_.substitutions;
    people_.SetAbsent(officer, head, today, back);
  }
}

void SimulatedYear::ChangeCalendar() {
  const Facts& facts = engine_.facts();
  v1::Calendar next = facts.calendar().definition();
  const int64_t version = next.version();
  *next.mutable_days() = whole_calendar_.days();
  v1::Calendar published = next;
  published.set_version(version + 1);
  const auto after = deadline::WorkingCalendar::Create(published);
  Require(after.status(), "the calendar with its swap");
  const std::map<int64_t, deadline::WorkingCalendar> before = {{version, facts.calendar()}};
  internal::v1::ReferenceCommand command;
  auto& publish = *command.mutable_publish_calendar();
  *publish.mutable_calendar() = next;
  publish.mutable_basis()->set_instrument_number("1/TB-BNV");
  organisation::CalendarPreviewToken token{version, 0, "abc"};
  for (const auto& [name, task] : engine_.tasks()) {
    const task::CalendarMoves moves = task::MovesOf(task, {*after, before, now_, now_, facts.policies()});
    if (!moves.changes.empty()) publish.add_tasks(name);
    for (const task::ClockChange& change : moves.changes) token.moved_deadlines += change.moves() ? 1 : 0;
  }
  publish.set_preview_token(token.Text());
  publish.set_seen_token(token.Text());
  figures_.followed_calendar = publish.tasks_size();
  Require(engine_.Apply(command, Registrar(true), now_), "the swap is published");
  for (const auto& [name, task] : engine_.tasks()) {
    for (const v1::Clock& clock : task.clocks()) {
      // Nothing that is counted in days ends on a day that is off.
      if (clock.state() != v1::CLOCK_STATE_RUNNING) continue;
      EXPECT_NE(clock.due_date(), "2025-05-02") << name;
    }
  }
}

// The committee of the new province is made on the day on which it takes over. Its indexes are not needed for that.
v1::Actor SimulatedYear::Registrar(bool head) {
  const std::string present = UnitName(kProvinceId, kCommittee);
  const auto& units = engine_.data().units();
  const bool made =
      std::any_of(units.begin(), units.end(), [&](const v1::Unit& unit) { return unit.name() == present; });
  v1::Actor actor;
  actor.set_unit(made ? present : UnitName(kProvinceId, kFormerCommittee));
  actor.set_person(PersonName(kProvinceId, head ? HeadOf(kCommittee) : OfficerOf(kCommittee)));
  return actor;
}

void SimulatedYear::Reorganise() {
  const std::string today = FormatDate(DayOf(now_));
  bool any = false;
  for (; next_reorganisation_ < province_.in_2025.size(); ++next_reorganisation_) {
    const v1::Reorganisation& draft = province_.in_2025[next_reorganisation_];
    if (draft.effective_date() > today) break;
    Enact(draft);
    any = true;
  }
  if (any) StaffNewUnits();
}

void SimulatedYear::Enact(const v1::Reorganisation& draft) {
  internal::v1::ReferenceCommand create, preview, approve, execute, verify;
  create.mutable_create_reorganisation()->set_parent(ProvinceName(kProvinceId));
  create.mutable_create_reorganisation()->set_reorganisation_id(std::string(LastSegment(draft.name())));
  *create.mutable_create_reorganisation()->mutable_reorganisation() = draft;
  preview.mutable_record_preview()->set_name(draft.name());
  preview.mutable_record_preview()->set_token("seen");
  approve.mutable_approve_reorganisation()->set_seen_token("seen");
  auto& request = *approve.mutable_approve_reorganisation()->mutable_request();
  request.set_name(draft.name());
  request.set_preview_token("seen");
  if (!draft.has_basis()) request.mutable_basis()->set_text("Phương án năm 2025");
  execute.mutable_execute_reorganisation()->set_name(draft.name());
  verify.mutable_record_verification()->set_name(draft.name());
  verify.mutable_record_verification()->mutable_report()->set_holds(true);
  const v1::Actor drafter = Registrar(false), approver = Registrar(true);
  Require(engine_.Apply(create, drafter, now_), draft.name());
  Require(engine_.Apply(preview, drafter, now_), draft.name());
  Require(engine_.Apply(approve, approver, now_), draft.name());
  Require(engine_.Apply(execute, drafter, now_), draft.name());
  MoveOpenWork(draft.name());
  // Nothing open may be left with a unit that has ended: only then it is verified.
  const organisation::Directory& directory = engine_.facts().directory();
  for (const auto& [name, task] : engine_.tasks()) {
    if (!task::IsOpen(task.state())) continue;
    EXPECT_TRUE(directory.IsAlive(task.lead_unit(), DayOf(now_)) ||
                std::none_of(draft.edges().begin(), draft.edges().end(),
                             [&](const v1::SuccessionEdge& edge) { return edge.from_unit() == task.lead_unit(); }))
        << name << " was left with " << task.lead_unit() << " by " << draft.name();
  }
  Require(engine_.Apply(verify, System("rehoming"), now_), draft.name());
  const v1::Reorganisation* done = organisation::FindReorganisation(engine_.data(), draft.name());
  EXPECT_EQ(done->state(), v1::Reorganisation::STATE_VERIFIED) << draft.name();
}

void SimulatedYear::MoveOpenWork(const std::string& reorganisation) {
  std::map<std::string, std::vector<v1::RehomingItem>> recorded;
  for (bool again = true; again;) {
    again = false;
    const v1::Reorganisation now = *organisation::FindReorganisation(engine_.data(), reorganisation);
    const organisation::Routes routes(now, engine_.facts().directory(), task::MoveDay(now, now_));
    std::vector<std::string> concerned;
    for (const auto& [name, task] : engine_.tasks()) {
      if (task::IsConcerned(task, now, routes)) concerned.push_back(name);
    }
    std::vector<v1::RehomingItem> waiting;
    for (const std::string& name : concerned) {
      const auto known = recorded.find(name);
      const bool decided = known != recorded.end();
      auto outcomes =
          engine_.Rehome(name, now, routes, decided ? known->second : std::vector<v1::RehomingItem>(), now_);
      Require(outcomes.status(), name);
      if (!outcomes.ok() || outcomes->empty()) continue;
      ++figures_.moved;
      for (const v1::RehomingItem& item : *outcomes) {
        if (item.state() == v1::RehomingItem::STATE_WAITING) waiting.push_back(item);
      }
      recorded[name] = *std::move(outcomes);
    }
    if (!waiting.empty()) {
      Decide(reorganisation, waiting);
      again = true;
    }
  }
}

// The registrar says for each where it goes.
void SimulatedYear::Decide(const std::string& reorganisation, const std::vector<v1::RehomingItem>& waiting) {
  for (const v1::RehomingItem& item : waiting) {
    const v1::Reorganisation* known = organisation::FindReorganisation(engine_.data(), reorganisation);
    internal::v1::ReferenceCommand command;
    auto& request = *command.mutable_assign_rehoming_item();
    request.set_name(reorganisation);
    request.mutable_assignment()->set_item(item.item());
    request.mutable_assignment()->set_to_unit(
        known->edges(static_cast<int>(people_.Below(known->edges_size()))).to_unit());
    request.mutable_assignment()->mutable_basis()->set_text("Biên bản bàn giao");
    Require(engine_.Apply(command, Registrar(true), now_), item.item());
    ++figures_.decided_by_hand;
  }
}

// A head and an officer for every unit that has nobody yet.
void SimulatedYear::StaffNewUnits() {
  const absl::CivilDay today = DayOf(now_);
  const organisation::Directory& directory = engine_.facts().directory();
  internal::v1::ReferenceCommand command;
  for (const v1::Unit* unit : directory.units()) {
    if (!directory.IsAlive(unit->name(), today) || !directory.MembersOf(unit->name(), today).empty()) continue;
    const std::string id(LastSegment(unit->name()));
    for (const bool head : {true, false}) {
      const std::string person = head ? HeadOf(id) : OfficerOf(id);
      auto& membership = *command.mutable_record()->add_entries()->mutable_membership_recorded()->mutable_membership();
      membership.set_name(absl::StrCat(unit->name(), "/memberships/", person));
      membership.set_person(PersonName(kProvinceId, person));
      membership.set_display_name(absl::StrCat(head ? "Thủ trưởng " : "Cán bộ ", id));
      membership.set_role(head ? v1::MEMBERSHIP_ROLE_HEAD : v1::MEMBERSHIP_ROLE_OFFICER);
      membership.set_valid_from(FormatDate(today));
      membership.mutable_provenance()->set_verification(v1::VERIFICATION_ILLUSTRATIVE);
    }
  }
  if (command.record().entries().empty()) return;
  Require(engine_.Apply(command, System("loader"), now_), "new units get their people");
}

int SimulatedYear::UnitsOn(absl::CivilDay day) {
  const organisation::Directory& directory = engine_.facts().directory();
  return static_cast<int>(std::count_if(directory.units().begin(), directory.units().end(),
                                        [&](const v1::Unit* unit) { return directory.IsAlive(unit->name(), day); }));
}

SimulatedYear::Figures SimulatedYear::figures() const {
  Figures figures = figures_;
  figures.events = static_cast<int64_t>(engine_.journal().size());
  figures.rungs = faults_.rungs();
  figures.on_behalf = people_.on_behalf();
  for (const auto& [name, task] : engine_.tasks()) ++figures.ends[std::string(task::StateName(task.state()))];
  return figures;
}

}  // namespace phoihop::testing
