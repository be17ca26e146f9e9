// phoihop escalation policy …

#include <CLI/App.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/escalation_commands.h"
#include "clients/cli/escalation_policy_print.h"
#include "clients/cli/format.h"
#include "phoihop/v1/escalation_policy_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::EscalationPolicyService::Stub;

struct Arguments {
  std::string policy = "complete";
  std::string file;
  std::string basis;
  std::string token;
  std::string request_id;
  int limit = 50;
  bool dry_run = false;
  bool yes = false;
};

void List(Session& session, const Arguments& arguments) {
  v1::ListEscalationPolicyVersionsRequest request;
  request.set_name(session.Name("escalationPolicies", arguments.policy));
  request.set_page_size(arguments.limit);
  const auto list = session.OrFail(session.Client().Call(&Stub::ListEscalationPolicyVersions, request));
  if (session.json) return session.PrintJson(list);
  session.Print(PolicyVersionTable(list));
  session.Say(absl::StrCat("Các bậc của phiên bản ", list.escalation_policies(0).version(), ":"));
  session.Print(RungTable(list.escalation_policies(0)));
}

void Publish(Session& session, const Arguments& arguments) {
  v1::PublishEscalationPolicyRequest request;
  request.set_parent(session.Province());
  v1::EscalationPolicy& policy = *request.mutable_escalation_policy();
  session.ReadJsonFile(arguments.file, policy);
  if (policy.name().empty()) policy.set_name(session.Name("escalationPolicies", arguments.policy));
  if (!arguments.basis.empty()) *policy.mutable_basis() = CitationForServer(arguments.basis);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto published = session.OrFail(session.Client().Call(&Stub::PublishEscalationPolicy, request));
  if (session.json) return session.PrintJson(published);
  session.Print(RungTable(published.escalation_policy()));
  for (const std::string& warning : PolicyWarnings(published)) session.Say(absl::StrCat("! ", warning));
  const std::string which = absl::StrCat(ShortName(published.escalation_policy().name()), " phiên bản ",
                                         published.escalation_policy().version());
  session.Say(arguments.dry_run ? absl::StrCat("Chưa công bố gì; sẽ là ", which, ".")
                                : absl::StrCat("Đã công bố ", which,
                                               ". Thời hạn đang chạy giữ phiên bản cũ; chuyển bằng: phoihop escalation "
                                               "policy switch ",
                                               ShortName(published.escalation_policy().name()), " --basis …"));
}

v1::PreviewPolicySwitchResponse PreviewOf(Session& session, const Arguments& arguments) {
  v1::PreviewPolicySwitchRequest request;
  request.set_name(session.Name("escalationPolicies", arguments.policy));
  return session.OrFail(session.Client().Call(&Stub::PreviewPolicySwitch, request));
}

void Show(const Session& session, const v1::PreviewPolicySwitchResponse& preview) {
  for (const std::string& line : SwitchSummary(preview)) session.Say(line);
  if (!preview.clocks().empty()) session.Print(SwitchTable(preview));
}

void Preview(Session& session, const Arguments& arguments) {
  const auto preview = PreviewOf(session, arguments);
  if (session.json) return session.PrintJson(preview);
  Show(session, preview);
}

void Switch(Session& session, const Arguments& arguments) {
  v1::SwitchEscalationPolicyRequest request;
  request.set_name(session.Name("escalationPolicies", arguments.policy));
  request.set_preview_token(arguments.token);
  *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_request_id(arguments.request_id);
  if (arguments.token.empty()) {
    const auto preview = PreviewOf(session, arguments);
    if (!session.json) Show(session, preview);
    if (!arguments.yes && !session.Agreed("Chuyển các thời hạn này?"))
      session.Fail("chưa chuyển; thêm --yes, hoặc --token với mã xem trước");
    request.set_preview_token(preview.preview_token());
  }
  const auto switched = session.OrFail(session.Client().Call(&Stub::SwitchEscalationPolicy, request));
  if (session.json) return session.PrintJson(switched);
  session.Say(absl::StrCat("Đang chuyển thời hạn của ", switched.concerned_tasks(), " nhiệm vụ sang ",
                           ShortName(switched.escalation_policy().name()), " phiên bản ",
                           switched.escalation_policy().version(), "."));
}

}  // namespace

void AddEscalationPolicyCommands(CLI::App& escalation, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* policy = escalation.add_subcommand("policy", "Thang đôn đốc / ladders");
  policy->require_subcommand(1);

  CLI::App* list = policy->add_subcommand("list", "Các phiên bản, mới trước / versions, newest first");
  list->add_option("policy", arguments->policy, "Thang / ladder")->capture_default_str();
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { List(session, *arguments); });

  CLI::App* publish = policy->add_subcommand("publish", "Công bố phiên bản mới / publish a new version");
  publish->add_option("file", arguments->file, "Tệp JSON của cả thang / the whole ladder as JSON")->required();
  publish->add_option("--policy", arguments->policy,
                      "Thang, khi tệp không nêu name / ladder, when the file names none");
  publish->add_option("--basis", arguments->basis, "Căn cứ / the decision it rests on");
  publish->add_flag("--dry-run", arguments->dry_run, "Chỉ kiểm tra và nêu cảnh báo / only check and warn");
  publish->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  publish->callback([&session, arguments] { Publish(session, *arguments); });

  CLI::App* preview = policy->add_subcommand(
      "preview-switch", "Xem trước: thời hạn nào chuyển sang bản mới nhất / which running deadlines would follow");
  preview->add_option("policy", arguments->policy, "Thang / ladder")->capture_default_str();
  preview->callback([&session, arguments] { Preview(session, *arguments); });

  CLI::App* change = policy->add_subcommand(
      "switch", "Chuyển thời hạn đang chạy sang bản mới nhất / have running deadlines follow the newest version");
  change->add_option("policy", arguments->policy, "Thang / ladder")->capture_default_str();
  change->add_option("--basis", arguments->basis, "Căn cứ / the decision it rests on")->required();
  change->add_option("--token", arguments->token, "Mã xem trước / what preview-switch printed");
  change->add_flag("--yes", arguments->yes, "Không hỏi lại / do not ask");
  change->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  change->callback([&session, arguments] { Switch(session, *arguments); });
}

}  // namespace phoihop::cli
