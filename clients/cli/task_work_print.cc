#include "clients/cli/task_work_print.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/page.h"
#include "clients/cli/table.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

// Units that are named of those that read a copy, or did not.
constexpr size_t kNamedUnits = 8;

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

std::string WithBasis(const std::string& reason, const v1::Citation& basis) {
  const std::string cited = CitationForPeople(basis);
  return cited.empty() ? reason : absl::StrCat(reason, " (", cited, ")");
}

void AddSuspensions(const v1::Task& task, Page& page) {
  Table table({"Tạm dừng từ", "Đến", "Lý do", "Ai cho dừng"});
  for (const v1::Suspension& suspension : task.suspensions()) {
    const std::string last_day = DateForPeople(DayBefore(DayOf(suspension.until_time())));
    table.Add({TimeForPeople(suspension.start_time()),
               suspension.has_end_time() ? TimeForPeople(suspension.end_time())
                                         : absl::StrCat("hết ngày ", last_day, " (đang dừng)"),
               WithBasis(suspension.reason(), suspension.basis()), ActorForPeople(suspension.actor())});
  }
  page.Add(table);
}

void AddReminders(const v1::Task& task, Page& page) {
  Table table({"Đôn đốc lúc", "Ai", "Gửi đến", "Nội dung"});
  for (const v1::Reminder& reminder : task.reminders()) {
    table.Add({TimeForPeople(reminder.time()), ActorForPeople(reminder.actor()),
               absl::StrJoin(reminder.recipients(), ", ",
                             [](std::string* out, const v1::Actor& actor) { out->append(ActorForPeople(actor)); }),
               reminder.text()});
  }
  page.Add(table);
}

std::string AnswerForPeople(const v1::EscalationResponse& response) {
  switch (response.kind()) {
    case v1::EscalationResponse::KIND_TAKEN_UP:
      return "nhận xử lý";
    case v1::EscalationResponse::KIND_ORDERED:
      return "chỉ đạo";
    case v1::EscalationResponse::KIND_REASSIGNED:
      return absl::StrCat("giao cho ", ShortName(response.person()));
    case v1::EscalationResponse::KIND_RETURNED:
      return "chuyển lại cấp dưới";
    default:
      return "";
  }
}

void AddEscalationResponses(const v1::Task& task, Page& page) {
  Table table({"Xử lý đôn đốc lúc", "Ai", "Xử lý", "Nội dung"});
  for (const v1::EscalationResponse& response : task.escalation_responses()) {
    table.Add({TimeForPeople(response.response_time()), ActorForPeople(response.actor()), AnswerForPeople(response),
               response.instruction()});
  }
  page.Add(table);
}

std::string ExtensionStateForPeople(const v1::Extension& extension) {
  switch (extension.state()) {
    case v1::Extension::STATE_REQUESTED:
      return "CHỜ QUYẾT ĐỊNH";
    case v1::Extension::STATE_GRANTED:
      return absl::StrCat("đồng ý: ", ByForPeople(extension.decider(), extension.decide_time()));
    case v1::Extension::STATE_DENIED:
      return absl::StrCat("không đồng ý: ", ByForPeople(extension.decider(), extension.decide_time()));
    default:
      return "";
  }
}

void AddExtensions(const v1::Task& task, Page& page) {
  Table table({"Gia hạn", "Hạn trước", "Xin đến", "Được đến", "Lý do", "Quyết định"});
  for (const v1::Extension& extension : task.extensions()) {
    std::string decision = ExtensionStateForPeople(extension);
    if (!extension.explanation().empty()) absl::StrAppend(&decision, " — ", extension.explanation());
    const std::string documents = DocumentsForPeople(extension.documents());
    table.Add({extension.id(), DateForPeople(extension.due_date_before()),
               DateForPeople(extension.requested_due_date()), DateForPeople(extension.granted_due_date()),
               documents.empty() ? extension.reason() : absl::StrCat(extension.reason(), " (", documents, ")"),
               decision});
  }
  page.Add(table);
}

void AddImpossibility(const v1::Task& task, Page& page) {
  const v1::ImpossibilityReport& report = task.impossibility();
  std::string decision;
  switch (report.state()) {
    case v1::ImpossibilityReport::STATE_REPORTED:
      decision = "CHỜ QUYẾT ĐỊNH";
      break;
    case v1::ImpossibilityReport::STATE_DECLARED:
      decision = absl::StrCat("đã xác nhận (", ByForPeople(report.decider(), report.decide_time()), ")");
      break;
    case v1::ImpossibilityReport::STATE_DENIED:
      decision = absl::StrCat("không chấp nhận (", ByForPeople(report.decider(), report.decide_time()), ")");
      break;
    default:
      return;
  }
  if (!report.explanation().empty()) absl::StrAppend(&decision, ": ", report.explanation());
  page.Line(absl::StrCat("Báo không thể thực hiện: ", WithBasis(report.reason(), report.basis()), " (",
                         ByForPeople(report.reporter(), report.report_time()), ") — ", decision));
}

