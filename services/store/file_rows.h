// The tables of files: what was uploaded to tasks, and contents, each kept once in a province.
#ifndef SERVICES_STORE_FILE_ROWS_H_
#define SERVICES_STORE_FILE_ROWS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/file_service.pb.h"
#include "services/store/connection.h"
#include "services/store/database.h"

namespace phoihop::store {

// Pieces of a content in file_chunks, bytes.
inline constexpr size_t kFileChunkBytes = 256 << 10;

struct FileRow {
  v1::File file;      // name, filename, media_type, size, sha256, create_time, uploader
  std::string store;  // where the content is
  bool kept = false;  // a document was seen to name it
};

// A content without a file, and where it is.
struct UnusedContent {
  std::string sha256, store;
};

// Those of the ids that the task has.
absl::StatusOr<std::vector<FileRow>> FindFiles(Database& database, absl::string_view province,
                                               absl::string_view task_id, const std::vector<std::string>& file_ids);
// After an id, in the order in which they were uploaded.
absl::StatusOr<std::vector<FileRow>> ListFiles(Database& database, absl::string_view province,
                                               absl::string_view task_id, absl::string_view after_id, int limit);
// Empty behind the last one.
absl::StatusOr<std::string> ReadFileChunk(Database& database, absl::string_view province, absl::string_view sha256,
                                          int64_t ordinal);

// Those that have files that were uploaded before an instant and are not known to be named.
absl::StatusOr<std::vector<std::string>> ProvincesWithUnkeptFiles(Database& database, absl::Time before);

// Those that have contents in one of the stores of which no file is left. Looks at all contents.
absl::StatusOr<std::vector<std::string>> ProvincesWithUnusedContents(Database& database,
                                                                     const std::vector<std::string>& stores);
// Those that have objects that no content has named since before an instant, and some of one of them, by SHA-256, the
// oldest first.
absl::StatusOr<std::vector<std::string>> ProvincesWithPendingObjects(Database& database, absl::Time before);
absl::StatusOr<std::vector<std::string>> PendingObjects(Database& database, absl::string_view province,
                                                        absl::Time before, int limit);

// A transaction that adds or removes files, on a connection of its own: neither happens often. Rolled back unless it is
// committed.
class FileTransaction {
 public:
  static absl::StatusOr<std::unique_ptr<FileTransaction>> Begin(Database& database, std::string province);
  ~FileTransaction();

  const std::string& province() const { return province_; }

  // Others that add files to the task wait until this ends.
  absl::StatusOr<int64_t> LockAndCount(absl::string_view task_id);
  // The file that a request id has made.
  absl::StatusOr<std::optional<FileRow>> FindRequest(absl::string_view task_id, absl::string_view request_id);
  // Where the content is; nothing when it is nowhere.
  absl::StatusOr<std::optional<std::string>> FindContent(absl::string_view sha256);
  // True: it is new, and this transaction has to put its bytes where `store` says. Waits for whoever is removing it.
  absl::StatusOr<bool> InsertContent(const v1::File& file, absl::string_view store);
  absl::Status InsertChunk(absl::string_view sha256, int64_t ordinal, absl::string_view bytes);
  // ABORTED when the content was removed since InsertContent: begin again.
  absl::Status InsertFile(const v1::File& file, absl::string_view request_id);

  // Keeps what a document of its task's journal names and removes the rest of what was uploaded before an instant: how
  // many.
  absl::StatusOr<int64_t> RemoveUnnamed(absl::Time before);
  absl::StatusOr<std::vector<UnusedContent>> Unused(const std::vector<std::string>& stores, int limit);
  // False when it is used again.
  absl::StatusOr<bool> DeleteContent(absl::string_view sha256);

  // Objects of a store outside of the database (file_objects). To be committed before the object is put. Waits for
  // whoever is removing it.
  absl::Status RegisterObject(absl::string_view sha256, absl::Time now);
  // With InsertContent. False: the object was removed since it was put.
  absl::StatusOr<bool> NameObject(absl::string_view sha256, absl::Time now);
  // With DeleteContent.
  absl::Status UnnameObject(absl::string_view sha256, absl::Time now);
  // True: no content has named it since before the instant, and none will until this transaction ends.
  absl::StatusOr<bool> LockPendingObject(absl::string_view sha256, absl::Time before);
  // After the object itself was removed.
  absl::Status DeleteObject(absl::string_view sha256);

  absl::Status Commit();

 private:
  FileTransaction(std::unique_ptr<Connection> connection, std::string province);
  absl::StatusOr<Result> Run(absl::string_view statement, const Values& values);

  const std::unique_ptr<Connection> connection_;
  const std::string province_;
  bool committed_ = false;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FILE_ROWS_H_
