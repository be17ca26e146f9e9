// phoihop plan …; plan_import_commands.cc has import, answers and revision.

#include <CLI/App.hpp>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/plan_issue_commands.h"
#include "clients/cli/plan_print.h"
#include "clients/cli/session.h"

namespace phoihop::cli {
namespace {

using Stub = v1::PlanService::Stub;

struct Arguments {
  std::string plan;
  std::string etag;
  std::string request_id;
  bool dry_run = false;
};

void AddReads(CLI::App& plan, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* show = plan.add_subcommand("show", "Một kế hoạch / one plan");
  show->add_option("plan", arguments->plan, "Mã kế hoạch / plan id")->required();
  show->callback([&session, arguments] {
    v1::GetPlanRequest request;
    request.set_name(session.Name("plans", arguments->plan));
    const auto plan = session.OrFail(session.Client().Call(&Stub::GetPlan, request));
    if (session.json) return session.PrintJson(plan);
    std::cout << Describe(plan, TerminalWidth());
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
                 ShortName(entry.issuer_unit()), PlanStateForPeople(entry.state())});
    }
    session.Print(table);
  });
}

}  // namespace

void AddPlanCommands(CLI::App& app, Session& session) {
  CLI::App* plan = app.add_subcommand("plan", "Kế hoạch / plans");
  plan->require_subcommand(1);
  AddPlanImportCommands(*plan, session);
  AddReads(*plan, session);
  AddPlanIssueCommands(*plan, session);
  AddPlanProgressCommand(*plan, session);
}

}  // namespace phoihop::cli
