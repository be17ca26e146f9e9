#include "clients/cli/task_print.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/page.h"
#include "clients/cli/task_work_print.h"

namespace phoihop::cli {
namespace {

// Of a task that has many more.
constexpr size_t kNamedCoordinators = 8;

void AddClocks(const v1::Task& task, Page& page) {
  Table clocks({"Thời hạn", "Đến ngày", "Tình trạng", "Đôn đốc tiếp theo", "Cách tính"});
  for (const auto& clock : task.clocks()) {
    // Of several hand-offs, which one.
    const std::string of = clock.handoff().substr(clock.handoff().rfind('/') + 1);
    clocks.Add({absl::StrCat(PurposeForPeople(clock.purpose()), of.empty() ? "" : absl::StrCat(" ", of)),
                DateForPeople(clock.due_date()), ClockStateForPeople(clock),
                clock.has_next_fire_time() ? TimeForPeople(clock.next_fire_time()) : "", clock.rule()});
  }
  page.Add(clocks);
}

// What the rung did besides telling people.
std::string ActionsForPeople(const v1::Escalation& escalation) {
  std::vector<std::string> actions;
  if (escalation.raised_priority()) actions.push_back("nâng mức khẩn");
  if (escalation.put_on_monitor_list()) actions.push_back("đưa vào danh sách theo dõi");
  if (escalation.reassignment() != v1::REASSIGNMENT_UNSPECIFIED) {
    const bool to_head = escalation.reassignment() == v1::REASSIGNMENT_TO_HEAD;
    const std::string& suppressed = escalation.reassignment_suppressed();
    actions.push_back(absl::StrCat(suppressed.empty() ? "" : "không ",
                                   to_head ? "chuyển thủ trưởng" : "chuyển về đơn vị",
                                   suppressed.empty() ? "" : absl::StrCat(" (", suppressed, ")")));
  }
  if (escalation.verb() != v1::TASK_VERB_UNSPECIFIED) {
    const std::string& suppressed = escalation.verb_suppressed();
    actions.push_back(absl::StrCat(suppressed.empty() ? "" : "không ", SilenceForPeople(escalation.verb()),
                                   suppressed.empty() ? "" : absl::StrCat(" (", suppressed, ")")));
  }
  if (!escalation.supervision_task().empty())
    actions.push_back(absl::StrCat("giao giám sát: ", ShortName(escalation.supervision_task())));
  if (!escalation.report_task().empty())
    actions.push_back(absl::StrCat("yêu cầu báo cáo: ", ShortName(escalation.report_task())));
  if (!escalation.systems().empty())
    actions.push_back(absl::StrCat("gọi hệ thống ", absl::StrJoin(escalation.systems(), ", ")));
  return absl::StrJoin(actions, "; ");
}

void AddEscalations(const v1::Task& task, Page& page) {
  Table table({"Đã đôn đốc lúc", "Bậc", "Tới", "Đã làm"});
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
                   : absl::StrCat(
                         escalation.offset_working_days() > 0 ? "+" : "", escalation.offset_working_days(),
                         escalation.repetition() > 0 ? absl::StrCat(" (nhắc lại ", escalation.repetition(), ")") : ""),
               escalation.passed_over().empty() ? absl::StrJoin(recipients, ", ")
                                                : absl::StrCat("bỏ qua: ", escalation.passed_over()),
               ActionsForPeople(escalation)});
  }
  page.Add(table);
}

void AddHandoffs(const v1::Task& task, Page& page) {
  Table table({"Bàn giao", "Loại", "Từ", "Sang", "Tình trạng", "Gửi lúc", "Trả lời lúc", "Lý do"});
  for (const auto& handoff : task.handoffs()) {
    table.Add({ShortName(handoff.name()), HandoffKindForPeople(handoff), UnitForPeople(task, handoff.from_unit()),
               UnitForPeople(task, handoff.to_unit()), HandoffStateForPeople(handoff),
               TimeForPeople(handoff.send_time()), TimeForPeople(handoff.reply_time()),
               handoff.refusal_explanation().empty() ? handoff.reason() : handoff.refusal_explanation()});
  }
  page.Add(table);
}

