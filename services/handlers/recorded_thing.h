// A command that records one thing of the reference data, answered with that thing.
#ifndef SERVICES_HANDLERS_RECORDED_THING_H_
#define SERVICES_HANDLERS_RECORDED_THING_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/submit.h"
#include "workflow/organisation/reference.h"

namespace phoihop::handlers {

// How a thing is found in an event that records it (null: the event is about something else) and in facts.
template <typename Thing>
struct ThingOf {
  std::function<const Thing*(const v1::Event&)> in_event;
  std::function<const Thing*(const Facts&)> in_facts;
  // What a caller is shown of it: with its etag, without what is not for callers.
  std::function<Thing(const Thing&)> shown;
};

// Sends the command; of validate_only what it would record.
template <typename Thing>
void SubmitThing(internal::v1::Command command, const CallContext& call, const Services& services, ThingOf<Thing> of,
                 Done<Thing> done) {
  if (!command.validate_only()) {
    return SubmitAndRead<Thing>(std::move(command), services, std::move(done),
                                [of](const Facts& facts, const std::string&) -> absl::StatusOr<Thing> {
                                  const Thing* found = of.in_facts(facts);
                                  if (found == nullptr) return NotReadableYet();
                                  return of.shown(*found);
                                });
  }
  const Context context{.now = call.now, .actor = call.actor};
  const auto decision = organisation::Decide(call.facts->data(), command.reference(), *call.facts, context);
  if (!decision.ok()) return done(decision.status());
  for (const v1::Event& event : decision->events) {
    if (const Thing* thing = of.in_event(event)) return done(of.shown(*thing));
  }
  // Nothing would change.
  const Thing* known = of.in_facts(*call.facts);
  if (known == nullptr) return done(NotReadableYet());
  done(of.shown(*known));
}

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_RECORDED_THING_H_
