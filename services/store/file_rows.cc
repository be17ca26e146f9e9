#include "services/store/file_rows.h"

#include <utility>

#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

constexpr absl::string_view kForeignKeyViolation = "23503";
// In front of jsonb in its binary format.
constexpr char kJsonbVersion[] = "\1";

// Columns: id, file name, sha256, time, uploader, kept, size, media type, store.
absl::StatusOr<std::vector<FileRow>> FilesIn(const Result& rows, absl::string_view province,
                                             absl::string_view task_id) {
  std::vector<FileRow> files(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    v1::File& file = files[i].file;
    file.set_name(ChildName(TaskName(province, task_id), "files", rows.Text(i, 0)));
    file.set_filename(std::string(rows.Text(i, 1)));
    file.set_sha256(rows.Bytes(i, 2));
    *file.mutable_create_time() = ToTimestamp(rows.Time(i, 3));
    if (auto status = MergeJson(rows.Text(i, 4), file.mutable_uploader()); !status.ok()) return status;
    files[i].kept = rows.Bool(i, 5);
    file.set_size_bytes(rows.Int64(i, 6));
    file.set_media_type(std::string(rows.Text(i, 7)));
    files[i].store = std::string(rows.Text(i, 8));
  }
  return files;
}

absl::StatusOr<Result> Read(Database& database, absl::string_view statement, const Values& values) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

// The first column.
absl::StatusOr<std::vector<std::string>> ReadTexts(Database& database, absl::string_view statement,
                                                   const Values& values) {
  const auto rows = Read(database, statement, values);
  if (!rows.ok()) return rows.status();
  std::vector<std::string> texts;
  for (int i = 0; i < rows->rows(); ++i) texts.emplace_back(rows->Text(i, 0));
  return texts;
}

}  // namespace

absl::StatusOr<std::vector<FileRow>> FindFiles(Database& database, absl::string_view province,
                                               absl::string_view task_id, const std::vector<std::string>& file_ids) {
  const auto rows = Read(database, "FindFiles", Values().Text(province).Text(task_id).TextArray(file_ids));
  if (!rows.ok()) return rows.status();
  return FilesIn(*rows, province, task_id);
}

absl::StatusOr<std::vector<FileRow>> ListFiles(Database& database, absl::string_view province,
                                               absl::string_view task_id, absl::string_view after_id, int limit) {
  const auto rows = Read(database, "ListFiles", Values().Text(province).Text(task_id).Text(after_id).Int64(limit));
  if (!rows.ok()) return rows.status();
  return FilesIn(*rows, province, task_id);
}

absl::StatusOr<std::string> ReadFileChunk(Database& database, absl::string_view province, absl::string_view sha256,
                                          int64_t ordinal) {
  const auto rows = Read(database, "ReadFileChunk", Values().Text(province).Bytes(sha256).Int64(ordinal));
  if (!rows.ok()) return rows.status();
  return rows->rows() == 0 ? std::string() : rows->Bytes(0, 0);
}

absl::StatusOr<std::vector<std::string>> ProvincesWithUnkeptFiles(Database& database, absl::Time before) {
  return ReadTexts(database, "ProvincesWithUnkeptFiles", Values().Time(before));
}

absl::StatusOr<std::vector<std::string>> ProvincesWithUnusedContents(Database& database,
                                                                     const std::vector<std::string>& stores) {
  return ReadTexts(database, "ProvincesWithUnusedContents", Values().TextArray(stores));
}

absl::StatusOr<std::vector<std::string>> ProvincesWithPendingObjects(Database& database, absl::Time before) {
  return ReadTexts(database, "ProvincesWithPendingFileObjects", Values().Time(before));
}

absl::StatusOr<std::vector<std::string>> PendingObjects(Database& database, absl::string_view province,
                                                        absl::Time before, int limit) {
  const auto rows = Read(database, "PendingFileObjects", Values().Text(province).Time(before).Int64(limit));
  if (!rows.ok()) return rows.status();
  std::vector<std::string> hashes;
  for (int i = 0; i < rows->rows(); ++i) hashes.push_back(rows->Bytes(i, 0));
  return hashes;
}

FileTransaction::FileTransaction(std::unique_ptr<Connection> connection, std::string province)
    : connection_(std::move(connection)), province_(std::move(province)) {}

FileTransaction::~FileTransaction() {
  if (!committed_) connection_->Rollback();
}

absl::StatusOr<std::unique_ptr<FileTransaction>> FileTransaction::Begin(Database& database, std::string province) {
  auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  std::unique_ptr<FileTransaction> transaction(new FileTransaction(*std::move(connection), std::move(province)));
  if (const auto begun = transaction->Run(kBegin, {}); !begun.ok()) return begun.status();
  return transaction;
}