// How another task stands: open, or how and when it ended.
std::string EndForPeople(v1::TaskState state, const google::protobuf::Timestamp& time) {
  if (state == v1::TASK_STATE_UNSPECIFIED) return "chưa xong";
  return absl::StrCat(StateForPeople(state), " ", TimeForPeople(time));
}

void AddDependencies(const v1::Task& task, Page& page) {
  Table table({"Chờ nhiệm vụ", "Của", "Tình trạng", "Lý do"});
  for (const v1::Dependency& dependency : task.dependencies()) {
    table.Add({ShortName(dependency.task()), UnitForPeople(task, dependency.unit()),
               EndForPeople(dependency.end_state(), dependency.end_time()), dependency.reason()});
  }
  page.Add(table);
}

void AddDelegations(const v1::Task& task, Page& page) {
  Table table({"Giao một phần", "Cho", "Tình trạng", ""});
  for (const v1::Delegation& delegation : task.delegations()) {
    table.Add({ShortName(delegation.task()), UnitForPeople(task, delegation.unit()),
               EndForPeople(delegation.end_state(), delegation.end_time()),
               delegation.blocking() ? "phải xong mới trình được" : ""});
  }
  page.Add(table);
}

std::string ReplyForPeople(const v1::Contribution& contribution) {
  if (!contribution.has_reply_time()) return contribution.late() ? "TRỄ, chưa trả lời" : "chưa trả lời";
  const std::string time = TimeForPeople(contribution.reply_time());
  return contribution.late() ? absl::StrCat(time, " TRỄ") : time;
}

void AddContributions(const v1::Task& task, Page& page) {
  Table table({"Phối hợp", "Đề nghị", "Hạn", "Trả lời", "Nội dung"});
  for (const v1::Contribution& contribution : task.contributions()) {
    std::vector<std::string> given;
    if (contribution.state() == v1::Contribution::STATE_NOTHING) given.push_back("không có ý kiến");
    if (!contribution.text().empty()) given.push_back(contribution.text());
    if (!contribution.documents().empty()) given.push_back(DocumentsForPeople(contribution.documents()));
    table.Add({UnitForPeople(task, contribution.unit()), contribution.request(), DateForPeople(contribution.due_date()),
               ReplyForPeople(contribution), absl::StrJoin(given, "; ")});
  }
  page.Add(table);
}

void AddCopies(const v1::Task& task, Page& page) {
  std::vector<std::string> read, unread;
  for (const v1::InformationCopy& copy : task.copies()) {
    const std::string unit = UnitForPeople(task, copy.unit());
    if (copy.has_read_time()) {
      read.push_back(absl::StrCat(unit, " (", TimeForPeople(copy.read_time()), ")"));
    } else {
      unread.push_back(unit);
    }
  }
  if (!read.empty()) {
    page.Line(
        absl::StrCat("Gửi để biết, đã đọc ", read.size(), "/", task.copies_size(), ": ", FirstOf(read, kNamedUnits)));
  }
  if (!unread.empty()) {
    page.Line(absl::StrCat("Gửi để biết, chưa đọc ", unread.size(), "/", task.copies_size(), ": ",
                           FirstOf(unread, kNamedUnits)));
  }
}

void AddProgress(const v1::Task& task, Page& page) {
  if (!task.has_progress()) return;
  const v1::TaskProgress& progress = task.progress();
  std::string text = absl::StrCat("Tiến độ: ", progress.percent(), "%");
  if (!progress.label().empty()) absl::StrAppend(&text, ", ", progress.label());
  if (!progress.note().empty()) absl::StrAppend(&text, " — ", progress.note());
  page.Line(absl::StrCat(text, " (", ByForPeople(progress.actor(), progress.time()), ")"));
}

// The clock of a step that is not done; null when it has none.
const v1::Clock* OpenClockOf(const v1::Task& task, const v1::ChecklistItem& item) {
  for (const v1::Clock& clock : task.clocks()) {
    const bool open = clock.state() == v1::CLOCK_STATE_RUNNING || clock.state() == v1::CLOCK_STATE_FROZEN ||
                      clock.state() == v1::CLOCK_STATE_SUSPENDED;
    if (open && clock.purpose() == v1::CLOCK_PURPOSE_INTERIM && clock.checklist_item() == item.id()) return &clock;
  }
  return nullptr;
}

