// phoihop access …: who may do what. Roles, grants, why something is allowed or not, settings of the province.

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/access_words.h"
#include "clients/cli/format.h"
#include "clients/cli/page.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/unit_lookup.h"
#include "phoihop/v1/access_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::AccessService::Stub;

struct Arguments {
  std::string id;
  std::string role;
  std::string person, post, system;
  std::string unit;
  bool only_unit = false;
  bool whole_province = false;
  std::vector<std::string> territories;
  std::string plan;
  std::string secrecy;
  std::string from, to;
  std::string basis;
  std::string reason;
  std::string task;
  std::string verb, permission, method, resource;
  bool all = false;
  int extensions = 0, extension_days = 0, suspension_days = 0;
  std::string request_id;
  bool dry_run = false;
};

void AddCommon(CLI::App& command, Arguments& arguments) {
  command.add_option("--request-id", arguments.request_id, "Mã lần gửi / idempotency key");
  command.add_flag("--dry-run", arguments.dry_run, "Chạy thử, không ghi / check only");
}

std::string ScopeForPeople(const v1::AccessScope& scope) {
  std::vector<std::string> parts;
  parts.push_back(scope.whole_province()
                      ? "toàn tỉnh"
                      : absl::StrCat(ShortName(scope.unit()), scope.only_unit() ? "" : " và cấp dưới"));
  if (!scope.plan().empty()) parts.push_back(absl::StrCat("kế hoạch ", ShortName(scope.plan())));
  if (!scope.territories().empty()) parts.push_back(absl::StrCat(scope.territories_size(), " địa bàn"));
  if (scope.max_secrecy() > v1::SECRECY_NORMAL)
    parts.push_back(absl::StrCat("đến độ ", SecrecyForPeople(scope.max_secrecy())));
  return absl::StrJoin(parts, ", ");
}

std::string HolderForPeople(const v1::Grant& grant) {
  if (!grant.person().empty()) return ShortName(grant.person());
  if (!grant.post().empty()) return absl::StrCat("chức danh ", ShortName(grant.post()));
  return absl::StrCat("hệ thống của ", ShortName(grant.system_unit()));
}

Table GrantTable(const std::vector<v1::Grant>& grants) {
  Table table({"Mã", "Vai trò", "Của ai", "Phạm vi", "Từ", "Đến trước", "Căn cứ"});
  for (const v1::Grant& grant : grants) {
    table.Add({ShortName(grant.name()), ShortName(grant.role()), HolderForPeople(grant), ScopeForPeople(grant.scope()),
               DateForPeople(grant.valid_from()), DateForPeople(grant.valid_to()), CitationForPeople(grant.basis())});
  }
  return table;
}

void ListRoles(Session& session) {
  v1::ListRolesRequest request;
  request.set_parent(session.Province());
  v1::ListRolesResponse whole;
  const absl::Status status = session.Client().ForEachPage(&Stub::ListRoles, request, [&](const auto& page) {
    whole.mutable_roles()->MergeFrom(page.roles());
    return true;
  });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(whole);
  Table table({"Mã", "Vai trò", "Thao tác", "Quyền khác"});
  for (const v1::Role& role : whole.roles()) {
    table.Add({ShortName(role.name()), role.display_name(), absl::StrCat(role.verbs_size()),
               absl::StrJoin(role.permissions(), ", ", [](std::string* out, int permission) {
                 out->append(PermissionWord(static_cast<v1::Permission>(permission)));
               })});
  }
  session.Print(table);
  session.Say("Xem một vai trò: phoihop access role MÃ");
}

void ShowRole(Session& session, const Arguments& arguments) {
  v1::GetRoleRequest request;
  request.set_name(session.Name("roles", arguments.id));
  const auto role = session.OrFail(session.Client().Call(&Stub::GetRole, request));
  if (session.json) return session.PrintJson(role);
  session.Say(absl::StrCat(role.display_name(), role.shipped() ? " (có sẵn)" : " (của tỉnh)"));
  if (!role.description().empty()) session.Say(role.description());
  Table table({"Thao tác với nhiệm vụ"});
  for (const int verb : role.verbs()) table.Add({VerbWord(static_cast<v1::TaskVerb>(verb))});
  session.Print(table);
}

