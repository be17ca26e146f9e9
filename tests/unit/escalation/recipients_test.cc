#include "workflow/escalation/recipients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/escalation/ladder.h"
#include "workflow/resource_name.h"

namespace phoihop::escalation {
namespace {
using deadline::At;
using deadline::Day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RecipientsTest : public ::testing::Test {
 protected:
  // "so-vhttdl/giam-doc", "ubnd-xa/" for an inbox, with the note in brackets if there is one.
  std::vector<std::string> Reached(const v1::Task& task, const std::vector<v1::Audience>& audiences,
                                   absl::string_view day = "2026-09-04", const v1::Clock* clock = nullptr) {
    const organisation::Directory directory(data_);
    escalation_.Clear();
    Recipients recipients(task, directory, Day(day), *escalation_.mutable_recipients(), clock);
    for (const v1::Audience audience : audiences) recipients.Add(audience);
    return Lines(escalation_);
  }

  static std::vector<std::string> Lines(const v1::Escalation& escalation) {
    std::vector<std::string> lines;
    for (const auto& recipient : escalation.recipients()) {
      const absl::string_view person = LastSegment(recipient.person());
      lines.push_back(absl::StrCat(LastSegment(recipient.unit()), "/", person,
                                   recipient.note().empty() ? "" : absl::StrCat(" [", recipient.note(), "]")));
    }
    return lines;
  }

  internal::v1::ReferenceData data_ = Province();
  v1::Escalation escalation_;
};

TEST_F(RecipientsTest, EachAudience) {
  v1::Task task = TaskOf("so-noi-vu");
  task.set_assignee(Person("can-bo"));
  task.set_approver_unit(Unit("ubnd"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_ASSIGNED_PERSON}), ElementsAre("so-vhttdl/can-bo"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_HEAD_OF_LEAD}), ElementsAre("so-vhttdl/giam-doc"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_LEADERSHIP_OF_LEAD}),
              ElementsAre("so-vhttdl/giam-doc", "so-vhttdl/pho-giam-doc"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_ISSUER}), ElementsAre("so-noi-vu/gd-noi-vu"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_SUPERIOR_OF_LEAD}), ElementsAre("ubnd/chu-tich"));
  EXPECT_EQ(escalation_.recipients(0).audience(), v1::AUDIENCE_SUPERIOR_OF_LEAD);
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_MONITOR}), ElementsAre("vp-ubnd/theo-doi-a", "vp-ubnd/theo-doi-b"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_APPROVER}), ElementsAre("ubnd/chu-tich"));
  task.clear_approver_unit();
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_APPROVER}), ElementsAre("so-noi-vu/gd-noi-vu"));
}

TEST_F(RecipientsTest, NobodyAssigned) {
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_ASSIGNED_PERSON}),
              ElementsAre("so-vhttdl/giam-doc [chưa giao người thực hiện: gửi thủ trưởng đơn vị]"));
  EXPECT_EQ(escalation_.recipients(0).audience(), v1::AUDIENCE_ASSIGNED_PERSON);
}

TEST_F(RecipientsTest, AssigneeMovedAway) {
  v1::Task task = TaskOf();
  task.set_assignee(Person("can-bo"));
  EndMemberships(data_, "can-bo", "2026-09-04");
  AddMember(data_, "so-noi-vu", "can-bo", v1::MEMBERSHIP_ROLE_OFFICER);
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_ASSIGNED_PERSON}, "2026-09-03"), ElementsAre("so-vhttdl/can-bo"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_ASSIGNED_PERSON}, "2026-09-04"),
              ElementsAre("so-vhttdl/giam-doc [người được giao không còn thuộc đơn vị: gửi thủ trưởng đơn vị]"));
}

