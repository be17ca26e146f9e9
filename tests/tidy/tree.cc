#include "tests/tidy/tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "tests/tidy/rules.h"

namespace phoihop::tidy {
namespace fs = std::filesystem;

std::vector<SourceFile> ReadTree() {
  std::vector<SourceFile> files;
  for (const absl::string_view name_of_folder : Folders()) {
    const fs::path folder{std::string(name_of_folder)};
    if (!fs::exists(folder)) continue;
    for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
      const std::string name = entry->path().filename().string();
      if (entry->is_directory() && (name[0] == '.' || absl::c_linear_search(ForeignFolders(), name))) {
        entry.disable_recursion_pending();
        continue;
      }
      if (!entry->is_regular_file()) continue;
      std::ifstream stream(entry->path(), std::ios::binary);
      std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
      const bool binary = text.find('\0') != std::string::npos;
      if (!binary) files.push_back({entry->path().generic_string(), std::move(text)});
    }
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace phoihop::tidy
