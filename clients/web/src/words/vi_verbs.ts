// What can be done with a task, and what the forms ask for, in Vietnamese.

import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';

export const viVerbs = {
  verbs: {
    TASK_VERB_ISSUE: 'Giao việc', TASK_VERB_ACCEPT: 'Tiếp nhận', TASK_VERB_REFUSE: 'Từ chối', TASK_VERB_REISSUE: 'Giao lại',
    TASK_VERB_ASSIGN_PERSON: 'Phân công người', TASK_VERB_START: 'Bắt đầu làm', TASK_VERB_SUBMIT: 'Trình kết quả',
    TASK_VERB_APPROVE: 'Phê duyệt', TASK_VERB_RETURN: 'Trả lại', TASK_VERB_COMPLETE: 'Hoàn thành', TASK_VERB_REVOKE: 'Thu hồi',
    TASK_VERB_HAND_OFF: 'Bàn giao', TASK_VERB_ACCEPT_HANDOFF: 'Nhận bàn giao', TASK_VERB_REFUSE_HANDOFF: 'Không nhận bàn giao',
    TASK_VERB_RECALL_HANDOFF: 'Rút lại bàn giao', TASK_VERB_DROP: 'Bỏ việc này', TASK_VERB_CLAIM: 'Tôi nhận làm',
    TASK_VERB_RELEASE: 'Trả về đơn vị', TASK_VERB_SUSPEND: 'Tạm dừng', TASK_VERB_RESUME: 'Tiếp tục',
    TASK_VERB_REQUEST_EXTENSION: 'Xin gia hạn', TASK_VERB_GRANT_EXTENSION: 'Cho gia hạn',
    TASK_VERB_DENY_EXTENSION: 'Không cho gia hạn', TASK_VERB_REPORT_IMPOSSIBLE: 'Báo không thể làm',
    TASK_VERB_DECLARE_IMPOSSIBLE: 'Xác nhận không thể làm', TASK_VERB_DENY_IMPOSSIBLE: 'Yêu cầu làm tiếp',
    TASK_VERB_REOPEN: 'Mở lại', TASK_VERB_RESTORE: 'Khôi phục', TASK_VERB_DELEGATE: 'Giao một phần',
    TASK_VERB_REQUEST_CONTRIBUTIONS: 'Xin ý kiến phối hợp', TASK_VERB_CONTRIBUTE: 'Gửi ý kiến',
    TASK_VERB_SEND_COPIES: 'Gửi để biết', TASK_VERB_ACKNOWLEDGE_COPY: 'Đã đọc', TASK_VERB_COMMENT: 'Ghi ý kiến',
    TASK_VERB_ADD_EVIDENCE: 'Thêm minh chứng', TASK_VERB_REMOVE_EVIDENCE: 'Bỏ minh chứng',
    TASK_VERB_REPORT_PROGRESS: 'Báo tiến độ', TASK_VERB_SET_CHECKLIST: 'Đặt các bước', TASK_VERB_CHECK_ITEM: 'Đánh dấu bước',
    TASK_VERB_WATCH: 'Theo dõi', TASK_VERB_UNWATCH: 'Thôi theo dõi', TASK_VERB_ADD_DEPENDENCY: 'Chờ việc khác',
    TASK_VERB_REMOVE_DEPENDENCY: 'Không chờ nữa', TASK_VERB_SEND_HANDOFF: 'Gửi bàn giao đã soạn',
    TASK_VERB_ANSWER_RECALL: 'Trả lời đề nghị rút', TASK_VERB_REMIND: 'Đôn đốc', TASK_VERB_HANDLE_ESCALATION: 'Xử lý đôn đốc',
    TASK_VERB_RETURN_HANDOFF_RESULT: 'Trả kết quả', TASK_VERB_ANSWER_HANDOFF_RESULT: 'Xem xét kết quả',
  } as Partial<Record<TaskVerbJson, string>>,
  noteInformation: 'Đã biết',
  fields: {
    reason: 'Lý do', refusalReason: 'Lý do từ chối', explanation: 'Giải thích', proposedUnit: 'Nên giao cho đơn vị',
    leadUnit: 'Giao cho đơn vị', leadUnitHint: 'để trống: vẫn đơn vị cũ', person: 'Người làm', summary: 'Kết quả, bằng lời',
    documents: 'Tài liệu, ảnh, tệp', comment: 'Ý kiến', basis: 'Căn cứ (số, ký hiệu văn bản)', toUnit: 'Bàn giao cho đơn vị',
    handoffKind: 'Loại', replyBy: 'Xin trả lời trước hết ngày', until: 'Tạm dừng đến hết ngày', newDue: 'Xin hạn đến hết ngày',
    grantedDue: 'Cho hạn đến hết ngày', dueDate: 'Hạn đến hết ngày', unit: 'Đơn vị', units: 'Các đơn vị', title: 'Tên việc',
    description: 'Nội dung', blocking: 'Phải xong phần này thì mới trình được việc chung', request: 'Cần gì', text: 'Nội dung',
    nothing: 'Không có ý kiến gì', percent: 'Đã làm được (%)', label: 'Đang ở bước nào', note: 'Ghi chú', items: 'Mỗi dòng một bước; có hạn riêng thì viết: Soạn dự thảo | 15/12/2026',
    task: 'Mã của việc phải chờ', dependency: 'Việc không phải chờ nữa', answer: 'Trả lời', instruction: 'Nội dung chỉ đạo', newPerson: 'Giao cho', anchorDate: 'Ngày xảy ra sự kiện',
  },
};

export type VerbWords = typeof viVerbs;
