#include "clients/cli/escalation_policy_print.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

std::string AudienceForPeople(int audience) {
  switch (audience) {
    case v1::AUDIENCE_ASSIGNED_PERSON:
      return "người thực hiện";
    case v1::AUDIENCE_HEAD_OF_LEAD:
      return "thủ trưởng đơn vị chủ trì";
    case v1::AUDIENCE_LEADERSHIP_OF_LEAD:
      return "lãnh đạo đơn vị chủ trì";
    case v1::AUDIENCE_ISSUER:
      return "cơ quan giao";
    case v1::AUDIENCE_SUPERIOR_OF_LEAD:
      return "cấp trên của đơn vị chủ trì";
    case v1::AUDIENCE_MONITOR:
      return "đầu mối theo dõi";
    case v1::AUDIENCE_APPROVER:
      return "đơn vị phê duyệt";
    case v1::AUDIENCE_HANDOFF_RECEIVER:
      return "đơn vị nhận bàn giao";
    case v1::AUDIENCE_COORDINATORS:
      return "đơn vị phối hợp";
    case v1::AUDIENCE_WATCHERS:
      return "người theo dõi nhiệm vụ";
    case v1::AUDIENCE_PROVINCIAL_OFFICE:
      return "Văn phòng UBND tỉnh";
    default:
      return "";
  }
}

std::string NatureForPeople(int nature) {
  switch (nature) {
    case v1::LEGAL_NATURE_NORM:
      return "định mức";
    case v1::LEGAL_NATURE_STATUTORY:
      return "luật định";
    default:
      return "không ràng buộc";
  }
}

std::string PriorityForPeople(int priority) {
  switch (priority) {
    case v1::TASK_PRIORITY_URGENT:
      return "khẩn";
    case v1::TASK_PRIORITY_VERY_URGENT:
      return "thượng khẩn";
    case v1::TASK_PRIORITY_IMMEDIATE:
      return "hỏa tốc";
    default:
      return "thường";
  }
}

std::string OffsetForPeople(int offset) { return absl::StrCat(offset > 0 ? "+" : "", offset); }

template <typename List, typename Words>
std::string Joined(const List& list, const Words& words) {
  return absl::StrJoin(list, ", ", [&](std::string* out, int value) { absl::StrAppend(out, words(value)); });
}

std::string WhenForPeople(const v1::Rung& rung) {
  const v1::RungRepetition& repetition = rung.repetition();
  if (!rung.has_repetition()) return OffsetForPeople(rung.offset_working_days());
  return absl::StrCat(OffsetForPeople(rung.offset_working_days()), ", rồi cứ ", repetition.every_working_days(),
                      " ngày làm việc, tất cả ", repetition.count(), " lần",
                      repetition.until_handled() ? ", đến khi có người xử lý" : "");
}

std::string ConditionForPeople(const v1::RungCondition& condition) {
  std::vector<std::string> parts;
  const auto state = [](int value) { return StateForPeople(static_cast<v1::TaskState>(value)); };
  if (!condition.states().empty()) parts.push_back(absl::StrCat("khi ", Joined(condition.states(), state)));
  if (condition.not_reached() != v1::TASK_STATE_UNSPECIFIED)
    parts.push_back(absl::StrCat("khi chưa ", state(condition.not_reached())));
  if (!condition.legal_natures().empty())
    parts.push_back(absl::StrCat("thời hạn ", Joined(condition.legal_natures(), NatureForPeople)));
  if (!condition.priorities().empty()) {
    parts.push_back(absl::StrCat("mức ", Joined(condition.priorities(), PriorityForPeople)));
  }
  return absl::StrJoin(parts, "; ");
}

