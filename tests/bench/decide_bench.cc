// What the rules cost by themselves: deciding, folding and presenting one transition of a task, without store or wire.
#include <benchmark/benchmark.h>

#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

const absl::Time kNow = At("2026-03-02 08:00");

Ledger Issued() {
  Ledger ledger;
  const absl::Status made = ledger.Do(CreateCommand(UsualTask(), true), ActorOf("so-ke-hoach"), kNow);
  if (!made.ok()) std::abort();
  return ledger;
}

void BM_DecideCreate(benchmark::State& state) {
  const internal::v1::TaskCommand command = CreateCommand(UsualTask(), true);
  const Context context{kNow, ActorOf("so-ke-hoach"), {}, "r"};
  for (auto _ : state) {
    auto decision = Decide(v1::Task(), command, TestFacts(), context);
    if (!decision.ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(decision);
  }
}
BENCHMARK(BM_DecideCreate);

void BM_DecideAccept(benchmark::State& state) {
  const Ledger ledger = Issued();
  const internal::v1::TaskCommand command = CommandOf(v1::TASK_VERB_ACCEPT, ledger.task());
  const Context context{kNow, ActorOf("so-vhttdl"), {}, "r"};
  for (auto _ : state) {
    auto decision = Decide(ledger.task(), command, TestFacts(), context);
    if (!decision.ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(decision);
  }
}
BENCHMARK(BM_DecideAccept);

void BM_EvolveAccept(benchmark::State& state) {
  const Ledger before = Issued();
  Ledger after = before;
  const absl::Status done = after.Do(CommandOf(v1::TASK_VERB_ACCEPT, after.task()), ActorOf("so-vhttdl"), kNow);
  if (!done.ok()) state.SkipWithError("refused");
  v1::Task task = before.task();
  for (auto _ : state) {
    Evolve(task, after.last()[0]);
    benchmark::DoNotOptimize(task);
  }
}
BENCHMARK(BM_EvolveAccept);

void BM_FireSixRungs(benchmark::State& state) {
  Ledger ledger = Issued();
  if (!ledger.Do(CommandOf(v1::TASK_VERB_ACCEPT, ledger.task()), ActorOf("so-vhttdl"), kNow).ok()) std::abort();
  const Context context{At("2026-07-08 09:00"), ActorOf("system:deadline-sweep"), {}, "r"};
  for (auto _ : state) {
    auto decision = Decide(ledger.task(), FireCommand(ledger.task()), TestFacts(), context);
    if (!decision.ok() || decision->events.size() != 6) state.SkipWithError("not six rungs");
    benchmark::DoNotOptimize(decision);
  }
}
BENCHMARK(BM_FireSixRungs);

void BM_Present(benchmark::State& state) {
  v1::Task task = Issued().task();
  const v1::Actor actor = ActorOf("so-vhttdl");
  for (auto _ : state) {
    Present(task, actor, TestFacts(), kNow);
    benchmark::DoNotOptimize(task);
  }
}
BENCHMARK(BM_Present);

}  // namespace
}  // namespace phoihop::task

BENCHMARK_MAIN();
