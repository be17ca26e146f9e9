#include "services/handlers/calendar_preview.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/handlers/digest.h"
#include "services/store/calendar_reader.h"
#include "services/store/event_reader.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/calendar_change.h"
#include "workflow/errors.h"
#include "workflow/organisation/publish_calendar.h"
#include "workflow/resource_name.h"
#include "workflow/task/calendar_moves.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {
using deadline::WorkingCalendar;
using Response = v1::PreviewCalendarChangeResponse;

// Makes one preview, step by step.
class Maker {
 public:
  Maker(v1::Calendar next, WorkingCalendar after, const CallContext& call, const Services& services)
      : next_(std::move(next)), after_(std::move(after)), call_(call), services_(services) {}

  absl::StatusOr<CalendarPreview> Make() {
    // First: whoever changes later is seen twice, not never.
    const auto last_sequence = store::LastSequence(services_.database, call_.province);
    if (!last_sequence.ok()) return last_sequence.status();
    preview_.last_sequence = *last_sequence;
    if (absl::Status status = ReadVersions(); !status.ok()) return status;
    CompareDays();
    if (absl::Status status = Tasks(); !status.ok()) return status;
    if (!followed_ && !IsFollowedByUnits()) {
      AddFinding(Response::Finding::KIND_NOBODY_FOLLOWS, {}, "",
                 absl::StrCat("Chưa đơn vị, nhiệm vụ nào theo lịch này; đơn vị không có lịch riêng theo lịch ",
                              LastSegment(call_.facts->calendar().definition().name()), "."));
    }
    return Finish();
  }

 private:
  absl::Status ReadVersions() {
    auto versions = store::CalendarVersions(services_.database, call_.province, next_.name());
    if (!versions.ok()) return versions.status();
    for (store::CalendarVersion& version : *versions) definitions_[version.version] = std::move(version.calendar);
    for (const v1::Calendar& known : call_.facts->data().calendars()) {
      if (known.name() == next_.name()) base_ = &known;
    }
    const WorkingCalendar* present = call_.facts->calendars().Find(next_.name());
    if (present != nullptr) before_.emplace(present->definition().version(), *present);
    return absl::OkStatus();
  }

  bool IsFollowedByUnits() const {
    if (next_.name() == call_.facts->calendar().definition().name()) return true;
    const auto& assignments = call_.facts->data().calendar_assignments();
    return std::any_of(assignments.begin(), assignments.end(), [this](const v1::CalendarAssignment& assignment) {
      return assignment.calendar() == next_.name();
    });
  }

  const WorkingCalendar* Base() const {
    const auto found = before_.find(base_ == nullptr ? 0 : base_->version());
    return found == before_.end() ? nullptr : &found->second;
  }

  // A version that clocks stand on is made when the first of them comes.
  void Need(int64_t version) {
    const auto known = definitions_.find(version);
    if (before_.count(version) > 0 || known == definitions_.end()) return;
    if (auto made = WorkingCalendar::Create(known->second); made.ok()) before_.emplace(version, *std::move(made));
  }

  void AddFinding(Response::Finding::Kind kind, const std::string& task, const std::string& clock_id,
                  std::string explanation, const std::string& date = "") {
    preview_.response.set_total_findings(preview_.response.total_findings() + 1);
    if (preview_.response.findings_size() >= kMaxCalendarFindings) return;
    Response::Finding& finding = *preview_.response.add_findings();
    finding.set_kind(kind);
    finding.set_task(task);
    finding.set_clock_id(clock_id);
    finding.set_date(date);
    finding.set_explanation(std::move(explanation));
  }

  void CompareDays() {
    const WorkingCalendar* base = Base();
    if (base == nullptr) return;
    const absl::CivilDay today = DayOf(call_.now);
    for (const absl::CivilDay day :
         deadline::ChangedDays(*base, after_, today - kComparedDaysBack, today - 1, kMaxPastDays)) {
      AddFinding(Response::Finding::KIND_PAST_DAY, "", "",
                 absl::StrCat("Ngày ", FormatDateForPeople(day), " đã qua: thay đổi này không làm dời hạn nào."),
                 FormatDate(day));
    }
    for (const absl::CivilDay day :
         deadline::ChangedDays(*base, after_, today, today + kComparedDaysAhead, kMaxChangedDays)) {
      const v1::ExplainedDay explained = after_.Explain(day);
      Response::ChangedDay& changed = *preview_.response.add_changed_days();
      changed.set_date(explained.date());
      changed.set_working_day(explained.working_day());
      changed.set_reason(explained.reason());
      changed.set_rule(explained.rule());
      changed.set_provisional(explained.provisional());
    }
    const std::string &was = base->definition().decided_to(), &is = next_.decided_to();
    if (!was.empty() && !is.empty() && is < was) {
      AddFinding(Response::Finding::KIND_DECIDED_SPAN_SHRINKS, "", "",
                 absl::StrCat("Lịch đang dùng đã quyết định đến ", FormatDateForPeople(ParseDate(was).value_or(today)),
                              ", lịch mới chỉ đến ", FormatDateForPeople(ParseDate(is).value_or(today)), "."),
                 was);
    }
  }

  absl::Status Tasks() {
    std::string after;
    while (true) {
      const auto tasks = store::OpenTasksAfter(services_.database, call_.province, after, kCalendarPreviewBatch);
      if (!tasks.ok()) return tasks.status();
      for (const v1::Task& task : *tasks) Look(task);
      if (tasks->size() < static_cast<size_t>(kCalendarPreviewBatch)) return absl::OkStatus();
      after = std::string(LastSegment(tasks->back().name()));
    }
  }

