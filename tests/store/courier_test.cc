// Who is told what, by several couriers on one database, with a clock that is moved by hand.
#include "services/worker/courier.h"

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/store/notice_reader.h"
#include "services/worker/digest_outbox.h"
#include "services/worker/sweep.h"
#include "tests/store/world.h"
#include "workflow/calendars.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Create;
using testing::CreateDue;
using ::testing::ElementsAre;
using testing::Get;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kIssuer;
using testing::kLead;
using testing::kOther;
using testing::kProvince;
using ::testing::SizeIs;

constexpr absl::Duration kLimit = absl::Seconds(60);

absl::Time At(int month, int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute), VietnamTimeZone());
}

class CourierTest : public testing::World {
 protected:
  std::unique_ptr<worker::Courier> NewCourier(engine::Engine& of, bool mail = false) {
    return std::make_unique<worker::Courier>(
        worker::CourierOptions{.engine = &of, .database = &database(), .mail = mail});
  }

  // Of the unit's own inbox, newest first.
  std::vector<v1::Notice> Inbox(const std::string& unit) {
    return Get(store::ListInbox(database(), {.province = kProvince, .recipient = {unit, ""}, .limit = 1000}));
  }

  void ExpectToldOnce() {
    EXPECT_THAT(Sql("SELECT sequence, unit, person FROM notices GROUP BY 1, 2, 3 HAVING count(*) > 1"), IsEmpty());
    EXPECT_THAT(Sql("SELECT f.province FROM feeds f JOIN notice_feeds n USING (province) WHERE n.last_sequence <> "
                    "f.last_sequence"),
                IsEmpty());
    // One proof for each digest that went out, none for others, and no notice without a digest.
    EXPECT_THAT(
        Sql("SELECT d.digest_id FROM digests d LEFT JOIN deliveries m ON m.province = d.province AND "
            "m.digest_id = d.digest_id AND m.channel = 1 WHERE (d.close_time IS NULL) <> (m.digest_id IS NULL)"),
        IsEmpty());
    EXPECT_THAT(Sql("SELECT n.sequence FROM notices n LEFT JOIN digests d USING (province, digest_id) WHERE "
                    "d.digest_id IS NULL OR d.unit <> n.unit OR d.person <> n.person OR (d.close_time IS NULL) <> "
                    "(n.deliver_time IS NULL)"),
                IsEmpty());
  }
};

internal::v1::Command Urgent(internal::v1::Command create) {
  create.mutable_task()->mutable_create()->mutable_task()->set_priority(v1::TASK_PRIORITY_IMMEDIATE);
  return create;
}

TEST_F(CourierTest, WhatComesWithinAWindowGoesOutTogether) {
  const auto courier = NewCourier(engine());
  EXPECT_OK(engine().Apply(Create("t1")));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), IsEmpty());
  clock().Advance(absl::Minutes(10));
  EXPECT_OK(engine().Apply(Create("t2")));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), IsEmpty());
  clock().Advance(absl::Minutes(5));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  const auto inbox = Inbox(kLead);
  ASSERT_THAT(inbox, SizeIs(2));
  EXPECT_EQ(inbox[0].task(), "provinces/dong-nai/tasks/t2");
  EXPECT_EQ(inbox[1].task(), "provinces/dong-nai/tasks/t1");
  EXPECT_EQ(inbox[0].digest(), inbox[1].digest());
  EXPECT_EQ(courier->status().sent, 1);
  // The next one has a window of its own.
  EXPECT_OK(engine().Apply(Create("t3")));
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(2)) << "a window that opens later ends later";
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(3));
  ExpectToldOnce();
}

TEST_F(CourierTest, NothingOrdinaryGoesOutAtNightEvenAfterADayWithoutServer) {
  {
    const auto courier = NewCourier(engine());
    EXPECT_OK(engine().Apply(Create("t1")));
    ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  }
  // It was down when the window ended, and comes back at night.
  clock().Set(At(7, 30, 23, 0));
  const auto courier = NewCourier(engine());
  EXPECT_OK(engine().Apply(Create("t2")));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), IsEmpty());
  EXPECT_EQ(courier->status().lag, absl::ZeroDuration());
  clock().Set(At(7, 31, 7, 29));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), IsEmpty());
  clock().Set(At(7, 31, 7, 30));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(2)) << "t2 went into the digest that was still open";
  ExpectToldOnce();
}

