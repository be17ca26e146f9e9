// Reading the journal.
//
// Columns of `events e` that a condition may use: e.subject e.type e.actor_unit e.request_id (text), e.time
// (timestamptz), e.sequence (bigint), e.event (jsonb); kPersonSql and kOnBehalfOfSql have indexes.
#ifndef SERVICES_STORE_EVENT_READER_H_
#define SERVICES_STORE_EVENT_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "services/store/condition.h"
#include "services/store/database.h"
#include "services/store/event_visibility.h"

namespace phoihop::store {

inline constexpr absl::string_view kPersonSql = "(e.event->'actor'->>'person')";
inline constexpr absl::string_view kOnBehalfOfSql = "(e.event->'actor'->>'on_behalf_of')";

// Instants of the journal grow with the sequence but for what the clocks of replicas differ and a transaction waits for
// the one before it: never by more than this.
inline constexpr absl::Duration kJournalClockSlack = absl::Hours(24);
// With a filter that no index serves, one page looks at no more events than this and is continued after them.
inline constexpr int64_t kScannedEvents = 100'000;
// Of those that match, one page asks of no more than this whether its reader may see them.
inline constexpr int64_t kExaminedEvents = 20'000;

struct EventQuery {
  std::string province;  // id
  int64_t after_sequence = 0;
  SqlCondition filter;  // placeholders from kFirstFilterParameter (task_reader.h)
  int limit = 100;

  // What every event that matches `filter` has, so that the right index is followed whatever the planner thinks:
  // who did it, or in whose place (resource name of a person; empty: anybody);
  std::string person;
  // the request that made it (empty: any);
  std::string request_id;
  // its instant, both ends included.
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
  // The filter names neither subject, unit, person nor request: matches may be far apart.
  bool sparse = false;

  Visibility visible;
};

struct EventPage {
  std::vector<v1::Event> events;  // in the order of their sequence
  // Others may match beyond: after this sequence. A page that ends because enough was looked at may be short, or empty.
  bool more = false;
  int64_t next_after = 0;
  int64_t last_sequence = 0;  // newest of the province, on the same snapshot
};

// A province that nobody wrote to has no events and last_sequence 0. Errors as ListTasks.
absl::StatusOr<EventPage> ListEvents(Database& database, const EventQuery& query);

// How PostgreSQL goes about such a page, with what it really did (EXPLAIN ANALYZE): for tests and for whoever wonders
// why a list is slow.
absl::StatusOr<std::string> ExplainEvents(Database& database, const EventQuery& query);

// The newest sequence of a province; 0 when it has none.
absl::StatusOr<int64_t> LastSequence(Database& database, absl::string_view province);

// The newest sequences of those of the given provinces that have events.
struct ProvinceSequence {
  std::string province;
  int64_t last_sequence = 0;
};
absl::StatusOr<std::vector<ProvinceSequence>> LastSequences(Database& database,
                                                            const std::vector<std::string>& provinces);

// Of all provinces that have any.
absl::StatusOr<std::vector<ProvinceSequence>> AllLastSequences(Database& database);

// Ids of all provinces that something was written to, in order.
absl::StatusOr<std::vector<std::string>> ListProvinces(Database& database);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_EVENT_READER_H_
