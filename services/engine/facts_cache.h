// The newest reference data of every province that this process knows.
#ifndef SERVICES_ENGINE_FACTS_CACHE_H_
#define SERVICES_ENGINE_FACTS_CACHE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/store/database.h"
#include "services/store/reference_rows.h"
#include "workflow/decision.h"

namespace phoihop::engine {

struct ProvinceFacts {
  std::shared_ptr<const Facts> facts;
  absl::flat_hash_map<std::string, int64_t> versions;  // number of events of each thing, by resource name
};

// `previous`: facts of the same province at another version, whose indexes are taken over where nothing changed; may be
// null.
absl::StatusOr<std::shared_ptr<const ProvinceFacts>> MakeFacts(store::LoadedReference loaded,
                                                               const ProvinceFacts* previous);

// Facts of the past that are kept, of all provinces together: an auditor asks many questions about one instant.
inline constexpr size_t kPastFactsKept = 4;

// Thread-safe.
class FactsCache {
 public:
  explicit FactsCache(store::Database* database) : database_(database) {}

  // What is known, however old; null: nothing.
  std::shared_ptr<const ProvinceFacts> Find(absl::string_view province);
  // What Get would answer without asking the store; null when it would ask.
  std::shared_ptr<const ProvinceFacts> FindFresh(absl::string_view province);
  // What is known when it was compared with the store less than kFactsMaxAge ago, else what the store has.
  absl::StatusOr<std::shared_ptr<const ProvinceFacts>> Get(absl::string_view province);
  // What was known at an instant, from the history of the reference data. NOT_FOUND when nothing was.
  absl::StatusOr<std::shared_ptr<const ProvinceFacts>> KnownAt(absl::string_view province, absl::Time known_at);
  // The newer version stays.
  void Put(std::shared_ptr<const ProvinceFacts> facts);

 private:
  struct Entry {
    std::shared_ptr<const ProvinceFacts> facts;
    absl::Duration checked;  // RealElapsed when it was last known to be the newest
  };

  // At a version, when it is here.
  std::shared_ptr<const ProvinceFacts> FindPast(absl::string_view province, int64_t version);
  void PutPast(std::shared_ptr<const ProvinceFacts> facts);

  store::Database* const database_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<const ProvinceFacts>> past_ ABSL_GUARDED_BY(mutex_);  // most recently used first
};

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_FACTS_CACHE_H_
