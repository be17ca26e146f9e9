// The package that XLSX and DOCX share: parts that refer to each other by relationships.
#ifndef SERVICES_IMPORT_OFFICE_PACKAGE_H_
#define SERVICES_IMPORT_OFFICE_PACKAGE_H_

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/import/archive.h"

namespace phoihop::import {

struct Relationship {
  std::string type;    // the last part of its address: `worksheet`, `footnotes`
  std::string target;  // name of the part; empty when it is outside the file
};
using Relationships = std::map<std::string, Relationship>;  // by id

class OfficePackage {
 public:
  // INVALID_FILE also for formats that look alike: OpenDocument, binary workbooks, presentations.
  static absl::StatusOr<OfficePackage> Open(absl::string_view bytes);

  const std::string& main_part() const { return main_part_; }
  const pugi::xml_document& main() const { return *main_; }
  const Relationships& main_relationships() const { return main_relationships_; }

  absl::StatusOr<std::unique_ptr<pugi::xml_document>> ReadPart(absl::string_view name);
  // None when the part has none.
  absl::StatusOr<Relationships> ReadRelationships(absl::string_view part);
  // The first related part of that type; a null pointer when there is none.
  absl::StatusOr<std::unique_ptr<pugi::xml_document>> ReadRelated(const Relationships& relationships,
                                                                  absl::string_view type);

 private:
  explicit OfficePackage(Archive archive) : archive_(std::move(archive)) {}

  Archive archive_;
  std::string main_part_;
  std::unique_ptr<pugi::xml_document> main_;
  Relationships main_relationships_;
};

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_OFFICE_PACKAGE_H_
