// Who sees what, and who may find out that something exists.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const absl::Time kMondayMorning = At(kMonday);

TEST(Decide, AnEtagOfAnOlderVersionIsRefused) {
  Ledger ledger = IssuedAnd({});
  internal::v1::TaskCommand accept = CommandOf(v1::TASK_VERB_ACCEPT, ledger.task());
  accept.mutable_accept()->set_etag("v1");
  EXPECT_EQ(ReasonOf(ledger.Do(accept, ActorOf("so-vhttdl"), kMondayMorning)), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(ReasonOf(ledger.Do(accept, ActorOf("so-xay-dung"), kMondayMorning)), v1::ERROR_REASON_PERMISSION_DENIED)
      << "a stranger learns nothing from etags";
  accept.mutable_accept()->set_etag(Etag(ledger.task()));
  EXPECT_EQ(ledger.Do(accept, ActorOf("so-vhttdl"), kMondayMorning), absl::OkStatus());
}

TEST(Decide, AStrangerCannotTellAMissingTaskFromAHiddenOne) {
  Ledger hidden = IssuedAnd({});
  Ledger missing;
  const auto accept = CommandOf(v1::TASK_VERB_ACCEPT, hidden.task());
  for (const char* stranger : {"so-xay-dung", "phong-van-hoa", "", "so-khong-co"}) {
    const absl::Status of_hidden = hidden.Do(accept, ActorOf(stranger), kMondayMorning);
    EXPECT_EQ(ReasonOf(of_hidden), v1::ERROR_REASON_PERMISSION_DENIED);
    EXPECT_EQ(missing.Do(accept, ActorOf(stranger), kMondayMorning), of_hidden) << stranger;
  }
  for (const char* overseer : {"vp-ubnd", "ubnd-tinh", "system:loader"}) {
    EXPECT_EQ(ReasonOf(missing.Do(accept, ActorOf(overseer), kMondayMorning)), v1::ERROR_REASON_NOT_FOUND) << overseer;
  }
}

TEST(Decide, AUnitThatHasEndedActsNoMore) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("xa-cu"));
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  const absl::Status ended = Do(ledger, v1::TASK_VERB_ACCEPT, "xa-cu", At("2026-05-04 08:00"));
  EXPECT_EQ(ReasonOf(ended), v1::ERROR_REASON_UNIT_NOT_ALIVE);
  EXPECT_THAT(std::string(ended.message()), HasSubstr("phuong-long-khanh"));
}

TEST(MayView, ThoseWhoTakePartThoseAboveThemAndTheProvince) {
  v1::Task task = UsualTask();
  task.set_lead_unit(Unit("phong-van-hoa"));
  task.set_name(Task("t1"));
  for (const char* unit :
       {"so-ke-hoach", "phong-van-hoa", "so-noi-vu", "so-y-te", "so-vhttdl", "ubnd-tinh", "vp-ubnd"}) {
    EXPECT_TRUE(MayView(task, ActorOf(unit), TestFacts(), kMondayMorning)) << unit;
  }
  for (const char* unit : {"so-tu-phap", "so-xay-dung", "phuong-long-khanh", "", "so-khong-co"}) {
    EXPECT_FALSE(MayView(task, ActorOf(unit), TestFacts(), kMondayMorning)) << unit;
  }
}

TEST(Visibility, OnesOwnAndThoseBelow) {
  const auto seen = [](const char* who) {
    return TestFacts()
        .access()
        .RightsOf(ActorOf(who), TestFacts().directory(), absl::CivilDay(2026, 3, 2))
        .visibility();
  };
  ASSERT_THAT(seen("vp-ubnd").scopes, SizeIs(1));
  EXPECT_EQ(seen("vp-ubnd").scopes[0].units, std::nullopt);
  EXPECT_TRUE(seen("system:x").everything);
  ASSERT_THAT(seen("so-vhttdl").scopes, SizeIs(1));
  EXPECT_THAT(*seen("so-vhttdl").scopes[0].units, ElementsAre(Unit("phong-van-hoa"), Unit("so-vhttdl")));
  EXPECT_THAT(*seen("phong-van-hoa").scopes[0].units, ElementsAre(Unit("phong-van-hoa")));
  EXPECT_THAT(seen("").scopes, IsEmpty());
}

}  // namespace
}  // namespace phoihop::task
