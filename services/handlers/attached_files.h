// Documents of commands that name an uploaded file: it has to be one of the same task, and says what the document does
// not.
#ifndef SERVICES_HANDLERS_ATTACHED_FILES_H_
#define SERVICES_HANDLERS_ATTACHED_FILES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/engine/engine.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Submits the command. When documents of it name files, first looks them up, in a thread of the pool, and fills in
// title and sha256: INVALID_FIELD for one that is not of the task that `name` is or is part of, was removed or is about
// to be, or has another sha256.
void SubmitWithFiles(internal::v1::Command command, absl::string_view name, const CallContext& call,
                     const Services& services, engine::Done done);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ATTACHED_FILES_H_
