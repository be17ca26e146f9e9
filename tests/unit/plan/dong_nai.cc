#include "tests/unit/plan/dong_nai.h"

#include <fstream>
#include <memory>
#include <sstream>

#include "gtest/gtest.h"
#include "services/import/plan_file.h"
#include "services/import/reference_loader.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reference.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr char kFolder[] = "data/dong-nai";

std::shared_ptr<const Facts> LoadFacts() {
  const auto loaded = import::LoadReferenceData({.province = kProvince, .directory = kFolder});
  if (!loaded.ok()) {
    ADD_FAILURE() << loaded.status();
    return nullptr;
  }
  internal::v1::ReferenceData data;
  data.set_province(kProvince);
  data.set_version(1);
  // As the loader does it: what is recorded as having happened is in force.
  internal::v1::ReferenceCommand command;
  *command.mutable_record() = *loaded;
  Context context;
  context.now = StartOfDay(absl::CivilDay(2026, 1, 1));
  context.actor.set_system("loader");
  const auto empty = Facts::Create(data);
  const auto decision =
      empty.ok() ? organisation::Decide(data, command, **empty, context) : absl::StatusOr<Decision>(empty.status());
  if (!decision.ok()) {
    ADD_FAILURE() << decision.status();
    return nullptr;
  }
  for (const v1::Event& event : decision->events) organisation::Evolve(data, event);
  auto facts = Facts::Create(std::move(data));
  if (!facts.ok()) ADD_FAILURE() << facts.status();
  return facts.ok() ? *facts : nullptr;
}

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << path;
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

}  // namespace

const Facts& DongNai() {
  static const auto& facts = *new std::shared_ptr<const Facts>(LoadFacts());
  if (facts == nullptr) std::abort();
  return *facts;
}

std::string UnitIn(absl::string_view id) { return UnitName(kProvince, id); }
std::string SetIn(absl::string_view id) { return UnitSetName(kProvince, id); }

v1::ImportPlanResponse ImportFile(const std::string& file, const v1::Plan& settings, absl::CivilDay today) {
  return ImportBytes(ReadFile(std::string(kFolder) + "/" + file), settings, today);
}

v1::ImportPlanResponse ImportBytes(absl::string_view bytes, const v1::Plan& settings, absl::CivilDay today) {
  const auto file = import::ReadPlanFile(bytes, 0);
  EXPECT_TRUE(file.ok()) << file.status();
  const auto checked = CheckSettings(settings, PlanName(kProvince, "kh"), DongNai(), today);
  EXPECT_TRUE(checked.ok()) << checked.status();
  if (!file.ok() || !checked.ok()) return {};
  auto response = Understand(file->appendix, *checked, DongNai(), today);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *std::move(response) : v1::ImportPlanResponse();
}

PartyReading ReadCell(absl::string_view cell, PartyColumn column, absl::string_view item_text,
                      const PartySettings& settings) {
  return PartyReader(settings, DongNai()).Read(cell, column, item_text);
}

v1::Plan SettingsOf183() {
  v1::Plan plan;
  plan.set_display_name("Triển khai thực hiện Kế hoạch số 277/KH-UBND ngày 29/11/2023");
  plan.set_number("183/KH-UBND");
  plan.set_issuer_unit(UnitIn("ubnd-tinh-dong-nai-cu"));
  plan.set_document_date("2024-05-23");
  plan.set_period_start_date("2023-11-29");
  plan.set_period_end_date("2025-12-31");
  plan.set_reference_date("2025-07-01");
  plan.add_functions("thông tin đối ngoại");
  plan.add_functions("truyền thông");
  return plan;
}

v1::Plan SettingsOf2026() {
  v1::Plan plan;
  plan.set_display_name("Kế hoạch thông tin đối ngoại năm 2026");
  plan.set_issuer_unit(UnitIn("ubnd"));
  plan.set_document_date("2026-01-15");
  plan.set_period_start_date("2026-01-01");
  plan.set_period_end_date("2026-12-31");
  plan.set_reference_date("2026-01-15");
  plan.add_functions("thông tin đối ngoại");
  return plan;
}

}  // namespace phoihop::plan
