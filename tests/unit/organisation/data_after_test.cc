// What a draft would make of the organisation.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/small_province.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/enactment.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding.h"

namespace phoihop::organisation {
namespace {

using testing::UnorderedElementsAre;

constexpr absl::CivilDay kDay(2025, 7, 1);

TEST(DataAfterTest, WhatIsForAMergedCommuneIsForItsSuccessor) {
  SmallProvince province;
  internal::v1::ReferenceCommand record;
  v1::Duty& duty = *record.mutable_record()->add_entries()->mutable_duty_recorded()->mutable_duty();
  duty = province.Duty("d-lead");
  duty.set_name("provinces/dong-nai/duties/d-x1");
  duty.set_territory(UnitOf("x1"));
  ASSERT_TRUE(province.Do(record, System()).ok());
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_MERGE, {{"x1", "xa-moi"}, {"x2", "xa-moi"}});
  AddUnit(draft, "xa-moi", "Xã Mới", v1::UNIT_KIND_COMMUNE);
  ASSERT_TRUE(province.Create("r", draft).ok());
  const v1::Reorganisation& drafted = province.Reorganisation("r");

  const auto enactment = Enact(province.data(), drafted, province.now());
  ASSERT_TRUE(enactment.ok()) << enactment.status();
  const internal::v1::ReferenceData data = DataAfter(province.data(), *enactment, drafted);
  EXPECT_EQ(drafted.state(), v1::Reorganisation::STATE_DRAFT);
  const Directory after(data);
  const auto successors = after.ResolveSuccessors(UnitOf("x1"), kDay);
  ASSERT_EQ(successors.outcome(), v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE);
  EXPECT_EQ(successors.holders(0).unit(), UnitOf("xa-moi"));

  // Nobody led it in the other communes before; the new one is no gap.
  std::vector<std::string> gaps;
  for (const v1::Finding& gap : responsibility::FindFindings({after, {}, kDay, kDay + 1, {v1::FINDING_KIND_GAP}})) {
    if (gap.duty() == duty.name()) gaps.emplace_back(LastSegment(gap.territory()));
  }
  EXPECT_THAT(gaps, UnorderedElementsAre("x3", "x4"));
}

}  // namespace
}  // namespace phoihop::organisation
