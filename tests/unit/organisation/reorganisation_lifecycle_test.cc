// Every verb in every state, who may, and what approval protects.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/small_province.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using internal::v1::ReferenceCommand;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using State = v1::Reorganisation::State;

constexpr State kDraft = v1::Reorganisation::STATE_DRAFT;
constexpr State kPreviewed = v1::Reorganisation::STATE_PREVIEWED;
constexpr State kApproved = v1::Reorganisation::STATE_APPROVED;
constexpr State kExecuting = v1::Reorganisation::STATE_EXECUTING;
constexpr State kHeld = v1::Reorganisation::STATE_HELD;
constexpr State kUndoing = v1::Reorganisation::STATE_UNDOING;
constexpr State kVerified = v1::Reorganisation::STATE_VERIFIED;
constexpr State kAnnulled = v1::Reorganisation::STATE_ANNULLED;

constexpr char kTask[] = "provinces/dong-nai/tasks/t1";

// Of 2025-06-01: it has come already at noon of 15 June.
v1::Reorganisation TheDraft() {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-a", "so-moi"}, {"so-b", "so-moi"}});
  draft.set_effective_date("2025-06-01");
  AddUnit(draft, "so-moi", "Sở Mới");
  return draft;
}

// -- Commands on `r`

ReferenceCommand CreateCommand() {
  ReferenceCommand command;
  command.mutable_create_reorganisation()->set_parent("provinces/dong-nai");
  command.mutable_create_reorganisation()->set_reorganisation_id("r");
  *command.mutable_create_reorganisation()->mutable_reorganisation() = TheDraft();
  return command;
}
ReferenceCommand UpdateCommand() {
  ReferenceCommand command;
  v1::Reorganisation& wanted = *command.mutable_update_reorganisation()->mutable_reorganisation();
  wanted = TheDraft();
  wanted.set_name(ReorganisationName("r"));
  wanted.set_display_name("Sắp xếp khác");
  return command;
}
ReferenceCommand PreviewCommand() {
  ReferenceCommand command;
  command.mutable_record_preview()->set_name(ReorganisationName("r"));
  command.mutable_record_preview()->set_token("seen");
  command.mutable_record_preview()->add_counts()->set_count(3);
  return command;
}
ReferenceCommand ApproveCommand() {
  ReferenceCommand command;
  auto& approve = *command.mutable_approve_reorganisation();
  approve.mutable_request()->set_name(ReorganisationName("r"));
  approve.mutable_request()->set_preview_token("seen");
  approve.set_seen_token("seen");
  return command;
}
template <typename Request>
ReferenceCommand Named(Request* (ReferenceCommand::*request)()) {
  ReferenceCommand command;
  (command.*request)()->set_name(ReorganisationName("r"));
  return command;
}
ReferenceCommand ExecuteCommand() { return Named(&ReferenceCommand::mutable_execute_reorganisation); }
ReferenceCommand PauseCommand() { return Named(&ReferenceCommand::mutable_pause_reorganisation); }
ReferenceCommand ResumeCommand() { return Named(&ReferenceCommand::mutable_resume_reorganisation); }
ReferenceCommand AssignCommand(const std::string& item = kTask, const std::string& to = "so-c") {
  ReferenceCommand command;
  command.mutable_assign_rehoming_item()->set_name(ReorganisationName("r"));
  command.mutable_assign_rehoming_item()->mutable_assignment()->set_item(item);
  command.mutable_assign_rehoming_item()->mutable_assignment()->set_to_unit(UnitOf(to));
  return command;
}
ReferenceCommand VerifyCommand(bool holds = true) {
  ReferenceCommand command;
  command.mutable_record_verification()->set_name(ReorganisationName("r"));
  command.mutable_record_verification()->mutable_report()->set_holds(holds);
  return command;
}
ReferenceCommand UndoCommand() {
  ReferenceCommand command;
  command.mutable_undo_reorganisation()->set_name(ReorganisationName("r"));
  command.mutable_undo_reorganisation()->mutable_basis()->set_text("Quyết định hủy bỏ");
  return command;
}

