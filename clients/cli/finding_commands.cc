// phoihop findings …: what should be looked at in who is responsible for what.

#include <CLI/App.hpp>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/finding_print.h"
#include "clients/cli/session.h"
#include "clients/cli/unit_lookup.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ResponsibilityService::Stub;

// Findings that are asked for at a time.
constexpr int kPageSize = 500;

struct Arguments {
  std::string as_of;
  std::string from;
  std::string to;
  std::string known_at;
  std::vector<std::string> kinds;
  std::string unit;
  std::string plan;
  std::string regulation;
  std::string reorganisation;
  std::string filter;
  bool all = false;
  // Of a waiver.
  std::string finding;
  std::string reason;
  std::string basis;
  std::string until;
  std::string request_id;
  bool dry_run = false;
};

std::string And(const std::string& filter, const std::string& condition) {
  return filter.empty() ? condition : absl::StrCat("(", filter, ") AND ", condition);
}

v1::ListFindingsRequest RequestOf(Session& session, const Arguments& arguments) {
  v1::ListFindingsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(kPageSize);
  request.set_as_of(DateForServer(arguments.as_of));
  request.set_period_start_date(DateForServer(arguments.from));
  request.set_period_end_date(DateForServer(arguments.to));
  request.set_regulation(session.Name("regulations", arguments.regulation));
  request.set_reorganisation(session.Name("reorganisations", arguments.reorganisation));
  request.set_include_waived(arguments.all);
  session.SetKnownAt(arguments.known_at, request);
  for (const std::string& word : arguments.kinds) {
    const auto kind = FindingKindOfWord(word);
    if (!kind.has_value()) session.Fail(absl::StrCat("loại là một trong: ", FindingKindWords()));
    request.add_kinds(*kind);
  }
  std::string filter = arguments.filter;
  if (!arguments.unit.empty()) {
    const std::string unit = arguments.unit.find("/unitSets/") == std::string::npos
                                 ? FindUnit(session, arguments.unit, request.as_of(), request.known_at())
                                 : arguments.unit;
    filter = And(filter, absl::StrCat("unit : ", Quoted(unit)));
  }
  if (!arguments.plan.empty()) {
    filter = And(filter, absl::StrCat("plan : ", Quoted(session.Name("plans", arguments.plan))));
  }
  request.set_filter(filter);
  return request;
}

void List(Session& session, const Arguments& arguments) {
  const v1::ListFindingsRequest request = RequestOf(session, arguments);
  v1::ListFindingsResponse whole;
  const absl::Status status =
      session.Client().ForEachPage(&Stub::ListFindings, request, [&whole](const v1::ListFindingsResponse& page) {
        *whole.mutable_counts() = page.counts();
        whole.set_total_size(page.total_size());
        whole.mutable_findings()->MergeFrom(page.findings());
        return true;
      });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(whole);
  const bool period = !request.period_start_date().empty();
  const std::vector<v1::Finding> findings(whole.findings().begin(), whole.findings().end());
  std::cout << DescribeFindings(findings, period, TerminalWidth());
  if (whole.counts().empty()) return session.Say("Không phát hiện gì.");
  std::cout << "\n";
  session.Print(CountTable(whole));
  if (!arguments.all && whole.total_size() == 0) {
    session.Say("Tất cả đều đã được chấp nhận; thêm --all để xem.");
  }
}

// Both answer a waiver.
void Show(Session& session, const v1::FindingWaiver& waiver, const Arguments& arguments, absl::string_view what) {
  if (session.json) return session.PrintJson(waiver);
  session.Say(absl::StrCat(arguments.dry_run ? "Chạy thử, chưa ghi: " : "", what, " ", ShortName(waiver.name()), "."));
  session.Print(WaiverTable({waiver}));
}

void Waive(Session& session, const Arguments& arguments) {
  v1::WaiveFindingRequest request;
  request.set_name(session.Name("findings", arguments.finding));
  request.set_reason(arguments.reason);
  *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_valid_to(DateForServer(arguments.until));
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto waiver = session.OrFail(session.Client().Call(&Stub::WaiveFinding, request));
  Show(session, waiver, arguments, "đã chấp nhận có căn cứ");
}

void Unwaive(Session& session, const Arguments& arguments) {
  v1::RevokeFindingWaiverRequest request;
  request.set_name(session.Name("findingWaivers", arguments.finding));
  request.set_reason(arguments.reason);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto waiver = session.OrFail(session.Client().Call(&Stub::RevokeFindingWaiver, request));
  Show(session, waiver, arguments, "đã thu hồi việc chấp nhận");
}

