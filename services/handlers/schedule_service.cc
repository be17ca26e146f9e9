#include "services/handlers/schedule_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/visibility.h"
#include "services/handlers/work_pool.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/schedule.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

// An item as it is stored, with the tasks that were made of it: wholes, not parts.
struct StoredItem {
  v1::Plan plan;
  v1::PlanItem item;
  std::vector<v1::Task> tasks;
};

absl::StatusOr<StoredItem> ReadItem(absl::string_view field, const std::string& name, const CallContext& call,
                                    const Services& services) {
  const std::string plan_name(ParentOf(name));
  const auto id = IdOf(plan_name, "plans");
  if (!id.ok() || ChildName(plan_name, "items", LastSegment(name)) != name) {
    return InvalidRequest(
        v1::ERROR_REASON_INVALID_NAME,
        {{std::string(field), "has to be of the form provinces/{province}/plans/{plan}/items/{item}"}});
  }
  auto stored = ReadVisiblePlan(*id, call, services);
  if (!stored.ok()) return stored.status();
  StoredItem read;
  read.plan = std::move(stored->plan);
  const auto found = std::find_if(read.plan.items().begin(), read.plan.items().end(),
                                  [&](const v1::PlanItem& item) { return item.name() == name; });
  if (found == read.plan.items().end()) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("there is no item ", Excerpt(name), " in the plan; see GetPlan"));
  }
  read.item = *found;
  std::vector<std::string> ids;
  for (const std::string& task : read.item.tasks()) ids.emplace_back(LastSegment(task));
  auto tasks = store::TasksByIds(services.database, call.province, ids);
  if (!tasks.ok()) return tasks.status();
  read.tasks = *std::move(tasks);
  std::sort(read.tasks.begin(), read.tasks.end(),
            [](const v1::Task& a, const v1::Task& b) { return a.name() < b.name(); });
  return read;
}

void KeepVisible(const CallContext& call, std::vector<v1::Task>& tasks) {
  tasks.erase(
      std::remove_if(tasks.begin(), tasks.end(),
                     [&](const v1::Task& task) { return !task::MayView(task, call.actor, *call.facts, call.now); }),
      tasks.end());
}

// The day of a field; `otherwise` when it is empty. INVALID_DATE.
absl::StatusOr<absl::CivilDay> ReadDay(absl::string_view field, const std::string& text, absl::CivilDay otherwise) {
  if (text.empty()) return otherwise;
  const auto day = ParseDate(text);
  if (day.ok()) return *day;
  return InvalidRequest(v1::ERROR_REASON_INVALID_DATE, {{std::string(field), std::string(day.status().message())}});
}

constexpr absl::CivilDay kFirstDay(1900, 1, 1), kLastDay(2200, 12, 31);

// Where the next due dates come from.
struct PreviewSource {
  StoredItem item;
  v1::PlanDeadline deadline;
  std::string explanation;
};

absl::StatusOr<PreviewSource> SourceOf(const v1::PreviewOccurrencesRequest& request, absl::CivilDay from,
                                       const CallContext& call, const Services& services) {
  PreviewSource source;
  if (request.has_item()) {
    auto item = ReadItem("item", request.item(), call, services);
    if (!item.ok()) return item.status();
    source.item = *std::move(item);
    source.deadline = source.item.item.deadline();
    KeepVisible(call, source.item.tasks);
    return source;
  }
  if (request.deadline_text().empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"deadline_text", "give the words of a deadline, or an item of a plan"}});
  }
  const bool known_roll = request.roll() != v1::ROLL_RULE_UNSPECIFIED;
  source.item.plan.set_roll(known_roll ? request.roll() : v1::ROLL_RULE_NEXT_WORKING_DAY);
  source.item.plan.set_strict_before(request.strict_before());
  plan::DeadlineSettings settings = plan::DeadlineSettingsOf(source.item.plan);
  settings.reference = from;
  plan::DeadlineReading reading =
      plan::ReadDeadline(request.deadline_text(), /*product=*/"", settings, call.facts->calendar());
  if (!reading.question.empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"deadline_text", reading.question}});
  }
  if (!plan::Recurs(reading.deadline)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"deadline_text", absl::StrCat("names no rhythm (", reading.explanation,
                                                          "); write for example 'Hằng quý' or 'Ngày 20 hằng tháng'")}});
  }
  source.deadline = std::move(reading.deadline);
  source.explanation = std::move(reading.explanation);
  return source;
}

absl::StatusOr<v1::ScheduleChange> AnswerOf(absl::StatusOr<engine::Applied> applied, const std::string& item,
                                            const std::vector<std::string>& dates) {
  if (!applied.ok()) return applied.status();
  auto* plan = std::get_if<v1::Plan>(&applied->resource);
  if (plan == nullptr) return Error(v1::ERROR_REASON_INTERNAL, "The command to a plan answered without a plan.");
  v1::ScheduleChange change;
  change.set_etag(plan->etag());
  for (v1::PlanItem& known : *plan->mutable_items()) {
    if (known.name() == item) *change.mutable_item() = std::move(known);
  }
  for (const std::string& date : dates) change.add_dates(date);
  for (const auto& event : applied->created) {
    if (event->task_created().task().parent_task().empty()) change.add_tasks(event->subject());
  }
  return change;
}

