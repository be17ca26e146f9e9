// phoihop plan progress: how the tasks of plans stand.

#include <CLI/App.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/drawing.h"
#include "clients/cli/session.h"

namespace phoihop::cli {
namespace {

using Request = v1::SummarisePlansRequest;

constexpr int kNameWidth = 50;

const std::map<std::string, Request::GroupBy>& Groupings() {
  static const auto& words = *new std::map<std::string, Request::GroupBy>{{"plan", Request::GROUP_BY_PLAN},
                                                                          {"heading", Request::GROUP_BY_HEADING},
                                                                          {"item", Request::GROUP_BY_ITEM},
                                                                          {"unit", Request::GROUP_BY_UNIT},
                                                                          {"function", Request::GROUP_BY_FUNCTION}};
  return words;
}

std::string GroupingWords() {
  return absl::StrJoin(Groupings(), ", ", [](std::string* out, const auto& word) { absl::StrAppend(out, word.first); });
}

// A count, empty when there is none: what is not zero is what one looks for.
std::string Count(int count) { return count == 0 ? "" : absl::StrCat(count); }

int CompletedOf(const v1::ProgressCounts& counts) {
  return counts.completed_on_time() + counts.completed_late() + counts.completed_no_deadline();
}

void AddRow(Table& table, const std::string& name, const v1::ProgressCounts& counts, int items_not_issued) {
  table.Add({name, absl::StrCat(CompletedOf(counts), "/", counts.total()), Count(counts.completed_late()),
             Count(counts.open_in_time()), Count(counts.open_overdue()), Count(counts.open_no_deadline()),
             Count(counts.not_yet_issued()), Count(counts.refused()), Count(counts.ended_without_result()),
             Count(items_not_issued)});
}

void Progress(Session& session, const std::vector<std::string>& plans, const std::string& by) {
  const auto grouping = Groupings().find(by);
  if (grouping == Groupings().end()) {
    session.Fail(absl::StrCat("không hiểu --by '", by, "': viết một trong ", GroupingWords()));
  }
  Request request;
  request.set_parent(session.Province());
  for (const std::string& plan : plans) request.add_plans(session.Name("plans", plan));
  request.set_group_by(grouping->second);
  const auto response = session.OrFail(session.Client().Call(&v1::PlanService::Stub::SummarisePlans, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Tên", "Xong", "trễ", "Trong hạn", "Quá hạn", "Không hạn", "Chờ ngày", "Từ chối", "Thôi", "Chưa giao"});
  int not_issued = 0;
  for (const auto& group : response.groups()) {
    not_issued += group.items_not_issued();
    AddRow(table, Cut(group.display_name().empty() ? "(không rõ)" : group.display_name(), kNameWidth), group.counts(),
           group.items_not_issued());
  }
  AddRow(table, "Tổng cộng", response.total(), not_issued);
  session.Print(table);
  session.Say(absl::StrCat("Xong: số đã hoàn thành trên tổng số nhiệm vụ; trễ: số đã hoàn thành sau hạn. Tính đến ",
                           TimeForPeople(response.read_time()), "."));
}

}  // namespace

void AddPlanProgressCommand(CLI::App& plan, Session& session) {
  CLI::App* progress = plan.add_subcommand("progress", "Kết quả thực hiện / how the tasks of plans stand");
  const auto plans = std::make_shared<std::vector<std::string>>();
  const auto by = std::make_shared<std::string>("plan");
  progress->add_option("plans", *plans, "Mã kế hoạch; không ghi: tất cả / plan ids; none: all");
  progress->add_option("--by", *by, absl::StrCat("Gộp theo / group by: ", GroupingWords()))->capture_default_str();
  AddDrawing(*progress, session, [&session, plans, by] { Progress(session, *plans, *by); });
}

}  // namespace phoihop::cli
