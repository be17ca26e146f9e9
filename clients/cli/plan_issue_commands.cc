#include "clients/cli/plan_issue_commands.h"

#include <CLI/App.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/task_print.h"

namespace phoihop::cli {
namespace {

using Stub = v1::PlanService::Stub;

struct Arguments {
  std::string plan;
  std::string item;
  std::string event;
  std::string date;
  std::string basis;
  std::string rule;
  std::string overlap;
  std::string catch_up;
  std::optional<int> catch_up_days;
  std::string function;
  std::string summing_unit;
  std::string etag;
  std::string request_id;
  bool dry_run = false;
  bool correction = false;
};

// `95 phần + tổng hợp`, `12 kỳ`, `2 nhiệm vụ`.
std::string WhatIsMade(const v1::IssuedItem& item) {
  if (item.part_count() > 0) {
    const int wholes = item.task_count() - item.part_count();
    return absl::StrCat(item.part_count(), " phần + ", wholes == 1 ? "" : absl::StrCat(wholes, " "), "tổng hợp");
  }
  return absl::StrCat(item.task_count(), " nhiệm vụ");
}

std::string DueDays(const v1::IssuedItem& item) {
  if (item.first_due_date().empty()) return "không có hạn";
  if (item.first_due_date() == item.last_due_date()) return DateForPeople(item.first_due_date());
  return absl::StrCat(DateForPeople(item.first_due_date()), " – ", DateForPeople(item.last_due_date()));
}

void PrintIssue(const Session& session, const v1::IssuePlanResponse& response, bool dry_run) {
  Table table({"TT", "Nhiệm vụ", dry_run ? "Sẽ giao" : "Đã giao", "Hạn", "Chưa đến ngày", "Ai, khi nào xong"});
  for (const auto& item : response.items()) {
    table.Add({item.ordinal(), item.text(), WhatIsMade(item), DueDays(item),
               item.planned_count() == 0 ? std::string() : absl::StrCat(item.planned_count()), item.explanation()});
  }
  session.Print(table);
  session.Say(absl::StrCat(dry_run ? "Sẽ giao " : "Đã giao ", response.total_tasks(), " nhiệm vụ của ",
                           response.items_size(), " mục.", dry_run ? " Chưa ghi gì." : ""));
}

void Issue(Session& session, const Arguments& arguments) {
  v1::IssuePlanRequest request;
  request.set_name(session.Name("plans", arguments.plan));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto response = session.OrFail(session.Client().Call(&Stub::IssuePlan, request));
  session.json ? session.PrintJson(response) : PrintIssue(session, response, arguments.dry_run);
}

void Record(Session& session, const Arguments& arguments) {
  v1::RecordPlanEventRequest request;
  request.set_name(session.Name("plans", arguments.plan));
  request.set_event(arguments.event);
  request.set_date(DateForServer(arguments.date));
  if (!arguments.basis.empty()) request.mutable_basis()->set_text(arguments.basis);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  request.set_correction(arguments.correction);
  const auto plan = session.OrFail(session.Client().Call(&Stub::RecordPlanEvent, request));
  if (session.json) return session.PrintJson(plan);
  Table table({"Sự kiện", "Ngày", "Căn cứ"});
  for (const auto& event : plan.events()) {
    table.Add({event.event(), DateForPeople(event.date()),
               event.basis().text().empty() ? event.basis().instrument_number() : event.basis().text()});
  }
  session.Print(table);
}

// `all`, `quorum=K`, `lead`.
void SetRule(const Session& session, const std::string& text, v1::FanOut& fan_out) {
  absl::string_view quorum = text;
  int number = 0;
  if (text == "all") {
    fan_out.set_rule(v1::COMPLETION_RULE_ALL);
  } else if (text == "lead") {
    fan_out.set_rule(v1::COMPLETION_RULE_LEAD_DECIDES);
  } else if (absl::ConsumePrefix(&quorum, "quorum=") && absl::SimpleAtoi(quorum, &number) && number > 0) {
    fan_out.set_rule(v1::COMPLETION_RULE_QUORUM);
    fan_out.set_quorum(number);
  } else {
    session.Fail(
        absl::StrCat("--rule '", text, "' không phải all, quorum=K hay lead / is none of all, quorum=K, lead"));
  }
}

template <typename Enum>
Enum OneOf(const Session& session, const std::string& option, const std::string& text,
           const std::map<std::string, Enum>& known) {
  const auto found = known.find(text);
  if (found != known.end()) return found->second;
  std::string names;
  for (const auto& [name, value] : known) absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  session.Fail(absl::StrCat(option, " '", text, "' không phải một trong / is none of: ", names));
  return Enum();
}

void Set(Session& session, const Arguments& arguments) {
  v1::UpdatePlanItemRequest request;
  auto& item = *request.mutable_item();
  item.set_name(absl::StrCat(session.Name("plans", arguments.plan), "/items/", arguments.item));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  auto& mask = *request.mutable_update_mask();
  if (!arguments.rule.empty()) {
    // The rest of how it is spread stays.
    v1::GetPlanRequest get;
    get.set_name(session.Name("plans", arguments.plan));
    const v1::Plan before = session.OrFail(session.Client().Call(&Stub::GetPlan, get));
    for (const v1::PlanItem& known : before.items()) {
      if (known.name() == item.name() && known.has_fan_out()) *item.mutable_fan_out() = known.fan_out();
    }
    SetRule(session, arguments.rule, *item.mutable_fan_out());
    mask.add_paths("fan_out");
  }
  if (!arguments.overlap.empty()) {
    item.set_overlap(OneOf<v1::OverlapPolicy>(
        session, "--overlap", arguments.overlap,
        {{"allow", v1::OVERLAP_POLICY_ALLOW}, {"skip", v1::OVERLAP_POLICY_SKIP}, {"wait", v1::OVERLAP_POLICY_WAIT}}));
    mask.add_paths("overlap");
  }
  if (!arguments.catch_up.empty()) {
    item.set_catch_up(
        OneOf<v1::CatchUp>(session, "--catch-up", arguments.catch_up,
                           {{"none", v1::CATCH_UP_NONE}, {"last", v1::CATCH_UP_LAST}, {"all", v1::CATCH_UP_ALL}}));
    mask.add_paths("catch_up");
  }
  if (arguments.catch_up_days.has_value()) {
    item.set_catch_up_days(*arguments.catch_up_days);
    mask.add_paths("catch_up_days");
  }
  if (!arguments.function.empty()) {
    item.set_function(session.Name("functions", arguments.function));
    mask.add_paths("function");
  }
  if (!arguments.summing_unit.empty()) {
    item.set_summing_unit(session.Name("units", arguments.summing_unit));
    mask.add_paths("summing_unit");
  }
  if (mask.paths().empty()) {
    session.Fail(
        "nêu điều cần đặt: --rule, --overlap, --catch-up, --catch-up-days, --function, --summing-unit / say what to "
        "set");
  }
  const auto plan = session.OrFail(session.Client().Call(&Stub::UpdatePlanItem, request));
  if (session.json) return session.PrintJson(plan);
  session.Say(absl::StrCat(arguments.dry_run ? "Sẽ đặt cho mục " : "Đã đặt cho mục ", arguments.item, " của ",
                           arguments.plan, ". Xem trước khi giao: phoihop plan issue ", arguments.plan, " --dry-run"));
}

}  // namespace

void AddPlanIssueCommands(CLI::App& plan, Session& session) {
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

  CLI::App* event =
      plan.add_subcommand("event", "Ghi sự kiện mà các mục đang chờ / record an event that items wait for");
  common(*event);
  event->add_option("event", arguments->event, "Sự kiện, như trong kế hoạch / the event, as in the plan")->required();
  event->add_option("--date", arguments->date, "Ngày xảy ra / its day (dd/mm/yyyy)")->required();
  event->add_option("--basis", arguments->basis, "Căn cứ / basis");
  event->add_flag(
      "--correct", arguments->correction,
      "Đính chính ngày đã ghi, hạn được tính lại / the recorded day was wrong: deadlines run from this one");
  event->callback([&session, arguments] { Record(session, *arguments); });

  CLI::App* set = plan.add_subcommand("set", "Đặt cách giao một mục / how an item is issued");
  common(*set);
  set->add_option("item", arguments->item, "Mã của mục / item, e.g. 25")->required();
  set->add_option("--rule", arguments->rule, "Khi nào xong: all, quorum=K, lead / completion rule");
  set->add_option("--overlap", arguments->overlap, "Kỳ trước chưa xong: allow, skip, wait / overlap of occurrences");
  set->add_option("--catch-up", arguments->catch_up, "Kỳ đã qua: none, last, all / missed occurrences");
  set->add_option(
      "--catch-up-days", arguments->catch_up_days,
      "Chỉ làm bù kỳ có hạn trong ngần ấy ngày trước đó, 0: không giới hạn / of what was due so many days ago");
  set->add_option("--function", arguments->function, "Chức năng / function id, e.g. r05");
  set->add_option("--summing-unit", arguments->summing_unit, "Đơn vị tổng hợp / who sums up");
  set->callback([&session, arguments] { Set(session, *arguments); });
}

}  // namespace phoihop::cli
