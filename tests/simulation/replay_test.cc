// The real thing, replayed: the two provinces of 30 June 2025 with 20,000 open tasks; then 1 July 2025 happens, as it
// did, and 30 April 2026. Checked from outside, by the tables and the journal: no work is left behind, none is lost,
// none is doubled, nobody guessed.

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <iomanip>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "tests/simulation/open_work.h"
#include "tests/simulation/province_before.h"
#include "tests/simulation/registrar.h"
#include "tests/simulation/simulated_province.h"
#include "tests/simulation/submit_work.h"
#include "tests/simulation/work_audit.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::IsEmpty;
using Reorganisation = v1::Reorganisation;

constexpr absl::Duration kIdleLimit = absl::Minutes(5);
// The merge of the press: nothing later rests on it, so that it can be taken back.
constexpr char kPress[] = "hn-2025-bao-ptth";
// A commune that became a ward in 2026.
constexpr char kWard[] = "dl-2026-xp-26248";

absl::Time Morning(const std::string& date) {
  return StartOfDay(*ParseDate(date)) + absl::Hours(7) + absl::Minutes(30);
}

v1::Calendar CalendarOf(const ProvinceBefore& province) {
  for (const v1::Event& entry : province.record.entries()) {
    if (entry.has_calendar_published()) return entry.calendar_published().calendar();
  }
  return v1::Calendar();
}

class ReplayTest : public ::testing::Test {
 protected:
  ReplayTest()
      : province_(*MakeProvinceBefore()),
        work_(MakeOpenWork(province_, {})),
        time_(CalendarOf(province_)),
        world_(Morning("2025-06-30")),
        registrar_(world_.target(), kFormerCommittee) {}

  void SetUp() override {
    const auto recorded = world_.engine().Apply(RecordCommand(province_.record));
    ASSERT_TRUE(recorded.ok()) << recorded.status();
    Lap("the province of 2025-06-30 recorded");
    const absl::Status submitted = Submit(world_.engine(), work_);
    ASSERT_TRUE(submitted.ok()) << submitted;
    Lap("open work made");
  }

  void Lap(const std::string& what) {
    const absl::Time now = absl::Now();
    std::cout << std::fixed << std::setprecision(1) << std::setw(8) << absl::ToDoubleSeconds(now - lap_) << " s  "
              << what << "\n"
              << std::flush;
    lap_ = now;
  }

  absl::CivilDay today() { return DayOf(world_.clock().Now()); }
  const Reorganisation* Find(const std::string& id) const {
    for (const auto* drafts : {&province_.in_2025, &province_.in_2026}) {
      for (const Reorganisation& draft : *drafts) {
        if (LastSegment(draft.name()) == id) return &draft;
      }
    }
    return nullptr;
  }

  // A person decides: one of those who could be meant.
  static std::string Choose(const v1::RehomingItem& item) {
    for (const v1::RehomingItem::Change& change : item.changes()) {
      if (change.outcome() == v1::RehomingItem::OUTCOME_MANUAL && !change.candidates().empty()) {
        return change.candidates(static_cast<int>(std::hash<std::string>()(item.item()) % change.candidates_size()));
      }
    }
    ADD_FAILURE() << "nobody can be meant: " << item.ShortDebugString();
    return "";
  }

  // Executes a draft to its end and answers what it asks.
  void Enact(const Reorganisation& draft) {
    auto enacted = registrar_.Enact(draft);
    ASSERT_TRUE(enacted.ok()) << draft.name() << ": " << enacted.status();
    if (enacted->state() == Reorganisation::STATE_HELD) {
      const auto waiting = registrar_.Items(draft.name(), "state = WAITING");
      ASSERT_TRUE(waiting.ok()) << waiting.status();
      ASSERT_THAT(*waiting, Not(IsEmpty())) << draft.name() << " is held: " << enacted->verification().DebugString();
      for (const v1::RehomingItem& item : *waiting) asked_[draft.name()].insert(item.item());
      enacted = registrar_.Answer(draft.name(), Choose);
      ASSERT_TRUE(enacted.ok()) << draft.name() << ": " << enacted.status();
    }
    ASSERT_EQ(enacted->state(), Reorganisation::STATE_VERIFIED)
        << draft.name() << ": " << enacted->verification().DebugString();
    EXPECT_EQ(registrar_.previewed_manual() > 0, asked_.contains(draft.name())) << draft.name();
  }

  void EnactAll(const std::vector<Reorganisation>& drafts, const std::string& but = "") {
    for (const Reorganisation& draft : drafts) {
      if (LastSegment(draft.name()) == but) continue;
      if (today() < *ParseDate(draft.effective_date())) world_.clock().Set(Morning(draft.effective_date()));
      Enact(draft);
      if (HasFatalFailure()) return;
    }
  }

