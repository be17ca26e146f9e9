// Speaks S3: puts, reads and removes objects. Calls that pass (no connection, 5xx, 429) are tried again, with pauses
// that grow, as long as S3Patience says; all of them may be repeated without harm, since a key says what its content
// is.
#ifndef SERVICES_FILES_S3_CLIENT_H_
#define SERVICES_FILES_S3_CLIENT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/files/content_reader.h"
#include "services/files/s3_exchange.h"
#include "services/files/s3_options.h"
#include "services/files/spool.h"

namespace phoihop::files {

// Thread-safe; blocks. Statuses are for operators and contain neither secrets nor what the store wrote:
//  * UNAVAILABLE: later it may go well. The store cannot be reached, is too slow, or says so itself.
//  * NOT_FOUND: there is no such object.
//  * DATA_LOSS: the object is not of the size that it was put with.
//  * FAILED_PRECONDITION: the store refuses. Key, secret, bucket, region or certificate have to be mended.
// Each that is not OK is logged, too; of several in a row that are the same, one.
class S3Client {
 public:
  // Connects to nothing yet. INVALID_ARGUMENT says which option is wrong.
  static absl::StatusOr<std::unique_ptr<S3Client>> Create(S3Options options);
  // Nothing is under way any more, and what Get gave is gone.
  ~S3Client();
  S3Client(const S3Client&) = delete;
  S3Client& operator=(const S3Client&) = delete;

  // The store compares the SHA-256 of what arrives with the content's.
  absl::Status Put(const std::string& key, Spool& content);
  // The object's size, or nothing when there is none, or when this server may not know.
  absl::StatusOr<std::optional<int64_t>> Head(const std::string& key);
  // OK when there was none, too.
  absl::Status Delete(const std::string& key);
  // Connects when it is first read. A connection that breaks is replaced, and reading goes on where it was.
  std::unique_ptr<ContentReader> Get(const std::string& key, int64_t size);

  // Whether this server may put, read and remove objects, by doing it: FAILED_PRECONDITION says what to mend. One
  // small object, `check`, stays.
  absl::Status Check();

  // Nothing is tried again, and what is under way is given up this much later.
  void StopWithin(absl::Duration limit);

 private:
  class Tries;
  class Download;

  S3Client(S3Options options, S3Address address);

  std::unique_ptr<S3Exchange> TakeExchange();
  void GiveBack(std::unique_ptr<S3Exchange> exchange);
  S3Answer Perform(const S3Request& request);
  // Logs what is not OK.
  absl::Status ToStatus(const S3Request& request, const S3Answer& answer);
  // Whoever asks every second whether the store is there again hears once that it is not.
  void Say(const std::string& line);
  // Until the next try; false: there is none.
  bool Pause(absl::Duration pause);
  bool stopping() const;

  const S3Options options_;
  const S3Address address_;
  std::atomic<int64_t> stop_at_;  // nanoseconds of engine::RealElapsed()
  absl::Mutex mutex_;
  bool leaving_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<S3Exchange>> idle_ ABSL_GUARDED_BY(mutex_);
  std::string said_ ABSL_GUARDED_BY(mutex_);  // the last line of the log, unless something has gone well since
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_S3_CLIENT_H_
