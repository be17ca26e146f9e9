// How far something is that takes a while: in place on a terminal, a line per change elsewhere. On standard error, so
// that standard output has the result only.
#ifndef CLIENTS_CLI_PROGRESS_LINE_H_
#define CLIENTS_CLI_PROGRESS_LINE_H_

#include <unistd.h>

#include <iostream>
#include <string>

namespace phoihop::cli {

class ProgressLine {
 public:
  explicit ProgressLine(bool quiet) : quiet_(quiet), in_place_(isatty(STDERR_FILENO) != 0) {}
  ~ProgressLine() {
    if (in_place_ && !last_.empty()) std::cerr << "\n";
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(const std::string& text) {
    if (quiet_ || text == last_) return;
    last_ = text;
    std::cerr << (in_place_ ? "\r\033[K" : "") << text << (in_place_ ? "" : "\n") << std::flush;
  }

 private:
  const bool quiet_;
  const bool in_place_;
  std::string last_;
};

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_PROGRESS_LINE_H_
