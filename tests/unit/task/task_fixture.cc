#include "tests/unit/task/task_fixture.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "phoihop/v1/deadline_service.pb.h"
#include "tests/unit/deadline/province_calendar.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

constexpr char kProvince[] = "provinces/dong-nai";

void AddUnit(internal::v1::ReferenceData& data, absl::string_view id, v1::UnitKind kind, v1::UnitLevel level,
             absl::string_view display_name, absl::string_view parent, absl::string_view valid_to = "") {
  v1::Unit* unit = data.add_units();
  unit->set_name(Unit(id));
  v1::UnitVersion* version = unit->add_versions();
  version->set_valid_from("2020-01-01");
  version->set_valid_to(std::string(valid_to));
  version->set_display_name(std::string(display_name));
  version->set_kind(kind);
  version->set_level(level);
  if (parent.empty()) return;
  v1::UnitRelation* relation = unit->add_relations();
  relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  relation->set_to_unit(Unit(parent));
  relation->set_valid_from("2020-01-01");
}

void AddMember(internal::v1::ReferenceData& data, absl::string_view unit, absl::string_view person,
               v1::MembershipRole role, absl::string_view from = "2020-01-01", absl::string_view to = "") {
  v1::Membership* membership = data.add_memberships();
  membership->set_name(absl::StrCat(Unit(unit), "/memberships/", person));
  membership->set_person(Person(person));
  membership->set_display_name(std::string(person));
  membership->set_role(role);
  membership->set_valid_from(std::string(from));
  membership->set_valid_to(std::string(to));
}

void AddUnits(internal::v1::ReferenceData& data) {
  const auto department = [&](absl::string_view id, absl::string_view name) {
    AddUnit(data, id, v1::UNIT_KIND_DEPARTMENT, v1::UNIT_LEVEL_PROVINCE, name, "ubnd-tinh");
  };
  AddUnit(data, "phong-van-hoa", v1::UNIT_KIND_DIVISION, v1::UNIT_LEVEL_PROVINCE, "Phòng Văn hóa", "so-vhttdl");
  AddUnit(data, "phuong-long-khanh", v1::UNIT_KIND_WARD, v1::UNIT_LEVEL_COMMUNE, "Phường Long Khánh", "ubnd-tinh");
  department("so-ke-hoach", "Sở Kế hoạch");
  department("so-noi-vu", "Sở Nội vụ");
  department("so-tu-phap", "Sở Tư pháp");
  department("so-vhttdl", "Sở Văn hóa, Thể thao và Du lịch");
  department("so-xay-dung", "Sở Xây dựng");
  department("so-y-te", "Sở Y tế");
  AddUnit(data, "ubnd-tinh", v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE, v1::UNIT_LEVEL_PROVINCE, "UBND tỉnh", "");
  AddUnit(data, "vp-ubnd", v1::UNIT_KIND_OFFICE, v1::UNIT_LEVEL_PROVINCE, "Văn phòng UBND tỉnh", "ubnd-tinh");
  AddUnit(data, "xa-cu", v1::UNIT_KIND_COMMUNE, v1::UNIT_LEVEL_COMMUNE, "Xã Cũ", "ubnd-tinh", "2026-05-01");
  v1::Reorganisation* merge = data.add_reorganisations();
  merge->set_name(absl::StrCat(kProvince, "/reorganisations/xa-cu"));
  merge->set_type(v1::REORGANISATION_TYPE_MERGE);
  merge->set_effective_date("2026-05-01");
  merge->set_state(v1::Reorganisation::STATE_VERIFIED);
  v1::SuccessionEdge* edge = merge->add_edges();
  edge->set_from_unit(Unit("xa-cu"));
  edge->set_to_unit(Unit("phuong-long-khanh"));
}

