// Wholes while a reorganisation moves work: nobody gets a part that may come by the move as well.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "tests/unit/plan/office.h"
#include "workflow/civil_time.h"
#include "workflow/task/task.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The province with a transfer of work from so-y-te to so-noi-vu.
std::shared_ptr<const Facts> WithTransfer(v1::Reorganisation::State state, absl::CivilDay day) {
  internal::v1::ReferenceData data = Province().data();
  v1::Reorganisation& transfer = *data.add_reorganisations();
  transfer.set_name("provinces/dong-nai/reorganisations/chuyen-viec");
  transfer.set_type(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER);
  transfer.set_state(state);
  transfer.set_effective_date(FormatDate(day));
  transfer.add_edges()->set_from_unit(UnitIn("so-y-te"));
  transfer.mutable_edges(0)->set_to_unit(UnitIn("so-noi-vu"));
  return *Facts::Create(std::move(data));
}

// The whole of a plan whose parts are those of so-y-te, which is done, and maybe of so-xay-dung.
class WhileWorkMoves : public ::testing::Test {
 protected:
  WhileWorkMoves() {
    GiveTo({"so-y-te", "so-noi-vu", "so-xay-dung"}, office_.AddItem()).mutable_fan_out();
    EXPECT_EQ(office_.Issue(), absl::OkStatus());
    office_.Finish(Task("kh-1-so-y-te"));
    seen_ = office_.PartsOf(Task("kh-1"));
  }
  void Forget(absl::string_view unit) {
    const auto part = std::find_if(seen_.parts.begin(), seen_.parts.end(),
                                   [&](const PartsSeen::Part& one) { return one.lead_unit == UnitIn(unit); });
    ASSERT_NE(part, seen_.parts.end());
    seen_.parts.erase(part);
    seen_.progress.set_open(seen_.progress.open() - 1);
    seen_.progress.set_total(seen_.progress.total() - 1);
  }
  std::vector<std::string> UnitsThatJoin(const Facts& facts) {
    const Decision decision = Check(facts);
    if (decision.events.empty() || !decision.events[0].has_task_fan_out_extended()) return {};
    const auto& units = decision.events[0].task_fan_out_extended().units();
    return std::vector<std::string>(units.begin(), units.end());
  }
  Decision Check(const Facts& facts) {
    TaskCommand command;
    command.mutable_check_fan_out()->set_name(Task("kh-1"));
    Context context{.now = office_.now()};
    context.actor.set_system("follow-ups");
    context.parts = &seen_;
    auto decision = task::Decide(office_.task(Task("kh-1")), command, facts, context);
    EXPECT_EQ(decision.status(), absl::OkStatus());
    return decision.ok() ? *std::move(decision) : Decision();
  }

  Office office_;
  PartsSeen seen_;
};

TEST_F(WhileWorkMoves, ItsUnitsGetNoPartUntilItIsOver) {
  Forget("so-noi-vu");
  for (const auto state :
       {v1::Reorganisation::STATE_EXECUTING, v1::Reorganisation::STATE_HELD, v1::Reorganisation::STATE_UNDOING}) {
    EXPECT_THAT(UnitsThatJoin(*WithTransfer(state, kIssueDay)), IsEmpty()) << state;
    // What takes effect later moves nothing yet.
    EXPECT_THAT(UnitsThatJoin(*WithTransfer(state, kIssueDay + 1)), ElementsAre(UnitIn("so-noi-vu"))) << state;
  }
  for (const auto state :
       {v1::Reorganisation::STATE_APPROVED, v1::Reorganisation::STATE_VERIFIED, v1::Reorganisation::STATE_ANNULLED}) {
    EXPECT_THAT(UnitsThatJoin(*WithTransfer(state, kIssueDay)), ElementsAre(UnitIn("so-noi-vu"))) << state;
  }
}

TEST_F(WhileWorkMoves, OthersGetTheirsAtOnce) {
  Forget("so-noi-vu");
  Forget("so-xay-dung");
  EXPECT_THAT(UnitsThatJoin(*WithTransfer(v1::Reorganisation::STATE_EXECUTING, kIssueDay)),
              ElementsAre(UnitIn("so-xay-dung")));
}

TEST_F(WhileWorkMoves, TheWholeIsNotDoneBeforeItIsKnownWhoHasAPart) {
  Forget("so-noi-vu");
  office_.Finish(Task("kh-1-so-xay-dung"));
  const PartsSeen after = office_.PartsOf(Task("kh-1"));
  seen_.progress.set_open(0);
  seen_.progress.set_completed(2);
  for (PartsSeen::Part& part : seen_.parts) {
    part.state = v1::TASK_STATE_COMPLETED;
    part.complete_time = office_.now();
  }
  EXPECT_THAT(Check(*WithTransfer(v1::Reorganisation::STATE_EXECUTING, kIssueDay)).events, IsEmpty());
  EXPECT_THAT(UnitsThatJoin(*WithTransfer(v1::Reorganisation::STATE_VERIFIED, kIssueDay)),
              ElementsAre(UnitIn("so-noi-vu")));
  // Nothing holds it up when everybody has had a part.
  seen_.parts = after.parts;
  const Decision done = Check(*WithTransfer(v1::Reorganisation::STATE_EXECUTING, kIssueDay));
  ASSERT_EQ(done.events.size(), 1u);
  EXPECT_TRUE(done.events[0].has_task_fan_out_completed());
}

}  // namespace
}  // namespace phoihop::plan
