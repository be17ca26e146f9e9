// Reorganisations from draft to proof. Reading is of the facts in memory; previews and items ask the store; the moving
// of open work is done by worker/rehoming.h.
#ifndef SERVICES_HANDLERS_REORGANISATION_SERVICE_H_
#define SERVICES_HANDLERS_REORGANISATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::Reorganisation> GetReorganisation(const v1::GetReorganisationRequest& request,
                                                     const CallContext& call, const Services& services);

// Those who see the whole province are shown all items, others the items that come from or go to their own unit.
absl::StatusOr<v1::ListRehomingItemsResponse> ListRehomingItems(const v1::ListRehomingItemsRequest& request,
                                                                const CallContext& call, const Services& services);

void CreateReorganisation(const v1::CreateReorganisationRequest& request, const CallContext& call,
                          const Services& services, Done<v1::Reorganisation> done);
void UpdateReorganisation(const v1::UpdateReorganisationRequest& request, const CallContext& call,
                          const Services& services, Done<v1::Reorganisation> done);
void PreviewReorganisation(const v1::PreviewReorganisationRequest& request, const CallContext& call,
                           const Services& services, Done<v1::ReorganisationPreview> done);
void ApproveReorganisation(const v1::ApproveReorganisationRequest& request, const CallContext& call,
                           const Services& services, Done<v1::Reorganisation> done);
void ExecuteReorganisation(const v1::ExecuteReorganisationRequest& request, const CallContext& call,
                           const Services& services, Done<google::longrunning::Operation> done);
void PauseReorganisation(const v1::PauseReorganisationRequest& request, const CallContext& call,
                         const Services& services, Done<v1::Reorganisation> done);
void ResumeReorganisation(const v1::ResumeReorganisationRequest& request, const CallContext& call,
                          const Services& services, Done<v1::Reorganisation> done);
void AssignRehomingItem(const v1::AssignRehomingItemRequest& request, const CallContext& call, const Services& services,
                        Done<v1::Reorganisation> done);
void UndoReorganisation(const v1::UndoReorganisationRequest& request, const CallContext& call, const Services& services,
                        Done<google::longrunning::Operation> done);

void AddReorganisationService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REORGANISATION_SERVICE_H_
