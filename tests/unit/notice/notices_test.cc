#include "workflow/notice/notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/notice/notice_text.h"
#include "workflow/resource_name.h"

namespace phoihop::notice {
namespace {

using escalation::Person;
using escalation::Unit;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class NoticesTest : public ::testing::Test {
 protected:
  NoticesTest() {
    task_ = escalation::TaskOf();
    task_.set_title("Ban hành quy chế");
    task_.set_assignee(Person("can-bo"));
    event_.mutable_actor()->set_unit(Unit("ubnd"));
    event_.mutable_actor()->set_person(Person("chu-tich"));
  }

  std::vector<v1::Notice> Tell() { return NoticesOf(event_, task_, directory_, deadline::Day("2026-09-04")); }

  // "ISSUED so-vhttdl/giam-doc"; without a person "ISSUED ubnd-xa/".
  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    for (const v1::Notice& notice : Tell()) {
      lines.push_back(absl::StrCat(absl::StrReplaceAll(v1::NoticeKind_Name(notice.kind()), {{"NOTICE_KIND_", ""}}), " ",
                                   LastSegment(notice.unit()), "/", LastSegment(notice.person())));
    }
    return lines;
  }

  std::string Text(Language language = Language::kVietnamese) { return TextOf(Tell().at(0), directory_, language); }