// A situation that a reorganisation can be in, and how it gets there.
struct Situation {
  std::string name;
  State state;
  std::vector<std::function<ReferenceCommand()>> way;
};

const std::vector<Situation>& Situations() {
  const auto holds = [] { return VerifyCommand(true); };
  const auto fails = [] { return VerifyCommand(false); };
  static const auto& situations = *new std::vector<Situation>{
      {"DRAFT", kDraft, {CreateCommand}},
      {"PREVIEWED", kPreviewed, {CreateCommand, PreviewCommand}},
      {"APPROVED", kApproved, {CreateCommand, PreviewCommand, ApproveCommand}},
      {"EXECUTING", kExecuting, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand}},
      {"EXECUTING paused", kExecuting, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand, PauseCommand}},
      {"HELD", kHeld, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand, fails}},
      {"VERIFIED", kVerified, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand, holds}},
      {"UNDOING", kUndoing, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand, UndoCommand}},
      {"HELD undo", kHeld, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand, UndoCommand, fails}},
      {"ANNULLED", kAnnulled, {CreateCommand, PreviewCommand, ApproveCommand, ExecuteCommand, UndoCommand, holds}},
      {"ANNULLED draft", kAnnulled, {CreateCommand, UndoCommand}},
  };
  return situations;
}

v1::Actor WhoDoes(const ReferenceCommand& command) {
  if (command.has_record_verification()) return System();
  return Person(command.has_approve_reorganisation() ? "binh" : "an");
}

void Bring(SmallProvince& province, const Situation& situation) {
  for (const auto& step : situation.way) {
    const ReferenceCommand command = step();
    const absl::Status status = province.Do(command, WhoDoes(command));
    ASSERT_TRUE(status.ok()) << situation.name << ": " << status;
  }
  ASSERT_EQ(province.Reorganisation("r").state(), situation.state) << situation.name;
}

const Situation& In(const std::string& name) {
  for (const Situation& situation : Situations()) {
    if (situation.name == name) return situation;
  }
  ADD_FAILURE() << "no situation is called " << name;
  return Situations()[0];
}

// Of a verb that may end in several states.
std::string TypeOfEnd(State state) {
  if (state == kUndoing) return "reorganisation.undo_started";
  return state == kAnnulled ? "reorganisation.annulled" : "reorganisation.verified";
}

