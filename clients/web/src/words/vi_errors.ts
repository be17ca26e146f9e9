// What went wrong and what to do, by the reasons of error_reason.proto, in Vietnamese.

import type {ErrorReasonJson} from 'phoihop/v1/error_reason_pb';

type Reason = ErrorReasonJson extends `ERROR_REASON_${infer R}` ? R : never;

export const viErrors = {
  network: 'Không kết nối được máy chủ. Kiểm tra mạng rồi thử lại.',
  unknown: 'Có lỗi ở máy chủ. Thử lại sau ít phút; nếu vẫn lỗi, báo người quản trị.',
  reasons: {
    INVALID_FIELD: 'Có ô chưa đúng. Xem lại các ô.', INVALID_DATE: 'Ngày không đúng. Hãy ghi như 31/12/2026.',
    TOO_LARGE: 'Nội dung hoặc tệp quá lớn. Hãy rút gọn hoặc chọn tệp nhỏ hơn.',
    NOT_FOUND: 'Không tìm thấy. Có thể đường dẫn đã cũ.',
    REQUEST_ID_REUSED: 'Yêu cầu này đã gửi rồi với nội dung khác. Tải lại trang rồi làm lại.',
    ETAG_MISMATCH: 'Có người vừa thay đổi việc này trước bạn. Đã tải bản mới: xem lại rồi quyết định lại.',
    TRANSITION_NOT_ALLOWED: 'Việc đã sang trạng thái khác nên không làm được thao tác này nữa. Xem trạng thái mới.',
    UNIT_NOT_ALIVE: 'Đơn vị này không còn hoạt động. Chọn đơn vị kế thừa.',
    HANDOFF_PENDING: 'Đang có một lần bàn giao chưa trả lời. Chờ trả lời, hoặc rút lại trước.',
    HANDOFF_NOT_OPEN: 'Lần bàn giao này đã xong. Không cần làm gì nữa.',
    SAME_UNIT: 'Đơn vị này đang giữ việc rồi. Chọn đơn vị khác.',
    NOT_A_MEMBER: 'Người này không thuộc đơn vị. Chọn người trong đơn vị.',
    SEPARATION_OF_DUTIES: 'Người làm không được tự phê duyệt. Nhờ người khác phê duyệt.',
    APPROVAL_REQUIRED: 'Việc này phải được phê duyệt: hãy trình kết quả.',
    APPROVAL_NOT_REQUIRED: 'Việc này không cần phê duyệt: hãy bấm hoàn thành.',
    EVIDENCE_MISSING: 'Còn thiếu sản phẩm phải nộp. Đính kèm đủ rồi trình lại.',
    FAN_OUT_OPEN: 'Còn phần việc chưa xong ở các đơn vị. Chờ các phần xong rồi trình.',
    ALREADY_ASSIGNED: 'Đã có người nhận việc này trước bạn.', NOT_ASSIGNED: 'Việc này chưa có ai giữ.',
    SUSPENSION_LIMIT: 'Tổng thời gian tạm dừng vượt mức cho phép. Chọn ngày gần hơn.',
    EXTENSION_PENDING: 'Đang có một đề nghị gia hạn chờ quyết định.', EXTENSION_LIMIT: 'Đã gia hạn đến mức cho phép.',
    DEADLINE_PASSED: 'Đã quá hạn: phải xin gia hạn trước khi hết hạn.', NO_DEADLINE: 'Việc này không có hạn.',
    NO_REQUEST: 'Không có đề nghị nào đang chờ.', REPORT_PENDING: 'Đang có một báo cáo chờ quyết định.',
    NOT_A_COORDINATOR: 'Đơn vị này không phối hợp việc này.', DEPENDENCY_CYCLE: 'Hai việc sẽ chờ lẫn nhau. Chọn việc khác.',
    DEPENDENCY_OPEN: 'Phải chờ việc khác xong trước.', DELEGATION_OPEN: 'Phần đã giao cho đơn vị khác chưa xong.',
    SUBSTITUTION_CYCLE: 'Họ sẽ thay mặt lẫn nhau trong cùng một ngày. Chọn người khác.',
    LIMIT_REACHED: 'Đã đến mức tối đa cho phép.', BASIS_REQUIRED: 'Phải ghi lý do hoặc căn cứ.',
    DEADLINE_BEFORE_START: 'Hạn nằm trước ngày bắt đầu. Chọn ngày muộn hơn.',
    CALENDAR_OUT_OF_RANGE: 'Chưa có lịch làm việc cho ngày này. Chọn ngày gần hơn.',
    REPORT_OUT_OF_RANGE: 'Chưa có số liệu của ngày này. Chọn ngày muộn hơn.',
    ACTOR_MISSING: 'Chưa biết bạn là ai. Hãy đăng nhập lại.', PERMISSION_DENIED: 'Bạn không có quyền làm việc này.',
    LOCAL_MODE_OFF: 'Máy chủ cần bạn đăng nhập bằng tài khoản.', TOKEN_REFUSED: 'Phiên làm việc đã hết. Hãy đăng nhập lại.',
    QUEUE_FULL: 'Máy chủ đang bận. Thử lại sau ít giây.', STORE_UNAVAILABLE: 'Máy chủ tạm thời không ghi được. Hãy thử lại.',
    STOPPING: 'Máy chủ đang khởi động lại. Thử lại sau ít giây.',
    IDENTITY_PROVIDER_UNAVAILABLE: 'Chưa kiểm tra được phiên đăng nhập. Thử lại sau ít giây.',
  } as Partial<Record<Reason, string>>,
};

export type ErrorWords = typeof viErrors;
export type ErrorReasonName = Reason;
