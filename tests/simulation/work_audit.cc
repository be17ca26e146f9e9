#include "tests/simulation/work_audit.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/engine/journal.h"
#include "services/store/connection.h"
#include "services/store/event_reader.h"
#include "services/store/message_json.h"
#include "workflow/civil_time.h"
#include "workflow/open_handoff.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::testing {
namespace {

constexpr char kProvinceId[] = "dong-nai";
constexpr size_t kMaxSamples = 10;
constexpr int kEventsOfPage = 1000;

void Sample(std::vector<std::string>& samples, std::string sentence) {
  if (samples.size() < kMaxSamples) samples.push_back(std::move(sentence));
}

// Rows of one column of JSON into messages by name.
template <typename Message>
void ReadInto(store::Connection& connection, const std::string& sql, std::map<std::string, Message>& messages) {
  const auto result = connection.RunText(sql);
  ASSERT_TRUE(result.ok()) << result.status();
  for (int i = 0; i < result->rows(); ++i) {
    Message message;
    const absl::Status read = store::MergeJson(result->Text(i, 0), &message);
    ASSERT_TRUE(read.ok()) << read;
    std::string name = message.name();
    messages[std::move(name)] = std::move(message);
  }
}

std::set<std::string> OldUnits(const v1::Reorganisation& reorganisation) {
  std::set<std::string> units;
  for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
    if (!edge.from_unit().empty()) units.insert(edge.from_unit());
  }
  return units;
}

bool Ends(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_MERGE || type == v1::REORGANISATION_TYPE_SPLIT ||
         type == v1::REORGANISATION_TYPE_ABOLISH;
}

}  // namespace

WorkRows ReadWorkRows(const std::string& uri) {
  WorkRows rows;
  const auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
  EXPECT_TRUE(connection.ok()) << connection.status();
  if (!connection.ok()) return rows;
  store::Connection& db = **connection;
  ReadInto(db, "SELECT task FROM tasks WHERE province = 'dong-nai'", rows.tasks);
  ReadInto(db, "SELECT plan FROM plans WHERE province = 'dong-nai'", rows.plans);
  ReadInto(db, "SELECT item FROM reference_items WHERE province = 'dong-nai' AND kind = 'units'", rows.units);
  ReadInto(db, "SELECT item FROM reference_items WHERE province = 'dong-nai' AND kind = 'reorganisations'",
           rows.reorganisations);
  const auto items = db.RunText(
      "SELECT rehoming_item, reorganisation, item, outcome, state FROM rehoming_items WHERE province = 'dong-nai' "
      "ORDER BY reorganisation, item");
  EXPECT_TRUE(items.ok()) << items.status();
  for (int i = 0; items.ok() && i < items->rows(); ++i) {
    v1::RehomingItem& item = rows.items.emplace_back();
    EXPECT_TRUE(store::MergeJson(items->Text(i, 0), &item).ok());
    EXPECT_EQ(item.reorganisation(), items->Text(i, 1));
    EXPECT_EQ(item.item(), items->Text(i, 2));
    EXPECT_EQ(v1::RehomingItem::Outcome_Name(item.outcome()), items->Text(i, 3));
    EXPECT_EQ(v1::RehomingItem::State_Name(item.state()), items->Text(i, 4));
  }
  const auto participants = db.RunText(
      "SELECT p.task_id, p.unit, p.role FROM task_participants p JOIN tasks t USING (province, task_id) "
      "WHERE p.province = 'dong-nai' AND t.open AND p.role <> 'former'");
  EXPECT_TRUE(participants.ok()) << participants.status();
  for (int i = 0; participants.ok() && i < participants->rows(); ++i) {
    rows.participants.emplace(participants->Text(i, 0), participants->Text(i, 1), participants->Text(i, 2));
  }
  return rows;
}

bool IsOpenTask(const v1::Task& task) { return task::IsOpen(task.state()); }

bool LivesOn(const v1::Unit& unit, absl::CivilDay day) {
  const std::string date = FormatDate(day);
  return std::any_of(unit.versions().begin(), unit.versions().end(), [&](const v1::UnitVersion& version) {
    return version.valid_from() <= date && (version.valid_to().empty() || date < version.valid_to());
  });
}

