#include "workflow/notice/notice_text.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::notice {
namespace {

// Both languages of one phrase.
struct Phrase {
  absl::string_view vietnamese, english;
  absl::string_view In(Language language) const { return language == Language::kVietnamese ? vietnamese : english; }
};

// What has happened, by kind; those that depend on more are below.
Phrase HappenedTo(const v1::Notice& notice) {
  switch (notice.kind()) {
    case v1::NOTICE_KIND_REMINDER:
      return {"Đôn đốc", "Reminder"};
    case v1::NOTICE_KIND_ISSUED:
      return {"Nhiệm vụ mới giao cho đơn vị", "A new task for the unit"};
    case v1::NOTICE_KIND_ASSIGNED:
      return {"Nhiệm vụ được phân công cho ông/bà", "A task was assigned to you"};
    case v1::NOTICE_KIND_HANDOFF_OFFERED:
      return {"Đề nghị tiếp nhận nhiệm vụ bàn giao", "A task is offered to the unit by hand-off"};
    case v1::NOTICE_KIND_HANDOFF_ANSWERED:
      return notice.granted() ? Phrase{"Đơn vị nhận đã tiếp nhận bàn giao", "The hand-off was accepted"}
                              : Phrase{"Đơn vị nhận từ chối bàn giao", "The hand-off was refused"};
    case v1::NOTICE_KIND_REFUSED:
      return {"Đơn vị chủ trì từ chối, cần quyết định", "The lead unit refused: your decision is needed"};
    case v1::NOTICE_KIND_SUBMITTED:
      return {"Kết quả chờ phê duyệt", "A result waits for approval"};
    case v1::NOTICE_KIND_RETURNED:
      return {"Kết quả bị trả lại để hoàn thiện", "The result was returned"};
    case v1::NOTICE_KIND_EXTENSION_REQUESTED:
      return {"Đề nghị gia hạn, cần quyết định", "More time is asked for: your decision is needed"};
    case v1::NOTICE_KIND_EXTENSION_DECIDED:
      return notice.granted() ? Phrase{"Được gia hạn", "More time was granted"}
                              : Phrase{"Không được gia hạn", "More time was denied"};
    case v1::NOTICE_KIND_CONTRIBUTION_REQUESTED:
      return {"Đề nghị phối hợp, cho ý kiến", "The unit is asked for its contribution"};
    case v1::NOTICE_KIND_COPY:
      return {"Gửi để biết", "For information"};
    case v1::NOTICE_KIND_ORDERED:
      return {"Ý kiến chỉ đạo của cấp trên", "An instruction from above"};
    case v1::NOTICE_KIND_CLOCKS_MOVED:
      return {"Thời hạn thay đổi theo lịch làm việc mới", "The deadline follows a new calendar"};
    case v1::NOTICE_KIND_REVOKED:
      return {"Nhiệm vụ được thu hồi", "The task was revoked"};
    default:
      return {"Thông báo", "Notice"};
  }
}

// Whose deadline it is.
Phrase DeadlineOf(v1::ClockPurpose purpose) {
  switch (purpose) {
    case v1::CLOCK_PURPOSE_ACKNOWLEDGE:
      return {"hạn tiếp nhận", "the deadline to accept"};
    case v1::CLOCK_PURPOSE_START:
      return {"thời điểm giao", "the instant to issue"};
    case v1::CLOCK_PURPOSE_APPROVE:
      return {"hạn phê duyệt", "the deadline to approve"};
    case v1::CLOCK_PURPOSE_ISSUER_DECISION:
      return {"hạn quyết định của cơ quan giao", "the deadline for the issuer's decision"};
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      return {"hạn trả lời bàn giao", "the deadline to answer the hand-off"};
    case v1::CLOCK_PURPOSE_CONTRIBUTE:
      return {"hạn cho ý kiến phối hợp", "the deadline for contributions"};
    case v1::CLOCK_PURPOSE_INTERIM:
      return {"hạn của một bước", "the deadline of a step"};
    default:
      return {"hạn hoàn thành", "the deadline"};
  }
}

std::string Escalated(const v1::Notice& notice, Language language) {
  const int days = std::abs(notice.offset_working_days());
  const absl::string_view deadline = DeadlineOf(notice.clock_purpose()).In(language);
  const bool vietnamese = language == Language::kVietnamese;
  if (notice.clock_id().empty()) {
    return vietnamese ? "Nhiệm vụ bị từ chối nhiều lần, cần xử lý" : "The task was refused more than once";
  }
  if (notice.offset_working_days() < 0) {
    return absl::Substitute(vietnamese ? "Còn $0 ngày làm việc đến $1" : "$0 working day(s) before $1", days, deadline);
  }
  if (notice.offset_working_days() == 0) {
    return absl::Substitute(vietnamese ? "Hôm nay là $0" : "Today is $0", deadline);
  }
  return absl::Substitute(vietnamese ? "Quá $1 $0 ngày làm việc" : "$0 working day(s) past $1", days, deadline);
}

std::string TaskFor(const v1::Notice& notice, Language language) {
  if (!notice.title().empty()) return absl::StrCat("“", notice.title(), "”");
  return absl::StrCat(language == Language::kVietnamese ? "nhiệm vụ mật số " : "classified task ",
                      LastSegment(notice.task()));
}

}  // namespace

std::string TextOf(const v1::Notice& notice, const organisation::Directory& directory, Language language) {
  const bool vietnamese = language == Language::kVietnamese;
  if (notice.kind() == v1::NOTICE_KIND_LADDER_SWITCHED) {
    const std::string unit = directory.DisplayName(notice.lead_unit(), DayOf(FromTimestamp(notice.event_time())));
    return absl::StrCat(vietnamese ? "Các thời hạn đang chạy của " : "Running deadlines of ", unit,
                        vietnamese ? " từ nay theo thang đôn đốc mới." : " follow a new ladder from now on.");
  }
  std::string text = notice.kind() == v1::NOTICE_KIND_ESCALATION ? Escalated(notice, language)
                                                                 : std::string(HappenedTo(notice).In(language));
  absl::StrAppend(&text, ": ", TaskFor(notice, language));
  if (notice.has_due_time()) {
    // 24:00 of a day is that day's.
    const absl::CivilDay due = DayOf(FromTimestamp(notice.due_time()) - absl::Microseconds(1));
    absl::StrAppend(&text, vietnamese ? " (hạn " : " (due ", FormatDateForPeople(due), ")");
  }
  if (!notice.lead_unit().empty()) {
    absl::StrAppend(&text, vietnamese ? ", đơn vị chủ trì: " : ", lead unit: ",
                    directory.DisplayName(notice.lead_unit(), DayOf(FromTimestamp(notice.event_time()))));
  }
  absl::StrAppend(&text, ".");
  if (!notice.reason().empty()) {
    absl::StrAppend(&text, vietnamese ? " Nội dung: " : " They say: ", notice.reason());
  }
  return text;
}

}  // namespace phoihop::notice
