// What it costs to know who is responsible for what, and what is wrong with it, in a province of 150 units with 36
// functions (Google Benchmark).
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "workflow/organisation/directory.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding.h"
#include "workflow/responsibility/matrix.h"

namespace phoihop::responsibility {
namespace {

constexpr int kCommunes = 120;
constexpr int kDepartments = 30;
constexpr int kFunctions = 36;
constexpr int kPlans = 10;
constexpr int kItems = 200;
constexpr absl::CivilDay kDay(2026, 6, 15);

std::string UnitName(int i) { return absl::StrCat("provinces/p/units/u", absl::Dec(i, absl::kZeroPad3)); }

internal::v1::ReferenceData Province() {
  internal::v1::ReferenceData data;
  data.set_province("p");
  for (int i = 0; i < kCommunes + kDepartments; ++i) {
    v1::Unit& unit = *data.add_units();
    unit.set_name(UnitName(i));
    v1::UnitVersion& version = *unit.add_versions();
    const bool commune = i < kCommunes;
    version.set_display_name(absl::StrCat(commune ? "Xã " : "Sở ", i));
    version.set_kind(commune ? v1::UNIT_KIND_COMMUNE : v1::UNIT_KIND_DEPARTMENT);
    version.set_level(commune ? v1::UNIT_LEVEL_COMMUNE : v1::UNIT_LEVEL_PROVINCE);
    if (i % 15 == 14) version.set_valid_to("2026-05-01");
  }
  v1::UnitSet& communes = *data.add_unit_sets();
  communes.set_name("provinces/p/unitSets/cac-xa");
  communes.set_display_name("UBND các xã");
  communes.add_kinds(v1::UNIT_KIND_COMMUNE);
  v1::Instrument& instrument = *data.add_instruments();
  instrument.set_name("provinces/p/instruments/a");
  instrument.set_number("16/2020/QĐ-UBND");
  instrument.set_issue_date("2020-06-29");
  instrument.set_expiry_date("2026-01-01");
  for (int f = 0; f < kFunctions; ++f) {
    v1::Function& function = *data.add_functions();
    function.set_name(absl::StrCat("provinces/p/functions/f", absl::Dec(f, absl::kZeroPad2)));
    function.set_display_name(absl::StrCat("Chức năng thứ ", f));
    function.set_territorial(f % 3 == 0);
    v1::Duty& duty = *data.add_duties();
    duty.set_name(absl::StrCat("provinces/p/duties/d", absl::Dec(f, absl::kZeroPad2)));
    duty.set_function_name(function.name());
    duty.mutable_basis()->set_text("Quyết định 16/2020/QĐ-UBND Điều 5 khoản 2");
    for (int i = 0; i < kCommunes + kDepartments; ++i) {
      v1::Duty::Holder& holder = *duty.add_holders();
      holder.set_holder(UnitName(i));
      const bool leads = i == kCommunes + f % kDepartments || (f % 3 == 0 && i < kCommunes && i % 7 != f % 7);
      holder.set_role(leads ? v1::DUTY_ROLE_LEAD : i % 11 == 0 ? v1::DUTY_ROLE_MONITOR : v1::DUTY_ROLE_COORDINATE);
      holder.set_status(v1::DUTY_STATUS_REGULATED);
    }
    v1::Duty::Holder& holder = *duty.add_holders();
    holder.set_holder(communes.name());
    holder.set_role(v1::DUTY_ROLE_INFORMED);
  }
  return data;
}

// Four hundred words, as many as a subject has.
std::string Word(uint32_t number) {
  static constexpr const char* kFirst[] = {"b",  "ch", "d",  "đ", "g", "h", "kh", "l",  "m", "n",
                                           "ng", "nh", "ph", "r", "s", "t", "th", "tr", "v", "x"};
  static constexpr const char* kRest[] = {"ạc", "ành", "áo", "ăng", "âm", "ẻ",   "ềm",  "ích", "iến",  "iều",
                                          "in", "ọc",  "ổi", "ơm",  "ú",  "ụng", "uốc", "ươi", "ường", "yên"};
  return absl::StrCat(kFirst[number % 20], kRest[number / 20 % 20]);
}

// Plans come in pairs that share every fifth item, in other words; all other items have fourteen words of their own.
std::vector<v1::Plan> Plans() {
  uint32_t state = 7;
  const auto next = [&state] {
    state = state * 1664525 + 1013904223;
    return state >> 8;
  };
  std::vector<v1::Plan> plans;
  for (int p = 0; p < kPlans; ++p) {
    v1::Plan& plan = plans.emplace_back();
    plan.set_name(absl::StrCat("provinces/p/plans/k", p));
    plan.set_number(absl::StrCat(p, "/KH-UBND"));
    plan.set_issuer_unit(UnitName(kCommunes));
    plan.set_document_date("2026-01-01");
    for (int i = 0; i < kItems; ++i) {
      v1::PlanItem& item = *plan.add_items();
      item.set_name(absl::StrCat(plan.name(), "/items/", i));
      item.set_ordinal(absl::StrCat(i));
      std::string text = p % 2 == 0 ? "Tổ chức thực hiện công tác" : "Tăng cường";
      uint32_t shared = static_cast<uint32_t>(p / 2 * kItems + i) * 2654435761U;
      for (int w = 0; w < 14; ++w) {
        shared = shared * 1664525 + 1013904223;
        absl::StrAppend(&text, " ", Word(i % 5 == 0 ? shared >> 8 : next()));
      }
      item.set_text(text);
      item.set_state(v1::PlanItem::STATE_READY);
      if (i % 9 != 0) item.set_product("Báo cáo");
      if (i % 13 != 0) item.add_leads()->add_units(UnitName(kCommunes + i % kDepartments));
      item.add_coordinators()->set_unit_set("provinces/p/unitSets/cac-xa");
    }
  }
  return plans;
}

// Every unit has a part in every function.
void Matrix(benchmark::State& state) {
  const internal::v1::ReferenceData data = Province();
  const organisation::Directory directory(data);
  v1::ResponsibilityMatrix matrix;
  for (auto iteration : state) matrix = BuildMatrix({.directory = directory, .day = kDay});
  size_t cells = 0;
  for (const auto& row : matrix.rows()) cells += row.cells_size();
  state.counters["functions"] = matrix.rows_size();
  state.counters["units"] = matrix.units_size();
  state.counters["cells"] = static_cast<double>(cells);
}
BENCHMARK(Matrix)->Unit(benchmark::kMillisecond);

void FindEverything(benchmark::State& state) {
  const internal::v1::ReferenceData data = Province();
  const organisation::Directory directory(data);
  const std::vector<v1::Plan> plans = Plans();
  FindingQuestion question{directory, {}, kDay, kDay + 1, {}};
  for (const v1::Plan& plan : plans) question.plans.push_back(&plan);
  size_t found = 0, twins = 0;
  for (auto iteration : state) {
    const std::vector<v1::Finding> findings = FindFindings(question);
    found = findings.size();
    twins = 0;
    for (const v1::Finding& finding : findings) twins += finding.kind() == v1::FINDING_KIND_DUPLICATE_ITEM;
    benchmark::DoNotOptimize(findings.data());
  }
  state.counters["findings"] = static_cast<double>(found);
  state.counters["duplicates"] = static_cast<double>(twins);
}
BENCHMARK(FindEverything)->Unit(benchmark::kMillisecond);

// A year in which half a dozen days change something.
void FindOverAYear(benchmark::State& state) {
  const internal::v1::ReferenceData data = Province();
  const organisation::Directory directory(data);
  const FindingQuestion question{directory, {}, absl::CivilDay(2026, 1, 1), absl::CivilDay(2027, 1, 1), {}};
  for (auto iteration : state) benchmark::DoNotOptimize(FindFindings(question).size());
}
BENCHMARK(FindOverAYear)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace phoihop::responsibility

BENCHMARK_MAIN();
