// The days off of a calendar as a table: the CSV of the reference data (holidays.csv), as the registrar keeps it.
#ifndef CLIENTS_CLI_CALENDAR_FILE_H_
#define CLIENTS_CLI_CALENDAR_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/deadline.pb.h"

namespace phoihop::cli {

// Columns `date` (dd/mm/yyyy or yyyy-mm-dd), `kind` (holiday, compensation_day_off, make_up_working_day), `name_vi`,
// `status` (official, statutory_fixed, computed, computed_partial, proposed_unverified), and, where they are there,
// `note` (`swap_of=yyyy-mm-dd` names the other day of a swap) and `source`; others are ignored. UTF-8, with or without
// mark; separated by comma or semicolon.
//
// The days of every year that the file names take the place of those of the calendar; other years stay.
// INVALID_ARGUMENT names line and column.
absl::Status ReplaceDays(absl::string_view csv, v1::Calendar& calendar);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_CALENDAR_FILE_H_