// What others gave that were asked, and how often it was sent back to them.
void AddHandoffResults(const v1::Task& task, Page& page) {
  Table table({"Kết quả theo yêu cầu", "Của", "Gửi lúc", "Nội dung", "Tài liệu", "Đã trả lại"});
  for (const auto& handoff : task.handoffs()) {
    if (!handoff.has_result()) continue;
    const std::string reworked =
        handoff.rework_count() == 0 ? "" : absl::StrCat(handoff.rework_count(), " lần: ", handoff.rework_reason());
    table.Add({ShortName(handoff.name()), UnitForPeople(task, handoff.to_unit()),
               TimeForPeople(handoff.result().return_time()), handoff.result().summary(),
               DocumentsForPeople(handoff.result().documents()), reworked});
  }
  page.Add(table);
}

// As it is typed, without what it means.
std::string Typed(const std::string& verb) { return verb.substr(0, verb.find(" (")); }

// What the caller may do; what is missing for the rest that it could do; and, shortly, what is for others or for
// another state.
void AddOperations(const v1::Task& task, Page& page) {
  std::vector<std::string> allowed, other_state, of_others;
  Table refused({"Chưa được", "Vì sao"});
  for (const auto& operation : task.operations()) {
    const std::string verb = VerbForPeople(operation.verb());
    if (verb.empty()) continue;
    if (operation.allowed()) {
      allowed.push_back(verb);
    } else if (operation.reason() == "PERMISSION_DENIED") {
      of_others.push_back(Typed(verb));
    } else if (operation.reason() == "TRANSITION_NOT_ALLOWED") {
      other_state.push_back(Typed(verb));
    } else {
      refused.Add({verb, operation.explanation()});
    }
  }
  if (!allowed.empty()) page.Line(absl::StrCat("Bạn có thể: ", absl::StrJoin(allowed, ", ")));
  page.Add(refused);
  if (!other_state.empty()) {
    page.Line(
        absl::StrCat("Chưa được vì nhiệm vụ ", StateForPeople(task.state()), ": ", absl::StrJoin(other_state, ", ")));
  }
  if (!of_others.empty()) page.Line(absl::StrCat("Dành cho đơn vị khác: ", absl::StrJoin(of_others, ", ")));
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

// What was handed in, or gathered so far, for each product, and what is missing. A document that does not say which
// product it is counts for the first that still lacks one.
void AddSlots(const v1::Task& task, Page& page) {
  if (task.has_fan_out()) return;
  const auto& documents = task.has_result() ? task.result().documents() : task.evidence();
  std::vector<int> given(task.evidence_slots_size(), 0);
  int unnamed = 0;
  for (const v1::DocumentReference& document : documents) {
    bool found = false;
    for (int i = 0; i < task.evidence_slots_size() && !found; ++i) {
      found = task.evidence_slots(i).id() == document.slot();
      if (found) ++given[i];
    }
    if (!found) ++unnamed;
  }
  Table table({"Sản phẩm phải nộp", "Cần", task.has_result() ? "Đã nộp" : "Đã có", "Còn thiếu"});
  for (int i = 0; i < task.evidence_slots_size(); ++i) {
    const v1::EvidenceSlot& slot = task.evidence_slots(i);
    const int filled = std::min(std::max(slot.count() - given[i], 0), unnamed);
    unnamed -= filled;
    given[i] += filled;
    const int missing = std::max(slot.count() - given[i], 0);
    table.Add({slot.description(), absl::StrCat(slot.count()), absl::StrCat(given[i]),
               missing == 0 ? std::string() : absl::StrCat(missing)});
  }
  page.Add(table);
}

std::string ShortNames(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) { absl::StrAppend(out, ShortName(name)); });
}

// ` — QUÁ HẠN`, and until when it stands still.
std::string StateLine(const v1::Task& task) {
  std::string line = absl::StrCat("Tình trạng: ", StateForPeople(task.state()));
  if (task.state() == v1::TASK_STATE_SUSPENDED && !task.suspensions().empty()) {
    const v1::Suspension& last = *task.suspensions().rbegin();
    absl::StrAppend(&line, " đến hết ngày ", DateForPeople(DayBefore(DayOf(last.until_time()))));
  }
  return absl::StrCat(line, task.overdue() ? " — QUÁ HẠN" : "",
                      task.on_monitor_list() ? " — trong danh sách theo dõi của tỉnh" : "");
}

void AddUnits(const v1::Task& task, Page& page) {
  page.Line(
      absl::StrCat("Chủ trì: ", UnitForPeople(task, task.lead_unit()), " [", ShortName(task.lead_unit()), "]",
                   task.assignee().empty() ? "" : absl::StrCat(", người thực hiện: ", ShortName(task.assignee()))));
  std::vector<std::string> coordinators;
  for (const auto& unit : task.coordinator_units()) coordinators.push_back(UnitForPeople(task, unit));
  if (!coordinators.empty()) page.Line(absl::StrCat("Phối hợp: ", FirstOf(coordinators, kNamedCoordinators)));
  page.Line(absl::StrCat("Nơi giao: ", UnitForPeople(task, task.issuer_unit())));
}

