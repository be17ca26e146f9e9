// An export of the journal that can be broken off and gone on with: events are written to FILE.part, and after every
// page FILE.resume says how far it is good; at the end FILE.part becomes FILE.
#ifndef CLIENTS_CLI_EVENT_EXPORT_H_
#define CLIENTS_CLI_EVENT_EXPORT_H_

#include <cstdint>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"

namespace phoihop::cli {

enum class ExportFormat { kJsonLines, kCsv };

// An event as one line of JSON, without the line break. FAILED_PRECONDITION when this program does not know all of it:
// it would be lost.
absl::StatusOr<std::string> EventLine(const v1::Event& event);

class EventExport {
 public:
  // `query` is whatever an export that is gone on with must have in common with the one before. ALREADY_EXISTS when
  // FILE exists, or FILE.part does and `resume` is not set; FAILED_PRECONDITION when there is nothing to go on with.
  static absl::StatusOr<EventExport> Open(const std::string& path, ExportFormat format, absl::string_view query,
                                          bool resume);

  // Of an export that goes on: the last event that is in the file; else 0.
  int64_t after() const { return after_; }
  int64_t written() const { return written_; }

  absl::Status Add(const v1::Event& event);
  // What was added is good.
  absl::Status EndPage();
  // All is there: FILE.
  absl::Status Finish();

 private:
  EventExport(std::string path, ExportFormat format, std::string query);
  std::string PartPath() const { return path_ + ".part"; }
  std::string ResumePath() const { return path_ + ".resume"; }
  absl::Status GoOn();

  std::string path_, query_;
  ExportFormat format_;
  std::ofstream file_;
  int64_t bytes_ = 0, after_ = 0, written_ = 0;
};

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_EVENT_EXPORT_H_
