#include "workflow/plan/party_phrase.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using v1::ResponsibleParty;

PartySettings On(absl::CivilDay written_on, absl::CivilDay today, absl::string_view issuer) {
  return {
      .written_on = written_on, .today = today, .issuer_unit = UnitIn(issuer), .functions = {"thông tin đối ngoại"}};
}

PartySettings In2026() { return On(absl::CivilDay(2026, 1, 15), absl::CivilDay(2026, 1, 15), "ubnd"); }
PartySettings In2024() { return On(absl::CivilDay(2024, 5, 23), absl::CivilDay(2025, 7, 4), "ubnd-tinh-dong-nai-cu"); }

// `so-noi-vu; ?Hội VHNT`: ids of who was understood, the text of who is asked about; units of one party with `+`.
std::string Show(const PartyReading& reading) {
  std::vector<std::string> parties;
  for (const ResponsibleParty& party : reading.parties) {
    std::vector<std::string> ids;
    for (const std::string& unit : party.units()) ids.emplace_back(LastSegment(unit));
    if (!party.unit_set().empty()) ids.emplace_back(LastSegment(party.unit_set()));
    parties.push_back(party.status() == ResponsibleParty::STATUS_ASKED ? absl::StrCat("?", party.text())
                                                                       : absl::StrJoin(ids, "+"));
  }
  return absl::StrJoin(parties, "; ");
}

// `ubnd-cap-xa-xp-25280`: the set without those who are left out.
std::string ShowWithExcluded(const PartyReading& reading) {
  std::vector<std::string> parties;
  for (const ResponsibleParty& party : reading.parties) {
    std::string text = party.status() == ResponsibleParty::STATUS_ASKED ? "?" : "";
    absl::StrAppend(&text, LastSegment(party.unit_set()));
    for (const std::string& unit : party.units()) absl::StrAppend(&text, "+", LastSegment(unit));
    for (const std::string& unit : party.excluded_units()) absl::StrAppend(&text, " -", LastSegment(unit));
    if (!party.remark().empty()) absl::StrAppend(&text, " (", party.remark(), ")");
    parties.push_back(std::move(text));
  }
  return absl::StrJoin(parties, "; ");
}

std::string Coordinators(absl::string_view cell, const PartySettings& settings = In2026()) {
  return Show(ReadCell(cell, PartyColumn::kCoordinators, "Việc", settings));
}
std::string Leads(absl::string_view cell, const PartySettings& settings = In2026()) {
  return Show(ReadCell(cell, PartyColumn::kLead, "Việc", settings));
}

TEST(ReadParties, NamesKeepTheirCommas) {
  EXPECT_EQ(Coordinators("Sở Nội vụ, Sở Văn hóa, Thể thao và Du lịch và Sở Y tế"), "so-noi-vu; so-vhttdl; so-y-te");
  EXPECT_EQ(Coordinators("Báo và Phát thanh, truyền hình Đồng Nai, UBND các xã, phường, BQL các KCN, KKT"),
            "bao-ptth; ubnd-cap-xa; bql-kcn-kkt");
  EXPECT_EQ(Coordinators("UBND các xã, phường, Sở Nội vụ"), "ubnd-cap-xa; so-noi-vu");
  // A line that was broken by the width of its column.
  EXPECT_EQ(Coordinators("Sở Văn hóa, Thể thao\nvà Du lịch\nSở Nội vụ"), "so-vhttdl; so-noi-vu");
}

