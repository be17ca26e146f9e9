// Which hours of a working day are worked, by one version of a calendar: the sessions of its weekday (WorkingSession).
#ifndef WORKFLOW_DEADLINE_WORKING_HOURS_H_
#define WORKFLOW_DEADLINE_WORKING_HOURS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"

namespace phoihop::deadline {

// A part of a day that is worked, after midnight: start <= t < end.
struct Session {
  absl::Duration start, end;
};

struct DayHours {
  std::vector<Session> sessions;  // in order, without overlap, at least one
  absl::Duration total;

  // "7:30–11:30, 13:30–17:30".
  std::string ForPeople() const;
};

class WorkingHours {
 public:
  WorkingHours() = default;
  // Of a calendar that is valid (calendar_validation.h).
  explicit WorkingHours(const v1::Calendar& calendar);

  // Those of a working day of that weekday, 0 = Monday; of a weekday without a session those of every day.
  const DayHours& OfWeekday(int weekday) const { return weekdays_[weekday]; }
  // The sessions that name no weekday; when there are none, the usual ones.
  const DayHours& OfEveryDay() const { return every_day_; }
  // Those of the first working weekday.
  const DayHours& usual() const { return usual_; }
  // Whether they are not the same on all days.
  bool uneven() const { return uneven_; }

 private:
  DayHours weekdays_[7];
  DayHours every_day_, usual_;
  bool uneven_ = false;
};

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_WORKING_HOURS_H_
