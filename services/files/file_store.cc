#include "services/files/file_store.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/ids.h"
#include "services/files/checked_reader.h"
#include "services/files/filename.h"
#include "services/files/limits.h"
#include "services/files/media_type.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::files {
namespace {

// A content that is removed and uploaded at the same moment, again and again, is nobody's work.
constexpr int kInsertAttempts = 3;
// Contents that are removed in one go.
constexpr int kRemovedContents = 100;

absl::Status WrongHash() {
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_FIELD,
      {{"file.sha256", "is not that of the content: it was changed or cut on its way; send it again"}});
}

absl::Status NotConfigured(absl::string_view store) {
  return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
               absl::StrCat("The content is in the store '", store, "', which this server is not told how to reach."));
}

}  // namespace

FileStore::FileStore(store::Database& database, Executor executor)
    : database_(database), executor_(std::move(executor)) {
  stores_.push_back(std::make_unique<PostgresContents>(database));
}

void FileStore::Add(std::unique_ptr<ContentStore> contents, bool for_new) {
  stores_.insert(for_new ? stores_.begin() : stores_.end(), std::move(contents));
}

absl::Status FileStore::Check() { return stores_.front()->Check(); }

void FileStore::StopWithin(absl::Duration limit) {
  for (const auto& store : stores_) store->StopWithin(limit);
}

ContentStore* FileStore::StoreOf(absl::string_view name) {
  for (const auto& store : stores_) {
    if (store->name() == name) return store.get();
  }
  return nullptr;
}

std::vector<std::string> FileStore::StoreNames() const {
  std::vector<std::string> names;
  for (const auto& store : stores_) names.emplace_back(store->name());
  return names;
}

bool FileStore::BeginUpload() {
  absl::MutexLock lock(&mutex_);
  if (uploads_ >= kMaxUploads) return false;
  ++uploads_;
  return true;
}

void FileStore::EndUpload() {
  absl::MutexLock lock(&mutex_);
  --uploads_;
}

absl::StatusOr<v1::File> FileStore::Add(Upload upload, Spool& content) {
  if (content.size() == 0) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"content", "is empty; a file has at least one byte"}});
  }
  if (!upload.file.sha256().empty() && upload.file.sha256() != content.Sha256()) return WrongHash();
  const absl::StatusOr<std::string> first = content.Read(0, kSniffedBytes);
  if (!first.ok()) return first.status();
  absl::StatusOr<std::string> media_type = MediaTypeOf(*first);
  if (!media_type.ok()) return media_type.status();
  v1::File file;
  file.set_name(
      ChildName(TaskName(upload.province, upload.task_id), "files", absl::StrCat("f-", engine::NewUuid(upload.now))));
  file.set_filename(CleanFilename(upload.file.filename()));
  file.set_media_type(*std::move(media_type));
  file.set_size_bytes(content.size());
  file.set_sha256(content.Sha256());
  *file.mutable_create_time() = ToTimestamp(upload.now);
  *file.mutable_uploader() = upload.uploader;
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<v1::File> added = TryToAdd(upload, file, content);
    if (!absl::IsAborted(added.status()) || attempt == kInsertAttempts) return added;
  }
}

absl::StatusOr<std::optional<v1::File>> FileStore::Admit(store::FileTransaction& transaction, const Upload& upload,
                                                         const v1::File& file) {
  const absl::StatusOr<int64_t> count = transaction.LockAndCount(upload.task_id);
  if (!count.ok()) return count.status();
  if (!upload.request_id.empty()) {
    auto before = transaction.FindRequest(upload.task_id, upload.request_id);
    if (!before.ok()) return before.status();
    if (before->has_value()) {
      const v1::File& known = (*before)->file;
      if (known.sha256() == file.sha256() && known.filename() == file.filename()) return std::optional<v1::File>(known);
      return Error(v1::ERROR_REASON_REQUEST_ID_REUSED,
                   "This request_id has uploaded another file to the task; use a new one.");
    }
  }
  if (*count >= kMaxFilesOfTask) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("The task has ", kMaxFilesOfTask,
                              " files, as many as it may; put several into one, or name documents by their address."));
  }
  return std::optional<v1::File>();
}

// What may take long is done between two transactions: the first finds out whether it has to be, the second, which
// finds out everything again, makes it count.
absl::StatusOr<v1::File> FileStore::TryToAdd(const Upload& upload, const v1::File& file, Spool& content) {
  absl::StatusOr<std::optional<std::string>> home = std::optional<std::string>();
  {
    auto look = store::FileTransaction::Begin(database_, upload.province);
    if (!look.ok()) return look.status();
    absl::StatusOr<std::optional<v1::File>> before = Admit(**look, upload, file);
    if (!before.ok()) return before.status();
    if (before->has_value()) return **std::move(before);
    home = (*look)->FindContent(file.sha256());
    if (!home.ok()) return home.status();
  }
  ContentStore* const contents = home->has_value() ? StoreOf(**home) : stores_.front().get();
  if (contents == nullptr) return NotConfigured(**home);
  const absl::Status ready = home->has_value() ? contents->Confirm(upload.province, content, upload.now)
                                               : contents->Prepare(upload.province, content, upload.now);
  if (!ready.ok()) return ready;
  return Insert(upload, file, content, /*prepared=*/!home->has_value());
}

