// Names as people write them. The golden list of abbreviations has its own file.
#include "workflow/organisation/name_matcher.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::NameMatch;

void ExpectUnit(const NameMatch& match, NameMatch::Outcome outcome, NameMatch::Reading reading, const std::string& unit,
                const std::vector<std::string>& successors) {
  EXPECT_EQ(match.outcome(), outcome) << match.DebugString();
  EXPECT_EQ(match.reading(), reading) << match.DebugString();
  EXPECT_THAT(Matched(match), ElementsAre(unit)) << match.DebugString();
  EXPECT_EQ(Successors(match), successors) << match.DebugString();
  EXPECT_FALSE(match.explanation().empty());
}

void ExpectUnique(const NameMatch& match, NameMatch::Reading reading, const std::string& unit) {
  ExpectUnit(match, NameMatch::OUTCOME_UNIQUE, reading, unit, {unit});
}

const std::string& OldProvince() {
  static const auto& name = *new std::string(U("ubnd-tinh-dong-nai-cu"));
  return name;
}

TEST(NameMatcherTest, OfficialNamesWithAndWithoutTheirPlace) {
  for (const char* text : {"Sở Văn hóa, Thể thao và Du lịch thành phố Đồng Nai", "Sở Văn hóa, Thể thao và Du lịch",
                           "sở văn hóa,thể thao & du lịch", "Sở Văn hóa, Thể thao và Du lịch tỉnh",
                           "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH TỈNH ĐỒNG NAI", "Sở Văn hóa - Thể thao - Du lịch ĐN"}) {
    SCOPED_TRACE(text);
    ExpectUnique(Match(text), NameMatch::READING_EXACT, "so-vhttdl");
  }
}

TEST(NameMatcherTest, ToneMarksAndDiacritics) {
  ExpectUnique(Match("Phường Biên Hòa"), NameMatch::READING_EXACT, "xp-26068");
  ExpectUnique(Match("Xã Xuân Hoà"), NameMatch::READING_ABBREVIATION, "xp-26446");  // a variant in the data
  ExpectUnique(Match("Sở Văn hoá, Thể thao và Du lịch"), NameMatch::READING_FOLDED, "so-vhttdl");
  ExpectUnique(Match("phuong bien hoa"), NameMatch::READING_FOLDED, "xp-26068");
  ExpectUnique(Match("UBND xã Đắk Ơ"), NameMatch::READING_FOLDED, "xp-25225");
  EXPECT_THAT(Match("phuong bien hoa").explanation(), HasSubstr("bỏ qua dấu"));
}

TEST(NameMatcherTest, FoldingIsOnlyTheSecondChoice) {
  // "Tân An" and "Tân Ân" would fold together; who writes the marks means them.
  const NameMatch exact = Match("Xã Tân An");
  EXPECT_NE(exact.reading(), NameMatch::READING_FOLDED);
}

TEST(NameMatcherTest, PlansOfTwoTimesMeanTheUnitOfTheirTime) {
  ExpectUnit(Match("BQL các KCN", kDayOfPlan183, OldProvince()), NameMatch::OUTCOME_SUCCEEDED,
             NameMatch::READING_ABBREVIATION, "ban-quan-ly-cac-khu-cong-nghiep-dong-nai-cu", {"bql-kcn-kkt"});
  ExpectUnique(Match("BQL các KCN"), NameMatch::READING_ABBREVIATION, "bql-kcn-kkt");
  ExpectUnit(Match("BCH BĐBP tỉnh", kDayOfPlan183), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_ABBREVIATION,
             "bo-chi-huy-bo-doi-bien-phong-binh-phuoc-cu", {"bch-bdbp"});
  ExpectUnique(Match("BCH BĐBP tỉnh"), NameMatch::READING_ABBREVIATION, "bch-bdbp");
}