void Submit(internal::v1::Command command, const Services& services, std::vector<std::string> dates,
            Done<v1::ScheduleChange> done) {
  const std::string item = command.plan().change_schedule().name();
  services.engine.Submit(std::move(command), [item, dates = std::move(dates),
                                              done = std::move(done)](absl::StatusOr<engine::Applied> applied) {
    done(AnswerOf(std::move(applied), item, dates));
  });
}

// A command that says everything but what is changed.
template <typename Request>
absl::StatusOr<internal::v1::Command> NewChange(const Request& request, const CallContext& call) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return command;
  internal::v1::ChangeSchedule& change = *command->mutable_plan()->mutable_change_schedule();
  change.set_name(request.name());
  change.set_reason(request.reason());
  change.set_etag(request.etag());
  change.set_request_id(request.request_id());
  change.set_validate_only(request.validate_only());
  return command;
}

// Looks in a thread of the pool which dates are to be made, and makes them.
template <typename Request>
void FindAndMake(const Request& request, const CallContext& call, const Services& services,
                 absl::StatusOr<std::vector<absl::CivilDay>> (*find)(const Request&, const StoredItem&,
                                                                     const CallContext&),
                 Done<v1::ScheduleChange> done) {
  auto command = NewChange(request, call);
  if (!command.ok()) return done(command.status());
  const bool accepted = services.pool.TrySubmit(
      [request = std::make_shared<const Request>(request), command = *command, call, &services, find, done]() mutable {
        const auto item = ReadItem("name", request->name(), call, services);
        if (!item.ok()) return done(item.status());
        // Permission comes before what there is to make.
        const auto issuer =
            plan::CheckIssuer(item->plan, request->etag(), *call.facts, Context{.now = call.now, .actor = call.actor});
        if (!issuer.ok() && issuer.status().code() == absl::StatusCode::kPermissionDenied) return done(issuer.status());
        const auto days = find(*request, *item, call);
        if (!days.ok()) return done(days.status());
        internal::v1::ChangeSchedule& change = *command.mutable_plan()->mutable_change_schedule();
        if (change.etag().empty()) change.set_etag(item->plan.etag());
        change.mutable_make();
        std::vector<std::string> dates;
        for (absl::CivilDay day : *days) {
          dates.push_back(FormatDate(day));
          change.mutable_make()->add_dates(dates.back());
        }
        Submit(std::move(command), services, std::move(dates), std::move(done));
      });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

absl::StatusOr<std::vector<absl::CivilDay>> DateToTrigger(const v1::TriggerOccurrenceRequest& request,
                                                          const StoredItem& item, const CallContext&) {
  const auto day = ReadDay("due_date", request.due_date(), absl::CivilDay());
  if (!day.ok()) return day.status();
  const bool stands = std::any_of(item.tasks.begin(), item.tasks.end(), [&](const v1::Task& task) {
    return !task.occurrence().empty() && task.requested_due_date() == FormatDate(*day) && plan::Stands(task);
  });
  return stands ? std::vector<absl::CivilDay>() : std::vector<absl::CivilDay>{*day};
}

absl::StatusOr<std::vector<absl::CivilDay>> DatesToBackfill(const v1::BackfillOccurrencesRequest& request,
                                                            const StoredItem& item, const CallContext& call) {
  const auto first = ReadDay("from_date", request.from_date(), kFirstDay);
  if (!first.ok()) return first.status();
  const auto last = ReadDay("to_date", request.to_date(), kLastDay);
  if (!last.ok()) return last.status();
  if (*last < *first) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"to_date", "must not lie before from_date"}});
  }
  return plan::MissingDates(item.item, item.plan, item.tasks, *first, *last, DayOf(call.now),
                            plan::CalendarOf(item.plan, *call.facts));
}

}  // namespace

absl::StatusOr<v1::ListOccurrencesResponse> ListOccurrences(const v1::ListOccurrencesRequest& request,
                                                            const CallContext& call, const Services& services) {
  const auto first = ReadDay("from_date", request.from_date(), kFirstDay);
  if (!first.ok()) return first.status();
  const auto last = ReadDay("to_date", request.to_date(), kLastDay);
  if (!last.ok()) return last.status();
  auto item = ReadItem("parent", request.parent(), call, services);
  if (!item.ok()) return item.status();
  KeepVisible(call, item->tasks);
  const auto occurrences = plan::DescribeSchedule(item->item, item->plan, item->tasks, DayOf(call.now),
                                                  plan::CalendarOf(item->plan, *call.facts));
  if (!occurrences.ok()) return occurrences.status();
  std::vector<const v1::ScheduledOccurrence*> wanted;
  for (const v1::ScheduledOccurrence& occurrence : *occurrences) {
    const std::string& due = occurrence.nominal_due_date();
    if (due >= FormatDate(*first) && due <= FormatDate(*last)) wanted.push_back(&occurrence);
  }
  const auto page = CutPage<v1::ScheduledOccurrence>(request, wanted, [](const v1::ScheduledOccurrence& occurrence) {
    return absl::StrCat(occurrence.nominal_due_date(), " ", occurrence.occurrence());
  });
  if (!page.ok()) return page.status();
  v1::ListOccurrencesResponse response;
  for (const v1::ScheduledOccurrence* occurrence : page->things) *response.add_occurrences() = *occurrence;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  *response.mutable_item() = std::move(item->item);
  return response;
}