TEST(ReorganisationLifecycleTest, EveryVerbInEveryState) {
  struct Verb {
    std::string name;
    std::function<ReferenceCommand()> command;
    std::map<std::string, State> leads_to;  // by situation; all others are refused
    std::string type;
  };
  const std::vector<Verb> verbs = {
      {"update",
       UpdateCommand,
       {{"DRAFT", kDraft}, {"PREVIEWED", kDraft}, {"APPROVED", kDraft}},
       "reorganisation.drafted"},
      {"preview", PreviewCommand, {{"DRAFT", kPreviewed}, {"PREVIEWED", kPreviewed}}, "reorganisation.previewed"},
      {"approve", ApproveCommand, {{"PREVIEWED", kApproved}}, "reorganisation.approved"},
      {"execute", ExecuteCommand, {{"APPROVED", kExecuting}}, "reorganisation.enacted"},
      {"pause", PauseCommand, {{"EXECUTING", kExecuting}, {"UNDOING", kUndoing}}, "reorganisation.paused"},
      {"resume",
       ResumeCommand,
       {{"EXECUTING paused", kExecuting}, {"HELD", kExecuting}, {"HELD undo", kUndoing}},
       "reorganisation.resumed"},
      {"assign",
       [] { return AssignCommand(); },
       {{"DRAFT", kDraft},
        {"PREVIEWED", kDraft},
        {"APPROVED", kDraft},
        {"EXECUTING", kExecuting},
        {"EXECUTING paused", kExecuting},
        {"HELD", kExecuting},
        {"UNDOING", kUndoing},
        {"HELD undo", kUndoing}},
       "reorganisation.item_assigned"},
      {"undo",
       UndoCommand,
       {{"DRAFT", kAnnulled},
        {"PREVIEWED", kAnnulled},
        {"APPROVED", kAnnulled},
        {"EXECUTING", kUndoing},
        {"EXECUTING paused", kUndoing},
        {"HELD", kUndoing},
        {"VERIFIED", kUndoing}},
       ""},
      {"verify, fine",
       [] { return VerifyCommand(true); },
       {{"EXECUTING", kVerified},
        {"EXECUTING paused", kVerified},
        {"HELD", kVerified},
        {"UNDOING", kAnnulled},
        {"HELD undo", kAnnulled}},
       ""},
      {"verify, not fine",
       [] { return VerifyCommand(false); },
       {{"EXECUTING", kHeld}, {"EXECUTING paused", kHeld}, {"HELD", kHeld}, {"UNDOING", kHeld}, {"HELD undo", kHeld}},
       "reorganisation.held"},
  };
  for (const Verb& verb : verbs) {
    for (const Situation& situation : Situations()) {
      SCOPED_TRACE(absl::StrCat(verb.name, " when ", situation.name));
      SmallProvince province;
      Bring(province, situation);
      const std::string before = province.data().SerializeAsString();
      const ReferenceCommand command = verb.command();
      const absl::Status status = province.Do(command, WhoDoes(command));
      const auto expected = verb.leads_to.find(situation.name);
      if (expected == verb.leads_to.end()) {
        EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REORGANISATION_STATE) << status;
        EXPECT_EQ(province.data().SerializeAsString(), before);
        continue;
      }
      ASSERT_TRUE(status.ok()) << status;
      EXPECT_EQ(province.Reorganisation("r").state(), expected->second);
      const v1::Event& last = province.events().back();
      EXPECT_EQ(last.subject(), ReorganisationName("r"));
      EXPECT_EQ(last.type(), verb.type.empty() ? TypeOfEnd(expected->second) : verb.type);
      if (expected->second == situation.state) continue;
      ASSERT_FALSE(last.changes().empty());
      EXPECT_EQ(last.changes(0).field(), "state");
      EXPECT_EQ("STATE_" + last.changes(0).before(), v1::Reorganisation::State_Name(situation.state));
      EXPECT_EQ("STATE_" + last.changes(0).after(), v1::Reorganisation::State_Name(expected->second));
      EXPECT_TRUE(last.has_basis());
    }
  }
}

TEST(ReorganisationLifecycleTest, OnlyTheRegistrarReorganisesAndOnlyTheSystemVerifies) {
  SmallProvince province;
  Bring(province, In("PREVIEWED"));
  EXPECT_EQ(ReasonOf(province.Do(VerifyCommand(), Person("an"))), v1::ERROR_REASON_PERMISSION_DENIED);
  for (const auto& command : {CreateCommand(), UpdateCommand(), PreviewCommand(), ApproveCommand(), ExecuteCommand(),
                              PauseCommand(), ResumeCommand(), AssignCommand(), UndoCommand()}) {
    EXPECT_EQ(ReasonOf(province.Do(command, Person("chi", "so-a"))), v1::ERROR_REASON_PERMISSION_DENIED);
    EXPECT_EQ(ReasonOf(province.Do(command, {})), v1::ERROR_REASON_ACTOR_MISSING);
  }
  ReferenceCommand unknown = ExecuteCommand();
  unknown.mutable_execute_reorganisation()->set_name(ReorganisationName("khong-co"));
  EXPECT_EQ(ReasonOf(province.Do(unknown, Person("chi", "so-a"))), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(province.Do(unknown, Person("an"))), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(province.Do(ApproveCommand(), Person("giang", "vp")).ok());  // the office is the registrar too
}

TEST(ReorganisationLifecycleTest, TheDrafterDoesNotApprove) {
  const auto separation = v1::ERROR_REASON_SEPARATION_OF_DUTIES;
  SmallProvince province;
  EXPECT_EQ(ReasonOf(province.Do(CreateCommand(), Person(""))), separation);  // who is it?
  Bring(province, In("PREVIEWED"));
  EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), Person("an"))), separation);
  EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), Person("an", "vp"))), separation);  // from another chair
  EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), Person(""))), separation);
  EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), System())), separation);
  EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), Person("binh"), Person("an"))), separation);  // on behalf of
  EXPECT_EQ(province.Reorganisation("r").state(), kPreviewed);
  EXPECT_TRUE(province.Do(ApproveCommand(), Person("binh")).ok());
  EXPECT_EQ(province.Reorganisation("r").approver().person(), PersonName("dong-nai", "binh"));
}

