// A command that answers what it made or changed, as that is afterwards.
#ifndef SERVICES_HANDLERS_SUBMIT_H_
#define SERVICES_HANDLERS_SUBMIT_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/engine/engine.h"
#include "services/handlers/call.h"
#include "services/handlers/work_pool.h"
#include "workflow/errors.h"

namespace phoihop::handlers {

// The answer, from the reference data as they are once the command is done. `name` is that of engine::Applied.
template <typename Response>
using ReadAfter = std::function<absl::StatusOr<Response>(const Facts& facts, const std::string& name)>;

// Sends the command; when it is done, `read` answers in a thread of the pool: reading the facts may wait for the
// database, which a lane must not.
template <typename Response>
void SubmitAndRead(internal::v1::Command command, const Services& services, Done<Response> done,
                   ReadAfter<Response> read) {
  const std::string province = command.province();
  services.engine.Submit(std::move(command), [province, &services, done = std::move(done),
                                              read = std::move(read)](absl::StatusOr<engine::Applied> applied) {
    if (!applied.ok()) return done(applied.status());
    services.pool.Submit([name = applied->name, province, &services, done, read] {
      const auto facts = services.engine.FactsOf(province);
      if (!facts.ok()) return done(facts.status());
      done(read(**facts, name));
    });
  });
}

// What was just recorded is not in the facts: nothing that a caller did wrong.
inline absl::Status NotReadableYet() {
  return Error(v1::ERROR_REASON_INTERNAL, "It was recorded but cannot be read yet; read it in a moment.");
}

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_SUBMIT_H_