void ListGrants(Session& session, const Arguments& arguments) {
  v1::ListGrantsRequest request;
  request.set_parent(session.Province());
  request.set_person(session.Name("persons", arguments.person));
  request.set_role(session.Name("roles", arguments.role));
  request.set_show_all(arguments.all);
  v1::ListGrantsResponse whole;
  const absl::Status status = session.Client().ForEachPage(&Stub::ListGrants, request, [&](const auto& page) {
    whole.mutable_grants()->MergeFrom(page.grants());
    return true;
  });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(whole);
  if (whole.grants().empty())
    return session.Say("Chưa phân quyền riêng nào; vai trò theo vị trí công tác vẫn có hiệu lực.");
  session.Print(GrantTable({whole.grants().begin(), whole.grants().end()}));
}

void Grant(Session& session, const Arguments& arguments) {
  v1::CreateGrantRequest request;
  request.set_parent(session.Province());
  request.set_grant_id(arguments.id);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  v1::Grant& grant = *request.mutable_grant();
  grant.set_role(session.Name("roles", arguments.role));
  grant.set_person(session.Name("persons", arguments.person));
  grant.set_post(arguments.post);
  if (!arguments.system.empty()) grant.set_system_unit(FindUnit(session, arguments.system, ""));
  v1::AccessScope& scope = *grant.mutable_scope();
  if (!arguments.unit.empty()) scope.set_unit(FindUnit(session, arguments.unit, ""));
  scope.set_only_unit(arguments.only_unit);
  scope.set_whole_province(arguments.whole_province);
  for (const std::string& territory : arguments.territories) scope.add_territories(FindUnit(session, territory, ""));
  scope.set_plan(session.Name("plans", arguments.plan));
  scope.set_max_secrecy(SecrecyOfWord(session, arguments.secrecy));
  grant.set_valid_from(DateForServer(arguments.from));
  grant.set_valid_to(DateForServer(arguments.to));
  *grant.mutable_basis() = CitationForServer(arguments.basis);
  const auto made = session.OrFail(session.Client().Call(&Stub::CreateGrant, request));
  if (session.json) return session.PrintJson(made);
  session.Say(arguments.dry_run ? "Chạy thử, chưa ghi:" : "Đã phân quyền:");
  session.Print(GrantTable({made}));
}

void Revoke(Session& session, const Arguments& arguments) {
  v1::RevokeGrantRequest request;
  request.set_name(session.Name("grants", arguments.id));
  request.set_reason(arguments.reason);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto grant = session.OrFail(session.Client().Call(&Stub::RevokeGrant, request));
  if (session.json) return session.PrintJson(grant);
  session.Say(absl::StrCat(arguments.dry_run ? "Chạy thử: sẽ thu hồi " : "Đã thu hồi ", ShortName(grant.name()), "."));
}

void WhoAmI(Session& session) {
  v1::DescribeCallerRequest request;
  request.set_parent(session.Province());
  const auto caller = session.OrFail(session.Client().Call(&Stub::DescribeCaller, request));
  if (session.json) return session.PrintJson(caller);
  session.Say(
      absl::StrCat(caller.person_display_name().empty() ? ActorForPeople(caller.actor()) : caller.person_display_name(),
                   " – ", caller.unit_display_name()));
  Table table({"Vai trò", "Phạm vi", "Do đâu"});
  for (const v1::HeldRole& held : caller.roles()) {
    table.Add({held.role_display_name(), ScopeForPeople(held.scope()),
               held.grant().empty() ? "vị trí công tác" : absl::StrCat("phân quyền ", ShortName(held.grant()))});
  }
  session.Print(table);
  for (const v1::Substitution& one : caller.substitutions()) {
    session.Say(absl::StrCat("Được thay mặt ", ShortName(one.person().empty() ? one.post() : one.person()),
                             " đến trước ", DateForPeople(one.valid_to()), ": thêm --on-behalf-of MÃ-NGƯỜI"));
  }
}

