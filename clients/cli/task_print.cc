#include "clients/cli/task_print.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace phoihop::cli {
namespace {

std::string PurposeForPeople(v1::ClockPurpose purpose) {
  switch (purpose) {
    case v1::CLOCK_PURPOSE_START:
      return "tự giao việc";
    case v1::CLOCK_PURPOSE_ACKNOWLEDGE:
      return "tiếp nhận";
    case v1::CLOCK_PURPOSE_COMPLETE:
      return "hoàn thành";
    case v1::CLOCK_PURPOSE_APPROVE:
      return "phê duyệt";
    case v1::CLOCK_PURPOSE_ISSUER_DECISION:
      return "quyết định của nơi giao";
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      return "trả lời bàn giao";
    case v1::CLOCK_PURPOSE_CONTRIBUTE:
      return "nội dung phối hợp";
    case v1::CLOCK_PURPOSE_RESUME:
      return "tự tiếp tục";
    default:
      return "";
  }
}

std::string ClockStateForPeople(const v1::Clock& clock) {
  switch (clock.state()) {
    case v1::CLOCK_STATE_RUNNING:
      return "đang chạy";
    case v1::CLOCK_STATE_FROZEN:
      return absl::StrCat("tạm dừng từ ", TimeForPeople(clock.frozen_time()));
    case v1::CLOCK_STATE_SUSPENDED:
      return absl::StrCat("đứng yên đến ", TimeForPeople(clock.resume_time()));
    case v1::CLOCK_STATE_SATISFIED:
      return absl::StrCat("đã xong ", TimeForPeople(clock.end_time()));
    case v1::CLOCK_STATE_CANCELLED:
      return "đã hủy";
    default:
      return "";
  }
}

void PrintClocks(const Session& session, const v1::Task& task) {
  Table clocks({"Thời hạn", "Đến ngày", "Tình trạng", "Đôn đốc tiếp theo", "Cách tính"});
  for (const auto& clock : task.clocks()) {
    clocks.Add({PurposeForPeople(clock.purpose()), DateForPeople(clock.due_date()), ClockStateForPeople(clock),
                clock.has_next_fire_time() ? TimeForPeople(clock.next_fire_time()) : "", clock.rule()});
  }
  if (!clocks.empty()) session.Print(clocks);
}

void PrintEscalations(const Session& session, const v1::Task& task) {
  Table table({"Đã đôn đốc lúc", "Bậc", "Tới"});
  for (const auto& escalation : task.escalations()) {
    std::vector<std::string> recipients;
    for (const auto& recipient : escalation.recipients()) {
      recipients.push_back(absl::StrCat(ShortName(recipient.unit()), recipient.person().empty() ? "" : "/",
                                        ShortName(recipient.person()),
                                        recipient.note().empty() ? "" : absl::StrCat(" (", recipient.note(), ")")));
    }
    table.Add({TimeForPeople(escalation.fire_time()),
               escalation.cause() == v1::Escalation::CAUSE_BOUNCE
                   ? "bị từ chối lần 2"
                   : absl::StrCat(escalation.offset_working_days() > 0 ? "+" : "", escalation.offset_working_days()),
               absl::StrJoin(recipients, ", ")});
  }
  if (!table.empty()) session.Print(table);
}

void PrintHandoffs(const Session& session, const v1::Task& task) {
  Table table({"Bàn giao", "Từ", "Sang", "Tình trạng", "Gửi lúc", "Trả lời lúc", "Lý do"});
  for (const auto& handoff : task.handoffs()) {
    table.Add({ShortName(handoff.name()), UnitForPeople(task, handoff.from_unit()),
               UnitForPeople(task, handoff.to_unit()), LowerName(v1::Handoff::State_Name(handoff.state()), "STATE_"),
               TimeForPeople(handoff.send_time()), TimeForPeople(handoff.reply_time()),
               handoff.refusal_explanation().empty() ? handoff.reason() : handoff.refusal_explanation()});
  }
  if (!table.empty()) session.Print(table);
}

void PrintOperations(const Session& session, const v1::Task& task) {
  std::vector<std::string> allowed;
  Table refused({"Chưa được", "Vì sao"});
  for (const auto& operation : task.operations()) {
    if (operation.allowed()) {
      allowed.push_back(VerbForPeople(operation.verb()));
    } else {
      refused.Add({VerbForPeople(operation.verb()), operation.explanation()});
    }
  }
  if (!allowed.empty()) session.Say(absl::StrCat("Bạn có thể: ", absl::StrJoin(allowed, ", ")));
  if (!refused.empty()) session.Print(refused);
}

// `62/95 xong (3 trễ hạn), 7 quá hạn, 12 chưa tiếp nhận; đủ tất cả mới xong`
std::string ProgressForPeople(const v1::Task& task) {
  const v1::FanOutProgress& progress = task.fan_out_progress();
  std::string text = absl::StrCat(progress.completed(), "/", progress.total(), " xong");
  if (progress.completed_late() > 0) absl::StrAppend(&text, " (", progress.completed_late(), " trễ hạn)");
  if (progress.overdue() > 0) absl::StrAppend(&text, ", ", progress.overdue(), " quá hạn");
  if (progress.not_accepted() > 0) absl::StrAppend(&text, ", ", progress.not_accepted(), " chưa tiếp nhận");
  if (progress.ended_without_result() > 0) {
    absl::StrAppend(&text, ", ", progress.ended_without_result(), " kết thúc không có kết quả");
  }
  switch (task.fan_out().rule()) {
    case v1::COMPLETION_RULE_QUORUM:
      return absl::StrCat(text, "; ít nhất ", task.fan_out().quorum(), " phần là xong");
    case v1::COMPLETION_RULE_LEAD_DECIDES:
      return absl::StrCat(text, "; đơn vị chủ trì quyết định khi nào xong");
    default:
      return absl::StrCat(text, "; đủ tất cả mới xong");
  }
}

// What was handed in for each product, and what is missing.
void PrintSlots(const Session& session, const v1::Task& task) {
  if (task.has_fan_out()) return;
  Table table({"Sản phẩm phải nộp", "Cần", "Đã nộp", "Còn thiếu"});
  for (const auto& slot : task.evidence_slots()) {
    int given = 0;
    for (const auto& document : task.result().documents()) given += document.slot() == slot.id() ? 1 : 0;
    const int missing = std::max(slot.count() - given, 0);
    table.Add({slot.description(), absl::StrCat(slot.count()), absl::StrCat(given),
               missing == 0 ? std::string() : absl::StrCat(missing)});
  }
  if (!table.empty()) session.Print(table);
}

std::string ShortNames(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) { absl::StrAppend(out, ShortName(name)); });
}

}  // namespace

