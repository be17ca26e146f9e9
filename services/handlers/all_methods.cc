#include "services/handlers/deadline_service.h"
#include "services/handlers/event_service.h"
#include "services/handlers/handoff_service.h"
#include "services/handlers/method_table.h"
#include "services/handlers/operation_service.h"
#include "services/handlers/organisation_service.h"
#include "services/handlers/plan_service.h"
#include "services/handlers/reorganisation_service.h"
#include "services/handlers/responsibility_service.h"
#include "services/handlers/task_service.h"
#include "services/handlers/task_work_service.h"

namespace phoihop::handlers {

MethodTable AllMethods() {
  MethodTable table;
  AddDeadlineService(table);
  AddEventService(table);
  AddHandoffService(table);
  AddOperationService(table);
  AddOrganisationService(table);
  AddPlanService(table);
  AddReorganisationService(table);
  AddResponsibilityService(table);
  AddTaskService(table);
  AddTaskWorkService(table);
  return table;
}

}  // namespace phoihop::handlers
