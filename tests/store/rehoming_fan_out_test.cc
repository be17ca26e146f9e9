// Wholes and parts whose units change: nobody gets a second part, whenever the whole is looked at.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/task_reader.h"
#include "services/worker/follow_ups.h"
#include "services/worker/rehoming.h"
#include "tests/store/reorganised_world.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using ::testing::ElementsAre;
using testing::Get;
using ::testing::IsEmpty;
using testing::kOther;
using testing::kProvince;

// A plan whose only item is given to every department, issued.
void IssueToDepartments(engine::Engine& engine) {
  internal::v1::Command record;
  record.set_province(kProvince);
  record.mutable_actor()->set_system("loader");
  v1::UnitSet& set =
      *record.mutable_reference()->mutable_record()->add_entries()->mutable_unit_set_recorded()->mutable_unit_set();
  set.set_name("provinces/dong-nai/unitSets/so");
  set.set_display_name("Các sở");
  set.add_kinds(v1::UNIT_KIND_DEPARTMENT);
  EXPECT_OK(engine.Apply(record));
  internal::v1::Command store;
  store.set_province(kProvince);
  store.mutable_actor()->set_unit(testing::kIssuer);
  v1::Plan& plan = *store.mutable_plan()->mutable_store()->mutable_plan();
  plan.set_name("provinces/dong-nai/plans/kh");
  plan.set_number("21/KH-UBND");
  plan.set_issuer_unit(testing::kIssuer);
  plan.set_source_sha256("a");
  v1::PlanItem& item = *plan.add_items();
  item.set_name("provinces/dong-nai/plans/kh/items/1");
  item.set_ordinal("1");
  item.set_text("Cung cấp thông tin");
  item.set_state(v1::PlanItem::STATE_READY);
  item.add_leads()->set_unit_set(set.name());
  item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_FIXED);
  item.mutable_deadline()->set_nominal_due_date("2026-10-30");
  EXPECT_OK(engine.Apply(store));
  internal::v1::Command issue = store;
  issue.mutable_plan()->mutable_issue()->set_name(plan.name());
  EXPECT_OK(engine.Apply(issue));
}

std::vector<std::string> PartsIn(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::string> parts;
  for (const auto& row : rows) parts.push_back(absl::StrCat(row[0], " ", LastSegment(row[1]), " ", row[2]));
  return parts;
}
constexpr const char* kParts =
    "SELECT task_id, lead_unit, open FROM tasks WHERE parent_task <> '' ORDER BY task_id COLLATE \"C\"";

class FanOutRehomingTest : public testing::ReorganisedWorld {
 protected:
  void SetUp() override {
    IssueToDepartments(engine());
    worker_.emplace(worker::FollowUpOptions{.engine = &engine(), .database = &database()});
  }
  void TearDown() override { worker_.reset(); }

  v1::Task Task(absl::string_view id) { return Get(store::GetTask(database(), kProvince, id)); }

  // Everything moves, and the end of it is recorded; whoever waits for that is looked at.
  void RunToTheEnd(v1::Reorganisation::State end) {
    worker::RehomingRunner runner({.engine = &engine(), .database = &database()});
    ASSERT_OK(runner.WaitUntilIdle(absl::Seconds(60)));
    ASSERT_EQ(Current().state(), end);
    LookAtWholes();
  }
  void LookAtWholes() { ASSERT_OK(worker_->WaitUntilIdle(absl::Seconds(60))); }
  std::vector<std::string> Parts() { return PartsIn(Sql(kParts)); }
  std::string Extensions() { return Sql("SELECT count(*) FROM events WHERE type = 'task.fan_out_extended'")[0][0]; }

 private:
  std::optional<worker::FollowUpWorker> worker_;
};

