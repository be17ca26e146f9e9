#include "services/store/list_query.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "services/store/write_session.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {
// Between key and id; neither can contain it.
constexpr char kCursorSeparator = '|';

// `{"a","b"}` in PostgreSQL's text format.
std::string ArrayLiteral(const std::vector<std::string>& values) {
  std::string literal = "{";
  for (const std::string& value : values) {
    if (literal.size() > 1) literal.push_back(',');
    literal.push_back('"');
    for (const char c : value) {
      if (c == '"' || c == '\\') literal.push_back('\\');
      literal.push_back(c);
    }
    literal.push_back('"');
  }
  literal.push_back('}');
  return literal;
}
}  // namespace

ListQuery::ListQuery(const SqlCondition& filter) : values_(filter.parameters) {
  if (!filter.sql.empty()) And(filter.sql);
}

std::string ListQuery::Bind(std::string value) {
  values_.push_back(std::move(value));
  return absl::StrCat("$", values_.size());
}

std::string ListQuery::BindArray(const std::vector<std::string>& values) { return Bind(ArrayLiteral(values)); }

void ListQuery::And(absl::string_view condition) { absl::StrAppend(&where_, " AND (", condition, ")"); }

std::string EncodeCursor(const Cursor& cursor) {
  return absl::StrCat(cursor.key, std::string(1, kCursorSeparator), cursor.id);
}

absl::StatusOr<Cursor> DecodeTimeCursor(absl::string_view text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(kCursorSeparator, 1));
  absl::Time time;
  std::string error;
  const bool instant =
      parts.first == "infinity" || absl::ParseTime("%Y-%m-%d %H:%M:%E*S%Ez", parts.first, &time, &error);
  if (!instant || parts.second.empty()) {
    return Error(v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                 "page_token was not made by this list; start again without page_token.");
  }
  return Cursor{parts.first, parts.second};
}

absl::Status ListError(const absl::Status& status) {
  // Class 22: a value that is not of the type that it is compared with.
  if (absl::StartsWith(SqlStateOf(status), "22")) {
    return Error(v1::ERROR_REASON_INVALID_FILTER,
                 "The filter compares a field with a value of another type; see the list of filter fields.");
  }
  return ForCaller(status);
}

}  // namespace phoihop::store
