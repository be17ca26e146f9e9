// Files of tasks: whoever sees the task reads them, whoever takes part in it adds to them.
#ifndef SERVICES_HANDLERS_FILE_SERVICE_H_
#define SERVICES_HANDLERS_FILE_SERVICE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "phoihop/v1/file_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

inline constexpr int kDefaultFilePageSize = 100;

absl::StatusOr<v1::File> GetFile(const v1::GetFileRequest& request, const CallContext& call, const Services& services);
absl::StatusOr<v1::ListFilesResponse> ListFiles(const v1::ListFilesRequest& request, const CallContext& call,
                                                const Services& services);
absl::StatusOr<std::unique_ptr<StreamSession>> DownloadFile(const v1::DownloadFileRequest& request,
                                                            const CallContext& call, const Services& services,
                                                            AnyStream& stream);
absl::StatusOr<std::unique_ptr<UploadSession>> UploadFile(const v1::UploadFileRequest& first, const CallContext& call,
                                                          const Services& services);

void AddFileService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_FILE_SERVICE_H_
