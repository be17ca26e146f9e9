// Reads a folder of reference data (data/dong-nai) and makes of it the command that records it. What the files mean
// stands in data/dong-nai/README.md; nothing of any province stands in the code. The same files always make the same
// command.
#ifndef SERVICES_IMPORT_REFERENCE_LOADER_H_
#define SERVICES_IMPORT_REFERENCE_LOADER_H_

#include <string>

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"

namespace phoihop::import {

struct ReferenceFiles {
  std::string province;   // id: `dong-nai`
  std::string directory;  // data/dong-nai
  std::string defaults;   // data/default; empty: without ladders
};

// INVALID_FILE, TOO_LARGE or NOT_FOUND; the message names file, line and column.
absl::StatusOr<internal::v1::RecordReferenceData> LoadReferenceData(const ReferenceFiles& files);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_REFERENCE_LOADER_H_
