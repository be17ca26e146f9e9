#include "services/gateway/router.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/api/annotations.pb.h"
#include "google/api/http.pb.h"

namespace phoihop::gateway {
namespace {

using google::api::HttpRule;
using google::protobuf::MethodDescriptor;

// Verb and template.
std::pair<std::string, std::string> PatternOf(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", rule.get()};
    case HttpRule::kPut:
      return {"PUT", rule.put()};
    case HttpRule::kPost:
      return {"POST", rule.post()};
    case HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case HttpRule::kCustom:
      return {rule.custom().kind(), rule.custom().path()};
    case HttpRule::PATTERN_NOT_SET:
      break;
  }
  return {"", ""};
}

Route RouteOf(const HttpRule& rule, const MethodDescriptor* method) {
  const auto [verb, pattern] = PatternOf(rule);
  absl::StatusOr<PathTemplate> path = PathTemplate::Parse(pattern);
  if (!path.ok()) {
    const std::string line =
        absl::StrCat("google.api.http of ", method->full_name(), ": ", path.status().message(), "\n");
    std::fputs(line.c_str(), stderr);
    std::abort();
  }
  return Route{verb, *std::move(path), rule.body(), method};
}

}  // namespace

Router::Router(const std::vector<const MethodDescriptor*>& methods) {
  for (const MethodDescriptor* method : methods) {
    if (!method->options().HasExtension(google::api::http)) continue;
    const HttpRule& rule = method->options().GetExtension(google::api::http);
    routes_.push_back(RouteOf(rule, method));
    for (const HttpRule& more : rule.additional_bindings()) routes_.push_back(RouteOf(more, method));
  }
}

std::variant<Matched, NoSuchPath, OtherMethods> Router::Find(absl::string_view verb, absl::string_view path) const {
  std::set<std::string> others;
  for (const Route& route : routes_) {
    std::optional<Bindings> bindings = route.path.Match(path);
    if (!bindings.has_value()) continue;
    if (route.verb == verb) return Matched{&route, *std::move(bindings)};
    others.insert(route.verb);
  }
  if (others.empty()) return NoSuchPath();
  return OtherMethods{absl::StrJoin(others, ", ")};
}

}  // namespace phoihop::gateway
