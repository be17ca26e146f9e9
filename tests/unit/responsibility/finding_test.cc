// Findings: kinds that the properties do not cover, words, periods, drafts, waivers, duplicates; and the state of
// September 2025 out of the shipped data.
#include "workflow/responsibility/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "tests/unit/responsibility/finding_listing.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/directory.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/duplicate_items.h"

namespace phoihop::responsibility {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr absl::CivilDay kDay(2026, 3, 10);

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

internal::v1::ReferenceData Province() {
  return Parse<internal::v1::ReferenceData>(R"pb(
    province: "p"
    units {
      name: "provinces/p/units/a"
      versions { display_name: "Sở A" kind: UNIT_KIND_DEPARTMENT level: UNIT_LEVEL_PROVINCE }
    }
    units {
      name: "provinces/p/units/b"
      versions { display_name: "Sở B" kind: UNIT_KIND_DEPARTMENT level: UNIT_LEVEL_PROVINCE }
    }
    units {
      name: "provinces/p/units/cu"
      versions { display_name: "Sở Cũ" valid_to: "2026-02-01" kind: UNIT_KIND_DEPARTMENT level: UNIT_LEVEL_PROVINCE }
    }
    units {
      name: "provinces/p/units/huyen"
      versions { display_name: "Huyện H" valid_to: "2026-01-15" kind: UNIT_KIND_DISTRICT level: UNIT_LEVEL_DISTRICT }
    }
    units {
      name: "provinces/p/units/x"
      versions { display_name: "Xã Lộc Ninh" kind: UNIT_KIND_COMMUNE level: UNIT_LEVEL_COMMUNE }
    }
    units {
      name: "provinces/p/units/y"
      versions { display_name: "Xã Tân Khai" kind: UNIT_KIND_COMMUNE level: UNIT_LEVEL_COMMUNE }
    }
    units {
      name: "provinces/p/units/tinh"
      versions { display_name: "Tỉnh Đồng Nai" kind: UNIT_KIND_PROVINCE level: UNIT_LEVEL_PROVINCE }
    }
    units {
      name: "provinces/p/units/tinh-cu"
      versions {
        display_name: "Tỉnh Bình Phước"
        valid_to: "2026-01-01"
        kind: UNIT_KIND_PROVINCE
        level: UNIT_LEVEL_PROVINCE
      }
    }
    unit_sets {
      name: "provinces/p/unitSets/cac-huyen"
      display_name: "UBND các huyện"
      kinds: UNIT_KIND_DISTRICT
      successor_sets: "provinces/p/unitSets/cac-xa"
    }
    unit_sets { name: "provinces/p/unitSets/cac-xa" display_name: "UBND các xã" kinds: UNIT_KIND_COMMUNE }
    reorganisations {
      name: "provinces/p/reorganisations/r"
      type: REORGANISATION_TYPE_MERGE
      state: STATE_VERIFIED
      effective_date: "2026-02-01"
      edges {
        from_unit: "provinces/p/units/cu"
        to_unit: "provinces/p/units/b"
        partition { key: KEY_WHOLE }
      }
    }
    functions { name: "provinces/p/functions/f" display_name: "Cung cấp thông tin" })pb");
}

v1::Duty& AddDuty(internal::v1::ReferenceData& data, const std::string& id, const std::string& text) {
  v1::Duty& duty = *data.add_duties();
  duty = Parse<v1::Duty>(text);
  duty.set_name(absl::StrCat("provinces/p/duties/", id));
  duty.set_function_name("provinces/p/functions/f");
  for (v1::Duty::Holder& holder : *duty.mutable_holders()) {
    holder.set_holder(absl::StrCat("provinces/p/", holder.holder()));
  }
  return duty;
}

std::vector<v1::Finding> Find(const internal::v1::ReferenceData& data, std::vector<v1::FindingKind> kinds = {},
                              absl::CivilDay from = kDay, absl::CivilDay to = kDay + 1,
                              const std::vector<const v1::Plan*>& plans = {}) {
  const organisation::Directory directory(data);
  return FindFindings({directory, plans, from, to, std::move(kinds)});
}

std::vector<v1::FindingKind> KindsOf(const std::vector<v1::Finding>& findings) {
  std::vector<v1::FindingKind> kinds;
  for (const v1::Finding& finding : findings) kinds.push_back(finding.kind());
  return kinds;
}

TEST(FindingTest, AFormerHolderIsNamedWithWhoTookOver) {
  internal::v1::ReferenceData data = Province();
  AddDuty(data, "d", R"pb(holders { holder: "units/cu" role: DUTY_ROLE_LEAD status: DUTY_STATUS_REGULATED })pb");
  const auto findings = Find(data);
  ASSERT_THAT(KindsOf(findings), ElementsAre(v1::FINDING_KIND_GAP, v1::FINDING_KIND_DANGLING));
  EXPECT_THAT(findings[0].explanation(), HasSubstr("trước đây: Sở Cũ"));
  EXPECT_THAT(findings[1].explanation(), HasSubstr("không còn hoạt động từ ngày 01/02/2026"));
  for (const v1::Finding& finding : findings) {
    EXPECT_THAT(finding.remedy(), AllOf(HasSubstr("Hãy giao"), HasSubstr("Sở B")));
    EXPECT_EQ(finding.verification(), v1::VERIFICATION_VERIFIED);
    EXPECT_EQ(finding.valid_from(), "2026-03-10");
    EXPECT_EQ(finding.valid_to(), "2026-03-11");
    EXPECT_EQ(finding.display_names().at("provinces/p/units/cu"), "Sở Cũ");
  }
}

TEST(FindingTest, ALevelThatIsGoneIsToldAsSuch) {
  internal::v1::ReferenceData data = Province();
  AddDuty(data, "d", R"pb(
    holders { holder: "units/a" role: DUTY_ROLE_LEAD }
    holders { holder: "unitSets/cac-huyen" role: DUTY_ROLE_COORDINATE }
    holders { holder: "units/huyen" role: DUTY_ROLE_INFORMED })pb");
  const auto findings = Find(data);
  ASSERT_THAT(KindsOf(findings), ElementsAre(v1::FINDING_KIND_LEVEL_MISMATCH, v1::FINDING_KIND_LEVEL_MISMATCH));
  for (const v1::Finding& finding : findings) {
    EXPECT_THAT(finding.explanation(), HasSubstr("cấp hành chính không còn từ ngày 15/01/2026"));
    if (finding.units(0) == "provinces/p/units/huyen") continue;
    EXPECT_THAT(finding.remedy(), HasSubstr("UBND các xã"));
  }
  EXPECT_THAT(Find(data, {}, absl::CivilDay(2026, 1, 14), absl::CivilDay(2026, 1, 15)), IsEmpty());
}

TEST(FindingTest, AnIllustrationLeadsNobody) {
  internal::v1::ReferenceData data = Province();
  AddDuty(data, "d", R"pb(holders { holder: "units/a" role: DUTY_ROLE_LEAD status: DUTY_STATUS_ILLUSTRATIVE })pb");
  const auto illustrated = Find(data);
  ASSERT_THAT(KindsOf(illustrated), ElementsAre(v1::FINDING_KIND_GAP));
  EXPECT_THAT(illustrated[0].explanation(), AllOf(HasSubstr("minh họa"), HasSubstr("Sở A")));
  EXPECT_EQ(illustrated[0].verification(), v1::VERIFICATION_ILLUSTRATIVE);
  data.mutable_duties(0)->clear_holders();
  const auto nobody = Find(data);
  ASSERT_THAT(nobody, SizeIs(1));
  EXPECT_NE(nobody[0].name(), illustrated[0].name()) << "a waiver of the one is none of the other";
}

TEST(FindingTest, WhoLeadsDoesNotJudgeItself) {
  internal::v1::ReferenceData data = Province();
  AddDuty(data, "d", R"pb(
    holders { holder: "units/a" role: DUTY_ROLE_LEAD }
    holders { holder: "units/b" role: DUTY_ROLE_MONITOR }
    holders { holder: "units/a" role: DUTY_ROLE_APPROVE territory: "provinces/p/units/x" })pb");
  const auto findings = Find(data);
  ASSERT_THAT(KindsOf(findings), ElementsAre(v1::FINDING_KIND_ROLE_CONFLICT));
  EXPECT_THAT(findings[0].explanation(), HasSubstr("Sở A vừa chủ trì vừa phê duyệt"));
  data.mutable_duties(0)->mutable_holders(0)->set_territory("provinces/p/units/y");
  EXPECT_THAT(Find(data, {v1::FINDING_KIND_ROLE_CONFLICT}), IsEmpty()) << "they never meet";
}

TEST(FindingTest, AnInstrumentThatWasReplacedIsNoBasis) {
  internal::v1::ReferenceData data = Province();
  *data.add_instruments() = Parse<v1::Instrument>(R"pb(name: "provinces/p/instruments/cu"
                                                       number: "10/2020/QĐ-UBND"
                                                       issue_date: "2020-01-02"
                                                       effective_date: "2020-01-15")pb");
  *data.add_instruments() = Parse<v1::Instrument>(
      R"pb(name: "provinces/p/instruments/moi"
           number: "20/2026/QĐ-UBND"
           issue_date: "2026-02-15"
           effective_date: "2026-03-01"
           relations { type: RELATION_TYPE_REPLACES target: "10/2020/QĐ-UBND" })pb");
  data.mutable_functions(0)->mutable_provenance()->set_verification(v1::VERIFICATION_UNVERIFIED);
  AddDuty(data, "d", R"pb(holders { holder: "units/a" role: DUTY_ROLE_LEAD }
                          basis { text: "Quyết định 10/2020/QĐ-UBND Điều 5" }
                          provenance { verification: VERIFICATION_VERIFIED })pb");
  v1::Plan plan = Parse<v1::Plan>(R"pb(name: "provinces/p/plans/k"
                                       number: "5/KH-UBND"
                                       document_date: "2026-01-05"
                                       basis { instrument_number: "10/2020/QĐ-UBND" })pb");
  const auto findings = Find(data, {}, absl::CivilDay(2026, 2, 1), absl::CivilDay(2026, 4, 1), {&plan});
  ASSERT_THAT(KindsOf(findings), ElementsAre(v1::FINDING_KIND_BASIS_EXPIRED, v1::FINDING_KIND_BASIS_EXPIRED));
  for (const v1::Finding& finding : findings) {
    EXPECT_EQ(finding.valid_from(), "2026-03-01");
    EXPECT_EQ(finding.valid_to(), "2026-04-01");
    EXPECT_THAT(finding.instruments(), ElementsAre("provinces/p/instruments/cu", "provinces/p/instruments/moi"));
    EXPECT_THAT(finding.explanation(), HasSubstr("20/2026/QĐ-UBND"));
    // As sure as the function is, which is less sure than the duty.
    EXPECT_EQ(finding.verification(),
              finding.duty().empty() ? v1::VERIFICATION_UNSPECIFIED : v1::VERIFICATION_UNVERIFIED);
  }
}

TEST(FindingTest, AWaiverCountsOnItsDays) {
  internal::v1::ReferenceData data = Province();
  const auto found = Find(data);
  ASSERT_THAT(KindsOf(found), ElementsAre(v1::FINDING_KIND_GAP));
  v1::FindingWaiver& waiver = *data.add_finding_waivers();
  waiver.set_name(absl::StrCat("provinces/p/findingWaivers/", LastSegment(found[0].name())));
  waiver.set_reason("chờ quy chế mới");
  *waiver.mutable_waive_time() = ToTimestamp(StartOfDay(absl::CivilDay(2026, 3, 5)) + absl::Hours(9));
  const auto waived_on = [&](absl::CivilDay from, absl::CivilDay to) {
    const auto findings = Find(data, {}, from, to);
    EXPECT_THAT(findings, SizeIs(1));
    return findings.size() == 1 && findings[0].has_waiver();
  };
  EXPECT_TRUE(waived_on(kDay, kDay + 1));
  EXPECT_TRUE(waived_on(absl::CivilDay(2026, 3, 5), absl::CivilDay(2026, 3, 6)));
  EXPECT_FALSE(waived_on(absl::CivilDay(2026, 3, 4), absl::CivilDay(2026, 3, 5))) << "nobody had decided";
  EXPECT_FALSE(waived_on(absl::CivilDay(2026, 3, 4), kDay)) << "not on all days";
  waiver.set_valid_to("2026-03-10");
  EXPECT_FALSE(waived_on(kDay, kDay + 1));
  waiver.clear_valid_to();
  *waiver.mutable_revoke_time() = ToTimestamp(StartOfDay(kDay));
  EXPECT_FALSE(waived_on(absl::CivilDay(2026, 3, 6), absl::CivilDay(2026, 3, 7)));
}

TEST(FindingTest, ADraftMendsAndBreaks) {
  internal::v1::ReferenceData before = Province();
  AddDuty(before, "d", R"pb(holders { holder: "units/cu" role: DUTY_ROLE_LEAD })pb");
  internal::v1::ReferenceData after = before;
  after.mutable_duties(0)->mutable_holders(0)->set_valid_to("2026-03-01");
  *after.mutable_duties(0)->add_holders() =
      Parse<v1::Duty::Holder>(R"pb(holder: "provinces/p/units/a" role: DUTY_ROLE_LEAD valid_from: "2026-03-01")pb");
  *after.mutable_duties(0)->add_holders() =
      Parse<v1::Duty::Holder>(R"pb(holder: "provinces/p/units/b" role: DUTY_ROLE_LEAD valid_from: "2026-03-01")pb");
  const organisation::Directory without(before), with(after);
  const auto findings = CompareFindings({without, {}, kDay, kDay + 1, {}}, {with, {}, kDay, kDay + 1, {}});
  ASSERT_THAT(KindsOf(findings),
              ElementsAre(v1::FINDING_KIND_GAP, v1::FINDING_KIND_OVERLAP, v1::FINDING_KIND_DANGLING));
  EXPECT_EQ(findings[0].change(), v1::Finding::CHANGE_RESOLVED);
  EXPECT_EQ(findings[1].change(), v1::Finding::CHANGE_NEW);
  EXPECT_EQ(findings[2].change(), v1::Finding::CHANGE_RESOLVED);
  // Over a period each change has its own days.
  const auto period = CompareFindings({without, {}, absl::CivilDay(2026, 2, 20), kDay, {v1::FINDING_KIND_GAP}},
                                      {with, {}, absl::CivilDay(2026, 2, 20), kDay, {v1::FINDING_KIND_GAP}});
  ASSERT_THAT(period, SizeIs(2));
  EXPECT_EQ(period[0].change(), v1::Finding::CHANGE_UNCHANGED);
  EXPECT_EQ(period[0].valid_to(), "2026-03-01");
  EXPECT_EQ(period[1].change(), v1::Finding::CHANGE_RESOLVED);
  EXPECT_EQ(period[1].valid_from(), "2026-03-01");
}

// -- Items of plans.

v1::Plan PlanOf(const std::string& id, const std::vector<std::string>& texts) {
  v1::Plan plan;
  plan.set_name(PlanName("p", id));
  plan.set_number(absl::StrCat(id, "/KH-UBND"));
  plan.set_issuer_unit("provinces/p/units/b");
  plan.set_document_date("2026-01-05");
  plan.set_period_end_date("2026-12-31");
  plan.add_functions("thông tin đối ngoại");
  for (const std::string& text : texts) {
    v1::PlanItem& item = *plan.add_items();
    item.set_name(ChildName(plan.name(), "items", absl::StrCat(plan.items_size())));
    item.set_ordinal(absl::StrCat(plan.items_size()));
    item.set_text(text);
    item.set_state(v1::PlanItem::STATE_READY);
    item.set_product("Báo cáo");
    item.add_leads()->add_units("provinces/p/units/a");
  }
  return plan;
}

TEST(FindingTest, APlanIsInForceFromItsDateOrItsPeriodToTheEndOfThat) {
  const v1::Plan plan = Parse<v1::Plan>(R"pb(document_date: "2026-02-10"
                                             period_start_date: "2026-01-01"
                                             period_end_date: "2026-12-31")pb");
  const absl::CivilDay first(2026, 2, 10), last(2026, 12, 31);
  EXPECT_TRUE(IsInForce(plan, first, first + 1));
  EXPECT_FALSE(IsInForce(plan, first - 1, first));
  EXPECT_TRUE(IsInForce(plan, first - 1, first + 1));
  EXPECT_TRUE(IsInForce(plan, last, last + 1));
  EXPECT_FALSE(IsInForce(plan, last + 1, last + 30));
  EXPECT_FALSE(IsInForce(plan, first, first)) << "no day";
  EXPECT_TRUE(IsInForce(v1::Plan(), first, first + 1)) << "says no day";
  v1::Plan late = plan;
  late.set_document_date("2027-01-05");
  EXPECT_FALSE(IsInForce(late, absl::CivilDay(2026, 1, 1), absl::CivilDay(2028, 1, 1))) << "its period was over";
}

TEST(FindingTest, WhoLeadsAFunctionIsNotAskedOfPlans) {
  EXPECT_TRUE(LooksAtPlans({}));
  EXPECT_FALSE(LooksAtPlans({v1::FINDING_KIND_GAP, v1::FINDING_KIND_OVERLAP}));
  for (int kind = v1::FINDING_KIND_DANGLING; v1::FindingKind_IsValid(kind); ++kind) {
    EXPECT_TRUE(LooksAtPlans({v1::FINDING_KIND_GAP, static_cast<v1::FindingKind>(kind)})) << kind;
  }
}

TEST(FindingTest, ItemsWithoutLeadMeasureOrALivingUnit) {
  v1::Plan plan = PlanOf("k", {"Rà soát đầu mối", "Tổ chức giao lưu", "Sản xuất clip", "Kiểm tra", "Đã giao"});
  plan.mutable_items(0)->clear_leads();
  plan.mutable_items(0)->set_lead_text("SNV");
  *plan.mutable_items(0)->add_leads() =
      Parse<v1::ResponsibleParty>(R"pb(text: "SNV" status: STATUS_ASKED candidates: "provinces/p/units/a")pb");
  plan.mutable_items(1)->clear_product();
  plan.mutable_items(2)->mutable_leads(0)->set_units(0, "provinces/p/units/cu");
  plan.mutable_items(3)->mutable_leads(0)->set_units(0, "provinces/p/units/b");
  plan.mutable_items(4)->set_state(v1::PlanItem::STATE_ISSUED);
  plan.mutable_items(4)->mutable_leads(0)->set_units(0, "provinces/p/units/cu");
  internal::v1::ReferenceData data = Province();
  data.clear_functions();
  const auto findings = Find(data, {}, kDay, kDay + 1, {&plan});
  ASSERT_THAT(KindsOf(findings), ElementsAre(v1::FINDING_KIND_DANGLING, v1::FINDING_KIND_ROLE_CONFLICT,
                                             v1::FINDING_KIND_UNASSIGNED_ITEM, v1::FINDING_KIND_NO_RESULT_MEASURE));
  EXPECT_THAT(findings[0].remedy(), HasSubstr("Sở B"));
  EXPECT_THAT(findings[2].explanation(), HasSubstr("chưa rõ “SNV”"));
  EXPECT_THAT(findings[2].remedy(), HasSubstr("Sở A"));
  EXPECT_THAT(findings[3].plan_items(), ElementsAre("provinces/p/plans/k/items/2"));
  EXPECT_THAT(Find(data, {}, absl::CivilDay(2027, 1, 1), absl::CivilDay(2027, 1, 2), {&plan}), IsEmpty())
      << "the plan is over";
}

TEST(FindingTest, AUnitOfAnItemThatNobodyKnowsIsNotSaidToHaveEnded) {
  v1::Plan plan = PlanOf("k", {"Rà soát đầu mối"});
  plan.mutable_items(0)->mutable_leads(0)->set_units(0, "provinces/p/units/khong-biet");
  const auto findings = Find(Province(), {v1::FINDING_KIND_DANGLING}, kDay, kDay + 1, {&plan});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].explanation(),
              AllOf(HasSubstr("không có trong dữ liệu tổ chức"), Not(HasSubstr("không còn hoạt động"))));
}

