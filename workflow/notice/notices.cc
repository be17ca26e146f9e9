#include "workflow/notice/notices.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/escalation/recipients.h"
#include "workflow/open_handoff.h"

namespace phoihop::notice {
namespace {

using Recipient = v1::Escalation::Recipient;

// What a rung did in the place of who kept silent; empty: nothing.
std::string DoneInSilence(v1::TaskVerb verb) {
  switch (verb) {
    case v1::TASK_VERB_ACCEPT:
      return "quá thời hạn, coi như đã tiếp nhận";
    case v1::TASK_VERB_APPROVE:
      return "quá thời hạn, coi như đồng ý";
    case v1::TASK_VERB_REVOKE:
      return "quá thời hạn, đã thu hồi";
    default:
      return "";
  }
}

class Teller {
 public:
  Teller(const v1::Event& event, const v1::Task& task, const organisation::Directory& directory, absl::CivilDay day)
      : event_(event), task_(task), directory_(directory), day_(day) {}

  std::vector<v1::Notice> Tell() && {
    switch (event_.payload_case()) {
      case v1::Event::kTaskEscalated:
        Escalated(event_.task_escalated().escalation());
        break;
      case v1::Event::kTaskEscalationHandled:
        Handled(event_.task_escalation_handled().response());
        break;
      case v1::Event::kTaskPolicySwitched:
        To(v1::NOTICE_KIND_LADDER_SWITCHED, {v1::AUDIENCE_HEAD_OF_LEAD});
        break;
      case v1::Event::kTaskReminded:
        Reminded(event_.task_reminded().reminder());
        break;
      case v1::Event::kTaskCreated:
        // A planned one is told of when it is issued; a whole that its issuer leads is nobody's news.
        if (event_.task_created().task().state() == v1::TASK_STATE_ISSUED) ToHead(v1::NOTICE_KIND_ISSUED, LeadNow());
        break;
      case v1::Event::kTaskIssued:
        ToHead(v1::NOTICE_KIND_ISSUED, LeadNow());
        break;
      case v1::Event::kTaskReissued:
        Because(event_.task_reissued().reason());
        ToHead(v1::NOTICE_KIND_ISSUED, event_.task_reissued().lead_unit());
        break;
      case v1::Event::kTaskPersonAssigned:
        Assigned(event_.task_person_assigned().person());
        break;
      case v1::Event::kTaskRefused:
        Because(event_.task_refused().explanation());
        To(v1::NOTICE_KIND_REFUSED, {v1::AUDIENCE_ISSUER});
        break;
      case v1::Event::kTaskSubmitted:
        To(v1::NOTICE_KIND_SUBMITTED, {v1::AUDIENCE_APPROVER});
        break;
      case v1::Event::kTaskReturned:
        Because(event_.task_returned().reason());
        To(v1::NOTICE_KIND_RETURNED, {v1::AUDIENCE_ASSIGNED_PERSON});
        break;
      case v1::Event::kTaskRevoked:
        Because(event_.task_revoked().reason());
        To(v1::NOTICE_KIND_REVOKED, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD});
        break;
      case v1::Event::kTaskClocksMoved:
        ClocksMoved(event_.task_clocks_moved());
        break;
      case v1::Event::kTaskExtensionRequested:
        Because(event_.task_extension_requested().extension().reason());
        To(v1::NOTICE_KIND_EXTENSION_REQUESTED, {v1::AUDIENCE_ISSUER});
        break;
      case v1::Event::kTaskExtensionDecided:
        ExtensionDecided(event_.task_extension_decided().extension());
        break;
      case v1::Event::kTaskContributionsRequested:
        for (const v1::Contribution& asked : event_.task_contributions_requested().contributions()) {
          Because(asked.request());
          ToHead(v1::NOTICE_KIND_CONTRIBUTION_REQUESTED, asked.unit());
        }
        break;
      case v1::Event::kTaskCopiesSent:
        for (const v1::InformationCopy& copy : event_.task_copies_sent().copies()) {
          if (!copy.has_read_time()) ToHead(v1::NOTICE_KIND_COPY, copy.unit());
        }
        break;
      default:
        Handoff();
    }
    return std::move(notices_);
  }

 private:
  void Escalated(const v1::Escalation& escalation) {
    if (escalation.verb_suppressed().empty()) Because(DoneInSilence(escalation.verb()));
    v1::Notice notice = Begin(v1::NOTICE_KIND_ESCALATION);
    notice.set_clock_id(escalation.clock_id());
    notice.set_offset_working_days(escalation.offset_working_days());
    *notice.mutable_due_time() = escalation.due_time();
    for (const v1::Clock& clock : task_.clocks()) {
      if (clock.id() == escalation.clock_id()) notice.set_clock_purpose(clock.purpose());
    }
    for (const Recipient& recipient : escalation.recipients()) Add(notice, recipient);
    for (const std::string& system : escalation.systems()) {
      v1::Notice& call = notices_.emplace_back(notice);
      call.set_system(system);
    }
  }

