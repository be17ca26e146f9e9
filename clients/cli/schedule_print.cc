#include "clients/cli/schedule_print.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

std::string Dates(const google::protobuf::RepeatedPtrField<std::string>& dates) {
  return absl::StrJoin(dates, ", ",
                       [](std::string* out, const std::string& date) { absl::StrAppend(out, DateForPeople(date)); });
}

// `20/06/2026 → 22/06/2026 *`
std::string DueForPeople(const v1::ScheduledOccurrence& occurrence) {
  std::string due = DateForPeople(occurrence.nominal_due_date());
  if (occurrence.effective_due_date() != occurrence.nominal_due_date()) {
    absl::StrAppend(&due, " → ", DateForPeople(occurrence.effective_due_date()));
  }
  if (occurrence.provisional()) absl::StrAppend(&due, " *");
  return due;
}

// Of several tasks also how each stands; of one the occurrence says it.
std::string TasksForPeople(const v1::ScheduledOccurrence& occurrence) {
  const bool several = occurrence.tasks_size() > 1;
  return absl::StrJoin(occurrence.tasks(), "; ",
                       [several](std::string* out, const v1::ScheduledOccurrence::OccurrenceTask& task) {
                         absl::StrAppend(out, ShortName(task.task()));
                         if (several) absl::StrAppend(out, " (", StateForPeople(task.state()), ")");
                       });
}

// The day of an instant: `21/04/2026`.
std::string DayForPeople(const google::protobuf::Timestamp& time) {
  constexpr size_t kDay = 10;
  return TimeForPeople(time).substr(0, kDay);
}

// How it stands, and why where that does not say it.
std::string StandForPeople(const v1::ScheduledOccurrence& occurrence) {
  const std::string status = OccurrenceStatusForPeople(occurrence.status());
  const bool told = occurrence.status() == v1::ScheduledOccurrence::STATUS_ISSUED ||
                    occurrence.status() == v1::ScheduledOccurrence::STATUS_PLANNED ||
                    occurrence.status() == v1::ScheduledOccurrence::STATUS_ENDED;
  return told || occurrence.explanation().empty() ? status : absl::StrCat(status, ": ", occurrence.explanation());
}

}  // namespace

std::string OccurrenceStatusForPeople(v1::ScheduledOccurrence::Status status) {
  switch (status) {
    case v1::ScheduledOccurrence::STATUS_PLANNED:
      return "chờ đến ngày";
    case v1::ScheduledOccurrence::STATUS_PAUSED:
      return "tạm dừng";
    case v1::ScheduledOccurrence::STATUS_ISSUED:
      return "đã giao";
    case v1::ScheduledOccurrence::STATUS_ENDED:
      return "đã kết thúc";
    case v1::ScheduledOccurrence::STATUS_SKIPPED:
      return "bị bỏ qua";
    case v1::ScheduledOccurrence::STATUS_EXCLUDED:
      return "bỏ khỏi lịch";
    default:
      return "chưa có nhiệm vụ";
  }
}

std::vector<std::string> ScheduleForPeople(const v1::PlanItem& item) {
  std::vector<std::string> lines = {absl::StrCat(item.ordinal(), ". ", item.text(), " – ", item.deadline().text())};
  if (item.schedule().has_pause()) {
    const v1::ItemSchedule::Pause& pause = item.schedule().pause();
    lines.push_back(absl::StrCat(
        "Tạm dừng từ ", TimeForPeople(pause.pause_time()),
        pause.last_date().empty() ? std::string() : absl::StrCat(" đến hết ngày ", DateForPeople(pause.last_date())),
        ": ", pause.reason()));
  }
  if (!item.schedule().excluded_dates().empty()) {
    lines.push_back(absl::StrCat("Bỏ khỏi lịch: ", Dates(item.schedule().excluded_dates())));
  }
  return lines;
}

Table OccurrenceTable(const google::protobuf::RepeatedPtrField<v1::ScheduledOccurrence>& occurrences) {
  Table table({"Kỳ", "Hạn (* chưa chốt lịch)", "Ngày giao", "Nhiệm vụ", "Tình trạng"});
  for (const v1::ScheduledOccurrence& occurrence : occurrences) {
    table.Add({occurrence.label(), DueForPeople(occurrence),
               occurrence.has_planned_issue_time() ? DayForPeople(occurrence.planned_issue_time()) : std::string(),
               TasksForPeople(occurrence), StandForPeople(occurrence)});
  }
  return table;
}

std::vector<std::string> ChangeForPeople(const v1::ScheduleChange& change, bool dry_run) {
  std::vector<std::string> lines = ScheduleForPeople(change.item());
  if (!change.item().schedule().has_pause()) lines.push_back("Lịch đang chạy.");
  if (!change.dates().empty()) lines.push_back(absl::StrCat("Ngày hạn: ", Dates(change.dates())));
  for (const std::string& task : change.tasks()) {
    lines.push_back(absl::StrCat(dry_run ? "Sẽ giao: " : "Đã tạo: ", ShortName(task)));
  }
  if (dry_run) lines.push_back("Chưa ghi gì.");
  return lines;
}

}  // namespace phoihop::cli
