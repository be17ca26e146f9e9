#include "services/import/office_package.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/import/xml_part.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

constexpr size_t kMaxRelationships = 5'000;

absl::Status Unknown(absl::string_view what) {
  return Error(v1::ERROR_REASON_INVALID_FILE,
               absl::StrCat(what, "; save the table as .xlsx, .docx or CSV (UTF-8) and import that file"));
}

absl::string_view LastPart(absl::string_view address) {
  const size_t slash = address.rfind('/');
  return slash == absl::string_view::npos ? address : address.substr(slash + 1);
}

// `../comments1.xml` as seen from `xl/worksheets/sheet1.xml`.
std::string Resolve(absl::string_view part, absl::string_view target) {
  if (absl::ConsumePrefix(&target, "/")) return std::string(target);
  std::vector<absl::string_view> folders = absl::StrSplit(part, '/');
  folders.pop_back();
  for (const absl::string_view step : absl::StrSplit(target, '/')) {
    if (step == "..") {
      if (!folders.empty()) folders.pop_back();
    } else if (step != ".") {
      folders.push_back(step);
    }
  }
  return absl::StrJoin(folders, "/");
}

std::string RelationshipsPart(absl::string_view part) {
  const absl::string_view file = LastPart(part);
  return absl::StrCat(part.substr(0, part.size() - file.size()), "_rels/", file, ".rels");
}

}  // namespace

absl::StatusOr<OfficePackage> OfficePackage::Open(absl::string_view bytes) {
  absl::StatusOr<Archive> archive = Archive::Open(bytes);
  if (!archive.ok()) return archive.status();
  if (archive->Has("mimetype") && archive->Has("content.xml")) {
    return Unknown("this is an OpenDocument file (.ods, .odt)");
  }
  OfficePackage package(*std::move(archive));
  if (!package.archive_.Has("_rels/.rels")) return Unknown("this archive is neither a .xlsx nor a .docx file");
  const absl::StatusOr<Relationships> roots = package.ReadRelationships("");
  if (!roots.ok()) return roots.status();
  for (const auto& [id, relationship] : *roots) {
    if (relationship.type == "officeDocument") package.main_part_ = relationship.target;
  }
  if (package.main_part_.empty()) return Unknown("this archive is neither a .xlsx nor a .docx file");
  if (!absl::EndsWithIgnoreCase(package.main_part_, ".xml")) {
    return Unknown("this is a binary workbook (.xlsb) or another format that is not read");
  }
  absl::StatusOr<std::unique_ptr<pugi::xml_document>> main = package.ReadPart(package.main_part_);
  if (!main.ok()) return main.status();
  package.main_ = *std::move(main);
  absl::StatusOr<Relationships> related = package.ReadRelationships(package.main_part_);
  if (!related.ok()) return related.status();
  package.main_relationships_ = *std::move(related);
  return package;
}

absl::StatusOr<std::unique_ptr<pugi::xml_document>> OfficePackage::ReadPart(absl::string_view name) {
  const absl::StatusOr<std::string> text = archive_.Read(name);
  if (!text.ok()) return text.status();
  return ParseXml(*text, name);
}

absl::StatusOr<Relationships> OfficePackage::ReadRelationships(absl::string_view part) {
  Relationships relationships;
  const std::string name = RelationshipsPart(part);
  if (!archive_.Has(name)) return relationships;
  const absl::StatusOr<std::unique_ptr<pugi::xml_document>> document = ReadPart(name);
  if (!document.ok()) return document.status();
  for (const pugi::xml_node& node : Child(**document, "Relationships").children()) {
    if (!Is(node, "Relationship")) continue;
    if (relationships.size() >= kMaxRelationships) {
      return Error(v1::ERROR_REASON_TOO_LARGE,
                   absl::StrCat("a part of the file refers to more than ", kMaxRelationships, " others"));
    }
    const bool outside = Attribute(node, "TargetMode") == "External";
    relationships[std::string(Attribute(node, "Id"))] = {std::string(LastPart(Attribute(node, "Type"))),
                                                         outside ? "" : Resolve(part, Attribute(node, "Target"))};
  }
  return relationships;
}

absl::StatusOr<std::unique_ptr<pugi::xml_document>> OfficePackage::ReadRelated(const Relationships& relationships,
                                                                               absl::string_view type) {
  for (const auto& [id, relationship] : relationships) {
    if (relationship.type == type && !relationship.target.empty()) return ReadPart(relationship.target);
  }
  return nullptr;
}

}  // namespace phoihop::import
