#include "services/handlers/deadline_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/page.h"
#include "services/handlers/visibility.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clock_explanation.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {
using deadline::DueDate;
using deadline::DueForPeople;
using deadline::ExplainClock;
using deadline::PeriodForPeople;
using deadline::WorkingCalendar;

absl::Status CheckParent(absl::string_view parent, const CallContext& call) {
  if (parent == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
}

absl::StatusOr<const v1::Calendar*> FindCalendar(absl::string_view name, const CallContext& call) {
  if (const auto id = IdOf(name, "calendars"); !id.ok()) return id.status();
  for (const v1::Calendar& calendar : call.facts->data().calendars()) {
    if (calendar.name() == name) return &calendar;
  }
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no calendar ", Excerpt(name), "; the one that counts is ",
                            ChildName(ProvinceName(call.province), "calendars", "default"), "."));
}

// What is wrong with an ExplainDeadlineRequest, whichever way of asking it uses.
class RequestCheck {
 public:
  explicit RequestCheck(const v1::ExplainDeadlineRequest& request) : request_(request) {}

  absl::Status Result() {
    CheckOneMode();
    if (request_.has_period()) CheckPeriod();
    if (request_.strict_before() && request_.fixed_date().empty()) Add("strict_before", "belongs to fixed_date");
    if (request_.strict_before() && request_.roll() == v1::ROLL_RULE_NEXT_WORKING_DAY)
      Add("roll", "a date that is read strictly does not roll; leave roll or strict_before out");
    if (!v1::RollRule_IsValid(request_.roll())) Add("roll", "is not a rule");
    if (AsksForClock()) CheckClock();
    if (!violations_.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations_);
    CheckDate("anchor_date", request_.anchor_date());
    CheckDate("fixed_date", request_.fixed_date());
    if (!violations_.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_DATE, violations_);
    return absl::OkStatus();
  }

  bool AsksForPeriod() const {
    return request_.has_period() || !request_.anchor_date().empty() || request_.has_anchor_time();
  }
  bool AsksForClock() const { return !request_.task().empty() || !request_.clock_id().empty(); }

 private:
  void Add(absl::string_view field, absl::string_view description) {
    violations_.push_back({std::string(field), std::string(description)});
  }

  void CheckOneMode() {
    const int modes = (AsksForPeriod() ? 1 : 0) + (request_.fixed_date().empty() ? 0 : 1) + (AsksForClock() ? 1 : 0);
    constexpr absl::string_view kModes =
        "give one of: period with anchor_date or anchor_time; fixed_date; task with clock_id";
    if (modes == 0) Add("period", kModes);
    if (modes < 2) {
      if (AsksForPeriod() && !request_.has_period()) Add("period", "say how long, from the anchor on");
      return;
    }
    if (AsksForPeriod()) Add(request_.has_period() ? "period" : "anchor_date", kModes);
    if (!request_.fixed_date().empty()) Add("fixed_date", kModes);
    if (AsksForClock()) Add(request_.task().empty() ? "clock_id" : "task", kModes);
  }

  void CheckPeriod() {
    const v1::Period& period = request_.period();
    if (period.count() < 1 || period.count() > limits::kPeriodCount)
      Add("period.count", absl::StrCat("must be from 1 to ", limits::kPeriodCount));
    if (period.unit() == v1::PERIOD_UNIT_UNSPECIFIED || !v1::PeriodUnit_IsValid(period.unit()))
      Add("period.unit", "say what is counted, for example PERIOD_UNIT_WORKING_DAY");
    if (request_.has_anchor_time() && !request_.anchor_date().empty())
      Add("anchor_time", "give either anchor_date or anchor_time");
    if (request_.has_anchor_time()) return;
    if (period.unit() == v1::PERIOD_UNIT_HOUR)
      Add("anchor_time", "hours run from an instant, not from a day (Civil Code 2015, article 147(1)); give it here");
    else if (request_.anchor_date().empty())
      Add("anchor_date", "say from which day the period runs");
  }