absl::StatusOr<v1::PreviewOccurrencesResponse> PreviewOccurrences(const v1::PreviewOccurrencesRequest& request,
                                                                  const CallContext& call, const Services& services) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  if (request.count() < 0 || request.count() > kMaxPreviewedOccurrences) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"count", absl::StrCat("has to be 1 to ", kMaxPreviewedOccurrences)}});
  }
  const int count = request.count() == 0 ? kDefaultPreviewedOccurrences : request.count();
  const auto from = ReadDay("from_date", request.from_date(), DayOf(call.now));
  if (!from.ok()) return from.status();
  auto source = SourceOf(request, *from, call, services);
  if (!source.ok()) return source.status();
  const deadline::WorkingCalendar& calendar = plan::CalendarOf(source->item.plan, *call.facts);
  const auto coming = plan::NextOccurrences(source->deadline, source->item.plan, *from, count, calendar);
  if (!coming.ok()) return coming.status();
  v1::PreviewOccurrencesResponse response;
  for (v1::ScheduledOccurrence& occurrence :
       plan::Describe(coming->occurrences, source->item.item, source->item.tasks, DayOf(call.now), calendar)) {
    *response.add_occurrences() = std::move(occurrence);
  }
  response.set_calendar_ends(coming->calendar_ends);
  *response.mutable_deadline() = std::move(source->deadline);
  response.set_explanation(std::move(source->explanation));
  return response;
}

void PauseSchedule(const v1::PauseScheduleRequest& request, const CallContext& call, const Services& services,
                   Done<v1::ScheduleChange> done) {
  auto command = NewChange(request, call);
  if (!command.ok()) return done(command.status());
  command->mutable_plan()->mutable_change_schedule()->mutable_pause()->set_last_date(request.last_date());
  Submit(*std::move(command), services, {}, std::move(done));
}

void ResumeSchedule(const v1::ResumeScheduleRequest& request, const CallContext& call, const Services& services,
                    Done<v1::ScheduleChange> done) {
  auto command = NewChange(request, call);
  if (!command.ok()) return done(command.status());
  command->mutable_plan()->mutable_change_schedule()->set_resume(true);
  Submit(*std::move(command), services, {}, std::move(done));
}

void ExcludeDates(const v1::ExcludeDatesRequest& request, const CallContext& call, const Services& services,
                  Done<v1::ScheduleChange> done) {
  auto command = NewChange(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_plan()->mutable_change_schedule()->mutable_exclude()->mutable_dates() = request.dates();
  Submit(*std::move(command), services, {request.dates().begin(), request.dates().end()}, std::move(done));
}

void IncludeDates(const v1::IncludeDatesRequest& request, const CallContext& call, const Services& services,
                  Done<v1::ScheduleChange> done) {
  auto command = NewChange(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_plan()->mutable_change_schedule()->mutable_include()->mutable_dates() = request.dates();
  Submit(*std::move(command), services, {request.dates().begin(), request.dates().end()}, std::move(done));
}

void TriggerOccurrence(const v1::TriggerOccurrenceRequest& request, const CallContext& call, const Services& services,
                       Done<v1::ScheduleChange> done) {
  FindAndMake(request, call, services, &DateToTrigger, std::move(done));
}

void BackfillOccurrences(const v1::BackfillOccurrencesRequest& request, const CallContext& call,
                         const Services& services, Done<v1::ScheduleChange> done) {
  FindAndMake(request, call, services, &DatesToBackfill, std::move(done));
}

void AddScheduleService(MethodTable& table) {
  table.Read("phoihop.v1.ScheduleService.ListOccurrences", ListOccurrences, Caller::kRequired);
  table.Read("phoihop.v1.ScheduleService.PreviewOccurrences", PreviewOccurrences, Caller::kRequired);
  table.Command("phoihop.v1.ScheduleService.PauseSchedule", PauseSchedule);
  table.Command("phoihop.v1.ScheduleService.ResumeSchedule", ResumeSchedule);
  table.Command("phoihop.v1.ScheduleService.ExcludeDates", ExcludeDates);
  table.Command("phoihop.v1.ScheduleService.IncludeDates", IncludeDates);
  table.Command("phoihop.v1.ScheduleService.TriggerOccurrence", TriggerOccurrence);
  table.Command("phoihop.v1.ScheduleService.BackfillOccurrences", BackfillOccurrences);
}

}  // namespace phoihop::handlers