std::string ActionsForPeople(const v1::Rung& rung) {
  std::vector<std::string> parts;
  if (rung.raise_priority()) parts.push_back("nâng mức khẩn");
  if (rung.put_on_monitor_list()) parts.push_back("vào danh sách theo dõi");
  if (rung.reassignment() == v1::REASSIGNMENT_TO_UNIT) parts.push_back("chuyển về đơn vị");
  if (rung.reassignment() == v1::REASSIGNMENT_TO_HEAD) parts.push_back("chuyển thủ trưởng");
  if (rung.has_supervision_task()) {
    parts.push_back(absl::StrCat("giao giám sát cho ", AudienceForPeople(rung.supervision_task().lead()), " (",
                                 rung.supervision_task().working_days(), " ngày)"));
  }
  if (rung.verb() != v1::TASK_VERB_UNSPECIFIED) parts.push_back(SilenceForPeople(rung.verb()));
  if (rung.report_within_working_days() > 0)
    parts.push_back(absl::StrCat("báo cáo giải trình trong ", rung.report_within_working_days(), " ngày"));
  if (!rung.systems().empty()) parts.push_back(absl::StrCat("gọi hệ thống ", absl::StrJoin(rung.systems(), ", ")));
  return absl::StrJoin(parts, "; ");
}

std::string NextForPeople(bool has, const google::protobuf::Timestamp& time, int offset) {
  return has ? absl::StrCat(TimeForPeople(time), " (", OffsetForPeople(offset), ")") : "";
}

}  // namespace

Table RungTable(const v1::EscalationPolicy& policy) {
  Table table({"Ngày làm việc", "Gửi", "Điều kiện", "Làm thêm"});
  for (const v1::Rung& rung : policy.rungs()) {
    table.Add({WhenForPeople(rung), Joined(rung.audiences(), AudienceForPeople), ConditionForPeople(rung.condition()),
               ActionsForPeople(rung)});
  }
  return table;
}

Table PolicyVersionTable(const v1::ListEscalationPolicyVersionsResponse& list) {
  Table table({"Phiên bản", "Tên", "Dùng cho", "Số bậc", "Căn cứ"});
  for (const v1::EscalationPolicy& policy : list.escalation_policies()) {
    table.Add({absl::StrCat(policy.version()), policy.display_name(),
               Joined(policy.purposes(),
                      [](int purpose) { return PurposeForPeople(static_cast<v1::ClockPurpose>(purpose)); }),
               absl::StrCat(policy.rungs_size()),
               policy.basis().text().empty() ? policy.basis().instrument_number() : policy.basis().text()});
  }
  return table;
}

std::vector<std::string> PolicyWarnings(const v1::PublishEscalationPolicyResponse& response) {
  std::vector<std::string> lines;
  for (const v1::EscalationPolicyWarning& warning : response.warnings()) lines.push_back(warning.explanation());
  return lines;
}

std::vector<std::string> SwitchSummary(const v1::PreviewPolicySwitchResponse& preview) {
  std::vector<std::string> lines = {absl::StrCat("Chuyển sang “", preview.escalation_policy().display_name(),
                                                 "” phiên bản ", preview.escalation_policy().version(), ": ",
                                                 preview.total_clocks(), " thời hạn đang chạy của ",
                                                 preview.concerned_tasks(), " nhiệm vụ.")};
  if (preview.firing_at_once() > 0)
    lines.push_back(absl::StrCat(preview.firing_at_once(), " thời hạn sẽ được đôn đốc ngay khi chuyển."));
  if (preview.staying_clocks() > 0) {
    lines.push_back(absl::StrCat(preview.staying_clocks(),
                                 " thời hạn giữ phiên bản cũ vì phiên bản mới không dùng cho loại thời hạn đó."));
  }
  lines.push_back(absl::StrCat("Mã xem trước: ", preview.preview_token()));
  return lines;
}

Table SwitchTable(const v1::PreviewPolicySwitchResponse& preview) {
  Table table({"Nhiệm vụ", "Thời hạn", "Đến ngày", "Bản cũ", "Đôn đốc tới, như cũ", "Đôn đốc tới, theo bản mới"});
  for (const v1::SwitchedClock& clock : preview.clocks()) {
    table.Add({ShortName(clock.task()), PurposeForPeople(clock.purpose()), DateForPeople(clock.due_date()),
               absl::StrCat(clock.old_version()),
               NextForPeople(clock.has_old_next_time(), clock.old_next_time(), clock.old_next_offset()),
               NextForPeople(clock.has_new_next_time(), clock.new_next_time(), clock.new_next_offset())});
  }
  return table;
}

}  // namespace phoihop::cli
