#include "clients/cli/reorganisation_units.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

constexpr char kCommuneScheme[] = "vn.gso-commune";
constexpr size_t kCommuneDigits = 5;
constexpr char kLocalScheme[] = "local";

absl::Status Fault(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

// What names of a kind begin with.
std::string Beginning(v1::UnitKind kind) {
  switch (kind) {
    case v1::UNIT_KIND_COMMUNE:
      return "Xã ";
    case v1::UNIT_KIND_WARD:
      return "Phường ";
    case v1::UNIT_KIND_TOWNSHIP:
      return "Thị trấn ";
    case v1::UNIT_KIND_SPECIAL_ZONE:
      return "Đặc khu ";
    default:
      return "";
  }
}

// "Xã Bình An" of kind phường is "Phường Bình An"; empty when the name does not begin with its kind.
std::string NameWithKind(const v1::UnitVersion& version, v1::UnitKind kind) {
  absl::string_view rest = version.display_name();
  const std::string before = Beginning(version.kind()), after = Beginning(kind);
  if (before.empty() || after.empty() || !absl::ConsumePrefix(&rest, before)) return "";
  return absl::StrCat(after, rest);
}

absl::Status SetKind(const DraftOptions& options, const v1::UnitVersion* model, v1::UnitVersion& version) {
  if (!options.to_kind.empty()) {
    const auto kind = KindOfWord(options.to_kind);
    if (!kind.has_value()) return Fault(absl::StrCat("--to-kind là một trong: ", KindWords()));
    version.set_kind(*kind);
  } else if (model != nullptr) {
    version.set_kind(model->kind());
  } else {
    return Fault("cho loại của đơn vị mới: --to-kind xa, phuong, so …");
  }
  version.set_level(LevelOf(version.kind()));
  if (version.level() == v1::UNIT_LEVEL_UNSPECIFIED) {
    version.set_level(model != nullptr ? model->level() : v1::UNIT_LEVEL_PROVINCE);
  }
  return absl::OkStatus();
}

void SetParent(const std::string& parent, v1::Unit& unit) {
  v1::UnitRelation* relation = unit.add_relations();
  relation->set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
  relation->set_to_unit(parent);
}

absl::Status AddCodeAndParent(const DraftOptions& options, const UnitFinder& find, v1::Unit& unit) {
  if (!options.to_code.empty()) {
    const bool of_commune = options.to_code.size() == kCommuneDigits &&
                            options.to_code.find_first_not_of("0123456789") == std::string::npos;
    v1::UnitIdentifier* identifier = unit.add_identifiers();
    identifier->set_scheme(of_commune ? kCommuneScheme : kLocalScheme);
    identifier->set_value(options.to_code);
  }
  if (!options.to_parent.empty()) {
    const absl::StatusOr<v1::Unit> parent = find(options.to_parent);
    if (!parent.ok()) return parent.status();
    SetParent(parent->name(), unit);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Unit> MadeUnit(const DraftOptions& options, const v1::Unit& wanted,
                                  const std::vector<v1::Unit>& from, const UnitFinder& find) {
  v1::Unit unit = wanted;
  const v1::UnitVersion* model = from.empty() || !from[0].has_current() ? nullptr : &from[0].current();
  if (const absl::Status status = SetKind(options, model, *unit.mutable_versions(0)); !status.ok()) return status;
  if (const absl::Status status = AddCodeAndParent(options, find, unit); !status.ok()) return status;
  if (unit.relations().empty() && !from.empty()) {
    for (const auto& relation : from[0].relations()) {
      if (relation.type() != v1::RELATION_TYPE_ADMINISTRATIVE_PARENT || !relation.valid_to().empty()) continue;
      SetParent(relation.to_unit(), unit);
      break;
    }
  }
  for (const std::string& text : options.to_attributes) {
    const auto pair = PairOf(text);
    if (!pair.has_value()) return Fault(absl::StrCat("--to-attribute '", text, "': viết KHÓA=GIÁ-TRỊ"));
    (*unit.mutable_attributes())[pair->first] = pair->second;
  }
  return unit;
}

absl::StatusOr<v1::Unit> ChangedUnit(const DraftOptions& options, const v1::Unit& old, const UnitFinder& find) {
  v1::Unit changed;
  changed.set_name(old.name());
  if (!options.to_name.empty() || !options.to_kind.empty()) {
    v1::UnitVersion* version = changed.add_versions();
    if (const absl::Status status = SetKind(options, &old.current(), *version); !status.ok()) return status;
    version->set_display_name(options.to_name.empty() ? NameWithKind(old.current(), version->kind()) : options.to_name);
    if (version->display_name().empty()) return Fault("cho tên mới: --to-name TÊN");
  }
  if (const absl::Status status = AddCodeAndParent(options, find, changed); !status.ok()) return status;
  return changed;
}

std::optional<std::pair<std::string, std::string>> PairOf(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return std::nullopt;
  return std::make_pair(text.substr(0, equals), text.substr(equals + 1));
}

}  // namespace phoihop::cli