  // Who takes it up tells nobody; who gives it to another person has that person told of it.
  void Handled(const v1::EscalationResponse& response) {
    const bool orders = response.kind() == v1::EscalationResponse::KIND_ORDERED ||
                        response.kind() == v1::EscalationResponse::KIND_RETURNED;
    if (!orders) return;
    Because(response.instruction());
    To(v1::NOTICE_KIND_ORDERED, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD});
  }

  void Reminded(const v1::Reminder& reminder) {
    Because(reminder.text());
    const v1::Notice notice = Begin(v1::NOTICE_KIND_REMINDER);
    for (const v1::Actor& actor : reminder.recipients()) {
      Recipient recipient;
      recipient.set_unit(actor.unit());
      recipient.set_person(actor.person());
      Add(notice, recipient);
    }
  }

  void Assigned(const std::string& person) {
    if (person.empty()) return;
    Recipient recipient;
    recipient.set_audience(v1::AUDIENCE_ASSIGNED_PERSON);
    // Who gave it may be of another unit, or the system.
    const std::string& giver = event_.actor().unit();
    recipient.set_unit(directory_.IsMember(giver, person, day_) ? giver : task_.lead_unit());
    recipient.set_person(person);
    Add(Begin(v1::NOTICE_KIND_ASSIGNED), recipient);
  }

