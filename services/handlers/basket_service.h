// phoihop.v1.BasketService.
#ifndef SERVICES_HANDLERS_BASKET_SERVICE_H_
#define SERVICES_HANDLERS_BASKET_SERVICE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/basket_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

// A basket is shown to its own unit, to those above it and to those that see the whole province; PERMISSION_DENIED to
// others, whether there is such a unit or not.
absl::StatusOr<v1::ListBasketResponse> ListBasket(const v1::ListBasketRequest& request, const CallContext& call,
                                                  const Services& services);
absl::StatusOr<v1::CountBasketResponse> CountBasket(const v1::CountBasketRequest& request, const CallContext& call,
                                                    const Services& services);

void AddBasketService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_BASKET_SERVICE_H_
