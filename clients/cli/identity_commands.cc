// phoihop substitute …: who stands in for whom. phoihop token …: personal access tokens for scripts.

#include <CLI/App.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/cli/access_words.h"
#include "clients/cli/format.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/unit_lookup.h"
#include "phoihop/v1/access_token_service.grpc.pb.h"
#include "phoihop/v1/substitution_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using SubstitutionStub = v1::SubstitutionService::Stub;
using TokenStub = v1::AccessTokenService::Stub;

struct Arguments {
  std::string unit;
  std::string absent, post, substitute;
  std::string from, to;
  bool view_only = false;
  std::vector<std::string> verbs;
  std::string plan;
  std::string basis, reason;
  std::string id, name;
  std::vector<std::string> scopes;
  int days = 90;
  bool all = false;
  std::string request_id;
  bool dry_run = false;
};

Table SubstitutionTable(const std::vector<v1::Substitution>& substitutions) {
  Table table({"Mã", "Vắng mặt", "Thay mặt", "Từ", "Đến trước", "Quyền", "Lý do"});
  for (const v1::Substitution& one : substitutions) {
    std::string rights = one.rights() == v1::Substitution::RIGHTS_ACT ? "thực hiện" : "chỉ xem";
    if (!one.verbs().empty()) {
      absl::StrAppend(&rights, ": ", absl::StrJoin(one.verbs(), ", ", [](std::string* out, int verb) {
        out->append(VerbWord(static_cast<v1::TaskVerb>(verb)));
      }));
    }
    if (!one.plan().empty()) absl::StrAppend(&rights, " (kế hoạch ", ShortName(one.plan()), ")");
    table.Add(
        {ShortName(one.name()), ShortName(one.person().empty() ? one.post() : one.person()),
         ShortName(one.substitute()), DateForPeople(one.valid_from()), DateForPeople(one.valid_to()), rights,
         one.end_reason().empty() ? one.reason() : absl::StrCat(one.reason(), " – đã kết thúc: ", one.end_reason())});
  }
  return table;
}

void Create(Session& session, const Arguments& a) {
  v1::CreateSubstitutionRequest request;
  request.set_parent(FindUnit(session, a.unit, ""));
  request.set_substitution_id(a.id);
  request.set_request_id(a.request_id);
  request.set_validate_only(a.dry_run);
  v1::Substitution& substitution = *request.mutable_substitution();
  substitution.set_person(session.Name("persons", a.absent));
  if (!a.post.empty()) substitution.set_post(absl::StrCat(request.parent(), "/posts/", a.post));
  substitution.set_substitute(session.Name("persons", a.substitute));
  substitution.set_valid_from(DateForServer(a.from));
  substitution.set_valid_to(DateForServer(a.to));
  substitution.set_rights(a.view_only ? v1::Substitution::RIGHTS_VIEW : v1::Substitution::RIGHTS_ACT);
  for (const std::string& verb : a.verbs) substitution.add_verbs(VerbOfWord(session, verb));
  substitution.set_plan(session.Name("plans", a.plan));
  *substitution.mutable_basis() = CitationForServer(a.basis);
  substitution.set_reason(a.reason);
  const auto made = session.OrFail(session.Client().Call(&SubstitutionStub::CreateSubstitution, request));
  if (session.json) return session.PrintJson(made);
  session.Print(SubstitutionTable({made}));
  session.Say(absl::StrCat(a.dry_run ? "Chạy thử, chưa ghi. " : "", "Người thay mặt thêm vào lệnh: --on-behalf-of ",
                           a.absent.empty() ? "MÃ-NGƯỜI" : ShortName(made.person())));
}

