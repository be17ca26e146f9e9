// How fast names are understood, over every name of the shipped province as people write it, in one thread; and what a
// change of the organisation costs before the next decision can be taken.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "benchmark/benchmark.h"
#include "tests/unit/organisation/province.h"
#include "workflow/organisation/name_text.h"

namespace phoihop::organisation {
namespace {

struct Names {
  std::vector<std::string> present, former, abbreviations;
};

const Names& RealNames() {
  static const Names& names = *[] {
    auto* found = new Names;
    for (const v1::Unit& unit : ProvinceFacts()->data().units()) {
      for (const v1::UnitVersion& version : unit.versions()) {
        (version.valid_to().empty() ? found->present : found->former).push_back(version.display_name());
        for (const std::string& name : version.short_names()) found->abbreviations.push_back(name);
        for (const std::string& name : version.ambiguous_names()) found->abbreviations.push_back(name);
      }
    }
    for (const v1::UnitSet& set : ProvinceFacts()->data().unit_sets()) {
      found->abbreviations.push_back(set.display_name());
      for (const std::string& name : set.short_names()) found->abbreviations.push_back(name);
    }
    return found;
  }();
  return names;
}

// The same names as they come in real tables: without marks, in capitals, with a prefix, with more spaces, with the
// tone mark elsewhere, with something behind.
std::vector<std::string> Noisy(const std::vector<std::string>& names) {
  std::vector<std::string> noisy;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    switch (i % 6) {
      case 0:
        noisy.push_back(Spaced(SplitWords(name), &Word::folded));
        break;
      case 1:
        noisy.push_back(absl::AsciiStrToUpper(name));
        break;
      case 2:
        noisy.push_back(absl::StrCat("UBND ", name));
        break;
      case 3:
        noisy.push_back(absl::StrCat("  ", absl::StrReplaceAll(name, {{" ", "   "}}), " ."));
        break;
      case 4:
        noisy.push_back(absl::StrReplaceAll(name, {{"òa", "oà"}, {"óa", "oá"}, {"ủy", "uỷ"}}));
        break;
      default:
        noisy.push_back(absl::StrCat(name, " (cũ)"));
    }
  }
  return noisy;
}

std::vector<std::string> All() {
  const Names& names = RealNames();
  std::vector<std::string> all = names.present;
  all.insert(all.end(), names.former.begin(), names.former.end());
  all.insert(all.end(), names.abbreviations.begin(), names.abbreviations.end());
  const std::vector<std::string> noisy = Noisy(all);
  all.insert(all.end(), noisy.begin(), noisy.end());
  return all;
}

void LookUp(benchmark::State& state, const std::vector<std::string>& names, bool suggest_similar = false) {
  const NameMatcher& matcher = ProvinceFacts()->matcher();
  size_t next = 0;
  int64_t none = 0;
  for (auto _ : state) {
    const v1::NameMatch match =
        matcher.Match({.text = names[next], .written_on = kToday, .today = kToday, .suggest_similar = suggest_similar});
    none += match.outcome() == v1::NameMatch::OUTCOME_NONE;
    next = next + 1 == names.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["names"] = static_cast<double>(names.size());
  state.counters["none"] = benchmark::Counter(static_cast<double>(none), benchmark::Counter::kAvgIterations);
}

void BM_LookUpPresentNames(benchmark::State& state) { LookUp(state, RealNames().present); }
void BM_LookUpFormerNames(benchmark::State& state) { LookUp(state, RealNames().former); }
void BM_LookUpAbbreviations(benchmark::State& state) { LookUp(state, RealNames().abbreviations); }
void BM_LookUpNoisyNames(benchmark::State& state) {
  const Names& names = RealNames();
  std::vector<std::string> all = names.present;
  all.insert(all.end(), names.former.begin(), names.former.end());
  LookUp(state, Noisy(all));
}
// What is nobody's name, and what it could have been: the dearest question.
void BM_SuggestSimilarNames(benchmark::State& state) {
  std::vector<std::string> names = RealNames().present;
  for (std::string& name : names) absl::StrAppend(&name, "h");
  LookUp(state, names, true);
}
void BM_LookUpAll(benchmark::State& state) { LookUp(state, All()); }
BENCHMARK(BM_LookUpPresentNames);
BENCHMARK(BM_LookUpFormerNames);
BENCHMARK(BM_LookUpAbbreviations);
BENCHMARK(BM_LookUpNoisyNames);
BENCHMARK(BM_LookUpAll);
BENCHMARK(BM_SuggestSimilarNames);

void BM_CopyReferenceData(benchmark::State& state) {
  for (auto _ : state) {
    internal::v1::ReferenceData data = ProvinceFacts()->data();
    benchmark::DoNotOptimize(data);
  }
}
BENCHMARK(BM_CopyReferenceData)->Unit(benchmark::kMillisecond);

// With the first question, which is what makes the index.
void BM_BuildMatcher(benchmark::State& state) {
  for (auto _ : state) {
    const NameMatcher matcher(ProvinceFacts()->directory());
    const v1::NameMatch match = matcher.Match({.text = "Sở Nội vụ", .written_on = kToday, .today = kToday});
    benchmark::DoNotOptimize(&match);
  }
}
BENCHMARK(BM_BuildMatcher)->Unit(benchmark::kMillisecond);

void BM_BuildDirectory(benchmark::State& state) {
  for (auto _ : state) {
    const Directory directory(ProvinceFacts()->data());
    benchmark::DoNotOptimize(&directory);
  }
}
BENCHMARK(BM_BuildDirectory)->Unit(benchmark::kMillisecond);

// Facts of the next version of the reference data until the first name can be looked up.
void CreateFacts(benchmark::State& state, const Facts* previous, bool look_up) {
  for (auto _ : state) {
    state.PauseTiming();
    internal::v1::ReferenceData data = ProvinceFacts()->data();
    data.add_reorganisations()->set_name("provinces/dong-nai/reorganisations/draft");
    state.ResumeTiming();
    auto facts = Facts::Create(std::move(data), previous);
    if (!facts.ok() || (previous != nullptr && !(*facts)->matcher().SharesIndexWith(previous->matcher()))) {
      state.SkipWithError("refused or not shared");
      break;
    }
    if (look_up) (*facts)->matcher().Match({.text = "Sở Nội vụ", .written_on = kToday, .today = kToday});
    state.PauseTiming();
    facts->reset();
    state.ResumeTiming();
  }
}
void BM_CreateFactsAlone(benchmark::State& state) { CreateFacts(state, nullptr, false); }
void BM_CreateFactsAloneAndLookUp(benchmark::State& state) { CreateFacts(state, nullptr, true); }
void BM_CreateFactsSharedAndLookUp(benchmark::State& state) { CreateFacts(state, ProvinceFacts().get(), true); }
BENCHMARK(BM_CreateFactsAlone)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_CreateFactsAloneAndLookUp)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_CreateFactsSharedAndLookUp)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace phoihop::organisation

BENCHMARK_MAIN();
