#include "workflow/task/rung_actions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "workflow/basis.h"
#include "workflow/civil_time.h"
#include "workflow/escalation/ladder.h"
#include "workflow/escalation/recipients.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/check.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/rung_verb.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using FoundRecipients = google::protobuf::RepeatedPtrField<v1::Escalation::Recipient>;

// -- Somebody else has the task.

std::string HeadOfLead(const v1::Task& task, const Case& c) {
  for (const v1::Membership* member : c.facts.directory().MembersOf(task.lead_unit(), DayOf(c.now()))) {
    if (member->role() == v1::MEMBERSHIP_ROLE_HEAD) return member->person();
  }
  return "";
}

// Whether another reassignment took effect when this one was due already.
bool IsOvertaken(const v1::Task& task, const v1::Escalation& escalation) {
  const absl::Time planned = FromTimestamp(escalation.planned_time());
  return std::any_of(task.escalations().begin(), task.escalations().end(), [&](const v1::Escalation& other) {
    return other.reassignment() != v1::REASSIGNMENT_UNSPECIFIED && other.reassignment_suppressed().empty() &&
           FromTimestamp(other.fire_time()) >= planned;
  });
}

// The event by which the reassignment takes effect; none, with the reason in `escalation`, when it has no effect.
std::optional<v1::Event> Reassign(const v1::Task& task, const Case& c, v1::Escalation& escalation) {
  if (escalation.reassignment() == v1::REASSIGNMENT_UNSPECIFIED) return std::nullopt;
  const auto suppress = [&escalation](std::string why) {
    escalation.set_reassignment_suppressed(std::move(why));
    return std::nullopt;
  };
  if (IsOvertaken(task, escalation)) return suppress("việc đã được chuyển theo một bậc khác đến hạn cùng lúc");
  const Situation situation(task, c.context.actor, c.facts, c.now());
  if (const auto refusal = CheckState(v1::TASK_VERB_ASSIGN_PERSON, situation)) return suppress(refusal->explanation);
  const std::string head = escalation.reassignment() == v1::REASSIGNMENT_TO_HEAD ? HeadOfLead(task, c) : std::string();
  v1::Event event;
  if (!head.empty()) {
    if (head == task.assignee()) return suppress("thủ trưởng đơn vị đang trực tiếp thực hiện");
    event.mutable_task_person_assigned()->set_person(head);
    return event;
  }
  if (task.assignee().empty()) return suppress("chưa có ai được phân công: việc đang ở đơn vị");
  event.mutable_task_released()->set_person(task.assignee());
  event.mutable_task_released()->set_reason("Chuyển về đơn vị theo thang đôn đốc");
  return event;
}

// -- Tasks that a rung makes.

// At most so many bytes, whole letters only.
std::string Shortened(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return std::string(text.substr(0, limit));
}

v1::Citation BasisOf(const v1::Task& task, const v1::EscalationPolicy* policy) {
  if (HasBasis(task.basis())) return task.basis();
  if (policy != nullptr && HasBasis(policy->basis())) return policy->basis();
  v1::Citation basis;
  basis.set_text(policy == nullptr ? "Thang đôn đốc"
                                   : absl::StrCat(policy->display_name(), ", phiên bản ", policy->version()));
  return basis;
}

// What both kinds have of the task that they come from, due after so many working days of who leads it. The version of
// the ladder is in the name: rungs of another one are others.
absl::StatusOr<v1::Task> Begin(const v1::Task& task, const v1::Clock& clock, absl::string_view kind, std::string lead,
                               int working_days, const Case& c) {
  const absl::CivilDay today = DayOf(c.now());
  const auto due = c.facts.calendars().OfUnit(lead, today).AddWorkingDays(today, working_days);
  if (!due.ok()) return due.status();
  v1::Task made;
  made.set_lead_unit(std::move(lead));
  made.set_name(TaskName(*ProvinceOf(task.name()),
                         JoinedId({LastSegment(task.name()), kind, clock.id(),
                                   absl::StrCat(clock.escalation_policy_version()), absl::StrCat(clock.next_rung())})));
  made.set_issuer_unit(task.issuer_unit());
  made.set_approver_unit(task.issuer_unit());
  made.set_requested_due_date(FormatDate(*due));
  made.set_roll(v1::ROLL_RULE_NONE);
  made.set_priority(task.priority());
  made.set_secrecy(task.secrecy());
  made.set_function(task.function());
  *made.mutable_territories() = task.territories();
  *made.mutable_basis() =
      BasisOf(task, c.facts.policies().Find(clock.escalation_policy(), clock.escalation_policy_version()));
  made.set_escalated_from(task.name());
  return made;
}

std::string Supervisor(const v1::Task& task, v1::Audience audience, const Case& c) {
  FoundRecipients found;
  escalation::Recipients recipients(task, c.facts.directory(), DayOf(c.now()), found);
  recipients.Add(audience);
  // A unit does not supervise itself.
  if (found.empty() || found[0].unit() == task.lead_unit()) {
    found.Clear();
    escalation::Recipients(task, c.facts.directory(), DayOf(c.now()), found).Add(v1::AUDIENCE_MONITOR);
  }
  return found.empty() ? task.issuer_unit() : found[0].unit();
}

