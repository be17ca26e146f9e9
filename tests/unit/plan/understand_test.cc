#include "workflow/plan/understand.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::ImportedCell;
using v1::ImportedRow;

constexpr absl::CivilDay kToday(2026, 1, 15);
constexpr char kName[] = "provinces/dong-nai/plans/kh";

// An item in the order of Column.
AppendixRow Item(std::vector<std::string> cells) {
  AppendixRow row;
  row.kind = ImportedRow::KIND_ITEM;
  for (size_t i = 0; i < cells.size(); ++i) row.cells[i] = std::move(cells[i]);
  return row;
}

AppendixRow Heading(const std::string& ordinal, const std::string& text) {
  AppendixRow row;
  row.kind = ImportedRow::KIND_HEADING;
  row.at(Column::kOrdinal) = ordinal;
  row.at(Column::kText) = text;
  return row;
}

v1::ImportPlanResponse Import(std::vector<AppendixRow> rows) {
  Appendix appendix;
  for (AppendixRow& row : rows) {
    row.row = static_cast<int>(appendix.rows.size()) + 2;
    appendix.rows.push_back(std::move(row));
  }
  const auto settings = CheckSettings(SettingsOf2026(), kName, DongNai(), kToday);
  EXPECT_TRUE(settings.ok()) << settings.status();
  auto response = Understand(appendix, *settings, DongNai(), kToday);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *std::move(response) : v1::ImportPlanResponse();
}

const ImportedCell* Wrong(const ImportedRow& row) {
  for (const ImportedCell& cell : row.cells()) {
    if (cell.outcome() == ImportedCell::OUTCOME_WRONG) return &cell;
  }
  return nullptr;
}

TEST(Understand, HeadingsNestAndOrdinalsMayStartAgain) {
  const auto response =
      Import({Heading("A", "Chung"), Heading("I", "Một"), Item({"1", "Việc", "Sở Nội vụ", "", "Quý I"}),
              Heading("", "Nhóm"), Item({"2", "Việc", "Sở Nội vụ", "", "Quý I"}), Heading("II", "Hai"),
              Item({"1", "Việc", "Sở Nội vụ", "", "Quý I"}), Heading("B", "Riêng"),
              Item({"", "Việc", "Sở Nội vụ", "", "Quý I"})});
  ASSERT_EQ(response.plan().items_size(), 4);
  EXPECT_THAT(response.plan().items(0).headings(), ElementsAre("A. Chung", "I. Một"));
  EXPECT_THAT(response.plan().items(1).headings(), ElementsAre("A. Chung", "I. Một", "Nhóm"));
  EXPECT_THAT(response.plan().items(2).headings(), ElementsAre("A. Chung", "II. Hai"));
  EXPECT_THAT(response.plan().items(3).headings(), ElementsAre("B. Riêng"));
  EXPECT_EQ(LastSegment(response.plan().items(0).name()), "1");
  EXPECT_EQ(LastSegment(response.plan().items(2).name()), "1-r8");
  EXPECT_EQ(LastSegment(response.plan().items(3).name()), "r10");
}

TEST(Understand, OrdinalsOfAnyKindMakeGoodIds) {
  const auto response =
      Import({Item({"1.1", "Việc", "Sở Nội vụ", "", "Quý I"}), Item({"2a)", "Việc", "Sở Nội vụ", "", "Quý I"}),
              Item({"Đ", "Việc", "Sở Nội vụ", "", "Quý I"}), Item({"***", "Việc", "Sở Nội vụ", "", "Quý I"})});
  std::vector<std::string> ids;
  for (const v1::PlanItem& item : response.plan().items()) ids.emplace_back(LastSegment(item.name()));
  EXPECT_THAT(ids, ElementsAre("1-1", "2a", "d", "r5"));
}

TEST(Understand, SameAsAboveReachesOverHeadingsAndStaysAsWritten) {
  const auto response = Import({Item({"1", "Việc", "Sở Nội vụ", "Sở Y tế", "31/12/2026", "Báo cáo"}),
                                Heading("I", "Phần"), Item({"2", "Việc", "nt", "-nt-, Sở Tư pháp", "như trên", "nt"}),
                                Item({"3", "Việc", "nt", "nt", "nt", "nt"})});
  const v1::PlanItem& third = response.plan().items(2);
  EXPECT_EQ(third.lead_text(), "nt");
  EXPECT_THAT(third.leads(0).units(), ElementsAre(UnitIn("so-noi-vu")));
  ASSERT_EQ(third.coordinators_size(), 2);
  EXPECT_THAT(third.coordinators(1).units(), ElementsAre(UnitIn("so-tu-phap")));
  EXPECT_EQ(third.deadline().nominal_due_date(), "2026-12-31");
  EXPECT_EQ(third.product(), "Báo cáo");
  EXPECT_EQ(response.understood_items(), 3);
}