TEST_F(RecipientsTest, Vacancy) {
  EndMemberships(data_, "giam-doc", "2026-09-04");
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_HEAD_OF_LEAD}),
              ElementsAre("so-vhttdl/ [chưa có thủ trưởng vào ngày 04/09/2026: gửi hộp thư đơn vị]"));
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_LEADERSHIP_OF_LEAD}), ElementsAre("so-vhttdl/pho-giam-doc"));
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_ASSIGNED_PERSON}),
              ElementsAre("so-vhttdl/ [chưa giao người thực hiện: gửi thủ trưởng đơn vị; chưa có thủ trưởng vào ngày "
                          "04/09/2026: gửi hộp thư đơn vị]"));
  EXPECT_THAT(Reached(TaskOf("ubnd", "ubnd-xa"), {v1::AUDIENCE_LEADERSHIP_OF_LEAD}),
              ElementsAre("ubnd-xa/ [chưa có lãnh đạo vào ngày 04/09/2026: gửi hộp thư đơn vị]"));
  EXPECT_THAT(Reached(TaskOf("ubnd-xa"), {v1::AUDIENCE_ISSUER}),
              ElementsAre("ubnd-xa/ [chưa có thủ trưởng vào ngày 04/09/2026: gửi hộp thư đơn vị]"));
}

TEST_F(RecipientsTest, ActingHeadCounts) {
  EndMemberships(data_, "giam-doc", "2026-09-01");
  AddMember(data_, "so-vhttdl", "pho-giam-doc", v1::MEMBERSHIP_ROLE_HEAD).set_acting(true);
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_HEAD_OF_LEAD}), ElementsAre("so-vhttdl/pho-giam-doc"));
  // Head and deputy at once: told once.
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_LEADERSHIP_OF_LEAD}), ElementsAre("so-vhttdl/pho-giam-doc"));
}

TEST_F(RecipientsTest, NobodyIsToldTwice) {
  v1::Task task = TaskOf();
  task.set_assignee(Person("giam-doc"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD, v1::AUDIENCE_LEADERSHIP_OF_LEAD,
                             v1::AUDIENCE_ISSUER, v1::AUDIENCE_APPROVER}),
              ElementsAre("so-vhttdl/giam-doc", "so-vhttdl/pho-giam-doc", "ubnd/chu-tich"));
  EXPECT_EQ(escalation_.recipients(0).audience(), v1::AUDIENCE_ASSIGNED_PERSON);
  // Two inboxes of one unit are one.
  EXPECT_EQ(Reached(TaskOf("ubnd-xa", "ubnd-xa"), {v1::AUDIENCE_HEAD_OF_LEAD, v1::AUDIENCE_ISSUER}).size(), 1u);
}

TEST_F(RecipientsTest, ThePersonWithTwoPostsIsToldInEachUnit) {
  AddMember(data_, "so-noi-vu", "giam-doc", v1::MEMBERSHIP_ROLE_HEAD);
  EXPECT_THAT(Reached(TaskOf("so-noi-vu"), {v1::AUDIENCE_HEAD_OF_LEAD, v1::AUDIENCE_ISSUER}),
              ElementsAre("so-vhttdl/giam-doc", "so-noi-vu/gd-noi-vu", "so-noi-vu/giam-doc"));
}

TEST_F(RecipientsTest, SuperiorThatIsTheIssuerBecomesTheMonitor) {
  const std::string note = " [cấp trên cũng là cơ quan giao nhiệm vụ: gửi đầu mối theo dõi]";
  EXPECT_THAT(Reached(TaskOf("ubnd"), {v1::AUDIENCE_SUPERIOR_OF_LEAD}),
              ElementsAre("vp-ubnd/theo-doi-a" + note, "vp-ubnd/theo-doi-b" + note));
  // A division's superior is its department, not the province.
  EXPECT_THAT(Reached(TaskOf("ubnd", "phong-bao-chi"), {v1::AUDIENCE_SUPERIOR_OF_LEAD}),
              ElementsAre("so-vhttdl/giam-doc"));
}

TEST_F(RecipientsTest, NoSuperiorBecomesTheMonitor) {
  EXPECT_THAT(Reached(TaskOf("so-noi-vu", "bo-doi"), {v1::AUDIENCE_SUPERIOR_OF_LEAD}).at(0),
              "vp-ubnd/theo-doi-a [đơn vị chủ trì không có cấp trên trực tiếp: gửi đầu mối theo dõi]");
}

