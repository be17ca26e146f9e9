// phoihop post …: places in units that people come and go in.

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
  std::string unit;
  std::string post;
  std::string name;
  std::string role;
  std::string from;
  std::string to;
  std::string basis;
  std::string as_of;
  std::string known_at;
  std::string request_id;
  bool dry_run = false;
};

void Print(const Session& session, const v1::ListPostsResponse& response) {
  Table table({"Mã", "Chức danh", "Vai trò", "Thời gian", "Căn cứ"});
  for (const auto& post : response.posts()) {
    table.Add({ShortName(post.name()), post.display_name(), RoleForPeople(post.role()),
               IntervalForPeople(post.valid_from(), post.valid_to()), CitationForPeople(post.basis())});
  }
  session.Print(table);
}

void Create(Session& session, const Arguments& arguments) {
  const auto role = RoleOfWord(arguments.role);
  if (!role.has_value()) session.Fail(absl::StrCat("vai trò là một trong: ", RoleWords()));
  v1::CreatePostRequest request;
  request.set_parent(FindUnit(session, arguments.unit, DateForServer(arguments.from)));
  request.set_post_id(arguments.post);
  auto* post = request.mutable_post();
  post->set_display_name(arguments.name);
  post->set_role(*role);
  post->set_valid_from(DateForServer(arguments.from));
  post->set_valid_to(DateForServer(arguments.to));
  if (!arguments.basis.empty()) *post->mutable_basis() = CitationForServer(arguments.basis);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  v1::ListPostsResponse created;
  *created.add_posts() = session.OrFail(session.Client().Call(&Stub::CreatePost, request));
  session.json ? session.PrintJson(created.posts(0)) : Print(session, created);
}

void List(Session& session, const Arguments& arguments) {
  v1::ListPostsRequest request;
  request.set_as_of(DateForServer(arguments.as_of));
  session.SetKnownAt(arguments.known_at, request);
  request.set_parent(FindUnit(session, arguments.unit, request.as_of(), request.known_at()));
  const auto response = session.OrFail(session.Client().Call(&Stub::ListPosts, request));
  session.json ? session.PrintJson(response) : Print(session, response);
}

}  // namespace

void AddPostCommands(CLI::App& app, Session& session) {
  CLI::App* post = app.add_subcommand("post", "Chức danh, vị trí việc làm / posts");
  post->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* list = post->add_subcommand("list", "Chức danh của một đơn vị / posts of a unit");
  list->add_option("unit", arguments->unit, "Đơn vị / unit")->required();
  list->add_option("--at", arguments->as_of, "Vào ngày / as of (dd/mm/yyyy)");
  list->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on (dd/mm/yyyy, 'dd/mm/yyyy HH:MM')");
  list->callback([&session, arguments] { List(session, *arguments); });

  CLI::App* create = post->add_subcommand("create", "Thêm một chức danh / make a post");
  create->add_option("unit", arguments->unit, "Đơn vị / unit")->required();
  create->add_option("post", arguments->post, "Mã / id, [a-z0-9-]")->required();
  create->add_option("name", arguments->name, "Tên chức danh / title")->required();
  create->add_option("--role", arguments->role, absl::StrCat("Vai trò / role: ", RoleWords()))->required();
  create->add_option("--from", arguments->from, "Từ ngày / from (dd/mm/yyyy)")->required();
  create->add_option("--to", arguments->to, "Trước ngày / until (dd/mm/yyyy)");
  create->add_option("--basis", arguments->basis, "Căn cứ / basis");
  create->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  create->add_flag("--dry-run", arguments->dry_run, "Chỉ xem trước, không ghi / preview only");
  create->callback([&session, arguments] { Create(session, *arguments); });
}

}  // namespace phoihop::cli
