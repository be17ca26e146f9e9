// Who waits for whom: rows of Task.dependencies, and what decisions look at.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

// Dependencies that one look walks over; a task that rests on more cannot be given another one.
constexpr int64_t kMaxDependencies = 10'000;
// Ordinals of follow-ups for who waits begin here: behind all of the command itself.
constexpr int64_t kFirstDependentOrdinal = 1'000'000;

std::set<std::string> PredecessorsOf(const v1::Task& task) {
  std::set<std::string> ids;
  for (const v1::Dependency& dependency : task.dependencies()) ids.emplace(LastSegment(dependency.task()));
  return ids;
}

struct DependencyArrays {
  ArrayValue predecessors = ArrayValue::OfText(), tasks = ArrayValue::OfText();
  int size = 0;

  void Add(const std::string& predecessor, absl::string_view task_id) {
    predecessors.Text(predecessor);
    tasks.Text(task_id);
    ++size;
  }
  Values ForSend(const std::string& province) && {
    return Values().Text(province).Array(std::move(predecessors)).Array(std::move(tasks));
  }
};

bool Walks(const LookRequest& request) { return !request.predecessors.empty(); }
bool Reads(const LookRequest& request) { return Walks(request) || !request.related.empty(); }

}  // namespace

absl::Status WriteSession::SendDependencies(const std::string& province, const std::vector<TaskChange>& tasks) {
  DependencyArrays gone, come;
  for (const TaskChange& change : tasks) {
    const bool none =
        change.after->dependencies().empty() && (change.before == nullptr || change.before->dependencies().empty());
    if (none) continue;
    const absl::string_view task_id = LastSegment(change.after->name());
    const std::set<std::string> after = PredecessorsOf(*change.after);
    const std::set<std::string> before =
        change.before == nullptr ? std::set<std::string>() : PredecessorsOf(*change.before);
    for (const std::string& id : before) {
      if (after.count(id) == 0) gone.Add(id, task_id);
    }
    for (const std::string& id : after) {
      if (before.count(id) == 0) come.Add(id, task_id);
    }
  }
  absl::Status status;
  if (gone.size > 0) status.Update(connection_->Send("DeleteDependencies", std::move(gone).ForSend(province)));
  if (come.size > 0) status.Update(connection_->Send("InsertDependencies", std::move(come).ForSend(province)));
  return status;
}

absl::Status WriteSession::SendDependencyLooks(const std::string& province, const LookRequest& request) {
  absl::Status status;
  if (Walks(request)) {
    status.Update(connection_->Send("OwnDependencies", Values().Text(province)));
    status.Update(connection_->Send(
        "DependenciesFrom", Values().Text(province).TextArray(request.predecessors).Int64(kMaxDependencies + 1)));
  }
  if (Reads(request)) {
    std::vector<std::string> ids = request.predecessors;
    ids.insert(ids.end(), request.related.begin(), request.related.end());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    status.Update(connection_->Send("ReadTasks", Values().Text(province).TextArray(ids)));
  }
  return status;
}

absl::Status WriteSession::ReadDependencyLooks(const LookRequest& request, const Result* results, Seen& seen) {
  if (Walks(request)) {
    ++results;  // the lock
    if (results->rows() > kMaxDependencies) {
      return Error(v1::ERROR_REASON_LIMIT_REACHED,
                   absl::StrCat("The other task rests on more than ", kMaxDependencies, " others."));
    }
    for (int i = 0; i < results->rows(); ++i) seen.dependencies.emplace_back(results->Text(i, 0), results->Text(i, 1));
    ++results;
  }
  if (!Reads(request)) return absl::OkStatus();
  for (int i = 0; i < results->rows(); ++i) {
    v1::Task task;
    if (absl::Status status = MergeJson(results->Text(i, 0), &task); !status.ok()) return status;
    std::string name = task.name();
    seen.tasks.emplace(std::move(name), std::move(task));
  }
  return absl::OkStatus();
}

absl::Status WriteSession::SendDependentFollowUps(const std::string& province, const NewFollowUps& follow_ups) {
  if (follow_ups.ended.empty()) return absl::OkStatus();
  ArrayValue tasks = ArrayValue::OfText(), causes = ArrayValue::OfInt64();
  for (const auto& [task_id, cause] : follow_ups.ended) {
    tasks.Text(task_id);
    causes.Int64(cause);
  }
  return connection_->Send(
      "InsertDependentFollowUps",
      Values().Text(province).Array(std::move(tasks)).Array(std::move(causes)).Int64(kFirstDependentOrdinal));
}

}  // namespace phoihop::store
