// Calendars: their versions, for readers and within writing transactions, and the follow-ups of a publication.
#include <utility>

#include "services/store/calendar_reader.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"

namespace phoihop::store {

std::vector<CalendarVersion> CalendarVersionsIn(const Result& rows) {
  std::vector<CalendarVersion> versions;
  for (int i = 0; i < rows.rows(); ++i) {
    CalendarVersion version{rows.Int64(i, 1), rows.Time(i, 2), {}};
    if (MergeJson(rows.Text(i, 3), &version.calendar).ok()) versions.push_back(std::move(version));
  }
  return versions;
}

absl::StatusOr<std::vector<CalendarVersion>> CalendarVersions(Database& database, absl::string_view province,
                                                              absl::string_view calendar) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("CalendarVersions", Values().Text(province).Text(calendar));
  if (!rows.ok()) return ForCaller(rows.status());
  return CalendarVersionsIn(*rows);
}

absl::StatusOr<std::vector<v1::Task>> OpenTasksAfter(Database& database, absl::string_view province,
                                                     absl::string_view task_id, int limit) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("OpenTasksAfter", Values().Text(province).Text(task_id).Int64(limit));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<v1::Task> tasks(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    if (absl::Status read = MergeJson(rows->Text(i, 0), &tasks[i]); !read.ok()) return read;
  }
  return tasks;
}

absl::StatusOr<std::set<std::string>> OpenOccurrences(Database& database, absl::string_view province,
                                                      const std::vector<std::string>& occurrences) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("OpenOccurrences", Values().Text(province).TextArray(occurrences));
  if (!rows.ok()) return ForCaller(rows.status());
  std::set<std::string> open;
  for (int i = 0; i < rows->rows(); ++i) open.insert(std::string(rows->Text(i, 0)));
  return open;
}

absl::Status WriteSession::SendCalendarLook(const std::string& province, const LookRequest& request) {
  if (request.calendars.empty()) return absl::OkStatus();
  ArrayValue versions = ArrayValue::OfInt64();
  for (const int64_t version : request.calendar_versions) versions.Int64(version);
  return connection_->Send("SomeCalendarVersions",
                           Values().Text(province).TextArray(request.calendars).Array(std::move(versions)));
}

absl::Status WriteSession::SendAdoptions(const std::string& province, const NewFollowUps& follow_ups) {
  const Adoption& adoption = follow_ups.adoption;
  if (adoption.name.empty()) return absl::OkStatus();
  return connection_->Send(adoption.of_ladder ? "QueuePolicyAdoptions" : "QueueCalendarAdoptions",
                           Values()
                               .Text(province)
                               .Int64(adoption.cause_sequence)
                               .Int64(static_cast<int64_t>(follow_ups.rows.size()))
                               .Int64(adoption.after_sequence)
                               .Text(adoption.name)
                               .Int64(adoption.version));
}

}  // namespace phoihop::store