// Sở A works on Saturdays, Sở B does not.
internal::v1::Command SixDays() {
  internal::v1::Command command;
  const bool parsed = google::protobuf::TextFormat::ParseFromString(
      R"pb(
        province: "dong-nai"
        actor { system: "loader" }
        reference {
          record {
            entries {
              calendar_published {
                calendar {
                  name: "provinces/dong-nai/calendars/six-days"
                  version: 1
                  working_weekdays: [ 1, 2, 3, 4, 5, 6 ]
                  sessions { start_minute: 450 end_minute: 690 }
                  sessions { start_minute: 810 end_minute: 1020 }
                  decided_from: "2026-01-01"
                  decided_to: "2026-12-31"
                  valid_from: "2020-01-01"
                  valid_to: "2040-01-01"
                }
              }
            }
          }
        }
      )pb",
      &command);
  EXPECT_TRUE(parsed);
  return command;
}
internal::v1::Command SixDaysForLead() {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(kIssuer);
  v1::CalendarAssignment& assignment = *command.mutable_reference()->mutable_assign_calendar()->mutable_assignment();
  assignment.set_name(CalendarAssignmentName(kLead));
  assignment.set_calendar("provinces/dong-nai/calendars/six-days");
  assignment.mutable_basis()->set_instrument_number("1/QĐ-UBND");
  return command;
}

internal::v1::Command CreateFor(const std::string& lead, const std::string& id) {
  internal::v1::Command command = Create(id);
  command.mutable_task()->mutable_create()->mutable_task()->set_lead_unit(lead);
  command.mutable_task()->mutable_create()->mutable_task()->clear_coordinator_units();
  return command;
}

TEST_F(CourierTest, EveryRecipientIsToldInTheHoursOfItsUnit) {
  ASSERT_EQ(engine().Apply(SixDays()).status(), absl::OkStatus());
  ASSERT_EQ(engine().Apply(SixDaysForLead()).status(), absl::OkStatus());
  auto courier = NewCourier(engine());
  // A Friday evening.
  clock().Set(At(7, 31, 20, 0));
  for (const char* lead : {kLead, kOther})
    EXPECT_OK(engine().Apply(CreateFor(lead, absl::StrCat("t1-", LastSegment(lead)))));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  clock().Set(At(8, 1, 7, 44));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), IsEmpty());
  clock().Set(At(8, 1, 7, 45));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(1));
  EXPECT_THAT(Inbox(kOther), IsEmpty());

  // Nobody runs while the next ones are due. It comes back on a Saturday.
  clock().Set(At(8, 7, 16, 0));
  for (const char* lead : {kLead, kOther})
    EXPECT_OK(engine().Apply(CreateFor(lead, absl::StrCat("t2-", LastSegment(lead)))));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kOther), SizeIs(1));
  courier = nullptr;
  clock().Set(At(8, 8, 10, 0));
  courier = NewCourier(engine());
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(2));
  EXPECT_THAT(Inbox(kOther), SizeIs(1));
  clock().Set(At(8, 10, 7, 30));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kOther), SizeIs(2));
  ExpectToldOnce();
}

