// Calendars, what a change of one would do, and what would happen by itself, for people.
#ifndef CLIENTS_CLI_CALENDAR_PRINT_H_
#define CLIENTS_CLI_CALENDAR_PRINT_H_

#include <string>

#include "phoihop/v1/calendar_service.pb.h"
#include "phoihop/v1/deadline.pb.h"

namespace phoihop::cli {

// The calendar with its rules and, of its enumerated days, those of the year.
std::string CalendarForPeople(const v1::Calendar& calendar, int year, int width);

// All calendars, and who follows which.
std::string CalendarsForPeople(const v1::ListCalendarsResponse& calendars, int width);

std::string PreviewForPeople(const v1::PreviewCalendarChangeResponse& preview, int width);

std::string TimelineForPeople(const v1::SimulateTimelineResponse& timeline, int width);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_CALENDAR_PRINT_H_
