// Tests of figures as clients see them: a province with something in each class, and how a figure is checked.
#ifndef TESTS_SERVICES_REPORT_FIXTURE_H_
#define TESTS_SERVICES_REPORT_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "phoihop/v1/report_service.grpc.pb.h"
#include "services/store/connection.h"
#include "tests/services/plan_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {

using Reports = v1::ReportService::Stub;
using GroupBy = v1::SummariseResultsRequest;

inline constexpr char kLead[] = "so-vhttdl";
inline constexpr char kOther[] = "so-tu-phap";

class ReportFixture : public PlanFixture {
 protected:
  void Create(const std::string& id, const std::string& lead, const std::string& due,
              v1::Secrecy secrecy = v1::SECRECY_UNSPECIFIED, bool issue = true) {
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id(id);
    create.set_issue(issue);
    v1::Task& task = *create.mutable_task();
    task.set_title(absl::StrCat("Nhiệm vụ ", id));
    task.set_lead_unit(Unit(lead));
    task.set_requested_due_date(due);
    task.set_secrecy(secrecy);
    task.mutable_basis()->set_instrument_number("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, kIssuer);
  }
  template <typename Request>
  void Do(grpc::Status (Tasks::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
          const std::string& id, const std::string& act_as) {
    request.set_name(TaskName("dong-nai", id));
    MustCall(method, request, act_as);
  }
  void Finish(const std::string& id, const std::string& lead) {
    Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), id, lead);
    Do(&Tasks::StartTask, v1::StartTaskRequest(), id, lead);
    v1::CompleteTaskRequest complete;
    complete.mutable_result()->set_summary("Đã xong");
    Do(&Tasks::CompleteTask, complete, id, lead);
  }

  // Something in each class, for two leads: on 2 March 2026 some is due on the 6th, on the 20th, and never.
  void MakeProvince() {
    for (const char* lead : {kLead, kOther}) {
      const std::string id(lead);
      for (const char* kind : {"done", "late", "due"}) Create(absl::StrCat(id, "-", kind), lead, "2026-03-06");
      for (const char* kind : {"soon", "refused", "revoked"}) Create(absl::StrCat(id, "-", kind), lead, "2026-03-20");
      for (const char* kind : {"never", "done-never"}) Create(absl::StrCat(id, "-", kind), lead, "");
      Finish(absl::StrCat(id, "-done"), lead);
      Finish(absl::StrCat(id, "-done-never"), lead);
      v1::RefuseTaskRequest refuse;
      refuse.set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
      refuse.set_explanation("Không thuộc chức năng");
      Do(&Tasks::RefuseTask, refuse, absl::StrCat(id, "-refused"), lead);
      v1::RevokeTaskRequest revoke;
      revoke.set_reason("Thôi");
      Do(&Tasks::RevokeTask, revoke, absl::StrCat(id, "-revoked"), kIssuer);
    }
    Create("planned", kLead, "2026-03-20", v1::SECRECY_UNSPECIFIED, /*issue=*/false);
  }

  static GroupBy Summary(GroupBy::GroupBy group_by) {
    v1::SummariseResultsRequest request;
    request.set_parent(kParent);
    request.set_group_by(group_by);
    return request;
  }
  v1::SummariseResultsResponse Summarise(const GroupBy& request, const std::string& act_as = kIssuer) {
    return MustCall(&Reports::SummariseResults, request, act_as);
  }
  int64_t Listed(v1::ResultScope scope, const std::string& act_as = kIssuer) {
    v1::ListResultsRequest request;
    request.set_parent(kParent);
    *request.mutable_scope() = std::move(scope);
    request.set_page_size(1000);
    const auto listed = MustCall(&Reports::ListResults, request, act_as);
    EXPECT_EQ(listed.total_size(), listed.results_size());
    return listed.total_size();
  }
  int64_t ListedByFilter(const std::string& filter, const std::string& act_as = kIssuer) {
    v1::ListTasksRequest request;
    request.set_parent(kParent);
    request.set_filter(filter);
    return MustCall(&Tasks::ListTasks, request, act_as).total_size();
  }

  // Every figure of the line by both lists.
  void CheckFigures(const v1::ResultRow& row, const v1::ResultScope& scope, const std::string& act_as = kIssuer) {
    for (int number = 1; number <= v1::ResultClass_MAX; ++number) {
      const auto result = static_cast<v1::ResultClass>(number);
      const std::string name = v1::ResultClass_Name(result);
      const std::string word(absl::StripPrefix(name, "RESULT_CLASS_"));
      const auto* field = v1::ProgressCounts::descriptor()->FindFieldByName(absl::AsciiStrToLower(word));
      ASSERT_NE(field, nullptr) << name;
      const int figure = row.counts().GetReflection()->GetInt32(row.counts(), field);
      v1::ResultScope cell = scope;
      if (!row.unit().empty()) {
        cell.set_unit(row.unit());
        cell.set_only_unit(true);
      }
      if (!row.plan().empty()) cell.set_plan(row.plan());
      cell.clear_results();
      cell.add_results(result);
      EXPECT_EQ(Listed(cell, act_as), figure) << row.unit() << " " << name;
      if (row.filter().empty()) continue;
      EXPECT_EQ(ListedByFilter(absl::StrCat(row.filter(), " AND result = ", word), act_as), figure) << row.filter();
    }
    if (!row.filter().empty()) {
      EXPECT_EQ(ListedByFilter(row.filter(), act_as), row.counts().total()) << row.filter();
    }
  }

  void Sql(const std::string& statement) {
    const auto connection = store::Connection::Open(database_url(), store::ConnectionUse::kMigrate);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const auto done = (*connection)->RunScript(statement);
    ASSERT_TRUE(done.ok()) << done;
  }
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_REPORT_FIXTURE_H_