// "15/12/2026"; "12/12/2026 → 14/12/2026" when the day that was set is no working day, or time was credited.
std::string StepDayForPeople(const v1::Task& task, const v1::ChecklistItem& item) {
  const std::string day = DateForPeople(item.due_date());
  const v1::Clock* clock = OpenClockOf(task, item);
  if (clock == nullptr || clock->due_date() == item.due_date()) return day;
  return absl::StrCat(day, " → ", DateForPeople(clock->due_date()));
}

std::string StepStateForPeople(const v1::Task& task, const v1::ChecklistItem& item, absl::Time now) {
  if (item.done()) return absl::StrCat("✓ ", ByForPeople(item.done_by(), item.done_time()));
  const v1::Clock* clock = OpenClockOf(task, item);
  if (clock == nullptr) return "";
  if (clock->state() != v1::CLOCK_STATE_RUNNING) return "hạn tạm dừng";
  return ToTime(clock->due_time()) < now ? "QUÁ HẠN" : "";
}

void AddChecklist(const v1::Task& task, absl::Time now, Page& page) {
  const bool dated = std::any_of(task.checklist().begin(), task.checklist().end(),
                                 [](const v1::ChecklistItem& item) { return !item.due_date().empty(); });
  Table table(dated ? std::vector<std::string>{"Bước", "Phải làm", "Hạn", "Xong"}
                    : std::vector<std::string>{"Bước", "Phải làm", "Xong"});
  for (const v1::ChecklistItem& item : task.checklist()) {
    std::vector<std::string> row = {item.id(), item.text()};
    if (dated) row.push_back(StepDayForPeople(task, item));
    row.push_back(StepStateForPeople(task, item, now));
    table.Add(std::move(row));
  }
  page.Add(table);
}

void AddEvidence(const v1::Task& task, Page& page) {
  Table table({"Minh chứng", "Văn bản", "Cho sản phẩm"});
  for (int i = 0; i < task.evidence_size(); ++i) {
    std::string slot = task.evidence(i).slot();
    for (const v1::EvidenceSlot& known : task.evidence_slots()) {
      if (known.id() == slot) slot = known.description();
    }
    table.Add({absl::StrCat(i + 1), DocumentForPeople(task.evidence(i)), slot});
  }
  page.Add(table);
}

void AddCycles(const v1::Task& task, Page& page) {
  if (task.cycle() == 0) return;
  page.Line(absl::StrCat("Thực hiện lần thứ ", task.cycle() + 1, " (đã mở lại hoặc khôi phục)"));
  for (const v1::TaskResult& result : task.earlier_results()) {
    const std::string documents = DocumentsForPeople(result.documents());
    page.Line(absl::StrCat("Kết quả lần trước: ", result.summary(),
                           result.summary().empty() || documents.empty() ? "" : "; ", documents, " (",
                           ByForPeople(result.submitter(), result.submit_time()), ")"));
  }
}

void AddCustody(const v1::Task& task, absl::Time now, Page& page) {
  Table table({"Ai giữ việc", "Từ", "Đến", "Bao lâu"});
  for (const v1::Custody& custody : task.custody()) {
    const absl::Time end = custody.has_end_time() ? ToTime(custody.end_time()) : now;
    table.Add({UnitForPeople(task, custody.unit()), TimeForPeople(custody.start_time()),
               custody.has_end_time() ? TimeForPeople(custody.end_time()) : "nay",
               DurationForPeople(end - ToTime(custody.start_time()))});
  }
  page.Add(table);
}

}  // namespace

std::string DescribeWork(const v1::Task& task, absl::Time now, int width) {
  Page page(width);
  if (!task.delegated_from().empty())
    page.Line(absl::StrCat("Là một phần việc của: ", ShortName(task.delegated_from())));
  AddCycles(task, page);
  AddProgress(task, page);
  AddImpossibility(task, page);
  AddReminders(task, page);
  AddEscalationResponses(task, page);
  AddSuspensions(task, page);
  AddExtensions(task, page);
  AddDependencies(task, page);
  AddDelegations(task, page);
  AddContributions(task, page);
  AddChecklist(task, now, page);
  AddEvidence(task, page);
  AddCopies(task, page);
  if (!task.watchers().empty()) {
    page.Line(
        absl::StrCat("Theo dõi: ", absl::StrJoin(task.watchers(), ", ", [](std::string* out, const v1::Actor& watcher) {
                       absl::StrAppend(out, ActorForPeople(watcher));
                     })));
  }
  if (task.comment_count() > 0) {
    page.Line(
        absl::StrCat("Ý kiến: ", task.comment_count(), " (xem: phoihop task comments ", ShortName(task.name()), ")"));
  }
  AddCustody(task, now, page);
  return std::move(page).text();
}

}  // namespace phoihop::cli