TEST(NameMatcherTest, TheContextDecidesBetweenTwoOldProvinces) {
  ExpectUnit(Match("Sở Nội vụ", kDayOfPlan183, OldProvince()), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_EXACT,
             "so-noi-vu-dong-nai-cu", {"so-noi-vu"});
  ExpectUnit(Match("Sở Nội vụ", kDayOfPlan183, U("ubnd-tinh-binh-phuoc-cu")), NameMatch::OUTCOME_SUCCEEDED,
             NameMatch::READING_EXACT, "so-noi-vu-binh-phuoc-cu", {"so-noi-vu"});
  ExpectUnit(Match("xã Bình Sơn", kDayOfPlan183, OldProvince()), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_EXACT,
             "xp-26395-cu", {"xp-26368"});
  ExpectUnit(Match("xã Bình Sơn", kDayOfPlan183, U("huyen-698")), NameMatch::OUTCOME_SUCCEEDED,
             NameMatch::READING_EXACT, "xp-25244-cu", {"xp-25220"});
}

TEST(NameMatcherTest, WithoutAContextNamesakesAgreeOrAreAsked) {
  const NameMatch agree = Match("Sở TT&TT");
  EXPECT_EQ(agree.outcome(), NameMatch::OUTCOME_SUCCEEDED);
  EXPECT_THAT(Matched(agree),
              ElementsAre("so-thong-tin-va-truyen-thong-binh-phuoc-cu", "so-thong-tin-va-truyen-thong-dong-nai-cu"));
  EXPECT_THAT(Successors(agree), ElementsAre("so-khcn", "so-vhttdl"));
  EXPECT_THAT(agree.explanation(), HasSubstr("Sở Thông tin và Truyền thông Bình Phước"));
  EXPECT_THAT(agree.explanation(), HasSubstr("Sở Thông tin và Truyền thông Đồng Nai"));
  // Whoever writes for the province of today speaks of both old ones.
  const NameMatch asked = Match("xã Bình Sơn", kToday, U("ubnd"));
  EXPECT_EQ(asked.outcome(), NameMatch::OUTCOME_MANY);
  EXPECT_THAT(Matched(asked), ElementsAre("xp-25244-cu", "xp-26395-cu"));
  EXPECT_THAT(Successors(asked), IsEmpty());
  EXPECT_THAT(asked.explanation(), HasSubstr("Huyện Long Thành"));
}

TEST(NameMatcherTest, APlaceBehindTheNameDecides) {
  ExpectUnit(Match("xã Bình Sơn, huyện Long Thành"), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_EXACT,
             "xp-26395-cu", {"xp-26368"});
  ExpectUnit(Match("Sở Nội vụ tỉnh Bình Phước"), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_EXACT,
             "so-noi-vu-binh-phuoc-cu", {"so-noi-vu"});
  EXPECT_EQ(Match("Sở Nội vụ tỉnh Lâm Đồng").outcome(), NameMatch::OUTCOME_NONE);
  EXPECT_EQ(Match("xã Lộc Thạnh, huyện Long Thành").outcome(), NameMatch::OUTCOME_NONE);
}

TEST(NameMatcherTest, EveryPlaceBehindTheNameDecides) {
  ExpectUnit(Match("xã Bình Sơn, huyện Long Thành, tỉnh Đồng Nai"), NameMatch::OUTCOME_SUCCEEDED,
             NameMatch::READING_EXACT, "xp-26395-cu", {"xp-26368"});
  // A province lies in no city of its own.
  EXPECT_EQ(Match("tỉnh Đồng Nai Thành phố Long Khánh").outcome(), NameMatch::OUTCOME_NONE);
}

TEST(NameMatcherTest, ANameOfThePastOfTheSameUnit) {
  const NameMatch match = Match("UBND xã Lộc Ninh");
  ExpectUnit(match, NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_ABBREVIATION, "xp-25270", {"xp-25270"});
  EXPECT_THAT(match.explanation(), HasSubstr("vẫn là đơn vị đó"));
  ExpectUnique(Match("xã Lộc Ninh", absl::CivilDay(2026, 3, 1)), NameMatch::READING_EXACT, "xp-25270");
  ExpectUnique(Match("phường Lộc Ninh", absl::CivilDay(2026, 3, 1)), NameMatch::READING_EXACT, "xp-25270");
}