TEST_F(CourierTest, WhatIsTriedAgainWaitsForWorkAndHoldsUpNothingUrgent) {
  ASSERT_EQ(engine().Apply(SixDays()).status(), absl::OkStatus());
  ASSERT_EQ(engine().Apply(SixDaysForLead()).status(), absl::OkStatus());
  absl::Mutex mutex;
  bool down = true;
  std::map<std::string, std::vector<std::string>> tried, sent;  // by address
  worker::DigestOutbox outbox({.engine = &engine(),
                               .database = &database(),
                               .queue = {.channel = v1::DELIVERY_CHANNEL_WEBHOOK},
                               .send = [&](const worker::DigestToSend& digest) {
                                 absl::MutexLock lock(&mutex);
                                 const std::string id(LastSegment(digest.notices[0].task()));
                                 tried[digest.claimed.address].push_back(id);
                                 if (down) return absl::UnavailableError("down");
                                 sent[digest.claimed.address].push_back(id);
                                 return absl::OkStatus();
                               }});
  worker::Courier courier({.engine = &engine(), .database = &database(), .webhook = true});
  const auto settle = [&] {
    ASSERT_TRUE(courier.WaitUntilIdle(kLimit));
    ASSERT_TRUE(outbox.WaitUntilIdle(kLimit));
  };
  // A Friday, shortly before work ends.
  clock().Set(At(7, 31, 16, 40));
  for (const char* lead : {kLead, kOther})
    EXPECT_OK(engine().Apply(CreateFor(lead, absl::StrCat("t1-", LastSegment(lead)))));
  settle();
  clock().Set(At(7, 31, 16, 55));
  settle();
  EXPECT_THAT(tried[kOther], ElementsAre("t1-so-b"));
  {
    absl::MutexLock lock(&mutex);
    down = false;
  }
  clock().Set(At(7, 31, 22, 0));
  for (const char* lead : {kLead, kOther}) {
    EXPECT_OK(engine().Apply(Urgent(CreateFor(lead, absl::StrCat("t2-", LastSegment(lead))))));
  }
  settle();
  EXPECT_THAT(sent[kOther], ElementsAre("t2-so-b"));
  EXPECT_THAT(sent[kLead], ElementsAre("t2-so-a"));
  clock().Set(At(8, 1, 7, 30));
  settle();
  EXPECT_THAT(sent[kLead], ElementsAre("t2-so-a", "t1-so-a"));
  clock().Set(At(8, 3, 7, 29));
  settle();
  EXPECT_THAT(tried[kOther], ElementsAre("t1-so-b", "t2-so-b"));
  clock().Set(At(8, 3, 7, 30));
  settle();
  EXPECT_THAT(sent[kOther], ElementsAre("t2-so-b", "t1-so-b"));
  EXPECT_THAT(Sql("SELECT DISTINCT attempts FROM deliveries WHERE channel = 3 ORDER BY 1"),
              ElementsAre(ElementsAre("1"), ElementsAre("2")))
      << "what did not take place is no try";
}

TEST_F(CourierTest, UrgentGoesOutAtOnceAndAtMostSoOftenInAnHour) {
  clock().Set(At(7, 30, 23, 0));
  const auto courier = NewCourier(engine());
  for (int i = 0; i < notice::kUrgentDigestsPerHour; ++i) {
    EXPECT_OK(engine().Apply(Urgent(Create(absl::StrCat("t", i)))));
    ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
    EXPECT_THAT(Inbox(kLead), SizeIs(i + 1));
    clock().Advance(absl::Minutes(1));
  }
  EXPECT_OK(engine().Apply(Urgent(Create("too-many"))));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(notice::kUrgentDigestsPerHour));
  clock().Set(At(7, 31, 7, 45));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_THAT(Inbox(kLead), SizeIs(notice::kUrgentDigestsPerHour + 1)) << "what is too much is late, not lost";
  ExpectToldOnce();
}

TEST_F(CourierTest, OfSeveralAboutOneThingTheLastStands) {
  EXPECT_OK(engine().Apply(CreateDue("t1", "2026-08-14")));
  EXPECT_OK(engine().Apply(Accept("t1")));
  worker::DeadlineSweep sweep({.engine = &engine(), .database = &database()});
  // Down for a week: three rungs of one clock fire at once.
  clock().Set(At(8, 21, 9, 0));
  ASSERT_OK(sweep.WaitUntilIdle(kLimit));
  const auto courier = NewCourier(engine());
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  std::map<std::string, std::vector<int>> escalations;  // by clock
  for (const v1::Notice& notice : Inbox(kLead)) {
    if (notice.kind() == v1::NOTICE_KIND_ESCALATION) {
      escalations[notice.clock_id()].push_back(notice.offset_working_days());
    }
  }
  EXPECT_THAT(escalations["complete"], SizeIs(1));
  // The proof has all of them.
  const auto proof = Get(store::ListTaskNotices(database(), kProvince, "t1", {}, 100));
  int told = 0, superseded = 0;
  for (const v1::Notice& notice : proof) {
    if (notice.kind() != v1::NOTICE_KIND_ESCALATION || notice.clock_id() != "complete" || notice.unit() != kLead)
      continue;
    ++told;
    superseded += notice.superseded() ? 1 : 0;
    ASSERT_THAT(notice.deliveries(), SizeIs(1));
    EXPECT_EQ(notice.deliveries(0).state(), v1::Delivery::STATE_SENT);
  }
  EXPECT_EQ(told, 2);
  EXPECT_EQ(superseded, 1);
  ExpectToldOnce();
}

