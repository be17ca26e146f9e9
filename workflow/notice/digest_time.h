// When a digest goes out, in the hours that its recipient's unit works. All of it are settings of the product, not law.
#ifndef WORKFLOW_NOTICE_DIGEST_TIME_H_
#define WORKFLOW_NOTICE_DIGEST_TIME_H_

#include "absl/time/time.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::notice {

// The first notice of a recipient opens a window of working time; what comes within it goes out with it.
inline constexpr absl::Duration kDigestWindow = absl::Minutes(15);
// Digests of urgent notices in one hour, of one recipient; what comes beyond them waits for the ordinary window.
// Ordinary ones are one for each window.
inline constexpr int kUrgentDigestsPerHour = 4;
// Days that are looked at for the next session of work; a holiday of the public service is never so long.
inline constexpr int kMaxDaysOff = 60;

// When the window ends that a notice at `now` opens: so long after `now` in a session of work, or so long after the
// beginning of the next session; a window that a session ends within goes on in the next one. Never at night, on a day
// off, or between the sessions. Where the calendar does not reach, so long after `now`.
absl::Time DigestTime(absl::Time now, const deadline::WorkingCalendar& calendar);

// Whether it is a session of work: ordinary digests and mail go out only then.
bool IsWorkingTime(absl::Time now, const deadline::WorkingCalendar& calendar);

// When the session begins in which something may go out that was not sent in time; `now` in a session. Where the
// calendar does not reach, as for DigestTime.
absl::Time OpeningTime(absl::Time now, const deadline::WorkingCalendar& calendar);

}  // namespace phoihop::notice

#endif  // WORKFLOW_NOTICE_DIGEST_TIME_H_
