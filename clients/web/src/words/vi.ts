// Everything that the client says, in Vietnamese. en.ts has the same in English.

import type {Due} from '../model/due.ts';

export const vi = {
  product: 'Phối Hợp',
  language: 'English',
  // -- Shell
  myWork: 'Việc của tôi',
  inbox: 'Thông báo',
  deadlines: 'Tính thời hạn',
  unitOverview: 'Tình hình đơn vị',
  skipToContent: 'Đến nội dung chính',
  mainMenu: 'Danh mục chính',
  account: 'Tài khoản',
  signOut: 'Đăng xuất',
  changePerson: 'Đổi người, đơn vị',
  themeAuto: 'Nền: theo máy',
  themeLight: 'Nền: sáng',
  themeDark: 'Nền: tối',
  print: 'In trang này',
  loading: 'Đang tải …',
  tryAgain: 'Thử lại',
  close: 'Đóng',
  cancel: 'Thôi',
  notFound: 'Không có trang này.',
  toMyWork: 'Về việc của tôi',
  // -- How the line is
  live: 'Đang cập nhật trực tiếp',
  connecting: 'Đang kết nối …',
  offline: 'Mất mạng: đang xem dữ liệu đã lưu',
  dataFrom: (time: string) => `Dữ liệu lúc ${time}`,
  // -- Signing in
  signInTitle: 'Đăng nhập',
  localModeHint: 'Máy chủ đang chạy ở chế độ thử trên máy này: chọn đơn vị và người để bắt đầu, không cần mật khẩu.',
  province: 'Tỉnh, thành phố',
  chooseUnit: 'Bạn làm ở đâu?',
  chooseUnitHint: 'Gõ một phần tên, không cần dấu',
  choosePerson: 'Bạn là ai?',
  asUnit: 'Cả đơn vị (không nêu tên người)',
  noUnitFound: 'Không có đơn vị nào như vậy. Thử gõ ít chữ hơn.',
  moreUnits: (count: number) => `… và ${count} đơn vị nữa: gõ thêm để thu hẹp`,
  noPeople: 'Chưa có ai được ghi nhận trong đơn vị này.',
  signInWithProvider: 'Đăng nhập bằng tài khoản của tỉnh',
  signingIn: 'Đang đăng nhập …',
  signInFailed: 'Không đăng nhập được',
  signedOut: 'Phiên làm việc đã hết. Hãy đăng nhập lại.',
  noProvider: 'Máy chủ này chưa có cách đăng nhập nào. Người quản trị cần cấu hình nhà cung cấp đăng nhập (--oidc-issuer).',
  noData: 'Máy chủ chưa có dữ liệu của tỉnh, thành phố nào.',
  chooseActingUnit: 'Hôm nay bạn làm việc cho đơn vị nào?',
  // -- My work
  mine: 'Của tôi',
  wholeUnit: 'Cả đơn vị',
  search: 'Tìm việc',
  searchHint: 'Tìm việc (không cần dấu)',
  clearSearch: 'Xóa ô tìm',
  allKinds: 'Mọi loại',
  kindFilter: 'Loại việc',
  nothingToDo: 'Không có việc nào đang chờ.',
  nothingMine: (count: number) => `Không có việc nào giao riêng cho bạn. Đơn vị có ${count} việc.`,
  nothingFound: 'Không tìm thấy việc nào như vậy.',
  showUnit: 'Xem việc của cả đơn vị',
  countOf: (count: number) => `${count} việc`,
  shownOf: (shown: number, all: number) => `${shown} / ${all} việc`,
  groups: {
    overdue: 'Quá hạn', today: 'Hôm nay', week: 'Tuần này', later: 'Sau đó', waiting: 'Chờ bên khác',
  },
  kinds: {
    BASKET_KIND_TO_ACCEPT: 'Chờ tiếp nhận', BASKET_KIND_UNASSIGNED: 'Chưa ai làm', BASKET_KIND_ASSIGNED: 'Đang làm',
    BASKET_KIND_TO_APPROVE: 'Chờ phê duyệt', BASKET_KIND_TO_DECIDE: 'Chờ quyết định', BASKET_KIND_HANDOFF: 'Bàn giao đến',
    BASKET_KIND_CONTRIBUTE: 'Cần góp ý', BASKET_KIND_COPY: 'Để biết', BASKET_KIND_UNSPECIFIED: 'Chờ bên khác',
  },
  handedOver: 'Đã bàn giao, chờ nhận',
  issuedBy: 'Nơi giao',
  ledBy: 'Chủ trì',
  assignedTo: 'Người làm',
  me: 'tôi',
  nobody: 'chưa có ai',
  otherActions: 'Thao tác khác',
  otherActionsOf: (title: string) => `Thao tác khác với việc: ${title}`,
  whatCanIDo: 'Bạn có thể',
  whyNot: 'Chưa làm được, và vì sao',
  whyNotRest: 'Thao tác khác chưa làm được',
  openTask: 'Xem chi tiết',
  sending: 'Đang gửi …',
  waitsToBeSent: 'Chờ có mạng để gửi',
  done: (what: string) => `Đã xong: ${what}`,
  // -- Deadlines in words
  due: (due: Due): string => {
    switch (due.kind) {
      case 'none': return 'không có hạn';
      case 'today': return due.hours === undefined ? 'hạn hôm nay' : due.hours < 1 ? 'còn dưới 1 giờ' : `còn ${due.hours} giờ`;
      case 'working-days': return `còn ${due.count} ngày làm việc`;
      case 'days': return `còn ${due.count} ngày`;
      case 'overdue': return due.days === 0 ? 'quá hạn hôm nay' : `quá hạn ${due.days} ngày`;
    }
  },
  dueOn: (date: string) => `hạn ${date}`,
  // -- What waits for the network
  queueTitle: 'Chưa gửi được',
  queueWaiting: 'Chờ có mạng để gửi; sẽ tự gửi.',
  queueRefused: 'Máy chủ không nhận. Xem việc như hiện nay rồi quyết định.',
  sendAnyway: 'Vẫn gửi',
  dropIt: 'Thôi, bỏ',
  askedAt: (time: string) => `lúc ${time}`,
  // -- Forms
  required: '(bắt buộc)',
  optional: '(không bắt buộc)',
  fillIn: 'Hãy điền ô này.',
  fillInOneOf: 'Hãy ghi nội dung hoặc đính kèm tệp.',
  notADate: 'Hãy ghi ngày như 31/12/2026.',
  notANumber: (low: number, high: number) => `Hãy ghi số từ ${low} đến ${high}.`,
  choose: '— chọn —',
  removeFile: (name: string) => `Bỏ tệp ${name}`,
  uploading: (name: string, percent: number) => `Đang tải lên ${name}: ${percent} %`,
  fileTooLarge: (name: string, limit: number) => `Tệp ${name} lớn hơn ${limit} MB. Hãy chọn tệp nhỏ hơn.`,
  fileEmpty: (name: string) => `Tệp ${name} không có nội dung.`,
  backToUnit: 'Không giao riêng ai (trả về đơn vị)',
  answerTakenUp: 'Tôi sẽ xử lý', answerOrdered: 'Chỉ đạo đơn vị chủ trì', answerReturned: 'Chuyển lại cấp dưới, kèm chỉ đạo',
  kindTransfer: 'Chuyển trách nhiệm: bên nhận chủ trì khi họ nhận',
  kindRequest: 'Đề nghị cung cấp sản phẩm, ý kiến',
  kindInformation: 'Gửi để biết',
  agree: 'Đồng ý',
  disagree: 'Không đồng ý',
  accepted: 'Nhận kết quả',
  sentBack: 'Gửi lại để làm tiếp',
  refusalReasons: {
    REFUSAL_REASON_UNSPECIFIED: '', REFUSAL_REASON_NOT_COMPETENT: 'Không thuộc chức năng, nhiệm vụ',
    REFUSAL_REASON_DUPLICATE: 'Đã giao cho đơn vị khác, trùng nhiệm vụ', REFUSAL_REASON_INCOMPLETE: 'Thiếu hồ sơ, thông tin',
    REFUSAL_REASON_NOT_FEASIBLE: 'Không đủ điều kiện, nguồn lực', REFUSAL_REASON_OTHER: 'Lý do khác (ghi rõ)',
  },
  states: {
    TASK_STATE_UNSPECIFIED: '', TASK_STATE_PLANNED: 'Dự kiến', TASK_STATE_ISSUED: 'Chờ tiếp nhận',
    TASK_STATE_ACCEPTED: 'Đã tiếp nhận', TASK_STATE_IN_PROGRESS: 'Đang thực hiện', TASK_STATE_SUBMITTED: 'Chờ phê duyệt',
    TASK_STATE_COMPLETED: 'Hoàn thành', TASK_STATE_REFUSED: 'Bị từ chối', TASK_STATE_REVOKED: 'Đã thu hồi',
    TASK_STATE_SUPERSEDED: 'Đã chia thành việc khác', TASK_STATE_SKIPPED: 'Đã bỏ qua', TASK_STATE_SUSPENDED: 'Tạm dừng',
    TASK_STATE_FAILED: 'Không thể thực hiện',
  },
  priorities: {
    TASK_PRIORITY_UNSPECIFIED: '', TASK_PRIORITY_NORMAL: '', TASK_PRIORITY_URGENT: 'Khẩn',
    TASK_PRIORITY_VERY_URGENT: 'Thượng khẩn', TASK_PRIORITY_IMMEDIATE: 'Hỏa tốc',
  },
  secrecies: {
    SECRECY_UNSPECIFIED: '', SECRECY_NORMAL: '', SECRECY_CONFIDENTIAL: 'Mật', SECRECY_SECRET: 'Tối mật',
    SECRECY_TOP_SECRET: 'Tuyệt mật',
  },
  roles: {
    MEMBERSHIP_ROLE_UNSPECIFIED: '', MEMBERSHIP_ROLE_HEAD: 'thủ trưởng', MEMBERSHIP_ROLE_DEPUTY_HEAD: 'phó thủ trưởng',
    MEMBERSHIP_ROLE_CLERK: 'văn thư', MEMBERSHIP_ROLE_OFFICER: 'chuyên viên', MEMBERSHIP_ROLE_MONITOR: 'theo dõi',
  },
};

export type Words = typeof vi;
