#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/appendix.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::plan {
namespace {

using internal::v1::PlanCommand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Context ActingFor(absl::string_view unit, absl::CivilDay day) {
  Context context;
  context.now = StartOfDay(day) + absl::Hours(9);
  context.actor.set_unit(UnitIn(unit));
  context.request_id = "r";
  return context;
}

// What stands in a row of the table: text, leads, coordinators, deadline, product.
struct RowText {
  const char* text;
  const char* leads;
  const char* coordinators;
  const char* deadline;
  const char* product = "";
};

// A plan and its tasks as the journal would have them.
class Journal {
 public:
  explicit Journal(v1::Plan settings = SettingsOf2026(), absl::CivilDay today = absl::CivilDay(2026, 1, 15))
      : settings_(std::move(settings)), today_(today) {}

  void Import(const std::vector<RowText>& rows) {
    Appendix appendix;
    for (size_t i = 0; i < rows.size(); ++i) {
      AppendixRow& row = appendix.rows.emplace_back();
      row.row = static_cast<int>(i) + 2;
      row.kind = v1::ImportedRow::KIND_ITEM;
      row.at(Column::kOrdinal) = absl::StrCat(i + 1);
      row.at(Column::kText) = rows[i].text;
      row.at(Column::kLead) = rows[i].leads;
      row.at(Column::kCoordinators) = rows[i].coordinators;
      row.at(Column::kDeadline) = rows[i].deadline;
      row.at(Column::kProduct) = rows[i].product;
    }
    const auto settings = CheckSettings(settings_, "provinces/dong-nai/plans/kh", DongNai(), today_);
    ASSERT_TRUE(settings.ok()) << settings.status();
    const auto understood = Understand(appendix, *settings, DongNai(), today_);
    ASSERT_TRUE(understood.ok()) << understood.status();
    PlanCommand command;
    *command.mutable_store()->mutable_plan() = understood->plan();
    command.mutable_store()->mutable_plan()->set_source_sha256("digest");
    ASSERT_TRUE(Apply(command, ActingFor("ubnd", today_)).ok());
  }

  absl::Status Apply(const PlanCommand& command, const Context& context) {
    absl::StatusOr<Decision> decision = Decide(plan_, command, DongNai(), context);
    if (!decision.ok()) return decision.status();
    for (v1::Event& event : decision->events) {
      if (event.has_plan_imported() || event.has_plan_item_updated() || event.has_plan_issued()) {
        EXPECT_EQ(event.subject(), "provinces/dong-nai/plans/kh");
        event.set_subject_version(++version_);
        Evolve(plan_, event);
      } else {
        task::Evolve(tasks_[event.subject()], event);
      }
    }
    event_count_ = static_cast<int>(decision->events.size());
    return absl::OkStatus();
  }

  absl::Status Issue(absl::CivilDay day, absl::string_view unit = "ubnd") {
    PlanCommand command;
    command.mutable_issue()->set_name(plan_.name());
    return Apply(command, ActingFor(unit, day));
  }

  // `kh-1 so-noi-vu due 2026-12-31`, PLANNED tasks with what they wait for.
  std::vector<std::string> Tasks() const {
    std::vector<std::string> result;
    for (const auto& [name, task] : tasks_) {
      std::string line = absl::StrCat(LastSegment(name), " ", LastSegment(task.lead_unit()));
      if (!task.requested_due_date().empty()) absl::StrAppend(&line, " due ", task.requested_due_date());
      if (!task.due_date().empty() && task.due_date() != task.requested_due_date()) {
        absl::StrAppend(&line, ">", task.due_date());
      }
      if (task.state() == v1::TASK_STATE_PLANNED) {
        absl::StrAppend(&line, " planned");
        if (task.has_planned_issue_time()) {
          absl::StrAppend(&line, " ", FormatDate(DayOf(FromTimestamp(task.planned_issue_time()))));
        }
        if (!task.awaited_event().empty()) absl::StrAppend(&line, " after ", task.awaited_event());
      } else {
        EXPECT_EQ(task.state(), v1::TASK_STATE_ISSUED) << name;
      }
      result.push_back(line);
    }
    return result;
  }

