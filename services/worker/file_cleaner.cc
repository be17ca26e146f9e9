#include "services/worker/file_cleaner.h"

#include <string>
#include <utility>

namespace phoihop::worker {

FileCleaner::FileCleaner(FileCleanerOptions options)
    : options_(std::move(options)), loop_(*options_.clock, [this] { return Look(); }) {}

FileCleaner::~FileCleaner() { Stop(); }

int64_t FileCleaner::removed() const {
  absl::MutexLock lock(&mutex_);
  return removed_;
}

Looked FileCleaner::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kFileCleanInterval};
  const absl::Time now = options_.clock->Now();
  const bool thorough = now >= next_thorough_;
  const auto provinces = options_.files->ProvincesToClean(now, thorough);
  looked.error = provinces.status();
  if (!looked.error.ok()) return looked;
  if (thorough) next_thorough_ = now + kThoroughCleanInterval;
  for (const std::string& province : *provinces) {
    looked.idle = false;
    const absl::StatusOr<int64_t> removed = options_.files->Clean(province, now);
    // What cannot be cleaned in one province stops nothing in the others.
    looked.error.Update(removed.status());
    if (!removed.ok()) continue;
    absl::MutexLock lock(&mutex_);
    removed_ += *removed;
  }
  // There may be more, but not while something is wrong.
  if (!looked.idle && looked.error.ok()) looked.wait = absl::ZeroDuration();
  return looked;
}

}  // namespace phoihop::worker
