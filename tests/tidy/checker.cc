#include "tests/tidy/checker.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tests/tidy/rules.h"

namespace phoihop::tidy {
namespace {

bool IsCpp(absl::string_view path) { return absl::EndsWith(path, ".h") || absl::EndsWith(path, ".cc"); }

bool StartsWithAny(absl::string_view path, const std::vector<absl::string_view>& prefixes) {
  return absl::c_any_of(prefixes, [path](absl::string_view prefix) { return absl::StartsWith(path, prefix); });
}

// "services/store/task.h" stands in folder "services/store", "services/flags.h"
// in "services"; all of workflow/ and all of tests/ is one folder.
absl::string_view FolderOf(absl::string_view path) {
  for (const absl::string_view whole : {"workflow", "tests"}) {
    if (absl::StartsWith(path, absl::StrCat(whole, "/"))) return whole;
  }
  const size_t first = path.find('/');
  if (first == absl::string_view::npos) return "";
  const size_t second = path.find('/', first + 1);
  return path.substr(0, second == absl::string_view::npos ? first : second);
}

bool IsFolderOfTheTree(absl::string_view path) {
  return StartsWithAny(path, {"workflow/", "services/", "clients/", "tests/"});
}

// The place that an include leads to; empty when it is free.
absl::string_view PlaceOf(absl::string_view include) {
  if (IsFolderOfTheTree(include)) return FolderOf(include);
  for (const Place& place : Places()) {
    for (absl::string_view path : place.paths) {
      const bool ends_alike = absl::ConsumePrefix(&path, "*") && absl::EndsWith(include, path);
      // A folder stands for all below it, "boost/asio" also for "boost/asio.hpp"; a plain name only for itself.
      const bool begins_alike =
          path.find('/') != absl::string_view::npos ? absl::StartsWith(include, path) : include == path;
      if (ends_alike || begins_alike) return place.name;
    }
  }
  return "";
}

const Arrow* ArrowFrom(absl::string_view path) {
  const Arrow* longest = nullptr;
  for (const Arrow& arrow : Arrows()) {
    const bool matches = FolderOf(path) == arrow.from || arrow.from == "tests" || arrow.from == "workflow"
                             ? absl::StartsWith(path, absl::StrCat(arrow.from, "/"))
                             : false;
    if (matches && (longest == nullptr || arrow.from.size() > longest->from.size())) longest = &arrow;
  }
  return longest;
}

// The path in `#include "path"` or `#include <path>`; empty for other lines.
absl::string_view IncludeIn(absl::string_view line) {
  line = absl::StripLeadingAsciiWhitespace(line);
  if (!absl::ConsumePrefix(&line, "#")) return "";
  line = absl::StripLeadingAsciiWhitespace(line);
  if (!absl::ConsumePrefix(&line, "include")) return "";
  line = absl::StripLeadingAsciiWhitespace(line);
  if (!absl::ConsumePrefix(&line, "\"") && !absl::ConsumePrefix(&line, "<")) return "";
  return line.substr(0, line.find_first_of("\">"));
}

// Whether `word` stands in `line`, not as the tail of a longer identifier.
bool Contains(absl::string_view line, absl::string_view word) {
  const auto continues = [](char c) { return absl::ascii_isalnum(c) || c == '_'; };
  for (size_t at = line.find(word); at != absl::string_view::npos; at = line.find(word, at + 1)) {
    if (at == 0 || !continues(line[at - 1]) || !continues(word[0])) return true;
  }
  return false;
}

std::string Finding(const SourceFile& file, size_t line, absl::string_view what) {
  return absl::StrCat(file.path, ":", line, ": ", what);
}

}  // namespace

std::vector<std::string> CheckArrows(const SourceFile& file) {
  if (!IsCpp(file.path) || !IsFolderOfTheTree(file.path)) return {};
  const Arrow* const arrow = ArrowFrom(file.path);
  if (arrow == nullptr) return {Finding(file, 1, "no row in tests/tidy/rules.h says what this folder may include")};

  std::vector<std::string> findings;
  size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(file.text, '\n')) {
    ++number;
    const absl::string_view include = IncludeIn(line);
    const absl::string_view place = PlaceOf(include);
    if (place.empty() || place == FolderOf(file.path) || absl::c_linear_search(arrow->to, place)) continue;
    findings.push_back(Finding(
        file, number, absl::StrCat("includes ", include, ", but no arrow leads from ", arrow->from, " to ", place)));
  }
  return findings;
}

std::vector<std::string> CheckHouseRules(const SourceFile& file) {
  if (absl::StartsWith(file.path, kOwnFolder)) return {};
  std::vector<std::string> findings;

  size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(file.text, '\n')) {
    ++number;
    const absl::string_view code = line.substr(0, line.find("//"));
    for (const Word& word : Words()) {
      if (!StartsWithAny(file.path, word.in) || StartsWithAny(file.path, word.except)) continue;
      if (!Contains(word.comments_too ? line : code, word.word)) continue;
      findings.push_back(Finding(file, number, absl::StrCat("\"", word.word, "\": ", word.why)));
    }
  }

  const bool is_source =
      absl::c_any_of(SourceEndings(), [&file](absl::string_view ending) { return absl::EndsWith(file.path, ending); });
  const size_t lines = absl::c_count(file.text, '\n');
  if (is_source && lines > kMaxLines) {
    findings.push_back(Finding(file, lines, absl::StrCat("more than ", kMaxLines, " lines: split it by noun")));
  }

  absl::string_view name = file.path;
  name.remove_prefix(name.rfind('/') + 1);
  name = name.substr(0, name.find('.'));
  if (absl::c_linear_search(EmptyNames(), name)) {
    findings.push_back(Finding(file, 1, "a file is named after the noun it is about"));
  }
  return findings;
}

}  // namespace phoihop::tidy