  const v1::Plan& plan() const { return plan_; }
  const v1::PlanItem& item(int index) const { return plan_.items(index); }
  const v1::Task& task(const std::string& id) const { return tasks_.at("provinces/dong-nai/tasks/" + id); }
  const std::map<std::string, v1::Task>& tasks() const { return tasks_; }
  int event_count() const { return event_count_; }

 private:
  const v1::Plan settings_;
  const absl::CivilDay today_;
  v1::Plan plan_;
  std::map<std::string, v1::Task> tasks_;
  int64_t version_ = 0;
  int event_count_ = 0;
};

constexpr absl::CivilDay kIssueDay(2026, 1, 20);

TEST(StorePlan, TheSameFileAgainChangesNothingAnotherFileIsRefused) {
  Journal journal;
  journal.Import({{"Việc", "Sở Nội vụ", "", "31/12/2026"}});
  EXPECT_EQ(journal.plan().state(), v1::Plan::STATE_DRAFT);
  EXPECT_EQ(journal.plan().etag(), "v1");
  PlanCommand again;
  *again.mutable_store()->mutable_plan() = journal.plan();
  ASSERT_TRUE(journal.Apply(again, ActingFor("ubnd", kIssueDay)).ok());
  EXPECT_EQ(journal.event_count(), 0);
  EXPECT_EQ(journal.plan().etag(), "v1");
  again.mutable_store()->mutable_plan()->set_source_sha256("other");
  EXPECT_EQ(ReasonOf(journal.Apply(again, ActingFor("ubnd", kIssueDay))), v1::ERROR_REASON_ALREADY_EXISTS);
}

TEST(IssuePlan, OneDayMakesOneTaskWithTheRolledDueDate) {
  Journal journal;
  // 31 October 2026 is a Saturday.
  journal.Import({{"Ban hành quy chế", "Sở Nội vụ", "Sở Nội vụ; Sở Y tế; Hội VHNT", "31/10/2026", "Quyết định"}});
  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-noi-vu due 2026-10-31>2026-11-02"));
  const v1::Task& task = journal.task("kh-1");
  EXPECT_EQ(task.title(), "Ban hành quy chế");
  EXPECT_EQ(task.product(), "Quyết định");
  EXPECT_EQ(task.plan(), "provinces/dong-nai/plans/kh");
  EXPECT_EQ(task.plan_item(), "provinces/dong-nai/plans/kh/items/1");
  // The functions of the whole plan do not pass for its own.
  EXPECT_EQ(task.function(), "");
  EXPECT_THAT(task.plan_functions(), ElementsAre("thông tin đối ngoại"));
  EXPECT_EQ(task.issuer_unit(), UnitIn("ubnd"));
  EXPECT_TRUE(task.approval_required());
  // The lead is not its own coordinator; who was not understood stays in words.
  EXPECT_THAT(task.coordinator_units(), ElementsAre(UnitIn("so-y-te")));
  EXPECT_THAT(task.description(), HasSubstr("Phối hợp: Sở Nội vụ; Sở Y tế; Hội VHNT"));
  EXPECT_EQ(journal.plan().state(), v1::Plan::STATE_ISSUED);
  EXPECT_EQ(journal.plan().etag(), "v2");
  EXPECT_THAT(journal.item(0).tasks(), ElementsAre(task.name()));
}

TEST(IssuePlan, ADayThatIsPastIsIssuedOverdue) {
  Journal journal;
  journal.Import({{"Việc", "Sở Nội vụ", "", "31/3/2026"}});
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2026, 11, 23)).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-noi-vu due 2026-03-31"));
}

