// Working with others: coordinators give their part, units get copies, everybody may remark.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

using v1::Contribution;
using Units = google::protobuf::RepeatedPtrField<std::string>;

void CheckUnits(const Units& units, int limit, const std::string& sibling, FieldCheck& check) {
  if (units.size() > limit) {
    check.Violation("units", absl::StrCat("has ", units.size(), " entries; at most ", limit, " are taken"));
    return;
  }
  for (int i = 0; i < units.size(); ++i) {
    check.Required(absl::StrCat("units[", i, "]"), !units[i].empty());
    check.Sibling(absl::StrCat("units[", i, "]"), units[i], "units", sibling);
  }
}

bool WasAsked(const v1::Task& task, const std::string& unit) {
  return std::any_of(task.contributions().begin(), task.contributions().end(),
                     [&](const Contribution& known) { return known.unit() == unit; });
}

// Whom a request is for: those that it names, or all who were not asked yet.
absl::StatusOr<std::vector<std::string>> Asked(const Case& c, const v1::RequestContributionsRequest& request) {
  std::vector<std::string> asked(request.units().begin(), request.units().end());
  for (const std::string& unit : request.units()) {
    const auto& coordinators = c.task.coordinator_units();
    if (std::find(coordinators.begin(), coordinators.end(), unit) != coordinators.end()) continue;
    return Error(v1::ERROR_REASON_NOT_A_COORDINATOR,
                 absl::StrCat(unit, " does not coordinate the task; its coordinator_units list who does."));
  }
  if (asked.empty()) {
    for (const std::string& unit : c.task.coordinator_units()) {
      if (!WasAsked(c.task, unit)) asked.push_back(unit);
    }
  }
  if (asked.empty()) {
    return Error(v1::ERROR_REASON_NOT_A_COORDINATOR,
                 "Nobody is left to ask: every coordinator was asked; name one to ask it again.");
  }
  for (const std::string& unit : asked) {
    if (absl::Status alive = c.facts.directory().CheckAlive(unit, DayOf(c.now())); !alive.ok()) return alive;
  }
  return asked;
}

// One clock for all who are asked by one request: due at the end of the day, or as the small clock of its purpose. They
// may follow several calendars, so it is that of the lead, which waits for them.
absl::Status StartClock(const Case& c, const std::string& due_date, Clocks* changed) {
  CancelClock(c.task, v1::CLOCK_PURPOSE_CONTRIBUTE, c.now(), changed);
  const std::string& lead = c.task.lead_unit();
  if (due_date.empty()) return StartSmallClock(c.task, v1::CLOCK_PURPOSE_CONTRIBUTE, lead, c.facts, c.now(), changed);
  const auto day = ParseDate(due_date);
  if (!day.ok()) return day.status();
  return StartClockUntil(c.task, v1::CLOCK_PURPOSE_CONTRIBUTE, lead, *day, c.facts, c.now(), changed);
}

// Whether anybody else than this unit still has to answer.
bool OthersWait(const v1::Task& task, const std::string& unit) {
  return std::any_of(task.contributions().begin(), task.contributions().end(), [&](const Contribution& known) {
    return known.unit() != unit && known.state() == Contribution::STATE_REQUESTED;
  });
}

}  // namespace