void Explain(Session& session, const Arguments& arguments) {
  v1::ExplainAccessRequest request;
  request.set_parent(session.Province());
  if (!arguments.person.empty() || !arguments.unit.empty()) {
    request.mutable_actor()->set_unit(arguments.unit.empty() ? "" : FindUnit(session, arguments.unit, ""));
    request.mutable_actor()->set_person(session.Name("persons", arguments.person));
  }
  if (!arguments.verb.empty()) request.set_verb(VerbOfWord(session, arguments.verb));
  if (!arguments.permission.empty()) request.set_permission(PermissionOfWord(session, arguments.permission));
  request.set_method(arguments.method);
  request.set_resource(arguments.task.empty() ? arguments.resource : session.Name("tasks", arguments.task));
  const auto answer = session.OrFail(session.Client().Call(&Stub::ExplainAccess, request));
  if (session.json) return session.PrintJson(answer);
  session.Say(absl::StrCat(answer.allowed() ? "ĐƯỢC. " : "KHÔNG. ", answer.explanation()));
  Table table({"", "Đã xét", "Theo"});
  for (const v1::AccessStep& step : answer.steps()) {
    table.Add({step.holds() ? "✓" : "✗", step.explanation(), ShortName(step.source())});
  }
  session.Print(table);
}

void ShowSettings(Session& session, const v1::Settings& settings) {
  if (session.json) return session.PrintJson(settings);
  Table table({"Thiết lập", "Giá trị"});
  table.Add({"Độ mật cao nhất được nhận", SecrecyForPeople(settings.max_secrecy())});
  table.Add({"Số lần gia hạn một nhiệm vụ", absl::StrCat(settings.extension_count_limit())});
  table.Add({"Tổng số ngày gia hạn", absl::StrCat(settings.extension_days_limit())});
  table.Add({"Tổng số ngày tạm dừng", absl::StrCat(settings.suspension_days_limit())});
  table.Add({"Căn cứ", CitationForPeople(settings.basis())});
  session.Print(table);
}

void GetSettings(Session& session) {
  v1::GetSettingsRequest request;
  request.set_name(absl::StrCat(session.Province(), "/settings"));
  ShowSettings(session, session.OrFail(session.Client().Call(&Stub::GetSettings, request)));
}

void SetSettings(Session& session, const Arguments& arguments) {
  v1::GetSettingsRequest get;
  get.set_name(absl::StrCat(session.Province(), "/settings"));
  v1::UpdateSettingsRequest request;
  *request.mutable_settings() = session.OrFail(session.Client().Call(&Stub::GetSettings, get));
  v1::Settings& settings = *request.mutable_settings();
  if (!arguments.secrecy.empty()) settings.set_max_secrecy(SecrecyOfWord(session, arguments.secrecy));
  if (arguments.extensions > 0) settings.set_extension_count_limit(arguments.extensions);
  if (arguments.extension_days > 0) settings.set_extension_days_limit(arguments.extension_days);
  if (arguments.suspension_days > 0) settings.set_suspension_days_limit(arguments.suspension_days);
  *settings.mutable_basis() = CitationForServer(arguments.basis);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  ShowSettings(session, session.OrFail(session.Client().Call(&Stub::UpdateSettings, request)));
}