// Where it comes from, and which other tasks belong to it.
void AddOrigin(const v1::Task& task, Page& page) {
  if (!task.function().empty()) page.Line(absl::StrCat("Lĩnh vực: ", task.function()));
  if (!task.territories().empty()) page.Line(absl::StrCat("Địa bàn: ", ShortNames(task.territories())));
  if (!task.superseded_by().empty()) page.Line(absl::StrCat("Chia thành: ", ShortNames(task.superseded_by())));
  if (!task.superseded_task().empty()) page.Line(absl::StrCat("Chia từ: ", ShortName(task.superseded_task())));
  if (task.has_fan_out()) {
    page.Line(absl::StrCat("Các phần: ", ProgressForPeople(task)));
    page.Line(absl::StrCat("Xem các phần: phoihop task list --filter 'parent_task = ", ShortName(task.name()), "'"));
  }
  if (!task.parent_task().empty()) page.Line(absl::StrCat("Là phần của: ", ShortName(task.parent_task())));
  if (!task.previous_occurrence().empty()) page.Line(absl::StrCat("Kỳ trước: ", ShortName(task.previous_occurrence())));
  if (!task.escalated_from().empty())
    page.Line(absl::StrCat("Do thang đôn đốc giao, từ: ", ShortName(task.escalated_from())));
  if (task.legal_nature() == v1::LEGAL_NATURE_NORM) page.Line("Thời hạn theo định mức, quy chế nội bộ");
  if (task.legal_nature() == v1::LEGAL_NATURE_STATUTORY) page.Line("Thời hạn do pháp luật quy định");
  if (!task.calendar().empty()) page.Line(absl::StrCat("Tính hạn theo lịch: ", ShortName(task.calendar())));
  if (!task.product().empty()) page.Line(absl::StrCat("Sản phẩm: ", task.product()));
  if (!task.plan_item().empty()) {
    page.Line(absl::StrCat("Theo: ", ShortName(task.plan()), ", mục ", ShortName(task.plan_item())));
  }
}

void AddResult(const v1::Task& task, Page& page) {
  if (!task.awaited_event().empty()) page.Line(absl::StrCat("Chờ: ", task.awaited_event()));
  if (!task.refusal_explanation().empty()) page.Line(absl::StrCat("Lý do từ chối: ", task.refusal_explanation()));
  if (task.has_result() && !task.result().summary().empty()) {
    page.Line(absl::StrCat("Kết quả: ", task.result().summary(), " (",
                           ByForPeople(task.result().submitter(), task.result().submit_time()), ")"));
  }
}

}  // namespace

std::string DescribeTask(const v1::Task& task, absl::Time now, int width) {
  Page page(width);
  page.Line(absl::StrCat(task.title(), "   [", ShortName(task.name()), "]"));
  page.Line(StateLine(task));
  AddUnits(task, page);
  AddOrigin(task, page);
  AddResult(task, page);
  AddSlots(task, page);
  AddClocks(task, page);
  page.Append(DescribeWork(task, now, width));
  AddHandoffs(task, page);
  AddHandoffResults(task, page);
  AddEscalations(task, page);
  AddOperations(task, page);
  return std::move(page).text();
}

Table TaskTable() { return Table({"Nhiệm vụ", "Nội dung", "Chủ trì", "Tình trạng", "Hạn"}); }

void AddTaskRow(Table& table, const v1::Task& task) {
  table.Add({ShortName(task.name()), task.title(), UnitForPeople(task, task.lead_unit()), StateForPeople(task.state()),
             absl::StrCat(DateForPeople(task.due_date()), task.overdue() ? " QUÁ HẠN" : "")});
}

Table CommentTable(const google::protobuf::RepeatedPtrField<v1::Comment>& comments) {
  Table table({"Lúc", "Ai", "Ý kiến"});
  for (const v1::Comment& comment : comments) {
    const std::string documents = DocumentsForPeople(comment.documents());
    table.Add({TimeForPeople(comment.time()), ActorForPeople(comment.actor()),
               documents.empty() ? comment.text() : absl::StrCat(comment.text(), " (", documents, ")")});
  }
  return table;
}

}  // namespace phoihop::cli
