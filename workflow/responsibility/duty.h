// What a duty says of its holders.
#ifndef WORKFLOW_RESPONSIBILITY_DUTY_H_
#define WORKFLOW_RESPONSIBILITY_DUTY_H_

#include <string>

#include "phoihop/v1/responsibility.pb.h"

namespace phoihop::responsibility {

// The territory in which the holder has the duty: its own, else that of the duty; empty for the whole province.
inline const std::string& TerritoryOf(const v1::Duty& duty, const v1::Duty::Holder& holder) {
  return holder.territory().empty() ? duty.territory() : holder.territory();
}

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_DUTY_H_
