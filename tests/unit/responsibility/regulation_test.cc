// Drafts of regulations, what becomes of duties when they are law, and the matrix.
#include "workflow/responsibility/regulation.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/small_province.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/instruments.h"
#include "workflow/responsibility/matrix.h"

namespace phoihop::responsibility {
namespace {

using organisation::FindByName;
using organisation::Person;
using organisation::SmallProvince;
using organisation::UnitOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kName[] = "provinces/dong-nai/regulations/qc-moi";

std::string Duty(absl::string_view id) { return absl::StrCat("provinces/dong-nai/duties/", id); }

void Hold(v1::Duty& duty, absl::string_view unit, v1::DutyRole role,
          v1::DutyStatus status = v1::DUTY_STATUS_REGULATED) {
  v1::Duty::Holder& holder = *duty.add_holders();
  holder.set_holder(UnitOf(unit));
  holder.set_role(role);
  holder.set_status(status);
}

// d-lead goes from so-a to so-b, which had coordinated it; d-bao ends; d-moi is new, with a function of its own.
v1::Regulation Draft() {
  v1::Regulation draft;
  draft.set_display_name("Quy chế mới");
  draft.set_effective_date("2025-08-01");
  draft.mutable_instrument()->set_type("Quyết định");
  auto* relation = draft.mutable_instrument()->add_relations();
  relation->set_type(v1::Instrument::RELATION_TYPE_REPLACES);
  relation->set_target("16/2020/QĐ-UBND");
  v1::Function& function = *draft.add_functions();
  function.set_name("provinces/dong-nai/functions/bien-gioi");
  function.set_display_name("Thông tin biên giới");
  v1::Duty& lead = *draft.add_duties();
  lead.set_name(Duty("d-lead"));
  lead.mutable_basis()->set_article("5");
  Hold(lead, "so-b", v1::DUTY_ROLE_LEAD);
  v1::Duty& fresh = *draft.add_duties();
  fresh.set_name(Duty("d-moi"));
  fresh.set_function_name(function.name());
  Hold(fresh, "so-c", v1::DUTY_ROLE_LEAD);
  draft.add_ended_duties(Duty("d-bao"));
  return draft;
}

class RegulationTest : public ::testing::Test {
 protected:
  absl::Status Create(const v1::Regulation& draft, const v1::Actor& actor = Person("an")) {
    internal::v1::ReferenceCommand command;
    auto& request = *command.mutable_create_regulation();
    request.set_parent("provinces/dong-nai");
    request.set_regulation_id("qc-moi");
    *request.mutable_regulation() = draft;
    return province_.Do(command, actor);
  }
  absl::Status Enact(const std::string& number = "57/2025/qd-ubnd", const v1::Actor& actor = Person("binh"),
                     const std::string& etag = "") {
    internal::v1::ReferenceCommand command;
    auto& request = *command.mutable_enact_regulation();
    request.set_name(kName);
    request.set_number(number);
    request.set_issue_date("2025-07-20");
    request.set_etag(etag);
    return province_.Do(command, actor);
  }
  absl::Status Update(const v1::Regulation& wanted, const std::vector<std::string>& paths,
                      const std::string& etag = "") {
    internal::v1::ReferenceCommand command;
    auto& request = *command.mutable_update_regulation();
    *request.mutable_regulation() = wanted;
    request.mutable_regulation()->set_name(kName);
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    request.set_etag(etag);
    return province_.Do(command, Person("an"));
  }
  absl::Status Withdraw() {
    internal::v1::ReferenceCommand command;
    command.mutable_withdraw_regulation()->set_name(kName);
    return province_.Do(command, Person("an"));
  }
  const v1::Regulation& Stored() { return *FindRegulation(province_.data(), kName); }
  static v1::ErrorReason Reason(const absl::Status& status) { return ReasonOf(status); }