TEST(NameMatcherTest, PeoplesCommitteesOfCommunesAndDistricts) {
  ExpectUnique(Match("UBND xã Lộc Thạnh"), NameMatch::READING_ABBREVIATION, "xp-25280");
  ExpectUnique(Match("Ủy ban nhân dân phường Long Khánh"), NameMatch::READING_EXACT, "xp-26080");
  ExpectUnique(Match("Uỷ ban nhân dân P. Long Khánh"), NameMatch::READING_EXACT, "xp-26080");
  ExpectUnit(Match("UBND H. Lộc Ninh"), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_ABBREVIATION, "huyen-692",
             {"xp-25270", "xp-25279", "xp-25280", "xp-25292", "xp-25294", "xp-25303", "xp-25318"});
  ExpectUnit(Match("TP. Long Khánh", kDayOfPlan183, OldProvince()), NameMatch::OUTCOME_SUCCEEDED,
             NameMatch::READING_ABBREVIATION, "huyen-732",
             {"xp-26080", "xp-26089", "xp-26098", "xp-26104", "xp-26113"});
  EXPECT_EQ(Match("UBND Sở Nội vụ").outcome(), NameMatch::OUTCOME_NONE);
}

TEST(NameMatcherTest, ATerritoryWithoutItsKindIsAsked) {
  EXPECT_THAT(Matched(Match("Lộc Ninh")), ElementsAre("huyen-692", "xp-25270", "xp-25270-cu"));
  EXPECT_EQ(Match("Lộc Ninh").outcome(), NameMatch::OUTCOME_MANY);
  // Both bearers of this one lead to the same unit.
  EXPECT_THAT(Successors(Match("Lộc Thạnh")), ElementsAre("xp-25280"));
}

TEST(NameMatcherTest, TheProvinceAndItsCommittee) {
  ExpectUnique(Match("UBND tỉnh"), NameMatch::READING_ABBREVIATION, "ubnd");
  ExpectUnique(Match("UBND tỉnh Đồng Nai"), NameMatch::READING_ABBREVIATION, "ubnd");
  ExpectUnit(Match("UBND tỉnh Đồng Nai (cũ)"), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_EXACT,
             "ubnd-tinh-dong-nai-cu", {"ubnd"});
  ExpectUnique(Match("Đồng Nai"), NameMatch::READING_ABBREVIATION, "tinh-75");
  EXPECT_EQ(Match("UBND").outcome(), NameMatch::OUTCOME_NONE);
  EXPECT_THAT(Match("UBND").explanation(), HasSubstr("thiếu cấp hoặc địa danh"));
  EXPECT_THAT(Matched(Match("UBND TP", kDayOfPlan183, OldProvince())), ElementsAre("huyen-731", "huyen-732"));
}

TEST(NameMatcherTest, Sets) {
  for (const char* text : {"UBND các xã, phường", "UBND xã, phường", "UBND 95 xã, phường", "các xã, phường"}) {
    const NameMatch match = Match(text);
    EXPECT_EQ(match.outcome(), NameMatch::OUTCOME_UNIQUE) << text;
    EXPECT_EQ(match.reading(), NameMatch::READING_SET) << text;
    EXPECT_EQ(match.unit_set().name(), UnitSetName("dong-nai", "ubnd-cap-xa")) << text;
  }
  const NameMatch districts = Match("UBND các huyện, TP", kDayOfPlan183);
  EXPECT_EQ(districts.outcome(), NameMatch::OUTCOME_SUCCEEDED);
  EXPECT_EQ(districts.unit_set().name(), UnitSetName("dong-nai", "ubnd-cap-huyen"));
  EXPECT_THAT(districts.unit_set().successor_sets(), ElementsAre(UnitSetName("dong-nai", "ubnd-cap-xa")));
  const NameMatch some = Match("UBND các huyện, TP có điểm du lịch", kDayOfPlan183);
  EXPECT_EQ(some.outcome(), NameMatch::OUTCOME_MANY);
  EXPECT_EQ(some.unit_set().name(), UnitSetName("dong-nai", "ubnd-cap-huyen"));
}