TEST(ReorganisationLifecycleTest, NorDoesTheOneForWhomItWasDrafted) {
  SmallProvince province;
  ASSERT_TRUE(province.Do(CreateCommand(), Person("an"), Person("binh")).ok());
  ASSERT_TRUE(province.Preview("r").ok());
  EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), Person("binh"))), v1::ERROR_REASON_SEPARATION_OF_DUTIES);
  EXPECT_TRUE(province.Do(ApproveCommand(), Person("giang", "vp")).ok());
}

TEST(ReorganisationLifecycleTest, WhoChangesItIsTheDrafter) {
  for (const ReferenceCommand& change : {UpdateCommand(), AssignCommand()}) {
    SmallProvince province;
    Bring(province, In("APPROVED"));
    ASSERT_TRUE(province.Do(change, Person("binh")).ok());
    const v1::Reorganisation& draft = province.Reorganisation("r");
    EXPECT_EQ(draft.drafter().person(), PersonName("dong-nai", "binh"));
    // What was seen and approved holds no longer.
    EXPECT_FALSE(draft.has_approver() || draft.has_preview_time() || draft.has_approve_time());
    EXPECT_EQ(draft.preview_token(), "");
    EXPECT_THAT(draft.preview_counts(), IsEmpty());
    ASSERT_TRUE(province.Preview("r").ok());
    EXPECT_EQ(ReasonOf(province.Do(ApproveCommand(), Person("binh"))), v1::ERROR_REASON_SEPARATION_OF_DUTIES);
    EXPECT_TRUE(province.Do(ApproveCommand(), Person("an")).ok());
  }
}

TEST(ReorganisationLifecycleTest, AStalePreviewIsNotApproved) {
  SmallProvince province;
  Bring(province, In("PREVIEWED"));
  ReferenceCommand other = ApproveCommand();
  other.mutable_approve_reorganisation()->mutable_request()->set_preview_token("earlier");
  absl::Status status = province.Do(other, Person("binh"));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_PREVIEW_STALE);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  ReferenceCommand moved = ApproveCommand();
  moved.mutable_approve_reorganisation()->set_seen_token("what would happen now");
  EXPECT_EQ(ReasonOf(province.Do(moved, Person("binh"))), v1::ERROR_REASON_PREVIEW_STALE);
  EXPECT_EQ(province.Reorganisation("r").state(), kPreviewed);
}