TEST(IssuePlan, SeveralLeadsAndSetsMakeATaskForEachUnit) {
  Journal journal;
  journal.Import({{"Hai sở", "Sở Nội vụ; Sở Y tế; SYT", "", "31/12/2026"},
                  {"Mọi xã", "UBND các xã, phường", "Sở Nội vụ", "31/12/2026"}});
  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_EQ(journal.item(0).tasks_size(), 2);
  // The whole; its parts name it.
  EXPECT_THAT(journal.item(1).tasks(), ElementsAre("provinces/dong-nai/tasks/kh-2"));
  EXPECT_EQ(journal.tasks().size(), 2 + 1 + 95);
  EXPECT_EQ(journal.task("kh-1-so-y-te").lead_unit(), UnitIn("so-y-te"));
  EXPECT_EQ(journal.task("kh-2-xp-25280").lead_unit(), UnitIn("xp-25280"));
  for (const auto& [name, task] : journal.tasks()) EXPECT_TRUE(IsId(LastSegment(name))) << name;
}

TEST(IssuePlan, ARhythmIsIssuedOccurrenceByOccurrence) {
  Journal journal;
  journal.Import({{"Báo cáo", "Sở Nội vụ", "", "Hằng quý"}});
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2026, 5, 4)).ok());
  // The quarter that runs is issued now, each later one on the day after the one before.
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1-2026-06 so-noi-vu due 2026-06-30",
                                           "kh-1-2026-09 so-noi-vu due 2026-09-30 planned 2026-07-01",
                                           "kh-1-2026-12 so-noi-vu due 2026-12-31 planned 2026-10-01"));
  EXPECT_EQ(journal.task("kh-1-2026-09").title(), "Báo cáo (quý III/2026)");
  EXPECT_EQ(journal.task("kh-1-2026-09").occurrence(), "2026-09");
}

TEST(IssuePlan, ADayOfEachMonthBelongsToTheMonthThatIsNotOverYet) {
  Journal journal;
  journal.Import({{"Họp báo", "Sở Nội vụ", "", "Ngày 20 hằng tháng"}});
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2026, 10, 21)).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1-2026-11 so-noi-vu due 2026-11-20",
                                           "kh-1-2026-12 so-noi-vu due 2026-12-20 planned 2026-11-21"));
}

TEST(IssuePlan, ARhythmWhoseLastDayIsPastIsIssuedOnceAndOverdue) {
  Journal journal;
  journal.Import({{"Báo cáo", "Sở Nội vụ", "", "Trước ngày 15/10 hằng năm"}});
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2026, 11, 23)).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1-2026-10 so-noi-vu due 2026-10-15"));
}

TEST(IssuePlan, DatesAreIssuedOneAfterTheOther) {
  Journal journal;
  journal.Import({{"Tập huấn", "Sở Nội vụ", "", "02 đợt: 15/5/2026 và 21/8/2026"}});
  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1-2026-05-15 so-noi-vu due 2026-05-15",
                                           "kh-1-2026-08-21 so-noi-vu due 2026-08-21 planned 2026-05-16"));
}

TEST(IssuePlan, DatesThatAreAllPastAreIssuedOnce) {
  Journal journal;
  journal.Import({{"Tập huấn", "Sở Nội vụ", "", "02 đợt: 15/5/2026 và 21/8/2026"}});
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2026, 11, 23)).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1-2026-08-21 so-noi-vu due 2026-08-21"));
}

TEST(IssuePlan, AContinuousItemHasNoDeadlineItsReportsHave) {
  Journal journal;
  journal.Import({{"Theo dõi", "Sở Nội vụ", "", "Thường xuyên", "Báo cáo hằng quý"}});
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2026, 9, 1)).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-noi-vu", "kh-1-bc-2026-09 so-noi-vu due 2026-09-30",
                                           "kh-1-bc-2026-12 so-noi-vu due 2026-12-31 planned 2026-10-01"));
  EXPECT_EQ(journal.task("kh-1-bc-2026-09").title(), "Báo cáo: Theo dõi (quý III/2026)");
}

