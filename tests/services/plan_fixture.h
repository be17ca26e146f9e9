// Tests of plans as clients see them: a small table, and who issues it.
#ifndef TESTS_SERVICES_PLAN_FIXTURE_H_
#define TESTS_SERVICES_PLAN_FIXTURE_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/access_service.grpc.pb.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {

using Plans = v1::PlanService::Stub;
using Tasks = v1::TaskService::Stub;

inline constexpr char kParent[] = "provinces/dong-nai";
inline constexpr char kPlan[] = "provinces/dong-nai/plans/kh-2026";
inline constexpr char kIssuer[] = "ubnd/nguyen-minh-an";
inline constexpr char kRegistrar[] = "vp-ubnd/huynh-thi-thao";
inline constexpr char kTable[] =
    "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n"
    "I,CHUNG,,,,\n"
    "1,Ban hành quy chế,Sở VHTTDL,\"Sở Nội vụ, Sở Y tế\",30/6/2026,Quyết định\n"
    "2,Tuyên truyền,\"Các sở, ban, ngành\",nt,Dịp lễ,Báo cáo\n"
    "3,Báo cáo,UBND xã Lộc Thạnh,,Hằng quý,Báo cáo\n";

inline std::string Unit(absl::string_view id) { return UnitName("dong-nai", id); }

inline v1::ImportPlanRequest Import(const std::string& content) {
  v1::ImportPlanRequest request;
  request.set_parent(kParent);
  request.set_plan_id("kh-2026");
  request.set_filename("kh.csv");
  request.set_content(content);
  v1::Plan& plan = *request.mutable_plan();
  plan.set_display_name("Kế hoạch năm 2026");
  plan.set_number("12/KH-UBND");
  plan.set_issuer_unit(Unit("ubnd"));
  plan.set_document_date("2026-01-15");
  plan.set_period_start_date("2026-01-01");
  plan.set_period_end_date("2026-12-31");
  plan.add_functions("thông tin đối ngoại");
  return request;
}

// A server and a plan that is imported by its People's Committee.
class PlanFixture : public ServerFixture {
 protected:
  void SetUp() override { StartServer(); }

  v1::ImportPlanResponse MustImport(const v1::ImportPlanRequest& request) {
    return MustCall(&Plans::ImportPlan, request, kIssuer);
  }

  // Gives a task to its lead; what it does not say is that of any task.
  void GiveTask(const std::string& id, v1::Task task) {
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id(id);
    create.set_issue(true);
    *create.mutable_task() = std::move(task);
    v1::Task& given = *create.mutable_task();
    if (given.title().empty()) given.set_title(absl::StrCat("Nhiệm vụ ", id));
    if (given.lead_unit().empty()) given.set_lead_unit(Unit("so-vhttdl"));
    given.mutable_basis()->set_instrument_number("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, kIssuer);
  }

  absl::StatusOr<v1::Plan> Get() {
    v1::GetPlanRequest request;
    request.set_name(kPlan);
    return Call(&Plans::GetPlan, request, "so-vhttdl");
  }

  // Of what the province may keep here.
  void AllowSecrecy(v1::Secrecy highest) {
    v1::UpdateSettingsRequest settings;
    settings.mutable_settings()->set_name(absl::StrCat(kParent, "/settings"));
    settings.mutable_settings()->set_max_secrecy(highest);
    settings.mutable_settings()->mutable_basis()->set_text("Quyết định minh họa");
    MustCall(&v1::AccessService::Stub::UpdateSettings, settings, kRegistrar);
  }

  // Ids; without a unit in the whole province.
  void AddGrant(const std::string& id, const std::string& role, const std::string& person, const std::string& unit,
                v1::Secrecy secrecy = v1::SECRECY_UNSPECIFIED) {
    v1::CreateGrantRequest request;
    request.set_parent(kParent);
    request.set_grant_id(id);
    v1::Grant& grant = *request.mutable_grant();
    grant.set_role(absl::StrCat(kParent, "/roles/", role));
    grant.set_person(absl::StrCat(kParent, "/persons/", person));
    if (unit.empty()) {
      grant.mutable_scope()->set_whole_province(true);
    } else {
      grant.mutable_scope()->set_unit(Unit(unit));
    }
    grant.mutable_scope()->set_max_secrecy(secrecy);
    grant.set_valid_from("2026-03-01");
    grant.mutable_basis()->set_text("Quyết định minh họa");
    MustCall(&v1::AccessService::Stub::CreateGrant, request, kRegistrar);
  }

  static v1::IssuePlanRequest Issue() {
    v1::IssuePlanRequest request;
    request.set_name(kPlan);
    return request;
  }

  static v1::UpdatePlanItemRequest AnswerTo(const std::string& item) {
    v1::UpdatePlanItemRequest request;
    request.mutable_item()->set_name(absl::StrCat(kPlan, "/items/", item));
    request.mutable_item()->add_leads()->add_units(Unit("so-noi-vu"));
    request.mutable_item()->mutable_deadline()->set_text("Quý III/2026");
    request.mutable_update_mask()->add_paths("leads");
    request.mutable_update_mask()->add_paths("deadline");
    return request;
  }
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_PLAN_FIXTURE_H_
