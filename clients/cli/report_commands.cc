#include "clients/cli/report_commands.h"

#include <CLI/App.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/drawing.h"
#include "clients/cli/report_print.h"
#include "clients/cli/vocabulary.h"
#include "phoihop/v1/report_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ReportService::Stub;
using GroupBy = v1::SummariseResultsRequest;

struct Arguments {
  // Of the scope.
  std::string unit, plan, due_from, due_to, as_of;
  bool only_unit = false, successor = false, without_plan = false;
  std::vector<std::string> kinds, results;
  // Of single reports.
  std::string by = "unit", from, to;
  bool people = false;
  int days = 7, limit = 50;
  // Of the form.
  std::string format = "table";
};

// https://no-color.org
bool WithColours() { return OnTerminal() && std::getenv("NO_COLOR") == nullptr; }

const std::map<std::string, GroupBy::GroupBy>& Groupings() {
  static const auto& words = *new std::map<std::string, GroupBy::GroupBy>{
      {"unit", GroupBy::GROUP_BY_UNIT}, {"plan", GroupBy::GROUP_BY_PLAN}, {"both", GroupBy::GROUP_BY_UNIT_AND_PLAN}};
  return words;
}

// `open-overdue`, `OPEN_OVERDUE`, `RESULT_CLASS_OPEN_OVERDUE`.
v1::ResultClass ResultOfWord(const std::string& word, const Session& session) {
  const std::string name = absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}});
  v1::ResultClass result = v1::RESULT_CLASS_UNSPECIFIED;
  const bool known = v1::ResultClass_Parse(name, &result) || v1::ResultClass_Parse("RESULT_CLASS_" + name, &result);
  if (known && result != v1::RESULT_CLASS_UNSPECIFIED) return result;
  std::vector<std::string> words;
  for (int number = 1; number <= v1::ResultClass_MAX; ++number) {
    words.push_back(absl::StrReplaceAll(
        LowerName(v1::ResultClass_Name(static_cast<v1::ResultClass>(number)), "RESULT_CLASS_"), {{"_", "-"}}));
  }
  session.Fail(absl::StrCat("không hiểu --result '", word, "': viết một trong ", absl::StrJoin(words, ", ")));
}

v1::ResultScope ScopeOf(const Session& session, const Arguments& arguments) {
  v1::ResultScope scope;
  if (!arguments.unit.empty()) scope.set_unit(session.Name("units", arguments.unit));
  scope.set_only_unit(arguments.only_unit);
  if (!arguments.plan.empty()) scope.set_plan(session.Name("plans", arguments.plan));
  scope.set_without_plan(arguments.without_plan);
  for (const std::string& word : arguments.kinds) {
    const auto kind = KindOfWord(word);
    if (!kind.has_value()) session.Fail(absl::StrCat("không hiểu --kind '", word, "': viết một trong ", KindWords()));
    scope.add_unit_kinds(*kind);
  }
  for (const std::string& word : arguments.results) scope.add_results(ResultOfWord(word, session));
  scope.set_due_from_date(DateForServer(arguments.due_from));
  scope.set_due_to_date(DateForServer(arguments.due_to));
  scope.set_as_of_date(DateForServer(arguments.as_of));
  if (arguments.successor) scope.set_lens(v1::ResultScope::LENS_SUCCESSOR);
  return scope;
}

// One answer in the form that was asked for. `for_people` prints to standard output.
template <typename Response>
void Show(const Session& session, const Arguments& arguments, const Response& response,
          Sheet (*for_programs)(const Response&), const std::function<void()>& for_people) {
  if (session.json || arguments.format == "json") {
    session.PrintJson(response);
  } else if (arguments.format == "csv") {
    std::cout << ToCsv(for_programs(response));
  } else {
    for_people();
    session.Say(absl::StrCat("Tính đến ", TimeForPeople(response.as_of_time()), "."));
  }
}

void CheckFormat(const Session& session, const Arguments& arguments) {
  if (arguments.format == "table" || arguments.format == "json" || arguments.format == "csv") return;
  session.Fail(absl::StrCat("không hiểu --format '", arguments.format, "': viết table, json hoặc csv"));
}