std::vector<std::string> Twins(const v1::Plan& one, const v1::Plan& other) {
  const internal::v1::ReferenceData data = Province();
  const organisation::Directory directory(data);
  std::vector<std::string> twins;
  for (const DuplicateItems& pair : FindDuplicateItems({&one, &other}, directory)) {
    twins.push_back(absl::StrCat(pair.first->ordinal(), "=", pair.second->ordinal(), " ", pair.shared_words));
  }
  return twins;
}

TEST(FindingTest, ParallelPlansOfTheTwoProvincesAreFound) {
  const v1::Plan dong_nai = PlanOf("dn", {
                                             "Xây dựng hệ thống nhận diện tỉnh Đồng Nai",
                                             "Sản xuất các video clip truyền thông về du lịch Đồng Nai",
                                             "Tập huấn nghiệp vụ thông tin đối ngoại cho lãnh đạo sở, ban, ngành",
                                             "Tuyên truyền tại xã Lộc Ninh về an toàn giao thông đường bộ",
                                             "Kiểm tra việc thực hiện Kế hoạch tại các đơn vị",
                                         });
  v1::Plan binh_phuoc = PlanOf("bp", {
                                         "Hệ thống nhận diện của tỉnh Bình Phước",
                                         "San xuat video clip truyen thong ve du lich Binh Phuoc",
                                         "Tổ chức tập huấn nghiệp vụ cho cán bộ làm công tác thông tin đối ngoại",
                                         "Tuyên truyền tại xã Tân Khai về an toàn giao thông đường bộ",
                                         "Kiểm tra, rà soát việc triển khai chính sách dân tộc",
                                     });
  EXPECT_THAT(
      Twins(dong_nai, binh_phuoc),
      ElementsAre("1=1 hệ thống nhận diện", "2=2 san xuat video clip truyen thong du lich", "3=3 tập huấn nghiệp vụ"));
  // Other years are another job, and what a revision took out is none.
  for (auto [plan, date] :
       {std::pair(&dong_nai, "2026-09-30"), std::pair(const_cast<const v1::Plan*>(&binh_phuoc), "2027-09-30")}) {
    auto& items = *const_cast<v1::Plan*>(plan)->mutable_items();
    items[0].mutable_deadline()->set_nominal_due_date(date);
  }
  binh_phuoc.mutable_items(1)->set_state(v1::PlanItem::STATE_WITHDRAWN);
  EXPECT_THAT(Twins(dong_nai, binh_phuoc), ElementsAre("3=3 tập huấn nghiệp vụ"));
}

