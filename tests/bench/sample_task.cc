#include "tests/bench/sample_task.h"

#include <utility>
#include <variant>

#include "services/engine/engine.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr char kUnit[] = "so-vhttdl";
constexpr char kId[] = "sample";

}  // namespace

absl::StatusOr<v1::Task> MakeSampleTask(const std::string& database_url, v1::Task task) {
  engine::Engine engine({.uri = database_url});
  internal::v1::Command create;
  create.set_province(kProvince);
  create.mutable_actor()->set_unit(UnitName(kProvince, "ubnd"));
  v1::CreateTaskRequest& request = *create.mutable_task()->mutable_create();
  request.set_parent(ProvinceName(kProvince));
  request.set_task_id(kId);
  request.set_issue(true);
  task.set_title("Cung cấp thông tin về tiềm năng, thế mạnh của địa phương trên cổng thông tin điện tử");
  task.set_lead_unit(UnitName(kProvince, kUnit));
  task.add_coordinator_units(UnitName(kProvince, "so-tu-phap"));
  task.mutable_basis()->set_instrument_number("431/QĐ-UBND");
  *request.mutable_task() = std::move(task);
  if (const auto made = engine.Apply(create); !made.ok()) return made.status();
  internal::v1::Command accept;
  accept.set_province(kProvince);
  accept.mutable_actor()->set_unit(UnitName(kProvince, kUnit));
  accept.mutable_task()->mutable_accept()->set_name(TaskName(kProvince, kId));
  const auto accepted = engine.Apply(accept);
  if (!accepted.ok()) return accepted.status();
  return std::get<v1::Task>(accepted->resource);
}

}  // namespace phoihop::bench
