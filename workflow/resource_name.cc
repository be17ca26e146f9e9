#include "workflow/resource_name.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "workflow/errors.h"

namespace phoihop {
namespace {
absl::Status InvalidName(absl::string_view name, absl::string_view shape) {
  return Error(v1::ERROR_REASON_INVALID_NAME,
               absl::StrCat("'", Excerpt(name), "' is not a resource name of the form ", shape));
}
bool IsIdCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }
// No name is longer: four collections with their ids.
constexpr size_t kMaxNameBytes = 512;
}  // namespace

bool IsId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || id[0] == '-') return false;
  for (const char c : id) {
    if (!IsIdCharacter(c)) return false;
  }
  return true;
}

absl::StatusOr<std::string> ProvinceOf(absl::string_view name) {
  if (name.size() <= kMaxNameBytes) {
    const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
    // Of pairs of collection and id; and the one thing that a province has one of.
    const bool is_settings = parts.size() == 3 && parts[2] == "settings";
    if (parts.size() >= 2 && (parts.size() % 2 == 0 || is_settings) && parts[0] == "provinces" && IsId(parts[1])) {
      return std::string(parts[1]);
    }
  }
  return InvalidName(name, "provinces/{province}");
}

absl::StatusOr<std::string> IdOf(absl::string_view name, absl::string_view collection) {
  if (name.size() <= kMaxNameBytes) {
    const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
    if (parts.size() == 4 && parts[0] == "provinces" && IsId(parts[1]) && parts[2] == collection && IsId(parts[3])) {
      return std::string(parts[3]);
    }
  }
  return InvalidName(name, absl::StrCat("provinces/{province}/", collection, "/{id}"));
}

absl::string_view LastSegment(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

absl::string_view ParentOf(absl::string_view name) {
  const size_t last = name.rfind('/');
  if (last == absl::string_view::npos || last == 0) return {};
  const size_t before = name.rfind('/', last - 1);
  return before == absl::string_view::npos ? absl::string_view() : name.substr(0, before);
}

std::string ProvinceName(absl::string_view province) { return absl::StrCat("provinces/", province); }
std::string ChildName(absl::string_view parent, absl::string_view collection, absl::string_view id) {
  return absl::StrCat(parent, "/", collection, "/", id);
}
std::string UnitName(absl::string_view province, absl::string_view unit) {
  return absl::StrCat("provinces/", province, "/units/", unit);
}
std::string UnitSetName(absl::string_view province, absl::string_view unit_set) {
  return absl::StrCat("provinces/", province, "/unitSets/", unit_set);
}
std::string TaskName(absl::string_view province, absl::string_view task) {
  return absl::StrCat("provinces/", province, "/tasks/", task);
}
std::string PlanName(absl::string_view province, absl::string_view plan) {
  return absl::StrCat("provinces/", province, "/plans/", plan);
}
std::string PersonName(absl::string_view province, absl::string_view person) {
  return absl::StrCat("provinces/", province, "/persons/", person);
}

}  // namespace phoihop
