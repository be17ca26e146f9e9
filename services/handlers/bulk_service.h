// phoihop.v1.BulkService.
#ifndef SERVICES_HANDLERS_BULK_SERVICE_H_
#define SERVICES_HANDLERS_BULK_SERVICE_H_

#include "services/handlers/method_table.h"

namespace phoihop::handlers {

void AddBulkService(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_BULK_SERVICE_H_
