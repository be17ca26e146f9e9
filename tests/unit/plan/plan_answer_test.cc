// What an item comes to beside its phrases (products, how it is spread, what it is about), and what a person sets of
// it.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/appendix.h"
#include "workflow/plan/item_function.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/plan_answers.h"
#include "workflow/plan/product_phrase.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using internal::v1::PlanCommand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using v1::PlanItem;

constexpr absl::CivilDay kToday(2026, 1, 15);
constexpr char kName[] = "provinces/dong-nai/plans/kh";

std::string Slots(absl::string_view cell, const char* recurrence = "", int dates = 0) {
  v1::PlanDeadline deadline;
  deadline.set_recurrence(recurrence);
  for (int i = 0; i < dates; ++i) deadline.add_dates("2026-05-15");
  return absl::StrJoin(ReadProduct(cell, deadline).slots, " | ", [](std::string* out, const v1::EvidenceSlot& slot) {
    absl::StrAppend(out, slot.id(), ":", slot.count(), " ", slot.description());
  });
}

TEST(ReadProduct, CountsWhatHasToBeHandedIn) {
  EXPECT_EQ(Slots("02 clip"), "1:2 02 clip");
  EXPECT_EQ(Slots("Hội nghị; báo cáo tổng kết"), "1:1 Hội nghị | 2:1 báo cáo tổng kết");
  EXPECT_EQ(Slots("Chuyên mục; tối thiểu 10 tin, bài"), "1:1 Chuyên mục | 2:10 tối thiểu 10 tin, bài");
  EXPECT_EQ(Slots("Trang tiếng Anh, Trung, Hàn, Nhật"), "1:1 Trang tiếng Anh, Trung, Hàn, Nhật");
  EXPECT_EQ(Slots("01 hội nghị, 02 clip và 03 phóng sự"), "1:1 01 hội nghị | 2:2 02 clip | 3:3 03 phóng sự");
  EXPECT_EQ(Slots("- Kế hoạch\n- Báo cáo"), "1:1 Kế hoạch | 2:1 Báo cáo");
  EXPECT_EQ(Slots("Báo cáo của\nđơn vị"), "1:1 Báo cáo của\nđơn vị");
  EXPECT_EQ(Slots("10 - 15 tin, bài"), "1:10 10 - 15 tin, bài");
  for (const char* cell : {"100% đơn vị", "5.000 tờ rơi", "2026 tờ gấp", "Báo cáo quý 2"}) {
    EXPECT_EQ(Slots(cell), absl::StrCat("1:1 ", cell));
  }
  EXPECT_EQ(Slots(""), "");
}

TEST(ReadProduct, CountsByOccurrence) {
  EXPECT_EQ(Slots("02 sản phẩm/tháng", "FREQ=MONTHLY"), "1:2 02 sản phẩm/tháng");
  EXPECT_EQ(Slots("02 sản phẩm/tháng", "FREQ=MONTHLY;INTERVAL=3"), "1:6 02 sản phẩm/tháng");
  EXPECT_EQ(Slots("02 sản phẩm/tháng"), "1:1 02 sản phẩm/tháng");
  EXPECT_EQ(Slots("24 bản tin", "FREQ=MONTHLY"), "1:1 24 bản tin");
  EXPECT_EQ(Slots("02 hội nghị", "FREQ=YEARLY"), "1:2 02 hội nghị");
  EXPECT_EQ(Slots("02 lớp", "", 2), "1:1 02 lớp");
  v1::PlanDeadline monthly;
  monthly.set_recurrence("FREQ=MONTHLY");
  EXPECT_THAT(ReadProduct("24 bản tin", monthly).explanation, HasSubstr("mỗi kỳ cần ít nhất 1"));
}

v1::Plan Imported(const std::vector<std::vector<std::string>>& rows, const Facts& facts = DongNai()) {
  Appendix appendix;
  for (const auto& cells : rows) {
    AppendixRow& row = appendix.rows.emplace_back();
    row.row = static_cast<int>(appendix.rows.size()) + 1;
    row.kind = v1::ImportedRow::KIND_ITEM;
    row.at(Column::kOrdinal) = absl::StrCat(appendix.rows.size());
    for (size_t i = 0; i < cells.size(); ++i) row.cells[i + 1] = cells[i];
  }
  const auto settings = CheckSettings(SettingsOf2026(), kName, facts, kToday);
  EXPECT_TRUE(settings.ok()) << settings.status();
  auto response = Understand(appendix, *settings, facts, kToday);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->plan() : v1::Plan();
}