TEST(IssuePlan, AnItemThatFollowsAnEventWaitsForIt) {
  Journal journal;
  journal.Import({{"Hướng dẫn", "Sở Nội vụ", "", "Trong vòng 30 ngày kể từ ngày Quy chế được ban hành"}});
  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-noi-vu planned after Quy chế được ban hành"));
  EXPECT_EQ(journal.task("kh-1").awaited_period().count(), 30);
  EXPECT_EQ(journal.task("kh-1").awaited_period().unit(), v1::PERIOD_UNIT_CALENDAR_DAY);
}

TEST(IssuePlan, BeforeIsReadStrictlyWhenThePlanSaysSo) {
  v1::Plan settings = SettingsOf2026();
  settings.set_strict_before(true);
  Journal journal(settings);
  // Sunday, 9 August 2026 stands: what has to happen before Monday cannot move to Monday.
  journal.Import({{"Việc", "Sở Nội vụ", "", "Trước ngày 10/8/2026"}});
  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-noi-vu due 2026-08-09"));
}

TEST(IssuePlan, ThePlanOfAFormerProvinceIsIssuedByItsSuccessorToTheSuccessors) {
  Journal journal(SettingsOf183(), absl::CivilDay(2025, 7, 1));
  journal.Import({{"Đầu tư", "Sở KH&ĐT", "BQL các KCN", "31/12/2025"}});
  // On 1 July 2025 the board of industrial zones still held its own work; by the day of issue another one does.
  EXPECT_EQ(LastSegment(journal.item(0).coordinators(0).units(0)), "ban-quan-ly-cac-khu-cong-nghiep-dong-nai-cu");
  EXPECT_EQ(ReasonOf(journal.Issue(absl::CivilDay(2025, 8, 1), "ubnd-tinh-dong-nai-cu")),
            v1::ERROR_REASON_PERMISSION_DENIED);
  ASSERT_TRUE(journal.Issue(absl::CivilDay(2025, 8, 1)).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-tai-chinh due 2025-12-31"));
  EXPECT_THAT(journal.task("kh-1").coordinator_units(), ElementsAre(UnitIn("bql-kcn-kkt")));
  EXPECT_EQ(journal.task("kh-1").issuer_unit(), UnitIn("ubnd"));
}

TEST(IssuePlan, WhatAsksIsIssuedOnceItIsAnswered) {
  Journal journal;
  journal.Import({{"Việc rõ", "Sở Nội vụ", "", "31/12/2026"}, {"Việc chưa rõ", "Các sở, ban, ngành", "", "Dịp lễ"}});
  EXPECT_EQ(journal.item(1).state(), v1::PlanItem::STATE_ASKED);
  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_EQ(journal.plan().state(), v1::Plan::STATE_PARTLY_ISSUED);
  const absl::Status nothing = journal.Issue(kIssueDay);
  EXPECT_EQ(ReasonOf(nothing), v1::ERROR_REASON_PLAN_STATE);
  EXPECT_THAT(std::string(nothing.message()), HasSubstr("items 2"));

  PlanCommand answer;
  auto& update = *answer.mutable_update_item();
  update.mutable_item()->set_name(journal.item(1).name());
  update.mutable_item()->add_leads()->add_units(UnitIn("so-y-te"));
  update.mutable_update_mask()->add_paths("leads");
  ASSERT_TRUE(journal.Apply(answer, ActingFor("ubnd", kIssueDay)).ok());
  // The deadline is still open.
  EXPECT_EQ(journal.item(1).state(), v1::PlanItem::STATE_ASKED);
  update.mutable_item()->mutable_deadline()->set_text("Quý III/2026");
  update.mutable_update_mask()->add_paths("deadline");
  ASSERT_TRUE(journal.Apply(answer, ActingFor("ubnd", kIssueDay)).ok());
  EXPECT_EQ(journal.item(1).state(), v1::PlanItem::STATE_READY);
  EXPECT_THAT(journal.item(1).questions(), IsEmpty());

  ASSERT_TRUE(journal.Issue(kIssueDay).ok());
  EXPECT_THAT(journal.Tasks(), ElementsAre("kh-1 so-noi-vu due 2026-12-31", "kh-2 so-y-te due 2026-09-30"));
  EXPECT_EQ(journal.plan().state(), v1::Plan::STATE_ISSUED);
  EXPECT_EQ(ReasonOf(journal.Apply(answer, ActingFor("ubnd", kIssueDay))), v1::ERROR_REASON_ITEM_ISSUED);
}

TEST(IssuePlan, OnlyTheIssuerAndTheSystemMay) {
  Journal journal;
  journal.Import({{"Việc", "Sở Nội vụ", "", "31/12/2026"}});
  EXPECT_EQ(ReasonOf(journal.Issue(kIssueDay, "so-vhttdl")), v1::ERROR_REASON_PERMISSION_DENIED);
  PlanCommand command;
  command.mutable_issue()->set_name(journal.plan().name());
  Context system = ActingFor("ubnd", kIssueDay);
  system.actor.clear_unit();
  system.actor.set_system("loader");
  ASSERT_TRUE(journal.Apply(command, system).ok());
  EXPECT_EQ(journal.tasks().size(), 1);
}

TEST(IssuePlan, SaysWhetherThePlanExistsOnlyToWhoMayKnow) {
  PlanCommand command;
  command.mutable_issue()->set_name("provinces/dong-nai/plans/none");
  EXPECT_EQ(ReasonOf(Decide({}, command, DongNai(), ActingFor("so-vhttdl", kIssueDay)).status()),
            v1::ERROR_REASON_PERMISSION_DENIED);
  Context system;
  system.now = StartOfDay(kIssueDay);
  system.actor.set_system("loader");
  EXPECT_EQ(ReasonOf(Decide({}, command, DongNai(), system).status()), v1::ERROR_REASON_NOT_FOUND);
}

TEST(IssuePlan, RefusesMoreTasksThanOneStepMayMake) {
  Journal journal;
  const std::vector<RowText> rows(6, {"Việc", "UBND các xã, phường", "", "Hằng tuần"});
  journal.Import(rows);
  EXPECT_EQ(ReasonOf(journal.Issue(kIssueDay)), v1::ERROR_REASON_TOO_LARGE);
  EXPECT_THAT(journal.tasks(), IsEmpty());
}

TEST(IssuePlan, LongIdsStayUniqueAndWithinTheLimit) {
  v1::Plan plan;
  Journal journal;
  journal.Import({{"Mọi xã", "UBND các xã, phường", "", "Hằng tháng"}});
  PlanCommand command;
  command.mutable_issue();
  v1::Plan renamed = journal.plan();
  const std::string name = absl::StrCat("provinces/dong-nai/plans/", std::string(63, 'k'));
  renamed.set_name(name);
  const auto decision = Decide(renamed, command, DongNai(), ActingFor("ubnd", kIssueDay));
  ASSERT_TRUE(decision.ok()) << decision.status();
  std::set<std::string> ids;
  for (const v1::Event& event : decision->events) {
    if (!event.has_task_created()) continue;
    const std::string id(LastSegment(event.subject()));
    EXPECT_TRUE(IsId(id)) << id;
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
  EXPECT_EQ(ids.size(), (1 + 95) * 12);
}

class UpdateItem : public testing::Test {
 protected:
  void SetUp() override {
    journal_.Import({{"Việc", "Các sở, ban, ngành", "Hội VHNT", "Dịp lễ", "Báo cáo"}});
    request().mutable_item()->set_name(journal_.item(0).name());
  }

  v1::UpdatePlanItemRequest& request() { return *command_.mutable_update_item(); }
  absl::Status Send() { return journal_.Apply(command_, ActingFor("ubnd", kIssueDay)); }

  Journal journal_;
  PlanCommand command_;
};

TEST_F(UpdateItem, TakesSetsAndDaysAndKeepsTheOtherQuestions) {
  request().mutable_item()->add_leads()->set_unit_set(SetIn("ubnd-cap-xa"));
  request().mutable_item()->mutable_deadline()->add_dates("2026-10-31");
  request().mutable_update_mask()->add_paths("leads");
  request().mutable_update_mask()->add_paths("deadline");
  ASSERT_TRUE(Send().ok());
  const v1::PlanItem& item = journal_.item(0);
  EXPECT_EQ(item.leads(0).status(), v1::ResponsibleParty::STATUS_UNDERSTOOD);
  EXPECT_EQ(item.leads(0).text(), "UBND các xã, phường");
  EXPECT_EQ(item.lead_text(), "Các sở, ban, ngành");
  EXPECT_EQ(item.deadline().effective_due_date(), "2026-11-02");
  ASSERT_EQ(item.questions_size(), 1);
  EXPECT_EQ(item.questions(0).field(), "coordinators");
  EXPECT_EQ(item.state(), v1::PlanItem::STATE_READY);
  // The same answer again changes nothing.
  ASSERT_TRUE(Send().ok());
  EXPECT_EQ(journal_.event_count(), 0);
}

TEST_F(UpdateItem, CoordinatorsMayBeNone) {
  request().mutable_update_mask()->add_paths("coordinators");
  ASSERT_TRUE(Send().ok());
  EXPECT_THAT(journal_.item(0).coordinators(), IsEmpty());
  EXPECT_EQ(journal_.item(0).questions_size(), 2);
}

TEST_F(UpdateItem, RefusesWhatIsNoAnswer) {
  const auto refused = [this](absl::string_view path) {
    request().clear_update_mask();
    if (!path.empty()) request().mutable_update_mask()->add_paths(std::string(path));
    return ReasonOf(Send());
  };
  EXPECT_EQ(refused(""), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(refused("text"), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(refused("leads"), v1::ERROR_REASON_INVALID_FIELD);
  request().mutable_item()->add_leads()->set_text("Sở Nội vụ");
  EXPECT_EQ(refused("leads"), v1::ERROR_REASON_INVALID_FIELD);
  request().mutable_item()->mutable_leads(0)->add_units(UnitIn("huyen-734"));
  EXPECT_EQ(refused("leads"), v1::ERROR_REASON_INVALID_FIELD);
  request().mutable_item()->mutable_leads(0)->clear_units();
  request().mutable_item()->mutable_leads(0)->set_unit_set(SetIn("ubnd-cap-huyen"));
  EXPECT_EQ(refused("leads"), v1::ERROR_REASON_INVALID_FIELD);
  request().mutable_item()->mutable_deadline()->set_text("sớm");
  EXPECT_EQ(refused("deadline"), v1::ERROR_REASON_INVALID_FIELD);
  request().mutable_item()->mutable_deadline()->add_dates("2026-02-30");
  EXPECT_EQ(refused("deadline"), v1::ERROR_REASON_INVALID_DATE);
  request().mutable_item()->set_name("provinces/dong-nai/plans/kh/items/99");
  EXPECT_EQ(refused("leads"), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(journal_.plan().etag(), "v1");
}

TEST_F(UpdateItem, RefusesAStaleEtag) {
  request().mutable_update_mask()->add_paths("coordinators");
  request().set_etag("v0");
  EXPECT_EQ(ReasonOf(Send()), v1::ERROR_REASON_ETAG_MISMATCH);
  request().set_etag("v1");
  EXPECT_TRUE(Send().ok());
  EXPECT_EQ(journal_.plan().etag(), "v2");
}

}  // namespace
}  // namespace phoihop::plan
