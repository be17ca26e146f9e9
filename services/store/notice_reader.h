// Reading notices: inboxes, and who was told what about a task.
#ifndef SERVICES_STORE_NOTICE_READER_H_
#define SERVICES_STORE_NOTICE_READER_H_

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/notice.pb.h"
#include "services/store/database.h"
#include "services/store/notice_rows.h"

namespace phoihop::store {

// Where a notice stands: its event, and its number among the notices of the event. Its id is `4711-2`.
struct NoticeKey {
  int64_t sequence = 0;
  int64_t ordinal = 0;
};
inline constexpr NoticeKey kAfterAllNotices{std::numeric_limits<int64_t>::max(), 0};

std::string NoticeId(const NoticeKey& key);
// INVALID_NAME for what is no id of a notice.
absl::StatusOr<NoticeKey> ParseNoticeId(absl::string_view id);

struct InboxQuery {
  std::string province;    // id
  RecipientKey recipient;  // of a person also that of the unit; without person that of the unit
  bool unread_only = false;
  NoticeKey before = kAfterAllNotices;
  int limit = 50;
};
// Delivered ones that stand, newest first; without deliveries.
absl::StatusOr<std::vector<v1::Notice>> ListInbox(Database& database, const InboxQuery& query);
absl::StatusOr<int64_t> CountUnread(Database& database, const std::string& province, const RecipientKey& recipient);

// With their deliveries, in the order of the journal.
absl::StatusOr<std::vector<v1::Notice>> ListTaskNotices(Database& database, const std::string& province,
                                                        absl::string_view task_id, const NoticeKey& after, int limit);

// How many were not read before. `keys` of notices that are not in the inbox change nothing; `all`: everything in it.
absl::StatusOr<int64_t> MarkNoticesRead(Database& database, const std::string& province, const RecipientKey& recipient,
                                        const std::vector<NoticeKey>& keys, bool all, absl::Time now);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_NOTICE_READER_H_
