#include "services/store/set_aside_rows.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/event.pb.h"
#include "services/store/connection.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

// Between the parts of a cursor: microseconds, id.
constexpr char kSeparator = '|';

absl::StatusOr<std::pair<absl::Time, std::string>> PlaceOf(absl::string_view cursor) {
  if (cursor.empty()) return std::pair(absl::UnixEpoch(), std::string());
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(cursor, absl::MaxSplits(kSeparator, 1));
  int64_t microseconds = 0;
  if (absl::SimpleAtoi(parts.first, &microseconds)) {
    return std::pair(absl::FromUnixMicros(microseconds), std::string(parts.second));
  }
  return Error(v1::ERROR_REASON_INVALID_PAGE_TOKEN, "page_token is not one of this list; start from the first page.");
}

// Columns: task id, since, reason, title, lead unit.
v1::SetAsideTask TaskIn(const Result& rows, int row, absl::string_view province) {
  v1::SetAsideTask task;
  task.set_name(TaskName(province, rows.Text(row, 0)));
  *task.mutable_set_aside_time() = ToTimestamp(rows.Time(row, 1));
  task.set_reason(std::string(rows.Text(row, 2)));
  task.set_title(std::string(rows.Text(row, 3)));
  task.set_lead_unit(std::string(rows.Text(row, 4)));
  return task;
}

// Columns from 1: release time, actor, reason, set aside since, and why.
absl::StatusOr<v1::SetAsideRelease> ReleaseIn(const Result& rows, int row) {
  v1::SetAsideRelease release;
  *release.mutable_release_time() = ToTimestamp(rows.Time(row, 1));
  if (auto read = MergeJson(rows.Text(row, 2), release.mutable_actor()); !read.ok()) return read;
  release.set_reason(std::string(rows.Text(row, 3)));
  *release.mutable_set_aside_time() = ToTimestamp(rows.Time(row, 4));
  release.set_set_aside_reason(std::string(rows.Text(row, 5)));
  return release;
}

absl::Status AddReleases(Connection& connection, absl::string_view province, std::vector<v1::SetAsideTask>& tasks) {
  std::map<std::string, v1::SetAsideTask*> by_id;
  std::vector<std::string> ids;
  for (v1::SetAsideTask& task : tasks) {
    ids.emplace_back(LastSegment(task.name()));
    by_id[ids.back()] = &task;
  }
  const auto rows =
      connection.Run("ReleasesOfTasks", Values().Text(province).TextArray(ids).Int64(int64_t{kShownReleases}));
  if (!rows.ok()) return ForCaller(rows.status());
  for (int i = 0; i < rows->rows(); ++i) {
    auto release = ReleaseIn(*rows, i);
    if (!release.ok()) return release.status();
    *by_id[std::string(rows->Text(i, 0))]->add_releases() = *std::move(release);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SetAsidePage> ListSetAside(Database& database, absl::string_view province, v1::Secrecy up_to,
                                          int page_size, absl::string_view cursor) {
  const auto after = PlaceOf(cursor);
  if (!after.ok()) return after.status();
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows =
      (*connection)
          ->Run("ListSetAside",
                Values().Text(province).Time(after->first).Text(after->second).Int64(up_to).Int64(page_size + 1));
  if (!rows.ok()) return ForCaller(rows.status());
  SetAsidePage page;
  for (int i = 0; i < std::min(rows->rows(), page_size); ++i) page.tasks.push_back(TaskIn(*rows, i, province));
  if (rows->rows() > page_size) {
    page.next_cursor = absl::StrCat(absl::ToUnixMicros(rows->Time(page_size - 1, 1)), std::string(1, kSeparator),
                                    rows->Text(page_size - 1, 0));
  }
  if (auto added = AddReleases(**connection, province, page.tasks); !added.ok()) return added;
  return page;
}

absl::StatusOr<std::optional<v1::SetAsideTask>> FindSetAside(Database& database, absl::string_view province,
                                                             absl::string_view task_id, v1::Secrecy up_to) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->Run("SetAsideTaskRow", Values().Text(province).Text(task_id).Int64(up_to));
  if (!rows.ok()) return ForCaller(rows.status());
  if (rows->rows() == 0) return std::optional<v1::SetAsideTask>();
  std::vector<v1::SetAsideTask> found = {TaskIn(*rows, 0, province)};
  if (auto added = AddReleases(**connection, province, found); !added.ok()) return added;
  return std::optional<v1::SetAsideTask>(std::move(found[0]));
}

absl::StatusOr<v1::SetAsideRelease> FindRelease(Database& database, absl::string_view province,
                                                absl::string_view request_id) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->Run("FindRelease", Values().Text(province).Text(request_id));
  if (!rows.ok()) return ForCaller(rows.status());
  if (rows->rows() == 0) return Error(v1::ERROR_REASON_NOT_FOUND, "This request has released nothing.");
  v1::Event event;
  if (absl::Status read = MergeJson(rows->Text(0, 0), &event); !read.ok()) return read;
  const v1::TaskSetAsideReleased& released = event.task_set_aside_released();
  v1::SetAsideRelease release;
  *release.mutable_release_time() = event.time();
  *release.mutable_actor() = event.actor();
  release.set_reason(released.reason());
  *release.mutable_set_aside_time() = released.set_aside_time();
  release.set_set_aside_reason(released.set_aside_reason());
  return release;
}

}  // namespace phoihop::store
