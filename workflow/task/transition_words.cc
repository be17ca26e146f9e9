// How people are told of states and verbs, in Vietnamese.
#include "workflow/task/transitions.h"

namespace phoihop::task {

absl::string_view StateForPeople(v1::TaskState state) {
  switch (state) {
    case v1::TASK_STATE_PLANNED:
      return "chưa đến ngày giao";
    case v1::TASK_STATE_ISSUED:
      return "đã giao, chờ tiếp nhận";
    case v1::TASK_STATE_ACCEPTED:
      return "đã tiếp nhận";
    case v1::TASK_STATE_IN_PROGRESS:
      return "đang thực hiện";
    case v1::TASK_STATE_SUBMITTED:
      return "đã trình, chờ phê duyệt";
    case v1::TASK_STATE_COMPLETED:
      return "đã hoàn thành";
    case v1::TASK_STATE_REFUSED:
      return "bị từ chối, chờ đơn vị giao quyết định";
    case v1::TASK_STATE_REVOKED:
      return "đã thu hồi";
    case v1::TASK_STATE_SUPERSEDED:
      return "đã tách thành các nhiệm vụ khác";
    case v1::TASK_STATE_SKIPPED:
      return "đã bỏ qua";
    case v1::TASK_STATE_SUSPENDED:
      return "đang tạm dừng";
    case v1::TASK_STATE_FAILED:
      return "không thể thực hiện";
    default:
      return "không xác định";
  }
}

absl::string_view VerbForPeople(v1::TaskVerb verb) {
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      return "giao";
    case v1::TASK_VERB_ACCEPT:
      return "tiếp nhận";
    case v1::TASK_VERB_REFUSE:
      return "từ chối";
    case v1::TASK_VERB_REISSUE:
      return "giao lại";
    case v1::TASK_VERB_ASSIGN_PERSON:
      return "phân công người thực hiện";
    case v1::TASK_VERB_START:
      return "bắt đầu thực hiện";
    case v1::TASK_VERB_SUBMIT:
      return "trình kết quả";
    case v1::TASK_VERB_APPROVE:
      return "phê duyệt kết quả";
    case v1::TASK_VERB_RETURN:
      return "trả lại kết quả";
    case v1::TASK_VERB_COMPLETE:
      return "báo hoàn thành";
    case v1::TASK_VERB_REVOKE:
      return "thu hồi";
    case v1::TASK_VERB_HAND_OFF:
      return "bàn giao";
    case v1::TASK_VERB_ACCEPT_HANDOFF:
      return "tiếp nhận bàn giao";
    case v1::TASK_VERB_REFUSE_HANDOFF:
      return "từ chối bàn giao";
    case v1::TASK_VERB_RECALL_HANDOFF:
      return "rút đề nghị bàn giao";
    case v1::TASK_VERB_REHOME:
      return "chuyển theo sắp xếp tổ chức";
    case v1::TASK_VERB_SPLIT:
      return "tách theo sắp xếp tổ chức";
    case v1::TASK_VERB_UNDO_REHOMING:
      return "trả lại do hủy sắp xếp tổ chức";
    case v1::TASK_VERB_REVISE:
      return "sửa theo kế hoạch";
    case v1::TASK_VERB_SKIP:
      return "bỏ qua kỳ này";
    case v1::TASK_VERB_EXTEND_FAN_OUT:
      return "giao thêm phần cho đơn vị mới";
    case v1::TASK_VERB_COMPLETE_FAN_OUT:
      return "tự hoàn thành khi đủ các phần";
    case v1::TASK_VERB_DROP:
      return "bỏ qua nhiệm vụ bị từ chối";
    case v1::TASK_VERB_CLAIM:
      return "nhận việc về mình";
    case v1::TASK_VERB_RELEASE:
      return "trả việc về đơn vị";
    case v1::TASK_VERB_SUSPEND:
      return "tạm dừng";
    case v1::TASK_VERB_RESUME:
      return "tiếp tục";
    case v1::TASK_VERB_REQUEST_EXTENSION:
      return "xin gia hạn";
    case v1::TASK_VERB_GRANT_EXTENSION:
      return "cho gia hạn";
    case v1::TASK_VERB_DENY_EXTENSION:
      return "không cho gia hạn";
    case v1::TASK_VERB_REPORT_IMPOSSIBLE:
      return "báo không thể thực hiện";
    case v1::TASK_VERB_DECLARE_IMPOSSIBLE:
      return "xác nhận không thể thực hiện";
    case v1::TASK_VERB_DENY_IMPOSSIBLE:
      return "không xác nhận là không thể thực hiện";
    case v1::TASK_VERB_REOPEN:
      return "mở lại";
    case v1::TASK_VERB_RESTORE:
      return "khôi phục";
    case v1::TASK_VERB_DELEGATE:
      return "giao một phần cho đơn vị khác";
    case v1::TASK_VERB_REQUEST_CONTRIBUTIONS:
      return "lấy ý kiến phối hợp";
    case v1::TASK_VERB_CONTRIBUTE:
      return "gửi nội dung phối hợp";
    case v1::TASK_VERB_SEND_COPIES:
      return "gửi để biết";
    case v1::TASK_VERB_ACKNOWLEDGE_COPY:
      return "xác nhận đã xem";
    case v1::TASK_VERB_COMMENT:
      return "trao đổi";
    case v1::TASK_VERB_ADD_EVIDENCE:
      return "thêm tài liệu";
    case v1::TASK_VERB_REMOVE_EVIDENCE:
      return "bỏ tài liệu";
    case v1::TASK_VERB_REPORT_PROGRESS:
      return "báo tiến độ";
    case v1::TASK_VERB_SET_CHECKLIST:
      return "lập danh mục việc";
    case v1::TASK_VERB_CHECK_ITEM:
      return "đánh dấu việc đã làm";
    case v1::TASK_VERB_WATCH:
      return "theo dõi";
    case v1::TASK_VERB_UNWATCH:
      return "thôi theo dõi";
    case v1::TASK_VERB_ADD_DEPENDENCY:
      return "chờ nhiệm vụ khác";
    case v1::TASK_VERB_REMOVE_DEPENDENCY:
      return "thôi chờ nhiệm vụ khác";
    case v1::TASK_VERB_NOTE_ENDED:
      return "ghi nhận nhiệm vụ liên quan đã kết thúc";
    case v1::TASK_VERB_SEND_HANDOFF:
      return "gửi bàn giao";
    case v1::TASK_VERB_RECORD_HANDOFF_RECEIPT:
      return "ghi trạng thái bàn giao";
    case v1::TASK_VERB_ANSWER_RECALL:
      return "trả lời đề nghị rút bàn giao";
    case v1::TASK_VERB_EXPIRE_HANDOFF:
      return "báo bàn giao quá hạn trả lời";
    case v1::TASK_VERB_REMIND:
      return "đôn đốc";
    case v1::TASK_VERB_RETURN_HANDOFF_RESULT:
      return "trả kết quả theo yêu cầu";
    case v1::TASK_VERB_ANSWER_HANDOFF_RESULT:
      return "nhận hoặc trả lại kết quả được gửi";
    case v1::TASK_VERB_HANDLE_ESCALATION:
      return "xử lý đôn đốc";
    case v1::TASK_VERB_RECORD_SUSPENSION:
      return "ghi nhận tạm dừng đã qua";
    case v1::TASK_VERB_REANCHOR:
      return "tính lại thời hạn từ ngày khác";
    case v1::TASK_VERB_ADOPT_POLICY:
      return "theo thang đôn đốc mới";
    case v1::TASK_VERB_ADOPT_CALENDAR:
      return "tính lại thời hạn theo lịch làm việc mới";
    default:
      return "thao tác không xác định";
  }
}

}  // namespace phoihop::task
