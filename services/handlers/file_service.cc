#include "services/handlers/file_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "services/files/file_store.h"
#include "services/files/limits.h"
#include "services/handlers/checks.h"
#include "services/handlers/page.h"
#include "services/handlers/visibility.h"
#include "services/store/file_rows.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"

namespace phoihop::handlers {
namespace {

// provinces/{province}/tasks/{task}/files/{file}
constexpr size_t kSegments = 6, kCollection = 4;

// A file of a task that the caller may see.
absl::StatusOr<store::FileRow> ReadVisibleFile(const std::string& name, const CallContext& call,
                                               const Services& services) {
  const std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
  if (segments.size() != kSegments || segments[kCollection] != "files" || !IsId(segments.back())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"name", "has to be of the form provinces/{province}/tasks/{task}/files/{file}"}});
  }
  const absl::StatusOr<v1::Task> task = ReadVisibleTask(ParentOf(name), call, services);
  if (!task.ok()) return task.status();
  return services.files.Get(call.province, LastSegment(task->name()), segments.back());
}

// Hands out a file piece by piece: the next one when the last has left. What the file is goes out with the first piece,
// so that a store that does not answer is an error and not the beginning of a file.
class Download : public std::enable_shared_from_this<Download> {
 public:
  Download(v1::File file, std::unique_ptr<files::ContentReader> content, files::FileStore& files, AnyStream& stream)
      : file_(std::move(file)), files_(files), content_(std::move(content)), stream_(&stream) {}

  void OnSent() {
    files_.Submit([weak = weak_from_this()] {
      if (const std::shared_ptr<Download> download = weak.lock()) download->SendNext();
    });
  }

  void Close() {
    absl::MutexLock lock(&mutex_);
    stream_ = nullptr;
  }

 private:
  void SendNext() {
    {
      absl::MutexLock lock(&mutex_);
      if (stream_ == nullptr || reading_) return;
      reading_ = true;
    }
    // Waits for the store; nobody else reads while reading_ holds.
    const absl::StatusOr<std::string> piece = content_->Next();
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (stream_ == nullptr) return;
    if (!piece.ok()) return stream_->Finish(piece.status());
    if (piece->empty()) return stream_->Finish(absl::OkStatus());
    if (!begun_) {
      v1::DownloadFileResponse head;
      *head.mutable_file() = file_;
      stream_->Send(head);
      begun_ = true;
    }
    v1::DownloadFileResponse response;
    response.set_content(*piece);
    stream_->Send(response);
  }

  const v1::File file_;
  files::FileStore& files_;
  const std::unique_ptr<files::ContentReader> content_;  // while reading_ holds
  absl::Mutex mutex_;
  AnyStream* stream_ ABSL_GUARDED_BY(mutex_);  // null: closed
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
};

class DownloadSession : public StreamSession {
 public:
  explicit DownloadSession(std::shared_ptr<Download> download) : download_(std::move(download)) {}
  ~DownloadSession() override { download_->Close(); }
  void OnSent() override { download_->OnSent(); }

 private:
  const std::shared_ptr<Download> download_;
};

// What is kept of an upload until all of it is here. Gone with it when the line breaks.
class FileUpload : public UploadSession {
 public:
  FileUpload(files::Upload upload, std::unique_ptr<files::Spool> spool, files::FileStore& files)
      : upload_(std::move(upload)), spool_(std::move(spool)), files_(files) {}
  ~FileUpload() override { files_.EndUpload(); }

  absl::Status Take(const google::protobuf::Message& message) override {
    const auto& request = static_cast<const v1::UploadFileRequest&>(message);
    if (!request.has_content()) {
      return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"start", "comes once, before the content"}});
    }
    if (request.content().size() > files::kMaxPieceBytes) {
      return Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("a piece has at most ", files::kMaxPieceBytes, " bytes"));
    }
    return spool_->Append(request.content());
  }

  absl::StatusOr<MessagePtr> Finish() override {
    absl::StatusOr<v1::File> file = files_.Add(std::move(upload_), *spool_);
    if (!file.ok()) return file.status();
    return MessagePtr(std::make_unique<v1::File>(*std::move(file)));
  }

 private:
  files::Upload upload_;
  const std::unique_ptr<files::Spool> spool_;
  files::FileStore& files_;
};