  // "so-a LEAD – 2025-08-01".
  static std::vector<std::string> Holders(const v1::Duty& duty) {
    std::vector<std::string> lines;
    for (const v1::Duty::Holder& holder : duty.holders()) {
      lines.push_back(absl::StrCat(LastSegment(holder.holder()), " ", v1::DutyRole_Name(holder.role()).substr(10), " ",
                                   holder.valid_from(), "/", holder.valid_to()));
    }
    return lines;
  }

  SmallProvince province_;
};

TEST_F(RegulationTest, BecomesLawInOneStep) {
  ASSERT_TRUE(Create(Draft()).ok());
  EXPECT_EQ(province_.events()[0].type(), "regulation.drafted");
  EXPECT_THAT(Holders(province_.Duty("d-lead")), ElementsAre("so-a LEAD /", "so-b COORDINATE /"));
  ASSERT_TRUE(Enact().ok());
  std::vector<std::string> types;
  for (const v1::Event& event : province_.events()) types.push_back(event.type());
  EXPECT_THAT(types, ElementsAre("instrument.recorded", "function.recorded", "duty.recorded", "duty.recorded",
                                 "duty.recorded", "regulation.enacted"));
  EXPECT_EQ(province_.events()[2].basis().instrument_number(), "57/2025/QĐ-UBND");

  EXPECT_THAT(Holders(province_.Duty("d-lead")),
              ElementsAre("so-a LEAD /2025-08-01", "so-b COORDINATE /2025-08-01", "so-b LEAD 2025-08-01/"));
  EXPECT_EQ(province_.Duty("d-lead").holders(2).regulation(), kName);
  EXPECT_EQ(province_.Duty("d-lead").function(), "Quản lý tài chính");
  EXPECT_EQ(province_.Duty("d-lead").basis().text(), "Quyết định 57/2025/QĐ-UBND Điều 5");
  EXPECT_THAT(Holders(province_.Duty("d-bao")), ElementsAre("so-c LEAD /2025-08-01", "so-a COORDINATE /2025-08-01"));
  EXPECT_THAT(Holders(province_.Duty("d-moi")), ElementsAre("so-c LEAD 2025-08-01/"));
  EXPECT_EQ(province_.Duty("d-moi").function(), "Thông tin biên giới");
  const auto* instrument = FindByName(province_.data().instruments(), "provinces/dong-nai/instruments/57-2025-qd-ubnd");
  ASSERT_NE(instrument, nullptr);
  EXPECT_EQ(instrument->effective_date(), "2025-08-01");
  EXPECT_EQ(instrument->issue_date(), "2025-07-20");
  EXPECT_EQ(Stored().state(), v1::Regulation::STATE_ENACTED);
  EXPECT_EQ(Stored().enacter().person(), "provinces/dong-nai/persons/binh");
  // Nothing more can be done with it, and the loader does not put back what it laid down.
  EXPECT_EQ(Reason(Enact()), v1::ERROR_REASON_REGULATION_STATE);
  EXPECT_EQ(Reason(Withdraw()), v1::ERROR_REASON_REGULATION_STATE);
  EXPECT_EQ(Reason(Update(Draft(), {"display_name"})), v1::ERROR_REASON_REGULATION_STATE);
  internal::v1::ReferenceCommand again;
  v1::Duty& old = *again.mutable_record()->add_entries()->mutable_duty_recorded()->mutable_duty();
  old = province_.Duty("d-lead");
  old.clear_holders();
  Hold(old, "so-a", v1::DUTY_ROLE_LEAD);
  ASSERT_TRUE(province_.Do(again, organisation::System()).ok());
  EXPECT_THAT(province_.events(), IsEmpty());
}

TEST_F(RegulationTest, WhoGoesOnAsBeforeIsNotInterrupted) {
  v1::Regulation draft = Draft();
  v1::Duty& same = *draft.mutable_duties(0);
  same = province_.Duty("d-lead");  // with its basis
  Hold(same, "so-c", v1::DUTY_ROLE_MONITOR);
  ASSERT_TRUE(Create(draft).ok());
  ASSERT_TRUE(Enact().ok());
  EXPECT_THAT(Holders(province_.Duty("d-lead")),
              ElementsAre("so-a LEAD /", "so-b COORDINATE /", "so-c MONITOR 2025-08-01/"));
}

TEST_F(RegulationTest, WhoMay) {
  EXPECT_EQ(Reason(Create(Draft(), v1::Actor())), v1::ERROR_REASON_ACTOR_MISSING);
  EXPECT_EQ(Reason(Create(Draft(), Person("chi", "so-a"))), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(Reason(Create(Draft(), Person("", "ubnd"))), v1::ERROR_REASON_SEPARATION_OF_DUTIES);
  ASSERT_TRUE(Create(Draft(), Person("an", "vp")).ok());
  EXPECT_EQ(Reason(Create(Draft())), v1::ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Reason(Enact("57/2025/QĐ-UBND", Person("an"))), v1::ERROR_REASON_SEPARATION_OF_DUTIES);
  EXPECT_EQ(Reason(Enact("57/2025/QĐ-UBND", Person("", "ubnd"))), v1::ERROR_REASON_SEPARATION_OF_DUTIES);
  EXPECT_EQ(Reason(Enact("57/2025/QĐ-UBND", Person("chi", "so-a"))), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(Reason(Enact("")), v1::ERROR_REASON_BASIS_REQUIRED);
  EXPECT_EQ(Reason(Enact("số năm mươi bảy")), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(Reason(Enact("57/2025/QĐ-UBND", Person("binh"), "khac")), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Stored().state(), v1::Regulation::STATE_DRAFT);
  EXPECT_TRUE(Enact("57/2025/QĐ-UBND", Person("binh"), EtagOf(Stored())).ok());
}

TEST_F(RegulationTest, EverythingWrongAtOnce) {
  v1::Regulation draft = Draft();
  draft.clear_display_name();
  draft.set_effective_date("2025-02-30");
  draft.mutable_functions(0)->set_parent("provinces/dong-nai/functions/khong-co");
  draft.mutable_duties(0)->mutable_holders(0)->set_holder(UnitOf("khong-co"));
  draft.mutable_duties(1)->clear_holders();
  draft.add_ended_duties(Duty("khong-co"));
  draft.add_ended_duties(Duty("d-lead"));
  draft.mutable_instrument()->mutable_relations(0)->clear_target();
  const absl::Status status = Create(draft);
  ASSERT_EQ(Reason(status), v1::ERROR_REASON_INVALID_FIELD);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("regulation.display_name", "regulation.effective_date",
                                  "regulation.instrument.relations[0].target", "regulation.functions[0].parent",
                                  "regulation.duties[0].holders[0].holder", "regulation.duties[1].holders",
                                  "regulation.ended_duties[1]", "regulation.ended_duties[2]"));
  draft = Draft();
  draft.mutable_functions(0)->set_parent(draft.functions(0).name());
  EXPECT_THAT(std::string(Create(draft).message()), HasSubstr("is a branch of itself"));
}

TEST_F(RegulationTest, OfFunctionsThatAreBranchesOfOneAnotherTheFirstIsNamed) {
  v1::Regulation draft = Draft();
  const std::string names[] = {"provinces/dong-nai/functions/c", "provinces/dong-nai/functions/a",
                               "provinces/dong-nai/functions/b"};
  for (int i = 0; i < 3; ++i) {
    v1::Function& function = *draft.add_functions();
    function.set_name(names[i]);
    function.set_display_name("Vòng");
    function.set_parent(names[(i + 1) % 3]);
  }
  const std::vector<FieldViolation> violations = ViolationsOf(Create(draft));
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "regulation.functions");
  EXPECT_THAT(violations[0].description, HasSubstr("'provinces/dong-nai/functions/a'"));
}

TEST_F(RegulationTest, ViolationsThatAreNotListedAreCountedUnderTheRegulation) {
  v1::Regulation draft = Draft();
  for (int i = 0; i < 60; ++i) draft.add_ended_duties(absl::StrCat("provinces/dong-nai/duties/khong-co-", i));
  const std::vector<FieldViolation> violations = ViolationsOf(Create(draft));
  ASSERT_THAT(violations, SizeIs(51));
  EXPECT_EQ(violations.back().field, "regulation");
  EXPECT_THAT(violations.back().description, HasSubstr("10 more"));
}

TEST_F(RegulationTest, UnitsAndLaterChanges) {
  v1::Regulation draft = Draft();
  draft.mutable_duties(1)->mutable_holders(0)->set_holder(UnitOf("so-cu"));
  ASSERT_TRUE(Create(draft).ok());  // a draft may be looked at
  EXPECT_EQ(Reason(Enact()), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  ASSERT_TRUE(Update(Draft(), {"duties"}).ok());
  EXPECT_EQ(Stored().duties(1).holders(0).holder(), UnitOf("so-c"));
  // so-a merges into so-b, and its duties with it, before the regulation's day: BUILT_UPON for one of an earlier day.
  v1::Regulation early;
  early.set_effective_date("2025-06-20");
  ASSERT_TRUE(Update(early, {"effective_date"}).ok());
  ASSERT_TRUE(province_.Run("hop-nhat", organisation::Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-b"}})).ok());
  const absl::Status built = Enact();
  EXPECT_EQ(Reason(built), v1::ERROR_REASON_BUILT_UPON);
  EXPECT_THAT(std::string(built.message()), HasSubstr("reorganisations/hop-nhat"));
  EXPECT_EQ(ReasonOf(WithRegulation(province_.data(), Stored()).status()), v1::ERROR_REASON_BUILT_UPON);
  early.set_effective_date("2025-08-01");
  ASSERT_TRUE(Update(early, {"effective_date"}).ok());
  EXPECT_TRUE(Enact().ok());
}

TEST_F(RegulationTest, UpdateAndWithdraw) {
  ASSERT_TRUE(Create(Draft()).ok());
  const std::string etag = EtagOf(Stored());
  v1::Regulation wanted;
  wanted.set_display_name("Quy chế mới (sửa)");
  ASSERT_TRUE(Update(wanted, {"display_name"}, etag).ok());
  EXPECT_EQ(Stored().display_name(), "Quy chế mới (sửa)");
  EXPECT_EQ(Stored().duties_size(), 2);
  EXPECT_EQ(Reason(Update(wanted, {"display_name"}, etag)), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Reason(Update(wanted, {"state"})), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(Reason(Update(wanted, {})), v1::ERROR_REASON_INVALID_FIELD);
  ASSERT_TRUE(Withdraw().ok());
  EXPECT_EQ(Stored().state(), v1::Regulation::STATE_WITHDRAWN);
  EXPECT_EQ(ReasonOf(WithRegulation(province_.data(), Stored()).status()), v1::ERROR_REASON_REGULATION_STATE);
  EXPECT_EQ(Reason(Enact()), v1::ERROR_REASON_REGULATION_STATE);
}

// What is looked at is what becomes law.
TEST_F(RegulationTest, TheDraftAsIfItWereLaw) {
  ASSERT_TRUE(Create(Draft()).ok());
  const auto drafted = WithRegulation(province_.data(), Stored());
  ASSERT_TRUE(drafted.ok()) << drafted.status();
  EXPECT_THAT(province_.data().functions(), IsEmpty());
  const Instruments instruments(*drafted);
  const v1::Instrument* project = instruments.ByNumber("(dự thảo)");
  ASSERT_NE(project, nullptr);
  EXPECT_EQ(instruments.ValidityOn(*project, absl::CivilDay(2025, 8, 1)).status(), v1::INSTRUMENT_STATUS_IN_FORCE);
  ASSERT_TRUE(Enact().ok());
  const internal::v1::ReferenceData& law = province_.data();
  ASSERT_EQ(drafted->duties_size(), law.duties_size());
  for (int i = 0; i < law.duties_size(); ++i) {
    EXPECT_EQ(Holders(drafted->duties(i)), Holders(law.duties(i))) << law.duties(i).name();
  }
  EXPECT_EQ(drafted->functions(0).DebugString(), law.functions(0).DebugString());
}

// -- The matrix

std::vector<std::string> CellsOf(const v1::ResponsibilityMatrix::Row& row) {
  std::vector<std::string> cells;
  for (const auto& cell : row.cells()) {
    cells.push_back(absl::StrCat(v1::DutyRole_Name(cell.role()).substr(10), " ", LastSegment(cell.unit()),
                                 cell.alive() ? "" : " (ended)"));
  }
  return cells;
}

TEST_F(RegulationTest, TheMatrixFollowsTheDays) {
  ASSERT_TRUE(Create(Draft()).ok());
  ASSERT_TRUE(Enact().ok());
  const organisation::Directory directory(province_.data());
  const auto before = BuildMatrix({.directory = directory, .day = absl::CivilDay(2025, 7, 31)});
  // The new function does not exist yet; two duties name none.
  ASSERT_THAT(before.rows(), SizeIs(2));
  EXPECT_THAT(CellsOf(before.rows(1)), ElementsAre("LEAD so-a", "COORDINATE so-b"));
  const auto after = BuildMatrix({.directory = directory, .day = absl::CivilDay(2025, 8, 1)});
  ASSERT_THAT(after.rows(), SizeIs(2));
  EXPECT_EQ(after.rows(0).function(), "provinces/dong-nai/functions/bien-gioi");
  EXPECT_THAT(CellsOf(after.rows(0)), ElementsAre("LEAD so-c"));
  EXPECT_THAT(CellsOf(after.rows(1)), ElementsAre("LEAD so-b"));
  EXPECT_THAT(after.units(), ElementsAre(UnitOf("so-b"), UnitOf("so-c")));
}

TEST(MatrixTest, OfTheProvince) {
  const organisation::Directory& directory = plan::DongNai().directory();
  const absl::CivilDay day(2026, 1, 1);
  const auto matrix = BuildMatrix({.directory = directory, .day = day});
  const auto row = [&](absl::string_view id) {
    for (const auto& one : matrix.rows()) {
      if (LastSegment(one.function()) == id) return one;
    }
    ADD_FAILURE() << id;
    return v1::ResponsibilityMatrix::Row();
  };
  EXPECT_THAT(row("r05").path(), ElementsAre("provinces/dong-nai/functions/quang-ba-hinh-anh"));
  // Seven agencies one by one, and 95 communes and wards through their set.
  int communes = 0;
  const v1::ResponsibilityMatrix::Row promotion = row("r05"), frontier = row("r18");
  for (const auto& cell : promotion.cells()) communes += !cell.unit_set().empty();
  EXPECT_EQ(communes, 95);
  EXPECT_EQ(row("r05").cells(0).unit(), plan::UnitIn("so-vhttdl"));
  EXPECT_EQ(row("r05").cells(0).role(), v1::DUTY_ROLE_LEAD);
  // Eight border communes.
  int border = 0;
  for (const auto& cell : frontier.cells()) border += cell.unit_set() == plan::SetIn("ubnd-xa-bien-gioi");
  EXPECT_EQ(border, 8);

  const auto branch = BuildMatrix({.directory = directory,
                                   .day = day,
                                   .functions = {"provinces/dong-nai/functions/bien-gioi"},
                                   .units = {plan::UnitIn("bch-bdbp")}});
  std::vector<std::string> rows;
  for (const auto& one : branch.rows()) {
    for (const std::string& cell : CellsOf(one)) rows.push_back(absl::StrCat(LastSegment(one.function()), " ", cell));
  }
  EXPECT_THAT(rows, ElementsAre("r18 LEAD bch-bdbp", "r19 COORDINATE bch-bdbp", "r20 COORDINATE bch-bdbp"));
  EXPECT_THAT(branch.units(), ElementsAre(plan::UnitIn("bch-bdbp")));
}

// Nobody is left in a set of a level that was abolished.
TEST_F(RegulationTest, ASetWithoutUnitsIsOneCell) {
  internal::v1::ReferenceData data = province_.data();
  v1::UnitSet& set = *data.add_unit_sets();
  set.set_name("provinces/dong-nai/unitSets/het");
  set.set_display_name("Các đơn vị đã kết thúc");
  set.add_units(UnitOf("so-cu"));
  data.mutable_duties(0)->mutable_holders(0)->set_holder(set.name());
  const organisation::Directory directory(data);
  const auto matrix = BuildMatrix({.directory = directory, .day = absl::CivilDay(2025, 7, 1)});
  const auto& cell = matrix.rows(0).cells(0);
  EXPECT_EQ(cell.unit(), "");
  EXPECT_EQ(cell.unit_set(), set.name());
  EXPECT_FALSE(cell.alive());
  EXPECT_EQ(matrix.display_names().at(set.name()), set.display_name());
}

// -- The sample

TEST(RegulationSample, IsADraftOfTheProvinceThatShips) {
  std::ifstream stream("data/dong-nai/regulation_sample.json");
  std::ostringstream text;
  text << stream.rdbuf();
  v1::Regulation sample;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text.str(), &sample);
  ASSERT_TRUE(parsed.ok()) << parsed.message();
  EXPECT_EQ(sample.provenance().verification(), v1::VERIFICATION_ILLUSTRATIVE);
  internal::v1::ReferenceCommand command;
  auto& create = *command.mutable_create_regulation();
  create.set_parent("provinces/dong-nai");
  create.set_regulation_id("qc-moi");
  *create.mutable_regulation() = sample;
  Context context;
  context.now = StartOfDay(absl::CivilDay(2026, 11, 28));
  context.actor.set_system("test");
  const auto decision = DecideRegulation(plan::DongNai().data(), command, context);
  ASSERT_TRUE(decision.ok()) << decision.status();
  const auto law = WithRegulation(plan::DongNai().data(), decision->events[0].regulation_drafted().regulation());
  ASSERT_TRUE(law.ok()) << law.status();
  const Instruments instruments(*law);
  const v1::InstrumentValidity replaced =
      instruments.ValidityOn(*instruments.ByNumber("16/2020/QĐ-UBND"), absl::CivilDay(2027, 1, 1));
  EXPECT_EQ(replaced.status(), v1::INSTRUMENT_STATUS_REPLACED);
  const organisation::Directory directory(*law);
  const auto matrix = BuildMatrix({.directory = directory,
                                   .day = absl::CivilDay(2027, 1, 1),
                                   .functions = {"provinces/dong-nai/functions/bien-gioi"}});
  ASSERT_FALSE(matrix.rows().empty());
  EXPECT_EQ(matrix.rows(0).cells(0).unit(), plan::UnitIn("bch-bdbp"));
  EXPECT_EQ(matrix.rows(0).cells(0).status(), v1::DUTY_STATUS_ILLUSTRATIVE);
  // The duties of the old regulation ended with it, and the districts' function.
  EXPECT_NE(matrix.rows(0).cells(1).role(), v1::DUTY_ROLE_LEAD);
  const auto commune = BuildMatrix({.directory = directory,
                                    .day = absl::CivilDay(2027, 1, 1),
                                    .functions = {"provinces/dong-nai/functions/co-so-dan-toc-thieu-so"}});
  std::vector<std::string> functions;
  for (const auto& row : commune.rows()) functions.emplace_back(LastSegment(row.function()));
  EXPECT_THAT(functions, ElementsAre("dia-ban-cap-xa", "r21"));
}

}  // namespace
}  // namespace phoihop::responsibility
