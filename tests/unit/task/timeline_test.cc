// Looking ahead: what the simulation foretells is what the sweep then does.
#include "workflow/task/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using v1::SimulatedStep;

constexpr int kLimit = 1000;

std::string Show(absl::Time time) { return absl::FormatTime("%Y-%m-%d %H:%M", time, VietnamTimeZone()); }

// What is done, besides what only passes: "2026-03-04 07:30 complete 0 so-vhttdl/giam-doc-cu".
std::string Line(absl::Time time, const v1::Escalation& escalation) {
  std::string line = absl::StrCat(Show(time), " ", escalation.clock_id(), " ", escalation.offset_working_days());
  for (const auto& recipient : escalation.recipients())
    absl::StrAppend(&line, " ", recipient.unit(), "/", recipient.person());
  return line;
}

std::vector<std::string> Foretold(const Timeline& timeline) {
  std::vector<std::string> lines;
  for (const SimulatedStep& step : timeline.steps) {
    if (step.kind() == SimulatedStep::KIND_OVERDUE) continue;
    const absl::Time time = FromTimestamp(step.time());
    lines.push_back(step.has_escalation() ? Line(time, step.escalation())
                                          : absl::StrCat(Show(time), " ", SimulatedStep::Kind_Name(step.kind()), " ",
                                                         StateName(step.state())));
  }
  return lines;
}

// The engine, which looks whenever something is due.
std::vector<std::string> Happened(Ledger& ledger, absl::Time now, absl::Time until) {
  std::vector<std::string> lines;
  for (auto wake = WakeTime(ledger.task()); wake.has_value() && *wake < until; wake = WakeTime(ledger.task())) {
    now = std::max(now, *wake);
    EXPECT_EQ(ledger.Do(FireCommand(ledger.task()), ActorOf("system:deadline-sweep"), now), absl::OkStatus());
    for (const v1::Event& event : ledger.last()) {
      if (event.has_task_escalated()) lines.push_back(Line(now, event.task_escalated().escalation()));
      const std::pair<bool, SimulatedStep::Kind> others[] = {
          {event.has_task_issued(), SimulatedStep::KIND_ISSUE},
          {event.has_task_resumed() || event.has_task_clocks_resumed(), SimulatedStep::KIND_RESUME},
          {event.has_task_handoff_changed(), SimulatedStep::KIND_HANDOFF_EXPIRES}};
      for (const auto& [happened, kind] : others) {
        if (!happened) continue;
        lines.push_back(
            absl::StrCat(Show(now), " ", SimulatedStep::Kind_Name(kind), " ", StateName(ledger.task().state())));
      }
    }
    if (ledger.last().empty()) break;
  }
  return lines;
}

Timeline Look(const v1::Task& task, absl::Time now, absl::Time until, int limit = kLimit) {
  auto timeline = Simulate(task, TestFacts(), {.now = now, .until = until, .limit = limit});
  EXPECT_TRUE(timeline.ok()) << timeline.status();
  return *std::move(timeline);
}

