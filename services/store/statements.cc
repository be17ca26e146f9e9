// The named statements of sql/*.sql. A statement starts at a line `-- name: Name` and ends at the next one.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/store/connection.h"
#include "services/store/sql.embed.h"

namespace phoihop::store {
namespace {
std::map<std::string, std::string> ParseStatements() {
  std::map<std::string, std::string> statements;
  for (const auto& file : sql::Files()) {
    std::string* statement = nullptr;
    for (absl::string_view line : absl::StrSplit(file.contents, '\n')) {
      if (absl::ConsumePrefix(&line, "-- name: ")) {
        statement = &statements[std::string(line)];
      } else if (statement != nullptr && !absl::StartsWith(line, "--")) {
        absl::StrAppend(statement, line, "\n");
      }
    }
  }
  return statements;
}

const std::map<std::string, std::string>& Statements() {
  static const auto* const statements = new std::map<std::string, std::string>(ParseStatements());
  return *statements;
}
}  // namespace

const std::string* FindStatement(absl::string_view name) {
  const auto found = Statements().find(std::string(name));
  return found == Statements().end() ? nullptr : &found->second;
}

std::vector<std::string> StatementNames() {
  std::vector<std::string> names;
  for (const auto& [name, text] : Statements()) names.push_back(name);
  return names;
}

}  // namespace phoihop::store