absl::StatusOr<v1::File> FileStore::Insert(const Upload& upload, const v1::File& file, Spool& content, bool prepared) {
  auto transaction = store::FileTransaction::Begin(database_, upload.province);
  if (!transaction.ok()) return transaction.status();
  absl::StatusOr<std::optional<v1::File>> before = Admit(**transaction, upload, file);
  if (!before.ok()) return before.status();
  if (before->has_value()) return **std::move(before);
  ContentStore& contents = *stores_.front();
  const absl::StatusOr<bool> is_new = (*transaction)->InsertContent(file, contents.name());
  if (!is_new.ok()) return is_new.status();
  if (*is_new) {
    if (!prepared) return absl::AbortedError("the content was removed at this moment");
    if (const auto status = contents.Put(**transaction, content, upload.now); !status.ok()) return status;
  }
  if (const auto status = (*transaction)->InsertFile(file, upload.request_id); !status.ok()) return status;
  if (const auto status = (*transaction)->Commit(); !status.ok()) return status;
  return file;
}

absl::StatusOr<store::FileRow> FileStore::Get(absl::string_view province, absl::string_view task_id,
                                              absl::string_view file_id) {
  auto found = store::FindFiles(database_, province, task_id, {std::string(file_id)});
  if (!found.ok()) return found.status();
  if (found->empty()) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 "The task has no file of this name; see ListFiles. What no document names is removed after a day.");
  }
  return std::move(found->front());
}

absl::StatusOr<std::vector<store::FileRow>> FileStore::List(absl::string_view province, absl::string_view task_id,
                                                            absl::string_view after_id, int limit) {
  return store::ListFiles(database_, province, task_id, after_id, limit);
}

absl::StatusOr<std::unique_ptr<ContentReader>> FileStore::Open(absl::string_view province, const store::FileRow& row) {
  ContentStore* const contents = StoreOf(row.store);
  if (contents == nullptr) return NotConfigured(row.store);
  return std::make_unique<CheckedReader>(contents->Open(province, row.file.sha256(), row.file.size_bytes()),
                                         row.file.sha256(), row.file.size_bytes());
}

absl::StatusOr<std::vector<std::string>> FileStore::ProvincesToClean(absl::Time now, bool thorough) {
  std::set<std::string> provinces;
  auto unkept = store::ProvincesWithUnkeptFiles(database_, now - kUnnamedLimit - kRemovalDelay);
  if (!unkept.ok()) return unkept;
  provinces.insert(unkept->begin(), unkept->end());
  if (thorough) {
    auto unused = store::ProvincesWithUnusedContents(database_, StoreNames());
    if (!unused.ok()) return unused;
    provinces.insert(unused->begin(), unused->end());
  }
  for (const auto& store : stores_) {
    auto unswept = store->ProvincesToSweep(now);
    if (!unswept.ok()) return unswept;
    provinces.insert(unswept->begin(), unswept->end());
  }
  return std::vector<std::string>(provinces.begin(), provinces.end());
}

absl::StatusOr<int64_t> FileStore::Clean(const std::string& province, absl::Time now) {
  auto transaction = store::FileTransaction::Begin(database_, province);
  if (!transaction.ok()) return transaction.status();
  const absl::StatusOr<int64_t> removed = (*transaction)->RemoveUnnamed(now - kUnnamedLimit - kRemovalDelay);
  if (!removed.ok()) return removed.status();
  if (const auto status = (*transaction)->Commit(); !status.ok()) return status;
  if (const auto status = RemoveUnusedContents(province, now); !status.ok()) return status;
  for (const auto& store : stores_) {
    if (const auto swept = store->Sweep(province, now); !swept.ok()) return swept.status();
  }
  return removed;
}

absl::Status FileStore::RemoveUnusedContents(const std::string& province, absl::Time now) {
  auto look = store::FileTransaction::Begin(database_, province);
  if (!look.ok()) return look.status();
  const auto unused = (*look)->Unused(StoreNames(), kRemovedContents);
  if (!unused.ok()) return unused.status();
  for (const store::UnusedContent& content : *unused) {
    auto transaction = store::FileTransaction::Begin(database_, province);
    if (!transaction.ok()) return transaction.status();
    const absl::StatusOr<bool> deleted = (*transaction)->DeleteContent(content.sha256);
    if (!deleted.ok()) return deleted.status();
    if (!*deleted) continue;
    if (const auto status = StoreOf(content.store)->Remove(**transaction, content.sha256, now); !status.ok()) {
      return status;
    }
    if (const auto status = (*transaction)->Commit(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace phoihop::files