TEST(Timeline, IsWhatTheEngineThenDoes) {
  const std::vector<std::vector<std::pair<v1::TaskVerb, std::string>>> kLives = {
      {},
      {{v1::TASK_VERB_ACCEPT, "so-vhttdl"}},
      {{v1::TASK_VERB_REFUSE, "so-vhttdl"}},
      {{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_HAND_OFF, "so-vhttdl"}},
      {{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, "so-vhttdl"}},
      {{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_SUSPEND, "so-ke-hoach"}},
      {{v1::TASK_VERB_ACCEPT, "so-vhttdl"},
       {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"},
       {v1::TASK_VERB_SUBMIT, "so-vhttdl/nguyen-van-a"}},
  };
  const absl::Time now = At(kMonday), until = At("2026-12-01 00:00");
  for (const auto& life : kLives) {
    Ledger ledger = IssuedAnd(life);
    const v1::Task before = ledger.task();
    const Timeline timeline = Look(before, now, until);
    EXPECT_FALSE(timeline.truncated);
    const std::vector<std::string> foretold = Foretold(timeline);
    EXPECT_THAT(foretold, testing::Not(IsEmpty()));
    EXPECT_EQ(Happened(ledger, now, until), foretold) << life.size();
    EXPECT_TRUE(std::is_sorted(timeline.steps.begin(), timeline.steps.end(),
                               [](const SimulatedStep& a, const SimulatedStep& b) {
                                 return FromTimestamp(a.time()) < FromTimestamp(b.time());
                               }));
  }
}

TEST(Timeline, APlannedTaskIsIssuedAndWatched) {
  Ledger ledger;
  v1::Task task = UsualTask();
  *task.mutable_planned_issue_time() = ToTimestamp(At("2026-06-22 08:00"));
  ASSERT_EQ(ledger.Do(CreateCommand(task, /*issue=*/true), ActorOf("so-ke-hoach"), At(kMonday)), absl::OkStatus());
  ASSERT_EQ(ledger.task().state(), v1::TASK_STATE_PLANNED);
  const Timeline timeline = Look(ledger.task(), At(kMonday), At("2026-12-01 00:00"));
  ASSERT_FALSE(timeline.steps.empty());
  EXPECT_EQ(timeline.steps[0].kind(), SimulatedStep::KIND_ISSUE);
  EXPECT_EQ(timeline.steps[0].state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(Happened(ledger, At(kMonday), At("2026-12-01 00:00")), Foretold(timeline));
}

// The head of so-vhttdl is another one from 29 June on; what passes is told once, and not what had passed before.
TEST(Timeline, TheOrganisationIsThatOfTheDayAndWhatPassesIsTold) {
  const Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}});
  const Timeline timeline = Look(ledger.task(), At(kMonday), At("2026-07-01 07:00"));
  std::vector<std::string> kinds, heads;
  for (const SimulatedStep& step : timeline.steps) {
    kinds.push_back(absl::StrCat(Show(FromTimestamp(step.time())), " ", SimulatedStep::Kind_Name(step.kind())));
    for (const auto& recipient : step.escalation().recipients()) {
      if (recipient.unit() == Unit("so-vhttdl")) heads.push_back(recipient.person());
    }
  }
  EXPECT_THAT(kinds, testing::Contains("2026-07-01 00:00 KIND_OVERDUE"));
  EXPECT_EQ(std::count_if(timeline.steps.begin(), timeline.steps.end(),
                          [](const SimulatedStep& step) { return step.kind() == SimulatedStep::KIND_OVERDUE; }),
            1);
  // Three working days before, one, and on the day.
  EXPECT_THAT(heads, ElementsAre(Person("giam-doc-cu"), Person("giam-doc-moi"), Person("giam-doc-moi")));
  // Nothing of what passed before.
  for (const SimulatedStep& step : Look(ledger.task(), At("2026-07-10 00:00"), At("2026-07-20 00:00")).steps)
    EXPECT_NE(step.kind(), SimulatedStep::KIND_OVERDUE);
}

TEST(Timeline, IsBoundedAndEndsWithTheTask) {
  const Ledger ledger = IssuedAnd({});
  const Timeline cut = Look(ledger.task(), At(kMonday), At("2026-12-01 00:00"), 2);
  EXPECT_TRUE(cut.truncated);
  EXPECT_THAT(cut.steps, SizeIs(2));
  v1::Task ended = ledger.task();
  ended.set_state(v1::TASK_STATE_REVOKED);
  EXPECT_THAT(Look(ended, At(kMonday), At("2026-12-01 00:00")).steps, IsEmpty());
  EXPECT_THAT(Look(ledger.task(), At(kMonday), At(kMonday)).steps, IsEmpty());
}

}  // namespace
}  // namespace phoihop::task
