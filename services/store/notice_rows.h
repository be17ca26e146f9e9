// What the courier writes: notices, digests and their deliveries. They follow from the journal, so they do not go
// through the write door; one transaction at a time works on a province.
//
//   NoticeSession session(database);
//   auto feed = session.Begin("dong-nai");         // nobody else notes or sends there until Commit or Rollback
//   … session.Events, session.Recipients, session.Insert, session.Due, session.Close …
//   session.Commit();
#ifndef SERVICES_STORE_NOTICE_ROWS_H_
#define SERVICES_STORE_NOTICE_ROWS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/notice.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/connection.h"
#include "services/store/database.h"

namespace phoihop::store {

// A province as the courier sees it.
struct NoticeState {
  std::string province;  // id
  int64_t last_sequence = 0;
  int64_t told_sequence = 0;  // the last event that was looked at
  // When the next digests are due; infinite: none is open.
  absl::Time ordinary_due = absl::InfiniteFuture();
  absl::Time urgent_due = absl::InfiniteFuture();
};
absl::StatusOr<std::vector<NoticeState>> NoticeStates(Database& database);

struct RecipientKey {
  std::string unit, person;  // resource names
  friend bool operator<(const RecipientKey& a, const RecipientKey& b) {
    return a.unit != b.unit ? a.unit < b.unit : a.person < b.person;
  }
};

struct RecipientState {
  // Open digests; 0: there is none.
  int64_t ordinary_digest = 0;
  int64_t urgent_digest = 0;
  int urgent_digests = 0;  // that were opened lately
};

struct DigestRow {
  int64_t digest_id = 0;
  RecipientKey recipient;
  // That is called; then there is no recipient.
  std::string system;
  bool urgent = false;
  absl::Time open_time, due_time;
};

struct NoticeRow {
  int64_t sequence = 0;
  int ordinal = 0;
  int64_t digest_id = 0;
  std::string thing;
  absl::Time event_time;
  v1::Notice notice;
};

// One that may go out.
struct DueDigest {
  int64_t digest_id = 0;
  RecipientKey recipient;
  std::string system;
  bool urgent = false;
};

struct DeliveryRow {
  int64_t digest_id = 0;
  v1::DeliveryChannel channel = v1::DELIVERY_CHANNEL_UNSPECIFIED;
  v1::Delivery::State state = v1::Delivery::STATE_UNSPECIFIED;
  // As of its digest.
  std::string system;
  // What digests of one channel arrive in order by: the address of a mail, the recipient of a webhook.
  std::string address;
};

// Which deliveries one sender looks after: over one channel, to people and units or to some systems.
struct DeliveryQueue {
  v1::DeliveryChannel channel = v1::DELIVERY_CHANNEL_UNSPECIFIED;
  // Names; "" stands for people and units.
  std::vector<std::string> systems = {""};
  // To all systems that `systems` does not name, instead.
  bool others = false;
};

// A delivery that was taken for a try.
struct ClaimedDelivery {
  int64_t digest_id = 0;
  std::string address;
  int attempt = 0;
  // As of its digest.
  std::string system;
  std::string unit;
  bool urgent = false;
};

// What came of it.
struct DeliveryOutcome {
  v1::Delivery::State state = v1::Delivery::STATE_UNSPECIFIED;
  absl::Time sent_time = absl::InfinitePast();            // of SENT
  absl::Time next_attempt_time = absl::InfiniteFuture();  // of PENDING
  std::string error;
};

// Keeps a connection of its own, opened when it is needed. Used by one thread.
class NoticeSession {
 public:
  explicit NoticeSession(Database& database) : database_(database) {}

  struct Feed {
    int64_t told_sequence = 0;
    int64_t last_digest = 0;
  };
  // Empty: another replica works on the province.
  absl::StatusOr<std::optional<Feed>> Begin(const std::string& province);

  struct Told {
    int64_t until = 0;  // the last sequence that was looked at
    std::vector<v1::Event> events;
  };
  // Of the next `limit` events those of the given types.
  absl::StatusOr<Told> Events(int64_t after, int limit, const std::vector<std::string>& types);
  // By resource name; those that there are.
  absl::StatusOr<std::map<std::string, v1::Task>> Tasks(const std::vector<std::string>& task_ids);
  // In the order of `recipients`; urgent digests since an instant are counted.
  absl::StatusOr<std::vector<RecipientState>> Recipients(const std::vector<RecipientKey>& recipients,
                                                         absl::Time urgent_since);
  absl::Status Insert(const std::vector<DigestRow>& digests, const std::vector<NoticeRow>& notices);
  absl::Status MoveFeed(const Feed& feed);

  // Open ones whose time has come, at most `limit`.
  absl::StatusOr<std::vector<DueDigest>> Due(absl::Time now, int limit);
  // They stay open until later.
  absl::Status Postpone(const std::vector<std::pair<int64_t, absl::Time>>& digests);
  // Their notices are in the inbox from then on.
  absl::Status Close(const std::vector<DueDigest>& digests, absl::Time now);
  absl::Status InsertDeliveries(const std::vector<DeliveryRow>& deliveries, absl::Time now);

  absl::Status Commit();
  void Rollback();

 private:
  absl::StatusOr<Result> Run(absl::string_view statement, const Values& values);

  Database& database_;
  std::unique_ptr<Connection> connection_;
  std::string province_;
};

// -- What leaves the product. Each is a transaction of its own.

// Those where something waits for a try.
absl::StatusOr<std::vector<std::string>> ProvincesWithDeliveries(Database& database, const DeliveryQueue& queue,
                                                                 absl::Time now);

// Takes deliveries for a try until `lease_end`: if nothing was noted by then, it is taken again. Of one address only
// the oldest, so that digests arrive in order; urgent ones only among each other.
absl::StatusOr<std::vector<ClaimedDelivery>> ClaimDeliveries(Database& database, const std::string& province,
                                                             const DeliveryQueue& queue, absl::Time now,
                                                             absl::Time lease_end, int limit);
// It was not tried after all, and is at another time.
absl::Status PostponeDelivery(Database& database, const std::string& province, v1::DeliveryChannel channel,
                              const ClaimedDelivery& delivery, absl::Time until);
absl::Status NoteDelivery(Database& database, const std::string& province, v1::DeliveryChannel channel,
                          const ClaimedDelivery& delivery, const DeliveryOutcome& outcome);

// In the order of the journal, with event_time and superseded.
absl::StatusOr<std::vector<v1::Notice>> NoticesOfDigest(Database& database, const std::string& province,
                                                        int64_t digest_id);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_NOTICE_ROWS_H_
