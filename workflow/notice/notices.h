// Which events of the journal somebody is told about, and who.
#ifndef WORKFLOW_NOTICE_NOTICES_H_
#define WORKFLOW_NOTICE_NOTICES_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/notice.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::notice {

// The notices of one event, one for each recipient, without name, times and deliveries; none for most events.
//
// `task` is the event's subject as it is now, which may be later than the event: what the event itself says (to whom a
// rung was addressed, to whom the task was offered) counts first. Recipients are found on the organisation of `day`:
// heads of a unit, the person who has the work; a vacant post's is the unit's own inbox (escalation::Recipients).
// Nobody is told of what they did themselves. A rung has one more notice for each system that it calls. Of a task above
// NORMAL secrecy neither title nor reason is taken over: notices leave the product by mail and webhook.
std::vector<v1::Notice> NoticesOf(const v1::Event& event, const v1::Task& task,
                                  const organisation::Directory& directory, absl::CivilDay day);

// Types of the events that NoticesOf looks at (`task.escalated`), in order.
const std::vector<std::string>& ToldTypes();

// What a notice is about: of several about the same thing in one digest the newest stands for all.
std::string ThingOf(const v1::Notice& notice);

// Whether it goes out at once, at night too: the task is khẩn, thượng khẩn or hỏa tốc.
bool IsUrgent(const v1::Notice& notice);

}  // namespace phoihop::notice

#endif  // WORKFLOW_NOTICE_NOTICES_H_
