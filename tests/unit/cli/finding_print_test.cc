// Findings as people read them.
#include "clients/cli/finding_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Finding Parse(const std::string& text) {
  v1::Finding finding;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &finding));
  return finding;
}

TEST(FindingPrintTest, ByKindWithWhatToDo) {
  const std::vector<v1::Finding> findings = {
      Parse(
          R"pb(name: "provinces/p/findings/gap-1"
               kind: FINDING_KIND_GAP
               explanation: "Không có đơn vị nào đang chủ trì “Thông tin biên giới, chủ quyền lãnh thổ và hợp tác hữu nghị với các nước láng giềng” (trước đây: Bộ Chỉ huy)."
               remedy: "Hãy giao cho một đơn vị."
               verification: VERIFICATION_ILLUSTRATIVE
               waiver {
                 reason: "chờ quy chế"
                 basis { instrument_number: "431/QĐ-UBND" }
               })pb"),
      Parse(R"pb(name: "provinces/p/findings/overlap-1"
                 kind: FINDING_KIND_OVERLAP
                 explanation: "Có 2 đơn vị."
                 remedy: "Hãy để một đơn vị chủ trì."
                 change: CHANGE_NEW
                 valid_from: "2026-01-01"
                 valid_to: "2026-02-01")pb")};
  const std::string out = DescribeFindings(findings, /*days=*/true, 60);
  for (const absl::string_view line : absl::StrSplit(out, '\n')) EXPECT_LE(DisplayWidth(line), 60) << line;
  EXPECT_THAT(out, HasSubstr("bỏ sót: không có đơn vị chủ trì (1)\n  gap-1"));
  EXPECT_THAT(out, HasSubstr("[dữ liệu minh họa]  [đã chấp nhận]"));
  EXPECT_THAT(out, HasSubstr("    → Hãy giao cho một đơn vị.\n    ✓ Chấp nhận vì: chờ quy chế (431/QĐ-UBND)"));
  EXPECT_THAT(out, HasSubstr("overlap-1  [MỚI do dự thảo]  [01/01/2026 – 31/01/2026]"));
}

TEST(FindingPrintTest, TheSameInManyPlacesIsToldOnce) {
  std::vector<v1::Finding> findings;
  for (int i = 0; i < 40; ++i) {
    v1::Finding finding =
        Parse(R"pb(kind: FINDING_KIND_GAP function: "provinces/p/functions/f" remedy: "Hãy giao.")pb");
    finding.set_name(absl::StrCat("provinces/p/findings/gap-", i));
    finding.set_territory(absl::StrCat("provinces/p/units/x", i));
    finding.set_explanation(absl::StrCat("Không có ai ở xã ", i, "."));
    findings.push_back(finding);
  }
  const std::string out = DescribeFindings(findings, /*days=*/false, 100);
  EXPECT_THAT(out, HasSubstr("xã 2."));
  EXPECT_THAT(out, Not(HasSubstr("xã 3.")));
  EXPECT_THAT(out, HasSubstr("và ở 37 nơi khác"));
}

}  // namespace
}  // namespace phoihop::cli
