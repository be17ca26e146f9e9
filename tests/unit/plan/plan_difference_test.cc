// What another file changes in a plan: rows that were put in between, numbered anew, reworded, taken out; and what
// stays of answers that people gave.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/plan/appendix.h"
#include "workflow/plan/difference.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::PlanItem;
using v1::PlanItemChange;

constexpr absl::CivilDay kToday(2026, 1, 15);

// Text, leads, coordinators, deadline; a row of one cell is a heading.
using Rows = std::vector<std::vector<std::string>>;

v1::Plan Read(const Rows& rows, const v1::Plan& settings = SettingsOf2026()) {
  Appendix appendix;
  int ordinal = 0;
  for (const auto& cells : rows) {
    AppendixRow& row = appendix.rows.emplace_back();
    row.row = static_cast<int>(appendix.rows.size()) + 1;
    row.kind = cells.size() == 1 ? v1::ImportedRow::KIND_HEADING : v1::ImportedRow::KIND_ITEM;
    row.at(Column::kOrdinal) = cells.size() == 1 ? "I" : absl::StrCat(++ordinal);
    for (size_t i = 0; i < cells.size(); ++i) row.cells[i + 1] = cells[i];
  }
  const auto checked = CheckSettings(settings, "provinces/dong-nai/plans/kh", DongNai(), kToday);
  EXPECT_TRUE(checked.ok()) << checked.status();
  auto response = Understand(appendix, *checked, DongNai(), kToday);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->plan() : v1::Plan();
}