TEST(ReadParties, ListsShareTheirHead) {
  EXPECT_EQ(Coordinators("UBND các xã: Đắk Ơ, Lộc Tấn; Sở Nội vụ"), "xp-25225; xp-25279; so-noi-vu");
  EXPECT_EQ(Coordinators("Sở Nội vụ; UBND các xã: Đắk Ơ và Lộc Tấn"), "so-noi-vu; xp-25225; xp-25279");
  EXPECT_EQ(Coordinators("Các sở: Nội vụ, Tài chính, Văn hóa, Thể thao và Du lịch"),
            "so-noi-vu; so-tai-chinh; so-vhttdl");
  EXPECT_EQ(Coordinators("Sở Tài chính, Văn hóa, Thể thao và Du lịch, Nội vụ"), "so-tai-chinh; so-vhttdl; so-noi-vu");
  EXPECT_EQ(Coordinators("Sở Tài chính, Nội vụ, Ngoại vụ"), "so-tai-chinh; so-noi-vu; so-ngoai-vu");
  EXPECT_EQ(Coordinators("UBND xã Lộc Ninh, Tân Khai, Đồng Phú"), "xp-25270; xp-25357; xp-25363");
  EXPECT_EQ(Coordinators("UBND các huyện: Tân Phú, Định Quán; TP. Long Khánh", In2024()),
            "ubnd-cap-xa; ubnd-cap-xa; ubnd-cap-xa");
  EXPECT_EQ(Coordinators("UBND các xã: Sao Hỏa, Đắk Ơ"), "?Sao Hỏa; xp-25225");
}

TEST(ReadParties, AHeadThatWasNotUnderstoodIsNotLost) {
  EXPECT_EQ(Leads("Chủ trì: Sở Nội vụ; Phối hợp: Sở Y tế"), "so-noi-vu; so-y-te; ?Phối hợp");
  const PartyReading reading = ReadCell("Sở Nội vụ; Phối hợp: Sở Y tế", PartyColumn::kLead, "Việc", In2026());
  ASSERT_THAT(reading.questions, SizeIs(1));
  EXPECT_TRUE(reading.questions[0].blocking());
}

TEST(ReadParties, ALeadThatIsMarkedAsCoordinatorIsAsked) {
  EXPECT_EQ(Leads("Sở Nội vụ (chủ trì), Sở Y tế (phối hợp)"), "so-noi-vu; ?Sở Y tế (phối hợp)");
  EXPECT_EQ(Coordinators("Sở Y tế (phối hợp)"), "so-y-te");
}

TEST(ReadParties, ASetIsCountedAndNarrowedDown) {
  EXPECT_EQ(Coordinators("UBND 95 xã, phường"), "ubnd-cap-xa");
  EXPECT_EQ(Coordinators("UBND 94 xã, phường"), "?UBND 94 xã, phường");
  EXPECT_EQ(Coordinators("UBND các xã, phường trên địa bàn tỉnh"), "ubnd-cap-xa");
  const auto read = [](PartyColumn column) {
    return ReadCell("UBND các xã, phường có điểm du lịch, Sở Nội vụ", column, "Việc", In2026());
  };
  EXPECT_EQ(Show(read(PartyColumn::kCoordinators)), "ubnd-cap-xa; so-noi-vu");
  EXPECT_THAT(read(PartyColumn::kCoordinators).questions[0].question(), HasSubstr("có điểm du lịch"));
  EXPECT_FALSE(read(PartyColumn::kCoordinators).questions[0].blocking());
  EXPECT_EQ(Show(read(PartyColumn::kLead)), "?UBND các xã, phường có điểm du lịch; so-noi-vu");
  EXPECT_TRUE(read(PartyColumn::kLead).questions[0].blocking());
}

TEST(ReadParties, GroupsThatNameNobodyAreAskedInOnePiece) {
  EXPECT_EQ(Coordinators("Các sở, ban, ngành, UBND các xã, phường"), "?Các sở, ban, ngành; ubnd-cap-xa");
  EXPECT_EQ(Coordinators("các cơ quan, đơn vị, địa phương có liên quan, Sở Nội vụ"),
            "?các cơ quan, đơn vị, địa phương có liên quan; so-noi-vu");
  EXPECT_EQ(Coordinators("Sở Nội vụ và các đơn vị liên quan"), "so-noi-vu; ?các đơn vị liên quan");
  EXPECT_EQ(Coordinators("các đoàn thể, VNPT Đồng Nai"), "?các đoàn thể; ?VNPT Đồng Nai");
}

TEST(ReadParties, AnAbolishedDistrictLeadsNothing) {
  const PartyReading reading = ReadCell("UBND huyện Tân Phú", PartyColumn::kLead, "Việc", In2024());
  ASSERT_THAT(reading.questions, SizeIs(1));
  EXPECT_TRUE(reading.questions[0].blocking());
  // The communes and wards where it was.
  EXPECT_EQ(reading.questions[0].candidates_size(), 6);
  EXPECT_EQ(reading.parties[0].former_names(0), "UBND huyện Tân Phú");
}

