// What holds for every history of reorganisations.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/organisation/reorganisation_history.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/lineage.h"

namespace phoihop::organisation {
namespace {

using Response = v1::ResolveSuccessorsResponse;

constexpr int kMaxSteps = 12;
constexpr absl::CivilDay kNow(2026, 6, 1);

History RandomHistory() {
  History history;
  const int steps = Pick(1, kMaxSteps + 1);
  int refused = 0;
  for (int i = 0; i < steps; ++i) {
    if (!history.enacted().empty() && Pick(0, 6) == 5) {
      const std::string before = history.Snapshot();
      const absl::Status undone = history.Undo(*rc::gen::elementOf(history.enacted()));
      if (undone.ok()) continue;
      RC_ASSERT(ReasonOf(undone) == v1::ERROR_REASON_BUILT_UPON);
      RC_ASSERT(history.Snapshot() == before);
      continue;
    }
    refused += !history.Reorganise();
  }
  RC_CLASSIFY(history.enacted().size() >= 3, "three or more enacted");
  RC_CLASSIFY(refused > 0, "with refused drafts");
  return history;
}

std::set<std::string> Holders(const Response& response) {
  std::set<std::string> holders;
  for (const auto& holder : response.holders()) holders.insert(holder.unit());
  return holders;
}

std::string Tell(const History& history) {
  std::string story;
  for (const v1::Reorganisation& reorganisation : history.data().reorganisations()) {
    absl::StrAppend(&story, reorganisation.name(), " ", v1::Reorganisation::State_Name(reorganisation.state()), " ",
                    v1::ReorganisationType_Name(reorganisation.type()), " ", reorganisation.effective_date(), ":");
    for (const auto& edge : reorganisation.edges()) {
      absl::StrAppend(&story, " ", edge.from_unit(), " → ", edge.to_unit());
    }
    absl::StrAppend(&story, "\n");
  }
  return story;
}

void Check(bool holds, const History& history, const std::string& unit, absl::CivilDay day, const Response& response) {
  if (holds) return;
  RC_FAIL(absl::StrCat(unit, " on ", FormatDate(day), ": ", response.ShortDebugString(), "\n", Tell(history)));
}

RC_GTEST_PROP(ReorganisationProperty, TheResolverSaysWhatTheAccountSays, ()) {
  const History history = RandomHistory();
  const Directory directory(history.data());
  for (const absl::CivilDay day : history.ProbeDays()) {
    for (const auto& [unit, life] : history.account().lives) {
      const Response response = directory.ResolveSuccessors(unit, day);
      const auto check = [&](bool holds) { Check(holds, history, unit, day, response); };
      check(directory.IsAlive(unit, day) == history.account().IsAlive(unit, day));
      if (life.begin > FormatDate(day)) {
        check(response.outcome() == Response::OUTCOME_NONE);
        continue;
      }
      const Account::Holding holding = history.account().HoldersOf(unit, day);
      check(Holders(response) == holding.holders);
      const auto expected = holding.holders.empty()                        ? Response::OUTCOME_NONE
                            : holding.holders.size() == 1 && !holding.lost ? Response::OUTCOME_UNIQUE
                                                                           : Response::OUTCOME_MANY;
      check(response.outcome() == expected);
      // Every moment has a holder, unless somebody decided that there is none.
      check(holding.lost || !response.holders().empty());
      for (const std::string& holder : Holders(response)) check(history.account().IsAlive(holder, day));
    }
  }
}

RC_GTEST_PROP(ReorganisationProperty, AChainResolvesTheSameInOneStepOrMany, ()) {
  const History history = RandomHistory();
  const Directory directory(history.data());
  const std::vector<absl::CivilDay> days = history.ProbeDays();
  const auto middle = *rc::gen::elementOf(days);
  const auto last = *rc::gen::suchThat(rc::gen::elementOf(days), [&](absl::CivilDay day) { return day >= middle; });
  for (const auto& [unit, life] : history.account().lives) {
    if (life.begin > FormatDate(middle)) continue;
    const Response at_once = directory.ResolveSuccessors(unit, last);
    const Response first = directory.ResolveSuccessors(unit, middle);
    std::set<std::string> in_steps;
    bool whole = first.outcome() == Response::OUTCOME_UNIQUE;
    for (const std::string& holder : Holders(first)) {
      const Response second = directory.ResolveSuccessors(holder, last);
      in_steps.merge(Holders(second));
      whole &= second.outcome() == Response::OUTCOME_UNIQUE;
    }
    Check(Holders(at_once) == in_steps, history, unit, last, at_once);
    if (whole) Check(at_once.outcome() == Response::OUTCOME_UNIQUE, history, unit, last, at_once);
  }
}

RC_GTEST_PROP(ReorganisationProperty, PredecessorsAreTheInverseOfSuccessors, ()) {
  const History history = RandomHistory();
  const Directory directory(history.data());
  const absl::CivilDay day = *rc::gen::elementOf(history.ProbeDays());
  const absl::CivilDay today = *rc::gen::element(kNow, kEndOfTimes);
  for (const auto& [unit, life] : history.account().lives) {
    absl::CivilDay held = today;
    if (!history.account().IsAlive(unit, today) && !life.end.empty()) held = ParseDate(life.end).value() - 1;
    std::set<std::string> expected;
    for (const auto& [other, ignored] : history.account().lives) {
      if (!history.account().IsAlive(other, day)) continue;
      if (Holders(directory.ResolveSuccessors(other, held)).contains(unit)) expected.insert(other);
    }
    const v1::ResolvePredecessorsResponse found = PredecessorsOf(directory, unit, day, today);
    std::set<std::string> holders;
    for (const auto& holder : found.holders()) holders.insert(holder.unit());
    if (holders != expected || found.ambiguous()) {
      RC_FAIL(absl::StrCat(unit, " on ", FormatDate(day), ": ", found.ShortDebugString(), "\n", Tell(history)));
    }
  }
}

RC_GTEST_PROP(ReorganisationProperty, EveryStepOfEveryProofIsInThePicture, ()) {
  const History history = RandomHistory();
  const Directory directory(history.data());
  const auto key = [](const auto& step) {
    return absl::StrCat(step.reorganisation(), " ", step.from_unit(), " ", step.to_unit());
  };
  for (const auto& [unit, life] : history.account().lives) {
    const v1::Lineage lineage = LineageOf(directory, unit, kNow);
    std::set<std::string> drawn, nodes;
    for (const auto& edge : lineage.edges()) drawn.insert(key(edge));
    std::map<std::string, int> generations;
    for (const auto& node : lineage.nodes()) generations[node.unit()] = node.generation();
    RC_ASSERT(generations.at(unit) == 0);
    const absl::CivilDay day = *rc::gen::elementOf(history.ProbeDays());
    const Response successors = directory.ResolveSuccessors(unit, day);
    for (const auto& step : successors.path()) RC_ASSERT(drawn.contains(key(step)));
    const v1::ResolvePredecessorsResponse predecessors = PredecessorsOf(directory, unit, day, kNow);
    for (const auto& step : predecessors.path()) {
      if (!drawn.contains(key(step))) RC_FAIL(absl::StrCat(unit, ": ", key(step), "\n", Tell(history)));
    }
    // What ends lies before what follows it, unless parts went to and fro.
    const bool transfers = std::any_of(lineage.edges().begin(), lineage.edges().end(), [](const auto& edge) {
      return edge.type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER;
    });
    for (const auto& edge : lineage.edges()) {
      if (transfers || edge.from_unit().empty() || edge.to_unit().empty() || edge.from_unit() == edge.to_unit())
        continue;
      if (generations.at(edge.from_unit()) >= generations.at(edge.to_unit())) {
        RC_FAIL(absl::StrCat(unit, ": ", edge.ShortDebugString(), "\n", lineage.DebugString(), Tell(history)));
      }
    }
  }
}

RC_GTEST_PROP(ReorganisationProperty, NoUnitEverComesBackToItself, ()) {
  const History history = RandomHistory();
  std::map<std::string, std::set<std::string>> next;
  for (const auto& [reorganisation, ends] : history.account().ends) {
    for (const Account::End& end : ends) next[end.unit].insert(end.to.begin(), end.to.end());
  }
  for (const auto& [unit, ignored] : next) {
    std::set<std::string> reached = next[unit];
    std::vector<std::string> open(reached.begin(), reached.end());
    while (!open.empty()) {
      const std::string at = open.back();
      open.pop_back();
      for (const std::string& further : next[at]) {
        if (reached.insert(further).second) open.push_back(further);
      }
    }
    if (reached.contains(unit)) RC_FAIL(Tell(history));
  }
}

RC_GTEST_PROP(ReorganisationProperty, AnUndoRestoresWhatTheExecutionFound, ()) {
  History history = RandomHistory();
  const std::string before = history.Snapshot();
  if (!history.Reorganise()) return;
  const absl::Status undone = history.Undo(history.enacted().back());
  if (!undone.ok()) RC_FAIL(undone.ToString() + "\n" + Tell(history));
  if (history.Snapshot() != before) RC_FAIL(Tell(history));
}

RC_GTEST_PROP(ReorganisationProperty, UndoingEverythingRestoresTheBeginning, ()) {
  const std::string beginning = History().Snapshot();
  History history = RandomHistory();
  while (!history.enacted().empty()) {
    const std::string last = history.enacted().back();
    const absl::Status undone = history.Undo(last);
    if (!undone.ok()) RC_FAIL(last + ": " + undone.ToString() + "\n" + Tell(history));
  }
  if (history.Snapshot() != beginning) RC_FAIL(Tell(history));
}

}  // namespace
}  // namespace phoihop::organisation

// --cases=N: so many cases for each property.
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--cases=") && std::getenv("RC_PARAMS") == nullptr) {
      setenv("RC_PARAMS", absl::StrCat("max_success=", argument).c_str(), 1);
    }
  }
  return RUN_ALL_TESTS();
}
