// What the pages beside the list and the task say, in Vietnamese. en_pages.ts has the same in English.

export const viPages = {
  // -- Inbox
  unreadCount: (count: number) => count === 0 ? 'Đã đọc hết.' : `${count} thông báo chưa đọc`,
  markAll: 'Đánh dấu đã đọc tất cả',
  markOne: 'Đánh dấu đã đọc',
  unread: 'chưa đọc',
  noNotices: 'Chưa có thông báo nào.',
  forUnit: 'gửi đơn vị',
  more: 'Xem thêm',
  // -- Deadlines
  deadlineIntro: 'Tính ngày đến hạn theo lịch làm việc của tỉnh, và xem vì sao là ngày đó.',
  fromDay: 'Tính từ ngày',
  howLong: 'Bao nhiêu',
  unitOfTime: 'Đơn vị tính',
  units: {
    PERIOD_UNIT_WORKING_DAY: 'ngày làm việc', PERIOD_UNIT_CALENDAR_DAY: 'ngày', PERIOD_UNIT_WEEK: 'tuần', PERIOD_UNIT_MONTH: 'tháng',
    PERIOD_UNIT_YEAR: 'năm',
  },
  aPeriod: 'Một khoảng thời gian',
  aDay: 'Một ngày đã định',
  whichQuestion: 'Cần tính gì?',
  thatDay: 'Ngày',
  workOut: 'Tính',
  dueIs: 'Đến hạn hết ngày',
  why: 'Vì sao, từng ngày',
  day: 'Ngày',
  counted: 'được tính',
  skipped: 'không tính',
  reason: 'Lý do',
  provisionalResult: 'Tạm tính: lịch nghỉ của thời gian này chưa được quyết định.',
  weekdays: ['thứ hai', 'thứ ba', 'thứ tư', 'thứ năm', 'thứ sáu', 'thứ bảy', 'chủ nhật'],
  // -- The unit
  byPerson: 'Ai đang giữ bao nhiêu việc',
  person: 'Người',
  nobodyYet: 'Chưa ai làm',
  open: 'Đang mở',
  overdue: 'Quá hạn',
  thisWeek: 'Trong tuần',
  nextReminders: 'Sắp bị đôn đốc',
  nextRemindersHint: 'Trong những việc đến hạn sớm nhất của đơn vị.',
  noReminders: 'Không có bậc đôn đốc nào phía trước.',
  byUnit: 'Các đơn vị, theo kế hoạch',
  unit: 'Đơn vị',
  doneOnTime: 'Xong đúng hạn',
  doneLate: 'Xong muộn',
  inTime: 'Còn hạn',
  total: 'Tổng',
  refused: 'Từ chối',
  sortedByOverdue: 'Quá hạn nhiều nhất ở trên.',
};

export type PageWords = typeof viPages;
