// Usual commands of the verbs around deadlines: reminders, ladders, calendars.
#include <string>

#include "tests/unit/task/task_fixture.h"

namespace phoihop::task {

bool FillDeadlineCommand(v1::TaskVerb verb, const std::string& name, internal::v1::TaskCommand& command) {
  switch (verb) {
    case v1::TASK_VERB_REMIND:
      command.mutable_remind()->set_name(name);
      command.mutable_remind()->set_text("Đề nghị báo cáo tiến độ");
      return true;
    case v1::TASK_VERB_HANDLE_ESCALATION:
      command.mutable_handle_escalation()->set_name(name);
      command.mutable_handle_escalation()->set_kind(v1::EscalationResponse::KIND_TAKEN_UP);
      return true;
    case v1::TASK_VERB_RECORD_SUSPENSION:
      command.mutable_record_suspension()->set_name(name);
      command.mutable_record_suspension()->set_reason("Chờ Bộ hướng dẫn");
      command.mutable_record_suspension()->mutable_basis()->set_instrument_number("5/QĐ-UBND");
      command.mutable_record_suspension()->set_from_date("2026-03-01");
      command.mutable_record_suspension()->set_until_date("2026-03-01");
      return true;
    case v1::TASK_VERB_REANCHOR:
      command.mutable_reanchor()->set_name(name);
      command.mutable_reanchor()->set_reason("Ghi nhầm ngày");
      command.mutable_reanchor()->set_anchor_date("2026-03-01");
      return true;
    case v1::TASK_VERB_ADOPT_POLICY:
      command.mutable_adopt_policy()->set_name(name);
      command.mutable_adopt_policy()->set_escalation_policy("provinces/dong-nai/escalationPolicies/complete");
      command.mutable_adopt_policy()->set_escalation_policy_version(1);
      return true;
    case v1::TASK_VERB_ADOPT_CALENDAR:
      command.mutable_adopt_calendar()->set_name(name);
      command.mutable_adopt_calendar()->set_calendar("provinces/dong-nai/calendars/default");
      command.mutable_adopt_calendar()->set_calendar_version(1);
      return true;
    default:
      return false;
  }
}

}  // namespace phoihop::task
