// A year of a province: nothing is lost, nothing fires twice, everything has one living lead.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/simulation/year/simulated_year.h"
#include "workflow/civil_time.h"

namespace phoihop::testing {
namespace {

constexpr int kTasks = 30'000;

TEST(YearTest, EverythingHoldsToTheEnd) {
  const absl::Time start = absl::Now();
  SimulatedYear year(kTasks, 2025);
  year.Run();
  const absl::Duration played = absl::Now() - start;
  YearFaults faults = year.faults();
  faults.LookAtEverything(year.engine(), StartOfDay(absl::CivilDay(2026, 1, 1)));
  faults.CheckNoRungIsMissing(year.engine(), StartOfDay(absl::CivilDay(2026, 1, 1)));
  EXPECT_THAT(faults.faults(), ::testing::IsEmpty());

  const SimulatedYear::Figures figures = year.figures();
  std::cout << "units on 30 June " << year.UnitsOn(absl::CivilDay(2025, 6, 30)) << ", on 31 December "
            << year.UnitsOn(absl::CivilDay(2025, 12, 31)) << "; events " << figures.events << ", steps of people "
            << figures.steps << " (refused " << figures.refused << ", on behalf " << figures.on_behalf << "), rungs "
            << figures.rungs << ", moved " << figures.moved << " (by hand " << figures.decided_by_hand
            << "), tasks whose clocks followed the calendar " << figures.followed_calendar << ", substitutions "
            << figures.substitutions << ", tasks checked for missing rungs " << faults.tasks_checked_for_rungs()
            << ", latest rung " << absl::FormatDuration(faults.latest()) << "\nplayed in "
            << absl::FormatDuration(played) << ", with all checks " << absl::FormatDuration(absl::Now() - start)
            << "\n";
  for (const auto& [state, count] : figures.ends) std::cout << "  " << state << " " << count << "\n";
  for (const auto& [reason, count] : figures.refusals) std::cout << "  refused: " << reason << " " << count << "\n";
  // All of it happened, or the test says nothing.
  EXPECT_GE(year.UnitsOn(absl::CivilDay(2025, 6, 30)), 150);
  EXPECT_GE(year.engine().tasks().size(), static_cast<size_t>(kTasks));
  EXPECT_GT(figures.rungs, kTasks / 2);
  EXPECT_GT(figures.moved, 500);
  EXPECT_GT(figures.followed_calendar, 50);
  EXPECT_GT(figures.substitutions, 100);
  EXPECT_GT(figures.on_behalf, 100);
  EXPECT_GT(faults.tasks_checked_for_rungs(), kTasks / 4);
  // Played without an engine that is ever down: whatever was planned fired at its instant.
  EXPECT_EQ(faults.latest(), absl::ZeroDuration());
}

}  // namespace
}  // namespace phoihop::testing
