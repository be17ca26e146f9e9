#include "services/delivery/systems_file.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/delivery/secret_file.h"
#include "workflow/resource_name.h"

namespace phoihop::delivery {
namespace {

using nlohmann::json;

constexpr char kSystems[] = "systems", kName[] = "name", kUrl[] = "url", kSecretFile[] = "secret_file",
               kCaFile[] = "ca_file";
constexpr char kForm[] =
    R"(it has to be of the form {"systems": [{"name": "…", "url": "https://…", "secret_file": "…", "ca_file": "…"}]})";

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kMaxSystemsFileBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  // The end of the file comes before that of the room for it.
  if (in.bad() || !in.eof()) {
    return Wrong(absl::StrCat("it cannot be read, or has more than ", kMaxSystemsFileBytes, " bytes"));
  }
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

// Of names that come twice in one object a parser takes one, and nobody knows which.
absl::Status Parse(const std::string& text, json& document) {
  std::string twice;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const json::parser_callback_t check = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end) names.pop_back();
    if (event == json::parse_event_t::key && !names.back().insert(value.get<std::string>()).second) {
      twice = value.get<std::string>();
    }
    return true;
  };
  document = json::parse(text, check, /*allow_exceptions=*/false);
  if (document.is_discarded()) return Wrong(absl::StrCat("it is no JSON; ", kForm));
  if (!twice.empty()) return Wrong(absl::StrCat("the key \"", twice, "\" comes twice in one object; leave one out"));
  return absl::OkStatus();
}

// One entry, whose place and name stand in front of every error.
class Entry {
 public:
  Entry(const json& entry, int index, std::string folder)
      : entry_(entry), place_(absl::StrCat(kSystems, "[", index, "]")), folder_(std::move(folder)) {}

  absl::StatusOr<SystemEndpoint> Read() && {
    if (!entry_.is_object()) return Fault(kForm);
    const auto named = entry_.find(kName);
    if (named != entry_.end() && named->is_string() && IsId(named->get<std::string>())) {
      absl::StrAppend(&place_, " (", named->get<std::string>(), ")");
    }
    for (const auto& [key, value] : entry_.items()) {
      if (key != kName && key != kUrl && key != kSecretFile && key != kCaFile) {
        return Fault(absl::StrCat("does not know the key \"", key, "\"; there are name, url, secret_file and ca_file"));
      }
      if (!value.is_string() || value.get<std::string>().empty()) {
        return Fault(absl::StrCat("\"", key, "\" has to be a text that is not empty"));
      }
    }
    for (const char* key : {kName, kUrl, kSecretFile}) {
      if (!entry_.contains(key)) return Fault(absl::StrCat("lacks \"", key, "\""));
    }
    return Checked();
  }

 private:
  absl::Status Fault(absl::string_view what) const { return Wrong(absl::StrCat(place_, ": ", what)); }

  std::string Text(const char* key) const { return entry_.value(key, ""); }
  std::string File(const char* key) const { return (std::filesystem::path(folder_) / Text(key)).string(); }

  absl::StatusOr<SystemEndpoint> Checked() const {
    SystemEndpoint system{.name = Text(kName)};
    if (!IsId(system.name)) {
      return Fault("the name has to be 1 to 63 characters of a-z, 0-9 and '-', beginning with a letter or digit");
    }
    absl::StatusOr<std::string> secret = ReadSecretFile(File(kSecretFile));
    if (!secret.ok()) {
      return Fault(absl::StrCat("secret_file: ", secret.status().message(),
                                "; make one with: echo whsec_$(openssl rand -base64 32)"));
    }
    system.webhook.url = Text(kUrl);
    system.webhook.secret = *std::move(secret);
    if (entry_.contains(kCaFile)) system.webhook.ca_file = File(kCaFile);
    if (const absl::Status usable = CheckWebhookOptions(system.webhook); !usable.ok()) return Fault(usable.message());
    return system;
  }

  const json& entry_;
  std::string place_;
  const std::string folder_;
};

}  // namespace

absl::StatusOr<std::vector<SystemEndpoint>> ReadSystemsFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadText(path);
  if (!text.ok()) return text.status();
  json document;
  if (const absl::Status parsed = Parse(*text, document); !parsed.ok()) return parsed;
  const bool has_list =
      document.is_object() && document.size() == 1 && document.contains(kSystems) && document[kSystems].is_array();
  if (!has_list) return Wrong(kForm);
  const json& list = document[kSystems];
  if (list.size() > kMaxSystems) return Wrong(absl::StrCat("it lists more than ", kMaxSystems, " systems"));
  std::vector<SystemEndpoint> systems;
  std::set<std::string> names;
  for (const json& entry : list) {
    const int index = static_cast<int>(systems.size());
    absl::StatusOr<SystemEndpoint> system =
        Entry(entry, index, std::filesystem::path(path).parent_path().string()).Read();
    if (!system.ok()) return system.status();
    if (!names.insert(system->name).second) {
      return Wrong(absl::StrCat(kSystems, "[", index, "]: a system named ", system->name,
                                " stands before it; leave one out or give it another name"));
    }
    systems.push_back(*std::move(system));
  }
  return systems;
}

}  // namespace phoihop::delivery
