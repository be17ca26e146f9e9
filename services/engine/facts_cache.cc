#include "services/engine/facts_cache.h"

#include <utility>

#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/store/write_session.h"

namespace phoihop::engine {

absl::StatusOr<std::shared_ptr<const ProvinceFacts>> MakeFacts(store::LoadedReference loaded) {
  auto facts = Facts::Create(std::move(loaded.data));
  if (!facts.ok()) return facts.status();
  return std::make_shared<const ProvinceFacts>(ProvinceFacts{*std::move(facts), std::move(loaded.versions)});
}

std::shared_ptr<const ProvinceFacts> FactsCache::Find(absl::string_view province) {
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(province);
  return found == entries_.end() ? nullptr : found->second.facts;
}

std::shared_ptr<const ProvinceFacts> FactsCache::FindFresh(absl::string_view province) {
  const absl::Duration now = RealElapsed();
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(province);
  if (found == entries_.end() || now - found->second.checked >= kFactsMaxAge) return nullptr;
  return found->second.facts;
}

void FactsCache::Put(std::shared_ptr<const ProvinceFacts> facts) {
  const internal::v1::ReferenceData& data = facts->facts->data();
  const absl::Duration now = RealElapsed();
  absl::MutexLock lock(&mutex_);
  Entry& entry = entries_[data.province()];
  if (entry.facts != nullptr && entry.facts->facts->data().version() > data.version()) return;
  entry = {std::move(facts), now};
}

absl::StatusOr<std::shared_ptr<const ProvinceFacts>> FactsCache::Get(absl::string_view province) {
  std::shared_ptr<const ProvinceFacts> known;
  const absl::Duration now = RealElapsed();
  {
    absl::MutexLock lock(&mutex_);
    const auto found = entries_.find(province);
    if (found != entries_.end()) {
      known = found->second.facts;
      if (now - found->second.checked < kFactsMaxAge) return known;
    }
  }
  if (known != nullptr) {
    const auto version = store::ReferenceVersion(*database_, province);
    if (!version.ok()) return store::ForCaller(version.status());
    if (*version <= known->facts->data().version()) {
      Put(known);
      return Find(province);
    }
  }
  auto loaded = store::ReadReference(*database_, province);
  if (!loaded.ok()) return store::ForCaller(loaded.status());
  auto made = MakeFacts(*std::move(loaded));
  if (!made.ok()) return made.status();
  // Not kept: callers may ask for any number of provinces that do not exist.
  if ((*made)->facts->data().version() == 0) return made;
  Put(*std::move(made));
  return Find(province);
}

}  // namespace phoihop::engine