TEST_F(CourierTest, AReceiptIsNotedOnce) {
  const auto courier = NewCourier(engine());
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(engine().Apply(Create("t2")));
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  const store::RecipientKey so_a{kLead, ""};
  EXPECT_EQ(Get(store::MarkNoticesRead(database(), kProvince, so_a, {}, /*all=*/true, clock().Now())), 0)
      << "nothing has gone out";
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_EQ(Get(store::CountUnread(database(), kProvince, so_a)), 2);
  const auto inbox = Inbox(kLead);
  const auto key = Get(store::ParseNoticeId(inbox[0].name().substr(inbox[0].name().rfind('/') + 1)));
  EXPECT_EQ(Get(store::MarkNoticesRead(database(), kProvince, {kIssuer, ""}, {key}, false, clock().Now())), 0)
      << "not theirs";
  EXPECT_EQ(Get(store::MarkNoticesRead(database(), kProvince, so_a, {key}, false, clock().Now())), 1);
  EXPECT_EQ(Get(store::MarkNoticesRead(database(), kProvince, so_a, {key}, false, clock().Now())), 0);
  EXPECT_EQ(Get(store::MarkNoticesRead(database(), kProvince, so_a, {}, true, clock().Now())), 1);
  EXPECT_EQ(Get(store::CountUnread(database(), kProvince, so_a)), 0);
  EXPECT_EQ(Get(store::ListInbox(database(), {.province = kProvince, .recipient = so_a, .unread_only = true})).size(),
            0u);
}

// Three couriers, whose connections are cut again and again, while tasks are made.
TEST_F(CourierTest, SeveralCouriersThatAreCutTellEverybodyOnce) {
  constexpr int kTasks = 300;
  engine();
  const auto second = NewEngine(), third = NewEngine();
  std::vector<std::unique_ptr<worker::Courier>> couriers;
  for (engine::Engine* of : {&engine(), second.get(), third.get()}) couriers.push_back(NewCourier(*of));
  std::atomic<bool> stop = false;
  std::atomic<int> cuts = 0;
  std::thread cutter([&] {
    int64_t told_before = -1;
    while (!stop) {
      // Again only when something was told since: else nobody would get anywhere.
      const auto told = Sql("SELECT coalesce(sum(last_sequence), 0) FROM notice_feeds");
      if (std::stoll(told[0][0]) == told_before) continue;
      const auto cut =
          Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
              "pg_backend_pid() AND xact_start IS NOT NULL AND query LIKE '%notice%'");
      if (cut.empty()) continue;
      cuts += static_cast<int>(cut.size());
      told_before = std::stoll(told[0][0]);
    }
  });
  for (int i = 0; i < kTasks; ++i) {
    const internal::v1::Command create = testing::WithRequestId(absl::StrCat("c", i), Create(absl::StrCat("t", i)));
    while (!engine().Apply(create).ok()) {
    }
    if (i % 50 == 49) clock().Advance(notice::kDigestWindow);
  }
  stop = true;
  cutter.join();
  clock().Advance(notice::kDigestWindow);
  for (const auto& courier : couriers) ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  clock().Advance(notice::kDigestWindow);
  for (const auto& courier : couriers) ASSERT_TRUE(courier->WaitUntilIdle(kLimit));
  EXPECT_GT(cuts, 0);
  RecordProperty("cuts", cuts);
  ExpectToldOnce();
  std::set<std::string> told;
  for (const v1::Notice& notice : Inbox(kLead)) EXPECT_TRUE(told.insert(notice.task()).second) << notice.task();
  EXPECT_THAT(told, SizeIs(kTasks));
}

}  // namespace
}  // namespace phoihop
