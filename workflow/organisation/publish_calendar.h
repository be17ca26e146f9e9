// A new version of a calendar, published by people: PublishCalendar.
#ifndef WORKFLOW_ORGANISATION_PUBLISH_CALENDAR_H_
#define WORKFLOW_ORGANISATION_PUBLISH_CALENDAR_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// What the preview of a change of calendar saw, as a text that callers hand back.
struct CalendarPreviewToken {
  int64_t base_version = 0;  // of the calendar that would be replaced; 0: none
  int64_t moved_deadlines = 0;
  std::string digest;  // hexadecimal, over the calendar and these deadlines

  std::string Text() const;
  // False: the text is no such token.
  static bool Parse(absl::string_view text, CalendarPreviewToken& token);
};

// The calendar as it would be recorded: with its version, and without what callers cannot set. INVALID_ARGUMENT
// (INVALID_NAME; INVALID_FIELD with all violations, named from `calendar` on), also when it says what counts already.
absl::StatusOr<v1::Calendar> NextVersion(const internal::v1::ReferenceData& state, const v1::Calendar& calendar);

// One event, calendar.published, and a follow-up for each task whose clocks move. Errors of NextVersion;
// FAILED_PRECONDITION (BASIS_REQUIRED); ABORTED (PREVIEW_STALE) with what differs.
absl::StatusOr<Decision> DecidePublication(const internal::v1::ReferenceData& state,
                                           const internal::v1::PublishCalendar& command);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_PUBLISH_CALENDAR_H_
