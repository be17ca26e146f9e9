#include "workflow/plan/party_pieces.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "workflow/plan/party_phrase.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {
namespace {

// `Sở A,Sở B;Sở C`: the pieces with the strength of what stands between them.
std::string Show(absl::string_view cell) {
  const std::string cleaned = CleanCell(cell);
  std::string result;
  for (const Piece& piece : CutCell(cleaned)) {
    const char* separator = piece.before == Piece::kStart  ? ""
                            : piece.before == Piece::kSoft ? ","
                            : piece.before == Piece::kHard ? ";"
                                                           : ":";
    absl::StrAppend(&result, separator, cleaned.substr(piece.begin, piece.end - piece.begin));
  }
  return result;
}

TEST(CutCell, CutsAtEverySeparatorThatCouldEndAName) {
  EXPECT_EQ(Show("Sở Văn hóa, Thể thao và Du lịch"), "Sở Văn hóa,Thể thao,Du lịch");
  EXPECT_EQ(Show("Sở Nội vụ; Sở Tài chính"), "Sở Nội vụ;Sở Tài chính");
  EXPECT_EQ(Show("UBND các xã: Đắk Ơ, Lộc Tấn; TP. Long Khánh"), "UBND các xã:Đắk Ơ,Lộc Tấn;TP. Long Khánh");
  EXPECT_EQ(Show("Sở Nội vụ\nSở Tài chính"), "Sở Nội vụ,Sở Tài chính");
  EXPECT_EQ(Show("- Sở Nội vụ.\n- Sở Tài chính;"), "Sở Nội vụ;Sở Tài chính");
  EXPECT_EQ(Show("Sở VHTTDL (chủ trì, tổng hợp), Sở Nội vụ"), "Sở VHTTDL (chủ trì, tổng hợp),Sở Nội vụ");
  EXPECT_EQ(Show(" , ; và"), "");
  EXPECT_EQ(Show("-nt-, Sở Nội vụ"), "-nt-,Sở Nội vụ");
}

TEST(CutCell, TakesTheStrongestOfSeveralSeparators) { EXPECT_EQ(Show("Sở Nội vụ, ; Sở Y tế"), "Sở Nội vụ;Sở Y tế"); }

TEST(SplitRemark, KeepsTheRemarkApart) {
  EXPECT_EQ(SplitRemark("Sở Tài chính (Sở KH&ĐT cũ)").text, "Sở Tài chính");
  EXPECT_EQ(SplitRemark("Sở Tài chính (Sở KH&ĐT cũ)").remark, "Sở KH&ĐT cũ");
  EXPECT_EQ(SplitRemark("A (b) C (d)").text, "A C");
  EXPECT_EQ(SplitRemark("A (b) C (d)").remark, "b; d");
  EXPECT_EQ(SplitRemark("A (b").remark, "b");
}

TEST(IsSameAsAbove, KnowsTheWaysOfWritingIt) {
  for (const char* cell : {"nt", "-nt-", "- nt -", "NT", "n.t", "N.T.", "như trên", "Như trên", "\"", "”", "〃"}) {
    EXPECT_TRUE(IsSameAsAbove(cell)) << cell;
  }
  for (const char* cell : {"", "-", "Sở NT", "ntt", "Sở Nội vụ"}) EXPECT_FALSE(IsSameAsAbove(cell)) << cell;
}

}  // namespace
}  // namespace phoihop::plan
