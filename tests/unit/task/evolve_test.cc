// Folding is total: whatever the event and whatever the state, it neither fails nor forgets.
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using google::protobuf::util::MessageDifferencer;

TEST(Evolve, TakesEveryPayloadInEveryState) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  ASSERT_NE(payload, nullptr);
  int folded = 0;
  for (int state = v1::TaskState_MIN; state <= v1::TaskState_MAX; ++state) {
    for (int i = 0; i < payload->field_count(); ++i) {
      v1::Event event;
      event.GetReflection()->MutableMessage(&event, payload->field(i));
      *event.mutable_time() = ToTimestamp(At("2026-03-02 08:00"));
      v1::Task task = UsualTask();
      task.set_state(static_cast<v1::TaskState>(state));
      task.set_version(7);
      const v1::Task before = task;
      Evolve(task, event);
      if (payload->field(i)->name().rfind("task_", 0) == 0) {
        EXPECT_EQ(task.version(), 8) << payload->field(i)->name();
        EXPECT_TRUE(task.has_update_time());
        ++folded;
      } else {
        EXPECT_TRUE(MessageDifferencer::Equals(task, before)) << payload->field(i)->name() << " is none of a task's";
      }
    }
  }
  EXPECT_EQ(folded, 57 * (v1::TaskState_MAX + 1));
}

TEST(Evolve, TakesTheVersionThatTheEngineGave) {
  v1::Event event;
  event.mutable_task_accepted();
  event.set_subject_version(41);
  v1::Task task = UsualTask();
  Evolve(task, event);
  EXPECT_EQ(task.version(), 41);
  EXPECT_EQ(Etag(task), "v41");
}

TEST(Evolve, RaisesThePriorityUpToTheHighest) {
  v1::Event event;
  event.mutable_task_escalated()->mutable_escalation()->set_raised_priority(true);
  v1::Task task = UsualTask();
  const v1::TaskPriority expected[] = {v1::TASK_PRIORITY_URGENT, v1::TASK_PRIORITY_VERY_URGENT,
                                       v1::TASK_PRIORITY_IMMEDIATE, v1::TASK_PRIORITY_IMMEDIATE};
  for (const v1::TaskPriority priority : expected) {
    Evolve(task, event);
    EXPECT_EQ(task.priority(), priority);
  }
}

TEST(Present, NamesTheUnitsOfTheDay) {
  v1::Task task = UsualTask();
  task.set_version(3);
  Present(task, ActorOf("so-vhttdl"), TestFacts(), At("2026-03-02 08:00"));
  EXPECT_EQ(task.etag(), "v3");
  EXPECT_EQ(task.unit_display_names().at(Unit("so-vhttdl")), "Sở Văn hóa, Thể thao và Du lịch");
  EXPECT_EQ(task.unit_display_names().at(Unit("so-y-te")), "Sở Y tế");
  for (const v1::AllowedOperation& operation : task.operations()) {
    EXPECT_NE(FindTransition(operation.verb())->who & ~kOnlyTheSystem, 0u)
        << VerbName(operation.verb()) << ": nobody is offered what only the system does";
  }
  const v1::Task once = task;
  Present(task, ActorOf("so-vhttdl"), TestFacts(), At("2026-03-02 08:00"));
  EXPECT_TRUE(MessageDifferencer::Equals(task, once)) << "presenting twice adds nothing";
}

}  // namespace
}  // namespace phoihop::task
