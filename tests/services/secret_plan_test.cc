// A secret plan is shown to who is cleared for it, and to everybody else it is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/services/plan_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// May edit and issue plans, as the issuer may, but is not cleared for secrets.
constexpr char kOther[] = "ubnd";
constexpr char kAbsent[] = "provinces/dong-nai/plans/kh-2026-x";

class SecretPlanTest : public PlanFixture {
 protected:
  void SetUp() override {
    PlanFixture::SetUp();
    AllowSecrecy(v1::SECRECY_SECRET);
    AddGrant("mat", "unit-head", "nguyen-minh-an", "ubnd", v1::SECRECY_CONFIDENTIAL);
    ASSERT_TRUE(MustImport(Secret()).stored());
  }

  static v1::ImportPlanRequest Secret() {
    v1::ImportPlanRequest request = Import(kTable);
    request.mutable_plan()->set_secrecy(v1::SECRECY_CONFIDENTIAL);
    return request;
  }

  // The same refusal, word by word, as of a plan that was never there.
  template <typename Response, typename Request>
  void ExpectAsIfAbsent(grpc::Status (Plans::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& of_secret, const Request& of_absent, const std::string& reason) {
    const auto secret = Call(method, of_secret, kOther);
    const auto absent = Call(method, of_absent, kOther);
    ASSERT_FALSE(secret.ok());
    ASSERT_FALSE(absent.ok());
    EXPECT_EQ(client::ReasonOf(secret.status()), reason) << secret.status();
    EXPECT_EQ(absl::StrReplaceAll(absent.status().message(), {{"kh-2026-x", "kh-2026"}}), secret.status().message());
  }

  v1::ListPlansResponse List(const std::string& act_as) {
    v1::ListPlansRequest request;
    request.set_parent(kParent);
    return MustCall(&Plans::ListPlans, request, act_as);
  }

  v1::SummarisePlansResponse Summary(const std::string& act_as) {
    v1::SummarisePlansRequest request;
    request.set_parent(kParent);
    return MustCall(&Plans::SummarisePlans, request, act_as);
  }
};

TEST_F(SecretPlanTest, IsThereForWhoIsClearedForIt) {
  v1::GetPlanRequest get;
  get.set_name(kPlan);
  EXPECT_THAT(MustCall(&Plans::GetPlan, get, kIssuer).items(), SizeIs(3));
  EXPECT_THAT(List(kIssuer).plans(), SizeIs(1));
  EXPECT_THAT(Summary(kIssuer).groups(), SizeIs(1));
  EXPECT_TRUE(MustImport(Secret()).stored());
}

TEST_F(SecretPlanTest, IsNotReadByOthers) {
  v1::GetPlanRequest get, get_absent;
  get.set_name(kPlan);
  get_absent.set_name(kAbsent);
  ExpectAsIfAbsent(&Plans::GetPlan, get, get_absent, "NOT_FOUND");
  EXPECT_THAT(List(kOther).plans(), IsEmpty());
  EXPECT_EQ(List(kOther).total_size(), 0);
  EXPECT_THAT(Summary(kOther).groups(), IsEmpty());
  v1::SummarisePlansRequest summary, summary_absent;
  summary.set_parent(kParent);
  summary.add_plans(kPlan);
  summary_absent.set_parent(kParent);
  summary_absent.add_plans(kAbsent);
  ExpectAsIfAbsent(&Plans::SummarisePlans, summary, summary_absent, "NOT_FOUND");
}

TEST_F(SecretPlanTest, IsNotChangedByOthers) {
  v1::UpdatePlanItemRequest update = AnswerTo("2"), update_absent = update;
  update_absent.mutable_item()->set_name(absl::StrCat(kAbsent, "/items/2"));
  ExpectAsIfAbsent(&Plans::UpdatePlanItem, update, update_absent, "NOT_FOUND");
  v1::RecordPlanEventRequest event, event_absent;
  event.set_name(kPlan);
  event.set_event("Lễ khai mạc");
  event.set_date("2026-03-01");
  event_absent = event;
  event_absent.set_name(kAbsent);
  ExpectAsIfAbsent(&Plans::RecordPlanEvent, event, event_absent, "PERMISSION_DENIED");
  v1::IssuePlanRequest issue = Issue(), issue_absent = issue;
  issue_absent.set_name(kAbsent);
  ExpectAsIfAbsent(&Plans::IssuePlan, issue, issue_absent, "PERMISSION_DENIED");
  v1::RevisePlanRequest revise, revise_absent;
  revise.set_name(kPlan);
  revise.set_validate_only(true);
  revise.mutable_plan()->set_display_name("Kế hoạch khác");
  revise_absent = revise;
  revise_absent.set_name(kAbsent);
  ExpectAsIfAbsent(&Plans::RevisePlan, revise, revise_absent, "NOT_FOUND");
}

TEST_F(SecretPlanTest, ItsIdIsTakenAndNothingElseIsSaid) {
  v1::ImportPlanRequest other = Import(kTable);
  other.set_filename("khac.csv");
  other.set_validate_only(true);
  EXPECT_FALSE(MustCall(&Plans::ImportPlan, other, kOther).stored());
  other.set_validate_only(false);
  const auto refused = Call(&Plans::ImportPlan, other, kOther);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(client::ReasonOf(refused.status()), "ALREADY_EXISTS");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("choose another"));
  EXPECT_THAT(std::string(refused.status().message()), Not(HasSubstr("kh.csv")));
}

}  // namespace
}  // namespace phoihop::testing