void Results(Session& session, const Arguments& arguments) {
  GroupBy request;
  request.set_parent(session.Province());
  *request.mutable_scope() = ScopeOf(session, arguments);
  const auto grouping = Groupings().find(arguments.by);
  if (grouping == Groupings().end()) {
    session.Fail(absl::StrCat("không hiểu --by '", arguments.by, "': viết unit, plan hoặc both"));
  }
  request.set_group_by(grouping->second);
  const auto response = session.OrFail(session.Client().Call(&Stub::SummariseResults, request));
  Show(session, arguments, response, ResultsForPrograms, [&] {
    session.Print(ToTable(ResultsForPeople(response)));
    session.Say(
        "Xong, quá hạn: trên số nhiệm vụ đang có hiệu lực. Đúng hạn: trên số đã xong có thời hạn. Xem nhiệm vụ của một "
        "con số: phoihop report list --unit … --result …");
  });
}

void List(Session& session, const Arguments& arguments) {
  v1::ListResultsRequest request;
  request.set_parent(session.Province());
  *request.mutable_scope() = ScopeOf(session, arguments);
  request.set_page_size(arguments.limit);
  const auto response = session.OrFail(session.Client().Call(&Stub::ListResults, request));
  Show(session, arguments, response, StandingsForPrograms, [&] {
    session.Print(ToTable(StandingsForPeople(response)));
    session.Say(absl::StrCat(response.results_size(), " trong ", response.total_size(), " nhiệm vụ",
                             response.next_page_token().empty() ? "." : "; xem thêm bằng --limit."));
  });
}

void Weeks(Session& session, const Arguments& arguments) {
  v1::ListWeeklyLoadRequest request;
  request.set_parent(session.Province());
  *request.mutable_scope() = ScopeOf(session, arguments);
  request.set_from_date(DateForServer(arguments.from));
  request.set_to_date(DateForServer(arguments.to));
  const auto response = session.OrFail(session.Client().Call(&Stub::ListWeeklyLoad, request));
  Show(session, arguments, response, WeeksForPrograms, [&] {
    std::cout << HeatMap(response, TerminalWidth(), WithColours());
    session.Say("Mỗi ô: số nhiệm vụ đến hạn trong tuần; sau dấu ! là số đã quá hạn.");
  });
}

void Trend(Session& session, const Arguments& arguments) {
  v1::ListTrendRequest request;
  request.set_parent(session.Province());
  *request.mutable_scope() = ScopeOf(session, arguments);
  request.set_from_date(DateForServer(arguments.from));
  request.set_to_date(DateForServer(arguments.to));
  const auto response = session.OrFail(session.Client().Call(&Stub::ListTrend, request));
  Show(session, arguments, response, TrendForPrograms, [&] { session.Print(ToTable(TrendForPeople(response))); });
}

void Workload(Session& session, const Arguments& arguments) {
  v1::SummariseWorkloadRequest request;
  request.set_parent(session.Province());
  if (!arguments.unit.empty()) request.set_unit(session.Name("units", arguments.unit));
  request.set_by_person(arguments.people);
  const auto response = session.OrFail(session.Client().Call(&Stub::SummariseWorkload, request));
  Show(session, arguments, response, WorkloadForPrograms, [&] { session.Print(ToTable(WorkloadForPeople(response))); });
}

void Escalations(Session& session, const Arguments& arguments) {
  v1::ListUpcomingEscalationsRequest request;
  request.set_parent(session.Province());
  if (!arguments.unit.empty()) request.set_unit(session.Name("units", arguments.unit));
  request.set_days(arguments.days);
  request.set_page_size(arguments.limit);
  const auto response = session.OrFail(session.Client().Call(&Stub::ListUpcomingEscalations, request));
  Show(session, arguments, response, EscalationsForPrograms, [&] {
    session.Print(ToTable(EscalationsForPeople(response)));
    if (response.more()) session.Say("Còn nữa; xem thêm bằng --limit.");
  });
}

