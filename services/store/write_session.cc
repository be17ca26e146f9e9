// Loading, and the frame of a transaction. write_rows.cc turns messages into rows.
//
// What goes out before Receive is read by the server as it comes, and what the server answers meanwhile has to fit the
// socket's buffers, because nobody reads here before everything is sent: Begin sends ids and receives messages (small
// out, large in), Write and Commit send messages and receive counts.
#include "services/store/write_session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/store/message_json.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {
absl::StatusOr<std::vector<LockedPlan>> PlansIn(const Result& rows) {
  std::vector<LockedPlan> plans(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    plans[i].plan_id = std::string(rows.Text(i, 0));
    plans[i].version = rows.Int64(i, 1);
    if (auto status = MergeJson(rows.Text(i, 2), &plans[i].plan); !status.ok()) return status;
  }
  return plans;
}

std::vector<SeenRequest> RequestsIn(const Result& rows) {
  std::vector<SeenRequest> seen(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    seen[i] = {std::string(rows.Text(i, 0)), rows.Bytes(i, 1), std::string(rows.Text(i, 2))};
  }
  return seen;
}

Values KeysOf(const LockRequest& request) {
  ArrayValue ids = ArrayValue::OfText(), versions = ArrayValue::OfInt64();
  for (const TaskKey& key : request.tasks) {
    ids.Text(key.task_id);
    versions.Int64(key.known_version);
  }
  return Values().Text(request.province).Array(std::move(ids)).Array(std::move(versions));
}
}  // namespace

void ReadFeedRow(const Result& rows, Loaded& loaded) {
  loaded.feed_exists = rows.rows() > 0;
  if (!loaded.feed_exists) return;
  loaded.reference_version = rows.Int64(0, 0);
  loaded.last_sequence = rows.Int64(0, 1);
  // What was so by then was counted, whatever the clocks of replicas say (figure_rows.h).
  if (!rows.IsNull(0, 2)) loaded.newest_record_time = rows.Time(0, 2) + absl::Microseconds(1);
}

std::vector<LockedTask> TasksIn(const Result& rows) {
  std::vector<LockedTask> tasks(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    tasks[i].task_id = std::string(rows.Text(i, 0));
    tasks[i].version = rows.Int64(i, 1);
    if (rows.IsNull(i, 2)) continue;
    tasks[i].unreadable = MergeJson(rows.Text(i, 2), &tasks[i].task.emplace());
  }
  return tasks;
}

absl::StatusOr<std::unique_ptr<WriteSession>> WriteSession::Open(const std::string& uri) {
  auto connection = Connection::Open(uri, ConnectionUse::kWrite);
  if (!connection.ok()) return connection.status();
  return std::unique_ptr<WriteSession>(new WriteSession(*std::move(connection)));
}

absl::StatusOr<Loaded> WriteSession::Begin(const LockRequest& request) {
  const Values province = Values().Text(request.province);
  absl::Status status = connection_->Send(kBegin);
  status.Update(connection_->Send(request.own_reference ? "OwnReference" : "ShareReference", province));
  status.Update(connection_->Send("ReadFeed", province));
  if (request.own_reference) status.Update(connection_->Send("NewestRecordTime", province));
  if (!request.tasks.empty()) status.Update(connection_->Send("LockTasks", KeysOf(request)));
  if (!request.plans.empty()) {
    status.Update(connection_->Send("LockPlans", Values().Text(request.province).TextArray(request.plans)));
  }
  if (!request.bulk_operations.empty()) {
    status.Update(
        connection_->Send("LockBulkOperations", Values().Text(request.province).TextArray(request.bulk_operations)));
  }
  // After the locks: a request that somebody else is still committing is seen here once they are ours.
  if (!request.request_ids.empty()) {
    status.Update(connection_->Send("FindRequests", Values().Text(request.province).TextArray(request.request_ids)));
  }
  if (!status.ok()) return status;
  auto results = connection_->Receive();
  if (!results.ok()) return results.status();

  Loaded loaded;
  auto next = results->begin() + 2;
  ReadFeedRow(*next++, loaded);
  if (request.own_reference) {
    const absl::Time recorded = next->IsNull(0, 0) ? absl::InfinitePast() : next->Time(0, 0);
    loaded.newest_record_time = std::max(recorded, loaded.newest_record_time.value_or(absl::InfinitePast()));
    ++next;
  }
  if (!request.tasks.empty()) loaded.tasks = TasksIn(*next++);
  if (!request.plans.empty()) {
    auto plans = PlansIn(*next++);
    if (!plans.ok()) return plans.status();
    loaded.plans = *std::move(plans);
  }
  if (!request.bulk_operations.empty()) {
    auto operations = BulkOperationsIn(*next++);
    if (!operations.ok()) return operations.status();
    loaded.bulk_operations = *std::move(operations);
  }
  if (!request.request_ids.empty()) loaded.seen = RequestsIn(*next++);
  return loaded;
}