void Waivers(Session& session, const Arguments& arguments) {
  v1::ListFindingWaiversRequest request;
  request.set_parent(session.Province());
  request.set_page_size(kPageSize);
  v1::ListFindingWaiversResponse whole;
  const absl::Status status =
      session.Client().ForEachPage(&Stub::ListFindingWaivers, request, [&](const v1::ListFindingWaiversResponse& page) {
        for (const auto& waiver : page.finding_waivers()) {
          if (arguments.all || !waiver.has_revoke_time()) *whole.add_finding_waivers() = waiver;
        }
        return true;
      });
  if (!status.ok()) session.Fail(status);
  whole.set_total_size(whole.finding_waivers_size());
  if (session.json) return session.PrintJson(whole);
  if (whole.finding_waivers().empty()) return session.Say("Chưa chấp nhận điều gì.");
  session.Print(WaiverTable({whole.finding_waivers().begin(), whole.finding_waivers().end()}));
}

void AddWaiverCommands(CLI::App& findings, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  const auto mutation = [&arguments](CLI::App& command) {
    command.add_option("--request-id", arguments->request_id, "Khóa chống làm hai lần / idempotency key");
    command.add_flag("--dry-run", arguments->dry_run, "Chỉ xem trước / validate only");
  };
  CLI::App* waive = findings.add_subcommand("waive", "Chấp nhận có căn cứ / let a finding stand, on a basis");
  waive->add_option("finding", arguments->finding, "Mã phát hiện / id of the finding")->required();
  waive->add_option("--reason", arguments->reason, "Vì sao / why it may stay")->required();
  waive->add_option("--basis", arguments->basis, "Căn cứ / basis")->required();
  waive->add_option("--until", arguments->until,
                    "Ngày đầu tiên không còn chấp nhận / first day without it (dd/mm/yyyy)");
  mutation(*waive);
  waive->callback([&session, arguments] { Waive(session, *arguments); });

  CLI::App* unwaive = findings.add_subcommand("unwaive", "Thu hồi việc chấp nhận / revoke a waiver");
  unwaive->add_option("finding", arguments->finding, "Mã phát hiện / id of the finding")->required();
  unwaive->add_option("--reason", arguments->reason, "Vì sao / why");
  mutation(*unwaive);
  unwaive->callback([&session, arguments] { Unwaive(session, *arguments); });

  CLI::App* waivers = findings.add_subcommand("waivers", "Những gì đã chấp nhận / waivers");
  waivers->add_flag("--all", arguments->all, "Cả những gì đã thu hồi / revoked ones, too");
  waivers->callback([&session, arguments] { Waivers(session, *arguments); });
}

}  // namespace

void AddFindingCommands(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* findings = app.add_subcommand(
      "findings", "Rà soát chồng chéo, bỏ sót trách nhiệm / what is wrong with who is responsible for what");
  findings->add_option("--at", arguments->as_of, "Vào ngày / on a day (dd/mm/yyyy); mặc định: hôm nay");
  findings->add_option("--from", arguments->from, "Từ ngày / from (dd/mm/yyyy)");
  findings->add_option("--to", arguments->to, "Đến trước ngày / to before (dd/mm/yyyy)");
  findings->add_option("--known-at", arguments->known_at,
                       "Như đã biết vào / as known on (dd/mm/yyyy, 'dd/mm/yyyy HH:MM')");
  findings->add_option("--kind", arguments->kinds, absl::StrCat("Loại / kinds: ", FindingKindWords()))->delimiter(',');
  findings->add_option("--unit", arguments->unit, "Chỉ của đơn vị / only of a unit");
  findings->add_option("--plan", arguments->plan, "Chỉ của kế hoạch / only of a plan");
  findings->add_option("--regulation", arguments->regulation,
                       "Nếu dự thảo quy chế có hiệu lực / as if a draft were law");
  findings->add_option("--reorganisation", arguments->reorganisation,
                       "Nếu dự thảo sắp xếp được thực hiện / as if a draft were executed");
  findings->add_option("--filter", arguments->filter, "Bộ lọc / filter, ví dụ 'verification = VERIFIED'");
  findings->add_flag("--all", arguments->all, "Cả những gì đã chấp nhận / waived ones, too");
  AddWaiverCommands(*findings, session);
  findings->callback([&session, arguments, findings] {
    if (findings->get_subcommands().empty()) List(session, *arguments);
  });
}

}  // namespace phoihop::cli