  void ExtensionDecided(const v1::Extension& extension) {
    Because(extension.explanation());
    granted_ = extension.state() == v1::Extension::STATE_GRANTED;
    To(v1::NOTICE_KIND_EXTENSION_DECIDED, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD});
  }

  // Of small clocks, and of reminders that move, nobody is told: only when the task's own day is another one.
  void ClocksMoved(const v1::TaskClocksMoved& moved) {
    for (const v1::FieldChange& change : event_.changes()) {
      if (change.field() != "due_date") continue;
      if (const auto before = ParseDate(change.before()); before.ok())
        Because(absl::StrCat("hạn cũ ", FormatDateForPeople(*before)));
      for (const v1::Clock& clock : moved.clocks()) {
        if (clock.due_date() == change.after()) due_time_ = clock.due_time();
      }
      To(v1::NOTICE_KIND_CLOCKS_MOVED, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD});
    }
  }

  void Handoff() {
    switch (event_.payload_case()) {
      case v1::Event::kTaskHandoffSent:
        Because(event_.task_handoff_sent().handoff().reason());
        return ToHead(v1::NOTICE_KIND_HANDOFF_OFFERED, event_.task_handoff_sent().handoff().to_unit());
      case v1::Event::kTaskHandoffAccepted:
        granted_ = true;
        return ToHead(v1::NOTICE_KIND_HANDOFF_ANSWERED, event_.task_handoff_accepted().from_unit());
      case v1::Event::kTaskHandoffRefused:
        Because(event_.task_handoff_refused().explanation());
        return ToHead(v1::NOTICE_KIND_HANDOFF_ANSWERED, SenderOf(event_.task_handoff_refused().handoff()));
      case v1::Event::kTaskHandoffChanged:
        if (IsTransfer(event_.task_handoff_changed().handoff())) return;
        return Stepped(event_.task_handoff_changed());
      default:
        return;
    }
  }

  // A request, or information: which step it took shows in its state and in its clock.
  void Stepped(const v1::TaskHandoffChanged& changed) {
    const v1::Handoff& handoff = changed.handoff();
    const bool clock_changed = !changed.clocks().empty();
    switch (handoff.state()) {
      case v1::Handoff::STATE_SENT:
        if (!clock_changed) return;
        Because(handoff.reason());
        due_time_ = changed.clocks(0).due_time();
        return ToHead(IsRequest(handoff) ? v1::NOTICE_KIND_CONTRIBUTION_REQUESTED : v1::NOTICE_KIND_COPY,
                      handoff.to_unit());
      case v1::Handoff::STATE_ACCEPTED:
        if (clock_changed) {
          Because(handoff.rework_reason());
          due_time_ = changed.clocks(0).due_time();
          return ToHead(v1::NOTICE_KIND_RETURNED, handoff.to_unit());
        }
        // Receipts and denied recalls come later.
        if (FromTimestamp(handoff.reply_time()) != FromTimestamp(event_.time())) return;
        granted_ = true;
        return ToHead(v1::NOTICE_KIND_HANDOFF_ANSWERED, handoff.from_unit());
      case v1::Handoff::STATE_REFUSED:
        if (!clock_changed) return;
        Because(handoff.refusal_explanation());
        return ToHead(v1::NOTICE_KIND_HANDOFF_ANSWERED, handoff.from_unit());
      case v1::Handoff::STATE_RESULT_RETURNED:
        if (!clock_changed) return;
        return To(v1::NOTICE_KIND_SUBMITTED, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD});
      default:
        return;
    }
  }

  std::string LeadNow() const {
    return event_.has_task_created() ? event_.task_created().task().lead_unit() : task_.lead_unit();
  }

  std::string SenderOf(const std::string& handoff) const {
    for (const v1::Handoff& known : task_.handoffs()) {
      if (known.name() == handoff) return known.from_unit();
    }
    return task_.lead_unit();
  }

  void Because(const std::string& reason) { reason_ = reason; }

  // The heads of a unit, whatever it has to do with the task.
  void ToHead(v1::NoticeKind kind, const std::string& unit) {
    v1::Task scene;
    scene.set_lead_unit(unit);
    scene.set_issuer_unit(task_.issuer_unit());
    google::protobuf::RepeatedPtrField<Recipient> recipients;
    escalation::Recipients(scene, directory_, day_, recipients).Add(v1::AUDIENCE_HEAD_OF_LEAD);
    AddAll(kind, recipients);
  }

  void To(v1::NoticeKind kind, std::initializer_list<v1::Audience> audiences) {
    google::protobuf::RepeatedPtrField<Recipient> recipients;
    escalation::Recipients resolved(task_, directory_, day_, recipients);
    for (const v1::Audience audience : audiences) resolved.Add(audience);
    AddAll(kind, recipients);
  }

  void AddAll(v1::NoticeKind kind, const google::protobuf::RepeatedPtrField<Recipient>& recipients) {
    const v1::Notice notice = Begin(kind);
    for (const Recipient& recipient : recipients) Add(notice, recipient);
  }

  v1::Notice Begin(v1::NoticeKind kind) const {
    v1::Notice notice;
    notice.set_kind(kind);
    notice.set_task(task_.name());
    notice.set_lead_unit(task_.lead_unit());
    notice.set_priority(task_.priority());
    notice.set_granted(granted_);
    if (due_time_.has_value()) {
      *notice.mutable_due_time() = *due_time_;
    } else if (task_.has_due_time()) {
      *notice.mutable_due_time() = task_.due_time();
    }
    if (task_.secrecy() > v1::SECRECY_NORMAL) return notice;
    notice.set_title(task_.title());
    notice.set_reason(reason_);
    return notice;
  }

  void Add(v1::Notice notice, const Recipient& recipient) {
    const bool oneself = !recipient.person().empty() && recipient.person() == event_.actor().person();
    if (oneself || recipient.unit().empty()) return;
    notice.set_unit(recipient.unit());
    notice.set_person(recipient.person());
    notice.set_audience(recipient.audience());
    notice.set_note(recipient.note());
    notices_.push_back(std::move(notice));
  }

  const v1::Event& event_;
  const v1::Task& task_;
  const organisation::Directory& directory_;
  const absl::CivilDay day_;
  std::string reason_;
  bool granted_ = false;
  // When it is not the task that is due, or as the event says it and not as the task is now.
  std::optional<google::protobuf::Timestamp> due_time_;
  std::vector<v1::Notice> notices_;
};

}  // namespace

std::vector<v1::Notice> NoticesOf(const v1::Event& event, const v1::Task& task,
                                  const organisation::Directory& directory, absl::CivilDay day) {
  return Teller(event, task, directory, day).Tell();
}

const std::vector<std::string>& ToldTypes() {
  static const auto* const kTypes = new std::vector<std::string>{
      "task.clocks_moved",
      "task.contributions_requested",
      "task.copies_sent",
      "task.created",
      "task.escalated",
      "task.escalation_handled",
      "task.extension_decided",
      "task.extension_requested",
      "task.handoff_accepted",
      "task.handoff_changed",
      "task.handoff_refused",
      "task.handoff_sent",
      "task.issued",
      "task.person_assigned",
      "task.policy_switched",
      "task.refused",
      "task.reissued",
      "task.reminded",
      "task.returned",
      "task.revoked",
      "task.submitted",
  };
  return *kTypes;
}

std::string ThingOf(const v1::Notice& notice) {
  // One for all deadlines of the unit.
  const bool of_unit = notice.kind() == v1::NOTICE_KIND_LADDER_SWITCHED;
  if (of_unit) return absl::StrCat(notice.lead_unit(), "#", static_cast<int>(notice.kind()));
  return absl::StrCat(notice.task(), "#", static_cast<int>(notice.kind()), "#", notice.clock_id());
}

bool IsUrgent(const v1::Notice& notice) { return notice.priority() >= v1::TASK_PRIORITY_URGENT; }

}  // namespace phoihop::notice