std::string StateForPeople(v1::TaskState state) {
  switch (state) {
    case v1::TASK_STATE_PLANNED:
      return "dự kiến";
    case v1::TASK_STATE_ISSUED:
      return "đã giao, chờ tiếp nhận";
    case v1::TASK_STATE_ACCEPTED:
      return "đã tiếp nhận";
    case v1::TASK_STATE_IN_PROGRESS:
      return "đang thực hiện";
    case v1::TASK_STATE_SUBMITTED:
      return "chờ phê duyệt";
    case v1::TASK_STATE_COMPLETED:
      return "hoàn thành";
    case v1::TASK_STATE_REFUSED:
      return "bị từ chối";
    case v1::TASK_STATE_REVOKED:
      return "đã thu hồi";
    case v1::TASK_STATE_SUPERSEDED:
      return "đã chia thành việc khác";
    case v1::TASK_STATE_SKIPPED:
      return "đã bỏ qua kỳ này";
    default:
      return "";
  }
}

std::string VerbForPeople(v1::TaskVerb verb) {
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      return "issue (giao)";
    case v1::TASK_VERB_ACCEPT:
      return "accept (tiếp nhận)";
    case v1::TASK_VERB_REFUSE:
      return "refuse (từ chối)";
    case v1::TASK_VERB_REISSUE:
      return "reissue (giao lại)";
    case v1::TASK_VERB_ASSIGN_PERSON:
      return "assign (phân công người)";
    case v1::TASK_VERB_START:
      return "start (bắt đầu)";
    case v1::TASK_VERB_SUBMIT:
      return "submit (trình kết quả)";
    case v1::TASK_VERB_APPROVE:
      return "approve (phê duyệt)";
    case v1::TASK_VERB_RETURN:
      return "return (trả lại)";
    case v1::TASK_VERB_COMPLETE:
      return "complete (hoàn thành)";
    case v1::TASK_VERB_REVOKE:
      return "revoke (thu hồi)";
    case v1::TASK_VERB_HAND_OFF:
      return "hand-over (bàn giao)";
    case v1::TASK_VERB_ACCEPT_HANDOFF:
      return "accept-hand-over (nhận bàn giao)";
    case v1::TASK_VERB_REFUSE_HANDOFF:
      return "refuse-hand-over (từ chối nhận bàn giao)";
    case v1::TASK_VERB_RECALL_HANDOFF:
      return "recall-hand-over (rút lại bàn giao)";
    default:
      return "";
  }
}