void AddScopeOptions(CLI::App& command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("--unit", arguments->unit, "Đơn vị và các đơn vị trực thuộc / a unit and those below it");
  command.add_flag("--only-unit", arguments->only_unit, "Chỉ riêng đơn vị đó / only the unit itself");
  command.add_option("--kind", arguments->kinds, "Loại đơn vị / kinds of units: xa, phuong …");
  command.add_option("--plan", arguments->plan, "Mã kế hoạch / id of a plan");
  command.add_flag("--without-plan", arguments->without_plan, "Chỉ nhiệm vụ ngoài kế hoạch / only tasks of no plan");
  command.add_flag("--successor", arguments->successor,
                   "Tính cho đơn vị kế thừa / count to today's successors of units that have ended");
}

// What is about a day and a span of deadlines.
void AddTimeOptions(CLI::App& command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("--due-from", arguments->due_from, "Hạn từ ngày / deadline from this day on");
  command.add_option("--due-to", arguments->due_to, "Hạn đến ngày / deadline up to this day");
  command.add_option("--as-of", arguments->as_of,
                     "Số liệu tính đến hết ngày / as everything stood at the end of this day");
  command.add_option("--result", arguments->results, "Chỉ kết quả / only results: open-overdue, completed-late …");
}

CLI::App* AddReport(CLI::App& report, Session& session, const std::shared_ptr<Arguments>& arguments, const char* name,
                    const char* help, void (*show)(Session&, const Arguments&)) {
  CLI::App* command = report.add_subcommand(name, help);
  command->add_option("--format", arguments->format, "table, json, csv")->capture_default_str();
  AddDrawing(*command, session, [&session, arguments, show] {
    CheckFormat(session, *arguments);
    show(session, *arguments);
  });
  return command;
}

}  // namespace

void AddReportCommands(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* report = app.add_subcommand("report", "Số liệu cho lãnh đạo / figures for those who lead");
  report->require_subcommand(1);

  CLI::App* results = AddReport(*report, session, arguments, "results",
                                "Kết quả theo đơn vị, kế hoạch / how tasks stand, by unit or plan", Results);
  results->add_option("--by", arguments->by, "Gộp theo / group by: unit, plan, both")->capture_default_str();
  CLI::App* list =
      AddReport(*report, session, arguments, "list", "Các nhiệm vụ của một con số / the tasks behind a figure", List);
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  CLI::App* weeks = AddReport(*report, session, arguments, "weeks",
                              "Khối lượng đến hạn theo tuần / what is due, units by weeks", Weeks);
  CLI::App* trend = AddReport(*report, session, arguments, "trend",
                              "Giao, hoàn thành, quá hạn qua các tuần / issued, completed, overdue by week", Trend);
  for (CLI::App* command : {results, list, weeks, trend}) AddScopeOptions(*command, arguments);
  for (CLI::App* command : {results, list, weeks}) AddTimeOptions(*command, arguments);
  for (CLI::App* command : {weeks, trend}) {
    command->add_option("--from", arguments->from, "Từ tuần có ngày / from the week of this day");
    command->add_option("--to", arguments->to, "Đến tuần có ngày / to the week of this day");
  }

  CLI::App* workload = AddReport(*report, session, arguments, "workload",
                                 "Ai đang có bao nhiêu việc / who has how much to do", Workload);
  workload->add_option("--unit", arguments->unit, "Đơn vị và các đơn vị trực thuộc / a unit and those below it");
  workload->add_flag("--people", arguments->people, "Theo người của đơn vị đó / by the people of the unit");
  CLI::App* next = AddReport(*report, session, arguments, "escalations", "Sắp đôn đốc, leo thang / what escalates next",
                             Escalations);
  next->add_option("--unit", arguments->unit, "Đơn vị và các đơn vị trực thuộc / a unit and those below it");
  next->add_option("--days", arguments->days, "Trong số ngày tới, 1–31 / days ahead")->capture_default_str();
  next->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
}

}  // namespace phoihop::cli
