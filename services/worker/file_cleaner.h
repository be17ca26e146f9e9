// Removes files that were uploaded and that no document has named since, contents without a file, and what is left of
// those in a store outside of the database: once, however many replicas look.
#ifndef SERVICES_WORKER_FILE_CLEANER_H_
#define SERVICES_WORKER_FILE_CLEANER_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/engine/clock.h"
#include "services/files/file_store.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// How often (real time) it looks.
inline constexpr absl::Duration kFileCleanInterval = absl::Minutes(1);
// How often (time of the server) it looks at all contents for what a crash left. The first time when it starts.
inline constexpr absl::Duration kThoroughCleanInterval = absl::Hours(1);

struct FileCleanerOptions {
  engine::Clock* clock;  // these must outlive the cleaner
  files::FileStore* files;
};

// Thread-safe; runs in a thread of its own from construction to Stop.
class FileCleaner {
 public:
  explicit FileCleaner(FileCleanerOptions options);
  ~FileCleaner();
  FileCleaner(const FileCleaner&) = delete;
  FileCleaner& operator=(const FileCleaner&) = delete;

  // Since the start.
  int64_t removed() const;
  absl::Status last_error() const { return loop_.last_error(); }

  // True when a look that began after this call found nothing to do.
  bool WaitUntilIdle(absl::Duration limit) { return loop_.WaitUntilIdle(limit); }
  void Stop() { loop_.Stop(); }

 private:
  Looked Look();

  const FileCleanerOptions options_;
  absl::Time next_thorough_ = absl::InfinitePast();  // of the thread of the loop
  mutable absl::Mutex mutex_;
  int64_t removed_ ABSL_GUARDED_BY(mutex_) = 0;
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_FILE_CLEANER_H_
