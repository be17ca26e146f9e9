#include "services/handlers/event_service.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

MethodTable AllMethods() {
  MethodTable table;
  AddEventService(table);
  return table;
}

}  // namespace phoihop::handlers
