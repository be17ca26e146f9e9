// phoihop.v1.HandoffService.
#ifndef SERVICES_HANDLERS_HANDOFF_SERVICE_H_
#define SERVICES_HANDLERS_HANDOFF_SERVICE_H_

#include "services/handlers/method_table.h"

namespace phoihop::handlers {

void AddHandoffService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_HANDOFF_SERVICE_H_
