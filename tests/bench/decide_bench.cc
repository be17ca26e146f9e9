// What the rules cost by themselves: deciding, folding and presenting one transition of a task, without store or wire.
#include <benchmark/benchmark.h>

#include "tests/unit/task/rehome_fixture.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/rehome.h"
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

// A task of a department that is divided by function: the lead by its words, a coordinator that merges into the lead,
// an open hand-off, a running clock.
RehomeWorld Divided() {
  RehomeWorld world;
  world.AddUnit("so-moi");
  v1::Task task = RehomeWorld::TaskOf("t1");
  task.set_description(
      "Tuyên truyền trên báo chí, cổng thông tin và mạng xã hội về quy chế thông tin đối ngoại của tỉnh");
  world.Issue(task);
  if (!world.Do("t1", v1::TASK_VERB_ACCEPT, "so-vhttdl").ok()) std::abort();
  if (!world.Do("t1", v1::TASK_VERB_HAND_OFF, "so-vhttdl").ok()) std::abort();
  world.reorganisation().set_type(v1::REORGANISATION_TYPE_SPLIT);
  const auto by_function = v1::Partition::KEY_FUNCTION;
  world.Edge("so-vhttdl", "so-moi", by_function, {"báo chí", "xuất bản", "thông tin đối ngoại", "quảng bá", "logo"});
  world.Edge("so-vhttdl", "so-xay-dung", by_function, {"viễn thông", "bưu chính", "CNTT", "chuyển đổi số"});
  world.Edge("so-y-te", "so-moi", v1::Partition::KEY_REMAINDER);
  world.Edge("so-y-te", "so-xay-dung", by_function, {"nhà ở"});
  world.Execute();
  return world;
}

void BM_Routes(benchmark::State& state) {
  RehomeWorld world = Divided();
  for (auto _ : state) {
    const organisation::Routes routes(world.reorganisation(), world.facts().directory(), absl::CivilDay(2026, 7, 1));
    benchmark::DoNotOptimize(routes.moving_units().size());
  }
}
BENCHMARK(BM_Routes);

void BM_PlanRehoming(benchmark::State& state) {
  RehomeWorld world = Divided();
  const organisation::Routes routes(world.reorganisation(), world.facts().directory(), absl::CivilDay(2026, 7, 1));
  for (auto _ : state) {
    auto items = PlanRehoming(world.task("t1"), world.reorganisation(), routes, world.facts(), At(kMove));
    if (items.size() != 2) state.SkipWithError("not moved");
    benchmark::DoNotOptimize(items);
  }
}
BENCHMARK(BM_PlanRehoming);

void BM_DecideRehome(benchmark::State& state) {
  RehomeWorld world = Divided();
  internal::v1::TaskCommand command;
  command.mutable_rehome()->set_name(Task("t1"));
  command.mutable_rehome()->set_reorganisation(world.reorganisation().name());
  const Context context{At(kMove), ActorOf("system:rehoming"), {}, "r"};
  for (auto _ : state) {
    auto decision = Decide(world.task("t1"), command, world.facts(), context);
    if (!decision.ok() || decision->events.size() != 1) state.SkipWithError("not moved");
    benchmark::DoNotOptimize(decision);
  }
}
BENCHMARK(BM_DecideRehome);

}  // namespace
}  // namespace phoihop::task

BENCHMARK_MAIN();