std::string ShowFanOut(const PlanItem& item) {
  const auto ids = [](const auto& names) {
    return absl::StrJoin(names, " ",
                         [](std::string* out, const std::string& name) { absl::StrAppend(out, LastSegment(name)); });
  };
  if (!item.has_fan_out()) return "none";
  return absl::StrCat(v1::CompletionRule_Name(item.fan_out().rule()).substr(16),
                      " sets:", ids(item.fan_out().unit_sets()), " units:", ids(item.fan_out().units()),
                      " without:", ids(item.fan_out().excluded_units()), " sums up:", LastSegment(item.summing_unit()));
}

TEST(FanOutOfItem, FollowsFromTheLeads) {
  const auto spread = [](const char* leads) {
    return ShowFanOut(Imported({{"Việc", leads, "", "31/12/2026"}}).items(0));
  };
  EXPECT_EQ(spread("Sở Nội vụ; Sở Y tế"), "none");
  EXPECT_EQ(spread("Sở Nội vụ (tổng hợp)"), "none");
  EXPECT_EQ(spread("UBND các xã, phường; Sở VHTTDL (tổng hợp)"),
            "ALL sets:ubnd-cap-xa units: without: sums up:so-vhttdl");
  EXPECT_EQ(spread("Sở Nội vụ; Sở Y tế; Sở VHTTDL tổng hợp"),
            "ALL sets: units:so-noi-vu so-y-te without: sums up:so-vhttdl");
  EXPECT_EQ(spread("UBND các xã, phường (trừ xã Lộc Thạnh)"), "ALL sets:ubnd-cap-xa units: without:xp-25280 sums up:");
  // Left out of one set, but named by another.
  EXPECT_EQ(spread("UBND các xã, phường (trừ 8 xã biên giới); UBND các xã biên giới"),
            "ALL sets:ubnd-cap-xa ubnd-xa-bien-gioi units: without: sums up:");
  EXPECT_EQ(spread("Các sở, ban, ngành; UBND các xã, phường"), "none");
}

TEST(FunctionOfItem, IsTheOnlyOneWhoseTermsItSpeaksOf) {
  internal::v1::ReferenceData data = DongNai().data();
  data.clear_functions();
  const auto add = [&data](const char* id, std::vector<std::string> terms, const char* valid_to = "") {
    v1::Function& function = *data.add_functions();
    function.set_name(absl::StrCat("provinces/dong-nai/functions/", id));
    function.mutable_terms()->Assign(terms.begin(), terms.end());
    function.set_valid_to(valid_to);
  };
  add("logo", {"logo", "nhận diện"});
  add("training", {"tập huấn"});
  add("old", {"loa truyền thanh"}, "2025-01-01");
  const auto facts = Facts::Create(std::move(data));
  ASSERT_TRUE(facts.ok()) << facts.status();
  const ItemFunctions functions(**facts, kToday);
  const auto of = [&](const char* text, const char* heading) {
    PlanItem item;
    item.set_text(text);
    item.add_headings(heading);
    return std::string(LastSegment(functions.FunctionOf(item)));
  };
  EXPECT_EQ(of("Thiết kế LOGO tỉnh", "I. TẬP HUẤN"), "logo");
  EXPECT_EQ(of("Việc", "I. TẬP HUẤN"), "training");
  EXPECT_EQ(of("Tập huấn về logo", "I. TẬP HUẤN"), "");
  EXPECT_EQ(of("Nâng cấp loa truyền thanh", ""), "");
  EXPECT_EQ(LastSegment(Imported({{"Thiết kế logo", "Sở Nội vụ", "", "31/12/2026"}}, **facts).items(0).function()),
            "logo");
}

class UpdateAnItem : public testing::Test {
 protected:
  void Import(const std::vector<std::vector<std::string>>& rows) {
    plan_ = Imported(rows);
    plan_.set_etag("v1");
    request().mutable_item()->set_name(plan_.items(0).name());
  }
  v1::UpdatePlanItemRequest& request() { return *command_.mutable_update_item(); }
  void Path(const std::string& path) { request().mutable_update_mask()->add_paths(path); }

  absl::StatusOr<v1::PlanItemUpdated> Send() {
    Context context;
    context.now = StartOfDay(kToday) + absl::Hours(9);
    context.actor.set_unit(UnitIn("ubnd"));
    absl::StatusOr<Decision> decision = Decide(plan_, command_, DongNai(), context);
    if (!decision.ok()) return decision.status();
    if (decision->events.empty()) return absl::InternalError("no event");
    Evolve(plan_, decision->events[0]);
    return decision->events[0].plan_item_updated();
  }

  std::vector<std::string> Faults() {
    const absl::Status status = Send().status();
    std::vector<std::string> fields;
    for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
    return fields;
  }

