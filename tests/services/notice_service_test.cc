// What people are told, as clients see it: inbox, receipts, and the proof of who was told what about a task.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/notice_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Notices = v1::NoticeService::Stub;

constexpr char kHead[] = "so-vhttdl/le-van-c";
constexpr char kStranger[] = "so-y-te";

class NoticeServiceTest : public PlanFixture {
 protected:
  void Create(const std::string& id, v1::Secrecy secrecy = v1::SECRECY_UNSPECIFIED) {
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id(id);
    create.set_issue(true);
    create.mutable_task()->set_title(absl::StrCat("Nhiệm vụ ", id));
    create.mutable_task()->set_lead_unit(Unit("so-vhttdl"));
    create.mutable_task()->set_secrecy(secrecy);
    create.mutable_task()->set_requested_due_date("2026-03-20");
    create.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, kIssuer);
  }

  void EndWindow() {
    Settle();
    clock().Advance(notice::kDigestWindow);
    Settle();
  }
  void Settle() {
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  }

  v1::ListNoticesResponse Inbox(const std::string& act_as, bool unread_only = false, int page_size = 0,
                                const std::string& token = "") {
    v1::ListNoticesRequest request;
    request.set_parent(kParent);
    request.set_unread_only(unread_only);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return MustCall(&Notices::ListNotices, request, act_as);
  }

  static v1::ListTaskNoticesRequest About(const std::string& id) {
    v1::ListTaskNoticesRequest request;
    request.set_parent(TaskName("dong-nai", id));
    return request;
  }
};

TEST_F(NoticeServiceTest, TheHeadFindsANewTaskInTheInboxAndReadsIt) {
  Create("t1");
  Settle();
  EXPECT_THAT(Inbox(kHead).notices(), IsEmpty());
  // Before it goes out, the proof says when it will.
  const auto waiting = MustCall(&Notices::ListTaskNotices, About("t1"), kIssuer);
  ASSERT_THAT(waiting.notices(), SizeIs(1));
  EXPECT_THAT(waiting.notices(0).deliveries(), IsEmpty());
  EXPECT_EQ(waiting.notices(0).digest_time().seconds(), absl::ToUnixSeconds(clock().Now() + notice::kDigestWindow));
  EndWindow();
  const auto inbox = Inbox(kHead);
  ASSERT_THAT(inbox.notices(), SizeIs(1));
  EXPECT_EQ(inbox.unread_count(), 1);
  const v1::Notice& notice = inbox.notices(0);
  EXPECT_EQ(notice.kind(), v1::NOTICE_KIND_ISSUED);
  EXPECT_EQ(notice.task(), TaskName("dong-nai", "t1"));
  EXPECT_THAT(notice.text(), HasSubstr("Nhiệm vụ mới giao cho đơn vị: “Nhiệm vụ t1” (hạn 20/03/2026)"));
  EXPECT_THAT(notice.text_en(), HasSubstr("A new task for the unit"));

  v1::MarkNoticesReadRequest mark;
  mark.set_parent(kParent);
  mark.add_names(notice.name());
  EXPECT_EQ(MustCall(&Notices::MarkNoticesRead, mark, kStranger).marked(), 0);
  EXPECT_EQ(MustCall(&Notices::MarkNoticesRead, mark, kHead).marked(), 1);
  EXPECT_EQ(MustCall(&Notices::MarkNoticesRead, mark, kHead).marked(), 0);
  EXPECT_EQ(Inbox(kHead).unread_count(), 0);
  EXPECT_THAT(Inbox(kHead, /*unread_only=*/true).notices(), IsEmpty());
  const auto proof = MustCall(&Notices::ListTaskNotices, About("t1"), kIssuer);
  ASSERT_THAT(proof.notices(), SizeIs(1));
  EXPECT_TRUE(proof.notices(0).has_read_time());
  ASSERT_THAT(proof.notices(0).deliveries(), SizeIs(1));
  EXPECT_EQ(proof.notices(0).deliveries(0).channel(), v1::DELIVERY_CHANNEL_IN_APP);
  EXPECT_EQ(proof.notices(0).deliveries(0).state(), v1::Delivery::STATE_SENT);
}

