// Reading the journal.
//
// Columns of `events e` that a condition may use: e.subject e.type e.actor_unit e.request_id (text), e.time
// (timestamptz), e.sequence (bigint).
#ifndef SERVICES_STORE_EVENT_READER_H_
#define SERVICES_STORE_EVENT_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"
#include "services/store/condition.h"
#include "services/store/database.h"

namespace phoihop::store {

struct EventQuery {
  std::string province;  // id
  int64_t after_sequence = 0;
  SqlCondition filter;  // placeholders from kFirstFilterParameter (task_reader.h)
  int limit = 100;
};

struct EventPage {
  std::vector<v1::Event> events;  // in the order of their sequence
  bool more = false;              // others match beyond `limit`
  int64_t last_sequence = 0;      // newest of the province, on the same snapshot
};

// A province that nobody wrote to has no events and last_sequence 0. Errors as ListTasks.
absl::StatusOr<EventPage> ListEvents(Database& database, const EventQuery& query);

// The newest sequence of a province; 0 when it has none.
absl::StatusOr<int64_t> LastSequence(Database& database, absl::string_view province);

// The newest sequences of those of the given provinces that have events.
struct ProvinceSequence {
  std::string province;
  int64_t last_sequence = 0;
};
absl::StatusOr<std::vector<ProvinceSequence>> LastSequences(Database& database,
                                                            const std::vector<std::string>& provinces);

// Ids of all provinces that something was written to, in order.
absl::StatusOr<std::vector<std::string>> ListProvinces(Database& database);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_EVENT_READER_H_