absl::StatusOr<v1::Event> MakeSupervision(const v1::Task& task, const v1::Clock& clock, const v1::Rung& rung,
                                          const Case& c) {
  const v1::SupervisionTask& asked = rung.supervision_task();
  auto made = Begin(task, clock, "gs", Supervisor(task, asked.lead(), c), asked.working_days(), c);
  if (!made.ok()) return made.status();
  const std::string lead = c.facts.directory().DisplayName(task.lead_unit(), DayOf(c.now()));
  made->set_title(Shortened(absl::StrCat("Giám sát, đôn đốc: ", task.title()), limits::kTitleBytes));
  made->set_description(
      absl::StrCat("Nhiệm vụ ", LastSegment(task.name()), " do ", lead,
                   " chủ trì không đúng tiến độ. Làm việc với đơn vị chủ trì, chỉ đạo và báo kết quả."));
  return MakeNew(*made, /*anchor_date=*/"", c.facts, c.context);
}

absl::StatusOr<v1::Event> MakeReport(const v1::Task& task, const v1::Clock& clock, const v1::Rung& rung,
                                     const Case& c) {
  auto made = Begin(task, clock, "bc", task.lead_unit(), rung.report_within_working_days(), c);
  if (!made.ok()) return made.status();
  made->set_title(Shortened(absl::StrCat("Báo cáo giải trình: ", task.title()), limits::kTitleBytes));
  made->set_description(absl::StrCat("Giải trình nguyên nhân chậm tiến độ của nhiệm vụ ", LastSegment(task.name()),
                                     " và cam kết thời gian hoàn thành."));
  made->set_product("Báo cáo giải trình");
  made->set_approval_required(task.lead_unit() != task.issuer_unit());
  v1::EvidenceSlot& slot = *made->add_evidence_slots();
  slot.set_id("bao-cao");
  slot.set_description("Báo cáo giải trình");
  slot.set_count(1);
  return MakeNew(*made, /*anchor_date=*/"", c.facts, c.context);
}

// Empty: it could not be given, which the monitor is told.
std::string TakeMade(absl::StatusOr<v1::Event> event, absl::string_view what, const v1::Task& task, const Case& c,
                     v1::Escalation& escalation, std::vector<v1::Event>& made) {
  if (event.ok()) {
    made.push_back(*std::move(event));
    return made.back().subject();
  }
  FoundRecipients found;
  escalation::Recipients(task, c.facts.directory(), DayOf(c.now()), found).Add(v1::AUDIENCE_MONITOR);
  for (v1::Escalation::Recipient& recipient : found) {
    recipient.set_note(absl::StrCat("không giao được ", what, ": ", event.status().message()));
    *escalation.add_recipients() = std::move(recipient);
  }
  return "";
}

void MakeTasks(const v1::Task& task, const v1::Clock& clock, const Case& c, v1::Escalation& escalation,
               std::vector<v1::Event>& made) {
  const v1::Rung* rung = escalation::NextRung(clock, c.facts.policies());
  if (rung == nullptr || !task.escalated_from().empty()) return;
  if (rung->has_supervision_task()) {
    escalation.set_supervision_task(
        TakeMade(MakeSupervision(task, clock, *rung, c), "nhiệm vụ giám sát", task, c, escalation, made));
  }
  if (rung->report_within_working_days() > 0) {
    escalation.set_report_task(
        TakeMade(MakeReport(task, clock, *rung, c), "yêu cầu báo cáo giải trình", task, c, escalation, made));
  }
}

}  // namespace

void FireRung(const v1::Clock& clock, const Case& c, Recorder& recorder, std::vector<v1::Event>& made) {
  const v1::Task& task = recorder.task();
  v1::Event event;
  v1::TaskEscalated& escalated = *event.mutable_task_escalated();
  v1::Escalation& escalation = *escalated.mutable_escalation();
  escalation = escalation::Fire(task, clock, c.facts.policies(), c.facts.directory(), c.now());
  v1::Clock& advanced = *escalated.add_clocks();
  advanced = clock;
  escalation::Advance(advanced, clock.next_rung(), c.facts.policies(), c.facts.calendars().Of(clock), &task);
  std::optional<v1::Event> reassigned = Reassign(task, c, escalation);
  escalation.set_verb_suppressed(WhyVerbSuppressed(escalation, Case{task, c.facts, c.context}));
  const bool acts = escalation.passed_over().empty() && clock.next_repetition() == 0;
  if (acts) MakeTasks(task, clock, c, escalation, made);
  const v1::Escalation done = escalation;
  recorder.Add(std::move(event));
  if (reassigned.has_value()) recorder.Add(*std::move(reassigned));
  const v1::Task fired = task;
  DoVerb(done, clock, Case{fired, c.facts, c.context}, recorder);
}

}  // namespace phoihop::task
