// Follow-ups within a writing transaction, and what decisions about other tasks than their own look at.
#include <utility>

#include "services/store/calendar_reader.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {
std::vector<ClaimedFollowUp> FollowUpsIn(const Result& rows) {
  std::vector<ClaimedFollowUp> claimed(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    claimed[i].key = {rows.Int64(i, 0), rows.Int64(i, 1)};
    claimed[i].task_id = std::string(rows.Text(i, 2));
    claimed[i].unreadable = MergeJson(rows.Text(i, 3), &claimed[i].command);
  }
  return claimed;
}

// The ids of the tasks, each once, in the order in which they are first named.
Values TasksToLock(const std::string& province, const std::vector<ClaimedFollowUp>& claimed) {
  ArrayValue ids = ArrayValue::OfText(), versions = ArrayValue::OfInt64();
  std::set<absl::string_view> seen;
  for (const ClaimedFollowUp& follow_up : claimed) {
    if (!seen.insert(follow_up.task_id).second) continue;
    ids.Text(follow_up.task_id);
    versions.Int64(-1);
  }
  return Values().Text(province).Array(std::move(ids)).Array(std::move(versions));
}

void Count(v1::TaskState state, bool overdue, bool late, v1::FanOutProgress& progress) {
  switch (state) {
    case v1::TASK_STATE_REVOKED:
    case v1::TASK_STATE_SUPERSEDED:
    case v1::TASK_STATE_SKIPPED:
      progress.set_ended_without_result(progress.ended_without_result() + 1);
      return;
    case v1::TASK_STATE_COMPLETED:
      progress.set_completed(progress.completed() + 1);
      progress.set_completed_late(progress.completed_late() + (late ? 1 : 0));
      break;
    default: {
      const bool accepted =
          state == v1::TASK_STATE_ACCEPTED || state == v1::TASK_STATE_IN_PROGRESS || state == v1::TASK_STATE_SUBMITTED;
      progress.set_open(progress.open() + 1);
      progress.set_overdue(progress.overdue() + (overdue ? 1 : 0));
      progress.set_not_accepted(progress.not_accepted() + (accepted ? 0 : 1));
    }
  }
  progress.set_total(progress.total() + 1);
}
}  // namespace

std::map<std::string, PartsSeen> PartsIn(const Result& rows, absl::string_view province) {
  std::map<std::string, PartsSeen> wholes;
  for (int i = 0; i < rows.rows(); ++i) {
    PartsSeen& seen = wholes[std::string(rows.Text(i, 0))];
    v1::TaskState state = v1::TASK_STATE_UNSPECIFIED;
    v1::TaskState_Parse(std::string(rows.Text(i, 3)), &state);
    Count(state, rows.Bool(i, 4), rows.Bool(i, 5), seen.progress);
    seen.parts.push_back({TaskName(province, rows.Text(i, 1)), std::string(rows.Text(i, 2)), state,
                          rows.IsNull(i, 6) ? absl::InfinitePast() : rows.Time(i, 6)});
  }
  return wholes;
}

absl::StatusOr<Loaded> WriteSession::BeginFollowUps(const FollowUpClaim& claim) {
  const Values key = Values().Text(claim.province);
  absl::Status status = connection_->Send(kBegin);
  status.Update(connection_->Send("ShareReference", key));
  status.Update(connection_->Send("ReadFeed", key));
  status.Update(connection_->Send("TurnFanOutDay", Values().Text(claim.province).Text(FormatDate(claim.today))));
  status.Update(connection_->Send(
      "ClaimFollowUps",
      Values().Text(claim.province).Int64(claim.tasks).Text(claim.only_task_id).Int64(claim.of_each_task)));
  if (!status.ok()) return status;
  auto results = connection_->Receive();
  if (!results.ok()) return results.status();
  Loaded loaded;
  ReadFeedRow((*results)[2], loaded);
  loaded.follow_ups = FollowUpsIn((*results)[4]);
  if (loaded.follow_ups.empty()) return loaded;
  auto locked = connection_->Run("LockTasks", TasksToLock(claim.province, loaded.follow_ups));
  if (!locked.ok()) return locked.status();
  loaded.tasks = TasksIn(*locked);
  return loaded;
}

