// Persons, posts, and the places that join the two.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/organisation/small_province.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using internal::v1::ReferenceCommand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

ReferenceCommand NewPerson(const std::string& id) {
  ReferenceCommand command;
  auto& request = *command.mutable_create_person();
  request.set_parent("provinces/dong-nai");
  request.set_person_id(id);
  request.mutable_person()->set_display_name("Nguyễn Minh An");
  return command;
}

ReferenceCommand NewPost(const std::string& unit, const std::string& id) {
  ReferenceCommand command;
  auto& request = *command.mutable_create_post();
  request.set_parent(UnitOf(unit));
  request.set_post_id(id);
  request.mutable_post()->set_display_name("Chuyên viên báo chí");
  request.mutable_post()->set_role(v1::MEMBERSHIP_ROLE_OFFICER);
  request.mutable_post()->set_valid_from("2025-01-01");
  return command;
}

ReferenceCommand NewMembership(const std::string& unit, const std::string& person, int share = 0) {
  ReferenceCommand command;
  auto& request = *command.mutable_create_membership();
  request.set_parent(UnitOf(unit));
  v1::Membership& membership = *request.mutable_membership();
  membership.set_person(PersonName("dong-nai", person));
  membership.set_display_name("Người");
  membership.set_role(v1::MEMBERSHIP_ROLE_OFFICER);
  membership.set_valid_from("2025-06-01");
  membership.set_share_percent(share);
  return command;
}

std::vector<std::string> Fields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  return fields;
}

TEST(PersonTest, WhoeverActsForALivingUnitMakesPersonsKnown) {
  SmallProvince province;
  ASSERT_TRUE(province.Do(NewPerson("moi"), Person("", "so-a")).ok());
  EXPECT_EQ(province.events()[0].type(), "person.recorded");
  ASSERT_THAT(province.data().persons(), SizeIs(1));
  EXPECT_EQ(province.data().persons(0).name(), PersonName("dong-nai", "moi"));
  EXPECT_EQ(ReasonOf(province.Do(NewPerson("moi"), Person("an"))), v1::ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(province.Do(NewPerson("nua"), {})), v1::ERROR_REASON_ACTOR_MISSING);
  for (const char* unit : {"so-cu", "khong-co"}) {
    EXPECT_EQ(ReasonOf(province.Do(NewPerson("nua"), Person("", unit))), v1::ERROR_REASON_PERMISSION_DENIED);
  }
}

TEST(PersonTest, FieldsAreCheckedAllAtOnce) {
  SmallProvince province;
  ReferenceCommand command = NewPerson("Không phải id");
  command.mutable_create_person()->set_parent("provinces/lam-dong");
  command.mutable_create_person()->mutable_person()->clear_display_name();
  command.mutable_create_person()->mutable_person()->set_email("không phải địa chỉ");
  EXPECT_THAT(Fields(province.Do(command, Person("an"))),
              ElementsAre("parent", "person_id", "person.display_name", "person.email"));
}

TEST(PostTest, TheUnitAndTheRegistrarMakePosts) {
  for (const char* actor : {"so-a", "ubnd", "vp"}) {
    SmallProvince province;
    ASSERT_TRUE(province.Do(NewPost("so-a", "bao-chi"), Person("", actor)).ok()) << actor;
    EXPECT_EQ(province.events()[0].subject(), UnitOf("so-a") + "/posts/bao-chi");
    EXPECT_EQ(ReasonOf(province.Do(NewPost("so-a", "bao-chi"), Person("an"))), v1::ERROR_REASON_ALREADY_EXISTS);
  }
  SmallProvince province;
  EXPECT_EQ(ReasonOf(province.Do(NewPost("so-a", "x"), Person("", "so-b"))), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(province.Do(NewPost("khong-co", "x"), Person("an"))), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(province.Do(NewPost("so-cu", "x"), Person("an"))), v1::ERROR_REASON_UNIT_NOT_ALIVE);
}

TEST(PostTest, FieldsAreCheckedAllAtOnce) {
  SmallProvince province;
  ReferenceCommand command = NewPost("so-a", "");
  v1::Post& post = *command.mutable_create_post()->mutable_post();
  post.clear_display_name();
  post.clear_role();
  post.set_valid_to("2025-01-01");
  EXPECT_THAT(Fields(province.Do(command, Person("an"))),
              ElementsAre("post_id", "post.display_name", "post.role", "post.valid_to"));
}

TEST(MembershipOnAPostTest, ThePostIsOneOfTheUnitInForceAndSaysTheRole) {
  SmallProvince province;
  ReferenceCommand post = NewPost("so-a", "bao-chi");
  post.mutable_create_post()->mutable_post()->set_valid_to("2026-01-01");
  ASSERT_TRUE(province.Do(post, Person("an")).ok());
  const auto with = [](const std::string& unit, const std::string& post_name) {
    ReferenceCommand command = NewMembership(unit, "em");
    command.mutable_create_membership()->mutable_membership()->set_post(post_name);
    command.mutable_create_membership()->mutable_membership()->set_valid_to("2025-12-01");
    return command;
  };
  const std::string name = UnitOf("so-a") + "/posts/bao-chi";
  EXPECT_THAT(Fields(province.Do(with("so-b", name), Person("an"))), ElementsAre("membership.post"));
  EXPECT_EQ(ReasonOf(province.Do(with("so-a", name + "-khac"), Person("an"))), v1::ERROR_REASON_NOT_FOUND);
  ReferenceCommand open = with("so-a", name);
  open.mutable_create_membership()->mutable_membership()->clear_valid_to();
  EXPECT_THAT(Fields(province.Do(open, Person("an"))), ElementsAre("membership.valid_from"));
  ReferenceCommand head = with("so-a", name);
  head.mutable_create_membership()->mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_HEAD);
  EXPECT_THAT(Fields(province.Do(head, Person("an"))), ElementsAre("membership.role"));
  EXPECT_TRUE(province.Do(with("so-a", name), Person("an")).ok());
  EXPECT_EQ(province.Membership("so-a", "em").post(), name);
}

TEST(MembershipSharesTest, TheySumToAtMostAHundredOnEveryDay) {
  SmallProvince province;
  ASSERT_TRUE(province.Do(NewMembership("so-a", "em", 60), Person("an")).ok());
  absl::Status status = province.Do(NewMembership("so-b", "em", 41), Person("an"));
  EXPECT_THAT(Fields(status), ElementsAre("membership.share_percent"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("101 percent"));
  // One that begins later counts from then on.
  ReferenceCommand later = NewMembership("so-b", "em", 40);
  later.mutable_create_membership()->mutable_membership()->set_valid_from("2025-09-01");
  ASSERT_TRUE(province.Do(later, Person("an")).ok());
  EXPECT_THAT(Fields(province.Do(NewMembership("so-c", "em", 40), Person("an"))),
              ElementsAre("membership.share_percent"));
  ReferenceCommand before = NewMembership("so-c", "em", 40);
  before.mutable_create_membership()->mutable_membership()->set_valid_to("2025-09-01");
  EXPECT_TRUE(province.Do(before, Person("an")).ok());
  // Those that state none take none, and other people have a time of their own.
  EXPECT_TRUE(province.Do(NewMembership("vp", "em"), Person("an")).ok());
  EXPECT_TRUE(province.Do(NewMembership("so-b", "khac", 100), Person("an")).ok());
  EXPECT_THAT(Fields(province.Do(NewMembership("so-b", "nua", 101), Person("an"))),
              ElementsAre("membership.share_percent"));
}

}  // namespace
}  // namespace phoihop::organisation