absl::StatusOr<Decision> DecideRequestContributions(const Case& c, const v1::RequestContributionsRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  CheckUnits(request.units(), limits::kCoordinators, request.name(), check);
  check.Required("request", !request.request().empty());
  check.Text("request", request.request(), limits::kExplanationBytes);
  check.Date("due_date", request.due_date());
  const auto day = ParseDate(request.due_date());
  if (day.ok() && *day < DayOf(c.now())) check.Violation("due_date", "lies in the past");
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REQUEST_CONTRIBUTIONS, c, request.etag());
  if (!admitted.ok()) return admitted;
  const auto asked = Asked(c, request);
  if (!asked.ok()) return asked.status();

  v1::Event event;
  v1::TaskContributionsRequested& requested = *event.mutable_task_contributions_requested();
  const absl::Status started = StartClock(c, request.due_date(), requested.mutable_clocks());
  if (!started.ok()) return started;
  const std::string& due_date = requested.clocks(requested.clocks_size() - 1).due_date();
  for (const std::string& unit : *asked) {
    Contribution& contribution = *requested.add_contributions();
    contribution.set_unit(unit);
    contribution.set_state(Contribution::STATE_REQUESTED);
    contribution.set_request(request.request());
    contribution.set_due_date(due_date);
    *contribution.mutable_request_time() = ToTimestamp(c.now());
  }
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideContribute(const Case& c, const v1::ContributeToTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("text", request.nothing() || !request.text().empty() || !request.documents().empty());
  check.Text("text", request.text(), limits::kSummaryBytes);
  check.Documents("documents", request.documents());
  if (request.nothing() && !request.documents().empty()) {
    check.Violation("nothing", "cannot be said together with documents");
  }
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_CONTRIBUTE, c, request.etag());
  if (!admitted.ok()) return admitted;

  v1::Event event;
  v1::TaskContributed& contributed = *event.mutable_task_contributed();
  Contribution& contribution = *contributed.mutable_contribution();
  const std::string& unit = c.context.actor.unit();
  for (const Contribution& known : c.task.contributions()) {
    if (known.unit() == unit) contribution = known;
  }
  contribution.set_unit(unit);
  contribution.set_state(request.nothing() ? Contribution::STATE_NOTHING : Contribution::STATE_CONTRIBUTED);
  contribution.set_text(request.text());
  *contribution.mutable_documents() = request.documents();
  *contribution.mutable_reply_time() = ToTimestamp(c.now());
  *contribution.mutable_replier() = c.context.actor;
  if (!OthersWait(c.task, unit)) {
    SatisfyClock(c.task, v1::CLOCK_PURPOSE_CONTRIBUTE, c.facts, c.now(), contributed.mutable_clocks());
  }
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideSendCopies(const Case& c, const v1::SendCopiesRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("units", !request.units().empty());
  CheckUnits(request.units(), limits::kCopies, request.name(), check);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_SEND_COPIES, c, request.etag());
  if (!admitted.ok()) return admitted;

  std::set<std::string> have;
  for (const v1::InformationCopy& copy : c.task.copies()) have.insert(copy.unit());
  v1::Event event;
  v1::TaskCopiesSent& sent = *event.mutable_task_copies_sent();
  for (const std::string& unit : request.units()) {
    if (absl::Status alive = c.facts.directory().CheckAlive(unit, DayOf(c.now())); !alive.ok()) return alive;
    if (!have.insert(unit).second) continue;
    v1::InformationCopy& copy = *sent.add_copies();
    copy.set_unit(unit);
    *copy.mutable_send_time() = ToTimestamp(c.now());
    *copy.mutable_sender() = c.context.actor;
  }
  if (sent.copies().empty()) return Decision();
  if (c.task.copies_size() + sent.copies_size() > limits::kCopies) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("A task is sent to at most ", limits::kCopies, " units for information."));
  }
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideAcknowledgeCopy(const Case& c, const v1::AcknowledgeCopyRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ACKNOWLEDGE_COPY, c, request.etag());
  if (!admitted.ok()) return admitted;
  for (const v1::InformationCopy& copy : c.task.copies()) {
    if (copy.unit() != c.context.actor.unit() || copy.has_read_time()) continue;
    v1::Event event;
    v1::InformationCopy& read = *event.mutable_task_copy_acknowledged()->mutable_copy();
    read = copy;
    *read.mutable_read_time() = ToTimestamp(c.now());
    *read.mutable_reader() = c.context.actor;
    return Record(c, std::move(event));
  }
  return Decision();
}

absl::StatusOr<Decision> DecideComment(const Case& c, const v1::CommentOnTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("text", !request.text().empty());
  check.Text("text", request.text(), limits::kExplanationBytes);
  check.Documents("documents", request.documents());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_COMMENT, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  event.mutable_task_commented()->set_text(request.text());
  *event.mutable_task_commented()->mutable_documents() = request.documents();
  return Record(c, std::move(event));
}

}  // namespace phoihop::task