TEST(Understand, SaysWhichCellIsWrongAndHowToMendIt) {
  const auto wrong = [](std::vector<std::string> cells) {
    const auto response = Import({Item(std::move(cells))});
    EXPECT_EQ(response.wrong_rows(), 1);
    const ImportedCell* cell = Wrong(response.rows(0));
    return cell == nullptr ? std::string("none") : absl::StrCat(cell->field(), ": ", cell->explanation());
  };
  EXPECT_THAT(wrong({"1", "Việc", "nt", "", "Quý I"}), HasSubstr("lead: Ô ghi \"như trên\""));
  EXPECT_THAT(wrong({"1", " ", "Sở Nội vụ", "", "Quý I"}), HasSubstr("text: Dòng này không có nội dung"));
  EXPECT_THAT(wrong({"1", "Việc", "Sở Nội vụ", "", "Quý I", std::string(limits::kProductBytes + 1, 'x')}),
              HasSubstr("product: Ô dài hơn"));
  EXPECT_THAT(wrong({"1", "Vi\xE1\xBB", "Sở Nội vụ", "", "Quý I"}), HasSubstr("text: Ô có ký tự không đúng mã"));
  std::string many;
  for (size_t i = 0; i <= kMaxPiecesInPartyCell; ++i) absl::StrAppend(&many, "a,");
  EXPECT_THAT(wrong({"1", "Việc", many, "", "Quý I"}), HasSubstr("lead: Ô liệt kê hơn"));
}

TEST(Understand, AnItemNeedsALeadAndADeadline) {
  const auto response = Import({Item({"1", "Việc", "", "", ""})});
  const v1::PlanItem& item = response.plan().items(0);
  ASSERT_EQ(item.questions_size(), 2);
  EXPECT_EQ(item.questions(0).field(), "lead");
  EXPECT_EQ(item.questions(1).field(), "deadline");
  EXPECT_TRUE(item.questions(0).blocking() && item.questions(1).blocking());
  EXPECT_EQ(response.asked_items(), 1);
}

TEST(Understand, RefusesATableWithMoreItemsThanAPlanMayHave) {
  Appendix appendix;
  appendix.rows.assign(kMaxItems + 1, Item({"1", "Việc"}));
  const auto settings = CheckSettings(SettingsOf2026(), kName, DongNai(), kToday);
  EXPECT_EQ(ReasonOf(Understand(appendix, *settings, DongNai(), kToday).status()), v1::ERROR_REASON_TOO_LARGE);
}

TEST(Understand, RefusesATableWithMoreNamesThanItWillLookUp) {
  // Every cell is within its limits; together they would keep a server busy for minutes.
  Appendix appendix;
  for (int i = 0; i < 150; ++i) {
    std::string names;
    for (int j = 0; j < 200; ++j) absl::StrAppend(&names, "Hội x", i, "y", j, ",");
    appendix.rows.push_back(Item({"1", "Việc", names, "", "Quý I"}));
  }
  const auto settings = CheckSettings(SettingsOf2026(), kName, DongNai(), kToday);
  EXPECT_EQ(ReasonOf(Understand(appendix, *settings, DongNai(), kToday).status()), v1::ERROR_REASON_TOO_LARGE);
}

TEST(CheckSettings, FillsInWhatIsLeftOpenAndClearsWhatIsOurs) {
  v1::Plan plan = SettingsOf2026();
  plan.clear_reference_date();
  plan.set_state(v1::Plan::STATE_ISSUED);
  plan.add_items()->set_text("x");
  plan.set_etag("v7");
  const auto checked = CheckSettings(plan, kName, DongNai(), kToday);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->name(), kName);
  EXPECT_EQ(checked->reference_date(), "2026-01-15");
  EXPECT_EQ(checked->roll(), v1::ROLL_RULE_NEXT_WORKING_DAY);
  EXPECT_THAT(checked->items(), IsEmpty());
  EXPECT_THAT(checked->etag(), IsEmpty());
}

TEST(CheckSettings, NamesEveryFieldThatIsWrong) {
  v1::Plan plan;
  plan.set_document_date("15/01/2026");
  plan.set_period_start_date("2026-12-31");
  plan.set_period_end_date("2026-01-01");
  plan.set_issuer_unit("provinces/dong-nai/units/nobody");
  const absl::Status status = CheckSettings(plan, kName, DongNai(), kToday).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("plan.document_date", "plan.period_end_date", "plan.issuer_unit"));
  plan = SettingsOf2026();
  plan.set_document_date("15/01/2026");
  EXPECT_EQ(ReasonOf(CheckSettings(plan, kName, DongNai(), kToday).status()), v1::ERROR_REASON_INVALID_DATE);
}

}  // namespace
}  // namespace phoihop::plan