// Those who only watch or hold a copy add nothing.
constexpr task::Roles kUploaders = task::kLeadUnit | task::kCoordinator | task::kIssuer | task::kApprover;

}  // namespace

absl::StatusOr<v1::File> GetFile(const v1::GetFileRequest& request, const CallContext& call, const Services& services) {
  absl::StatusOr<store::FileRow> row = ReadVisibleFile(request.name(), call, services);
  if (!row.ok()) return row.status();
  return std::move(row->file);
}

absl::StatusOr<v1::ListFilesResponse> ListFiles(const v1::ListFilesRequest& request, const CallContext& call,
                                                const Services& services) {
  const absl::StatusOr<v1::Task> task = ReadVisibleTask(request.parent(), call, services);
  if (!task.ok()) return task.status();
  const absl::StatusOr<Page> page = ReadPage(request, kDefaultFilePageSize);
  if (!page.ok()) return page.status();
  auto rows = services.files.List(call.province, LastSegment(task->name()), page->cursor, page->size + 1);
  if (!rows.ok()) return rows.status();
  v1::ListFilesResponse response;
  for (store::FileRow& row : *rows) {
    if (response.files_size() == page->size) {
      response.set_next_page_token(
          NextPageToken(request, LastSegment(response.files(response.files_size() - 1).name())));
      break;
    }
    *response.add_files() = std::move(row.file);
  }
  return response;
}

absl::StatusOr<std::unique_ptr<StreamSession>> DownloadFile(const v1::DownloadFileRequest& request,
                                                            const CallContext& call, const Services& services,
                                                            AnyStream& stream) {
  absl::StatusOr<store::FileRow> row = ReadVisibleFile(request.name(), call, services);
  if (!row.ok()) return row.status();
  absl::StatusOr<std::unique_ptr<files::ContentReader>> content = services.files.Open(call.province, *row);
  if (!content.ok()) return content.status();
  return std::make_unique<DownloadSession>(
      std::make_shared<Download>(std::move(row->file), *std::move(content), services.files, stream));
}

absl::StatusOr<std::unique_ptr<UploadSession>> UploadFile(const v1::UploadFileRequest& first, const CallContext& call,
                                                          const Services& services) {
  if (!first.has_start()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"start", "has to come first: the task and the file's name"}});
  }
  const v1::UploadFileRequest::Start& start = first.start();
  if (start.request_id().size() > kMaxRequestIdBytes) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"start.request_id", absl::StrCat("has more than ", kMaxRequestIdBytes, " characters")}});
  }
  const absl::StatusOr<v1::Task> task = ReadVisibleTask(start.parent(), call, services);
  if (!task.ok()) return task.status();
  const task::Roles roles = task::RolesOf(call.actor, *task, /*handoff=*/nullptr, *call.facts, call.now);
  if ((roles & kUploaders) == 0 && !task::ReceivesHandoff(*task, call.actor.unit())) {
    return Error(
        v1::ERROR_REASON_PERMISSION_DENIED,
        "Files are added by units that take part in the task: lead, coordinators, issuer, approver, or whom it is "
        "handed to, or asks for something.");
  }
  if (!services.files.BeginUpload()) {
    return Error(v1::ERROR_REASON_QUEUE_FULL, "too many files are being uploaded; come back in a moment");
  }
  auto spool = files::Spool::Make();
  if (!spool.ok()) {
    services.files.EndUpload();
    return spool.status();
  }
  return std::make_unique<FileUpload>(files::Upload{.province = call.province,
                                                    .task_id = std::string(LastSegment(task->name())),
                                                    .file = start.file(),
                                                    .uploader = call.actor,
                                                    .request_id = start.request_id(),
                                                    .now = call.now},
                                      *std::move(spool), services.files);
}

void AddFileService(MethodTable& table) {
  table.Read("phoihop.v1.FileService.GetFile", GetFile, Caller::kRequired);
  table.Read("phoihop.v1.FileService.ListFiles", ListFiles, Caller::kRequired);
  table.Stream<v1::DownloadFileResponse>("phoihop.v1.FileService.DownloadFile", DownloadFile, Caller::kRequired);
  table.Upload<v1::File>("phoihop.v1.FileService.UploadFile", UploadFile);
}

}  // namespace phoihop::handlers
