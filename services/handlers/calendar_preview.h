// What a new version of a calendar would do to the open tasks of a province, at one moment.
#ifndef SERVICES_HANDLERS_CALENDAR_PREVIEW_H_
#define SERVICES_HANDLERS_CALENDAR_PREVIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/calendar_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Tasks that are read from the store at a time.
inline constexpr int kCalendarPreviewBatch = 500;
// What an answer lists; totals count all.
inline constexpr int kMaxListedMoves = 500;
inline constexpr int kMaxChangedDays = 400;
inline constexpr int kMaxCalendarFindings = 200;
// Days that are compared: so far ahead of today, and so far back, where they change nothing.
inline constexpr int kComparedDaysAhead = 5 * 366;
inline constexpr int kComparedDaysBack = 366;
inline constexpr int kMaxPastDays = 50;

struct CalendarPreview {
  v1::PreviewCalendarChangeResponse response;
  // Those whose clocks change in any way, in the order of names.
  std::vector<std::string> tasks;
  // What was committed later was not seen.
  int64_t last_sequence = 0;
};

// Errors of organisation::NextVersion, and of the store.
absl::StatusOr<CalendarPreview> PreviewCalendar(const v1::Calendar& calendar, const CallContext& call,
                                                const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_CALENDAR_PREVIEW_H_