absl::StatusOr<Result> FileTransaction::Run(absl::string_view statement, const Values& values) {
  auto rows = connection_->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

absl::StatusOr<int64_t> FileTransaction::LockAndCount(absl::string_view task_id) {
  const Values key = Values().Text(province_).Text(task_id);
  if (const auto locked = Run("LockFilesOfTask", key); !locked.ok()) return locked.status();
  const auto counted = Run("CountFilesOfTask", key);
  if (!counted.ok()) return counted.status();
  return counted->Int64(0, 0);
}

absl::StatusOr<std::optional<FileRow>> FileTransaction::FindRequest(absl::string_view task_id,
                                                                    absl::string_view request_id) {
  const auto rows = Run("FindFileOfRequest", Values().Text(province_).Text(task_id).Text(request_id));
  if (!rows.ok()) return rows.status();
  auto files = FilesIn(*rows, province_, task_id);
  if (!files.ok()) return files.status();
  if (files->empty()) return std::optional<FileRow>();
  return std::optional<FileRow>(std::move(files->front()));
}

absl::StatusOr<std::optional<std::string>> FileTransaction::FindContent(absl::string_view sha256) {
  const auto rows = Run("FindFileContent", Values().Text(province_).Bytes(sha256));
  if (!rows.ok()) return rows.status();
  if (rows->rows() == 0) return std::optional<std::string>();
  return std::optional<std::string>(rows->Text(0, 0));
}

absl::StatusOr<bool> FileTransaction::InsertContent(const v1::File& file, absl::string_view store) {
  const auto inserted =
      Run("InsertFileContent",
          Values().Text(province_).Bytes(file.sha256()).Int64(file.size_bytes()).Text(file.media_type()).Text(store));
  if (!inserted.ok()) return inserted.status();
  return inserted->affected() == 1;
}

absl::Status FileTransaction::InsertChunk(absl::string_view sha256, int64_t ordinal, absl::string_view bytes) {
  return Run("InsertFileChunk", Values().Text(province_).Bytes(sha256).Int64(ordinal).Bytes(bytes)).status();
}

absl::Status FileTransaction::InsertFile(const v1::File& file, absl::string_view request_id) {
  const auto inserted = connection_->Run("InsertFile", Values()
                                                           .Text(province_)
                                                           .Text(LastSegment(ParentOf(file.name())))
                                                           .Text(LastSegment(file.name()))
                                                           .Text(file.filename())
                                                           .Bytes(file.sha256())
                                                           .Time(FromTimestamp(file.create_time()))
                                                           .Text(kJsonbVersion + ToJson(file.uploader()))
                                                           .Text(request_id));
  if (SqlStateOf(inserted.status()) == kForeignKeyViolation) {
    return absl::AbortedError("the content was removed at this moment");
  }
  return inserted.ok() ? absl::OkStatus() : ForCaller(inserted.status());
}

absl::StatusOr<int64_t> FileTransaction::RemoveUnnamed(absl::Time before) {
  const Values values = Values().Text(province_).Time(before);
  if (const auto kept = Run("KeepNamedFiles", values); !kept.ok()) return kept.status();
  const auto removed = Run("DeleteUnnamedFiles", values);
  if (!removed.ok()) return removed.status();
  return removed->affected();
}

absl::StatusOr<std::vector<UnusedContent>> FileTransaction::Unused(const std::vector<std::string>& stores, int limit) {
  const auto rows = Run("UnusedContents", Values().Text(province_).Int64(limit).TextArray(stores));
  if (!rows.ok()) return rows.status();
  std::vector<UnusedContent> unused;
  for (int i = 0; i < rows->rows(); ++i) unused.push_back({rows->Bytes(i, 0), std::string(rows->Text(i, 1))});
  return unused;
}

absl::StatusOr<bool> FileTransaction::DeleteContent(absl::string_view sha256) {
  const auto deleted = connection_->Run("DeleteFileContent", Values().Text(province_).Bytes(sha256));
  if (SqlStateOf(deleted.status()) == kForeignKeyViolation) return false;
  if (!deleted.ok()) return ForCaller(deleted.status());
  return deleted->affected() == 1;
}

absl::Status FileTransaction::RegisterObject(absl::string_view sha256, absl::Time now) {
  return Run("RegisterFileObject", Values().Text(province_).Bytes(sha256).Time(now)).status();
}

absl::StatusOr<bool> FileTransaction::NameObject(absl::string_view sha256, absl::Time now) {
  const auto named = Run("NameFileObject", Values().Text(province_).Bytes(sha256).Time(now));
  if (!named.ok()) return named.status();
  return named->affected() == 1;
}

absl::Status FileTransaction::UnnameObject(absl::string_view sha256, absl::Time now) {
  return Run("UnnameFileObject", Values().Text(province_).Bytes(sha256).Time(now)).status();
}

absl::StatusOr<bool> FileTransaction::LockPendingObject(absl::string_view sha256, absl::Time before) {
  const auto rows = Run("LockPendingFileObject", Values().Text(province_).Bytes(sha256).Time(before));
  if (!rows.ok()) return rows.status();
  return rows->rows() == 1;
}

absl::Status FileTransaction::DeleteObject(absl::string_view sha256) {
  return Run("DeleteFileObject", Values().Text(province_).Bytes(sha256)).status();
}

absl::Status FileTransaction::Commit() {
  const auto committed = Run(kCommit, {});
  committed_ = committed.ok();
  return committed.status();
}

}  // namespace phoihop::store