void AddMembers(internal::v1::ReferenceData& data) {
  AddMember(data, "so-ke-hoach", "chuyen-vien-ke-hoach", v1::MEMBERSHIP_ROLE_OFFICER);
  AddMember(data, "so-ke-hoach", "giam-doc-ke-hoach", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "so-noi-vu", "chuyen-vien-noi-vu", v1::MEMBERSHIP_ROLE_OFFICER);
  AddMember(data, "so-noi-vu", "giam-doc-noi-vu", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "so-noi-vu", "pho-duyet", v1::MEMBERSHIP_ROLE_OFFICER);
  AddMember(data, "so-tu-phap", "giam-doc-tu-phap", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "so-vhttdl", "giam-doc-cu", v1::MEMBERSHIP_ROLE_HEAD, "2020-01-01", "2026-06-29");
  AddMember(data, "so-vhttdl", "giam-doc-moi", v1::MEMBERSHIP_ROLE_HEAD, "2026-06-29");
  AddMember(data, "so-vhttdl", "le-thi-b", v1::MEMBERSHIP_ROLE_OFFICER);
  AddMember(data, "so-vhttdl", "nguyen-van-a", v1::MEMBERSHIP_ROLE_OFFICER);
  AddMember(data, "so-vhttdl", "pho-giam-doc", v1::MEMBERSHIP_ROLE_DEPUTY_HEAD);
  AddMember(data, "so-vhttdl", "van-thu", v1::MEMBERSHIP_ROLE_CLERK);
  AddMember(data, "ubnd-tinh", "chu-tich", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "vp-ubnd", "theo-doi", v1::MEMBERSHIP_ROLE_MONITOR);
}

// Officers whom a grant lets approve, and give tasks, for their units.
void AddGrants(internal::v1::ReferenceData& data) {
  const auto add = [&](absl::string_view id, absl::string_view role, absl::string_view person, absl::string_view unit) {
    v1::Grant* grant = data.add_grants();
    grant->set_name(absl::StrCat(kProvince, "/grants/", id));
    grant->set_role(absl::StrCat(kProvince, "/roles/", role));
    grant->set_person(Person(person));
    grant->mutable_scope()->set_unit(Unit(unit));
    grant->set_valid_from("2026-01-01");
  };
  add("giao-viec", "plan-issuer", "chuyen-vien-ke-hoach", "so-ke-hoach");
  add("phe-duyet", "approver", "pho-duyet", "so-noi-vu");
}

void AddLadders(internal::v1::ReferenceData& data) {
  std::ifstream file("data/default/escalation_policies.json");
  std::stringstream json;
  json << file.rdbuf();
  v1::ListEscalationPoliciesResponse ladders;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      absl::StrReplaceAll(json.str(), {{"provinces/-/", absl::StrCat(kProvince, "/")}}), &ladders);
  EXPECT_TRUE(parsed.ok()) << parsed.ToString();
  *data.mutable_escalation_policies() = ladders.escalation_policies();
}

std::shared_ptr<const Facts> MakeFacts() {
  internal::v1::ReferenceData data;
  data.set_province("dong-nai");
  data.set_version(1);
  AddUnits(data);
  AddMembers(data);
  AddGrants(data);
  AddLadders(data);
  *data.add_calendars() = deadline::ProvinceCalendarDefinition();
  data.mutable_calendars(0)->set_name(absl::StrCat(kProvince, "/calendars/default"));
  auto facts = Facts::Create(std::move(data));
  EXPECT_TRUE(facts.ok()) << facts.status();
  return *facts;
}

}  // namespace

const Facts& TestFacts() {
  static const auto* const facts = new std::shared_ptr<const Facts>(MakeFacts());
  return **facts;
}

std::string Unit(absl::string_view id) { return UnitName("dong-nai", id); }
std::string Person(absl::string_view id) { return PersonName("dong-nai", id); }
std::string Task(absl::string_view id) { return TaskName("dong-nai", id); }

v1::Actor ActorOf(absl::string_view who) {
  v1::Actor actor;
  if (absl::ConsumePrefix(&who, "system:")) {
    actor.set_system(std::string(who));
    return actor;
  }
  if (who.empty()) return actor;
  const size_t slash = who.find('/');
  actor.set_unit(Unit(who.substr(0, slash)));
  if (slash != absl::string_view::npos) actor.set_person(Person(who.substr(slash + 1)));
  return actor;
}

absl::Time At(absl::string_view date_and_time) { return deadline::At(date_and_time); }

Ledger::Ledger(const v1::Task& made) {
  v1::Event event;
  event.set_subject(made.name());
  *event.mutable_task_created()->mutable_task() = made;
  Evolve(task_, event);
}

absl::Status Ledger::Do(const internal::v1::TaskCommand& command, const v1::Actor& actor, absl::Time now) {
  Context context{now, actor, {}, "request"};
  context.dependency = &dependency;
  auto decision = Decide(task_, command, *facts, context);
  if (!decision.ok()) return decision.status();
  Take(*std::move(decision), actor, now);
  return absl::OkStatus();
}

absl::Status Ledger::Adopt(const internal::v1::AdoptCalendar& request, const CalendarsSeen& seen, absl::Time now) {
  const v1::Actor system = ActorOf("system:follow-ups");
  auto decision = DecideAdoption(task_, request, seen, *facts, Context{now, system, {}, "request"});
  if (!decision.ok()) return decision.status();
  Take(*std::move(decision), system, now);
  return absl::OkStatus();
}