TEST(ReorganisationLifecycleTest, ApprovalAndUndoRestOnABasis) {
  SmallProvince province;
  ReferenceCommand create = CreateCommand();
  create.mutable_create_reorganisation()->mutable_reorganisation()->clear_basis();
  ASSERT_TRUE(province.Do(create, Person("an")).ok());
  ASSERT_TRUE(province.Preview("r").ok());
  ReferenceCommand approve = ApproveCommand();
  EXPECT_EQ(ReasonOf(province.Do(approve, Person("binh"))), v1::ERROR_REASON_BASIS_REQUIRED);
  approve.mutable_approve_reorganisation()->mutable_request()->mutable_basis()->set_text("Nghị quyết 202");
  ASSERT_TRUE(province.Do(approve, Person("binh")).ok());
  EXPECT_EQ(province.events().back().basis().text(), "Nghị quyết 202");
  ASSERT_TRUE(province.Execute("r").ok());
  EXPECT_EQ(province.Unit("so-moi").versions(0).basis().text(), "Nghị quyết 202");
  ReferenceCommand undo = UndoCommand();
  undo.mutable_undo_reorganisation()->clear_basis();
  EXPECT_EQ(ReasonOf(province.Do(undo, Person("an"))), v1::ERROR_REASON_BASIS_REQUIRED);
  ASSERT_TRUE(province.Do(UndoCommand(), Person("an")).ok());
  for (const v1::Event& event : province.events()) EXPECT_EQ(event.basis().text(), "Quyết định hủy bỏ");
}

TEST(ReorganisationLifecycleTest, ADraftNeedsNoBasisToBeGivenUp) {
  SmallProvince province;
  Bring(province, In("DRAFT"));
  ReferenceCommand undo = UndoCommand();
  undo.mutable_undo_reorganisation()->clear_basis();
  ASSERT_TRUE(province.Do(undo, Person("an")).ok());
  EXPECT_THAT(province.events(), SizeIs(1));
  EXPECT_EQ(province.events()[0].type(), "reorganisation.annulled");
}

TEST(ReorganisationLifecycleTest, EtagsAndIds) {
  SmallProvince province;
  Bring(province, In("PREVIEWED"));
  EXPECT_EQ(ReasonOf(province.Do(CreateCommand(), Person("an"))), v1::ERROR_REASON_ALREADY_EXISTS);
  const std::string etag = EtagOf(province.Reorganisation("r"));
  ReferenceCommand update = UpdateCommand();
  update.mutable_update_reorganisation()->mutable_reorganisation()->set_etag("0123");
  EXPECT_EQ(ReasonOf(province.Do(update, Person("an"))), v1::ERROR_REASON_ETAG_MISMATCH);
  update.mutable_update_reorganisation()->set_etag(etag);
  ASSERT_TRUE(province.Do(update, Person("an")).ok());
  EXPECT_NE(EtagOf(province.Reorganisation("r")), etag);
  ReferenceCommand undo = UndoCommand();
  undo.mutable_undo_reorganisation()->set_etag(etag);
  EXPECT_EQ(ReasonOf(province.Do(undo, Person("an"))), v1::ERROR_REASON_ETAG_MISMATCH);
  ReferenceCommand create = CreateCommand();
  create.mutable_create_reorganisation()->set_reorganisation_id("Không phải id");
  EXPECT_EQ(ReasonOf(province.Do(create, Person("an"))), v1::ERROR_REASON_INVALID_FIELD);
  create.mutable_create_reorganisation()->set_reorganisation_id("r2");
  create.mutable_create_reorganisation()->set_parent("provinces/lam-dong");
  EXPECT_EQ(ReasonOf(province.Do(create, Person("an"))), v1::ERROR_REASON_INVALID_NAME);
}

TEST(ReorganisationLifecycleTest, WhatACallerMayNotSetIsNotTaken) {
  SmallProvince province;
  ReferenceCommand create = CreateCommand();
  v1::Reorganisation& wanted = *create.mutable_create_reorganisation()->mutable_reorganisation();
  wanted.set_state(kVerified);
  wanted.set_preview_token("seen");
  wanted.mutable_approver()->set_person(PersonName("dong-nai", "binh"));
  wanted.add_made(UnitOf("so-a"));
  v1::ItemAssignment& assignment = *wanted.add_assignments();
  assignment.set_item(kTask);
  assignment.set_to_unit(UnitOf("so-c"));
  *assignment.mutable_decider() = Person("binh");
  ASSERT_TRUE(province.Do(create, Person("an")).ok());
  const v1::Reorganisation& draft = province.Reorganisation("r");
  EXPECT_EQ(draft.state(), kDraft);
  EXPECT_EQ(draft.drafter().person(), PersonName("dong-nai", "an"));
  EXPECT_FALSE(draft.has_approver() || draft.assignments(0).has_decider());
  EXPECT_TRUE(draft.made().empty() && draft.preview_token().empty());
  EXPECT_EQ(draft.record_time().seconds(), ToTimestamp(province.now()).seconds());
}

