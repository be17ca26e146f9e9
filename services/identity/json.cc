#include "services/identity/json.h"

#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "services/identity/limits.h"

namespace phoihop::identity {

using nlohmann::json;

std::optional<json> ParseObject(absl::string_view text) {
  bool acceptable = true;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const json::parser_callback_t check = [&](int depth, json::parse_event_t event, json& value) {
    if (depth > kMaxJsonDepth) acceptable = false;
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end && !names.empty()) names.pop_back();
    if (event == json::parse_event_t::key && !names.empty()) {
      acceptable = names.back().insert(value.get<std::string>()).second && acceptable;
    }
    // What is discarded takes no memory.
    return acceptable;
  };
  json document = json::parse(text.begin(), text.end(), check, /*allow_exceptions=*/false);
  if (!acceptable || document.is_discarded() || !document.is_object()) return std::nullopt;
  return document;
}

std::optional<std::string> TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return "";
  if (!found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::vector<std::string>> TextsOf(const json& object, const char* name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end()) return texts;
  if (found->is_string()) {
    texts.push_back(found->get<std::string>());
    return texts;
  }
  if (!found->is_array() || found->size() > kMaxClaimValues) return std::nullopt;
  for (const json& entry : *found) {
    if (!entry.is_string()) return std::nullopt;
    texts.push_back(entry.get<std::string>());
  }
  return texts;
}

std::optional<std::string> DecodeBase64Url(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return std::nullopt;
  // Abseil also takes padding, white space, and bits that say nothing.
  if (absl::WebSafeBase64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace phoihop::identity