  void CheckClock() {
    if (request_.task().empty()) Add("task", "say whose clock it is");
    if (request_.clock_id().empty()) Add("clock_id", "say which clock of the task, for example `complete`");
    if (!request_.calendar().empty()) Add("calendar", "a clock has its own calendar; leave it out");
    if (!request_.unit().empty()) Add("unit", "a clock has its own calendar; leave it out");
    if (request_.roll() != v1::ROLL_RULE_UNSPECIFIED) Add("roll", "a clock has its own rule; leave it out");
  }

  void CheckDate(absl::string_view field, const std::string& date) {
    if (date.empty()) return;
    if (const auto day = ParseDate(date); !day.ok()) Add(field, day.status().message());
  }

  const v1::ExplainDeadlineRequest& request_;
  std::vector<FieldViolation> violations_;
};

// How the question reads: "30 ngày kể từ ngày 01/08/2026".
std::string QuestionForPeople(const v1::ExplainDeadlineRequest& request, absl::Time anchor) {
  if (!request.has_period()) {
    const std::string date = FormatDateForPeople(ParseDate(request.fixed_date()).value_or(absl::CivilDay()));
    return request.strict_before() ? absl::StrCat("Trước ngày ", date, ", hiểu chặt là hết ngày liền trước")
                                   : absl::StrCat("Đến hết ngày ", date);
  }
  const bool hours = request.period().unit() == v1::PERIOD_UNIT_HOUR;
  return absl::StrCat(PeriodForPeople(request.period()), " kể từ ",
                      absl::FormatTime(hours ? "%H:%M ngày %d/%m/%Y" : "ngày %d/%m/%Y", anchor, VietnamTimeZone()));
}

absl::StatusOr<v1::ExplainDeadlineResponse> ExplainComputed(const v1::ExplainDeadlineRequest& request,
                                                            const WorkingCalendar& calendar) {
  absl::StatusOr<DueDate> due;
  absl::Time anchor;
  if (request.has_period()) {
    anchor = request.has_anchor_time() ? FromTimestamp(request.anchor_time())
                                       : StartOfDay(ParseDate(request.anchor_date()).value_or(absl::CivilDay()));
    due = calendar.After(anchor, request.period(), request.roll(), /*explain=*/true);
  } else {
    const absl::CivilDay day = ParseDate(request.fixed_date()).value_or(absl::CivilDay());
    due = request.strict_before() ? calendar.Fixed(day - 1, v1::ROLL_RULE_NONE, /*explain=*/true)
                                  : calendar.Fixed(day, request.roll(), /*explain=*/true);
  }
  if (!due.ok()) return due.status();

  v1::ExplainDeadlineResponse response;
  *response.mutable_due_time() = ToTimestamp(due->due_time);
  response.set_due_date(FormatDate(due->day));
  response.set_nominal_date(FormatDate(due->nominal));
  response.set_provisional(due->provisional);
  for (v1::ExplainedDay& day : due->days) *response.add_days() = std::move(day);
  std::string summary = absl::StrCat(QuestionForPeople(request, anchor), ": hạn là ", DueForPeople(due->due_time));
  if (due->nominal != due->day)
    absl::StrAppend(&summary, ", vì ngày ", FormatDateForPeople(due->nominal),
                    " không phải ngày làm việc (Điều 148 khoản 5 BLDS 2015)");
  absl::StrAppend(&summary, ".");
  if (due->provisional) absl::StrAppend(&summary, " Tạm tính: lịch nghỉ của thời gian này chưa được quyết định.");
  response.set_summary(summary);
  response.set_calendar(calendar.definition().name());
  response.set_calendar_version(calendar.definition().version());
  return response;
}

absl::StatusOr<const WorkingCalendar*> AskedCalendar(const v1::ExplainDeadlineRequest& request,
                                                     const CallContext& call) {
  const Calendars& calendars = call.facts->calendars();
  if (!request.unit().empty()) {
    if (call.facts->directory().FindUnit(request.unit()) != nullptr)
      return &calendars.OfUnit(request.unit(), DayOf(call.now));
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no unit ", Excerpt(request.unit()), "; list the units to find its name."));
  }
  const std::string by_default = ChildName(ProvinceName(call.province), "calendars", kProvinceCalendar);
  if (request.calendar().empty() || request.calendar() == by_default) return &calendars.province();
  if (const auto definition = FindCalendar(request.calendar(), call); !definition.ok()) return definition.status();
  return &calendars.Named(request.calendar());
}

