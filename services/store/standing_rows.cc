// Rows of task_standings and their history: what follows from a task, written only when it changes.
#include <utility>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/store/write_session.h"
#include "workflow/resource_name.h"
#include "workflow/task/standing.h"

namespace phoihop::store {
namespace {

// As of write_rows.cc.
constexpr size_t kTasksPerStatement = 500;

// `["provinces/dong-nai/units/26449"]`
std::string JsonOf(const std::vector<std::string>& names) {
  google::protobuf::ListValue list;
  for (const std::string& name : names) list.add_values()->set_string_value(name);
  std::string json;
  // Of texts it cannot fail.
  if (!google::protobuf::util::MessageToJsonString(list, &json).ok()) return "[]";
  return json;
}

struct StandingArrays {
  ArrayValue ids = ArrayValue::OfText(), due = ArrayValue::OfTime(), issued = ArrayValue::OfTime(),
             submitted = ArrayValue::OfTime(), bounces = ArrayValue::OfInt64(), kinds = ArrayValue::OfInt64(),
             degrees = ArrayValue::OfInt64(), leads = ArrayValue::OfText(), plans = ArrayValue::OfText(),
             items = ArrayValue::OfText(), territories = ArrayValue::OfJson();

  void Add(absl::string_view task_id, const task::Standing& standing) {
    ids.Text(task_id);
    due.Time(standing.due_time);
    issued.OptionalTime(standing.issue_time);
    submitted.OptionalTime(standing.submit_time);
    bounces.Int64(standing.bounce_count);
    kinds.Int64(static_cast<int64_t>(standing.kind));
    degrees.Int64(standing.secrecy);
    leads.Text(standing.lead_unit);
    plans.Text(standing.plan);
    items.Text(standing.plan_item);
    territories.Json(standing.territories.empty() ? "[]" : JsonOf(standing.territories));
  }
  Values Finish(const std::string& province, absl::Time now) && {
    Values values = Values().Text(province).Time(now);
    for (ArrayValue* array :
         {&ids, &due, &issued, &submitted, &bounces, &kinds, &degrees, &leads, &plans, &items, &territories}) {
      values.Array(std::move(*array));
    }
    return values;
  }
};

}  // namespace

absl::Status WriteSession::SendStandings(const std::string& province, const std::vector<TaskChange>& tasks,
                                         absl::Time now) {
  absl::Status status;
  const absl::Span<const TaskChange> all(tasks);
  for (size_t begin = 0; begin < all.size() && status.ok(); begin += kTasksPerStatement) {
    status = SendSomeStandings(province, all.subspan(begin, kTasksPerStatement), now);
  }
  return status;
}

absl::Status WriteSession::SendSomeStandings(const std::string& province, absl::Span<const TaskChange> tasks,
                                             absl::Time now) {
  StandingArrays after;
  std::vector<std::string> changed, gone;
  for (const TaskChange& change : tasks) {
    const auto before = change.before == nullptr ? std::nullopt : task::StandingOf(*change.before);
    const auto standing = task::StandingOf(*change.after);
    if (before == standing) continue;
    const absl::string_view task_id = LastSegment(change.after->name());
    if (before.has_value()) changed.emplace_back(task_id);
    if (standing.has_value()) {
      after.Add(task_id, *standing);
    } else {
      gone.emplace_back(task_id);
    }
  }
  absl::Status status;
  if (!changed.empty()) {
    status.Update(connection_->Send("KeepStandings", Values().Text(province).TextArray(changed).Time(now)));
  }
  if (after.ids.size() > 0) status.Update(connection_->Send("PutStandings", std::move(after).Finish(province, now)));
  if (!gone.empty()) {
    status.Update(connection_->Send("DeleteStandings", Values().Text(province).TextArray(gone)));
  }
  return status;
}

}  // namespace phoihop::store