void Ledger::Take(Decision decision, const v1::Actor& actor, absl::Time now) {
  last_.clear();
  follow_ups_ = std::move(decision.follow_ups);
  const std::string name = task_.name();
  for (v1::Event& event : decision.events) {
    // Tasks that it makes are others'.
    if (!name.empty() && event.subject() != name) {
      created_.push_back(event.task_created().task());
      continue;
    }
    event.set_province(kProvince);
    event.set_sequence(static_cast<int64_t>(journal_.size()) + 1);
    event.set_subject_version(task_.version() + 1);
    *event.mutable_time() = ToTimestamp(now);
    *event.mutable_actor() = actor;
    Evolve(task_, event);
    journal_.push_back(event);
    last_.push_back(event);
  }
}

v1::Clock Ledger::Clock(absl::string_view id) const {
  for (const v1::Clock& clock : task_.clocks()) {
    if (clock.id() == id) return clock;
  }
  return {};
}

v1::Task UsualTask() {
  v1::Task task;
  task.set_name(Task("t1"));
  task.set_title("Ban hành Quy chế thông tin đối ngoại");
  task.set_issuer_unit(Unit("so-ke-hoach"));
  task.set_lead_unit(Unit("so-vhttdl"));
  task.set_approver_unit(Unit("so-noi-vu"));
  task.set_approval_required(true);
  task.add_coordinator_units(Unit("so-y-te"));
  task.mutable_basis()->set_instrument_number("431/QĐ-UBND");
  task.set_requested_due_date("2026-06-30");
  return task;
}

internal::v1::TaskCommand CreateCommand(const v1::Task& task, bool issue) {
  internal::v1::TaskCommand command;
  v1::CreateTaskRequest* create = command.mutable_create();
  create->set_parent(kProvince);
  create->set_task_id(std::string(LastSegment(task.name())));
  *create->mutable_task() = task;
  create->set_issue(issue);
  return command;
}

internal::v1::TaskCommand FireCommand(const v1::Task& task) {
  internal::v1::TaskCommand command;
  command.mutable_fire()->set_name(task.name());
  return command;
}