TEST(NameMatcherTest, WhatHasNoFixedScopeIsNobody) {
  for (const char* text : {"Các sở, ban, ngành", "các đoàn thể", "Các sở, ngành, địa phương", "các đơn vị có liên quan",
                           "Hội VHNT tỉnh", "Trường Chính trị tỉnh", "VNPT Đồng Nai", "Chi cục Thống kê"}) {
    const NameMatch match = Match(text);
    EXPECT_EQ(match.outcome(), NameMatch::OUTCOME_NONE) << match.DebugString();
    EXPECT_FALSE(match.explanation().empty());
  }
}

TEST(NameMatcherTest, ABeginningOfThreeWords) {
  ExpectUnique(Match("Trung tâm Xúc tiến đầu tư", kDayOfPlan183), NameMatch::READING_PREFIX, "tt-xuc-tien");
  EXPECT_EQ(Match("Ban Quản lý").outcome(), NameMatch::OUTCOME_MANY);
  EXPECT_EQ(Match("Trung tâm").outcome(), NameMatch::OUTCOME_NONE);
  EXPECT_EQ(Match("Sở Văn hóa và Thể thao").outcome(), NameMatch::OUTCOME_NONE);
  EXPECT_EQ(Match("Ủy ban nhân dân").outcome(), NameMatch::OUTCOME_NONE);
}

TEST(NameMatcherTest, ARemarkInParentheses) {
  ExpectUnique(Match("Sở Tài chính (Sở KH&ĐT cũ)"), NameMatch::READING_EXACT, "so-tai-chinh");
  EXPECT_THAT(Match("VP UBND tỉnh (Cổng TTĐT)").explanation(), HasSubstr("ghi chú"));
}

TEST(NameMatcherTest, CodesSayWhoBearsThemAndWhoDid) {
  const NameMatch today = Match("26080");
  ExpectUnique(today, NameMatch::READING_CODE, "xp-26080");
  ASSERT_THAT(today.others(), SizeIs(1));
  EXPECT_EQ(today.others(0).name(), U("xp-26080-cu"));
  ExpectUnit(Match("26080", kDayOfPlan183), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_CODE, "xp-26080-cu",
             {"xp-26080"});
  ExpectUnit(Match("26449"), NameMatch::OUTCOME_SUCCEEDED, NameMatch::READING_CODE, "xp-26449-cu",
             {"xp-26359", "xp-26446"});
  ExpectUnique(Match(U("so-vhttdl")), NameMatch::READING_CODE, "so-vhttdl");
}

TEST(NameMatcherTest, HostileTextIsJustText) {
  for (const std::string& text :
       {std::string("'; DROP TABLE unit; --"), std::string("<Unit id='1'>ubnd</Unit>"), std::string("${jndi:ldap://x}"),
        std::string("\xFF\xFEsở"), std::string(1, '\0'), std::string(), std::string("  \t\n"), std::string(5000, 'a'),
        std::string(1999, '('), std::string("%s%s%n"), std::string("\u202Eụv ộN ởS")}) {
    const NameMatch match = Match(text);
    EXPECT_EQ(match.outcome(), NameMatch::OUTCOME_NONE) << match.DebugString();
    EXPECT_FALSE(match.explanation().empty());
    std::string bytes;
    EXPECT_TRUE(match.SerializeToString(&bytes));
    EXPECT_LT(match.explanation().size(), 500u);
  }
}

TEST(NameMatcherTest, TenThousandLookupsASecond) {
  const std::vector<std::string> texts = {"Sở VHTTDL",      "UBND các xã, phường", "UBND xã Đắk Ơ", "khong co ai",
                                          "Phường Tân Phú", "BQL các KCN, KKT",    "26080",         "Sở TT&TT"};
  constexpr int kRounds = 500;
  ProvinceFacts();
  const absl::Time start = absl::Now();
  int found = 0;
  for (int i = 0; i < kRounds; ++i) {
    for (const std::string& text : texts) found += Match(text).outcome() != NameMatch::OUTCOME_NONE;
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  EXPECT_EQ(found, kRounds * 7);
  RecordProperty("lookups_per_second", static_cast<int>(kRounds * texts.size() / seconds));
  // The target is 10,000; a loaded machine or a sanitizer takes its share.
  EXPECT_GT(kRounds * texts.size() / seconds, 1000);
}

}  // namespace
}  // namespace phoihop::organisation
