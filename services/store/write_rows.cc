// Messages into rows: the arrays of write.sql.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "services/store/message_json.h"
#include "services/store/task_row.h"
#include "services/store/write_session.h"
#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {
// Unit, task and role.
struct ParticipantArrays {
  ArrayValue units = ArrayValue::OfText(), tasks = ArrayValue::OfText(), roles = ArrayValue::OfText();

  void Add(absl::string_view unit, absl::string_view task_id, absl::string_view role) {
    units.Text(unit);
    tasks.Text(task_id);
    roles.Text(role);
  }
  Values Finish(const std::string& province) && {
    return Values().Text(province).Array(std::move(units)).Array(std::move(tasks)).Array(std::move(roles));
  }
};
// Rows of one statement. PostgreSQL keeps the rows of its arrays in memory up to its work_mem and then in a file; and
// while it writes some, the next ones are made.
constexpr size_t kRowsPerStatement = 500;

template <typename Row, typename Send>
absl::Status InChunks(absl::Span<const Row> rows, const Send& send) {
  absl::Status status;
  for (size_t begin = 0; begin < rows.size() && status.ok(); begin += kRowsPerStatement) {
    status = send(rows.subspan(begin, kRowsPerStatement));
  }
  return status;
}
}  // namespace

std::string EventJson(const v1::Event& event) { return ToJson(event); }

absl::Status WriteSession::SendTasks(const std::string& province, const std::vector<TaskChange>& tasks, bool inserts) {
  std::vector<TaskChange> chosen;
  for (const TaskChange& change : tasks) {
    if ((change.before == nullptr) == inserts) chosen.push_back(change);
  }
  return InChunks<TaskChange>(
      chosen, [&](absl::Span<const TaskChange> rows) { return SendSomeTasks(province, rows, inserts); });
}

absl::Status WriteSession::SendSomeTasks(const std::string& province, absl::Span<const TaskChange> tasks,
                                         bool inserts) {
  ArrayValue ids = ArrayValue::OfText(), versions = ArrayValue::OfInt64(), states = ArrayValue::OfText(),
             open = ArrayValue::OfBool(), frozen = ArrayValue::OfBool(), leads = ArrayValue::OfText(),
             issuers = ArrayValue::OfText(), approvers = ArrayValue::OfText(), assignees = ArrayValue::OfText(),
             plans = ArrayValue::OfText(), items = ArrayValue::OfText(), handoffs = ArrayValue::OfText(),
             monitored = ArrayValue::OfBool(), titles = ArrayValue::OfText(), due = ArrayValue::OfTime(),
             wake = ArrayValue::OfTime(), created = ArrayValue::OfTime(), updated = ArrayValue::OfTime(),
             parents = ArrayValue::OfText(), previous = ArrayValue::OfText(), functions = ArrayValue::OfText(),
             wholes = ArrayValue::OfBool(), completed = ArrayValue::OfTime(), messages = ArrayValue::OfJson(),
             degrees = ArrayValue::OfInt64();
  std::string json;
  for (const TaskChange& change : tasks) {
    const v1::Task& task = *change.after;
    const TaskRow row = RowOf(task);
    ids.Text(LastSegment(task.name()));
    versions.Int64(task.version());
    states.Text(row.state);
    open.Bool(row.open);
    frozen.Bool(row.frozen);
    leads.Text(task.lead_unit());
    issuers.Text(task.issuer_unit());
    approvers.Text(task.approver_unit());
    assignees.Text(task.assignee());
    plans.Text(task.plan());
    items.Text(task.plan_item());
    handoffs.Text(row.handoff_to);
    monitored.Bool(task.on_monitor_list());
    titles.Text(task.title());
    due.Time(row.due_time);
    wake.OptionalTime(row.wake_time);
    created.Time(row.create_time);
    updated.Time(row.update_time);
    parents.Text(task.parent_task());
    previous.Text(task.previous_occurrence());
    functions.Text(task.plan_function());
    wholes.Bool(task.has_fan_out());
    completed.OptionalTime(row.complete_time);
    json.clear();
    AppendJson(task, &json);
    messages.Json(json);
    if (inserts) degrees.Int64(access::DegreeOf(task.secrecy()));
  }
  if (ids.size() == 0) return absl::OkStatus();
  Values values = Values().Text(province);
  for (ArrayValue* array : {&ids,       &versions, &states,  &open,     &frozen,    &leads,  &issuers,   &approvers,
                            &assignees, &plans,    &items,   &handoffs, &monitored, &titles, &due,       &wake,
                            &created,   &updated,  &parents, &previous, &functions, &wholes, &completed, &messages}) {
    values.Array(std::move(*array));
  }
  // It never changes.
  if (inserts) values.Array(std::move(degrees));
  return connection_->Send(inserts ? "InsertTasks" : "UpdateTasks", values);
}

absl::Status WriteSession::SendParticipants(const std::string& province, const std::vector<TaskChange>& tasks) {
  return InChunks<TaskChange>(tasks,
                              [&](absl::Span<const TaskChange> rows) { return SendSomeParticipants(province, rows); });
}