absl::StatusOr<Seen> WriteSession::Look(const std::string& province, const LookRequest& request) {
  absl::Status status;
  if (!request.wholes.empty()) {
    status.Update(connection_->Send("PartsOf", Values().Text(province).TextArray(request.wholes).Time(request.now)));
  }
  if (!request.occurrences.empty()) {
    status.Update(connection_->Send("OpenOccurrences", Values().Text(province).TextArray(request.occurrences)));
  }
  if (!request.bulk_operations.empty()) {
    status.Update(connection_->Send("CountBulkItems", Values().Text(province).TextArray(request.bulk_operations)));
  }
  if (!request.set_aside.empty()) {
    status.Update(connection_->Send("SetAsideAmong", Values().Text(province).TextArray(request.set_aside)));
  }
  status.Update(SendCalendarLook(province, request));
  status.Update(SendDependencyLooks(province, request));
  if (!status.ok()) return status;
  auto results = connection_->Receive();
  if (!results.ok()) return results.status();
  Seen seen;
  auto next = results->begin();
  if (!request.wholes.empty()) seen.wholes = PartsIn(*next++, province);
  if (!request.occurrences.empty()) {
    for (int i = 0; i < next->rows(); ++i) seen.open_occurrences.insert(std::string(next->Text(i, 0)));
    ++next;
  }
  if (!request.bulk_operations.empty()) seen.bulk_items = BulkItemCountsIn(*next++);
  if (!request.set_aside.empty()) {
    for (int i = 0; i < next->rows(); ++i) {
      seen.set_aside[std::string(next->Text(i, 0))] = {next->Time(i, 1), std::string(next->Text(i, 2))};
    }
    ++next;
  }
  if (!request.calendars.empty()) seen.calendars = CalendarVersionsIn(*next++);
  if (absl::Status read = ReadDependencyLooks(request, results->data() + (next - results->begin()), seen); !read.ok())
    return read;
  return seen;
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> WriteSession::WaitingAfter(
    const std::string& province, const std::vector<std::string>& occurrences) {
  auto rows = connection_->Run("WaitingOccurrences", Values().Text(province).TextArray(occurrences));
  if (!rows.ok()) return rows.status();
  std::vector<std::pair<std::string, std::string>> waiting;
  for (int i = 0; i < rows->rows(); ++i) waiting.emplace_back(rows->Text(i, 0), rows->Text(i, 1));
  return waiting;
}

absl::Status WriteSession::SendFollowUpsDone(const std::string& province, const Rows& rows) {
  absl::Status status;
  if (!rows.follow_ups_done.empty()) {
    ArrayValue causes = ArrayValue::OfInt64(), ordinals = ArrayValue::OfInt64();
    for (const FollowUpKey& key : rows.follow_ups_done) {
      causes.Int64(key.cause_sequence);
      ordinals.Int64(key.ordinal);
    }
    status.Update(connection_->Send("DeleteFollowUps",
                                    Values().Text(province).Array(std::move(causes)).Array(std::move(ordinals))));
  }
  if (!rows.follow_ups_aside.empty()) {
    ArrayValue causes = ArrayValue::OfInt64(), ordinals = ArrayValue::OfInt64(), reasons = ArrayValue::OfText();
    for (const auto& [key, reason] : rows.follow_ups_aside) {
      causes.Int64(key.cause_sequence);
      ordinals.Int64(key.ordinal);
      reasons.Text(reason);
    }
    status.Update(connection_->Send("SetFollowUpsAside", Values()
                                                             .Text(province)
                                                             .Array(std::move(causes))
                                                             .Array(std::move(ordinals))
                                                             .Array(std::move(reasons))
                                                             .Time(rows.now)));
  }
  return status;
}

absl::Status WriteSession::SendFollowUps(const std::string& province, const NewFollowUps& follow_ups) {
  absl::Status status;
  if (!follow_ups.rows.empty()) {
    ArrayValue causes = ArrayValue::OfInt64(), ordinals = ArrayValue::OfInt64(), tasks = ArrayValue::OfText(),
               commands = ArrayValue::OfJson();
    for (const NewFollowUp& row : follow_ups.rows) {
      causes.Int64(row.key.cause_sequence);
      ordinals.Int64(row.key.ordinal);
      tasks.Text(row.task_id);
      commands.Json(ToJson(row.command));
    }
    Values values = Values().Text(province);
    for (ArrayValue* array : {&causes, &ordinals, &tasks, &commands}) values.Array(std::move(*array));
    status.Update(connection_->Send("InsertFollowUps", values));
  }
  if (follow_ups.check_fan_outs_after > 0) {
    status.Update(connection_->Send("QueueFanOutChecks", Values()
                                                             .Text(province)
                                                             .Int64(follow_ups.check_fan_outs_after)
                                                             .Int64(static_cast<int64_t>(follow_ups.rows.size()))));
  }
  status.Update(SendAdoptions(province, follow_ups));
  status.Update(SendDependentFollowUps(province, follow_ups));
  return status;
}

}  // namespace phoihop::store
