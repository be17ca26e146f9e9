#include "tests/bench/processor_time.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace phoihop::bench {
namespace {

struct Process {
  pid_t parent = 0;
  absl::Duration time;
};

// Fields of /proc/<pid>/stat after the name in parentheses, which may hold anything: state, ppid, … utime is the 12th,
// stime the 13th.
constexpr size_t kParent = 1, kUserTime = 11, kSystemTime = 12;

std::optional<Process> Read(const std::string& pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos || name_end + 2 > text.size()) return std::nullopt;
  const std::vector<std::string> fields = absl::StrSplit(text.substr(name_end + 2), ' ');
  int64_t user = 0, system = 0;
  Process process;
  if (fields.size() <= kSystemTime || !absl::SimpleAtoi(fields[kParent], &process.parent) ||
      !absl::SimpleAtoi(fields[kUserTime], &user) || !absl::SimpleAtoi(fields[kSystemTime], &system)) {
    return std::nullopt;
  }
  process.time = absl::Seconds(1) * (static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK)));
  return process;
}

}  // namespace

absl::Duration ProcessorTimeOf(pid_t pid) {
  const auto process = Read(absl::StrCat(pid));
  return process.has_value() ? process->time : absl::ZeroDuration();
}

absl::Duration ProcessorTimeOfChildren(pid_t pid) {
  absl::Duration sum;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto process = Read(name);
    if (process.has_value() && process->parent == pid) sum += process->time;
  }
  return sum;
}

}  // namespace phoihop::bench
