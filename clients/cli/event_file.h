// An export of the journal checked without any server: each event, the chain, and signed checkpoints.
#ifndef CLIENTS_CLI_EVENT_FILE_H_
#define CLIENTS_CLI_EVENT_FILE_H_

#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/journal.h"
#include "phoihop/v1/event_service.pb.h"

namespace phoihop::cli {

// Lines of JSON, one event each, read one at a time. The error names the line and the first event that is wrong.
absl::Status CheckEventFile(std::istream& file, client::ExportVerifier& verifier);

// One checkpoint a line, as `events checkpoints --out` writes them. INVALID_ARGUMENT with the line that is none.
absl::StatusOr<std::vector<v1::JournalCheckpoint>> ReadCheckpoints(std::istream& file);

// Each has to be signed by one of the keys (32 bytes each).
absl::Status CheckSignatures(const std::vector<v1::JournalCheckpoint>& checkpoints,
                             const std::vector<std::string>& public_keys);

// What checkpoints say of an export that was checked.
struct Confirmed {
  int agreed = 0;
  int64_t last = 0;        // the newest event that one confirmed
  int not_in_file = 0;     // checkpoints of events that the file does not have
  int64_t after_file = 0;  // the newest checkpoint, when it is later than the end of the file
};
// DATA_LOSS when one names another hash than the file has, or another province.
absl::StatusOr<Confirmed> Compare(const std::vector<v1::JournalCheckpoint>& checkpoints, absl::string_view province,
                                  const client::ExportVerifier& verifier);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_EVENT_FILE_H_
