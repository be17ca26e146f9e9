// Verbs on one task: the request goes through the write door, the answer is the task as the caller may see it.
//
//   table.Command("phoihop.v1.TaskService.AcceptTask", Verb<v1::AcceptTaskRequest, &TaskCommand::mutable_accept>);
#ifndef SERVICES_HANDLERS_TASK_VERB_H_
#define SERVICES_HANDLERS_TASK_VERB_H_

#include <utility>

#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/engine/engine.h"
#include "services/handlers/attached_files.h"
#include "services/handlers/call.h"
#include "services/handlers/command.h"

namespace phoihop::handlers {

// Answers a command to a task with the task and what the caller may do with it.
engine::Done PresentingTask(const CallContext& call, Done<v1::Task> done);

// Sends the request as the verb that `verb` makes room for.
template <typename Request>
void SubmitVerb(const Request& request, Request* (internal::v1::TaskCommand::*verb)(), const CallContext& call,
                const Services& services, Done<v1::Task> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *(command->mutable_task()->*verb)() = request;
  SubmitWithFiles(*std::move(command), request.name(), call, services, PresentingTask(call, std::move(done)));
}

template <typename Request, Request* (internal::v1::TaskCommand::*verb)()>
void Verb(const Request& request, const CallContext& call, const Services& services, Done<v1::Task> done) {
  SubmitVerb(request, verb, call, services, std::move(done));
}

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_TASK_VERB_H_