TEST(ReorganisationLifecycleTest, ExecutionSaysWhenAndCountsItsAttempts) {
  SmallProvince province;
  Bring(province, In("EXECUTING"));
  EXPECT_EQ(province.Reorganisation("r").enact_time().seconds(), ToTimestamp(province.now()).seconds());
  EXPECT_EQ(OperationId(province.Reorganisation("r")), "execute-1-r");
  EXPECT_EQ(province.events().back().type(), "reorganisation.enacted");  // after the things that changed
  EXPECT_EQ(province.events()[0].type(), "unit.recorded");
  ASSERT_TRUE(province.Undo("r").ok());
  EXPECT_EQ(OperationId(province.Reorganisation("r")), "undo-2-r");
}

TEST(ReorganisationLifecycleTest, ItMovesFromTheDayOnUnlessPaused) {
  SmallProvince province;
  ReferenceCommand create = CreateCommand();
  create.mutable_create_reorganisation()->mutable_reorganisation()->set_effective_date("2025-07-01");
  ASSERT_TRUE(province.Do(create, Person("an")).ok());
  for (const ReferenceCommand& step : {PreviewCommand(), ApproveCommand(), ExecuteCommand()}) {
    ASSERT_TRUE(province.Do(step, WhoDoes(step)).ok());
  }
  const auto moving = [&](absl::CivilDay day) { return IsMoving(province.Reorganisation("r"), day); };
  EXPECT_FALSE(moving(absl::CivilDay(2025, 6, 30)));
  EXPECT_TRUE(moving(absl::CivilDay(2025, 7, 1)));
  // There is nothing to prove before.
  EXPECT_EQ(ReasonOf(province.Verify("r")), v1::ERROR_REASON_REORGANISATION_STATE);
  ASSERT_TRUE(province.Do(PauseCommand(), Person("an")).ok());
  EXPECT_FALSE(moving(absl::CivilDay(2025, 7, 1)));
  // An undo needs no day, and no resuming.
  ASSERT_TRUE(province.Undo("r").ok());
  EXPECT_TRUE(moving(absl::CivilDay(2025, 6, 30)));
  EXPECT_TRUE(province.Verify("r").ok());
  EXPECT_FALSE(moving(absl::CivilDay(2025, 7, 1)));
}

TEST(ReorganisationLifecycleTest, HeldUntilNothingWaitsAndNothingFailed) {
  for (const auto& spoil : std::vector<std::function<void(v1::VerificationReport&)>>{
           [](auto& report) { report.set_holds(false); }, [](auto& report) { report.set_waiting(1); },
           [](auto& report) { report.set_failed(1); }}) {
    SmallProvince province;
    Bring(province, In("EXECUTING"));
    ReferenceCommand verify = VerifyCommand();
    spoil(*verify.mutable_record_verification()->mutable_report());
    ASSERT_TRUE(province.Do(verify, System()).ok());
    EXPECT_EQ(province.Reorganisation("r").state(), kHeld);
    ASSERT_TRUE(province.Do(ResumeCommand(), Person("an")).ok());
    ASSERT_TRUE(province.Do(VerifyCommand(), System()).ok());
    EXPECT_EQ(province.Reorganisation("r").state(), kVerified);
  }
}

