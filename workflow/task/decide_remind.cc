// Somebody asks after the work (đôn đốc), beside what the ladders do by themselves.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/escalation/recipients.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

// Who has the ball: whoever works on it and the head above them, the approver, or the issuer of a refused task.
void AddRecipients(const Case& c, v1::Reminder& reminder) {
  google::protobuf::RepeatedPtrField<v1::Escalation::Recipient> found;
  escalation::Recipients recipients(c.task, c.facts.directory(), DayOf(c.now()), found);
  const std::string holder = HolderOf(c.task);
  if (holder == c.task.lead_unit()) {
    recipients.Add(v1::AUDIENCE_ASSIGNED_PERSON);
    recipients.Add(v1::AUDIENCE_HEAD_OF_LEAD);
  } else {
    recipients.Add(holder == c.task.issuer_unit() ? v1::AUDIENCE_ISSUER : v1::AUDIENCE_APPROVER);
  }
  for (const v1::Escalation::Recipient& recipient : found) {
    v1::Actor& actor = *reminder.add_recipients();
    actor.set_unit(recipient.unit());
    actor.set_person(recipient.person());
  }
}

bool RemindedToday(const Case& c) {
  return std::any_of(c.task.reminders().begin(), c.task.reminders().end(), [&](const v1::Reminder& reminder) {
    return reminder.actor().unit() == c.context.actor.unit() && DayOf(FromTimestamp(reminder.time())) == DayOf(c.now());
  });
}

}  // namespace

absl::StatusOr<Decision> DecideRemind(const Case& c, const v1::RemindTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("text", !request.text().empty());
  check.Text("text", request.text(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REMIND, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (RemindedToday(c)) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat(c.context.actor.unit(),
                              " asked after this task today already; once a day is the limit. Ask again tomorrow, or "
                              "call."));
  }
  v1::Event event;
  v1::Reminder& reminder = *event.mutable_task_reminded()->mutable_reminder();
  reminder.set_text(request.text());
  *reminder.mutable_time() = ToTimestamp(c.now());
  *reminder.mutable_actor() = c.context.actor;
  AddRecipients(c, reminder);
  return Record(c, std::move(event));
}

}  // namespace phoihop::task