  // -- What has to hold
  struct Moment {
    WorkRows rows;
    std::map<std::string, int64_t> budgets;  // of the task at the root of a split, in seconds of working time
    std::map<std::string, std::string> due;  // the same, in words
    std::map<std::string, std::set<std::string>> plans;  // plan → roots of its tasks
    int64_t budget = 0;
  };

  // Measured at one instant for all moments that are compared.
  Moment Look(absl::Time measured_at) {
    Moment moment;
    moment.rows = ReadWorkRows(world_.uri());
    for (const auto& [name, task] : moment.rows.tasks) {
      const v1::Task* root = &task;
      while (!root->superseded_task().empty()) root = &moment.rows.tasks.at(root->superseded_task());
      if (!task.plan().empty()) moment.plans[task.plan()].insert(root->name());
      const v1::Clock* clock = IsOpenTask(task) ? OpenCompletionClock(task) : nullptr;
      if (clock == nullptr) continue;
      const int64_t left = time_.Left(*clock, measured_at);
      const auto [known, fresh] = moment.budgets.emplace(root->name(), left);
      if (fresh) moment.budget += left;
      EXPECT_EQ(known->second, left) << "parts of " << root->name() << " differ in what is left";
      moment.due[root->name()] = clock->due_date();
    }
    return moment;
  }

  void ExpectConserved(const Moment& before, const Moment& after) {
    EXPECT_EQ(before.budget, after.budget);
    EXPECT_TRUE(before.budgets == after.budgets);
    EXPECT_TRUE(before.due == after.due);
    EXPECT_TRUE(before.plans == after.plans);
  }

  void ExpectNoWorkLeftBehind(const Moment& moment) {
    EXPECT_THAT(OpenTasksWithoutOneLivingLead(moment.rows, today()), IsEmpty());
    EXPECT_THAT(OpenRolesOfClosedUnits(moment.rows, today()), IsEmpty());
    audit_.Read(world_.database());
    EXPECT_THAT(audit_.faults(), IsEmpty());
    EXPECT_THAT(audit_.given_to_closed(), IsEmpty());
    EXPECT_THAT(audit_.DifferencesFrom(moment.rows), IsEmpty());
    ExpectOneOutcomeForEachItem(moment.rows);
  }

  void ExpectOneOutcomeForEachItem(const WorkRows& rows) {
    std::map<std::string, std::set<std::string>> recorded;
    for (const v1::RehomingItem& item : rows.items) {
      EXPECT_TRUE(recorded[item.reorganisation()].insert(item.item()).second) << item.item();
      EXPECT_FALSE(item.basis().text().empty() && item.basis().instrument_number().empty()) << item.ShortDebugString();
    }
    int faults = 0;
    for (const auto& [name, step] : audit_.steps()) {
      if (taken_back_.contains(name)) continue;
      const std::set<std::string>& items = recorded[name];
      for (const std::string& item : step.concerned) {
        if (!items.contains(item) && ++faults < 10) ADD_FAILURE() << item << " has no outcome in " << name;
      }
      for (const std::string& item : items) {
        if (!step.concerned.contains(item) && ++faults < 10) ADD_FAILURE() << item << " is no business of " << name;
        const auto said = step.outcomes.find(item);
        if (said == step.outcomes.end()) continue;  // rows that no event of the item's own tells are duties'
        if (said->second.final_records != 1 && ++faults < 10) {
          ADD_FAILURE() << item << " has " << said->second.final_records << " outcomes in " << name;
        }
      }
    }
    EXPECT_EQ(faults, 0);
  }

