// Files of tasks: uploading, reading, and removing what nobody named. Who may do so is asked before
// (handlers/file_service.cc).
#ifndef SERVICES_FILES_FILE_STORE_H_
#define SERVICES_FILES_FILE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "phoihop/v1/file_service.pb.h"
#include "services/files/content_store.h"
#include "services/files/spool.h"
#include "services/store/database.h"

namespace phoihop::files {

struct Upload {
  std::string province, task_id;
  v1::File file;  // filename as it was given; sha256 if it was given
  v1::Actor uploader;
  std::string request_id;
  absl::Time now;
};

// Runs work, which may block for as long as a store of contents is waited for, in a thread of its own choice.
using Executor = std::function<void(std::function<void()>)>;

// Thread-safe; blocks.
class FileStore {
 public:
  // Contents are in PostgreSQL.
  FileStore(store::Database& database, Executor executor);

  // Another store, from which contents are read from now on; new ones go there if `for_new`. Before anything is done.
  void Add(std::unique_ptr<ContentStore> contents, bool for_new);
  // Whether contents can be put where new ones go (ContentStore::Check).
  absl::Status Check();
  // What is under way is given up this much later.
  void StopWithin(absl::Duration limit);

  // Stores what was spooled. INVALID_ARGUMENT (INVALID_FIELD: empty, or another sha256 than was said),
  // FAILED_PRECONDITION (LIMIT_REACHED), ALREADY_EXISTS (REQUEST_ID_REUSED), UNAVAILABLE (STORE_UNAVAILABLE).
  absl::StatusOr<v1::File> Add(Upload upload, Spool& content);

  // NOT_FOUND; `name` is that of a file of the task, as the caller checked.
  absl::StatusOr<store::FileRow> Get(absl::string_view province, absl::string_view task_id, absl::string_view file_id);
  absl::StatusOr<std::vector<store::FileRow>> List(absl::string_view province, absl::string_view task_id,
                                                   absl::string_view after_id, int limit);
  // Of the content. Reading ends with DATA_LOSS instead of the last piece when what came is not what was uploaded.
  absl::StatusOr<std::unique_ptr<ContentReader>> Open(absl::string_view province, const store::FileRow& row);
  // For work with an open content.
  void Submit(std::function<void()> work) { executor_(std::move(work)); }

  // Provinces for which Clean has something to do. `thorough`: looks at all contents for those without a file, which a
  // crash leaves; otherwise only at what indexes know.
  absl::StatusOr<std::vector<std::string>> ProvincesToClean(absl::Time now, bool thorough);
  // Removes what was uploaded kUnnamedLimit + kRemovalDelay ago and no document names, contents that no file has any
  // more, and what is left of those in their stores. How many files.
  absl::StatusOr<int64_t> Clean(const std::string& province, absl::Time now);

  // Uploads that are under way, of at most kMaxUploads.
  bool BeginUpload();
  void EndUpload();

 private:
  ContentStore* StoreOf(absl::string_view name);
  std::vector<std::string> StoreNames() const;
  // The file that the request has made before, or nothing; an error when there may be none.
  absl::StatusOr<std::optional<v1::File>> Admit(store::FileTransaction& transaction, const Upload& upload,
                                                const v1::File& file);
  // ABORTED: the content was removed at this moment, begin again.
  absl::StatusOr<v1::File> TryToAdd(const Upload& upload, const v1::File& file, Spool& content);
  absl::StatusOr<v1::File> Insert(const Upload& upload, const v1::File& file, Spool& content, bool prepared);
  absl::Status RemoveUnusedContents(const std::string& province, absl::Time now);

  store::Database& database_;
  const Executor executor_;
  std::vector<std::unique_ptr<ContentStore>> stores_;  // new contents go to the first
  absl::Mutex mutex_;
  int uploads_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_FILE_STORE_H_
