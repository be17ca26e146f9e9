// What people should know before a ladder is published: nothing of it stops the publication.
#ifndef WORKFLOW_ESCALATION_WARNINGS_H_
#define WORKFLOW_ESCALATION_WARNINGS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::escalation {

struct Warning {
  enum class Kind {
    // The audience resolves to nobody in `units`: their inbox is told instead. For PROVINCIAL_OFFICE and MONITOR
    // without
    // units: the province has no such office, and the issuer of each task is told.
    kNobodyReached,
    // Deadlines of `purpose` follow the ladder `other`, not this one.
    kOtherLadder,
    // No ladder watches deadlines of `purpose` any more.
    kNotWatched,
    // Deadlines of `purpose` follow this ladder from now on, instead of `other`.
    kTakesOver,
    // The server knows no endpoint of `system`.
    kUnknownSystem,
  };
  Kind kind = Kind::kNobodyReached;
  v1::Audience audience = v1::AUDIENCE_UNSPECIFIED;
  v1::ClockPurpose purpose = v1::CLOCK_PURPOSE_UNSPECIFIED;
  // Resource names, in order: the first kMaxWarningUnits, of so many.
  std::vector<std::string> units = {};
  int total_units = 0;
  std::string other = {};
  std::string system = {};
  // In Vietnamese.
  std::string explanation = {};
};

inline constexpr size_t kMaxWarningUnits = 50;

// Of `next`, as it would be recorded in `data`, whose organisation is `directory`, on that day. Every living unit
// counts as one that may lead a task, but for divisions of which no member is known. `systems` are those that the
// server knows, by name.
std::vector<Warning> WarningsOf(const v1::EscalationPolicy& next, const internal::v1::ReferenceData& data,
                                const organisation::Directory& directory, absl::CivilDay day,
                                const std::set<std::string>& systems);

}  // namespace phoihop::escalation

#endif  // WORKFLOW_ESCALATION_WARNINGS_H_
