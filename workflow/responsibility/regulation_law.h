// What a regulation does to instruments, functions and duties on its first day.
#ifndef WORKFLOW_RESPONSIBILITY_REGULATION_LAW_H_
#define WORKFLOW_RESPONSIBILITY_REGULATION_LAW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/responsibility.pb.h"

namespace phoihop::responsibility {

// The number of an instrument that has none yet.
inline constexpr char kDraftNumber[] = "(dự thảo)";

// Things as they are afterwards; those that stay as they are known are not here.
struct Law {
  v1::Instrument instrument;
  std::vector<v1::Function> functions;
  std::vector<v1::Duty> duties;
};

// The draft with what it leaves open about duties that are known: text, category, function, cadence. Intervals of
// holders are taken away: enacting makes them.
v1::Regulation Completed(const internal::v1::ReferenceData& data, v1::Regulation draft);

// The instrument's resource name: as drafted, else from its number, else from the regulation's id.
std::string InstrumentNameOf(const v1::Regulation& regulation);

// A holder that goes on with the same role, place, status and basis keeps its interval; every other one of a duty that
// the regulation names ends on its first day, keeping the basis and territory that it had, and those that come begin
// then. A duty without a basis of its own, or with only an article and so on, rests on the regulation's instrument.
// BUILT_UPON when a holder of such a duty begins, or is to end, on that day or later: something else has changed it
// since.
absl::StatusOr<Law> LawOf(const internal::v1::ReferenceData& data, const v1::Regulation& regulation);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_REGULATION_LAW_H_
