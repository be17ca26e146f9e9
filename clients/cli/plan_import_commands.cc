// phoihop plan import, answer, answers, revise

#include <CLI/App.hpp>
#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/access_words.h"
#include "clients/cli/plan_print.h"
#include "clients/cli/session.h"

namespace phoihop::cli {
namespace {

using Stub = v1::PlanService::Stub;

struct Arguments {
  std::string plan, item, file, title, number, date, period_from, period_to, reference_date;
  std::string issuer;
  std::vector<std::string> functions, leads, coordinators, slots;
  std::string deadline, summing, function, rule, overlap, catch_up, legal_nature;
  std::optional<int> catch_up_days;
  std::string basis, secrecy, calendar;
  std::string etag, request_id, token;
  int table = 0;
  bool no_coordinators = false;
  bool strict = false;
  bool use_answers = false;
  bool dry_run = false;
};

void FillSettings(const Session& session, const Arguments& arguments, v1::Plan* plan) {
  plan->set_display_name(arguments.title);
  plan->set_number(arguments.number);
  if (!arguments.issuer.empty()) plan->set_issuer_unit(session.Name("units", arguments.issuer));
  plan->set_document_date(DateForServer(arguments.date));
  plan->set_period_start_date(DateForServer(arguments.period_from));
  plan->set_period_end_date(DateForServer(arguments.period_to));
  plan->set_reference_date(DateForServer(arguments.reference_date));
  plan->set_strict_before(arguments.strict);
  if (!arguments.calendar.empty()) plan->set_calendar(session.Name("calendars", arguments.calendar));
  for (const auto& function : arguments.functions) plan->add_functions(function);
}

std::string Filename(const std::string& path) { return path.substr(path.rfind('/') + 1); }

void Import(Session& session, const Arguments& arguments) {
  v1::ImportPlanRequest request;
  request.set_parent(session.Province());
  request.set_plan_id(arguments.plan);
  request.set_filename(Filename(arguments.file));
  request.set_content(session.ReadFile(arguments.file));
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  request.set_use_remembered_answers(arguments.use_answers);
  request.set_table(arguments.table);
  FillSettings(session, arguments, request.mutable_plan());
  request.mutable_plan()->set_secrecy(SecrecyOfWord(session, arguments.secrecy));
  if (arguments.title.empty()) request.mutable_plan()->set_display_name(request.filename());
  const auto response = session.OrFail(session.Client().Call(&Stub::ImportPlan, request));
  if (session.json) return session.PrintJson(response);
  std::cout << DescribeImport(response, TerminalWidth());
  for (const auto& table : response.tables()) {
    session.Say(absl::StrCat("Bảng ", table.table(), " (--table ", table.table(), "): ", table.title(), ", ",
                             table.rows(), " dòng"));
  }
  if (response.changes().empty()) return;
  session.Say("Khác với kế hoạch đã nhập (áp dụng bằng phoihop plan revise):");
  std::cout << DescribeChanges(response.changes(), TerminalWidth());
}

void PrintRevision(const v1::RevisePlanResponse& response) {
  if (response.wrong_rows() > 0) {
    v1::ImportPlanResponse read;
    *read.mutable_rows() = response.rows();
    read.set_wrong_rows(response.wrong_rows());
    std::cout << DescribeImport(read, TerminalWidth());
    return;
  }
  std::cout << DescribeChanges(response.changes(), TerminalWidth()) << "\n"
            << DescribeEffects(response, TerminalWidth());
}

void Revise(Session& session, const Arguments& arguments) {
  v1::RevisePlanRequest request;
  request.set_name(session.Name("plans", arguments.plan));
  if (!arguments.file.empty()) {
    request.set_filename(Filename(arguments.file));
    request.set_content(session.ReadFile(arguments.file));
  }
  FillSettings(session, arguments, request.mutable_plan());
  if (!arguments.basis.empty()) *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_use_remembered_answers(arguments.use_answers);
  request.set_table(arguments.table);
  // It is looked at first, whatever is asked for: what happens to tasks is agreed to by the token of this look.
  request.set_validate_only(true);
  const auto preview = session.OrFail(session.Client().Call(&Stub::RevisePlan, request));
  if (!session.json) PrintRevision(preview);
  if (preview.wrong_rows() > 0 || arguments.dry_run) {
    if (session.json) return session.PrintJson(preview);
    session.Say("Chưa ghi gì.");
    if (!preview.effects().empty())
      session.Say(absl::StrCat("Áp dụng đúng điều này: --token ", preview.preview_token()));
    return;
  }
  request.set_validate_only(false);
  request.set_preview_token(arguments.token);
  if (arguments.token.empty() && !preview.effects().empty()) {
    if (!session.Agreed("Áp dụng vào các nhiệm vụ trên?")) {
      session.Fail("cho biết áp dụng điều đã xem nào: --token MÃ (in ra khi --dry-run)");
    }
    request.set_preview_token(preview.preview_token());
  }
  const auto revised = session.OrFail(session.Client().Call(&Stub::RevisePlan, request));
  if (session.json) return session.PrintJson(revised);
  session.Say("Đã ghi.");
}

// A set is named `set:ubnd-cap-xa`, one without some of its members `set:ubnd-cap-xa~xp-25280,xp-25222`.
void AddParty(const Session& session, absl::string_view text, const std::string& summing, v1::ResponsibleParty* party) {
  if (!absl::ConsumePrefix(&text, "set:")) {
    for (absl::string_view unit : absl::StrSplit(text, ',')) party->add_units(session.Name("units", unit));
    if (party->units_size() == 1 && !summing.empty() && party->units(0) == session.Name("units", summing)) {
      party->set_remark("tổng hợp");
    }
    return;
  }
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('~', 1));
  party->set_unit_set(session.Name("unitSets", parts[0]));
  if (parts.size() < 2) return;
  for (absl::string_view unit : absl::StrSplit(parts[1], ',')) {
    party->add_excluded_units(session.Name("units", unit));
  }
}

template <typename Value>
Value OneOf(const Session& session, const std::string& text, const std::map<std::string, Value>& values) {
  const auto found = values.find(text);
  if (found != values.end()) return found->second;
  std::string known;
  for (const auto& [name, value] : values) absl::StrAppend(&known, known.empty() ? "" : ", ", name);
  session.Fail(absl::StrCat("'", text, "' không hợp lệ; chọn một trong: ", known));
}

void FillRule(const Session& session, absl::string_view text, v1::FanOut* fan_out) {
  if (absl::ConsumePrefix(&text, "quorum:")) {
    int quorum = 0;
    if (!absl::SimpleAtoi(text, &quorum)) session.Fail("viết --rule quorum:80, với số đơn vị phải xong");
    fan_out->set_rule(v1::COMPLETION_RULE_QUORUM);
    fan_out->set_quorum(quorum);
    return;
  }
  fan_out->set_rule(OneOf<v1::CompletionRule>(
      session, std::string(text), {{"all", v1::COMPLETION_RULE_ALL}, {"lead", v1::COMPLETION_RULE_LEAD_DECIDES}}));
}

void FillSlot(const Session& session, const std::string& text, v1::EvidenceSlot* slot) {
  const size_t equals = text.rfind('=');
  int count = 1;
  if (equals != std::string::npos && !absl::SimpleAtoi(text.substr(equals + 1), &count)) {
    session.Fail("viết --slot \"clip=2\": sản phẩm và số tài liệu");
  }
  slot->set_description(text.substr(0, equals));
  slot->set_count(count);
}

void Answer(Session& session, const Arguments& arguments) {
  v1::UpdatePlanItemRequest request;
  auto* item = request.mutable_item();
  item->set_name(absl::StrCat(session.Name("plans", arguments.plan), "/items/", arguments.item));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto path = [&request](bool given, const char* name) {
    if (given) request.mutable_update_mask()->add_paths(name);
  };
  for (const auto& lead : arguments.leads) AddParty(session, lead, arguments.summing, item->add_leads());
  for (const auto& unit : arguments.coordinators) AddParty(session, unit, "", item->add_coordinators());
  path(!arguments.leads.empty(), "leads");
  path(!arguments.coordinators.empty() || arguments.no_coordinators, "coordinators");
  item->mutable_deadline()->set_text(arguments.deadline);
  path(!arguments.deadline.empty(), "deadline");
  if (arguments.leads.empty() && !arguments.summing.empty()) {
    item->set_summing_unit(session.Name("units", arguments.summing));
    path(true, "summing_unit");
  }
  if (!arguments.function.empty()) item->set_function(session.Name("functions", arguments.function));
  path(!arguments.function.empty(), "function");
  if (!arguments.rule.empty()) FillRule(session, arguments.rule, item->mutable_fan_out());
  path(!arguments.rule.empty(), "fan_out");
  for (const auto& slot : arguments.slots) FillSlot(session, slot, item->add_evidence_slots());
  path(!arguments.slots.empty(), "evidence_slots");
  if (!arguments.overlap.empty()) {
    item->set_overlap(OneOf<v1::OverlapPolicy>(
        session, arguments.overlap,
        {{"allow", v1::OVERLAP_POLICY_ALLOW}, {"skip", v1::OVERLAP_POLICY_SKIP}, {"wait", v1::OVERLAP_POLICY_WAIT}}));
  }
  path(!arguments.overlap.empty(), "overlap");
  if (!arguments.catch_up.empty()) {
    item->set_catch_up(
        OneOf<v1::CatchUp>(session, arguments.catch_up,
                           {{"none", v1::CATCH_UP_NONE}, {"last", v1::CATCH_UP_LAST}, {"all", v1::CATCH_UP_ALL}}));
  }
  path(!arguments.catch_up.empty(), "catch_up");
  item->set_catch_up_days(arguments.catch_up_days.value_or(0));
  path(arguments.catch_up_days.has_value(), "catch_up_days");
  item->set_legal_nature(LegalNatureOfWord(session, arguments.legal_nature));
  path(!arguments.legal_nature.empty(), "legal_nature");
  const auto plan = session.OrFail(session.Client().Call(&Stub::UpdatePlanItem, request));
  if (session.json) return session.PrintJson(plan);
  std::cout << Describe(plan, TerminalWidth());
}

void ListAnswers(Session& session) {
  v1::ListPlanAnswersRequest request;
  request.set_parent(session.Province());
  request.set_page_size(1000);
  const auto response = session.OrFail(session.Client().Call(&Stub::ListPlanAnswers, request));
  if (session.json) return session.PrintJson(response);
  std::cout << DescribeAnswers(response.plan_answers(), TerminalWidth());
  session.Say(absl::StrCat(response.plan_answers_size(), " trong ", response.total_size(), " câu trả lời."));
}

void AddSettings(CLI::App& command, Arguments& arguments) {
  command.add_option("--title", arguments.title, "Tên kế hoạch / title");
  command.add_option("--number", arguments.number, "Số, ký hiệu / number");
  command.add_option("--period-from", arguments.period_from, "Kỳ kế hoạch từ / period from");
  command.add_option("--period-to", arguments.period_to, "đến / to");
  command.add_option("--reference-date", arguments.reference_date,
                     "Tìm kỳ hạn kế tiếp từ ngày / next occurrences from");
  command.add_option("--function", arguments.functions, "Chức năng, lĩnh vực / function, e.g. 'thông tin đối ngoại'");
  command.add_flag("--strict", arguments.strict, "'Trước ngày D' là D-1 / read 'before D' strictly");
  command.add_option("--calendar", arguments.calendar,
                     "Tính hạn theo lịch này / by this calendar; bỏ trống: lịch của tỉnh, của đơn vị");
  command.add_option("--table", arguments.table, "Bảng, trang tính thứ mấy / which table or sheet of the file");
  command.add_flag("--use-answers", arguments.use_answers,
                   "Dùng lại các câu trả lời trước / answer as the same texts were answered before");
  command.add_option("--request-id", arguments.request_id, "Mã chống lặp / idempotency key");
  command.add_flag("--dry-run", arguments.dry_run, "Chỉ xem, không ghi / show only, store nothing");
}

void AddImport(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  arguments->issuer = "ubnd";
  CLI::App* import =
      plan.add_subcommand("import", "Nhập phụ lục kế hoạch (CSV, XLSX, DOCX) / import an appendix table");
  import->add_option("file", arguments->file, "Tệp / file")->required();
  import->add_option("--id", arguments->plan, "Mã kế hoạch / plan id")->required();
  import->add_option("--issuer", arguments->issuer, "Cơ quan ban hành / issuer")->capture_default_str();
  import->add_option("--date", arguments->date, "Ngày ban hành / document date (dd/mm/yyyy)")->required();
  import->add_option("--secrecy", arguments->secrecy, "Độ mật / degree: thuong, mat, toi-mat, tuyet-mat");
  AddSettings(*import, *arguments);
  import->callback([&session, arguments] { Import(session, *arguments);
});
}  // namespace

void AddRevise(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* revise = plan.add_subcommand(
      "revise", "Sửa kế hoạch theo tệp khác, nhiệm vụ đã giao theo kế hoạch / make a plan follow another file");
  revise->add_option("plan", arguments->plan, "Mã kế hoạch / plan id")->required();
  revise->add_option("file", arguments->file, "Tệp / file; không có: chỉ đổi thông tin chung / settings only");
  revise->add_option("--issuer", arguments->issuer, "Cơ quan ban hành / issuer");
  revise->add_option("--date", arguments->date, "Ngày ban hành / document date (dd/mm/yyyy)");
  revise->add_option("--basis", arguments->basis, "Văn bản sửa đổi / the document by which it is revised");
  revise->add_option("--token", arguments->token, "Mã của lần xem trước / token of the preview that was agreed to");
  revise->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  AddSettings(*revise, *arguments);
  revise->callback([&session, arguments] { Revise(session, *arguments); });
}

void AddAnswer(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* answer = plan.add_subcommand("answer", "Trả lời một mục còn hỏi / answer an item's questions");
  answer->add_option("plan", arguments->plan, "Mã kế hoạch / plan id")->required();
  answer->add_option("item", arguments->item, "Thứ tự của mục / item, e.g. 25")->required();
  answer->add_option(
      "--lead", arguments->leads,
      "Chủ trì: mã đơn vị, set:nhóm hoặc set:nhóm~đơn-vị-loại-trừ / lead: unit, set:id or set:id~without");
  answer->add_option("--coordinator", arguments->coordinators, "Phối hợp / coordinator");
  answer->add_flag("--no-coordinators", arguments->no_coordinators, "Không có cơ quan phối hợp / nobody coordinates");
  answer->add_option("--deadline", arguments->deadline, "Hạn, viết như trong kế hoạch / deadline phrase");
  answer->add_option("--summing", arguments->summing, "Đơn vị tổng hợp / the unit that sums up");
  answer->add_option("--rule", arguments->rule, "Khi nào xong: all, quorum:80, lead / completion rule");
  answer->add_option("--slot", arguments->slots, "Sản phẩm phải nộp, 'clip=2' / product and number of documents");
  answer->add_option("--function", arguments->function, "Chức năng / function, e.g. r05");
  answer->add_option("--overlap", arguments->overlap, "Kỳ trước chưa xong: allow, skip, wait");
  answer->add_option("--catch-up", arguments->catch_up, "Kỳ đã qua: none, last, all");
  answer->add_option("--catch-up-days", arguments->catch_up_days, "Chỉ làm bù kỳ có hạn trong ngần ấy ngày trước đó");
  answer->add_option("--legal-nature", arguments->legal_nature,
                     "Tính chất pháp lý của hạn / what binds to the deadline: khong, dinh-muc, luat-dinh");
  answer->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  answer->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  answer->add_flag("--dry-run", arguments->dry_run, "Chỉ xem trước / preview only");
  answer->callback([&session, arguments] { Answer(session, *arguments); });
}

}  // namespace phoihop::cli

void AddPlanImportCommands(CLI::App& plan, Session& session) {
  AddImport(plan, session);
  AddAnswer(plan, session);
  AddRevise(plan, session);
  plan.add_subcommand("answers", "Các câu trả lời đã ghi nhớ / remembered answers")->callback([&session] {
    ListAnswers(session);
  });
}

}  // namespace phoihop::cli
