#include "services/handlers/access_service.h"
#include "services/handlers/basket_service.h"
#include "services/handlers/bulk_service.h"
#include "services/handlers/calendar_service.h"
#include "services/handlers/deadline_service.h"
#include "services/handlers/escalation_policy_service.h"
#include "services/handlers/escalation_service.h"
#include "services/handlers/event_service.h"
#include "services/handlers/file_service.h"
#include "services/handlers/handoff_service.h"
#include "services/handlers/method_table.h"
#include "services/handlers/notice_service.h"
#include "services/handlers/operation_service.h"
#include "services/handlers/organisation_service.h"
#include "services/handlers/plan_service.h"
#include "services/handlers/reorganisation_service.h"
#include "services/handlers/report_service.h"
#include "services/handlers/responsibility_service.h"
#include "services/handlers/schedule_service.h"
#include "services/handlers/task_service.h"
#include "services/handlers/task_work_service.h"

namespace phoihop::handlers {

MethodTable AllMethods() {
  MethodTable table;
  AddAccessService(table);
  AddAccessTokenService(table);
  AddBasketService(table);
  AddBulkService(table);
  AddCalendarService(table);
  AddDeadlineService(table);
  AddEscalationPolicyService(table);
  AddEscalationService(table);
  AddEventService(table);
  AddFileService(table);
  AddHandoffService(table);
  AddNoticeService(table);
  AddOperationService(table);
  AddOrganisationService(table);
  AddPlanService(table);
  AddReorganisationService(table);
  AddReportService(table);
  AddResponsibilityService(table);
  AddScheduleService(table);
  AddSubstitutionService(table);
  AddTaskService(table);
  AddTaskWorkService(table);
  return table;
}

}  // namespace phoihop::handlers
