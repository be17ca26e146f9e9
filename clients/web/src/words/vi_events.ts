// What happened to a task, by the type of its event, in Vietnamese.

export const viEvents: Record<string, string> = {
  'task.created': 'Lập nhiệm vụ', 'task.issued': 'Giao nhiệm vụ', 'task.accepted': 'Tiếp nhận', 'task.refused': 'Từ chối',
  'task.reissued': 'Giao lại', 'task.person_assigned': 'Phân công người làm', 'task.started': 'Bắt đầu làm',
  'task.submitted': 'Trình kết quả', 'task.approved': 'Phê duyệt', 'task.returned': 'Trả lại', 'task.completed': 'Hoàn thành',
  'task.revoked': 'Thu hồi', 'task.handoff_sent': 'Bàn giao', 'task.handoff_accepted': 'Nhận bàn giao',
  'task.handoff_refused': 'Không nhận bàn giao', 'task.handoff_recalled': 'Rút lại bàn giao',
  'task.handoff_changed': 'Bàn giao thay đổi', 'task.escalated': 'Đôn đốc theo bậc thang', 'task.reminded': 'Đôn đốc',
  'task.rehomed': 'Chuyển theo sắp xếp tổ chức', 'task.split': 'Chia theo sắp xếp tổ chức',
  'task.rehoming_undone': 'Hủy chuyển theo sắp xếp', 'task.clocks_resumed': 'Thời hạn chạy tiếp', 'task.clocks_moved': 'Thời hạn theo lịch mới',
  'task.escalation_handled': 'Xử lý đôn đốc', 'task.policy_switched': 'Theo thang đôn đốc mới',
  'task.revised': 'Sửa theo kế hoạch', 'task.skipped': 'Bỏ qua kỳ này', 'task.fan_out_extended': 'Thêm đơn vị tham gia',
  'task.fan_out_completed': 'Các phần đã xong', 'task.dropped': 'Bỏ việc', 'task.claimed': 'Có người nhận làm',
  'task.released': 'Trả về đơn vị', 'task.suspended': 'Tạm dừng', 'task.resumed': 'Tiếp tục',
  'task.extension_requested': 'Xin gia hạn', 'task.extension_decided': 'Quyết định gia hạn',
  'task.impossibility_reported': 'Báo không thể làm', 'task.impossibility_denied': 'Yêu cầu làm tiếp',
  'task.declared_impossible': 'Xác nhận không thể làm', 'task.reopened': 'Mở lại', 'task.restored': 'Khôi phục',
  'task.delegated': 'Giao một phần', 'task.contributions_requested': 'Xin ý kiến phối hợp', 'task.contributed': 'Gửi ý kiến',
  'task.copies_sent': 'Gửi để biết', 'task.copy_acknowledged': 'Đã đọc bản gửi', 'task.commented': 'Ý kiến',
  'task.evidence_changed': 'Minh chứng thay đổi', 'task.progress_reported': 'Báo tiến độ', 'task.checklist_changed': 'Các bước thay đổi',
  'task.watchers_changed': 'Người theo dõi thay đổi', 'task.dependencies_changed': 'Việc phải chờ thay đổi',
  'task.end_noted': 'Việc liên quan đã kết thúc',
};
