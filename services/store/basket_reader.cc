#include "services/store/basket_reader.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "services/store/connection.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

// Between the parts of a cursor: microseconds (or kNever), id, kind. None of them can contain it.
constexpr char kSeparator = '|';
constexpr absl::string_view kNever = "never";

// Nothing is due earlier, or later unless it is never due.
const absl::Time kEarliest = absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone());
const absl::Time kLatest = absl::FromCivil(absl::CivilYear(9999), absl::UTCTimeZone());

struct Place {
  absl::Time due_time = kEarliest;
  std::string task_id;
  int64_t kind = 0;
};

absl::StatusOr<Place> PlaceOf(absl::string_view cursor) {
  Place place;
  if (cursor.empty()) return place;
  const std::vector<std::string> parts = absl::StrSplit(cursor, kSeparator);
  int64_t microseconds = 0;
  const bool never = parts[0] == kNever;
  bool known = parts.size() == 3 && (never || absl::SimpleAtoi(parts[0], &microseconds)) &&
               absl::SimpleAtoi(parts[2], &place.kind);
  place.due_time = never ? absl::InfiniteFuture() : absl::FromUnixMicros(microseconds);
  known = known && (never || (place.due_time >= kEarliest && place.due_time <= kLatest));
  if (!known) {
    return Error(v1::ERROR_REASON_INVALID_PAGE_TOKEN, "page_token is not one of this list; start from the first page.");
  }
  place.task_id = parts[1];
  return place;
}

std::string CursorOf(const Place& place) {
  const std::string due =
      place.due_time == absl::InfiniteFuture() ? std::string(kNever) : absl::StrCat(absl::ToUnixMicros(place.due_time));
  const std::string separator(1, kSeparator);
  return absl::StrCat(due, separator, place.task_id, separator, place.kind);
}

absl::Time DueIn(const Result& rows, int row, int column) {
  return rows.Text(row, column) == "infinity" ? absl::InfiniteFuture() : rows.Time(row, column);
}

Place PlaceIn(const Result& rows, int row) {
  return {DueIn(rows, row, 1), std::string(rows.Text(row, 2)), rows.Int64(row, 0)};
}

template <typename Enum>
Enum EnumIn(absl::string_view name, bool (*parse)(const std::string&, Enum*)) {
  Enum value = Enum();
  parse(std::string(name), &value);
  return value;
}

// The columns of ListBasket, in order.
absl::StatusOr<v1::BasketEntry> EntryIn(const Result& rows, int row, const BasketQuery& query) {
  v1::BasketEntry entry;
  entry.set_kind(static_cast<v1::BasketKind>(rows.Int64(row, 0)));
  if (const absl::Time due = DueIn(rows, row, 1); due != absl::InfiniteFuture()) {
    *entry.mutable_due_time() = ToTimestamp(due);
  }
  v1::Task& task = *entry.mutable_task();
  if (query.whole_tasks) {
    if (absl::Status read = MergeJson(rows.Text(row, 14), &task); !read.ok()) return read;
    return entry;
  }
  task.set_name(TaskName(query.province, rows.Text(row, 2)));
  task.set_state(EnumIn<v1::TaskState>(rows.Text(row, 3), v1::TaskState_Parse));
  task.set_lead_unit(std::string(rows.Text(row, 4)));
  task.set_issuer_unit(std::string(rows.Text(row, 5)));
  task.set_assignee(std::string(rows.Text(row, 6)));
  task.set_plan(std::string(rows.Text(row, 7)));
  task.set_title(std::string(rows.Text(row, 8)));
  if (const absl::Time due = DueIn(rows, row, 9); due != absl::InfiniteFuture()) {
    *task.mutable_due_time() = ToTimestamp(due);
  }
  task.set_version(rows.Int64(row, 10));
  task.set_overdue(rows.Bool(row, 11));
  task.set_priority(EnumIn<v1::TaskPriority>(rows.Text(row, 12), v1::TaskPriority_Parse));
  task.set_due_date(std::string(rows.Text(row, 13)));
  return entry;
}

Values KindsOf(const BasketQuery& query) {
  Values values = Values().Text(query.province).Text(query.unit);
  if (!query.person.empty()) return values.Text(query.person);
  ArrayValue kinds = ArrayValue::OfInt64();
  for (const v1::BasketKind kind : query.kinds) kinds.Int64(kind);
  return values.Array(std::move(kinds));
}

}  // namespace

absl::StatusOr<BasketPage> ListBasket(Database& database, const BasketQuery& query) {
  const auto after = PlaceOf(query.cursor);
  if (!after.ok()) return after.status();
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)
                  ->Run(query.person.empty() ? "ListBasket" : "ListBasketOfPerson", KindsOf(query)
                                                                                        .Time(after->due_time)
                                                                                        .Text(after->task_id)
                                                                                        .Int64(after->kind)
                                                                                        .Int64(query.page_size + 1)
                                                                                        .Bool(query.whole_tasks)
                                                                                        .Time(query.now)
                                                                                        .Int64(query.max_secrecy));
  if (!rows.ok()) return ForCaller(rows.status());
  BasketPage page;
  for (int i = 0; i < std::min(rows->rows(), query.page_size); ++i) {
    auto entry = EntryIn(*rows, i, query);
    if (!entry.ok()) return entry.status();
    page.entries.push_back(*std::move(entry));
  }
  if (rows->rows() > query.page_size) page.next_cursor = CursorOf(PlaceIn(*rows, query.page_size - 1));
  return page;
}

absl::StatusOr<std::vector<v1::CountBasketResponse::Count>> CountBasket(Database& database, const BasketQuery& query) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)
                  ->Run(query.person.empty() ? "CountBasket" : "CountBasketOfPerson",
                        KindsOf(query).Time(query.now).Int64(kBasketCountLimit).Int64(query.max_secrecy));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<v1::CountBasketResponse::Count> counts(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    counts[i].set_kind(static_cast<v1::BasketKind>(rows->Int64(i, 0)));
    counts[i].set_count(static_cast<int>(rows->Int64(i, 1)));
    counts[i].set_overdue(static_cast<int>(rows->Int64(i, 2)));
  }
  return counts;
}

}  // namespace phoihop::store
