#include "clients/cli/task_words.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"

namespace phoihop::cli {
namespace {

struct VerbWords {
  v1::TaskVerb verb;
  const char* text;
};
constexpr VerbWords kVerbs[] = {
    {v1::TASK_VERB_ISSUE, "issue (giao)"},
    {v1::TASK_VERB_ACCEPT, "accept (tiếp nhận)"},
    {v1::TASK_VERB_REFUSE, "refuse (từ chối)"},
    {v1::TASK_VERB_REISSUE, "reissue (giao lại)"},
    {v1::TASK_VERB_ASSIGN_PERSON, "assign (phân công người)"},
    {v1::TASK_VERB_START, "start (bắt đầu)"},
    {v1::TASK_VERB_SUBMIT, "submit (trình kết quả)"},
    {v1::TASK_VERB_APPROVE, "approve (phê duyệt)"},
    {v1::TASK_VERB_RETURN, "return (trả lại)"},
    {v1::TASK_VERB_COMPLETE, "complete (hoàn thành)"},
    {v1::TASK_VERB_REVOKE, "revoke (thu hồi)"},
    {v1::TASK_VERB_HAND_OFF, "hand-over, request, inform (bàn giao, yêu cầu, thông báo)"},
    {v1::TASK_VERB_ACCEPT_HANDOFF, "accept-hand-over (nhận bàn giao)"},
    {v1::TASK_VERB_REFUSE_HANDOFF, "refuse-hand-over (từ chối nhận bàn giao)"},
    {v1::TASK_VERB_RECALL_HANDOFF, "recall-hand-over (rút lại bàn giao)"},
    {v1::TASK_VERB_DROP, "drop (bỏ việc bị từ chối)"},
    {v1::TASK_VERB_CLAIM, "claim (tự nhận)"},
    {v1::TASK_VERB_RELEASE, "release (trả về đơn vị)"},
    {v1::TASK_VERB_SUSPEND, "suspend (tạm dừng)"},
    {v1::TASK_VERB_RECORD_SUSPENSION, "record-suspension (ghi nhận tạm dừng đã qua)"},
    {v1::TASK_VERB_REANCHOR, "reanchor (tính hạn từ ngày khác)"},
    {v1::TASK_VERB_RESUME, "resume (tiếp tục)"},
    {v1::TASK_VERB_REQUEST_EXTENSION, "extend (xin gia hạn)"},
    {v1::TASK_VERB_GRANT_EXTENSION, "grant-extension (cho gia hạn)"},
    {v1::TASK_VERB_DENY_EXTENSION, "deny-extension (không cho gia hạn)"},
    {v1::TASK_VERB_REPORT_IMPOSSIBLE, "report-impossible (báo không thể làm)"},
    {v1::TASK_VERB_DECLARE_IMPOSSIBLE, "declare-impossible (xác nhận không thể làm)"},
    {v1::TASK_VERB_DENY_IMPOSSIBLE, "deny-impossible (yêu cầu làm tiếp)"},
    {v1::TASK_VERB_REOPEN, "reopen (mở lại)"},
    {v1::TASK_VERB_RESTORE, "restore (khôi phục)"},
    {v1::TASK_VERB_DELEGATE, "delegate (giao một phần)"},
    {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, "ask-contributions (đề nghị góp ý)"},
    {v1::TASK_VERB_CONTRIBUTE, "contribute (gửi nội dung phối hợp)"},
    {v1::TASK_VERB_SEND_COPIES, "copy (gửi để biết)"},
    {v1::TASK_VERB_ACKNOWLEDGE_COPY, "read-copy (báo đã đọc)"},
    {v1::TASK_VERB_COMMENT, "comment (ghi ý kiến)"},
    {v1::TASK_VERB_REMIND, "remind (đôn đốc)"},
    {v1::TASK_VERB_HANDLE_ESCALATION, "handle (xử lý đôn đốc)"},
    {v1::TASK_VERB_ADD_EVIDENCE, "evidence add (thêm minh chứng)"},
    {v1::TASK_VERB_REMOVE_EVIDENCE, "evidence remove (bỏ minh chứng)"},
    {v1::TASK_VERB_REPORT_PROGRESS, "progress (báo tiến độ)"},
    {v1::TASK_VERB_SET_CHECKLIST, "checklist (đặt các bước)"},
    {v1::TASK_VERB_CHECK_ITEM, "check (đánh dấu bước xong)"},
    {v1::TASK_VERB_WATCH, "watch (theo dõi)"},
    {v1::TASK_VERB_UNWATCH, "unwatch (thôi theo dõi)"},
    {v1::TASK_VERB_ADD_DEPENDENCY, "wait-for (chờ việc khác)"},
    {v1::TASK_VERB_REMOVE_DEPENDENCY, "dont-wait-for (không chờ nữa)"},
    {v1::TASK_VERB_SEND_HANDOFF, "send-hand-over (gửi bàn giao đã soạn)"},
    {v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, "hand-over-receipt (ghi trạng thái bàn giao)"},
    {v1::TASK_VERB_ANSWER_RECALL, "answer-recall (trả lời đề nghị rút bàn giao)"},
    {v1::TASK_VERB_RETURN_HANDOFF_RESULT, "return-result (gửi kết quả theo yêu cầu)"},
    {v1::TASK_VERB_ANSWER_HANDOFF_RESULT, "accept-result, send-back-result (nhận hoặc trả lại kết quả được gửi)"},
};

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
      return "đã bỏ qua";
    case v1::TASK_STATE_SUSPENDED:
      return "tạm dừng";
    case v1::TASK_STATE_FAILED:
      return "không thể thực hiện";
    default:
      return "";
  }
}