void AddGrantCommands(CLI::App& access, Session& session, const std::shared_ptr<Arguments>& a) {
  CLI::App* grants = access.add_subcommand("grants", "Đã phân quyền cho ai / who was granted what");
  grants->add_option("--person", a->person, "Của một người / of one person");
  grants->add_option("--role", a->role, "Một vai trò / one role");
  grants->add_flag("--all", a->all, "Kể cả đã hết, chưa đến / also those that are over or have not begun");
  grants->callback([&session, a] { ListGrants(session, *a); });

  CLI::App* grant = access.add_subcommand("grant", "Phân quyền / grant a role");
  grant->add_option("role", a->role, "Vai trò / role")->required();
  grant->add_option("--person", a->person, "Cho người / to a person");
  grant->add_option("--post", a->post, "Cho chức danh (tên đầy đủ) / to whoever holds a post");
  grant->add_option("--system", a->system, "Cho hệ thống của đơn vị / to a unit as such");
  grant->add_option("--unit", a->unit, "Phạm vi: đơn vị và cấp dưới / scope: a unit and those below");
  grant->add_flag("--only-unit", a->only_unit, "Không gồm cấp dưới / not those below");
  grant->add_flag("--whole-province", a->whole_province, "Phạm vi: toàn tỉnh / scope: the whole province");
  grant->add_option("--territory", a->territories, "Chỉ địa bàn / only these communes and wards");
  grant->add_option("--plan", a->plan, "Chỉ kế hoạch / only this plan");
  grant->add_option("--secrecy", a->secrecy, "Đến độ mật: mat, toi-mat, tuyet-mat / up to this degree");
  grant->add_option("--from", a->from, "Từ ngày / from")->required();
  grant->add_option("--to", a->to, "Đến trước ngày / to, exclusive");
  grant->add_option("--basis", a->basis, "Căn cứ / basis")->required();
  grant->add_option("--id", a->id, "Mã / id");
  AddCommon(*grant, *a);
  grant->callback([&session, a] { Grant(session, *a); });

  CLI::App* revoke = access.add_subcommand("revoke", "Thu hồi phân quyền / take a grant back");
  revoke->add_option("grant", a->id, "Mã / id")->required();
  revoke->add_option("--reason", a->reason, "Lý do / reason")->required();
  AddCommon(*revoke, *a);
  revoke->callback([&session, a] { Revoke(session, *a); });
}

}  // namespace

void AddAccessCommands(CLI::App& app, Session& session) {
  CLI::App* access = app.add_subcommand("access", "Ai được làm gì / who may do what");
  access->require_subcommand(1);
  auto a = std::make_shared<Arguments>();
  access->add_subcommand("whoami", "Tôi là ai, có vai trò gì / who one is here")->callback([&session] {
    WhoAmI(session);
  });
  access->add_subcommand("roles", "Các vai trò / roles")->callback([&session] { ListRoles(session); });
  CLI::App* role = access->add_subcommand("role", "Một vai trò / one role");
  role->add_option("role", a->id, "Mã / id")->required();
  role->callback([&session, a] { ShowRole(session, *a); });
  AddGrantCommands(*access, session, a);

  CLI::App* explain = access->add_subcommand("explain", "Vì sao được, vì sao không / why one may or may not");
  explain->add_option("--verb", a->verb, "Thao tác, ví dụ approve / a verb of tasks");
  explain->add_option("--task", a->task, "Nhiệm vụ / the task that it is about");
  explain->add_option("--permission", a->permission, "Quyền, ví dụ issue-plans / a permission");
  explain->add_option("--method", a->method, "Phương thức của API / a method of the API");
  explain->add_option("--resource", a->resource, "Đơn vị, kế hoạch (tên đầy đủ) / unit or plan");
  explain->add_option("--unit", a->unit, "Hỏi cho người khác: đơn vị / of somebody else: unit");
  explain->add_option("--person", a->person, "… và người / … and person");
  explain->callback([&session, a] { Explain(session, *a); });

  CLI::App* settings = access->add_subcommand("settings", "Thiết lập của tỉnh / settings of the province");
  settings->callback([&session] { GetSettings(session); });
  CLI::App* set = access->add_subcommand("set", "Đổi thiết lập / change settings");
  set->add_option("--max-secrecy", a->secrecy, "Độ mật cao nhất / highest degree: thuong, mat, toi-mat, tuyet-mat");
  set->add_option("--extensions", a->extensions, "Số lần gia hạn / extensions of a task");
  set->add_option("--extension-days", a->extension_days, "Tổng ngày gia hạn / their days");
  set->add_option("--suspension-days", a->suspension_days, "Tổng ngày tạm dừng / days of standing still");
  set->add_option("--basis", a->basis, "Căn cứ / basis")->required();
  AddCommon(*set, *a);
  set->callback([&session, a] { SetSettings(session, *a); });
}

}  // namespace phoihop::cli