TEST_F(FanOutRehomingTest, PartsThatComeToOneUnitStayTwoAndItGetsNoThird) {
  Execute(testing::MergeOfLead());
  // Before anything has moved, and after.
  LookAtWholes();
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-a t", "kh-1-so-b so-b t"));
  MoveAll(engine());
  clock().Advance(absl::Hours(24));
  LookAtWholes();
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-b t", "kh-1-so-b so-b t"));
  EXPECT_EQ(Get(store::PartsOfWholes(database(), kProvince, {"provinces/dong-nai/tasks/kh-1"}, clock().Now()))
                .begin()
                ->second.progress.open(),
            2);
  EXPECT_THAT(Broken(), IsEmpty());
  // Each is ended on its own; the whole with the second.
  for (const char* part : {"kh-1-so-a", "kh-1-so-b"}) {
    EXPECT_EQ(Task("kh-1").state(), v1::TASK_STATE_ACCEPTED);
    for (const char* verb : {"accept", "submit", "approve"}) {
      internal::v1::Command command = testing::Accept(part);
      const std::string name = command.task().accept().name();
      command.mutable_actor()->set_unit(std::string(verb) == "approve" ? testing::kIssuer : kOther);
      if (std::string(verb) == "submit") {
        command.mutable_task()->mutable_submit()->set_name(name);
        command.mutable_task()->mutable_submit()->mutable_result()->set_summary("Xong");
      } else if (std::string(verb) == "approve") {
        command.mutable_task()->mutable_approve()->set_name(name);
      }
      const auto done = engine().Apply(command);
      EXPECT_TRUE(done.ok()) << part << " " << verb << ": " << done.status();
    }
    LookAtWholes();
  }
  EXPECT_EQ(Task("kh-1").state(), v1::TASK_STATE_COMPLETED);
  CheckSound();
}

// The whole was given on the day of the split, and is looked at between the switch and the move.
TEST_F(FanOutRehomingTest, AUnitThatCameOutOfASplitGetsNoPartBesideThatOfItsPredecessor) {
  Execute(testing::SplitOfLead());
  LookAtWholes();
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-a t", "kh-1-so-b so-b t"));
  RunToTheEnd(v1::Reorganisation::STATE_VERIFIED);
  // so-c is a department, and has what is left of so-a; its part came with it.
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-c t", "kh-1-so-b so-b t"));
  clock().Advance(absl::Hours(24));
  LookAtWholes();
  EXPECT_EQ(Extensions(), "0");
  Undo();
  LookAtWholes();
  EXPECT_EQ(Extensions(), "0");
  RunToTheEnd(v1::Reorganisation::STATE_ANNULLED);
  clock().Advance(absl::Hours(24));
  LookAtWholes();
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-a t", "kh-1-so-b so-b t"));
  EXPECT_EQ(Extensions(), "0");
  CheckSound();
}

// A unit that only takes over part of the work is a member of its own: it gets its part as soon as nothing moves any
// more, on the same day.
TEST_F(FanOutRehomingTest, AUnitThatTakesOverSomeWorkGetsItsPartWhenTheMoveIsOver) {
  Execute(testing::TransferFromLead());
  LookAtWholes();
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-a t", "kh-1-so-b so-b t")) << "before anything has moved";
  MoveAll(engine());
  LookAtWholes();
  EXPECT_EQ(Extensions(), "0") << "moved, and not verified";
  RunToTheEnd(v1::Reorganisation::STATE_VERIFIED);
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-a t", "kh-1-so-b so-b t", "kh-1-so-c so-c t"));
  EXPECT_EQ(Extensions(), "1");
  CheckSound();
}

// The part itself is what moves: it would have been two.
TEST_F(FanOutRehomingTest, AUnitToWhichThePartIsTransferredGetsNoSecondOne) {
  v1::Reorganisation draft = testing::TransferFromLead();
  draft.mutable_edges(0)->mutable_partition()->set_functions(0, "cung cấp thông tin");
  Execute(draft);
  LookAtWholes();
  RunToTheEnd(v1::Reorganisation::STATE_VERIFIED);
  EXPECT_THAT(Parts(), ElementsAre("kh-1-so-a so-c t", "kh-1-so-b so-b t"));
  EXPECT_EQ(Extensions(), "0");
  CheckSound();
}

}  // namespace
}  // namespace phoihop
