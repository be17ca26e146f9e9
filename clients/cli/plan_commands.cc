// phoihop plan …

#include <CLI/App.hpp>
#include <fstream>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/session.h"
#include "clients/cli/task_print.h"

namespace phoihop::cli {
namespace {

using Stub = v1::PlanService::Stub;

struct Arguments {
  std::string plan;
  std::string item;
  std::string file;
  std::string title;
  std::string number;
  std::string issuer = "ubnd";
  std::string date;
  std::string period_from;
  std::string period_to;
  std::string reference_date;
  std::vector<std::string> functions;
  std::vector<std::string> leads;
  std::vector<std::string> coordinators;
  std::string deadline;
  std::string etag;
  std::string request_id;
  bool strict = false;
  bool dry_run = false;
};

std::string PartyForPeople(const v1::ResponsibleParty& party) {
  std::vector<std::string> names;
  for (const auto& unit : party.units()) names.push_back(ShortName(unit));
  if (!party.unit_set().empty()) names.push_back(absl::StrCat(ShortName(party.unit_set()), " (nhóm)"));
  if (names.empty()) return absl::StrCat("? ", party.text());
  return absl::StrJoin(names, ", ");
}

std::string PartiesForPeople(const google::protobuf::RepeatedPtrField<v1::ResponsibleParty>& parties) {
  return absl::StrJoin(parties, "; ", [](std::string* out, const v1::ResponsibleParty& party) {
    absl::StrAppend(out, PartyForPeople(party));
  });
}

std::string DeadlineForPeople(const v1::PlanDeadline& deadline) {
  if (!deadline.effective_due_date().empty()) {
    return deadline.effective_due_date() == deadline.nominal_due_date()
               ? DateForPeople(deadline.effective_due_date())
               : absl::StrCat(DateForPeople(deadline.nominal_due_date()), " → ",
                              DateForPeople(deadline.effective_due_date()));
  }
  if (!deadline.dates().empty()) {
    return absl::StrJoin(deadline.dates(), ", ",
                         [](std::string* out, const std::string& date) { absl::StrAppend(out, DateForPeople(date)); });
  }
  return absl::StrCat(LowerName(v1::DeadlineKind_Name(deadline.kind()), "DEADLINE_KIND_"),
                      deadline.recurrence().empty() ? "" : " ", deadline.recurrence(),
                      deadline.event().empty() ? "" : ": ", deadline.event());
}

std::string ItemStateForPeople(v1::PlanItem::State state) {
  switch (state) {
    case v1::PlanItem::STATE_ASKED:
      return "CẦN TRẢ LỜI";
    case v1::PlanItem::STATE_READY:
      return "sẵn sàng";
    case v1::PlanItem::STATE_ISSUED:
      return "đã giao";
    default:
      return "";
  }
}

void PrintPlan(const Session& session, const v1::Plan& plan) {
  session.Say(absl::StrCat(plan.display_name(), "   [", ShortName(plan.name()), "]   ",
                           LowerName(v1::Plan::State_Name(plan.state()), "STATE_")));
  Table table({"TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Hạn", "Tình trạng"});
  Table questions({"TT", "Ô", "Cần trả lời"});
  for (const auto& item : plan.items()) {
    table.Add({item.ordinal(), item.text(), PartiesForPeople(item.leads()), PartiesForPeople(item.coordinators()),
               DeadlineForPeople(item.deadline()), ItemStateForPeople(item.state())});
    for (const auto& question : item.questions()) {
      questions.Add({item.ordinal(), question.field(),
                     absl::StrCat(question.blocking() ? "" : "(không chặn) ", question.question())});
    }
  }
  session.Print(table);
  if (!questions.empty()) session.Print(questions);
}

void PrintImport(const Session& session, const v1::ImportPlanResponse& response) {
  for (const auto& row : response.rows()) {
    for (const auto& cell : row.cells()) {
      if (cell.outcome() != v1::ImportedCell::OUTCOME_WRONG) continue;
      session.Say(absl::StrCat("Dòng ", row.row(), ", ô ", cell.field(), ": ", cell.explanation()));
    }
  }
  PrintPlan(session, response.plan());
  session.Say(absl::StrCat("Hiểu: ", response.understood_items(), "; cần trả lời: ", response.asked_items(),
                           "; dòng sai: ", response.wrong_rows(), response.stored() ? "" : ". Chưa ghi gì."));
}

std::string ReadFile(const Session& session, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) session.Fail(absl::StrCat("không mở được tệp '", path, "': kiểm tra đường dẫn và quyền đọc"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Import(Session& session, const Arguments& arguments) {
  v1::ImportPlanRequest request;
  request.set_parent(session.Province());
  request.set_plan_id(arguments.plan);
  request.set_filename(arguments.file.substr(arguments.file.rfind('/') + 1));
  request.set_content(ReadFile(session, arguments.file));
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  auto* plan = request.mutable_plan();
  plan->set_display_name(arguments.title.empty() ? request.filename() : arguments.title);
  plan->set_number(arguments.number);
  plan->set_issuer_unit(session.Name("units", arguments.issuer));
  plan->set_document_date(DateForServer(arguments.date));
  plan->set_period_start_date(DateForServer(arguments.period_from));
  plan->set_period_end_date(DateForServer(arguments.period_to));
  plan->set_reference_date(DateForServer(arguments.reference_date));
  plan->set_strict_before(arguments.strict);
  for (const auto& function : arguments.functions) plan->add_functions(function);
  const auto response = session.OrFail(session.Client().Call(&Stub::ImportPlan, request));
  session.json ? session.PrintJson(response) : PrintImport(session, response);
}

void Answer(Session& session, const Arguments& arguments) {
  v1::UpdatePlanItemRequest request;
  auto* item = request.mutable_item();
  item->set_name(absl::StrCat(session.Name("plans", arguments.plan), "/items/", arguments.item));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  // A set is named `set:ubnd-cap-xa`.
  const auto add = [&](const std::string& text, v1::ResponsibleParty* party) {
    constexpr absl::string_view kSetPrefix = "set:";
    if (text.rfind(std::string(kSetPrefix), 0) == 0) {
      party->set_unit_set(session.Name("unitSets", text.substr(kSetPrefix.size())));
    } else {
      party->add_units(session.Name("units", text));
    }
  };
  for (const auto& lead : arguments.leads) add(lead, item->add_leads());
  for (const auto& unit : arguments.coordinators) add(unit, item->add_coordinators());
  item->mutable_deadline()->set_text(arguments.deadline);
  if (!arguments.leads.empty()) request.mutable_update_mask()->add_paths("leads");
  if (!arguments.coordinators.empty()) request.mutable_update_mask()->add_paths("coordinators");
  if (!arguments.deadline.empty()) request.mutable_update_mask()->add_paths("deadline");
  const auto plan = session.OrFail(session.Client().Call(&Stub::UpdatePlanItem, request));
  session.json ? session.PrintJson(plan) : PrintPlan(session, plan);
}

void Issue(Session& session, const Arguments& arguments) {
  v1::IssuePlanRequest request;
  request.set_name(session.Name("plans", arguments.plan));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto response = session.OrFail(session.Client().Call(&Stub::IssuePlan, request));
  if (session.json) return session.PrintJson(response);
  Table table = TaskTable();
  for (const auto& task : response.tasks()) AddTaskRow(table, task);
  session.Print(table);
  session.Say(absl::StrCat(arguments.dry_run ? "Sẽ giao " : "Đã giao ", response.tasks_size(), " nhiệm vụ."));
}

void AddImport(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* import = plan.add_subcommand("import", "Nhập phụ lục kế hoạch (CSV) / import an appendix table");
  import->add_option("file", arguments->file, "Tệp CSV / CSV file")->required();
  import->add_option("--id", arguments->plan, "Mã kế hoạch / plan id")->required();
  import->add_option("--title", arguments->title, "Tên kế hoạch / title");
  import->add_option("--number", arguments->number, "Số, ký hiệu / number");
  import->add_option("--issuer", arguments->issuer, "Cơ quan ban hành / issuer")->capture_default_str();
  import->add_option("--date", arguments->date, "Ngày ban hành / document date (dd/mm/yyyy)")->required();
  import->add_option("--period-from", arguments->period_from, "Kỳ kế hoạch từ / period from");
  import->add_option("--period-to", arguments->period_to, "đến / to");
  import->add_option("--reference-date", arguments->reference_date,
                     "Tìm kỳ hạn kế tiếp từ ngày / next occurrences from");
  import->add_option("--function", arguments->functions, "Chức năng, lĩnh vực / function, e.g. 'thông tin đối ngoại'");
  import->add_flag("--strict", arguments->strict, "'Trước ngày D' là D-1 / read 'before D' strictly");
  import->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  import->add_flag("--dry-run", arguments->dry_run, "Chỉ xem hiểu được gì / show what is understood, store nothing");
  import->callback([&session, arguments] { Import(session, *arguments);
});
}  // namespace

void AddReads(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* show = plan.add_subcommand("show", "Một kế hoạch / one plan");
  show->add_option("plan", arguments->plan, "Mã kế hoạch / plan id")->required();
  show->callback([&session, arguments] {
    v1::GetPlanRequest request;
    request.set_name(session.Name("plans", arguments->plan));
    const auto plan = session.OrFail(session.Client().Call(&Stub::GetPlan, request));
    session.json ? session.PrintJson(plan) : PrintPlan(session, plan);
  });
  CLI::App* list = plan.add_subcommand("list", "Các kế hoạch / plans");
  list->callback([&session] {
    v1::ListPlansRequest request;
    request.set_parent(session.Province());
    const auto response = session.OrFail(session.Client().Call(&Stub::ListPlans, request));
    if (session.json) return session.PrintJson(response);
    Table table({"Mã", "Tên", "Ngày", "Cơ quan ban hành", "Tình trạng"});
    for (const auto& entry : response.plans()) {
      table.Add({ShortName(entry.name()), entry.display_name(), DateForPeople(entry.document_date()),
                 ShortName(entry.issuer_unit()), LowerName(v1::Plan::State_Name(entry.state()), "STATE_")});
    }
    session.Print(table);
  });
}

void AddWrites(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  const auto common = [&](CLI::App& command) {
    command.add_option("plan", arguments->plan, "Mã kế hoạch / plan id")->required();
    command.add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
    command.add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
    command.add_flag("--dry-run", arguments->dry_run, "Chỉ xem trước / preview only");
  };
  CLI::App* issue = plan.add_subcommand("issue", "Giao các mục đã rõ thành nhiệm vụ / turn ready items into tasks");
  common(*issue);
  issue->callback([&session, arguments] { Issue(session, *arguments); });

  CLI::App* answer = plan.add_subcommand("answer", "Trả lời một mục còn hỏi / answer an item's questions");
  common(*answer);
  answer->add_option("item", arguments->item, "Thứ tự của mục / item, e.g. 25")->required();
  answer->add_option("--lead", arguments->leads, "Chủ trì: mã đơn vị hoặc set:mã-nhóm / lead unit or set:id");
  answer->add_option("--coordinator", arguments->coordinators, "Phối hợp / coordinator");
  answer->add_option("--deadline", arguments->deadline, "Hạn, viết như trong kế hoạch / deadline phrase");
  answer->callback([&session, arguments] { Answer(session, *arguments); });
}

}  // namespace phoihop::cli

void AddPlanCommands(CLI::App& app, Session& session) {
  CLI::App* plan = app.add_subcommand("plan", "Kế hoạch / plans");
  plan->require_subcommand(1);
  AddImport(*plan, session);
  AddReads(*plan, session);
  AddWrites(*plan, session);
}

}  // namespace phoihop::cli
