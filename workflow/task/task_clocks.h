// The clocks of a task: which there are, and how they are started and stopped. Every function leaves the task as it is
// and adds the changed clock, as it is afterwards, to `changed`, which becomes part of an event.
#ifndef WORKFLOW_TASK_TASK_CLOCKS_H_
#define WORKFLOW_TASK_TASK_CLOCKS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/open_handoff.h"

namespace phoihop::task {

using Clocks = google::protobuf::RepeatedPtrField<v1::Clock>;

// `complete` for the first clock of the purpose, `complete-2` for the next.
std::string NextClockId(const v1::Task& task, v1::ClockPurpose purpose);

// The last clock of a purpose; null when there was none.
const v1::Clock* LastClock(const v1::Task& task, v1::ClockPurpose purpose);
// The last reply clock of the hand-off; null when there was none.
const v1::Clock* LastReplyClock(const v1::Task& task, const v1::Handoff& handoff);

// The calendar of a clock that is armed now: the task's own, else that of the unit that has to act.
const deadline::WorkingCalendar& CalendarFor(const v1::Task& task, const std::string& unit, const Facts& facts,
                                             absl::Time now);
// That by which the days of a task are named before it is given: the task's own, else the province's.
const deadline::WorkingCalendar& CalendarOfPlan(const v1::Task& task, const Facts& facts);

// Whether the clock has an instant at which the engine does something: a rung, an issue, the end of a standstill.
bool MayFire(const v1::Clock& clock);

// Starts one of the small clocks, due after so many working days (of `unit`, which has to act) from now, and has its
// ladder watch it.
absl::Status StartSmallClock(const v1::Task& task, v1::ClockPurpose purpose, const std::string& unit,
                             const Facts& facts, absl::Time now, Clocks* changed);

// The same, due at the end of a day.
absl::Status StartClockUntil(const v1::Task& task, v1::ClockPurpose purpose, const std::string& unit,
                             absl::CivilDay day, const Facts& facts, absl::Time now, Clocks* changed);

// Starts the completion clock; does nothing for a task without deadline. `anchor_date` is the day of the event that an
// awaited period runs from; empty: today.
absl::Status StartCompletionClock(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                  absl::Time now, Clocks* changed);

// Starts the clock at whose instant the engine issues a planned task.
void StartIssueClock(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed);

// Each acts on the open clock of the purpose, if there is one. One that stands still until an instant is credited what
// it stood still before it is satisfied or frozen.
void SatisfyClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time at, Clocks* changed);
void CancelClock(const v1::Task& task, v1::ClockPurpose purpose, absl::Time at, Clocks* changed);
// The same for the reply clock of one hand-off.
void SatisfyReplyClock(const v1::Task& task, const v1::Handoff& handoff, const Facts& facts, absl::Time at,
                       Clocks* changed);
void CancelReplyClock(const v1::Task& task, const v1::Handoff& handoff, absl::Time at, Clocks* changed);
void FreezeClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time at, Clocks* changed);
// For a clock that was frozen; one that stands still until an instant goes on by itself (SettleClock).
absl::Status ResumeClock(const v1::Task& task, v1::ClockPurpose purpose, const Facts& facts, absl::Time now,
                         Clocks* changed);

// The clock goes on since its resume_time.
absl::Status SettleClock(const v1::Clock& clock, const Facts& facts, absl::Time now, Clocks* changed);

// As SettleClock; where the calendar does not reach, the clock goes on with the due instant that it has.
void RunAgain(const v1::Clock& clock, const Facts& facts, absl::Time now, Clocks* changed);

// All running clocks stand still since `since` (or since they were armed), and the clock starts at whose instant the
// engine resumes the task.
void SuspendClocks(const v1::Task& task, absl::Time since, absl::Time until, const Facts& facts, absl::Time now,
                   Clocks* changed);
// All that stand still go on as of `now`, credited what they stood still.
void ResumeClocks(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed);

// The completion clock is due on that day; it keeps the rungs that have fired and what was due at first.
absl::Status ExtendCompletionClock(const v1::Task& task, absl::CivilDay day, const Facts& facts, absl::Time now,
                                   Clocks* changed);

// The completion clock counts from the start of that day: another takes its place, due a period after it and what was
// credited later, or on the day of a granted extension when that is later. It stands where the old one stood (running,
// frozen, suspended) and goes on behind the rungs that have fired. Needs an open completion clock and the task's
// period.
absl::Status ReanchorCompletionClock(const v1::Task& task, absl::string_view anchor_date, const Facts& facts,
                                     absl::Time now, Clocks* changed);

// Open clocks are due as if they had stood still from `start` to `end`, which is over: those that ran then are credited
// the working days of it, and go on as they are.
absl::Status RecordStandstill(const v1::Task& task, absl::Time start, absl::Time end, const Facts& facts,
                              absl::Time now, Clocks* changed);

// What a reorganisation does to the clocks of a task whose lead changes; the instant of a planned issue is no deadline
// and stays. Adds those that changed. CALENDAR_OUT_OF_RANGE: nothing is added.
absl::Status ApplyClockPolicy(const v1::Task& task, const v1::ClockPolicy& policy, const Facts& facts, absl::Time now,
                              Clocks* changed);

// The clocks of a task whose deadline or planned day is now another one: the completion clock is due then and keeps the
// rungs that have fired, whatever was credited to it; it is started when there was none and cancelled when the deadline
// is gone. A frozen one stays frozen.
absl::Status ReviseClocks(const v1::Task& revised, const Facts& facts, absl::Time now, Clocks* changed);

// -- Clocks of steps (INTERIM). Each belongs to one item of the checklist (Clock.checklist_item), by its id there; of a
// clock that has ended it is the id that the item had then.

// The open clock of the step; null when it has none.
const v1::Clock* StepClock(const v1::Task& task, absl::string_view step);
// Starts one, due at the end of the step's day, and has its ladder watch it: of a day that is over without the
// reminders before it.
absl::Status StartStepClock(const v1::Task& task, const v1::ChecklistItem& step, const Facts& facts, absl::Time now,
                            Clocks* changed);
// Starts one for each step that is not done and whose day is to come.
absl::Status StartStepClocks(const v1::Task& task, const Facts& facts, absl::Time now, Clocks* changed);
// The clock of the step is due on the day that the step has now, and keeps the rungs that have fired.
absl::Status MoveStepClock(const v1::Clock& clock, const v1::ChecklistItem& step, const Facts& facts, absl::Time now,
                           Clocks* changed);
void SatisfyStepClock(const v1::Task& task, absl::string_view step, const Facts& facts, absl::Time at, Clocks* changed);
void CancelStepClock(const v1::Task& task, absl::string_view step, absl::Time at, Clocks* changed);

void CancelAllClocks(const v1::Task& task, absl::Time at, Clocks* changed);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_TASK_CLOCKS_H_