TEST_F(NoticeServiceTest, ARungThatFiresIsTold) {
  Create("t1");
  EndWindow();
  v1::AcceptTaskRequest accept;
  accept.set_name(TaskName("dong-nai", "t1"));
  MustCall(&Tasks::AcceptTask, accept, kHead);
  clock().Set(At("2026-03-17 08:00"));
  Settle();
  EndWindow();
  const auto inbox = Inbox(kHead, /*unread_only=*/true);
  ASSERT_GE(inbox.notices_size(), 1);
  EXPECT_EQ(inbox.notices(0).kind(), v1::NOTICE_KIND_ESCALATION);
  EXPECT_THAT(inbox.notices(0).text(), HasSubstr("Còn 3 ngày làm việc đến hạn hoàn thành: “Nhiệm vụ t1”"));
}

TEST_F(NoticeServiceTest, PagesGoOnWhereTheOneBeforeEnded) {
  for (int i = 0; i < 5; ++i) Create(absl::StrCat("t", i));
  EndWindow();
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = Inbox(kHead, false, 2, token);
    EXPECT_LE(page.notices_size(), 2);
    for (const v1::Notice& notice : page.notices()) seen.emplace_back(LastSegment(notice.task()));
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(seen, ElementsAre("t4", "t3", "t2", "t1", "t0"));
}

TEST_F(NoticeServiceTest, ProofIsForWhoeverMaySeeTheTaskAndSecretsAreNotTold) {
  AllowSecrecy(v1::SECRECY_SECRET);
  AddGrant("mat", "unit-head", "nguyen-minh-an", "ubnd", v1::SECRECY_CONFIDENTIAL);
  Create("t1");
  Create("mat-1", v1::SECRECY_CONFIDENTIAL);
  EndWindow();
  EXPECT_EQ(Refusal(&Notices::ListTaskNotices, About("t1"), kStranger), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Notices::ListTaskNotices, About("mat-1"), kStranger), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Notices::ListTaskNotices, About("khong-co"), kStranger), "PERMISSION_DENIED");
  int secret = 0;
  const auto inbox = Inbox(kHead);
  for (const v1::Notice& notice : inbox.notices()) {
    if (notice.task() != TaskName("dong-nai", "mat-1")) continue;
    ++secret;
    EXPECT_THAT(notice.DebugString(), Not(HasSubstr("Nhiệm vụ mat-1")));
    EXPECT_THAT(notice.text(), HasSubstr("nhiệm vụ mật số mat-1"));
  }
  EXPECT_EQ(secret, 1);
}

TEST_F(NoticeServiceTest, WhatIsWrongIsSaid) {
  v1::MarkNoticesReadRequest mark;
  mark.set_parent(kParent);
  EXPECT_EQ(Refusal(&Notices::MarkNoticesRead, mark, kHead), "INVALID_FIELD");
  mark.add_names("provinces/dong-nai/notices/khong-phai-so");
  EXPECT_EQ(Refusal(&Notices::MarkNoticesRead, mark, kHead), "INVALID_FIELD");
  v1::ListNoticesRequest list;
  list.set_parent(kParent);
  EXPECT_EQ(Refusal(&Notices::ListNotices, list, ""), "ACTOR_MISSING");
}

TEST_F(NoticeServiceTest, OverHttp) {
  Create("t1");
  EndWindow();
  const HttpHeaders as_head = {{"X-Phoihop-Act-As", kHead}};
  const HttpAnswer inbox = Http("GET", "/v1/provinces/dong-nai/notices?unreadOnly=true", as_head);
  EXPECT_EQ(inbox.code, 200);
  EXPECT_THAT(inbox.body, HasSubstr("\"unreadCount\":1"));
  const HttpAnswer marked =
      Http("POST", "/v1/provinces/dong-nai/notices:markRead",
           {{"X-Phoihop-Act-As", kHead}, {"Content-Type", "application/json"}}, R"({"all": true})");
  EXPECT_EQ(marked.code, 200);
  EXPECT_THAT(marked.body, HasSubstr("\"marked\":1"));
  EXPECT_EQ(Http("GET", "/v1/provinces/dong-nai/tasks/t1/notices", as_head).code, 200);
}

}  // namespace
}  // namespace phoihop::testing