absl::Status WriteSession::SendSomeParticipants(const std::string& province, absl::Span<const TaskChange> tasks) {
  ParticipantArrays gone, come;
  for (const TaskChange& change : tasks) {
    if (change.before != nullptr && SameParticipants(*change.before, *change.after)) continue;
    const absl::string_view task_id = LastSegment(change.after->name());
    const auto after = ParticipantsOf(*change.after);
    const auto before = change.before == nullptr ? decltype(after)() : ParticipantsOf(*change.before);
    for (const auto& [unit, role] : before) {
      if (after.count({unit, role}) == 0) gone.Add(unit, task_id, role);
    }
    for (const auto& [unit, role] : after) {
      if (before.count({unit, role}) == 0) come.Add(unit, task_id, role);
    }
  }
  absl::Status status;
  if (gone.units.size() > 0) {
    status.Update(connection_->Send("DeleteParticipants", std::move(gone).Finish(province)));
  }
  if (come.units.size() > 0) {
    status.Update(connection_->Send("InsertParticipants", std::move(come).Finish(province)));
  }
  return status;
}

absl::Status WriteSession::SendPlans(const std::string& province, const std::vector<PlanChange>& plans) {
  if (plans.empty()) return absl::OkStatus();
  ArrayValue ids = ArrayValue::OfText(), versions = ArrayValue::OfInt64(), states = ArrayValue::OfText(),
             issuers = ArrayValue::OfText(), names = ArrayValue::OfText(), numbers = ArrayValue::OfText(),
             created = ArrayValue::OfTime(), updated = ArrayValue::OfTime(), messages = ArrayValue::OfJson(),
             degrees = ArrayValue::OfInt64();
  for (const PlanChange& change : plans) {
    const v1::Plan& plan = *change.plan;
    ids.Text(LastSegment(plan.name()));
    versions.Int64(change.version);
    states.Text(v1::Plan::State_Name(plan.state()));
    issuers.Text(plan.issuer_unit());
    names.Text(plan.display_name());
    numbers.Text(plan.number());
    created.Time(FromTimestamp(plan.create_time()));
    updated.Time(FromTimestamp(plan.update_time()));
    messages.Json(ToJson(plan));
    degrees.Int64(access::DegreeOf(plan.secrecy()));
  }
  Values values = Values().Text(province);
  for (ArrayValue* array :
       {&ids, &versions, &states, &issuers, &names, &numbers, &created, &updated, &messages, &degrees}) {
    values.Array(std::move(*array));
  }
  return connection_->Send("PutPlans", values);
}

absl::Status WriteSession::SendQuarantine(const std::string& province, const Rows& rows) {
  absl::Status status;
  if (!rows.wake_times.empty()) {
    ArrayValue ids = ArrayValue::OfText(), times = ArrayValue::OfTime();
    for (const auto& [task_id, wake_time] : rows.wake_times) {
      ids.Text(task_id);
      times.OptionalTime(wake_time);
    }
    status.Update(
        connection_->Send("SetWakeTimes", Values().Text(province).Array(std::move(ids)).Array(std::move(times))));
  }
  if (!rows.quarantined.empty()) {
    ArrayValue ids = ArrayValue::OfText(), reasons = ArrayValue::OfText();
    for (const Quarantine& entry : rows.quarantined) {
      ids.Text(entry.task_id);
      reasons.Text(entry.reason);
    }
    status.Update(connection_->Send(
        "InsertQuarantine", Values().Text(province).Array(std::move(ids)).Array(std::move(reasons)).Time(rows.now)));
  }
  if (!rows.released.empty()) {
    status.Update(connection_->Send("DeleteQuarantine", Values().Text(province).TextArray(rows.released)));
  }
  return status;
}

absl::Status WriteSession::SendEvents(const std::string& province, const std::vector<EventRow>& events) {
  return InChunks<EventRow>(events, [&](absl::Span<const EventRow> rows) { return SendSomeEvents(province, rows); });
}

absl::Status WriteSession::SendSomeEvents(const std::string& province, absl::Span<const EventRow> events) {
  ArrayValue sequences = ArrayValue::OfInt64(), times = ArrayValue::OfTime(), subjects = ArrayValue::OfText(),
             versions = ArrayValue::OfInt64(), types = ArrayValue::OfText(), units = ArrayValue::OfText(),
             requests = ArrayValue::OfText(), firsts = ArrayValue::OfBool(), digests = ArrayValue::OfBytes(),
             messages = ArrayValue::OfJson(), previous = ArrayValue::OfBytes(), hashes = ArrayValue::OfBytes();
  for (const EventRow& row : events) {
    const v1::Event& event = *row.event;
    sequences.Int64(event.sequence());
    times.Time(FromTimestamp(event.time()));
    subjects.Text(event.subject());
    versions.Int64(event.subject_version());
    types.Text(event.type());
    units.Text(event.actor().unit());
    requests.Text(event.request_id());
    firsts.Bool(row.first_of_command);
    row.first_of_command ? digests.Text(row.request_digest) : digests.Null();
    messages.Json(row.json);
    previous.Text(event.previous_hash());
    hashes.Text(event.hash());
  }
  Values values = Values().Text(province);
  for (ArrayValue* array : {&sequences, &times, &subjects, &versions, &types, &units, &requests, &firsts, &digests,
                            &messages, &previous, &hashes}) {
    values.Array(std::move(*array));
  }
  return connection_->Send("InsertEvents", values);
}

}  // namespace phoihop::store
