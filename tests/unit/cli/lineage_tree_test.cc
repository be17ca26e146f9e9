#include "clients/cli/lineage_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/table.h"

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWidth = 100;

std::string Unit(absl::string_view id) { return absl::StrCat("provinces/p/units/", id); }

void AddNode(v1::Lineage& lineage, absl::string_view id, std::vector<std::string> names, const std::string& from,
             const std::string& to) {
  auto* node = lineage.add_nodes();
  node->set_unit(Unit(id));
  for (const std::string& name : names) node->add_display_names(name);
  node->set_start_date(from);
  node->set_end_date(to);
  node->set_alive(to.empty());
}

v1::Lineage::Edge& AddEdge(v1::Lineage& lineage, absl::string_view step, absl::string_view from, absl::string_view to,
                           const std::string& date, v1::ReorganisationType type, const std::string& basis) {
  auto* edge = lineage.add_edges();
  edge->set_reorganisation(absl::StrCat("provinces/p/reorganisations/", step));
  edge->set_from_unit(Unit(from));
  edge->set_to_unit(Unit(to));
  edge->set_effective_date(date);
  edge->set_type(type);
  edge->set_basis(basis);
  return *edge;
}

void ExpectFits(const std::string& text, int width) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) EXPECT_LE(DisplayWidth(line), width) << line;
}

TEST(LineageTreeTest, AWardThatWasACommuneAndMerged) {
  v1::Lineage lineage;
  lineage.set_unit(Unit("moi"));
  AddNode(lineage, "moi", {"Xã Bình An", "Phường Bình An"}, "2025-07-01", "");
  AddNode(lineage, "a-cu", {"Xã A"}, "", "2025-07-01");
  AddNode(lineage, "b-cu", {"Thị trấn B"}, "", "2025-07-01");
  AddEdge(lineage, "1", "a-cu", "moi", "2025-07-01", v1::REORGANISATION_TYPE_MERGE, "NQ 1662");
  AddEdge(lineage, "1", "b-cu", "moi", "2025-07-01", v1::REORGANISATION_TYPE_MERGE, "NQ 1662");
  AddEdge(lineage, "2", "moi", "moi", "2026-04-30", v1::REORGANISATION_TYPE_RETYPE, "NQ 2");
  EXPECT_EQ(DrawLineage(lineage, kWidth), R"(Xã Bình An → Phường Bình An [moi] · 01/07/2025 – nay

Từ đâu mà có
└─ 01/07/2025 sáp nhập · NQ 1662
   ├─ Xã A [a-cu] · … – 01/07/2025
   └─ Thị trấn B [b-cu] · … – 01/07/2025

Thay đổi của chính đơn vị
└─ 30/04/2026 đổi loại · NQ 2

Trở thành: vẫn đang hoạt động
)");
}

TEST(LineageTreeTest, AUnitThatWasDividedSaysWhichPartWentWhere) {
  v1::Lineage lineage;
  lineage.set_unit(Unit("cu"));
  AddNode(lineage, "cu", {"Xã Xuân Tâm"}, "", "2025-07-01");
  AddNode(lineage, "dong", {"Xã Xuân Đông"}, "2025-07-01", "");
  AddNode(lineage, "hoa", {"Xã Xuân Hòa"}, "2025-07-01", "");
  AddNode(lineage, "c-cu", {"Xã C"}, "", "2025-07-01");
  auto* part =
      AddEdge(lineage, "1", "cu", "dong", "2025-07-01", v1::REORGANISATION_TYPE_SPLIT, "NQ 1662").mutable_partition();
  part->set_key(v1::Partition::KEY_TERRITORY);
  part->set_text("một phần");
  AddEdge(lineage, "1", "cu", "hoa", "2025-07-01", v1::REORGANISATION_TYPE_SPLIT, "NQ 1662")
      .mutable_partition()
      ->set_key(v1::Partition::KEY_REMAINDER);
  AddEdge(lineage, "1", "c-cu", "hoa", "2025-07-01", v1::REORGANISATION_TYPE_SPLIT, "NQ 1662");
  EXPECT_EQ(DrawLineage(lineage, kWidth), R"(Xã Xuân Tâm [cu] · … – 01/07/2025

Từ đâu mà có: không có sắp xếp nào được ghi nhận

Trở thành
└─ 01/07/2025 chia · NQ 1662
   ├─ Xã Xuân Đông [dong] · 01/07/2025 – nay
   │    phần: một phần
   └─ Xã Xuân Hòa [hoa] · 01/07/2025 – nay
        phần: phần còn lại
        cùng với Xã C
)");
}

TEST(LineageTreeTest, AUnitReachedTwiceIsDrawnOnceAndLongLinesWrap) {
  v1::Lineage lineage;
  lineage.set_unit(Unit("huyen"));
  lineage.set_truncated(true);
  const std::string basis(300, 'x');
  AddNode(lineage, "huyen", {"Huyện"}, "", "2025-07-01");
  AddNode(lineage, "a", {"Xã A"}, "", "2026-01-01");
  AddNode(lineage, "b", {"Xã B"}, "", "2026-01-01");
  AddNode(lineage, "c", {"Xã C có tên rất dài để phải xuống dòng ở màn hình hẹp"}, "2026-01-01", "");
  AddEdge(lineage, "1", "huyen", "a", "2025-07-01", v1::REORGANISATION_TYPE_SPLIT, basis);
  AddEdge(lineage, "1", "huyen", "b", "2025-07-01", v1::REORGANISATION_TYPE_SPLIT, basis);
  AddEdge(lineage, "2", "a", "c", "2026-01-01", v1::REORGANISATION_TYPE_MERGE, "");
  AddEdge(lineage, "2", "b", "c", "2026-01-01", v1::REORGANISATION_TYPE_MERGE, "");
  for (const int width : {40, 60, 100}) {
    const std::string text = DrawLineage(lineage, width);
    ExpectFits(text, width);
    EXPECT_THAT(text, HasSubstr("Còn nữa"));
  }
  EXPECT_THAT(DrawLineage(lineage, 120), HasSubstr("01/01/2026 – nay (đã nêu ở trên)"));
}

TEST(LineageTreeTest, AUnitWithoutHistory) {
  v1::Lineage lineage;
  lineage.set_unit(Unit("so"));
  AddNode(lineage, "so", {"Sở Nội vụ"}, "", "");
  const std::string text = DrawLineage(lineage, kWidth);
  EXPECT_THAT(text, HasSubstr("không có sắp xếp nào"));
  EXPECT_THAT(text, Not(HasSubstr("─")));
}

}  // namespace
}  // namespace phoihop::cli