  v1::Plan plan_;
  PlanCommand command_;
};

TEST_F(UpdateAnItem, EveryPathTakesItsFieldAndSaysEveryFault) {
  Import({{"Việc", "UBND các xã, phường; Sở VHTTDL (tổng hợp)", "", "Hằng tháng", "02 clip"}});
  PlanItem& item = *request().mutable_item();
  item.mutable_fan_out()->set_rule(v1::COMPLETION_RULE_QUORUM);
  item.mutable_fan_out()->set_quorum(80);
  item.set_summing_unit(UnitIn("so-noi-vu"));
  item.set_overlap(v1::OVERLAP_POLICY_SKIP);
  item.set_catch_up(v1::CATCH_UP_LAST);
  item.set_legal_nature(v1::LEGAL_NATURE_STATUTORY);
  item.add_evidence_slots()->set_description("biên bản");
  item.mutable_evidence_slots(0)->set_count(3);
  for (const char* path : {"fan_out", "summing_unit", "overlap", "catch_up", "evidence_slots", "legal_nature"})
    Path(path);
  const auto updated = Send();
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(ShowFanOut(updated->item()), "QUORUM sets:ubnd-cap-xa units: without: sums up:so-noi-vu");
  EXPECT_EQ(updated->item().fan_out().quorum(), 80);
  EXPECT_EQ(updated->item().evidence_slots(0).ShortDebugString(), plan_.items(0).evidence_slots(0).ShortDebugString());
  EXPECT_EQ(plan_.items(0).evidence_slots(0).count(), 3);
  EXPECT_EQ(plan_.items(0).overlap(), v1::OVERLAP_POLICY_SKIP);
  EXPECT_EQ(plan_.items(0).legal_nature(), v1::LEGAL_NATURE_STATUTORY);
  EXPECT_THAT(updated->answers(), IsEmpty());

  item.mutable_fan_out()->set_quorum(96);
  item.set_summing_unit(UnitIn("huyen-734"));
  item.mutable_evidence_slots(0)->set_count(0);
  item.set_function("provinces/dong-nai/functions/none");
  item.add_leads();
  item.mutable_deadline()->add_dates("2026-02-30");
  for (const char* path : {"function", "leads", "deadline", "note"}) Path(path);
  EXPECT_THAT(Faults(), ElementsAre("item.evidence_slots[0].count", "item.function", "item.leads[0]",
                                    "item.deadline.dates", "item.note", "item.fan_out.quorum", "item.summing_unit"));
}

TEST_F(UpdateAnItem, TheBoundOfCatchingUpNeedsSomethingToBound) {
  Import({{"Việc", "Sở VHTTDL", "", "Hằng tháng", ""}, {"Việc khác", "Sở VHTTDL", "", "30/12/2026", ""}});
  PlanItem& item = *request().mutable_item();
  Path("catch_up_days");
  item.set_catch_up_days(30);
  EXPECT_THAT(Faults(), ElementsAre("item.catch_up_days")) << "it catches up with nothing";
  Path("catch_up");
  item.set_catch_up(v1::CATCH_UP_ALL);
  for (const int days : {-1, 401}) {
    item.set_catch_up_days(days);
    EXPECT_THAT(Faults(), ElementsAre("item.catch_up_days")) << days;
  }
  item.set_catch_up_days(400);
  ASSERT_TRUE(Send().ok());
  EXPECT_EQ(plan_.items(0).catch_up_days(), 400);
  // What catches up with nothing any more needs no bound.
  request().mutable_update_mask()->clear_paths();
  Path("catch_up");
  item.set_catch_up(v1::CATCH_UP_NONE);
  ASSERT_TRUE(Send().ok());
  EXPECT_EQ(plan_.items(0).catch_up_days(), 0);
  // An item that is done once.
  request().mutable_update_mask()->clear_paths();
  Path("catch_up_days");
  item.set_name(plan_.items(1).name());
  item.set_catch_up_days(30);
  EXPECT_THAT(Faults(), ElementsAre("item.catch_up_days"));
}

