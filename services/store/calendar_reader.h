// Reading what a change of calendar is about: its versions, and the open tasks of a province.
#ifndef SERVICES_STORE_CALENDAR_READER_H_
#define SERVICES_STORE_CALENDAR_READER_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/calendar_version.h"
#include "services/store/connection.h"
#include "services/store/database.h"

namespace phoihop::store {

// All versions of a calendar (resource name), oldest first; none when there is no such calendar.
absl::StatusOr<std::vector<CalendarVersion>> CalendarVersions(Database& database, absl::string_view province,
                                                              absl::string_view calendar);

// The first `limit` open tasks behind this id, in the order of ids.
absl::StatusOr<std::vector<v1::Task>> OpenTasksAfter(Database& database, absl::string_view province,
                                                     absl::string_view task_id, int limit);

// Which of these occurrences (tasks, resource names) are open; one that was left out stands for the one before it.
absl::StatusOr<std::set<std::string>> OpenOccurrences(Database& database, absl::string_view province,
                                                      const std::vector<std::string>& occurrences);

// What CalendarVersions and SomeCalendarVersions answer. A version that this program cannot read is left out.
std::vector<CalendarVersion> CalendarVersionsIn(const Result& rows);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_CALENDAR_READER_H_