std::vector<std::string> Show(const Difference& difference) {
  std::vector<std::string> lines;
  for (const PlanItemChange& change : difference.changes) {
    std::string line =
        absl::StrCat(PlanItemChange::Kind_Name(change.kind()).substr(5), " ", LastSegment(change.item()));
    for (const auto& field : change.fields()) {
      absl::StrAppend(&line, " ", field.field(), ":", field.before(), ">", field.after());
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> Names(const v1::Plan& plan) {
  std::vector<std::string> names;
  for (const PlanItem& item : plan.items()) names.emplace_back(LastSegment(item.name()));
  return names;
}

const Rows& Three() {
  static const auto& rows = *new Rows{{"Ban hành quy chế", "Sở VHTTDL", "Sở Nội vụ", "30/6/2026"},
                                      {"Tập huấn cho cấp xã", "Sở Nội vụ", "", "Quý III"},
                                      {"Báo cáo kết quả năm", "UBND các xã, phường", "", "15/12"}};
  return rows;
}

TEST(PlanDifference, TheSameRowsAreNone) {
  const Difference difference = Compare(Read(Three()), Read(Three()));
  EXPECT_THAT(difference.changes, IsEmpty());
  EXPECT_THAT(Names(difference.plan), ElementsAre("1", "2", "3"));
}

TEST(PlanDifference, ARowInBetweenOnlyRenumbersTheOthers) {
  Rows rows = Three();
  rows.insert(rows.begin() + 1, {"Sản xuất clip", "Sở Ngoại vụ", "", "Tháng 10"});
  const Difference difference = Compare(Read(Three()), Read(rows));
  EXPECT_THAT(Show(difference), ElementsAre("ADDED 2-sd1", "CHANGED 2 ordinal:2>3", "CHANGED 3 ordinal:3>4"));
  EXPECT_THAT(Names(difference.plan), ElementsAre("1", "2-sd1", "2", "3"));
}

TEST(PlanDifference, AReworderedRowIsTheSameItem) {
  Rows rows = Three();
  std::swap(rows[0], rows[2]);
  rows[1][0] = "Tập huấn nghiệp vụ cho cấp xã";
  rows[1][3] = "Quý IV";
  const Difference difference = Compare(Read(Three()), Read(rows));
  EXPECT_THAT(Show(difference),
              ElementsAre("CHANGED 3 ordinal:3>1",
                          "CHANGED 2 text:Tập huấn cho cấp xã>Tập huấn nghiệp vụ cho cấp xã deadline:Quý III>Quý IV",
                          "CHANGED 1 ordinal:1>3"));
  EXPECT_EQ(difference.plan.items(1).deadline().nominal_due_date(), "2026-12-31");
}

TEST(PlanDifference, SameTextsAreTakenInTheirOrderAndHeadingsTellThemApart) {
  const Rows before = {{"PHẦN MỘT"},
                       {"Báo cáo", "Sở Nội vụ", "", "Quý I"},
                       {"Báo cáo", "Sở Y tế", "", "Quý I"},
                       {"PHẦN HAI"},
                       {"Báo cáo", "Sở Tư pháp", "", "Quý I"}};
  Rows after = before;
  after.erase(after.begin() + 1);
  EXPECT_THAT(Show(Compare(Read(before), Read(after))),
              ElementsAre("CHANGED 1 lead:Sở Nội vụ>Sở Y tế", "CHANGED 3 ordinal:3>2", "REMOVED 2"));
}

TEST(PlanDifference, WhatIsIssuedAndGoneStaysAsWithdrawnAndTheRestGoes) {
  v1::Plan before = Read(Three());
  before.set_state(v1::Plan::STATE_PARTLY_ISSUED);
  before.mutable_items(0)->set_state(PlanItem::STATE_ISSUED);
  before.mutable_items(0)->add_tasks("provinces/dong-nai/tasks/kh-1");
  const Difference difference = Compare(before, Read({Three()[2]}));
  EXPECT_THAT(Show(difference), ElementsAre("CHANGED 3 ordinal:3>1", "REMOVED 1", "REMOVED 2"));
  EXPECT_THAT(Names(difference.plan), ElementsAre("3", "1"));
  EXPECT_EQ(difference.plan.items(1).state(), PlanItem::STATE_WITHDRAWN);
  EXPECT_EQ(difference.plan.revision(), 1);
  EXPECT_EQ(difference.plan.state(), v1::Plan::STATE_PARTLY_ISSUED);
  // The next revision says nothing of it any more, and its name is not used again.
  const Difference next = Compare(difference.plan, Read(Three()));
  EXPECT_THAT(Show(next), ElementsAre("ADDED 1-sd2", "ADDED 2", "CHANGED 3 ordinal:1>3"));
  EXPECT_THAT(Names(next.plan), ElementsAre("1-sd2", "2", "3", "1"));
}

TEST(PlanDifference, AnswersToCellsThatStayAreKept) {
  const Rows rows = {{"Việc một", "Các sở, ban, ngành", "Hội VHNT", "Dịp lễ"}, {"Việc hai", "nt", "", "31/12/2026"}};
  v1::Plan before = Read(rows);
  // As a person answered: the lead and the deadline of the first item.
  PlanItem& answered = *before.mutable_items(0);
  answered.clear_questions();
  answered.mutable_leads(0)->Clear();
  answered.mutable_leads(0)->set_status(v1::ResponsibleParty::STATUS_UNDERSTOOD);
  answered.mutable_leads(0)->add_units(UnitIn("so-noi-vu"));
  answered.clear_coordinators();
  answered.mutable_deadline()->set_kind(v1::DEADLINE_KIND_FIXED);
  answered.mutable_deadline()->set_nominal_due_date("2026-09-01");
  answered.set_state(PlanItem::STATE_READY);

  Rows again = rows;
  again[0].push_back("Báo cáo");
  const Difference same = Compare(before, Read(again));
  EXPECT_THAT(Show(same), ElementsAre("CHANGED 1 product:>Báo cáo"));
  EXPECT_EQ(same.plan.items(0).leads(0).units(0), UnitIn("so-noi-vu"));
  EXPECT_EQ(same.plan.items(0).deadline().nominal_due_date(), "2026-09-01");
  EXPECT_THAT(same.plan.items(0).questions(), IsEmpty());
  EXPECT_EQ(same.plan.items(0).state(), PlanItem::STATE_READY);

  // Another text is another question, and "nt" below it says something else too.
  again[0][1] = "Các đoàn thể";
  const Difference other = Compare(before, Read(again));
  EXPECT_THAT(Show(other), ElementsAre("CHANGED 1 lead:Các sở, ban, ngành>Các đoàn thể product:>Báo cáo",
                                       "CHANGED 2 lead:Các sở, ban, ngành>Các đoàn thể"));
  EXPECT_EQ(other.plan.items(0).state(), PlanItem::STATE_ASKED);
  EXPECT_EQ(other.plan.items(0).deadline().nominal_due_date(), "2026-09-01");
}

TEST(PlanDifference, HowARhythmIsCaughtUpWithIsKept) {
  const Rows rows = {{"Báo cáo", "Sở Nội vụ", "", "Ngày 20 hằng tháng"}};
  v1::Plan before = Read(rows);
  before.mutable_items(0)->set_catch_up(v1::CATCH_UP_ALL);
  before.mutable_items(0)->set_catch_up_days(30);
  Rows again = rows;
  again[0].push_back("Báo cáo");
  EXPECT_EQ(Compare(before, Read(again)).plan.items(0).catch_up_days(), 30);
  // What is done once has nothing to catch up with.
  again[0][3] = "31/12/2026";
  EXPECT_EQ(Compare(before, Read(again)).plan.items(0).catch_up_days(), 0);
}

}  // namespace
}  // namespace phoihop::plan