  const internal::v1::ReferenceData data_ = escalation::Province();
  const organisation::Directory directory_{data_};
  v1::Task task_;
  v1::Event event_;
};

TEST_F(NoticesTest, ARungIsToldToThoseThatItWasAddressedTo) {
  v1::Escalation& escalation = *event_.mutable_task_escalated()->mutable_escalation();
  escalation.set_clock_id("complete");
  escalation.set_offset_working_days(1);
  escalation.mutable_due_time()->set_seconds(absl::ToUnixSeconds(deadline::At("2026-09-03 00:00")));
  for (const char* person : {"giam-doc", "pho-giam-doc"}) {
    v1::Escalation::Recipient& recipient = *escalation.add_recipients();
    recipient.set_unit(Unit("so-vhttdl"));
    recipient.set_person(Person(person));
  }
  v1::Clock& clock = *task_.add_clocks();
  clock.set_id("complete");
  clock.set_purpose(v1::CLOCK_PURPOSE_COMPLETE);
  EXPECT_THAT(Lines(), ElementsAre("ESCALATION so-vhttdl/giam-doc", "ESCALATION so-vhttdl/pho-giam-doc"));
  // 24:00 of the 2nd is the 2nd.
  EXPECT_EQ(Text(),
            "Quá hạn hoàn thành 1 ngày làm việc: “Ban hành quy chế” (hạn 02/09/2026), đơn vị chủ trì: Tên so-vhttdl.");
  EXPECT_EQ(Text(Language::kEnglish),
            "1 working day(s) past the deadline: “Ban hành quy chế” (due 02/09/2026), lead unit: Tên so-vhttdl.");
  escalation.set_offset_working_days(-3);
  EXPECT_THAT(Text(), HasSubstr("Còn 3 ngày làm việc đến hạn hoàn thành: "));
  escalation.set_offset_working_days(0);
  EXPECT_THAT(Text(), HasSubstr("Hôm nay là hạn hoàn thành: "));
}

TEST_F(NoticesTest, ARungIsToldToEachSystemThatItCalls) {
  v1::Escalation& escalation = *event_.mutable_task_escalated()->mutable_escalation();
  escalation.set_clock_id("complete");
  escalation.set_offset_working_days(5);
  escalation.add_recipients()->set_unit(Unit("so-vhttdl"));
  for (const char* system : {"ioc", "cong-dvc"}) escalation.add_systems(system);
  std::vector<v1::Notice> notices = Tell();
  ASSERT_EQ(notices.size(), 3u);
  EXPECT_EQ(notices[0].unit(), Unit("so-vhttdl"));
  EXPECT_EQ(notices[0].system(), "");
  EXPECT_EQ(notices[1].system(), "ioc");
  EXPECT_EQ(notices[2].system(), "cong-dvc");
  for (const v1::Notice& call : {notices[1], notices[2]}) {
    EXPECT_EQ(call.kind(), v1::NOTICE_KIND_ESCALATION);
    EXPECT_EQ(call.unit() + call.person(), "");
    EXPECT_EQ(call.audience(), v1::AUDIENCE_UNSPECIFIED);
    EXPECT_EQ(call.task(), task_.name());
    EXPECT_EQ(call.title(), "Ban hành quy chế");
    EXPECT_EQ(call.clock_id(), "complete");
    EXPECT_EQ(call.offset_working_days(), 5);
  }
  // A system is told no more than a mail is.
  task_.set_secrecy(v1::SECRECY_CONFIDENTIAL);
  notices = Tell();
  ASSERT_EQ(notices.size(), 3u);
  EXPECT_EQ(notices[1].system(), "ioc");
  EXPECT_EQ(notices[1].title() + notices[1].reason(), "");
  EXPECT_THAT(TextOf(notices[1], directory_, Language::kVietnamese), Not(HasSubstr("Ban hành quy chế")));
}

TEST_F(NoticesTest, ANewTaskIsToldToTheHeadOrTheInboxOfItsLead) {
  event_.mutable_task_issued();
  EXPECT_THAT(Lines(), ElementsAre("ISSUED so-vhttdl/giam-doc"));
  task_.set_lead_unit(Unit("ubnd-xa"));
  EXPECT_THAT(Lines(), ElementsAre("ISSUED ubnd-xa/"));
  EXPECT_THAT(Tell().at(0).note(), HasSubstr("gửi hộp thư đơn vị"));
  // By a plan: it begins as issued. One that is planned is told of when it is issued.
  event_.mutable_task_created()->mutable_task()->set_state(v1::TASK_STATE_ISSUED);
  event_.mutable_task_created()->mutable_task()->set_lead_unit(Unit("so-noi-vu"));
  EXPECT_THAT(Lines(), ElementsAre("ISSUED so-noi-vu/gd-noi-vu"));
  event_.mutable_task_created()->mutable_task()->set_state(v1::TASK_STATE_PLANNED);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(NoticesTest, WhoeverHasToAnswerIsTold) {
  event_.mutable_actor()->set_unit(Unit("so-vhttdl"));
  event_.mutable_actor()->set_person(Person("giam-doc"));
  event_.mutable_task_refused()->set_explanation("Không thuộc chức năng");
  EXPECT_THAT(Lines(), ElementsAre("REFUSED ubnd/chu-tich"));
  EXPECT_THAT(Text(), HasSubstr("Nội dung: Không thuộc chức năng"));
  event_.mutable_task_submitted();
  EXPECT_THAT(Lines(), ElementsAre("SUBMITTED ubnd/chu-tich"));
  event_.mutable_task_extension_requested()->mutable_extension()->set_reason("Chờ số liệu");
  EXPECT_THAT(Lines(), ElementsAre("EXTENSION_REQUESTED ubnd/chu-tich"));
  event_.mutable_task_person_assigned()->set_person(Person("can-bo"));
  EXPECT_THAT(Lines(), ElementsAre("ASSIGNED so-vhttdl/can-bo"));
  event_.mutable_task_handoff_sent()->mutable_handoff()->set_to_unit(Unit("so-noi-vu"));
  EXPECT_THAT(Lines(), ElementsAre("HANDOFF_OFFERED so-noi-vu/gd-noi-vu"));
  event_.mutable_task_contributions_requested()->add_contributions()->set_unit(Unit("phong-bao-chi"));
  event_.mutable_task_contributions_requested()->add_contributions()->set_unit(Unit("so-noi-vu"));
  EXPECT_THAT(Lines(), ElementsAre("CONTRIBUTION_REQUESTED phong-bao-chi/truong-phong",
                                   "CONTRIBUTION_REQUESTED so-noi-vu/gd-noi-vu"));
}

TEST_F(NoticesTest, TheAnswerComesBackToWhoAsked) {
  event_.mutable_task_returned()->set_reason("Bổ sung số liệu");
  EXPECT_THAT(Lines(), ElementsAre("RETURNED so-vhttdl/can-bo"));
  v1::Extension& extension = *event_.mutable_task_extension_decided()->mutable_extension();
  extension.set_state(v1::Extension::STATE_GRANTED);
  EXPECT_THAT(Lines(), ElementsAre("EXTENSION_DECIDED so-vhttdl/can-bo", "EXTENSION_DECIDED so-vhttdl/giam-doc"));
  EXPECT_THAT(Text(), HasSubstr("Được gia hạn"));
  extension.set_state(v1::Extension::STATE_DENIED);
  EXPECT_THAT(Text(), HasSubstr("Không được gia hạn"));
  v1::Handoff& handoff = *task_.add_handoffs();
  handoff.set_name(absl::StrCat(task_.name(), "/handoffs/1"));
  handoff.set_from_unit(Unit("so-noi-vu"));
  event_.mutable_task_handoff_refused()->set_handoff(handoff.name());
  EXPECT_THAT(Lines(), ElementsAre("HANDOFF_ANSWERED so-noi-vu/gd-noi-vu"));
}

TEST_F(NoticesTest, EveryStepOfARequestIsToldToTheOtherSide) {
  v1::TaskHandoffChanged& changed = *event_.mutable_task_handoff_changed();
  v1::Handoff& handoff = *changed.mutable_handoff();
  handoff.set_kind(v1::Handoff::KIND_REQUEST);
  handoff.set_from_unit(Unit("so-vhttdl"));
  handoff.set_to_unit(Unit("so-noi-vu"));
  handoff.set_reason("Cung cấp số liệu biên chế");
  handoff.set_rework_reason("Thiếu số liệu cấp xã");
  handoff.set_refusal_explanation("Không quản lý số liệu này");
  const auto told = [&](v1::Handoff::State state, bool clock_changed) {
    handoff.set_state(state);
    changed.clear_clocks();
    if (clock_changed) {
      changed.add_clocks()->mutable_due_time()->set_seconds(absl::ToUnixSeconds(deadline::At("2026-09-09 00:00")));
    }
    return Lines();
  };
  EXPECT_THAT(told(v1::Handoff::STATE_DRAFT, false), IsEmpty());
  EXPECT_THAT(told(v1::Handoff::STATE_SENT, true), ElementsAre("CONTRIBUTION_REQUESTED so-noi-vu/gd-noi-vu"));
  EXPECT_THAT(Text(), HasSubstr("(hạn 08/09/2026)")) << "when the result is due, not the task";
  EXPECT_THAT(Text(), HasSubstr("Nội dung: Cung cấp số liệu biên chế"));
  // Its receipts, and that it expired, are nobody's news.
  EXPECT_THAT(told(v1::Handoff::STATE_SENT, false), IsEmpty());
  EXPECT_THAT(told(v1::Handoff::STATE_DELIVERED, false), IsEmpty());
  event_.mutable_time()->set_seconds(1000);
  handoff.mutable_reply_time()->set_seconds(1000);
  EXPECT_THAT(told(v1::Handoff::STATE_ACCEPTED, false), ElementsAre("HANDOFF_ANSWERED so-vhttdl/giam-doc"));
  EXPECT_TRUE(Tell().at(0).granted());
  event_.mutable_time()->set_seconds(2000);
  EXPECT_THAT(told(v1::Handoff::STATE_ACCEPTED, false), IsEmpty());
  EXPECT_THAT(told(v1::Handoff::STATE_RESULT_RETURNED, true),
              ElementsAre("SUBMITTED so-vhttdl/can-bo", "SUBMITTED so-vhttdl/giam-doc"));
  EXPECT_THAT(told(v1::Handoff::STATE_ACCEPTED, true), ElementsAre("RETURNED so-noi-vu/gd-noi-vu"));
  EXPECT_THAT(Text(), HasSubstr("Nội dung: Thiếu số liệu cấp xã"));
  EXPECT_THAT(told(v1::Handoff::STATE_REFUSED, true), ElementsAre("HANDOFF_ANSWERED so-vhttdl/giam-doc"));
  EXPECT_FALSE(Tell().at(0).granted());
  EXPECT_THAT(told(v1::Handoff::STATE_CLOSED, true), IsEmpty());
  handoff.set_kind(v1::Handoff::KIND_INFORMATION);
  EXPECT_THAT(told(v1::Handoff::STATE_SENT, true), ElementsAre("COPY so-noi-vu/gd-noi-vu"));
  // Transfers have events of their own.
  handoff.set_kind(v1::Handoff::KIND_TRANSFER);
  EXPECT_THAT(told(v1::Handoff::STATE_SENT, true), IsEmpty());
}

TEST_F(NoticesTest, NobodyIsToldOfWhatTheyDidThemselves) {
  event_.mutable_actor()->set_unit(Unit("so-vhttdl"));
  event_.mutable_actor()->set_person(Person("giam-doc"));
  event_.mutable_task_extension_decided();
  EXPECT_THAT(Lines(), ElementsAre("EXTENSION_DECIDED so-vhttdl/can-bo"));
  event_.mutable_task_issued();
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(NoticesTest, OfASecretTaskNothingIsSaidButItsNumber) {
  task_.set_secrecy(v1::SECRECY_SECRET);
  event_.mutable_task_reissued()->set_lead_unit(Unit("so-noi-vu"));
  event_.mutable_task_reissued()->set_reason("Bí mật của việc này");
  const std::vector<v1::Notice> notices = Tell();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].title(), "");
  EXPECT_EQ(notices[0].reason(), "");
  EXPECT_THAT(Text(), HasSubstr("nhiệm vụ mật số t1"));
  EXPECT_THAT(notices[0].DebugString(), Not(HasSubstr("Ban h")));
}

TEST_F(NoticesTest, ADeadlineThatFollowsTheCalendar) {
  v1::Clock& clock = *event_.mutable_task_clocks_moved()->add_clocks();
  clock.set_due_date("2026-11-25");
  clock.mutable_due_time()->set_seconds(absl::ToUnixSeconds(deadline::At("2026-11-26 00:00")));
  // Only a small clock, or a reminder, has moved.
  EXPECT_THAT(Tell(), IsEmpty());
  v1::FieldChange& change = *event_.add_changes();
  change.set_field("due_date");
  change.set_before("2026-11-24");
  change.set_after("2026-11-25");
  EXPECT_THAT(Lines(), ElementsAre("CLOCKS_MOVED so-vhttdl/can-bo", "CLOCKS_MOVED so-vhttdl/giam-doc"));
  EXPECT_EQ(Text(),
            "Thời hạn thay đổi theo lịch làm việc mới: “Ban hành quy chế” (hạn 25/11/2026), đơn vị chủ trì: Tên "
            "so-vhttdl. Nội dung: hạn cũ 24/11/2026");
}

TEST_F(NoticesTest, OrdersAndReturnsOfThoseWhoWereEscalatedTo) {
  v1::EscalationResponse& response = *event_.mutable_task_escalation_handled()->mutable_response();
  response.set_instruction("Hoàn thành trước thứ Sáu");
  for (const auto kind : {v1::EscalationResponse::KIND_ORDERED, v1::EscalationResponse::KIND_RETURNED}) {
    response.set_kind(kind);
    EXPECT_THAT(Lines(), ElementsAre("ORDERED so-vhttdl/can-bo", "ORDERED so-vhttdl/giam-doc"));
    EXPECT_THAT(Text(), HasSubstr("Ý kiến chỉ đạo của cấp trên: “Ban hành quy chế”"));
    EXPECT_THAT(Text(), HasSubstr("Nội dung: Hoàn thành trước thứ Sáu"));
  }
  response.set_kind(v1::EscalationResponse::KIND_TAKEN_UP);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(NoticesTest, ARungThatActedForWhoKeptSilentSaysWhatItDid) {
  v1::Escalation& escalation = *event_.mutable_task_escalated()->mutable_escalation();
  v1::Escalation::Recipient& recipient = *escalation.add_recipients();
  recipient.set_unit(Unit("so-vhttdl"));
  recipient.set_person(Person("giam-doc"));
  escalation.set_verb(v1::TASK_VERB_APPROVE);
  EXPECT_THAT(Text(), HasSubstr("Nội dung: quá thời hạn, coi như đồng ý"));
  escalation.set_verb_suppressed("Nhiệm vụ đang thực hiện nên không thể phê duyệt.");
  EXPECT_THAT(Text(), Not(HasSubstr("coi như")));
}

TEST_F(NoticesTest, OfANewLadderTheUnitIsToldOnce) {
  event_.mutable_task_policy_switched();
  const std::vector<v1::Notice> first = Tell();
  task_.set_name(absl::StrCat(task_.name(), "-2"));
  const std::vector<v1::Notice> second = Tell();
  ASSERT_EQ(first.size(), 1u);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(ThingOf(first[0]), ThingOf(second[0]));
  EXPECT_EQ(Text(), "Các thời hạn đang chạy của Tên so-vhttdl từ nay theo thang đôn đốc mới.");
}

TEST_F(NoticesTest, WhoIsAssignedByAnotherUnitOrByARungIsToldInTheLeadUnit) {
  event_.mutable_task_person_assigned()->set_person(Person("can-bo"));
  event_.mutable_actor()->Clear();
  event_.mutable_actor()->set_system("deadline-sweep");
  EXPECT_THAT(Lines(), ElementsAre("ASSIGNED so-vhttdl/can-bo"));
  event_.mutable_actor()->Clear();
  event_.mutable_actor()->set_unit(Unit("ubnd"));
  EXPECT_THAT(Lines(), ElementsAre("ASSIGNED so-vhttdl/can-bo"));
}

// The list by which events are read, and the switch that looks at them, are one.
TEST_F(NoticesTest, EveryTypeThatIsReadCanTellSomebodySomething) {
  const std::set<std::string> listed(ToldTypes().begin(), ToldTypes().end());
  EXPECT_EQ(listed.size(), ToldTypes().size());
  std::set<std::string> told;
  const auto* descriptor = v1::Event::descriptor();
  const auto* payload = descriptor->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    v1::Event event = event_;
    event.mutable_actor()->set_person(Person("somebody"));
    const auto* field = payload->field(i);
    v1::Event::GetReflection()->MutableMessage(&event, field);
    if (event.has_task_escalated()) {
      event.mutable_task_escalated()->mutable_escalation()->add_recipients()->set_unit(Unit("ubnd"));
    }
    if (event.has_task_escalation_handled()) {
      event.mutable_task_escalation_handled()->mutable_response()->set_kind(v1::EscalationResponse::KIND_ORDERED);
    }
    if (event.has_task_reminded())
      event.mutable_task_reminded()->mutable_reminder()->add_recipients()->set_unit(Unit("ubnd"));
    if (event.has_task_created()) {
      event.mutable_task_created()->mutable_task()->set_state(v1::TASK_STATE_ISSUED);
      event.mutable_task_created()->mutable_task()->set_lead_unit(Unit("ubnd"));
    }
    if (event.has_task_reissued()) event.mutable_task_reissued()->set_lead_unit(Unit("ubnd"));
    if (event.has_task_person_assigned()) event.mutable_task_person_assigned()->set_person(Person("can-bo"));
    if (event.has_task_contributions_requested()) {
      event.mutable_task_contributions_requested()->add_contributions()->set_unit(Unit("ubnd"));
    }
    if (event.has_task_clocks_moved()) event.add_changes()->set_field("due_date");
    if (event.has_task_copies_sent()) event.mutable_task_copies_sent()->add_copies()->set_unit(Unit("ubnd"));
    if (event.has_task_handoff_sent()) {
      event.mutable_task_handoff_sent()->mutable_handoff()->set_to_unit(Unit("ubnd"));
    }
    if (event.has_task_handoff_changed()) {
      v1::Handoff& handoff = *event.mutable_task_handoff_changed()->mutable_handoff();
      handoff.set_kind(v1::Handoff::KIND_REQUEST);
      handoff.set_state(v1::Handoff::STATE_RESULT_RETURNED);
      event.mutable_task_handoff_changed()->add_clocks();
    }
    if (event.has_task_handoff_accepted()) event.mutable_task_handoff_accepted()->set_from_unit(Unit("ubnd"));
    if (NoticesOf(event, task_, directory_, deadline::Day("2026-09-04")).empty()) continue;
    std::string type = field->name();
    type[type.find('_')] = '.';
    told.insert(type);
  }
  EXPECT_EQ(told, listed);
}

}  // namespace
}  // namespace phoihop::notice
