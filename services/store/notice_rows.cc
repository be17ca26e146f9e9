#include "services/store/notice_rows.h"

#include <utility>

#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

absl::StatusOr<Result> RunOnce(Database& database, absl::string_view statement, const Values& values) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

// Of the pool only reads are served: what is written goes over a connection of its own.
absl::StatusOr<Result> WriteOnce(Database& database, absl::string_view statement, const Values& values) {
  const auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

absl::Time TimeOr(const Result& rows, int row, int column, absl::Time otherwise) {
  return rows.IsNull(row, column) ? otherwise : rows.Time(row, column);
}

}  // namespace

absl::StatusOr<std::vector<NoticeState>> NoticeStates(Database& database) {
  const auto rows = RunOnce(database, "NoticeStates", {});
  if (!rows.ok()) return rows.status();
  std::vector<NoticeState> states(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    states[i] = {.province = std::string(rows->Text(i, 0)),
                 .last_sequence = rows->Int64(i, 1),
                 .told_sequence = rows->Int64(i, 2),
                 .ordinary_due = TimeOr(*rows, i, 3, absl::InfiniteFuture()),
                 .urgent_due = TimeOr(*rows, i, 4, absl::InfiniteFuture())};
  }
  return states;
}

absl::StatusOr<Result> NoticeSession::Run(absl::string_view statement, const Values& values) {
  auto rows = connection_->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

absl::StatusOr<std::optional<NoticeSession::Feed>> NoticeSession::Begin(const std::string& province) {
  if (connection_ == nullptr || !connection_->usable()) {
    auto opened = Connection::Open(database_.uri(), ConnectionUse::kWrite);
    if (!opened.ok()) return ForCaller(opened.status());
    connection_ = *std::move(opened);
  }
  province_ = province;
  const Values key = Values().Text(province_);
  if (const auto begun = Run(kBegin, {}); !begun.ok()) return begun.status();
  if (const auto added = Run("AddNoticeFeed", key); !added.ok()) return added.status();
  const auto rows = Run("LockNoticeFeed", key);
  if (!rows.ok()) return rows.status();
  if (rows->rows() == 0) return std::optional<Feed>();
  return std::optional<Feed>(Feed{rows->Int64(0, 0), rows->Int64(0, 1)});
}

absl::StatusOr<NoticeSession::Told> NoticeSession::Events(int64_t after, int limit,
                                                          const std::vector<std::string>& types) {
  const auto end = Run("ToldUntil", Values().Text(province_).Int64(after).Int64(limit));
  if (!end.ok()) return end.status();
  Told told{.until = end->rows() == 0 ? after : end->Int64(0, 0)};
  const auto rows = Run("EventsToTell", Values().Text(province_).Int64(after).Int64(told.until).TextArray(types));
  if (!rows.ok()) return rows.status();
  told.events.resize(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    if (auto read = MergeJson(rows->Text(i, 2), &told.events[i]); !read.ok()) return read;
    told.events[i].set_sequence(rows->Int64(i, 0));
    *told.events[i].mutable_time() = ToTimestamp(rows->Time(i, 1));
  }
  return told;
}

absl::StatusOr<std::map<std::string, v1::Task>> NoticeSession::Tasks(const std::vector<std::string>& task_ids) {
  const auto rows = Run("TasksToTell", Values().Text(province_).TextArray(task_ids));
  if (!rows.ok()) return rows.status();
  std::map<std::string, v1::Task> tasks;
  for (int i = 0; i < rows->rows(); ++i) {
    v1::Task& task = tasks[TaskName(province_, rows->Text(i, 0))];
    if (auto read = MergeJson(rows->Text(i, 1), &task); !read.ok()) return read;
  }
  return tasks;
}

absl::StatusOr<std::vector<RecipientState>> NoticeSession::Recipients(const std::vector<RecipientKey>& recipients,
                                                                      absl::Time urgent_since) {
  ArrayValue units = ArrayValue::OfText(), persons = ArrayValue::OfText();
  for (const RecipientKey& recipient : recipients) {
    units.Text(recipient.unit);
    persons.Text(recipient.person);
  }
  const auto rows = Run("RecipientStates",
                        Values().Text(province_).Array(std::move(units)).Array(std::move(persons)).Time(urgent_since));
  if (!rows.ok()) return rows.status();
  std::vector<RecipientState> states(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    if (!rows->IsNull(i, 1)) states[i].ordinary_digest = rows->Int64(i, 1);
    if (!rows->IsNull(i, 2)) states[i].urgent_digest = rows->Int64(i, 2);
    states[i].urgent_digests = static_cast<int>(rows->Int64(i, 3));
  }
  return states;
}

absl::Status NoticeSession::Insert(const std::vector<DigestRow>& digests, const std::vector<NoticeRow>& notices) {
  if (!digests.empty()) {
    ArrayValue ids = ArrayValue::OfInt64(), units = ArrayValue::OfText(), persons = ArrayValue::OfText(),
               systems = ArrayValue::OfText(), urgent = ArrayValue::OfBool(), opened = ArrayValue::OfTime(),
               due = ArrayValue::OfTime();
    for (const DigestRow& digest : digests) {
      ids.Int64(digest.digest_id);
      units.Text(digest.recipient.unit);
      persons.Text(digest.recipient.person);
      systems.Text(digest.system);
      urgent.Bool(digest.urgent);
      opened.Time(digest.open_time);
      due.Time(digest.due_time);
    }
    const auto inserted = Run("InsertDigests", Values()
                                                   .Text(province_)
                                                   .Array(std::move(ids))
                                                   .Array(std::move(units))
                                                   .Array(std::move(persons))
                                                   .Array(std::move(systems))
                                                   .Array(std::move(urgent))
                                                   .Array(std::move(opened))
                                                   .Array(std::move(due)));
    if (!inserted.ok()) return inserted.status();
  }
  if (notices.empty()) return absl::OkStatus();
  ArrayValue sequences = ArrayValue::OfInt64(), ordinals = ArrayValue::OfInt64(), ids = ArrayValue::OfInt64(),
             units = ArrayValue::OfText(), persons = ArrayValue::OfText(), tasks = ArrayValue::OfText(),
             things = ArrayValue::OfText(), times = ArrayValue::OfTime(), messages = ArrayValue::OfJson();
  for (const NoticeRow& row : notices) {
    sequences.Int64(row.sequence);
    ordinals.Int64(row.ordinal);
    ids.Int64(row.digest_id);
    units.Text(row.notice.unit());
    persons.Text(row.notice.person());
    tasks.Text(LastSegment(row.notice.task()));
    things.Text(row.thing);
    times.Time(row.event_time);
    messages.Json(ToJson(row.notice));
  }
  return Run("InsertNotices", Values()
                                  .Text(province_)
                                  .Array(std::move(sequences))
                                  .Array(std::move(ordinals))
                                  .Array(std::move(ids))
                                  .Array(std::move(units))
                                  .Array(std::move(persons))
                                  .Array(std::move(tasks))
                                  .Array(std::move(things))
                                  .Array(std::move(times))
                                  .Array(std::move(messages)))
      .status();
}

absl::Status NoticeSession::MoveFeed(const Feed& feed) {
  return Run("MoveNoticeFeed", Values().Text(province_).Int64(feed.told_sequence).Int64(feed.last_digest)).status();
}

absl::StatusOr<std::vector<DueDigest>> NoticeSession::Due(absl::Time now, int limit) {
  const auto rows = Run("DueDigests", Values().Text(province_).Time(now).Int64(limit));
  if (!rows.ok()) return rows.status();
  std::vector<DueDigest> due(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    due[i] = {.digest_id = rows->Int64(i, 0),
              .recipient = {std::string(rows->Text(i, 1)), std::string(rows->Text(i, 2))},
              .system = std::string(rows->Text(i, 3)),
              .urgent = rows->Bool(i, 4)};
  }
  return due;
}

absl::Status NoticeSession::Postpone(const std::vector<std::pair<int64_t, absl::Time>>& digests) {
  if (digests.empty()) return absl::OkStatus();
  ArrayValue ids = ArrayValue::OfInt64(), times = ArrayValue::OfTime();
  for (const auto& [digest_id, until] : digests) {
    ids.Int64(digest_id);
    times.Time(until);
  }
  return Run("PostponeDigests", Values().Text(province_).Array(std::move(ids)).Array(std::move(times))).status();
}

absl::Status NoticeSession::Close(const std::vector<DueDigest>& digests, absl::Time now) {
  ArrayValue ids = ArrayValue::OfInt64();
  for (const DueDigest& digest : digests) ids.Int64(digest.digest_id);
  const Values values = Values().Text(province_).Array(std::move(ids)).Time(now);
  if (const auto closed = Run("CloseDigests", values); !closed.ok()) return closed.status();
  return Run("DeliverNotices", values).status();
}

absl::Status NoticeSession::InsertDeliveries(const std::vector<DeliveryRow>& deliveries, absl::Time now) {
  ArrayValue ids = ArrayValue::OfInt64(), channels = ArrayValue::OfInt64(), states = ArrayValue::OfInt64(),
             systems = ArrayValue::OfText(), addresses = ArrayValue::OfText(), attempts = ArrayValue::OfInt64();
  for (const DeliveryRow& delivery : deliveries) {
    ids.Int64(delivery.digest_id);
    channels.Int64(delivery.channel);
    states.Int64(delivery.state);
    systems.Text(delivery.system);
    addresses.Text(delivery.address);
    attempts.Int64(delivery.state == v1::Delivery::STATE_SENT ? 1 : 0);
  }
  return Run("InsertDeliveries", Values()
                                     .Text(province_)
                                     .Array(std::move(ids))
                                     .Array(std::move(channels))
                                     .Array(std::move(states))
                                     .Array(std::move(systems))
                                     .Array(std::move(addresses))
                                     .Array(std::move(attempts))
                                     .Time(now))
      .status();
}

absl::Status NoticeSession::Commit() { return Run(kCommit, {}).status(); }

void NoticeSession::Rollback() {
  if (connection_ != nullptr) connection_->Rollback();
}

absl::StatusOr<std::vector<std::string>> ProvincesWithDeliveries(Database& database, const DeliveryQueue& queue,
                                                                 absl::Time now) {
  const auto rows = RunOnce(database, "ProvincesWithDeliveries",
                            Values().Time(now).Int64(queue.channel).TextArray(queue.systems).Bool(queue.others));
  if (!rows.ok()) return rows.status();
  std::vector<std::string> provinces;
  for (int i = 0; i < rows->rows(); ++i) provinces.emplace_back(rows->Text(i, 0));
  return provinces;
}

absl::StatusOr<std::vector<ClaimedDelivery>> ClaimDeliveries(Database& database, const std::string& province,
                                                             const DeliveryQueue& queue, absl::Time now,
                                                             absl::Time lease_end, int limit) {
  const auto rows = WriteOnce(database, "ClaimDeliveries",
                              Values()
                                  .Text(province)
                                  .Time(now)
                                  .Time(lease_end)
                                  .Int64(limit)
                                  .Int64(queue.channel)
                                  .TextArray(queue.systems)
                                  .Bool(queue.others));
  if (!rows.ok()) return rows.status();
  std::vector<ClaimedDelivery> claimed(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    claimed[i] = {.digest_id = rows->Int64(i, 0),
                  .address = std::string(rows->Text(i, 1)),
                  .attempt = static_cast<int>(rows->Int64(i, 2)),
                  .system = std::string(rows->Text(i, 3)),
                  .unit = std::string(rows->Text(i, 4)),
                  .urgent = rows->Bool(i, 5)};
  }
  return claimed;
}

absl::Status PostponeDelivery(Database& database, const std::string& province, v1::DeliveryChannel channel,
                              const ClaimedDelivery& delivery, absl::Time until) {
  return WriteOnce(database, "PostponeDelivery",
                   Values().Text(province).Int64(delivery.digest_id).Int64(delivery.attempt).Int64(channel).Time(until))
      .status();
}

absl::Status NoteDelivery(Database& database, const std::string& province, v1::DeliveryChannel channel,
                          const ClaimedDelivery& delivery, const DeliveryOutcome& outcome) {
  return WriteOnce(database, "NoteDelivery",
                   Values()
                       .Text(province)
                       .Int64(delivery.digest_id)
                       .Int64(delivery.attempt)
                       .Int64(outcome.state)
                       .Time(outcome.sent_time)
                       .Time(outcome.next_attempt_time)
                       .Text(outcome.error)
                       .Int64(channel))
      .status();
}

absl::StatusOr<std::vector<v1::Notice>> NoticesOfDigest(Database& database, const std::string& province,
                                                        int64_t digest_id) {
  const auto rows = RunOnce(database, "NoticesOfDigest", Values().Text(province).Int64(digest_id));
  if (!rows.ok()) return rows.status();
  std::vector<v1::Notice> notices(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    if (auto read = MergeJson(rows->Text(i, 3), &notices[i]); !read.ok()) return read;
    *notices[i].mutable_event_time() = ToTimestamp(rows->Time(i, 2));
    notices[i].set_superseded(rows->Bool(i, 4));
  }
  return notices;
}

}  // namespace phoihop::store
