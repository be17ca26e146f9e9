// One line of input, in words.
#ifndef TESTS_SCENARIOS_LINE_H_
#define TESTS_SCENARIOS_LINE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::scenario {

struct Line {
  std::vector<std::string> words;                 // without the parameters
  std::map<std::string, std::string> parameters;  // key=value

  // Empty when it is not given.
  std::string Get(const std::string& key) const;
};

Line ParseLine(absl::string_view text);

// What a parameter or a verb is that nobody knows; empty: all is known. `task` is the task as it is.
std::string MakeCommand(const Line& line, const v1::Task& task, internal::v1::TaskCommand& command);

}  // namespace phoihop::scenario

#endif  // TESTS_SCENARIOS_LINE_H_
