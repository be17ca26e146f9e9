// What a question about figures means: the scope of a request as conditions of the store, units through
// reorganisations, and filters of ListTasks for what was counted.
#ifndef SERVICES_HANDLERS_REPORT_SCOPE_H_
#define SERVICES_HANDLERS_REPORT_SCOPE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/report_service.pb.h"
#include "services/handlers/call.h"
#include "services/store/report_reader.h"

namespace phoihop::handlers {

struct ReportScope {
  store::ResultQuery query;
  absl::CivilDay day;                    // of the figures
  std::optional<absl::Time> kept_since;  // nullopt: since the first task
};

// INVALID_ARGUMENT (INVALID_FIELD) with all that is wrong; NOT_FOUND for a unit that there is not; OUT_OF_RANGE
// (REPORT_OUT_OF_RANGE) for a day before figures were kept. Reads the store.
absl::StatusOr<ReportScope> ReadReportScope(const std::string& parent, const v1::ResultScope& scope,
                                            const CallContext& call, const Services& services);

// The unit to which what `lead` leads is counted on the day.
std::string CountedTo(const std::string& lead, v1::ResultScope::Lens lens, const CallContext& call, absl::CivilDay day);

// All lead units of which tasks are in the scope, on the organisation of the day; nullopt: of any.
std::optional<std::vector<std::string>> LeadsOf(const v1::ResultScope& scope, const CallContext& call,
                                                absl::CivilDay day);

// A filter of ListTasks: wholes of fan-outs left out, and of these leads and this plan (nullopt: any; empty: of none),
// beside the rest of the scope. Empty when a filter cannot say it.
std::string TaskFilterOf(const v1::ResultScope& scope, const ReportScope& read,
                         const std::optional<std::vector<std::string>>& leads, const std::optional<std::string>& plan);
// `(lead_unit = so-a OR lead_unit = so-b)`; nullopt for more units than a filter may name.
std::optional<std::string> AnyLead(const std::vector<std::string>& leads);

// The Monday of the day's week.
absl::CivilDay MondayOf(absl::CivilDay day);
v1::ReportWeek WeekOf(absl::CivilDay monday);

// Mondays of the weeks from that of the first to that of the last day; a default where a text is empty.
// INVALID_ARGUMENT (INVALID_FIELD) for more than kMaxReportWeeks, or the wrong way round.
absl::StatusOr<std::vector<absl::CivilDay>> ReadWeeks(const std::string& from_date, const std::string& to_date,
                                                      absl::CivilDay default_from, absl::CivilDay default_to);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REPORT_SCOPE_H_
