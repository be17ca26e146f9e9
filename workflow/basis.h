// The legal basis on which something rests (căn cứ), as callers give it.
#ifndef WORKFLOW_BASIS_H_
#define WORKFLOW_BASIS_H_

#include <string>

#include "phoihop/v1/common.pb.h"

namespace phoihop {

// Whether an instrument is named at all, by number or in words.
inline bool HasBasis(const v1::Citation& basis) { return !basis.instrument_number().empty() || !basis.text().empty(); }

// The words of the source, else the number.
inline const std::string& BasisText(const v1::Citation& basis) {
  return basis.text().empty() ? basis.instrument_number() : basis.text();
}

}  // namespace phoihop

#endif  // WORKFLOW_BASIS_H_
