#include "services/store/event_reader.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "services/store/connection.h"
#include "services/store/list_query.h"
#include "services/store/message_json.h"
#include "services/store/task_reader.h"
#include "services/store/write_session.h"

namespace phoihop::store {
namespace {
// The sequences that a page looks at: after < sequence <= last. `cut`: others beyond may match.
struct Span {
  int64_t after = 0;
  int64_t last = std::numeric_limits<int64_t>::max();
  bool cut = false;
};

absl::StatusOr<int64_t> SequenceBefore(Connection& connection, const std::string& province, absl::Time time) {
  const auto rows = connection.Run("SequenceBefore", Values().Text(province).Time(time));
  if (!rows.ok()) return rows.status();
  return rows->rows() == 0 ? 0 : rows->Int64(0, 0);
}

// The events of the command; none when there was none.
absl::Status NarrowToRequest(Connection& connection, const EventQuery& query, Span& span) {
  const auto rows = connection.Run("SpanOfRequest", Values().Text(query.province).Text(query.request_id));
  if (!rows.ok()) return rows.status();
  span.after = std::max(span.after, rows->rows() == 0 ? span.last : rows->Int64(0, 0) - 1);
  if (rows->rows() > 0 && !rows->IsNull(0, 1)) span.last = rows->Int64(0, 1) - 1;
  return absl::OkStatus();
}

absl::StatusOr<Span> SpanOf(Connection& connection, const EventQuery& query) {
  Span span{.after = query.after_sequence};
  if (!query.request_id.empty()) {
    if (const absl::Status status = NarrowToRequest(connection, query, span); !status.ok()) return status;
  }
  if (query.from != absl::InfinitePast()) {
    const auto before = SequenceBefore(connection, query.province, query.from - kJournalClockSlack);
    if (!before.ok()) return before.status();
    span.after = std::max(span.after, *before);
  }
  if (query.to != absl::InfiniteFuture()) {
    const auto before = SequenceBefore(connection, query.province, query.to + kJournalClockSlack);
    if (!before.ok()) return before.status();
    span.last = std::min(span.last, *before);
  }
  if (query.sparse && span.last - span.after > kScannedEvents) {
    span.last = span.after + kScannedEvents;
    span.cut = true;
  }
  return span;
}

// Events that match, in the order of their sequence, whoever may see them.
std::string MatchingSql(const EventQuery& query, const Span& span, absl::string_view province,
                        absl::string_view columns, int64_t limit, ListQuery& list) {
  const std::string at_most = absl::StrCat(" ORDER BY e.sequence LIMIT ", list.Bind(absl::StrCat(limit)), "::bigint");
  const std::string matching =
      absl::StrCat("SELECT ", columns, " FROM events e WHERE e.province = ", province, " AND ", list.where(),
                   " AND e.sequence > ", list.Bind(absl::StrCat(span.after)),
                   "::bigint AND e.sequence <= ", list.Bind(absl::StrCat(span.last)), "::bigint");
  if (query.person.empty()) return absl::StrCat(matching, at_most);
  // Each in the order of its own index: an OR would be collected and sorted.
  const std::string person = list.Bind(query.person);
  return absl::StrCat("SELECT * FROM ((", matching, " AND ", kPersonSql, " = ", person, at_most, ") UNION ALL (",
                      matching, " AND ", kOnBehalfOfSql, " = ", person, " AND ", kPersonSql, " IS DISTINCT FROM ",
                      person, at_most, ")) AS e", at_most);
}

constexpr char kExaminedColumns[] = "e.sequence, e.subject, e.type";

std::string PageSql(const EventQuery& query, const Span& span, int limit, ListQuery& list) {
  const std::string province = list.Bind(query.province);
  std::string page;
  if (query.visible.whole_province && query.person.empty()) {
    page = MatchingSql(query, span, province, "e.sequence, e.event, e.previous_hash, e.hash", limit + 1, list);
  } else {
    // LATERAL and OFFSET 0: one event after the other, until the page is full.
    const int64_t examined = query.visible.whole_province ? limit + 1 : kExaminedEvents;
    const std::string matching = MatchingSql(query, span, province, kExaminedColumns, examined, list);
    const std::string shown =
        query.visible.whole_province ? "true" : VisibleEventSql(query.visible, "c", province, list);
    page = absl::StrCat("SELECT c.sequence, e.event, e.previous_hash, e.hash FROM (", matching,
                        ") AS c CROSS JOIN LATERAL (SELECT event, previous_hash, hash FROM events WHERE province = ",
                        province, " AND sequence = c.sequence OFFSET 0) AS e WHERE ", shown,
                        " ORDER BY c.sequence LIMIT ", list.Bind(absl::StrCat(limit + 1)), "::bigint");
  }
  return absl::StrCat(
      "SELECT f.last_sequence, page.sequence, page.event, page.previous_hash, page.hash FROM feeds f LEFT "
      "JOIN (",
      page, ") AS page ON true WHERE f.province = ", province, " ORDER BY page.sequence");
}

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
    page.next_after = event.sequence();
  }
  return page;
}