  // Where each task's author said that it goes: communes by their succession, departments that were divided by
  // function, districts by territory; or asked.
  void ExpectWhereTheLawSays(const Moment& moment) {
    std::map<std::string, std::vector<const v1::Task*>> parts;
    for (const auto& [name, task] : moment.rows.tasks) {
      if (!task.superseded_task().empty()) parts[task.superseded_task()].push_back(&task);
    }
    std::set<std::string> asked;
    for (const auto& [name, items] : asked_) asked.insert(items.begin(), items.end());
    std::map<std::string, int> counts;
    for (const OpenWork::Task& expected : work_.tasks) {
      const v1::Task& task = moment.rows.tasks.at(expected.name);
      switch (expected.expected.kind) {
        case Expectation::Kind::kOne:
          EXPECT_EQ(task.lead_unit(), expected.expected.leads[0]) << expected.name << " of " << expected.lead;
          break;
        case Expectation::Kind::kAsk:
          EXPECT_TRUE(asked.contains(expected.name)) << expected.name << " of " << expected.lead;
          break;
        case Expectation::Kind::kParts: {
          std::set<std::string> leads;
          for (const v1::Task* part : parts[expected.name]) leads.insert(part->lead_unit());
          EXPECT_EQ(task.state(), v1::TASK_STATE_SUPERSEDED) << expected.name;
          EXPECT_THAT(expected.expected.leads, ::testing::ElementsAreArray(leads)) << expected.name;
          break;
        }
      }
      const std::string old_unit(LastSegment(expected.lead));
      const std::string group = old_unit == kXuanTam                          ? "Xuân Tâm"
                                : absl::StartsWith(old_unit, "xp-")           ? "communes"
                                : absl::StartsWith(old_unit, "huyen-")        ? "districts"
                                : absl::StartsWith(old_unit, "phong-vhtt-")   ? "divisions of districts"
                                : absl::StrContains(old_unit, "truyen-thong") ? "Sở TT&TT"
                                : absl::StrContains(old_unit, "lao-dong")     ? "Sở LĐ-TB&XH"
                                                                              : "other agencies";
      ++counts[absl::StrCat(group, expected.expected.kind == Expectation::Kind::kOne     ? ": to one unit"
                                   : expected.expected.kind == Expectation::Kind::kParts ? ": divided by territory"
                                                                                         : ": a person was asked")];
    }
    EXPECT_GT(counts["Xuân Tâm: a person was asked"], 0);
    EXPECT_GT(counts["Sở TT&TT: to one unit"], 0);
    std::cout << "Tasks by whose they were:\n";
    for (const auto& [what, count] : counts) std::cout << std::setw(8) << count << "  " << what << "\n";
  }

  // Takes the newest reorganisation back after `touched` tasks were changed, and compares with what was there before.
  // `listed_for_a_person`: of the touched tasks, those that it had moved.
  void UndoRestores(const std::string& reorganisation, const WorkRows& before, const std::set<std::string>& touched,
                    const std::set<std::string>& listed_for_a_person) {
    taken_back_.insert(reorganisation);
    auto undone = registrar_.Undo(reorganisation);
    ASSERT_TRUE(undone.ok()) << undone.status();
    const auto listed = registrar_.Items(reorganisation, "state = UNDO_WAITING");
    ASSERT_TRUE(listed.ok()) << listed.status();
    std::set<std::string> tasks;
    for (const v1::RehomingItem& item : *listed) {
      if (item.kind() == v1::RehomingItem::KIND_TASK) tasks.insert(item.item());
    }
    EXPECT_EQ(tasks, listed_for_a_person);
    const WorkRows after = ReadWorkRows(world_.uri());
    int restored = 0;
    for (const auto& [name, task] : before.tasks) {
      if (touched.contains(name)) continue;
      const v1::Task& now = after.tasks.at(name);
      google::protobuf::util::MessageDifferencer differencer;
      for (const char* field : {"version", "etag", "update_time", "custody"}) {
        differencer.IgnoreField(v1::Task::descriptor()->FindFieldByName(field));
      }
      std::string difference;
      differencer.ReportDifferencesToString(&difference);
      EXPECT_TRUE(differencer.Compare(task, now)) << name << ":\n" << difference;
      restored += task.version() != now.version();
    }
    std::cout << "Undo of " << LastSegment(reorganisation) << ": " << restored << " tasks as they were, "
              << tasks.size() << " touched since are listed for a person\n";
    for (const auto& [name, unit] : before.units) {
      for (int days : {-1, 0, 1}) {
        EXPECT_EQ(LivesOn(unit, today() + days), LivesOn(after.units.at(name), today() + days)) << name;
      }
    }
  }

  void PrintBalance(const WorkRows& rows) {
    std::map<std::string, std::map<std::string, int>> roles;
    std::map<std::string, int> kinds;
    for (const v1::RehomingItem& item : rows.items) {
      ++kinds[absl::StrCat(v1::RehomingItem::Kind_Name(item.kind()).substr(5), " ",
                           v1::RehomingItem::Outcome_Name(item.outcome()).substr(8), " ",
                           v1::RehomingItem::State_Name(item.state()).substr(6))];
      for (const v1::RehomingItem::Change& change : item.changes()) {
        ++roles[v1::RehomingRole_Name(change.role()).substr(14)]
               [v1::RehomingItem::Outcome_Name(change.outcome()).substr(8)];
      }
    }
    std::cout << "Outcomes: " << rows.items.size() << "\n";
    for (const auto& [kind, count] : kinds) std::cout << std::setw(8) << count << "  " << kind << "\n";
    std::cout << "Roles:\n";
    for (const auto& [role, outcomes] : roles) {
      std::cout << "  " << std::left << std::setw(18) << role << std::right;
      for (const auto& [outcome, count] : outcomes) std::cout << "  " << outcome << " " << count;
      std::cout << "\n";
    }
  }

