#include "services/store/event_reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/store/connection.h"
#include "services/store/list_query.h"
#include "services/store/message_json.h"
#include "services/store/task_reader.h"
#include "services/store/write_session.h"

namespace phoihop::store {
namespace {
// Columns: newest sequence, sequence, message, previous hash, hash; one row without a message when nothing matches.
absl::StatusOr<EventPage> PageIn(const Result& rows, int limit) {
  EventPage page;
  if (rows.rows() == 0) return page;
  page.last_sequence = rows.Int64(0, 0);
  page.more = rows.rows() > limit;
  for (int i = 0; i < std::min(rows.rows(), limit); ++i) {
    if (rows.IsNull(i, 1)) break;
    v1::Event& event = page.events.emplace_back();
    if (auto status = MergeJson(rows.Text(i, 2), &event); !status.ok()) return status;
    event.set_sequence(rows.Int64(i, 1));
    event.set_previous_hash(rows.Bytes(i, 3));
    event.set_hash(rows.Bytes(i, 4));
  }
  return page;
}
}  // namespace

absl::StatusOr<EventPage> ListEvents(Database& database, const EventQuery& query) {
  const int limit = std::clamp(query.limit, 1, kMaxPageSize);
  ListQuery list(query.filter);
  const std::string province = list.Bind(query.province);
  list.And(absl::StrCat("e.province = ", province));
  list.And(absl::StrCat("e.sequence > ", list.Bind(absl::StrCat(query.after_sequence)), "::bigint"));
  const std::string sql = absl::StrCat(
      "SELECT f.last_sequence, page.sequence, page.event, page.previous_hash, page.hash FROM feeds f LEFT JOIN (SELECT "
      "e.sequence, e.event, e.previous_hash, e.hash FROM events e WHERE ",
      list.where(), " ORDER BY e.sequence LIMIT ", list.Bind(absl::StrCat(limit + 1)),
      "::bigint) AS page ON true WHERE f.province = ", province, " ORDER BY page.sequence");
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ListError(rows.status());
  return PageIn(*rows, limit);
}

absl::StatusOr<int64_t> LastSequence(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("LastSequence", Values().Text(province));
  if (!rows.ok()) return ForCaller(rows.status());
  return rows->rows() == 0 ? 0 : rows->Int64(0, 0);
}

absl::StatusOr<std::vector<ProvinceSequence>> LastSequences(Database& database,
                                                            const std::vector<std::string>& provinces) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("LastSequences", Values().TextArray(provinces));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<ProvinceSequence> sequences;
  for (int i = 0; i < rows->rows(); ++i) sequences.push_back({std::string(rows->Text(i, 0)), rows->Int64(i, 1)});
  return sequences;
}

absl::StatusOr<std::vector<std::string>> ListProvinces(Database& database) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("ListProvinces");
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<std::string> provinces;
  for (int i = 0; i < rows->rows(); ++i) provinces.emplace_back(rows->Text(i, 0));
  return provinces;
}

}  // namespace phoihop::store