TEST_F(RecipientsTest, MonitorFallsBackToTheOfficeBelowThePeoplesCommittee) {
  EndMemberships(data_, "theo-doi-a", "2026-09-01");
  EndMemberships(data_, "theo-doi-b", "2026-09-01");
  v1::Unit& other = *data_.add_units();
  other = data_.units(0);
  other.set_name(Unit("vp-hdnd"));
  other.mutable_versions(0)->set_kind(v1::UNIT_KIND_OFFICE);
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_MONITOR}),
              ElementsAre("vp-ubnd/ [chưa có người theo dõi, đôn đốc: gửi hộp thư văn phòng]"));
}

TEST_F(RecipientsTest, MonitorOfAProvinceWithoutAnOffice) {
  for (v1::Unit& unit : *data_.mutable_units()) {
    if (unit.name() == Unit("vp-ubnd")) unit.mutable_versions(0)->set_level(v1::UNIT_LEVEL_COMMUNE);
  }
  EXPECT_THAT(Reached(TaskOf(), {v1::AUDIENCE_MONITOR}),
              ElementsAre("ubnd/ [chưa có văn phòng cấp tỉnh theo dõi: gửi hộp thư cơ quan giao nhiệm vụ]"));
}

TEST_F(RecipientsTest, AnEndedUnitIsItsOnlySuccessor) {
  EXPECT_THAT(Reached(TaskOf("so-tttt", "so-noi-vu"), {v1::AUDIENCE_ISSUER}),
              ElementsAre("so-vhttdl/giam-doc [kế thừa Tên so-tttt đã kết thúc hoạt động]"));
  EXPECT_THAT(Reached(TaskOf("so-cu", "so-noi-vu"), {v1::AUDIENCE_ISSUER}).at(0),
              "vp-ubnd/theo-doi-a [Tên so-cu không còn hoạt động và không có một đơn vị kế thừa duy nhất: gửi đầu mối "
              "theo dõi]");
  // The superior is the issuer's successor.
  EXPECT_THAT(Reached(TaskOf("so-tttt", "phong-bao-chi"), {v1::AUDIENCE_SUPERIOR_OF_LEAD}).at(0),
              HasSubstr("cấp trên cũng là cơ quan giao nhiệm vụ"));
}

TEST_F(RecipientsTest, ReceiverOfTheHandoffThatTheClockIsAbout) {
  v1::Task task = TaskOf();
  v1::Clock clock;
  clock.set_purpose(v1::CLOCK_PURPOSE_HANDOFF_REPLY);
  const auto reached = [&](const std::vector<v1::Audience>& audiences) {
    return Reached(task, audiences, "2026-09-04", &clock);
  };
  EXPECT_THAT(reached({v1::AUDIENCE_HANDOFF_RECEIVER}), ElementsAre());
  auto* refused = task.add_handoffs();
  refused->set_to_unit(Unit("bo-doi"));
  refused->set_state(v1::Handoff::STATE_REFUSED);
  auto* sent = task.add_handoffs();
  sent->set_to_unit(Unit("so-noi-vu"));
  sent->set_state(v1::Handoff::STATE_SENT);
  // A clock that names none is about the transfer, of which there is one.
  EXPECT_THAT(reached({v1::AUDIENCE_HANDOFF_RECEIVER, v1::AUDIENCE_HEAD_OF_LEAD}),
              ElementsAre("so-noi-vu/gd-noi-vu", "so-vhttdl/giam-doc"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_HANDOFF_RECEIVER}), ElementsAre()) << "no clock fires";
  // What others are asked for meanwhile has clocks of its own.
  auto* request = task.add_handoffs();
  request->set_name("r");
  request->set_kind(v1::Handoff::KIND_REQUEST);
  request->set_to_unit(Unit("bo-doi"));
  request->set_state(v1::Handoff::STATE_ACCEPTED);
  EXPECT_THAT(reached({v1::AUDIENCE_HANDOFF_RECEIVER}), ElementsAre("so-noi-vu/gd-noi-vu"));
  clock.set_handoff("r");
  EXPECT_THAT(reached({v1::AUDIENCE_HANDOFF_RECEIVER}), ElementsAre("bo-doi/chi-huy"));
  request->set_state(v1::Handoff::STATE_RESULT_RETURNED);
  EXPECT_THAT(reached({v1::AUDIENCE_HANDOFF_RECEIVER}), ElementsAre()) << "it has done what it was asked for";
}

