// XML of an office file, parsed within limits. No document type and no entities of its own are read, so that nothing
// can be expanded or fetched; names are compared without their prefix, which makes the strict and the transitional
// namespaces one.
#ifndef SERVICES_IMPORT_XML_PART_H_
#define SERVICES_IMPORT_XML_PART_H_

#include <cstddef>
#include <memory>
#include <pugixml.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::import {

inline constexpr size_t kMaxXmlDepth = 200;
// Elements, texts and attributes of one part.
inline constexpr size_t kMaxXmlNodes = 2'000'000;

// `name` is for messages. INVALID_FILE: a document type, entities, another encoding than UTF-8, not well-formed.
// TOO_LARGE: deeper or longer than the limits.
absl::StatusOr<std::unique_ptr<pugi::xml_document>> ParseXml(absl::string_view text, absl::string_view name);

// The name without its prefix.
absl::string_view LocalName(const pugi::xml_node& node);
bool Is(const pugi::xml_node& node, absl::string_view local_name);

// The first child of that local name; none: a null node.
pugi::xml_node Child(const pugi::xml_node& node, absl::string_view local_name);
// The same along a way: Child(Child(node, a), b).
pugi::xml_node Child(const pugi::xml_node& node, absl::string_view first, absl::string_view second);

// By local name; empty when there is none.
absl::string_view Attribute(const pugi::xml_node& node, absl::string_view local_name);
bool HasAttribute(const pugi::xml_node& node, absl::string_view local_name);
// `fallback` when there is none or it is no whole number.
int NumberAttribute(const pugi::xml_node& node, absl::string_view local_name, int fallback);
// An element such as <w:b/> or an attribute value: absent `val` means yes, "0", "false" and "off" mean no.
bool IsOn(absl::string_view value);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_XML_PART_H_
