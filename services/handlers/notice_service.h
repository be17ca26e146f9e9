// phoihop.v1.NoticeService.
#ifndef SERVICES_HANDLERS_NOTICE_SERVICE_H_
#define SERVICES_HANDLERS_NOTICE_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/notice_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

// Names that one call may mark.
inline constexpr int kMaxMarkedNotices = 1000;

absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest& request, const CallContext& call,
                                                    const Services& services);
absl::StatusOr<v1::ListTaskNoticesResponse> ListTaskNotices(const v1::ListTaskNoticesRequest& request,
                                                            const CallContext& call, const Services& services);
// Follows from no rule and changes no work: it is written beside the write door, as notices are.
absl::StatusOr<v1::MarkNoticesReadResponse> MarkNoticesRead(const v1::MarkNoticesReadRequest& request,
                                                            const CallContext& call, const Services& services);

void AddNoticeService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_NOTICE_SERVICE_H_
