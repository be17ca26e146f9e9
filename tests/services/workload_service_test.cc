// Who has how much to do, and what escalates next, as clients see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "tests/services/report_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::Contains;
using ::testing::SizeIs;
using Handoffs = v1::HandoffService::Stub;

constexpr char kSecond[] = "so-noi-vu";

class WorkloadServiceTest : public ReportFixture {};

TEST_F(WorkloadServiceTest, WorkloadOfUnitsAndPeople) {
  MakeProvince();
  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), absl::StrCat(kLead, "-due"), kLead);
  Do(&Tasks::ClaimTask, v1::ClaimTaskRequest(), absl::StrCat(kLead, "-due"), "so-vhttdl/nguyen-van-a");
  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), absl::StrCat(kOther, "-due"), kOther);
  v1::HandOffTaskRequest hand_off;
  hand_off.set_name(TaskName("dong-nai", absl::StrCat(kOther, "-due")));
  hand_off.mutable_handoff()->set_to_unit(Unit(kSecond));
  MustCall(&Handoffs::HandOffTask, hand_off, kOther);
  clock().Set(At("2026-03-16 09:00"));
  v1::SummariseWorkloadRequest request;
  request.set_parent(kParent);
  const auto workload = MustCall(&Reports::SummariseWorkload, request, kIssuer);
  ASSERT_THAT(workload.rows(), SizeIs(3));
  int64_t open = 0;
  std::vector<std::string> units;
  for (const auto& row : workload.rows()) {
    units.push_back(row.unit());
    open += row.open();
    EXPECT_EQ(ListedByFilter(row.filter()), row.open());
    EXPECT_EQ(ListedByFilter(absl::StrCat(row.filter(), " AND overdue = true")), row.overdue());
    EXPECT_EQ(ListedByFilter(absl::StrCat(row.filter(), " AND state = ISSUED")), row.not_accepted());
    EXPECT_EQ(ListedByFilter(absl::StrCat(row.filter(), " AND state = SUBMITTED")), row.submitted());
    EXPECT_EQ(ListedByFilter(absl::StrCat(row.filter(), " AND state = SUSPENDED")), row.suspended());
    EXPECT_EQ(ListedByFilter(absl::StrCat(row.filter(), " AND bounce_count > 0")), row.bounced());
    EXPECT_EQ(ListedByFilter(row.handoffs_filter()), row.handoffs());
    EXPECT_EQ(ListedByFilter(row.handoffs_overdue_filter()), row.handoffs_overdue());
  }
  EXPECT_THAT(units, Contains(Unit(kSecond))) << "nothing of its own, but a hand-off waits for it";
  EXPECT_EQ(workload.total().open(), open);
  EXPECT_EQ(workload.total().open(), ListedByFilter(workload.total().filter()));
  EXPECT_EQ(workload.total().overdue(), 4);
  EXPECT_EQ(workload.total().bounced(), 2);
  EXPECT_EQ(workload.total().handoffs(), 1);
  EXPECT_EQ(workload.total().handoffs_overdue(), 1) << "nobody answered in time";

  request.set_by_person(true);
  EXPECT_EQ(Refusal(&Reports::SummariseWorkload, request, kIssuer), "INVALID_FIELD") << "of which unit?";
  request.set_unit(Unit(kLead));
  const auto people = MustCall(&Reports::SummariseWorkload, request, kIssuer);
  ASSERT_THAT(people.rows(), SizeIs(2));
  for (const auto& row : people.rows()) {
    EXPECT_EQ(row.unit(), Unit(kLead));
    EXPECT_NE(row.display_name(), "");
    EXPECT_EQ(ListedByFilter(row.filter()), row.open()) << row.filter();
  }
  EXPECT_EQ(people.rows(0).open() + people.rows(1).open(), people.total().open());
}

TEST_F(WorkloadServiceTest, WhatEscalatesNext) {
  MakeProvince();
  v1::ListUpcomingEscalationsRequest request;
  request.set_parent(kParent);
  request.set_days(30);
  const auto next = MustCall(&Reports::ListUpcomingEscalations, request, kIssuer);
  ASSERT_GT(next.escalations_size(), 4);
  EXPECT_FALSE(next.more());
  for (const auto& escalation : next.escalations()) {
    EXPECT_NE(escalation.escalation_policy(), "");
    EXPECT_NE(escalation.lead_unit_display_name(), "");
  }
  request.set_page_size(2);
  const auto first = MustCall(&Reports::ListUpcomingEscalations, request, kIssuer);
  EXPECT_TRUE(first.more());
  ASSERT_THAT(first.escalations(), SizeIs(2));
  EXPECT_EQ(first.escalations(0).task(), next.escalations(0).task());
  request.set_days(32);
  EXPECT_EQ(Refusal(&Reports::ListUpcomingEscalations, request, kIssuer), "INVALID_FIELD");
}

}  // namespace
}  // namespace phoihop::testing
