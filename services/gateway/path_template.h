// Path templates of google.api.http: `/v1/{name=provinces/*/tasks/*}:accept`.
//
//   template = "/" segments [ ":" verb ]
//   segment  = "*" | "**" | literal | "{" field.path [ "=" segments ] "}"
#ifndef SERVICES_GATEWAY_PATH_TEMPLATE_H_
#define SERVICES_GATEWAY_PATH_TEMPLATE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::gateway {

// Field path (`item.name`) and its value.
using Bindings = std::vector<std::pair<std::string, std::string>>;

class PathTemplate {
 public:
  // INVALID_ARGUMENT when the text is none.
  static absl::StatusOr<PathTemplate> Parse(absl::string_view text);

  // What the variables are bound to, percent-decoded, or nothing when the path does not match. `path` begins with '/'
  // and has no query. A template without a verb does not match a path whose last segment has a ':'.
  std::optional<Bindings> Match(absl::string_view path) const;

 private:
  struct Segment {
    enum class Kind { kLiteral, kOne, kRest } kind = Kind::kLiteral;
    std::string literal;
  };
  struct Variable {
    std::string field;
    size_t begin = 0, end = 0;  // segments [begin, end)
  };

  absl::Status AddSegments(absl::string_view text, bool inside_variable);

  std::vector<Segment> segments_;
  std::vector<Variable> variables_;
  std::string verb_;
};

// `%41%c3%a1` → `Aá`; '+' stays. Nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> PercentDecode(absl::string_view text);

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_PATH_TEMPLATE_H_
