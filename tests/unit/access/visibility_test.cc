// What lists are asked with says the same as the question about one task: for random grants and random tasks.
#include "workflow/access/visibility.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/access/access_fixture.h"
#include "workflow/task/task.h"

namespace phoihop::access {
namespace {

const std::vector<std::string>& Units() {
  static const auto* const units =
      new std::vector<std::string>{"phong-van-hoa", "phuong-long-khanh", "so-ke-hoach", "so-noi-vu", "so-tu-phap",
                                   "so-vhttdl",     "so-y-te",           "ubnd-tinh",   "vp-ubnd"};
  return *units;
}

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  bool OneIn(int n) { return random_() % n == 0; }
  int Below(int n) { return static_cast<int>(random_() % n); }
  const std::string& Of(const std::vector<std::string>& all) { return all[random_() % all.size()]; }

 private:
  std::mt19937 random_;
};

v1::Task RandomTask(Chance& chance) {
  v1::Task task;
  task.set_name(task::Task("t1"));
  task.set_lead_unit(task::Unit(chance.Of(Units())));
  task.set_issuer_unit(task::Unit(chance.Of(Units())));
  task.set_approver_unit(task::Unit(chance.Of(Units())));
  if (chance.OneIn(2)) task.add_coordinator_units(task::Unit(chance.Of(Units())));
  if (chance.OneIn(3)) task.set_plan("provinces/dong-nai/plans/kh-183");
  if (chance.OneIn(3)) task.add_territories(task::Unit("phuong-long-khanh"));
  task.set_secrecy(static_cast<v1::Secrecy>(chance.Below(4)));
  return task;
}

v1::Grant RandomGrant(Chance& chance) {
  v1::Grant grant =
      GrantOf(chance.OneIn(2) ? "auditor" : "monitor", "nguyen-van-a", chance.OneIn(3) ? "" : chance.Of(Units()));
  if (!grant.scope().unit().empty()) grant.mutable_scope()->set_only_unit(chance.OneIn(2));
  if (chance.OneIn(3)) grant.mutable_scope()->set_plan("provinces/dong-nai/plans/kh-183");
  if (chance.OneIn(3)) grant.mutable_scope()->add_territories(task::Unit("phuong-long-khanh"));
  grant.mutable_scope()->set_max_secrecy(static_cast<v1::Secrecy>(chance.Below(4)));
  return grant;
}

// As the statements of services/store/visibility.cc ask.
bool Shows(const Visibility& visibility, const v1::Task& task) {
  if (visibility.everything) return true;
  std::set<std::string> participants = {task.lead_unit(), task.issuer_unit(), task.approver_unit()};
  participants.insert(task.coordinator_units().begin(), task.coordinator_units().end());
  const auto any_of = [](const auto& wanted, const auto& there) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
      return std::find(there.begin(), there.end(), one) != there.end();
    });
  };
  for (const VisibleScope& scope : visibility.scopes) {
    if (DegreeOf(task.secrecy()) > scope.max_secrecy) continue;
    if (!scope.plan.empty() && scope.plan != task.plan()) continue;
    if (!scope.territories.empty() && !any_of(scope.territories, task.territories())) continue;
    if (!scope.units.has_value() || any_of(*scope.units, participants)) return true;
  }
  return false;
}

TEST(Visibility, ListsAndTasksAgree) {
  Chance chance(183);
  int shown = 0, hidden = 0;
  for (int round = 0; round < 60; ++round) {
    Province province;
    province.data().add_settings()->set_max_secrecy(v1::SECRECY_TOP_SECRET);
    for (int i = chance.Below(3); i > 0; --i) {
      v1::Grant& grant = *province.data().add_grants();
      grant = RandomGrant(chance);
      grant.set_name(absl::StrCat("provinces/dong-nai/grants/x", i));
    }
    province.Renew();
    for (const char* who : {"so-vhttdl/nguyen-van-a", "so-vhttdl", "vp-ubnd/theo-doi", "phong-van-hoa", ""}) {
      const Rights rights = province.RightsOf(who);
      const Visibility visibility = rights.visibility();
      for (int i = 0; i < 60; ++i) {
        const v1::Task task = RandomTask(chance);
        const bool sees = task::MayView(task, task::ActorOf(who), province.facts(), kNow);
        ASSERT_EQ(Shows(visibility, task), sees) << who << ": " << task.ShortDebugString();
        sees ? ++shown : ++hidden;
      }
    }
  }
  EXPECT_GT(shown, 2'000);
  EXPECT_GT(hidden, 2'000);
}

v1::Plan PlanOf(absl::string_view id, absl::string_view issuer, v1::Secrecy secrecy) {
  v1::Plan plan;
  plan.set_name(absl::StrCat("provinces/dong-nai/plans/", id));
  plan.set_issuer_unit(task::Unit(issuer));
  plan.set_secrecy(secrecy);
  return plan;
}

TEST(Visibility, EverybodySeesPlansThatAreNotSecret) {
  EXPECT_TRUE(SeesPlan({}, PlanOf("kh-183", "so-noi-vu", v1::SECRECY_UNSPECIFIED)));
  EXPECT_TRUE(SeesPlan({}, PlanOf("kh-183", "so-noi-vu", v1::SECRECY_NORMAL)));
  EXPECT_FALSE(SeesPlan({}, PlanOf("kh-183", "so-noi-vu", v1::SECRECY_CONFIDENTIAL)));
  EXPECT_TRUE(SeesPlan({.everything = true, .scopes = {}}, PlanOf("kh-183", "so-noi-vu", v1::SECRECY_TOP_SECRET)));
}

TEST(Visibility, ASecretPlanNeedsAScopeThatHasAllOfIt) {
  const v1::Plan plan = PlanOf("kh-183", "so-noi-vu", v1::SECRECY_SECRET);
  const auto sees = [&](VisibleScope scope) { return SeesPlan({.everything = false, .scopes = {scope}}, plan); };
  EXPECT_TRUE(sees({.units = std::nullopt, .max_secrecy = v1::SECRECY_SECRET, .plan = "", .territories = {}}));
  EXPECT_FALSE(sees({.units = std::nullopt, .max_secrecy = v1::SECRECY_CONFIDENTIAL, .plan = "", .territories = {}}));
  EXPECT_TRUE(sees({.units = {{task::Unit("so-noi-vu")}},
                    .max_secrecy = v1::SECRECY_SECRET,
                    .plan = plan.name(),
                    .territories = {}}));
  EXPECT_FALSE(sees(
      {.units = {{task::Unit("so-y-te")}}, .max_secrecy = v1::SECRECY_SECRET, .plan = plan.name(), .territories = {}}));
  EXPECT_FALSE(sees({.units = std::nullopt,
                     .max_secrecy = v1::SECRECY_SECRET,
                     .plan = "provinces/dong-nai/plans/kh-1",
                     .territories = {}}));
  EXPECT_FALSE(sees({.units = std::nullopt,
                     .max_secrecy = v1::SECRECY_SECRET,
                     .plan = "",
                     .territories = {task::Unit("phuong-long-khanh")}}));
}

}  // namespace
}  // namespace phoihop::access
