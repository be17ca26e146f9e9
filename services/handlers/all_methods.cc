#include "services/handlers/method_table.h"

namespace phoihop::handlers {

MethodTable AllMethods() {
  MethodTable table;
  return table;
}

}  // namespace phoihop::handlers