namespace {

// Verbs besides the way of a task to its end. False: none of them.
bool FillWorkCommand(v1::TaskVerb verb, const std::string& name, internal::v1::TaskCommand& command) {
  switch (verb) {
    case v1::TASK_VERB_DROP:
      command.mutable_drop()->set_reason("Không cần nữa");
      command.mutable_drop()->set_name(name);
      return true;
    case v1::TASK_VERB_CLAIM:
      command.mutable_claim()->set_name(name);
      return true;
    case v1::TASK_VERB_RELEASE:
      command.mutable_release()->set_name(name);
      return true;
    case v1::TASK_VERB_SUSPEND:
      command.mutable_suspend()->set_name(name);
      command.mutable_suspend()->set_reason("Chờ Bộ hướng dẫn");
      command.mutable_suspend()->set_until_date("2026-03-31");
      return true;
    case v1::TASK_VERB_RESUME:
      command.mutable_resume()->set_name(name);
      return true;
    case v1::TASK_VERB_REQUEST_EXTENSION:
      command.mutable_request_extension()->set_name(name);
      command.mutable_request_extension()->set_due_date("2026-07-31");
      command.mutable_request_extension()->set_reason("Chờ ý kiến các bộ");
      return true;
    case v1::TASK_VERB_GRANT_EXTENSION:
      command.mutable_grant_extension()->set_name(name);
      return true;
    case v1::TASK_VERB_DENY_EXTENSION:
      command.mutable_deny_extension()->set_name(name);
      command.mutable_deny_extension()->set_explanation("Không có lý do");
      return true;
    case v1::TASK_VERB_REPORT_IMPOSSIBLE:
      command.mutable_report_impossible()->set_name(name);
      command.mutable_report_impossible()->set_reason("Văn bản căn cứ đã hết hiệu lực");
      return true;
    case v1::TASK_VERB_DECLARE_IMPOSSIBLE:
      command.mutable_declare_impossible()->set_name(name);
      return true;
    case v1::TASK_VERB_DENY_IMPOSSIBLE:
      command.mutable_deny_impossible()->set_name(name);
      command.mutable_deny_impossible()->set_explanation("Vẫn làm được");
      return true;
    case v1::TASK_VERB_REOPEN:
      command.mutable_reopen()->set_name(name);
      command.mutable_reopen()->set_reason("Thiếu phụ lục");
      return true;
    case v1::TASK_VERB_RESTORE:
      command.mutable_restore()->set_name(name);
      command.mutable_restore()->set_reason("Thu hồi nhầm");
      return true;
    case v1::TASK_VERB_DELEGATE:
      command.mutable_delegate()->set_name(name);
      command.mutable_delegate()->set_unit(Unit("so-xay-dung"));
      command.mutable_delegate()->set_title("Cung cấp số liệu");
      return true;
    case v1::TASK_VERB_REQUEST_CONTRIBUTIONS:
      command.mutable_request_contributions()->set_name(name);
      command.mutable_request_contributions()->set_request("Góp ý dự thảo");
      return true;
    case v1::TASK_VERB_CONTRIBUTE:
      command.mutable_contribute()->set_name(name);
      command.mutable_contribute()->set_text("Đồng ý");
      return true;
    case v1::TASK_VERB_SEND_COPIES:
      command.mutable_send_copies()->set_name(name);
      command.mutable_send_copies()->add_units(Unit("phuong-long-khanh"));
      return true;
    case v1::TASK_VERB_ACKNOWLEDGE_COPY:
      command.mutable_acknowledge_copy()->set_name(name);
      return true;
    case v1::TASK_VERB_COMMENT:
      command.mutable_comment()->set_name(name);
      command.mutable_comment()->set_text("Đã gửi dự thảo");
      return true;
    case v1::TASK_VERB_ADD_EVIDENCE:
      command.mutable_add_evidence()->set_name(name);
      command.mutable_add_evidence()->add_documents()->set_number("12/TTr-SVHTTDL");
      return true;
    case v1::TASK_VERB_REMOVE_EVIDENCE:
      command.mutable_remove_evidence()->set_name(name);
      command.mutable_remove_evidence()->set_place(1);
      return true;
    case v1::TASK_VERB_REPORT_PROGRESS:
      command.mutable_report_progress()->set_name(name);
      command.mutable_report_progress()->set_percent(40);
      return true;
    case v1::TASK_VERB_SET_CHECKLIST:
      command.mutable_set_checklist()->set_name(name);
      command.mutable_set_checklist()->add_items("Soạn dự thảo");
      command.mutable_set_checklist()->add_items("Lấy ý kiến");
      return true;
    case v1::TASK_VERB_CHECK_ITEM:
      command.mutable_check_item()->set_name(name);
      command.mutable_check_item()->set_id("1");
      return true;
    case v1::TASK_VERB_WATCH:
      command.mutable_watch()->set_name(name);
      return true;
    case v1::TASK_VERB_UNWATCH:
      command.mutable_unwatch()->set_name(name);
      return true;
    case v1::TASK_VERB_ADD_DEPENDENCY:
      command.mutable_add_dependency()->set_name(name);
      command.mutable_add_dependency()->set_task(Task("t2"));
      return true;
    case v1::TASK_VERB_REMOVE_DEPENDENCY:
      command.mutable_remove_dependency()->set_name(name);
      command.mutable_remove_dependency()->set_task(Task("t2"));
      return true;
    case v1::TASK_VERB_NOTE_ENDED:
      command.mutable_note_ended()->set_name(name);
      command.mutable_note_ended()->set_task(Task("t2"));
      return true;
    default:
      return false;
  }
}

}  // namespace

