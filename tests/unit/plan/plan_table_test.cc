#include "services/import/plan_table.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

using plan::AppendixRow;
using plan::Column;
using testing::HasSubstr;

// `1 HEADER; 2 ITEM 1/Nhiệm vụ/Sở Nội vụ/31/12/2026; …`
std::string Show(absl::string_view csv) {
  const auto appendix = ReadCsvAppendix(csv);
  if (!appendix.ok()) return absl::StrCat(ReasonName(ReasonOf(appendix.status())), ": ", appendix.status().message());
  std::string result;
  for (const AppendixRow& row : appendix->rows) {
    absl::StrAppend(&result, result.empty() ? "" : "; ", row.row, " ", v1::ImportedRow::Kind_Name(row.kind).substr(5));
    if (row.kind == v1::ImportedRow::KIND_ITEM) {
      absl::StrAppend(&result, " ", row.at(Column::kOrdinal), "/", row.at(Column::kText), "/", row.at(Column::kLead),
                      "/", row.at(Column::kCoordinators), "/", row.at(Column::kDeadline));
    } else if (row.kind != v1::ImportedRow::KIND_HEADER) {
      absl::StrAppend(&result, " ", row.at(Column::kOrdinal), "/", row.at(Column::kText));
    }
  }
  return result;
}

TEST(FindAppendix, FindsItemsHeadingsAndWhatStandsAround) {
  EXPECT_EQ(Show("ỦY BAN NHÂN DÂN,,,,\n"
                 "Phụ lục: PHÂN CÔNG NHIỆM VỤ,,,,\n"
                 "STT,Nội dung công việc,Đơn vị chủ trì,Đơn vị phối hợp,Thời gian thực hiện\n"
                 "A,PHẦN CHUNG,,,\n"
                 "I,Chỉ đạo,,,\n"
                 "1,Ban hành kế hoạch,Sở Nội vụ,Sở Y tế,31/12/2026\n"
                 ",Nhóm không đánh số,,,\n"
                 "2,Chưa phân công,,,\n"
                 ",Ghi chú: số liệu đến ngày 31/12,,,\n"),
            "1 OUTSIDE ỦY BAN NHÂN DÂN/; 2 OUTSIDE Phụ lục: PHÂN CÔNG NHIỆM VỤ/; 3 HEADER; 4 HEADING A/PHẦN CHUNG; "
            "5 HEADING I/Chỉ đạo; 6 ITEM 1/Ban hành kế hoạch/Sở Nội vụ/Sở Y tế/31/12/2026; "
            "7 HEADING /Nhóm không đánh số; 8 ITEM 2/Chưa phân công///; 9 OUTSIDE /Ghi chú: số liệu đến ngày 31/12");
}

TEST(FindAppendix, TakesColumnsInAnyOrderAndLeavesOthersOut) {
  EXPECT_EQ(Show("Thời hạn;Chủ trì;Kinh phí;Nhiệm vụ\n31/12/2026;Sở Nội vụ;0;Việc\n"),
            "1 HEADER; 2 ITEM /Việc/Sở Nội vụ//31/12/2026");
}

TEST(FindAppendix, ReadsAHeaderOfTwoRowsAndTheNumbersOfColumns) {
  EXPECT_EQ(Show("TT,Nhiệm vụ,Cơ quan thực hiện,,Thời gian\n"
                 ",,Chủ trì,Phối hợp,\n"
                 "(1),(2),(3),(4),(5)\n"
                 "1,Việc,Sở Nội vụ,Sở Y tế,31/12/2026\n"),
            "1 HEADER; 2 HEADER; 3 HEADER; 4 ITEM 1/Việc/Sở Nội vụ/Sở Y tế/31/12/2026");
  // Both rows again on the next page.
  EXPECT_EQ(Show("TT,Nhiệm vụ,Cơ quan thực hiện,,Thời gian\n,,Chủ trì,Phối hợp,\n1,Việc,A,B,Quý I\n"
                 "TT,Nhiệm vụ,Cơ quan thực hiện,,Thời gian\n,,Chủ trì,Phối hợp,\n2,Việc,A,B,Quý I\n"),
            "1 HEADER; 2 HEADER; 3 ITEM 1/Việc/A/B/Quý I; 4 HEADER; 5 HEADER; 6 ITEM 2/Việc/A/B/Quý I");
}

TEST(FindAppendix, SkipsTheHeaderThatIsRepeatedOnEveryPage) {
  EXPECT_EQ(Show("TT,Nhiệm vụ,Chủ trì,Thời gian\n1,Việc,A,31/12/2026\nTT,Nhiệm vụ,Chủ trì,Thời gian\n2,Việc,B,Quý I\n"),
            "1 HEADER; 2 ITEM 1/Việc/A//31/12/2026; 3 HEADER; 4 ITEM 2/Việc/B//Quý I");
}

TEST(FindAppendix, KeepsLineNumbersBehindCellsOfSeveralLines) {
  EXPECT_EQ(Show("TT,Nhiệm vụ,Chủ trì,Thời gian\n1,Việc,\"Sở A\nSở B\",31/12/2026\n2,Việc,C,Quý I\n"),
            "1 HEADER; 2 ITEM 1/Việc/Sở A\nSở B//31/12/2026; 4 ITEM 2/Việc/C//Quý I");
}

TEST(FindAppendix, SaysWhatIsMissing) {
  EXPECT_THAT(Show("TT,Nhiệm vụ,Cơ quan chủ trì,Sản phẩm\n1,Việc,A,B\n"),
              testing::AllOf(HasSubstr("INVALID_FILE"), HasSubstr("row 1"), HasSubstr("missing: 'Thời gian'")));
  EXPECT_THAT(Show("a,b,c\n1,2,3\n"), HasSubstr("'Nhiệm vụ', 'Cơ quan chủ trì', 'Thời gian'"));
  EXPECT_THAT(Show("Nhiệm vụ,Cơ quan chủ trì và phối hợp,Thời gian\nViệc,A,B\n"), HasSubstr("'Cơ quan chủ trì'"));
  EXPECT_THAT(Show("Nhiệm vụ,Nội dung,Chủ trì,Thời gian\nViệc,A,B,C\n"), HasSubstr("'Nhiệm vụ' twice"));
  EXPECT_THAT(Show("Nhiệm vụ,Chủ trì,Thời gian\n"), HasSubstr("no task below the header"));
  EXPECT_THAT(Show(""), HasSubstr("INVALID_FILE"));
  EXPECT_THAT(Show("TT,Nhi?m v?,Ch? tr?,Th?i gian\n1,Vi?c,A,B\n"), HasSubstr("letters were lost"));
}

TEST(FindAppendix, RefusesATableThatIsTooLong) {
  std::vector<TableRow> rows(plan::kMaxRows + 1, TableRow{.cells = {"a"}});
  EXPECT_EQ(ReasonOf(FindAppendix(rows).status()), v1::ERROR_REASON_TOO_LARGE);
}

}  // namespace
}  // namespace phoihop::import