std::string UnitForPeople(const v1::Task& task, const std::string& unit) {
  const auto found = task.unit_display_names().find(unit);
  return found == task.unit_display_names().end() ? ShortName(unit) : found->second;
}

void PrintTask(const Session& session, const v1::Task& task) {
  session.Say(absl::StrCat(task.title(), "   [", ShortName(task.name()), "]"));
  session.Say(absl::StrCat("Tình trạng: ", StateForPeople(task.state()), task.overdue() ? " — QUÁ HẠN" : "",
                           task.on_monitor_list() ? " — trong danh sách theo dõi của tỉnh" : ""));
  session.Say(
      absl::StrCat("Chủ trì: ", UnitForPeople(task, task.lead_unit()), " [", ShortName(task.lead_unit()), "]",
                   task.assignee().empty() ? "" : absl::StrCat(", người thực hiện: ", ShortName(task.assignee()))));
  std::vector<std::string> coordinators;
  for (const auto& unit : task.coordinator_units()) coordinators.push_back(UnitForPeople(task, unit));
  if (coordinators.size() > 8) {
    const size_t more = coordinators.size() - 8;
    coordinators.resize(8);
    coordinators.push_back(absl::StrCat("và ", more, " đơn vị khác"));
  }
  if (!coordinators.empty()) session.Say(absl::StrCat("Phối hợp: ", absl::StrJoin(coordinators, "; ")));
  session.Say(absl::StrCat("Nơi giao: ", UnitForPeople(task, task.issuer_unit())));
  if (!task.function().empty()) session.Say(absl::StrCat("Lĩnh vực: ", task.function()));
  if (!task.territories().empty()) session.Say(absl::StrCat("Địa bàn: ", ShortNames(task.territories())));
  if (!task.superseded_by().empty()) session.Say(absl::StrCat("Chia thành: ", ShortNames(task.superseded_by())));
  if (!task.superseded_task().empty()) session.Say(absl::StrCat("Chia từ: ", ShortName(task.superseded_task())));
  if (task.has_fan_out()) {
    session.Say(absl::StrCat("Các phần: ", ProgressForPeople(task)));
    session.Say(absl::StrCat("Xem các phần: phoihop task list --filter 'parent_task = ", ShortName(task.name()), "'"));
  }
  if (!task.parent_task().empty()) session.Say(absl::StrCat("Là phần của: ", ShortName(task.parent_task())));
  if (!task.previous_occurrence().empty())
    session.Say(absl::StrCat("Kỳ trước: ", ShortName(task.previous_occurrence())));
  if (!task.product().empty()) session.Say(absl::StrCat("Sản phẩm: ", task.product()));
  if (!task.plan_item().empty()) {
    session.Say(absl::StrCat("Theo: ", ShortName(task.plan()), ", mục ", ShortName(task.plan_item())));
  }
  if (!task.awaited_event().empty()) session.Say(absl::StrCat("Chờ: ", task.awaited_event()));
  if (!task.refusal_explanation().empty()) session.Say(absl::StrCat("Lý do từ chối: ", task.refusal_explanation()));
  if (task.has_result() && !task.result().summary().empty()) {
    session.Say(absl::StrCat("Kết quả: ", task.result().summary(), " (", ActorForPeople(task.result().submitter()),
                             ", ", TimeForPeople(task.result().submit_time()), ")"));
  }
  PrintSlots(session, task);
  PrintClocks(session, task);
  PrintHandoffs(session, task);
  PrintEscalations(session, task);
  PrintOperations(session, task);
}

Table TaskTable() { return Table({"Nhiệm vụ", "Nội dung", "Chủ trì", "Tình trạng", "Hạn"}); }

void AddTaskRow(Table& table, const v1::Task& task) {
  table.Add({ShortName(task.name()), task.title(), UnitForPeople(task, task.lead_unit()), StateForPeople(task.state()),
             absl::StrCat(DateForPeople(task.due_date()), task.overdue() ? " QUÁ HẠN" : "")});
}

}  // namespace phoihop::cli