// Whether a page that is not full ends with the journal or with what was looked at. The journal only grows: up to the
// newest sequence of the page's snapshot the same events match now.
absl::StatusOr<EventPage> FindEnd(Connection& connection, const EventQuery& query, Span span, EventPage page) {
  span.cut = span.cut && span.last < page.last_sequence;
  span.last = std::min(span.last, page.last_sequence);
  if (!query.visible.whole_province && span.last - span.after > kExaminedEvents) {
    ListQuery list(query.filter);
    const std::string province = list.Bind(query.province);
    const std::string matching = MatchingSql(query, span, province, kExaminedColumns, kExaminedEvents, list);
    const auto rows = connection.RunText(
        absl::StrCat("SELECT count(*), coalesce(max(c.sequence), 0) FROM (", matching, ") AS c"), list.values());
    if (!rows.ok()) return ListError(rows.status());
    if (rows->Int64(0, 0) == kExaminedEvents) {
      page.more = true;
      page.next_after = rows->Int64(0, 1);
      return page;
    }
  }
  if (span.cut) {
    page.more = true;
    page.next_after = span.last;
  }
  return page;
}
absl::StatusOr<std::vector<ProvinceSequence>> ReadSequences(Database& database, const char* statement,
                                                            const Values& values) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<ProvinceSequence> sequences;
  for (int i = 0; i < rows->rows(); ++i) sequences.push_back({std::string(rows->Text(i, 0)), rows->Int64(i, 1)});
  return sequences;
}

}  // namespace

absl::StatusOr<EventPage> ListEvents(Database& database, const EventQuery& query) {
  const int limit = std::clamp(query.limit, 1, kMaxPageSize);
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  absl::StatusOr<Span> span = SpanOf(**connection, query);
  if (!span.ok()) return ForCaller(span.status());
  ListQuery list(query.filter);
  const std::string sql = PageSql(query, *span, limit, list);
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ListError(rows.status());
  absl::StatusOr<EventPage> page = PageIn(*rows, limit);
  if (!page.ok() || page->more) return page;
  return FindEnd(**connection, query, *span, *std::move(page));
}

absl::StatusOr<std::string> ExplainEvents(Database& database, const EventQuery& query) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  absl::StatusOr<Span> span = SpanOf(**connection, query);
  if (!span.ok()) return ForCaller(span.status());
  ListQuery list(query.filter);
  const std::string sql = PageSql(query, *span, std::clamp(query.limit, 1, kMaxPageSize), list);
  auto rows = (*connection)->RunText(absl::StrCat("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) ", sql), list.values());
  if (!rows.ok()) return ListError(rows.status());
  std::string plan;
  for (int i = 0; i < rows->rows(); ++i) absl::StrAppend(&plan, rows->Text(i, 0), "\n");
  return plan;
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
  return ReadSequences(database, "LastSequences", Values().TextArray(provinces));
}

absl::StatusOr<std::vector<ProvinceSequence>> AllLastSequences(Database& database) {
  return ReadSequences(database, "AllLastSequences", Values());
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