std::vector<std::pair<std::string, std::string>> RolesIn(const v1::Task& task) {
  std::vector<std::pair<std::string, std::string>> roles = {{"lead", task.lead_unit()}, {"issuer", task.issuer_unit()}};
  if (!task.approver_unit().empty()) roles.emplace_back("approver", task.approver_unit());
  for (const std::string& unit : task.coordinator_units()) roles.emplace_back("coordinator", unit);
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (!IsOpenHandoff(handoff)) continue;
    roles.emplace_back("handoff_sender", handoff.from_unit());
    roles.emplace_back("handoff_receiver", handoff.to_unit());
  }
  if (!task.proposed_unit().empty()) roles.emplace_back("proposed", task.proposed_unit());
  return roles;
}

const v1::Clock* OpenCompletionClock(const v1::Task& task) {
  const v1::Clock* open = nullptr;
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() != v1::CLOCK_PURPOSE_COMPLETE) continue;
    if (clock.state() == v1::CLOCK_STATE_SATISFIED || clock.state() == v1::CLOCK_STATE_CANCELLED) continue;
    EXPECT_EQ(open, nullptr) << task.name() << " has two completion clocks";
    open = &clock;
  }
  return open;
}

WorkingTime::WorkingTime(const v1::Calendar& calendar) {
  for (const int weekday : calendar.working_weekdays()) week_[weekday] = true;
  for (const v1::CalendarDay& day : calendar.days()) {
    if (day.status() == v1::CalendarDay::STATUS_UNCONFIRMED) continue;
    const bool worked = day.kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
    if (worked || !days_.contains(day.date())) days_[day.date()] = worked;
  }
  for (const v1::WorkingSession& session : calendar.sessions()) {
    sessions_.emplace_back(session.start_minute(), session.end_minute());
    minutes_of_day_ += session.end_minute() - session.start_minute();
  }
}

bool WorkingTime::IsWorked(absl::CivilDay day) const {
  const auto enumerated = days_.find(FormatDate(day));
  if (enumerated != days_.end()) return enumerated->second;
  return week_[static_cast<int>(absl::GetWeekday(day)) + 1];  // Monday is 0
}

int64_t WorkingTime::Between(absl::Time from, absl::Time to) const {
  int64_t seconds = 0;
  for (absl::CivilDay day = DayOf(from); StartOfDay(day) < to; ++day) {
    if (!IsWorked(day)) continue;
    if (StartOfDay(day) >= from && StartOfDay(day + 1) <= to) {
      seconds += int64_t{60} * minutes_of_day_;
      continue;
    }
    for (const auto& [start, end] : sessions_) {
      const absl::Time begin = std::max(from, StartOfDay(day) + absl::Minutes(start));
      const absl::Time until = std::min(to, StartOfDay(day) + absl::Minutes(end));
      if (begin < until) seconds += absl::ToInt64Seconds(until - begin);
    }
  }
  return seconds;
}

int64_t WorkingTime::Left(const v1::Clock& clock, absl::Time now) const {
  const absl::Time from = clock.state() == v1::CLOCK_STATE_RUNNING ? now : FromTimestamp(clock.frozen_time());
  const absl::Time due = FromTimestamp(clock.due_time());
  return from <= due ? Between(from, due) : -Between(due, from);
}

std::vector<std::string> OpenTasksWithoutOneLivingLead(const WorkRows& rows, absl::CivilDay today) {
  std::vector<std::string> samples;
  std::map<std::string, int> leads;
  for (const auto& [id, unit, role] : rows.participants) leads[id] += role == "lead";
  for (const auto& [name, task] : rows.tasks) {
    if (!IsOpenTask(task)) continue;
    const auto unit = rows.units.find(task.lead_unit());
    if (unit == rows.units.end() || !LivesOn(unit->second, today)) {
      Sample(samples, absl::StrCat(name, " is led by '", task.lead_unit(), "', which does not live"));
    }
    const int found = leads[std::string(LastSegment(name))];
    if (found != 1) Sample(samples, absl::StrCat(name, " has ", found, " leads among its participants"));
  }
  return samples;
}

