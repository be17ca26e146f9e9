#include "services/store/notice_reader.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

absl::StatusOr<Result> Read(Database& database, absl::string_view statement, const Values& values) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

// Columns: sequence, ordinal, event time, notice, superseded, unit, person, digest, its time, read time.
absl::Status ReadNotice(const Result& rows, int row, absl::string_view province, v1::Notice& notice) {
  if (auto read = MergeJson(rows.Text(row, 3), &notice); !read.ok()) return read;
  notice.set_name(ChildName(ProvinceName(province), "notices", NoticeId({rows.Int64(row, 0), rows.Int64(row, 1)})));
  *notice.mutable_event_time() = ToTimestamp(rows.Time(row, 2));
  notice.set_superseded(rows.Bool(row, 4));
  notice.set_unit(std::string(rows.Text(row, 5)));
  notice.set_person(std::string(rows.Text(row, 6)));
  notice.set_digest(rows.Int64(row, 7));
  *notice.mutable_digest_time() = ToTimestamp(rows.Time(row, 8));
  if (!rows.IsNull(row, 9)) *notice.mutable_read_time() = ToTimestamp(rows.Time(row, 9));
  return absl::OkStatus();
}

// Columns from `column`: channel, state, attempts, sent time, next attempt, last error.
v1::Delivery DeliveryIn(const Result& rows, int row, int column) {
  v1::Delivery delivery;
  delivery.set_channel(static_cast<v1::DeliveryChannel>(rows.Int64(row, column)));
  delivery.set_state(static_cast<v1::Delivery::State>(rows.Int64(row, column + 1)));
  delivery.set_attempts(static_cast<int32_t>(rows.Int64(row, column + 2)));
  if (!rows.IsNull(row, column + 3)) *delivery.mutable_sent_time() = ToTimestamp(rows.Time(row, column + 3));
  if (delivery.state() == v1::Delivery::STATE_PENDING) {
    *delivery.mutable_next_attempt_time() = ToTimestamp(rows.Time(row, column + 4));
  }
  delivery.set_last_error(std::string(rows.Text(row, column + 5)));
  return delivery;
}

}  // namespace

std::string NoticeId(const NoticeKey& key) { return absl::StrCat(key.sequence, "-", key.ordinal); }

absl::StatusOr<NoticeKey> ParseNoticeId(absl::string_view id) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(id, absl::MaxSplits('-', 1));
  NoticeKey key;
  if (absl::SimpleAtoi(parts.first, &key.sequence) && absl::SimpleAtoi(parts.second, &key.ordinal)) return key;
  return Error(v1::ERROR_REASON_INVALID_NAME, "the id of a notice is of the form 4711-2; take it from the list");
}

absl::StatusOr<std::vector<v1::Notice>> ListInbox(Database& database, const InboxQuery& query) {
  const auto rows = Read(database, "ListInbox",
                         Values()
                             .Text(query.province)
                             .Text(query.recipient.unit)
                             .Text(query.recipient.person)
                             .Int64(query.before.sequence)
                             .Int64(query.before.ordinal)
                             .Bool(query.unread_only)
                             .Int64(query.limit));
  if (!rows.ok()) return rows.status();
  std::vector<v1::Notice> notices(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    if (auto read = ReadNotice(*rows, i, query.province, notices[i]); !read.ok()) return read;
  }
  return notices;
}

absl::StatusOr<int64_t> CountUnread(Database& database, const std::string& province, const RecipientKey& recipient) {
  const auto rows = Read(database, "CountUnread", Values().Text(province).Text(recipient.unit).Text(recipient.person));
  if (!rows.ok()) return rows.status();
  return rows->Int64(0, 0);
}

absl::StatusOr<std::vector<v1::Notice>> ListTaskNotices(Database& database, const std::string& province,
                                                        absl::string_view task_id, const NoticeKey& after, int limit) {
  const auto rows = Read(database, "ListTaskNotices",
                         Values().Text(province).Text(task_id).Int64(after.sequence).Int64(after.ordinal).Int64(limit));
  if (!rows.ok()) return rows.status();
  std::vector<v1::Notice> notices;
  NoticeKey last;
  for (int i = 0; i < rows->rows(); ++i) {
    const NoticeKey key{rows->Int64(i, 0), rows->Int64(i, 1)};
    if (notices.empty() || key.sequence != last.sequence || key.ordinal != last.ordinal) {
      if (auto read = ReadNotice(*rows, i, province, notices.emplace_back()); !read.ok()) return read;
      last = key;
    }
    if (!rows->IsNull(i, 10)) *notices.back().add_deliveries() = DeliveryIn(*rows, i, 10);
  }
  return notices;
}

absl::StatusOr<int64_t> MarkNoticesRead(Database& database, const std::string& province, const RecipientKey& recipient,
                                        const std::vector<NoticeKey>& keys, bool all, absl::Time now) {
  const auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  ArrayValue sequences = ArrayValue::OfInt64(), ordinals = ArrayValue::OfInt64();
  for (const NoticeKey& key : keys) {
    sequences.Int64(key.sequence);
    ordinals.Int64(key.ordinal);
  }
  const auto rows = (*connection)
                        ->Run("MarkNoticesRead", Values()
                                                     .Text(province)
                                                     .Text(recipient.unit)
                                                     .Text(recipient.person)
                                                     .Array(std::move(sequences))
                                                     .Array(std::move(ordinals))
                                                     .Bool(all)
                                                     .Time(now));
  if (!rows.ok()) return ForCaller(rows.status());
  return rows->affected();
}

}  // namespace phoihop::store
