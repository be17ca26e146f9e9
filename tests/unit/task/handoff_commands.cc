// Commands to hand-offs, and to one of several (task_fixture.h).
#include "tests/unit/task/task_fixture.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {

internal::v1::TaskCommand HandOffCommand(const v1::Task& task, v1::Handoff::Kind kind, absl::string_view to) {
  internal::v1::TaskCommand command = CommandOf(v1::TASK_VERB_HAND_OFF, task);
  command.mutable_hand_off()->mutable_handoff()->set_kind(kind);
  command.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit(to));
  return command;
}

internal::v1::TaskCommand CommandTo(const std::string& handoff, v1::TaskVerb verb, const v1::Task& task) {
  internal::v1::TaskCommand command = CommandOf(verb, task);
  const auto* oneof = internal::v1::TaskCommand::descriptor()->FindOneofByName("verb");
  const auto* field = command.GetReflection()->GetOneofFieldDescriptor(command, oneof);
  auto* request = command.GetReflection()->MutableMessage(&command, field);
  request->GetReflection()->SetString(request, request->GetDescriptor()->FindFieldByName("name"), handoff);
  return command;
}

bool NamesHandoff(v1::TaskVerb verb) {
  constexpr Roles kEnds = kHandoffSender | kHandoffReceiver;
  return (FindTransition(verb)->who & kEnds) != 0;
}

}  // namespace phoihop::task