std::vector<std::string> OpenRolesOfClosedUnits(const WorkRows& rows, absl::CivilDay today) {
  std::set<std::string> living;
  for (const auto& [name, unit] : rows.units) {
    if (LivesOn(unit, today)) living.insert(name);
  }
  std::vector<std::string> samples;
  for (const auto& [name, task] : rows.tasks) {
    if (!IsOpenTask(task)) continue;
    for (const auto& [role, unit] : RolesIn(task)) {
      if (!living.contains(unit)) Sample(samples, absl::StrCat(name, ": ", role, " ", unit));
    }
  }
  for (const auto& [id, unit, role] : rows.participants) {
    if (!living.contains(unit)) Sample(samples, absl::StrCat("row of ", id, ": ", role, " ", unit));
  }
  return samples;
}

void JournalAudit::Read(store::Database& database) {
  while (true) {
    const auto page =
        store::ListEvents(database, {.province = kProvinceId, .after_sequence = sequence_, .limit = kEventsOfPage});
    ASSERT_TRUE(page.ok()) << page.status();
    const absl::Status chain = engine::VerifyChain(page->events, sequence_, hash_);
    if (!chain.ok()) Sample(faults_, std::string(chain.message()));
    for (const v1::Event& event : page->events) Apply(event);
    if (!page->events.empty()) {
      sequence_ = page->events.back().sequence();
      hash_ = page->events.back().hash();
    }
    if (!page->more) return;
  }
}

void JournalAudit::Apply(const v1::Event& event) {
  if (event.subject_version() != ++versions_[event.subject()]) {
    Sample(faults_, absl::StrCat("version of ", event.subject(), " at sequence ", event.sequence()));
  }
  requests_.insert(event.request_id());
  if (absl::StrContains(event.subject(), "/tasks/")) {
    ApplyToTask(event);
  } else if (absl::StrContains(event.subject(), "/plans/")) {
    plan::Evolve(plans_[event.subject()], event);
  }
  switch (event.payload_case()) {
    case v1::Event::kTaskRehomed:
      return Record(event.task_rehomed().reorganisation(), event.task_rehomed().items());
    case v1::Event::kTaskSplit:
      return Record(event.task_split().reorganisation(), event.task_split().items());
    case v1::Event::kPlanRehomed:
      return Record(event.plan_rehomed().reorganisation(), event.plan_rehomed().items());
    case v1::Event::kTaskRehomingUndone:
      return Record(event.task_rehoming_undone().reorganisation(), event.task_rehoming_undone().items());
    case v1::Event::kDutyRecorded:
      return RememberDuty(event);
    case v1::Event::kReorganisationEnacted:
      return Enacted(event);
    case v1::Event::kReorganisationUndoStarted:
      return Undone(event.reorganisation_undo_started().reorganisation());
    default:
      return;
  }
}

void JournalAudit::ApplyToTask(const v1::Event& event) {
  v1::Task& task = tasks_[event.subject()];
  std::vector<std::pair<std::string, std::string>> before;
  if (!closed_.empty() && !task.name().empty()) before = RolesIn(task);
  task::Evolve(task, event);
  if (closed_.empty() || !IsOpenTask(task)) return;
  for (const auto& role : RolesIn(task)) {
    if (!closed_.contains(role.second) || std::find(before.begin(), before.end(), role) != before.end()) continue;
    Sample(given_to_closed_,
           absl::StrCat(event.type(), " at sequence ", event.sequence(), " makes ", role.second, " ", role.first));
  }
}

void JournalAudit::RememberDuty(const v1::Event& event) {
  const v1::Duty& duty = event.duty_recorded().duty();
  v1::Duty& known = duties_[duty.name()];
  auto& [request, before] = duties_before_[duty.name()];
  if (request != event.request_id()) {
    request = event.request_id();
    before = known;
  }
  known = duty;
}

