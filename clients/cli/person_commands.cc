// phoihop person …: people, and their places in units.

#include <CLI/App.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/session.h"
#include "clients/cli/unit_lookup.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::OrganisationService::Stub;

struct Arguments {
  std::string person;
  std::string name;
  std::string email;
  std::string unit;
  std::string role = "chuyen-vien";
  std::string post;
  std::string from;
  std::string to;
  std::string as_of;
  std::string known_at;
  std::string request_id;
  int share = 0;
  int limit = 200;
  bool acting = false;
  bool dry_run = false;
};

void PrintMemberships(const Session& session, const v1::ListMembershipsResponse& response) {
  Table table({"Người", "Tên", "Vai trò", "Chức danh", "Thời gian", "%"});
  for (const auto& membership : response.memberships()) {
    table.Add({ShortName(membership.person()), membership.display_name(),
               absl::StrCat(membership.acting() ? "quyền " : "", RoleForPeople(membership.role())),
               ShortName(membership.post()), IntervalForPeople(membership.valid_from(), membership.valid_to()),
               membership.share_percent() == 0 ? "" : absl::StrCat(membership.share_percent())});
  }
  session.Print(table);
}

void ListOfUnit(Session& session, const Arguments& arguments) {
  v1::ListMembershipsRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_as_of(DateForServer(arguments.as_of));
  request.set_parent(FindUnit(session, arguments.unit, request.as_of(), request.known_at()));
  const auto response = session.OrFail(session.Client().Call(&Stub::ListMemberships, request));
  session.json ? session.PrintJson(response) : PrintMemberships(session, response);
}

void ListAll(Session& session, const Arguments& arguments) {
  if (!arguments.as_of.empty()) session.Fail("--at hỏi về một đơn vị: thêm --unit");
  v1::ListPersonsRequest request;
  session.SetKnownAt(arguments.known_at, request);
  request.set_parent(session.Province());
  request.set_page_size(arguments.limit);
  const auto response = session.OrFail(session.Client().Call(&Stub::ListPersons, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Mã", "Tên", "Thư điện tử"});
  for (const auto& person : response.persons()) {
    table.Add({ShortName(person.name()), person.display_name(), person.email()});
  }
  session.Print(table);
  session.Say(absl::StrCat(response.persons_size(), "/", response.total_size(), " người"));
}

void Create(Session& session, const Arguments& arguments) {
  v1::CreatePersonRequest request;
  request.set_parent(session.Province());
  request.set_person_id(arguments.person);
  request.mutable_person()->set_display_name(arguments.name);
  request.mutable_person()->set_email(arguments.email);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto person = session.OrFail(session.Client().Call(&Stub::CreatePerson, request));
  if (session.json) return session.PrintJson(person);
  session.Say(absl::StrCat(person.display_name(), "   [", ShortName(person.name()), "]"));
}

void Join(Session& session, const Arguments& arguments) {
  const auto role = RoleOfWord(arguments.role);
  if (!role.has_value()) session.Fail(absl::StrCat("vai trò là một trong: ", RoleWords()));
  v1::GetPersonRequest get;
  get.set_name(session.Name("persons", arguments.person));
  const auto person = session.OrFail(session.Client().Call(&Stub::GetPerson, get));
  v1::CreateMembershipRequest request;
  request.set_parent(FindUnit(session, arguments.unit, DateForServer(arguments.from)));
  auto* membership = request.mutable_membership();
  membership->set_person(person.name());
  membership->set_display_name(person.display_name());
  membership->set_role(*role);
  membership->set_acting(arguments.acting);
  membership->set_valid_from(DateForServer(arguments.from));
  membership->set_valid_to(DateForServer(arguments.to));
  membership->set_share_percent(arguments.share);
  if (!arguments.post.empty()) membership->set_post(absl::StrCat(request.parent(), "/posts/", arguments.post));
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  v1::ListMembershipsResponse created;
  *created.add_memberships() = session.OrFail(session.Client().Call(&Stub::CreateMembership, request));
  session.json ? session.PrintJson(created.memberships(0)) : PrintMemberships(session, created);
}

void AddWriteOptions(CLI::App& command, Arguments& arguments) {
  command.add_option("--request-id", arguments.request_id, "Mã chống lặp / idempotency key");
  command.add_flag("--dry-run", arguments.dry_run, "Chỉ xem trước, không ghi / preview only");
}

}  // namespace

void AddPersonCommands(CLI::App& app, Session& session) {
  CLI::App* person = app.add_subcommand("person", "Người / persons");
  person->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* list = person->add_subcommand("list", "Danh sách người / persons");
  list->add_option("--unit", arguments->unit, "Của một đơn vị, với vai trò / of a unit, with their roles");
  list->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  list->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on (dd/mm/yyyy, 'dd/mm/yyyy HH:MM')");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] {
    arguments->unit.empty() ? ListAll(session, *arguments) : ListOfUnit(session, *arguments);
  });

  CLI::App* create = person->add_subcommand("create", "Thêm một người / make a person known");
  create->add_option("person", arguments->person, "Mã / id, [a-z0-9-]")->required();
  create->add_option("name", arguments->name, "Họ và tên / name")->required();
  create->add_option("--email", arguments->email, "Thư điện tử / e-mail");
  AddWriteOptions(*create, *arguments);
  create->callback([&session, arguments] { Create(session, *arguments); });

  CLI::App* join = person->add_subcommand("join", "Người vào một đơn vị / put a person into a unit");
  join->add_option("person", arguments->person, "Mã người / person id")->required();
  join->add_option("unit", arguments->unit, "Đơn vị / unit")->required();
  join->add_option("--role", arguments->role, absl::StrCat("Vai trò / role: ", RoleWords()))->capture_default_str();
  join->add_flag("--acting", arguments->acting, "Giao quyền, phụ trách / acting");
  join->add_option("--post", arguments->post, "Mã chức danh của đơn vị / post id");
  join->add_option("--share", arguments->share, "Phần trăm thời gian / percent of the time");
  join->add_option("--from", arguments->from, "Từ ngày / from (dd/mm/yyyy)")->required();
  join->add_option("--to", arguments->to, "Trước ngày / until (dd/mm/yyyy)");
  AddWriteOptions(*join, *arguments);
  join->callback([&session, arguments] { Join(session, *arguments); });
}

}  // namespace phoihop::cli
