// phoihop.v1.ReportService.
#ifndef SERVICES_HANDLERS_REPORT_SERVICE_H_
#define SERVICES_HANDLERS_REPORT_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/report_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::SummariseResultsResponse> SummariseResults(const v1::SummariseResultsRequest& request,
                                                              const CallContext& call, const Services& services);
absl::StatusOr<v1::ListResultsResponse> ListResults(const v1::ListResultsRequest& request, const CallContext& call,
                                                    const Services& services);
absl::StatusOr<v1::ListWeeklyLoadResponse> ListWeeklyLoad(const v1::ListWeeklyLoadRequest& request,
                                                          const CallContext& call, const Services& services);
absl::StatusOr<v1::ListTrendResponse> ListTrend(const v1::ListTrendRequest& request, const CallContext& call,
                                                const Services& services);

// workload.cc
absl::StatusOr<v1::SummariseWorkloadResponse> SummariseWorkload(const v1::SummariseWorkloadRequest& request,
                                                                const CallContext& call, const Services& services);
absl::StatusOr<v1::ListUpcomingEscalationsResponse> ListUpcomingEscalations(
    const v1::ListUpcomingEscalationsRequest& request, const CallContext& call, const Services& services);

void AddReportService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REPORT_SERVICE_H_
