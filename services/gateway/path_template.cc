#include "services/gateway/path_template.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace phoihop::gateway {

std::optional<std::string> PercentDecode(absl::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) ||
        !absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      return std::nullopt;
    }
    decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return decoded;
}

absl::StatusOr<PathTemplate> PathTemplate::Parse(absl::string_view text) {
  PathTemplate result;
  if (!absl::ConsumePrefix(&text, "/")) return absl::InvalidArgumentError("a path template begins with '/'");
  const size_t colon = text.rfind(':');
  const size_t brace = text.rfind('}');
  if (colon != absl::string_view::npos && (brace == absl::string_view::npos || colon > brace)) {
    result.verb_ = std::string(text.substr(colon + 1));
    text = text.substr(0, colon);
  }
  const absl::Status status = result.AddSegments(text, false);
  if (!status.ok()) return status;
  for (size_t i = 0; i + 1 < result.segments_.size(); ++i) {
    if (result.segments_[i].kind == Segment::Kind::kRest) {
      return absl::InvalidArgumentError("'**' can only be the last segment");
    }
  }
  return result;
}

absl::Status PathTemplate::AddSegments(absl::string_view text, bool inside_variable) {
  while (!text.empty()) {
    if (text[0] == '{') {
      const size_t close = text.find('}');
      if (inside_variable || close == absl::string_view::npos) return absl::InvalidArgumentError("braces do not match");
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(text.substr(1, close - 1), absl::MaxSplits('=', 1));
      const size_t begin = segments_.size();
      const absl::Status status = AddSegments(parts.second.empty() ? "*" : parts.second, true);
      if (!status.ok()) return status;
      variables_.push_back({std::string(parts.first), begin, segments_.size()});
      text.remove_prefix(close + 1);
    } else {
      const size_t end = std::min(text.find('/'), text.size());
      const absl::string_view word = text.substr(0, end);
      Segment segment;
      if (word == "*") {
        segment.kind = Segment::Kind::kOne;
      } else if (word == "**") {
        segment.kind = Segment::Kind::kRest;
      } else {
        segment.literal = std::string(word);
      }
      segments_.push_back(std::move(segment));
      text.remove_prefix(end);
    }
    if (text.empty()) break;
    if (!absl::ConsumePrefix(&text, "/")) return absl::InvalidArgumentError("expected '/'");
  }
  return absl::OkStatus();
}

std::optional<Bindings> PathTemplate::Match(absl::string_view path) const {
  if (!absl::ConsumePrefix(&path, "/")) return std::nullopt;
  const size_t slash = path.rfind('/');
  const size_t colon = path.find(':', slash == absl::string_view::npos ? 0 : slash);
  const absl::string_view verb = colon == absl::string_view::npos ? absl::string_view() : path.substr(colon + 1);
  if (verb != verb_ || (colon != absl::string_view::npos && verb_.empty())) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(path.substr(0, colon), '/');
  const bool rest = !segments_.empty() && segments_.back().kind == Segment::Kind::kRest;
  if (rest ? parts.size() + 1 < segments_.size() : parts.size() != segments_.size()) return std::nullopt;
  for (size_t i = 0; i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    if (segment.kind == Segment::Kind::kLiteral && segment.literal != parts[i]) return std::nullopt;
    if (segment.kind == Segment::Kind::kOne && parts[i].empty()) return std::nullopt;
  }
  Bindings bindings;
  for (const Variable& variable : variables_) {
    const size_t end = rest && variable.end == segments_.size() ? parts.size() : variable.end;
    const std::optional<std::string> value = PercentDecode(absl::StrJoin(
        parts.begin() + static_cast<ptrdiff_t>(variable.begin), parts.begin() + static_cast<ptrdiff_t>(end), "/"));
    if (!value.has_value()) return std::nullopt;
    bindings.emplace_back(variable.field, *value);
  }
  return bindings;
}

}  // namespace phoihop::gateway