void JournalAudit::Enacted(const v1::Event& event) {
  const v1::Reorganisation& reorganisation = event.reorganisation_enacted().reorganisation();
  const std::set<std::string> units = OldUnits(reorganisation);
  Step& step = steps_[reorganisation.name()];
  for (const auto& [name, task] : tasks_) {
    if (!IsOpenTask(task)) continue;
    for (const auto& [role, unit] : RolesIn(task)) {
      if (!units.contains(unit)) continue;
      if (!absl::StartsWith(role, "handoff")) {
        step.concerned.insert(name);
        continue;
      }
      for (const v1::Handoff& handoff : task.handoffs()) {
        const bool concerned = units.contains(handoff.from_unit()) || units.contains(handoff.to_unit());
        if (IsOpenHandoff(handoff) && concerned) step.concerned.insert(handoff.name());
      }
    }
  }
  ConcernedOthers(units, event, step.concerned);
  if (Ends(reorganisation.type())) closed_.insert(units.begin(), units.end());
  Record(reorganisation.name(), reorganisation.duty_items());
}

void JournalAudit::ConcernedOthers(const std::set<std::string>& units, const v1::Event& event,
                                   std::set<std::string>& concerned) const {
  for (const auto& [plan_name, plan] : plans_) {
    for (const v1::PlanItem& item : plan.items()) {
      if (item.state() == v1::PlanItem::STATE_ISSUED) continue;
      if (units.contains(plan.issuer_unit())) concerned.insert(plan_name);
      for (const auto* parties : {&item.leads(), &item.coordinators()}) {
        for (const v1::ResponsibleParty& party : *parties) {
          for (const std::string& unit : party.units()) {
            if (units.contains(unit)) concerned.insert(item.name());
          }
        }
      }
    }
  }
  const std::string& day = event.reorganisation_enacted().reorganisation().effective_date();
  for (const auto& [name, now] : duties_) {
    const auto changed = duties_before_.find(name);
    const bool by_this = changed != duties_before_.end() && changed->second.first == event.request_id();
    const v1::Duty& duty = by_this ? changed->second.second : now;
    for (const v1::Duty::Holder& holder : duty.holders()) {
      const bool holds = holder.valid_to().empty() || holder.valid_to() > day;
      if (holds && units.contains(holder.holder())) concerned.insert(name);
    }
  }
}

void JournalAudit::Undone(const v1::Reorganisation& reorganisation) {
  if (!Ends(reorganisation.type())) return;
  for (const std::string& unit : OldUnits(reorganisation)) closed_.erase(unit);
  for (const v1::Unit& unit : reorganisation.units()) closed_.insert(unit.name());
}

void JournalAudit::Record(const std::string& reorganisation,
                          const google::protobuf::RepeatedPtrField<v1::RehomingItem>& items) {
  for (const v1::RehomingItem& item : items) {
    Outcome& outcome = steps_[reorganisation].outcomes[item.item()];
    outcome.item = item;
    outcome.final_records += item.state() == v1::RehomingItem::STATE_DONE;
  }
}

std::vector<std::string> JournalAudit::DifferencesFrom(const WorkRows& rows) const {
  std::vector<std::string> samples;
  const auto compare = [&](const auto& folded, const auto& stored, absl::string_view what) {
    if (folded.size() != stored.size()) {
      Sample(samples, absl::StrCat(folded.size(), " ", what, " in the journal, ", stored.size(), " rows"));
    }
    for (const auto& [name, message] : folded) {
      const auto found = stored.find(name);
      if (found == stored.end()) {
        Sample(samples, absl::StrCat(name, " has no row"));
      } else if (message.SerializeAsString() != found->second.SerializeAsString() &&
                 !google::protobuf::util::MessageDifferencer::Equals(message, found->second)) {
        Sample(samples, absl::StrCat(name, "\nstored ", found->second.ShortDebugString(), "\nfolded ",
                                     message.ShortDebugString()));
      }
    }
  };
  compare(tasks_, rows.tasks, "tasks");
  compare(plans_, rows.plans, "plans");
  return samples;
}

}  // namespace phoihop::testing