TEST(ReorganisationLifecycleTest, TheLastDecisionAboutAnItemCounts) {
  SmallProvince province;
  Bring(province, In("HELD"));
  ASSERT_TRUE(province.Do(AssignCommand(kTask, "so-c"), Person("an")).ok());
  ASSERT_TRUE(province.Do(AssignCommand(kTask, "so-moi"), Person("binh")).ok());
  const v1::Reorganisation& decided = province.Reorganisation("r");
  ASSERT_THAT(decided.assignments(), SizeIs(1));
  EXPECT_EQ(decided.assignments(0).to_unit(), UnitOf("so-moi"));
  EXPECT_EQ(decided.assignments(0).decider().person(), PersonName("dong-nai", "binh"));
  EXPECT_EQ(decided.drafter().person(), PersonName("dong-nai", "an"));  // it is past that
  // To a unit that lives.
  const absl::Status closed = province.Do(AssignCommand(kTask, "so-a"), Person("an"));
  EXPECT_EQ(ReasonOf(closed), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_THAT(std::string(closed.message()), HasSubstr(UnitOf("so-moi")));
  EXPECT_EQ(ReasonOf(province.Do(AssignCommand("t1"), Person("an"))), v1::ERROR_REASON_INVALID_FIELD);
  // What was said about the way there says nothing about the way back.
  ASSERT_TRUE(province.Undo("r").ok());
  EXPECT_THAT(province.Reorganisation("r").assignments(), IsEmpty());
  EXPECT_TRUE(province.Do(AssignCommand(kTask, "so-a"), Person("an")).ok());
}

TEST(ReorganisationLifecycleTest, ADutyWaitsForADecision) {
  SmallProvince province;
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_ABOLISH, {{"so-a", ""}});
  draft.set_effective_date("2025-06-01");
  const internal::v1::ReferenceData before = province.Organisation();
  ASSERT_TRUE(province.Run("r", draft).ok());
  ASSERT_TRUE(province.Verify("r").ok());
  EXPECT_EQ(province.Reorganisation("r").state(), kHeld);  // d-lead has no lead
  const std::string duty = province.Duty("d-lead").name();
  EXPECT_EQ(ReasonOf(province.Do(AssignCommand(province.Duty("d-bao").name()), Person("an"))),
            v1::ERROR_REASON_ITEM_NOT_WAITING);
  ASSERT_TRUE(province.Do(AssignCommand(duty, "so-b"), Person("binh")).ok());
  ASSERT_THAT(province.events(), SizeIs(2));
  EXPECT_EQ(province.events()[0].type(), "duty.recorded");
  // so-b coordinated; it leads now.
  const v1::Duty& moved = province.Duty("d-lead");
  EXPECT_EQ(moved.holders(moved.holders_size() - 1).holder(), UnitOf("so-b"));
  EXPECT_EQ(moved.holders(moved.holders_size() - 1).role(), v1::DUTY_ROLE_LEAD);
  for (const v1::RehomingItem& item : province.Reorganisation("r").duty_items()) {
    EXPECT_EQ(item.state(), v1::RehomingItem::STATE_DONE);
  }
  EXPECT_EQ(ReasonOf(province.Do(AssignCommand(duty, "so-c"), Person("an"))), v1::ERROR_REASON_ITEM_NOT_WAITING);
  ASSERT_TRUE(province.Verify("r").ok());
  EXPECT_EQ(province.Reorganisation("r").state(), kVerified);
  ASSERT_TRUE(province.Undo("r").ok());
  EXPECT_EQ(province.Organisation().SerializeAsString(), before.SerializeAsString());
}

TEST(ReorganisationLifecycleTest, TheOrganisationMayHaveChangedSinceTheDraft) {
  SmallProvince province;
  Bring(province, In("APPROVED"));
  v1::Reorganisation other = Draft(v1::REORGANISATION_TYPE_MERGE, {{"so-b", "so-c"}});
  other.set_effective_date("2025-05-01");
  ASSERT_TRUE(province.Run("khac", other).ok());
  const std::string before = province.data().SerializeAsString();
  EXPECT_EQ(ReasonOf(province.Execute("r")), v1::ERROR_REASON_EFFECTIVE_DATE);
  EXPECT_EQ(province.data().SerializeAsString(), before);
}

}  // namespace
}  // namespace phoihop::organisation