void List(Session& session, const Arguments& a) {
  v1::ListSubstitutionsRequest request;
  request.set_parent(FindUnit(session, a.unit, ""));
  v1::ListSubstitutionsResponse whole;
  const absl::Status status =
      session.Client().ForEachPage(&SubstitutionStub::ListSubstitutions, request, [&](const auto& page) {
        whole.mutable_substitutions()->MergeFrom(page.substitutions());
        return true;
      });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(whole);
  if (whole.substitutions().empty()) return session.Say("Không có ai đang hoặc sắp được thay mặt.");
  session.Print(SubstitutionTable({whole.substitutions().begin(), whole.substitutions().end()}));
}

void End(Session& session, const Arguments& a) {
  v1::EndSubstitutionRequest request;
  request.set_name(absl::StrCat(FindUnit(session, a.unit, ""), "/substitutions/", a.id));
  request.set_reason(a.reason);
  request.set_request_id(a.request_id);
  request.set_validate_only(a.dry_run);
  const auto ended = session.OrFail(session.Client().Call(&SubstitutionStub::EndSubstitution, request));
  if (session.json) return session.PrintJson(ended);
  session.Say(absl::StrCat("Đã kết thúc ", ShortName(ended.name()), "."));
}

v1::TokenScope ScopeOfWord(Session& session, const std::string& word) {
  if (word == "read") return v1::TOKEN_SCOPE_READ;
  if (word == "work") return v1::TOKEN_SCOPE_WORK;
  if (word == "plan") return v1::TOKEN_SCOPE_PLAN;
  if (word == "all") return v1::TOKEN_SCOPE_ALL;
  session.Fail("phạm vi là một trong: read, work, plan, all");
}

void CreateToken(Session& session, const Arguments& a) {
  v1::CreateAccessTokenRequest request;
  request.set_parent(session.Province());
  request.set_request_id(a.request_id);
  request.mutable_access_token()->set_display_name(a.name);
  for (const std::string& word : a.scopes) request.mutable_access_token()->add_scopes(ScopeOfWord(session, word));
  request.mutable_access_token()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(24) * a.days));
  const auto made = session.OrFail(session.Client().Call(&TokenStub::CreateAccessToken, request));
  if (session.json) return session.PrintJson(made);
  if (made.token().empty()) session.Fail("mã này đã được tạo trước đó và chỉ hiện một lần; thu hồi nó rồi tạo mã mới");
  // Alone on its line, for a file: phoihop token create … > token
  std::cout << made.token() << std::endl;
  std::cerr << "Mã chỉ hiện một lần. Dùng: PHOIHOP_TOKEN=… hoặc --token-file; thu hồi: phoihop token revoke "
            << ShortName(made.access_token().name()) << "\n";
}

void ListTokens(Session& session, const Arguments& a) {
  v1::ListAccessTokensRequest request;
  request.set_parent(session.Province());
  request.set_show_all(a.all);
  v1::ListAccessTokensResponse whole;
  const absl::Status status =
      session.Client().ForEachPage(&TokenStub::ListAccessTokens, request, [&](const auto& page) {
        whole.mutable_access_tokens()->MergeFrom(page.access_tokens());
        return true;
      });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(whole);
  if (whole.access_tokens().empty()) return session.Say("Không có mã truy cập nào.");
  Table table({"Mã", "Để làm gì", "Của ai", "Phạm vi", "Hết hạn", "Thu hồi"});
  for (const v1::AccessToken& token : whole.access_tokens()) {
    table.Add({ShortName(token.name()), token.display_name(),
               absl::StrCat(ShortName(token.unit()), "/", ShortName(token.person())),
               absl::StrJoin(token.scopes(), ", ",
                             [](std::string* out, int scope) {
                               out->append(absl::AsciiStrToLower(absl::StripPrefix(
                                   v1::TokenScope_Name(static_cast<v1::TokenScope>(scope)), "TOKEN_SCOPE_")));
                             }),
               TimeForPeople(token.expire_time()), token.has_revoke_time() ? TimeForPeople(token.revoke_time()) : ""});
  }
  session.Print(table);
}