internal::v1::TaskCommand CommandOf(v1::TaskVerb verb, const v1::Task& task) {
  internal::v1::TaskCommand command;
  const std::string name = task.name().empty() ? Task("t1") : task.name();
  const std::string handoff =
      task.handoffs().empty() ? absl::StrCat(name, "/handoffs/1") : task.handoffs().rbegin()->name();
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      command.mutable_issue()->set_name(name);
      break;
    case v1::TASK_VERB_ACCEPT:
      command.mutable_accept()->set_name(name);
      break;
    case v1::TASK_VERB_REFUSE:
      command.mutable_refuse()->set_name(name);
      command.mutable_refuse()->set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
      break;
    case v1::TASK_VERB_REISSUE:
      command.mutable_reissue()->set_name(name);
      break;
    case v1::TASK_VERB_ASSIGN_PERSON:
      command.mutable_assign_person()->set_name(name);
      command.mutable_assign_person()->set_person(Person("nguyen-van-a"));
      break;
    case v1::TASK_VERB_START:
      command.mutable_start()->set_name(name);
      break;
    case v1::TASK_VERB_SUBMIT:
      command.mutable_submit()->set_name(name);
      command.mutable_submit()->mutable_result()->set_summary("Đã ban hành");
      break;
    case v1::TASK_VERB_APPROVE:
      command.mutable_approve()->set_name(name);
      break;
    case v1::TASK_VERB_RETURN:
      command.mutable_return_task()->set_name(name);
      command.mutable_return_task()->set_reason("Thiếu phụ lục");
      break;
    case v1::TASK_VERB_COMPLETE:
      command.mutable_complete()->set_name(name);
      break;
    case v1::TASK_VERB_REVOKE:
      command.mutable_revoke()->set_name(name);
      command.mutable_revoke()->set_reason("Không còn phù hợp");
      break;
    case v1::TASK_VERB_HAND_OFF:
      command.mutable_hand_off()->set_name(name);
      command.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit("so-tu-phap"));
      break;
    case v1::TASK_VERB_ACCEPT_HANDOFF:
      command.mutable_accept_handoff()->set_name(handoff);
      break;
    case v1::TASK_VERB_REFUSE_HANDOFF:
      command.mutable_refuse_handoff()->set_name(handoff);
      command.mutable_refuse_handoff()->set_reason(v1::REFUSAL_REASON_INCOMPLETE);
      break;
    case v1::TASK_VERB_RECALL_HANDOFF:
      command.mutable_recall_handoff()->set_name(handoff);
      break;
    case v1::TASK_VERB_SEND_HANDOFF:
      command.mutable_send_handoff()->set_name(handoff);
      break;
    case v1::TASK_VERB_RECORD_HANDOFF_RECEIPT:
      command.mutable_record_handoff_receipt()->set_name(handoff);
      command.mutable_record_handoff_receipt()->mutable_receipt()->set_message_id("m1");
      command.mutable_record_handoff_receipt()->mutable_receipt()->set_code(v1::HandoffReceipt::CODE_ARRIVED);
      break;
    case v1::TASK_VERB_ANSWER_RECALL:
      command.mutable_answer_recall()->set_name(handoff);
      command.mutable_answer_recall()->set_agree(true);
      break;
    case v1::TASK_VERB_RETURN_HANDOFF_RESULT:
      command.mutable_return_handoff_result()->set_name(handoff);
      command.mutable_return_handoff_result()->mutable_result()->set_summary("Báo cáo thẩm định kèm theo");
      break;
    case v1::TASK_VERB_ANSWER_HANDOFF_RESULT:
      command.mutable_answer_handoff_result()->set_name(handoff);
      command.mutable_answer_handoff_result()->set_accept(true);
      break;
    case v1::TASK_VERB_REHOME:
    case v1::TASK_VERB_SPLIT:
      command.mutable_rehome()->set_name(name);
      command.mutable_rehome()->set_reorganisation(absl::StrCat(kProvince, "/reorganisations/xa-cu"));
      break;
    case v1::TASK_VERB_UNDO_REHOMING:
      command.mutable_undo_rehoming()->set_name(name);
      command.mutable_undo_rehoming()->set_reorganisation(absl::StrCat(kProvince, "/reorganisations/xa-cu"));
      break;
    case v1::TASK_VERB_REVISE:
      command.mutable_revise()->set_name(name);
      command.mutable_revise()->mutable_revised()->set_requested_due_date("2026-06-30");
      break;
    case v1::TASK_VERB_SKIP:
      command.mutable_fire()->set_name(name);
      command.mutable_fire()->set_previous_open(true);
      break;
    case v1::TASK_VERB_EXTEND_FAN_OUT:
    case v1::TASK_VERB_COMPLETE_FAN_OUT:
      command.mutable_check_fan_out()->set_name(name);
      break;
    default:
      if (FillWorkCommand(verb, name, command) || FillDeadlineCommand(verb, name, command)) break;
      ADD_FAILURE() << "no command for " << v1::TaskVerb_Name(verb);
  }
  return command;
}

Ledger IssuedAnd(const std::vector<std::pair<v1::TaskVerb, std::string>>& steps, bool approval) {
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approval_required(approval);
  EXPECT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach/chuyen-vien"), At(kMonday)), absl::OkStatus());
  for (const auto& [verb, actor] : steps) EXPECT_EQ(Do(ledger, verb, actor, At(kMonday)), absl::OkStatus());
  return ledger;
}

absl::Status Do(Ledger& ledger, v1::TaskVerb verb, absl::string_view actor, absl::Time now) {
  return ledger.Do(CommandOf(verb, ledger.task()), ActorOf(actor), now);
}

}  // namespace phoihop::task