  const ProvinceBefore province_;
  const OpenWork work_;
  const WorkingTime time_;
  SimulatedProvince world_;
  Registrar registrar_;
  JournalAudit audit_;
  std::map<std::string, std::set<std::string>> asked_;  // items, by reorganisation
  std::set<std::string> taken_back_;
  absl::Time lap_ = absl::Now();
};

// Somebody works on some of the tasks.
std::set<std::string> Touch(engine::Engine& engine, const WorkRows& rows, const std::string& lead, int count) {
  std::set<std::string> touched;
  for (const auto& [name, task] : rows.tasks) {
    if (static_cast<int>(touched.size()) == count) break;
    if (task.lead_unit() != lead || task.state() != v1::TASK_STATE_ISSUED) continue;
    internal::v1::Command command;
    command.set_province("dong-nai");
    command.mutable_actor()->set_unit(lead);
    command.mutable_task()->mutable_accept()->set_name(name);
    const auto applied = engine.Apply(std::move(command));
    EXPECT_TRUE(applied.ok()) << applied.status();
    touched.insert(name);
  }
  EXPECT_EQ(static_cast<int>(touched.size()), count);
  return touched;
}

TEST_F(ReplayTest, NoWorkIsLeftBehind) {
  ASSERT_NE(Find(kPress), nullptr);
  ASSERT_NE(Find(kWard), nullptr);
  const absl::Time first_of_july = Morning("2025-07-01");
  const Moment before = Look(first_of_july);
  audit_.Read(world_.database());
  EXPECT_THAT(audit_.DifferencesFrom(before.rows), IsEmpty());
  Lap("looked at from outside");

  EnactAll(province_.in_2025, kPress);
  ASSERT_FALSE(HasFatalFailure());
  Lap("2025-07-01 has happened");
  const WorkRows before_press = ReadWorkRows(world_.uri());
  Enact(*Find(kPress));
  ASSERT_FALSE(HasFatalFailure());
  const Moment after_2025 = Look(first_of_july);
  ExpectNoWorkLeftBehind(after_2025);
  ExpectConserved(before, after_2025);
  ExpectWhereTheLawSays(after_2025);
  EXPECT_FALSE(asked_[absl::StrCat("provinces/dong-nai/reorganisations/sx-2025-", kXuanTam)].empty());
  Lap("looked at from outside");

  const auto touched = Touch(world_.engine(), after_2025.rows, province_.Unit("bao-ptth"), 7);
  UndoRestores(Find(kPress)->name(), before_press, touched, touched);
  ASSERT_FALSE(HasFatalFailure());
  const auto annulled = registrar_.Answer(Find(kPress)->name(), [&](const v1::RehomingItem& item) {
    return before_press.tasks.at(item.item()).lead_unit();
  });
  ASSERT_TRUE(annulled.ok()) << annulled.status();
  EXPECT_EQ(annulled->state(), Reorganisation::STATE_ANNULLED) << annulled->verification().DebugString();
  Lap("one of 2025 was taken back");

  EnactAll(province_.in_2026, kWard);
  ASSERT_FALSE(HasFatalFailure());
  const WorkRows before_ward = ReadWorkRows(world_.uri());
  Enact(*Find(kWard));
  ASSERT_FALSE(HasFatalFailure());
  Lap("2026-04-30 has happened");
  const Moment after_2026 = Look(first_of_july);
  ExpectNoWorkLeftBehind(after_2026);
  ExpectConserved(before, after_2026);
  Lap("looked at from outside");

  const auto touched_ward = Touch(world_.engine(), after_2026.rows, province_.Unit("xp-26248"), 5);
  // The commune kept its tasks when it became a ward: there is nothing to take back of them, whoever worked on them.
  UndoRestores(Find(kWard)->name(), before_ward, touched_ward, {});
  const WorkRows last = ReadWorkRows(world_.uri());
  EXPECT_EQ(last.units.at(province_.Unit("xp-26248")).versions().rbegin()->kind(), v1::UNIT_KIND_COMMUNE);
  audit_.Read(world_.database());
  EXPECT_THAT(audit_.faults(), IsEmpty());
  EXPECT_THAT(audit_.DifferencesFrom(last), IsEmpty());
  Lap("one of 2026 was taken back");

  PrintBalance(last);
  std::cout << before.budgets.size() << " completion clocks: " << before.budget / 3600 << " working hours left before, "
            << after_2026.budget / 3600 << " after\n"
            << audit_.events() << " events, their chain of hashes holds\n"
            << "Time of the registrar's calls:\n";
  for (const auto& [what, time] : registrar_.spent()) {
    std::cout << std::setw(8) << absl::ToDoubleSeconds(time) << " s  " << what.substr(2) << "\n";
  }
}

}  // namespace
}  // namespace phoihop::testing