std::string HandoffStateForPeople(const v1::Handoff& handoff) {
  switch (handoff.state()) {
    case v1::Handoff::STATE_DRAFT:
      return "đang soạn";
    case v1::Handoff::STATE_SENT:
      return handoff.has_expire_time() ? "quá hạn trả lời" : "đã gửi";
    case v1::Handoff::STATE_DELIVERED:
      return handoff.has_expire_time() ? "đã đến, quá hạn trả lời" : "đã đến";
    case v1::Handoff::STATE_RECALL_REQUESTED:
      return "đề nghị rút";
    case v1::Handoff::STATE_ACCEPTED:
      if (handoff.kind() != v1::Handoff::KIND_REQUEST) return "đã nhận";
      return handoff.has_expire_time() ? "đang làm, quá hạn" : "đang làm";
    case v1::Handoff::STATE_RESULT_RETURNED:
      return "có kết quả";
    case v1::Handoff::STATE_REFUSED:
      return "từ chối";
    case v1::Handoff::STATE_RECALLED:
      return "đã rút";
    case v1::Handoff::STATE_CLOSED:
      return "đã đóng";
    default:
      return "";
  }
}

std::string HandoffKindForPeople(const v1::Handoff& handoff) {
  switch (handoff.kind()) {
    case v1::Handoff::KIND_REQUEST:
      return "yêu cầu";
    case v1::Handoff::KIND_INFORMATION:
      return "thông báo";
    default:
      return "bàn giao";
  }
}

std::string VerbForPeople(v1::TaskVerb verb) {
  for (const VerbWords& words : kVerbs) {
    if (words.verb == verb) return words.text;
  }
  return "";
}

std::string SilenceForPeople(v1::TaskVerb verb) {
  switch (verb) {
    case v1::TASK_VERB_ACCEPT:
      return "coi như tiếp nhận";
    case v1::TASK_VERB_APPROVE:
      return "coi như đồng ý";
    case v1::TASK_VERB_REVOKE:
      return "thu hồi";
    default:
      return "";
  }
}

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
    case v1::CLOCK_PURPOSE_INTERIM:
      return "một bước";
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
      if (!clock.has_resume_time()) return absl::StrCat("đứng yên từ ", TimeForPeople(clock.frozen_time()));
      return absl::StrCat("đứng yên đến ", TimeForPeople(clock.resume_time()));
    case v1::CLOCK_STATE_SATISFIED:
      return absl::StrCat("đã xong ", TimeForPeople(clock.end_time()));
    case v1::CLOCK_STATE_CANCELLED:
      return "đã hủy";
    case v1::CLOCK_STATE_SUPERSEDED:
      return "đã thay bằng thời hạn khác";
    default:
      return "";
  }
}

std::string UnitForPeople(const v1::Task& task, const std::string& unit) {
  const auto found = task.unit_display_names().find(unit);
  return found == task.unit_display_names().end() ? ShortName(unit) : found->second;
}

std::string DocumentForPeople(const v1::DocumentReference& document) {
  std::vector<std::string> parts;
  for (const std::string& part : {document.title(), document.number(), document.uri()}) {
    if (!part.empty()) parts.push_back(part);
  }
  if (parts.size() < 2) return absl::StrJoin(parts, "");
  const std::string first = parts[0];
  parts.erase(parts.begin());
  return absl::StrCat(first, " (", absl::StrJoin(parts, ", "), ")");
}

std::string DocumentsForPeople(const google::protobuf::RepeatedPtrField<v1::DocumentReference>& documents) {
  return absl::StrJoin(documents, "; ", [](std::string* out, const v1::DocumentReference& document) {
    absl::StrAppend(out, DocumentForPeople(document));
  });
}

std::string ByForPeople(const v1::Actor& actor, const google::protobuf::Timestamp& time) {
  return absl::StrCat(ActorForPeople(actor), ", ", TimeForPeople(time));
}

std::string DurationForPeople(absl::Duration duration) {
  const int64_t hours = absl::ToInt64Hours(duration);
  if (hours < 1) return "dưới 1 giờ";
  const int64_t days = hours / 24;
  if (days == 0) return absl::StrCat(hours, " giờ");
  return absl::StrCat(days, " ngày", hours % 24 == 0 ? "" : absl::StrCat(" ", hours % 24, " giờ"));
}

std::string FirstOf(std::vector<std::string> texts, size_t most) {
  if (texts.size() > most) {
    const size_t more = texts.size() - most;
    texts.resize(most);
    texts.push_back(absl::StrCat("và ", more, " đơn vị khác"));
  }
  return absl::StrJoin(texts, "; ");
}

}  // namespace phoihop::cli
