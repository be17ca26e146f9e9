#include "services/import/office_text.h"

#include <array>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/import/xml_part.h"

namespace phoihop::import {
namespace {

constexpr std::array<absl::string_view, 10> kRaisedDigits = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
// `_xHHHH_`
constexpr size_t kEscapeBytes = 7;

std::string Unescaped(absl::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t at = text.find("_x");
    absl::StrAppend(&result, text.substr(0, at));
    if (at == absl::string_view::npos) break;
    text.remove_prefix(at);
    uint32_t code = 0;
    const bool escape = text.size() >= kEscapeBytes && text[kEscapeBytes - 1] == '_' &&
                        absl::SimpleHexAtoi(text.substr(2, 4), &code) && absl::ascii_isxdigit(text[2]) &&
                        absl::ascii_isxdigit(text[3]);
    if (!escape) {
      result += '_';
      text.remove_prefix(1);
      continue;
    }
    // Control characters and '_' itself are what is escaped; of these only line breaks and tabs are text.
    if (code == '\n' || code == '\t' || (code >= 0x20 && code < 0x7F)) result += static_cast<char>(code);
    text.remove_prefix(kEscapeBytes);
  }
  return result;
}

}  // namespace

std::string Raised(absl::string_view text) {
  std::string raised;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) {
      absl::StrAppend(&raised, kRaisedDigits[static_cast<size_t>(c - '0')]);
    } else {
      raised += c;
    }
  }
  return raised;
}

std::string StringItemText(const pugi::xml_node& item) {
  std::string text;
  for (const pugi::xml_node& child : item.children()) {
    if (Is(child, "t")) {
      absl::StrAppend(&text, child.text().get());
    } else if (Is(child, "r")) {
      const bool raised = Attribute(Child(child, "rPr", "vertAlign"), "val") == "superscript";
      const std::string run = Child(child, "t").text().get();
      absl::StrAppend(&text, raised ? Raised(run) : run);
    }
  }
  return Unescaped(text);
}

}  // namespace phoihop::import