TEST_F(UpdateAnItem, WhatFollowsFromTheCellsFollowsTheAnswer) {
  Import({{"Việc", "Các sở, ban, ngành", "", "Dịp lễ", "24 bản tin"}});
  EXPECT_EQ(plan_.items(0).evidence_slots(0).count(), 24);
  v1::ResponsibleParty& lead = *request().mutable_item()->add_leads();
  lead.set_unit_set(SetIn("ubnd-cap-xa"));
  lead.add_excluded_units(UnitIn("xp-25280"));
  request().mutable_item()->mutable_deadline()->set_text("Hằng tháng");
  Path("leads");
  Path("deadline");
  const auto updated = Send();
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(ShowFanOut(updated->item()), "ALL sets:ubnd-cap-xa units: without:xp-25280 sums up:");
  EXPECT_EQ(updated->item().evidence_slots(0).count(), 1);
  EXPECT_EQ(updated->item().overlap(), v1::OVERLAP_POLICY_ALLOW);
  EXPECT_EQ(updated->item().state(), PlanItem::STATE_READY);
  // The words of the plan stay beside what they came to.
  EXPECT_EQ(updated->item().deadline().text(), "Dịp lễ");
  EXPECT_EQ(updated->item().lead_text(), "Các sở, ban, ngành");
}

std::string ShowAnswers(const v1::PlanItemUpdated& updated) {
  return absl::StrJoin(updated.answers(), " | ", [](std::string* out, const v1::PlanAnswer& answer) {
    absl::StrAppend(out, answer.field(), " '", answer.text(), "' =");
    for (const v1::ResponsibleParty& party : answer.parties()) {
      for (const std::string& unit : party.units()) absl::StrAppend(out, " ", LastSegment(unit));
      if (!party.unit_set().empty()) absl::StrAppend(out, " ", LastSegment(party.unit_set()));
    }
    if (answer.has_deadline()) absl::StrAppend(out, " ", answer.deadline().text());
  });
}

TEST_F(UpdateAnItem, SaysWhatWasDecidedAboutWhichText) {
  Import({{"Việc", "Các sở, ban, ngành; UBND các xã, phường", "Hội VHNT, Sở Y tế", "Dịp lễ"},
          {"Việc", "nt", "", "31/12/2026"}});
  PlanItem& item = *request().mutable_item();
  item.add_leads()->add_units(UnitIn("so-noi-vu"));
  item.add_leads()->set_unit_set(SetIn("ubnd-cap-xa"));
  item.add_coordinators()->add_units(UnitIn("so-y-te"));
  item.mutable_deadline()->set_text("Quý III/2026");
  for (const char* path : {"leads", "coordinators", "deadline"}) Path(path);
  const auto updated = Send();
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(ShowAnswers(*updated),
            "lead 'Các sở, ban, ngành; UBND các xã, phường' = so-noi-vu ubnd-cap-xa | lead 'Các sở, ban, ngành' = "
            "so-noi-vu | coordinators 'Hội VHNT, Sở Y tế' = so-y-te | coordinators 'Hội VHNT' = | deadline 'Dịp lễ' = "
            "Quý III/2026");
  EXPECT_EQ(updated->answers(0).item(), plan_.items(0).name());
  EXPECT_EQ(updated->answers(0).actor().unit(), UnitIn("ubnd"));

  // "nt" is the cell above it; a second answer decides about the same text again.
  command_.Clear();
  request().mutable_item()->set_name(plan_.items(1).name());
  request().mutable_item()->add_leads()->add_units(UnitIn("so-tu-phap"));
  Path("leads");
  const auto second = Send();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(ShowAnswers(*second),
            "lead 'Các sở, ban, ngành; UBND các xã, phường' = so-tu-phap | lead 'Các sở, ban, ngành' = so-tu-phap");
}

TEST_F(UpdateAnItem, WhatASecretPlanSaysIsNotRemembered) {
  Import({{"Việc", "Các sở, ban, ngành", "", "Dịp lễ"}});
  PlanItem after = plan_.items(0);
  after.clear_leads();
  after.add_leads()->add_units(UnitIn("so-noi-vu"));
  Context context;
  context.now = StartOfDay(kToday);
  const auto remembered = [&] { return AnswersIn(plan_, plan_.items(0), after, {"leads"}, DongNai(), context); };
  EXPECT_THAT(remembered(), Not(IsEmpty()));
  plan_.set_secrecy(v1::SECRECY_CONFIDENTIAL);
  EXPECT_THAT(remembered(), IsEmpty());
}

TEST(AnswerKeyOf, IsTheTextWithoutWhatDoesNotMatter) {
  EXPECT_EQ(AnswerKey("Các  sở,\nBAN ngành"), AnswerKey("các sở, ban ngành"));
  EXPECT_NE(AnswerKey("Các sở"), AnswerKey("Các ban"));
  const std::string longer(2'000, 'x');
  EXPECT_EQ(AnswerKey(longer).size(), kMaxAnswerKeyBytes);
  EXPECT_NE(AnswerKey(longer), AnswerKey(longer + "y"));
}

}  // namespace
}  // namespace phoihop::plan