  void Look(const v1::Task& task) {
    for (const int64_t version : task::CalendarVersions(task, next_.name())) {
      followed_ = true;
      Need(version);
    }
    const task::CalendarMoves moves =
        task::MovesOf(task, {after_, before_, call_.now, call_.now, call_.facts->policies()});
    if (moves.empty() && moves.stays.empty()) return;
    const bool seen = task::MayView(task, call_.actor, *call_.facts, call_.now);
    const std::string told = seen ? task.name() : std::string();
    for (const task::ClockStays& stays : moves.stays) {
      AddFinding(Response::Finding::KIND_CLOCK_STAYS, told, stays.clock_id,
                 absl::StrCat("Không tính lại được nên giữ nguyên hạn: ", stays.why.message(), "."));
    }
    if (moves.empty()) return;
    preview_.tasks.push_back(task.name());
    bool concerned = false;
    for (const task::ClockChange& change : moves.changes) {
      if (change.moves()) {
        concerned = true;
        AddMove(task, MoveOf(change), seen);
      } else {
        preview_.response.set_rearmed_clocks(preview_.response.rearmed_clocks() + 1);
      }
    }
    if (moves.planned_day.has_value()) {
      concerned = true;
      AddMove(task, MoveOf(*moves.planned_day), seen);
    }
    if (concerned) preview_.response.set_concerned_tasks(preview_.response.concerned_tasks() + 1);
  }

  static v1::ClockMove MoveOf(const task::ClockChange& change) {
    v1::ClockMove move;
    move.set_clock_id(change.before.id());
    move.set_purpose(change.before.purpose());
    move.set_old_due_date(change.before.due_date());
    move.set_new_due_date(change.after.due_date());
    return move;
  }

  static v1::ClockMove MoveOf(const task::PlannedDay& day) {
    v1::ClockMove move;
    move.set_clock_id(day.clock_id);
    move.set_purpose(v1::CLOCK_PURPOSE_START);
    move.set_old_due_date(day.before);
    move.set_new_due_date(day.after);
    return move;
  }

  void AddMove(const v1::Task& task, v1::ClockMove move, bool seen) {
    Response& response = preview_.response;
    response.set_total_moves(response.total_moves() + 1);
    auto& [earlier_count, later_count] = counts_[task.lead_unit()];
    ++(move.new_due_date() > move.old_due_date() ? later_count : earlier_count);
    if (move.purpose() == v1::CLOCK_PURPOSE_COMPLETE || move.purpose() == v1::CLOCK_PURPOSE_START) {
      ++deadlines_;
      absl::StrAppend(&seen_, task.name(), " ", move.clock_id(), " ", move.old_due_date(), " ", move.new_due_date(),
                      "\n");
    }
    const absl::CivilDay due = ParseDate(move.new_due_date()).value_or(absl::CivilDay());
    if (EndOfDay(due) <= call_.now) {
      AddFinding(Response::Finding::KIND_BECOMES_OVERDUE, seen ? task.name() : std::string(), move.clock_id(),
                 absl::StrCat("Hạn ", FormatDateForPeople(ParseDate(move.old_due_date()).value_or(due)), " lùi về ",
                              FormatDateForPeople(due), ": quá hạn ngay khi công bố."),
                 move.new_due_date());
    }
    if (!seen || response.moves_size() >= kMaxListedMoves) return;
    move.set_task(task.name());
    if (task.secrecy() <= v1::SECRECY_NORMAL) move.set_title(task.title());
    move.set_lead_unit(task.lead_unit());
    *response.add_moves() = std::move(move);
  }

  CalendarPreview Finish() {
    Response& response = preview_.response;
    for (const auto& [unit, count] : counts_) {
      Response::UnitCount& counted = *response.add_counts();
      counted.set_lead_unit(unit);
      counted.set_earlier(count.first);
      counted.set_later(count.second);
    }
    response.set_base_version(base_ == nullptr ? 0 : base_->version());
    const std::string digest =
        absl::BytesToHexString(Sha256(absl::StrCat("phoihop calendar 1\n", DeterministicBytes(next_), "\n", seen_)));
    response.set_preview_token(organisation::CalendarPreviewToken{response.base_version(), deadlines_, digest}.Text());
    *response.mutable_calendar() = std::move(next_);
    return std::move(preview_);
  }

  v1::Calendar next_;
  const WorkingCalendar after_;
  const CallContext& call_;
  const Services& services_;
  const v1::Calendar* base_ = nullptr;
  std::map<int64_t, v1::Calendar> definitions_;
  std::map<int64_t, WorkingCalendar> before_;
  std::map<std::string, std::pair<int, int>> counts_;  // by lead unit: earlier, later
  bool followed_ = false;                              // by a clock of an open task
  int64_t deadlines_ = 0;
  std::string seen_;  // the deadlines that would move
  CalendarPreview preview_;
};

}  // namespace

absl::StatusOr<CalendarPreview> PreviewCalendar(const v1::Calendar& calendar, const CallContext& call,
                                                const Services& services) {
  auto next = organisation::NextVersion(call.facts->data(), calendar);
  if (!next.ok()) return next.status();
  auto after = WorkingCalendar::Create(*next);
  if (!after.ok()) return after.status();
  return Maker(*std::move(next), *std::move(after), call, services).Make();
}

}  // namespace phoihop::handlers