absl::StatusOr<v1::ExplainDeadlineResponse> ExplainOfTask(const v1::ExplainDeadlineRequest& request,
                                                          const CallContext& call, const Services& services) {
  const absl::StatusOr<v1::Task> task = ReadVisibleTask(request.task(), call, services);
  if (!task.ok()) return task.status();
  for (const v1::Clock& clock : task->clocks()) {
    if (clock.id() == request.clock_id()) return ExplainClock(*task, clock, call.facts->calendars().Of(clock));
  }
  return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("The task has no clock '", Excerpt(request.clock_id()),
                                                        "'; its `clocks` list those that it has."));
}
}  // namespace

absl::StatusOr<v1::Calendar> GetCalendar(const v1::GetCalendarRequest& request, const CallContext& call,
                                         const Services&) {
  const absl::StatusOr<const v1::Calendar*> calendar = FindCalendar(request.name(), call);
  if (!calendar.ok()) return calendar.status();
  return **calendar;
}

absl::StatusOr<v1::ExplainDeadlineResponse> ExplainDeadline(const v1::ExplainDeadlineRequest& request,
                                                            const CallContext& call, const Services& services) {
  if (const absl::Status parent = CheckParent(request.parent(), call); !parent.ok()) return parent;
  RequestCheck check(request);
  if (const absl::Status checked = check.Result(); !checked.ok()) return checked;
  if (check.AsksForClock()) return ExplainOfTask(request, call, services);
  const absl::StatusOr<const WorkingCalendar*> calendar = AskedCalendar(request, call);
  if (!calendar.ok()) return calendar.status();
  return ExplainComputed(request, **calendar);
}

absl::StatusOr<v1::ListEscalationPoliciesResponse> ListEscalationPolicies(
    const v1::ListEscalationPoliciesRequest& request, const CallContext& call, const Services&) {
  if (const absl::Status parent = CheckParent(request.parent(), call); !parent.ok()) return parent;
  v1::ListEscalationPoliciesResponse response;
  for (const v1::EscalationPolicy& policy : call.facts->data().escalation_policies()) {
    // The newest comes first of its name.
    const auto& listed = response.escalation_policies();
    const bool known = !listed.empty() && listed.rbegin()->name() == policy.name();
    if (!known) *response.add_escalation_policies() = policy;
  }
  return response;
}

absl::StatusOr<v1::ListUpcomingDeadlinesResponse> ListUpcomingDeadlines(const v1::ListUpcomingDeadlinesRequest& request,
                                                                        const CallContext& call,
                                                                        const Services& services) {
  if (const absl::Status parent = CheckParent(request.parent(), call); !parent.ok()) return parent;
  const absl::StatusOr<Page> page = ReadPage(request, kDefaultUpcomingDeadlines);
  if (!page.ok()) return page.status();
  const absl::Time from = request.has_from_time() ? FromTimestamp(request.from_time()) : call.now;
  absl::StatusOr<std::vector<store::UpcomingDeadline>> deadlines =
      store::ListUpcomingDeadlines(services.database, call.province, from, page->size, VisibilityOf(call));
  if (!deadlines.ok()) return deadlines.status();
  v1::ListUpcomingDeadlinesResponse response;
  for (store::UpcomingDeadline& deadline : *deadlines) {
    auto* entry = response.add_deadlines();
    entry->set_task(std::move(deadline.task));
    entry->set_title(std::move(deadline.title));
    entry->set_lead_unit(std::move(deadline.lead_unit));
    *entry->mutable_clock() = std::move(deadline.clock);
  }
  return response;
}

void AddDeadlineService(MethodTable& table) {
  table.Read("phoihop.v1.DeadlineService.GetCalendar", GetCalendar, Caller::kOptional);
  // Only a question about a task needs somebody who asks; ReadVisibleTask sees to that.
  table.Read("phoihop.v1.DeadlineService.ExplainDeadline", ExplainDeadline, Caller::kOptional);
  table.Read("phoihop.v1.DeadlineService.ListEscalationPolicies", ListEscalationPolicies, Caller::kOptional);
  table.Read("phoihop.v1.DeadlineService.ListUpcomingDeadlines", ListUpcomingDeadlines, Caller::kRequired);
}

}  // namespace phoihop::handlers
