#include "services/engine/facts_cache.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::engine {

absl::StatusOr<std::shared_ptr<const ProvinceFacts>> MakeFacts(store::LoadedReference loaded,
                                                               const ProvinceFacts* previous) {
  auto facts = Facts::Create(std::move(loaded.data), previous == nullptr ? nullptr : previous->facts.get());
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
  auto made = MakeFacts(*std::move(loaded), known.get());
  if (!made.ok()) return made.status();
  // Not kept: callers may ask for any number of provinces that do not exist.
  if ((*made)->facts->data().version() == 0) return made;
  Put(*std::move(made));
  return Find(province);
}

std::shared_ptr<const ProvinceFacts> FactsCache::FindPast(absl::string_view province, int64_t version) {
  absl::MutexLock lock(&mutex_);
  const auto is_it = [&](const std::shared_ptr<const ProvinceFacts>& facts) {
    return facts->facts->data().province() == province && facts->facts->data().version() == version;
  };
  if (const auto found = entries_.find(province); found != entries_.end() && is_it(found->second.facts)) {
    return found->second.facts;
  }
  const auto found = std::find_if(past_.begin(), past_.end(), is_it);
  if (found == past_.end()) return nullptr;
  std::rotate(past_.begin(), found, found + 1);
  return past_.front();
}

void FactsCache::PutPast(std::shared_ptr<const ProvinceFacts> facts) {
  absl::MutexLock lock(&mutex_);
  past_.push_front(std::move(facts));
  if (past_.size() > kPastFactsKept) past_.pop_back();
}

absl::StatusOr<std::shared_ptr<const ProvinceFacts>> FactsCache::KnownAt(absl::string_view province,
                                                                         absl::Time known_at) {
  const auto version = store::ReferenceVersionKnownAt(*database_, province, known_at);
  if (!version.ok()) return store::ForCaller(version.status());
  if (*version == 0) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("Nothing was known about ", Excerpt(ProvinceName(province)), " by ",
                              absl::FormatTime(absl::RFC3339_sec, known_at, VietnamTimeZone()),
                              "; leave known_at out to see what is known now."));
  }
  // A version never changes any more, so whoever has it has all that was known.
  if (auto known = FindPast(province, *version); known != nullptr) return known;
  auto loaded = store::ReadReferenceAt(*database_, province, *version);
  if (!loaded.ok()) return store::ForCaller(loaded.status());
  auto made = MakeFacts(*std::move(loaded), Find(province).get());
  if (made.ok()) PutPast(*made);
  return made;
}

}  // namespace phoihop::engine