TEST(FindingTest, NumbersTellThingsOfOneKindApart) {
  const v1::Plan one = PlanOf("m", {"Tọa đàm chuyên đề 3 về chủ quyền biển đảo", "Sản xuất 02 clip du lịch sinh thái"});
  const v1::Plan other =
      PlanOf("n", {"Tọa đàm chuyên đề 4 về chủ quyền biển đảo", "Sản xuất 05 clip du lịch sinh thái"});
  EXPECT_THAT(Twins(one, other), ElementsAre("2=2 sản xuất clip du lịch sinh thái"));
}

TEST(FindingTest, GenericWordsMakeNoTwins) {
  const v1::Plan one = PlanOf("m", {"Tổ chức triển khai thực hiện công tác thông tin đối ngoại trên địa bàn tỉnh",
                                    "Tăng cường phối hợp giữa các cơ quan, đơn vị", "Báo cáo kết quả năm 2026"});
  const v1::Plan other = PlanOf("n", {"Triển khai thực hiện công tác thông tin đối ngoại tại địa phương",
                                      "Phối hợp với các cơ quan, đơn vị liên quan", "Xây dựng cụm thông tin cửa khẩu"});
  EXPECT_THAT(Twins(one, other), IsEmpty());
}

TEST(FindingTest, WhyTwoItemsAreTheSame) {
  v1::Plan one = PlanOf("m", {"Sản xuất clip thu hút đầu tư bằng năm thứ tiếng"});
  v1::Plan other = PlanOf("n", {"Clip kêu gọi, thu hút đầu tư năm thứ tiếng"});
  for (v1::Plan* plan : {&one, &other}) {
    plan->mutable_items(0)->set_product("02 clip");
    plan->mutable_items(0)->set_function("provinces/p/functions/f");
    plan->mutable_items(0)->mutable_deadline()->set_text("Quý III/2026");
    plan->mutable_items(0)->mutable_deadline()->set_nominal_due_date("2026-09-30");
  }
  const auto findings = Find(Province(), {v1::FINDING_KIND_DUPLICATE_ITEM}, kDay, kDay + 1, {&one, &other});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].explanation(),
              AllOf(HasSubstr("Kế hoạch m/KH-UBND"), HasSubstr("Kế hoạch n/KH-UBND"), HasSubstr("clip thu hút đầu tư"),
                    HasSubstr("cùng chức năng"), HasSubstr("02 clip"), HasSubstr("Quý III/2026")));
  EXPECT_THAT(findings[0].plan_items(), ElementsAre("provinces/p/plans/m/items/1", "provinces/p/plans/n/items/1"));
  // The order of the plans says nothing.
  EXPECT_EQ(Find(Province(), {v1::FINDING_KIND_DUPLICATE_ITEM}, kDay, kDay + 1, {&other, &one})[0].name(),
            findings[0].name());
}

// -- The shipped data. print_findings writes these files; a person reads the difference.

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

// The first line that differs; empty when none does.
std::string Difference(const std::string& found, const std::string& file) {
  const std::vector<std::string> lines = absl::StrSplit(found, '\n');
  const std::vector<std::string> expected = absl::StrSplit(ReadFile(file), '\n');
  for (size_t i = 0; i < std::max(lines.size(), expected.size()); ++i) {
    const std::string line = i < lines.size() ? lines[i] : "(end)";
    const std::string other = i < expected.size() ? expected[i] : "(end)";
    if (line != other) return absl::StrCat(file, ":", i + 1, "\n  found    ", line, "\n  expected ", other);
  }
  return "";
}

TEST(FindingTest, SeptemberOf2025) {
  EXPECT_EQ(Difference(ListingOf(absl::CivilDay(2025, 9, 15)), "tests/data/findings_2025-09-15.txt"), "");
}

TEST(FindingTest, NovemberOf2026) {
  EXPECT_EQ(Difference(ListingOf(absl::CivilDay(2026, 11, 23)), "tests/data/findings_2026-11-23.txt"), "");
}

}  // namespace
}  // namespace phoihop::responsibility
