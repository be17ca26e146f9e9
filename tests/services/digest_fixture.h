// A server whose digests leave the product: tasks that somebody is told about, the end of a window, and what became of
// the digest on its way.
#ifndef TESTS_SERVICES_DIGEST_FIXTURE_H_
#define TESTS_SERVICES_DIGEST_FIXTURE_H_

#include <string>

#include "gtest/gtest.h"
#include "phoihop/v1/notice_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {

class DigestFixture : public PlanFixture {
 protected:
  // Issues a task of the unit (id).
  void Tell(const std::string& id, const std::string& title, const std::string& unit,
            v1::TaskPriority priority = v1::TASK_PRIORITY_UNSPECIFIED) {
    v1::Task task;
    task.set_title(title);
    task.set_lead_unit(Unit(unit));
    task.set_priority(priority);
    task.set_requested_due_date("2026-03-20");
    GiveTask(id, task);
  }

  // Everything that is due at the time of the clock is done.
  void Settle() {
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
    if (application().mailer() != nullptr) {
      ASSERT_TRUE(application().mailer()->WaitUntilIdle(kFixtureLimit));
    }
    if (application().webhook_caller() != nullptr) {
      ASSERT_TRUE(application().webhook_caller()->WaitUntilIdle(kFixtureLimit));
    }
    ASSERT_TRUE(application().system_callers().WaitUntilIdle(kFixtureLimit));
  }
  void EndWindow() {
    Settle();
    clock().Advance(notice::kDigestWindow);
    Settle();
  }

  // Of the digest that tells about a task; empty when none goes over the channel.
  v1::Delivery DeliveryOf(const std::string& task, v1::DeliveryChannel channel) {
    v1::ListTaskNoticesRequest request;
    request.set_parent(TaskName("dong-nai", task));
    const v1::ListTaskNoticesResponse response = MustCall(&v1::NoticeService::Stub::ListTaskNotices, request, kIssuer);
    for (const v1::Notice& notice : response.notices()) {
      for (const v1::Delivery& delivery : notice.deliveries()) {
        if (delivery.channel() == channel) return delivery;
      }
    }
    return v1::Delivery();
  }
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_DIGEST_FIXTURE_H_