TEST(ReadParties, WorkThatWasDividedGoesWhereThePlanBelongs) {
  const auto read = [](absl::string_view item, PartyColumn column, std::vector<std::string> functions) {
    PartySettings settings = In2024();
    settings.functions = std::move(functions);
    return Show(ReadCell("Sở TT&TT", column, item, settings));
  };
  EXPECT_EQ(read("Việc", PartyColumn::kLead, {"thông tin đối ngoại"}), "so-vhttdl");
  EXPECT_EQ(read("Việc", PartyColumn::kLead, {"chuyển đổi số"}), "so-khcn");
  EXPECT_EQ(read("Việc", PartyColumn::kLead, {}), "?Sở TT&TT");
  EXPECT_EQ(read("Việc", PartyColumn::kCoordinators, {}), "?Sở TT&TT");
  EXPECT_EQ(read("Quản lý bưu chính", PartyColumn::kLead, {}), "so-khcn");
  EXPECT_EQ(read("Nâng cấp phần mềm", PartyColumn::kLead, {"thông tin đối ngoại"}), "?Sở TT&TT");
  EXPECT_EQ(read("Nâng cấp phần mềm", PartyColumn::kCoordinators, {"thông tin đối ngoại"}), "so-khcn+so-vhttdl");
}

TEST(ReadParties, FormerNamesAreKeptOnlyWhenNobodyBearsThemAnyMore) {
  const auto former = [](absl::string_view cell) {
    const PartyReading reading = ReadCell(cell, PartyColumn::kLead, "Việc", In2024());
    return absl::StrJoin(reading.parties[0].former_names(), "; ");
  };
  EXPECT_EQ(former("Sở Ngoại vụ"), "");
  EXPECT_EQ(former("Văn phòng UBND tỉnh"), "");
  EXPECT_EQ(former("BQL các KCN"), "Ban Quản lý các khu công nghiệp Đồng Nai");
  EXPECT_EQ(former("Ban Tuyên giáo Tỉnh ủy"), "Ban Tuyên giáo Tỉnh ủy Đồng Nai");
  EXPECT_EQ(former("Báo Đồng Nai"), "Báo Đồng Nai");
}

TEST(ReadParties, NothingIsReadOutOfNothing) {
  for (const char* cell : {"", " ", "-", ";", ", và ;", "12345", "26449", "Sở", "UBND", "Ban"}) {
    for (const ResponsibleParty& party : ReadCell(cell, PartyColumn::kLead, "Việc", In2026()).parties) {
      EXPECT_EQ(party.status(), ResponsibleParty::STATUS_ASKED) << cell;
    }
  }
}

std::string LeadsInFull(absl::string_view cell) {
  return ShowWithExcluded(ReadCell(cell, PartyColumn::kLead, "Việc", In2026()));
}

TEST(ReadParties, LeavesOutWhoIsExcepted) {
  constexpr char kBorder[] =
      "ubnd-cap-xa -xp-25222 -xp-25225 -xp-25279 -xp-25280 -xp-25294 -xp-25308 -xp-25309 -xp-25318";
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (trừ 8 xã biên giới)"), kBorder);
  EXPECT_EQ(LeadsInFull("UBND các xã, phường, ngoại trừ các xã biên giới"), kBorder);
  EXPECT_EQ(LeadsInFull("UBND các xã, phường không bao gồm UBND các xã biên giới; Sở Nội vụ"),
            absl::StrCat(kBorder, "; +so-noi-vu"));
  EXPECT_EQ(LeadsInFull("UBND các xã, phường, trừ UBND xã Lộc Thạnh và phường Trảng Dài"),
            "ubnd-cap-xa -xp-25280 -xp-25993");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (TRỪ Lộc Thạnh, Đắk Ơ)"), "ubnd-cap-xa -xp-25225 -xp-25280");
  EXPECT_EQ(LeadsInFull("UBND cấp xã (trừ UBND các xã: Lộc Thạnh, Đắk Ơ)"), "ubnd-cap-xa -xp-25225 -xp-25280");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường trừ xã Lộc Thạnh, Sở Nội vụ"), "ubnd-cap-xa -xp-25280; +so-noi-vu");
  EXPECT_THAT(ReadCell("UBND các xã, phường (trừ 8 xã biên giới)", PartyColumn::kLead, "Việc", In2026())
                  .parties[0]
                  .explanation(),
              HasSubstr("trừ 8 xã biên giới (8 đơn vị: UBND xã"));
}