absl::StatusOr<Loaded> WriteSession::BeginSweep(const std::string& province, absl::Time now, int limit) {
  return ClaimDue(province, "ClaimDueTasks", Values().Text(province).Time(now).Int64(limit));
}

absl::StatusOr<Loaded> WriteSession::BeginSweepOf(const std::string& province, absl::Time now,
                                                  const std::string& task_id) {
  return ClaimDue(province, "ClaimDueTask", Values().Text(province).Time(now).Text(task_id));
}

absl::StatusOr<Loaded> WriteSession::ClaimDue(const std::string& province, absl::string_view claim,
                                              const Values& values) {
  const Values key = Values().Text(province);
  absl::Status status = connection_->Send(kBegin);
  status.Update(connection_->Send("ShareReference", key));
  status.Update(connection_->Send("ReadFeed", key));
  status.Update(connection_->Send(claim, values));
  if (!status.ok()) return status;
  auto results = connection_->Receive();
  if (!results.ok()) return results.status();
  Loaded loaded;
  ReadFeedRow((*results)[2], loaded);
  loaded.tasks = TasksIn((*results)[3]);
  return loaded;
}

absl::StatusOr<LoadedReference> WriteSession::LoadReference(const std::string& province) {
  auto rows = connection_->Run("LoadReference", Values().Text(province));
  if (!rows.ok()) return rows.status();
  return ReferenceIn(*rows, 0, province);
}

absl::StatusOr<FeedHead> WriteSession::Write(const std::string& province, const Rows& rows, bool has_events,
                                             bool feed_exists) {
  absl::Status status = SendTasks(province, rows.tasks, /*inserts=*/true);
  status.Update(SendTasks(province, rows.tasks, /*inserts=*/false));
  status.Update(SendParticipants(province, rows.tasks));
  status.Update(SendBaskets(province, rows.tasks));
  status.Update(SendStandings(province, rows.tasks, rows.now));
  status.Update(SendDependencies(province, rows.tasks));
  status.Update(SendPlans(province, rows.plans));
  status.Update(SendPlanAnswers(province, rows.plan_answers));
  status.Update(SendReference(province, rows));
  status.Update(SendUnitVersions(province, rows));
  status.Update(SendRehoming(province, rows.rehoming));
  status.Update(SendQuarantine(province, rows));
  status.Update(SendFollowUpsDone(province, rows));
  status.Update(SendBulkOperations(province, rows));
  if (has_events && !feed_exists) status.Update(connection_->Send("EnsureFeed", Values().Text(province)));
  if (has_events) status.Update(connection_->Send("LockFeed", Values().Text(province)));
  if (!status.ok()) return status;
  auto results = connection_->Receive();
  if (!results.ok()) return results.status();
  if (!has_events) return FeedHead();
  const Result& feed = results->back();
  if (feed.rows() != 1) return Error(v1::ERROR_REASON_INTERNAL, "The feed of the province has no row.");
  return FeedHead{feed.Int64(0, 0), feed.Bytes(0, 1)};
}

absl::Status WriteSession::Commit(const std::string& province, const std::vector<EventRow>& events,
                                  int reference_changes, const NewFollowUps& follow_ups) {
  absl::Status status;
  if (!events.empty()) {
    const v1::Event& last = *events.back().event;
    status.Update(SendEvents(province, events));
    status.Update(connection_->Send(
        "AdvanceFeed", Values().Text(province).Int64(last.sequence()).Bytes(last.hash()).Int64(reference_changes)));
    status.Update(SendFollowUps(province, follow_ups));
  }
  status.Update(connection_->Send(kCommit));
  if (!status.ok()) return status;
  return connection_->Receive().status();
}

Refusal RefusalOf(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kUnavailable) return Refusal::kUnavailable;
  const std::string state = SqlStateOf(status);
  if (state == "40001" || state == "40P01" || state == "55P03") return Refusal::kConflict;
  if (state == "23P01") return Refusal::kOverlap;
  return state == "23505" ? Refusal::kDuplicate : Refusal::kRefused;
}

absl::Status ForCaller(const absl::Status& status) {
  switch (RefusalOf(status)) {
    case Refusal::kUnavailable:
      return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
                   "The database cannot be reached or broke off; send the request again with the same request_id.");
    case Refusal::kConflict:
      return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
                   "Too many others are changing the same things; send the request again with the same request_id.");
    case Refusal::kDuplicate:
      return Error(v1::ERROR_REASON_ALREADY_EXISTS, "There is one with this id already; choose another id.");
    case Refusal::kOverlap:
      return Error(
          v1::ERROR_REASON_VERSIONS_OVERLAP,
          "Two versions of a unit would be in force on the same day; nothing was written. Give the earlier one a "
          "valid_to that is not after the later one's valid_from.");
    case Refusal::kRefused:
      break;
  }
  return Error(v1::ERROR_REASON_INTERNAL,
               "The database refused this change; nothing was written. The server's log says why.");
}

}  // namespace phoihop::store