void RevokeToken(Session& session, const Arguments& a) {
  v1::RevokeAccessTokenRequest request;
  request.set_name(session.Name("accessTokens", a.id));
  request.set_reason(a.reason);
  request.set_request_id(a.request_id);
  const auto token = session.OrFail(session.Client().Call(&TokenStub::RevokeAccessToken, request));
  if (session.json) return session.PrintJson(token);
  session.Say(absl::StrCat("Đã thu hồi ", ShortName(token.name()), "."));
}

void AddSubstitutions(CLI::App& app, Session& session) {
  CLI::App* substitute = app.add_subcommand("substitute", "Thay mặt khi vắng / who stands in for whom");
  substitute->require_subcommand(1);
  auto a = std::make_shared<Arguments>();
  CLI::App* create = substitute->add_subcommand("create", "Lập thay mặt / record one");
  create->add_option("--unit", a->unit, "Đơn vị / unit")->required();
  create->add_option("--absent", a->absent, "Người vắng / who is away");
  create->add_option("--post", a->post, "hoặc chức danh / or whoever holds a post");
  create->add_option("--by", a->substitute, "Người thay mặt / who stands in")->required();
  create->add_option("--from", a->from, "Từ ngày / from")->required();
  create->add_option("--to", a->to, "Đến trước ngày / to, exclusive")->required();
  create->add_flag("--view-only", a->view_only, "Chỉ xem / sees only");
  create->add_option("--verb", a->verbs, "Chỉ các thao tác / only these verbs");
  create->add_option("--plan", a->plan, "Chỉ kế hoạch / only this plan");
  create->add_option("--basis", a->basis, "Căn cứ / basis");
  create->add_option("--reason", a->reason, "Lý do vắng / why");
  create->add_option("--id", a->id, "Mã / id");
  create->add_option("--request-id", a->request_id, "Mã lần gửi / idempotency key");
  create->add_flag("--dry-run", a->dry_run, "Chạy thử, không ghi / check only");
  create->callback([&session, a] { Create(session, *a); });
  CLI::App* list = substitute->add_subcommand("list", "Ai đang, sắp được thay mặt / those of a unit");
  list->add_option("--unit", a->unit, "Đơn vị / unit")->required();
  list->callback([&session, a] { List(session, *a); });
  CLI::App* end = substitute->add_subcommand("end", "Kết thúc sớm / end one");
  end->add_option("id", a->id, "Mã / id")->required();
  end->add_option("--unit", a->unit, "Đơn vị / unit")->required();
  end->add_option("--reason", a->reason, "Lý do / why");
  end->callback([&session, a] { End(session, *a); });
}

}  // namespace

void AddIdentityCommands(CLI::App& app, Session& session) {
  AddSubstitutions(app, session);
  CLI::App* token = app.add_subcommand("token", "Mã truy cập cho chương trình / access tokens for scripts");
  token->require_subcommand(1);
  auto a = std::make_shared<Arguments>();
  CLI::App* create = token->add_subcommand("create", "Tạo mã / make one");
  create->add_option("name", a->name, "Để làm gì / what it is for")->required();
  create->add_option("--scope", a->scopes, "read, work, plan, all")->required();
  create->add_option("--days", a->days, "Hết hạn sau số ngày / days until it ends")->capture_default_str();
  create->add_option("--request-id", a->request_id, "Mã lần gửi / idempotency key");
  create->callback([&session, a] { CreateToken(session, *a); });
  CLI::App* list = token->add_subcommand("list", "Các mã của tôi / one's own");
  list->add_flag("--all", a->all, "Kể cả đã hết, đã thu hồi / also those that are over");
  list->callback([&session, a] { ListTokens(session, *a); });
  CLI::App* revoke = token->add_subcommand("revoke", "Thu hồi / revoke one");
  revoke->add_option("id", a->id, "Mã / id")->required();
  revoke->add_option("--reason", a->reason, "Lý do / why");
  revoke->callback([&session, a] { RevokeToken(session, *a); });
}

}  // namespace phoihop::cli