TEST(ReadParties, AnExceptionThatIsNotUnderstoodIsAsked) {
  for (const char* cell :
       {"UBND các xã, phường (trừ các xã vùng sâu)", "UBND các xã, phường (trừ 9 xã biên giới)",
        "UBND các xã, phường, trừ Sở Nội vụ", "UBND các xã, phường, trừ", "UBND các xã, phường (trừ)",
        "UBND các xã, phường (trừ xã Lộc Thạnh, Sao Hỏa)", "UBND các xã biên giới, trừ phường Trảng Dài",
        "Sở Nội vụ (trừ xã Lộc Thạnh)", "UBND các xã, phường trừ các xã, phường",
        "UBND các xã, phường (trừ xã Lộc Thạnh; Sở Nội vụ)"}) {
    const PartyReading reading = ReadCell(cell, PartyColumn::kLead, "Việc", In2026());
    ASSERT_FALSE(reading.questions.empty()) << cell;
    EXPECT_TRUE(reading.questions[0].blocking()) << cell;
    for (const ResponsibleParty& party : reading.parties) {
      EXPECT_EQ(party.status(), ResponsibleParty::STATUS_ASKED) << cell << ": " << party.ShortDebugString();
    }
    EXPECT_FALSE(ReadCell(cell, PartyColumn::kCoordinators, "Việc", In2026()).questions[0].blocking()) << cell;
  }
  // Another word without its marks.
  EXPECT_EQ(Coordinators("Trường PTDT Nội trú tỉnh, Sở Nội vụ"), "?Trường PTDT Nội trú tỉnh; so-noi-vu");
}

TEST(ReadParties, KnowsWhoSumsUp) {
  EXPECT_EQ(LeadsInFull("UBND các xã, phường; Sở VHTTDL (tổng hợp)"), "ubnd-cap-xa; +so-vhttdl (tổng hợp)");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường; Sở VHTTDL chủ trì tổng hợp"),
            "ubnd-cap-xa; +so-vhttdl (chủ trì tổng hợp)");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường; đơn vị tổng hợp: Sở VHTTDL"),
            "ubnd-cap-xa; +so-vhttdl (đơn vị tổng hợp)");
  EXPECT_EQ(LeadsInFull("Đơn vị tổng hợp: Sở VHTTDL; Sở Nội vụ, Sở Y tế"),
            "+so-vhttdl (Đơn vị tổng hợp); +so-noi-vu; +so-y-te");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường báo cáo; giao Sở Nội vụ tổng hợp"),
            "ubnd-cap-xa (báo cáo); +so-noi-vu (tổng hợp)");
  EXPECT_EQ(LeadsInFull("Sở Nội vụ (tổng hợp); Sở Y tế (tổng hợp)"), "?; ?");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (tổng hợp)"), "?");
  EXPECT_EQ(LeadsInFull("Sở Y tế phối hợp"), "?");
}

TEST(ReadParties, ARemarkThatNarrowsASetIsNotDropped) {
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (95 xã, phường)"), "ubnd-cap-xa");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (Lộc Thạnh, Đắk Ơ)"), "+xp-25225+xp-25280");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (có biên giới)"), "?");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (94 đơn vị)"), "?");
  EXPECT_EQ(LeadsInFull("UBND các xã, phường (1)"), "ubnd-cap-xa");
  EXPECT_EQ(LeadsInFull("Sở Nội vụ¹; Sở Y tế*"), "+so-noi-vu; +so-y-te");
  EXPECT_EQ(Coordinators("các xã, phường: Đắk Ơ, Lộc Thạnh"), "xp-25225; xp-25280");
}

}  // namespace
}  // namespace phoihop::plan