TEST_F(RecipientsTest, BounceGoesToTheCommonSuperior) {
  const std::string note = " [cấp trên chung của cơ quan giao và đơn vị chủ trì: nhiệm vụ bị từ chối lần thứ hai]";
  const organisation::Directory directory(data_);
  const v1::Escalation between_departments =
      Bounce(TaskOf("so-noi-vu", "phong-bao-chi"), directory, At("2026-09-04 10:00"));
  EXPECT_THAT(Lines(between_departments), ElementsAre("ubnd/chu-tich" + note));
  EXPECT_EQ(between_departments.cause(), v1::Escalation::CAUSE_BOUNCE);
  EXPECT_EQ(between_departments.fire_time().seconds(), absl::ToUnixSeconds(At("2026-09-04 10:00")));
  EXPECT_EQ(between_departments.planned_time().seconds(), between_departments.fire_time().seconds());
  // An issuer is not told about itself: nobody is above both.
  EXPECT_THAT(Lines(Bounce(TaskOf("ubnd", "so-vhttdl"), directory, At("2026-09-04 10:00"))).at(0),
              HasSubstr("vp-ubnd/theo-doi-a [nhiệm vụ bị từ chối lần thứ hai, không có cấp trên chung"));
  EXPECT_THAT(Lines(Bounce(TaskOf("bo-doi", "so-vhttdl"), directory, At("2026-09-04 10:00"))).at(0),
              HasSubstr("không có cấp trên chung"));
}

TEST_F(RecipientsTest, ACircleOfSuperiorsEnds) {
  for (v1::Unit& unit : *data_.mutable_units()) {
    if (unit.name() != Unit("ubnd")) continue;
    auto* relation = unit.add_relations();
    relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
    relation->set_to_unit(Unit("so-vhttdl"));
    relation->set_valid_from("2020-01-01");
  }
  const organisation::Directory directory(data_);
  EXPECT_EQ(Bounce(TaskOf("bo-doi", "so-noi-vu"), directory, At("2026-09-04 10:00")).recipients_size(), 2);
}

TEST_F(RecipientsTest, CoordinatorsWatchersAndTheProvincialOffice) {
  v1::Task task = TaskOf();
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_COORDINATORS, v1::AUDIENCE_WATCHERS}), ElementsAre());
  task.add_coordinator_units(Unit("so-noi-vu"));
  task.add_coordinator_units(Unit("ubnd-xa"));
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_COORDINATORS}),
              ElementsAre("so-noi-vu/gd-noi-vu", HasSubstr("ubnd-xa/ [chưa có thủ trưởng")));
  const auto watch = [&task](absl::string_view unit, absl::string_view person) {
    v1::Actor& watcher = *task.add_watchers();
    watcher.set_unit(Unit(unit));
    if (!person.empty()) watcher.set_person(Person(person));
  };
  watch("so-vhttdl", "can-bo");
  watch("so-vhttdl", "da-chuyen-di");
  watch("so-noi-vu", "");
  watch("so-cu", "");
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_WATCHERS}), ElementsAre("so-vhttdl/can-bo", "so-noi-vu/"));
  EXPECT_EQ(escalation_.recipients(0).audience(), v1::AUDIENCE_WATCHERS);
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_PROVINCIAL_OFFICE}), ElementsAre("vp-ubnd/chanh-van-phong"));
  EndMemberships(data_, "chanh-van-phong", "2026-01-01");
  EXPECT_THAT(Reached(task, {v1::AUDIENCE_PROVINCIAL_OFFICE}), ElementsAre(HasSubstr("vp-ubnd/ [chưa có lãnh đạo")));
}

}  // namespace
}  // namespace phoihop::escalation
