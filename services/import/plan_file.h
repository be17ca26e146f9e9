// Reads a plan's table from a file of any format that is read: CSV, XLSX, DOCX. What it is is seen from its bytes, not
// from its name.
#ifndef SERVICES_IMPORT_PLAN_FILE_H_
#define SERVICES_IMPORT_PLAN_FILE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/plan_service.pb.h"
#include "workflow/plan/appendix.h"

namespace phoihop::import {

struct PlanFile {
  plan::Appendix appendix;
  // Sheets or tables with the titles of a plan, when there is more than one.
  std::vector<v1::ImportedTable> tables;
};

// `table` chooses a sheet or table, 1 = first; 0: the first that has the titles of a plan. INVALID_FILE also for
// formats that are not read (.xls, .doc, .ods, PDF …) and files with a password, with what to do; INVALID_FIELD: there
// is no such table; TOO_LARGE.
absl::StatusOr<PlanFile> ReadPlanFile(absl::string_view bytes, int table);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_PLAN_FILE_H_
