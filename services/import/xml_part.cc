#include "services/import/xml_part.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/import/text_encoding.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

absl::Status Broken(absl::string_view name, absl::string_view what) {
  return Error(v1::ERROR_REASON_INVALID_FILE,
               absl::StrCat("the part '", Excerpt(name), "' of the file ", what,
                            "; open it in Word, Excel or LibreOffice and save it again"));
}

// Looks at the marks of a text before anything is built from it.
class Scanner {
 public:
  Scanner(absl::string_view text, absl::string_view name) : text_(text), name_(name) {}

  absl::Status Scan() {
    while (status_.ok()) {
      const size_t next = text_.find('<', at_);
      if (next == absl::string_view::npos) break;
      at_ = next + 1;
      Mark();
      if (status_.ok() && (nodes_ > kMaxXmlNodes || depth_ > kMaxXmlDepth)) {
        status_ = Error(v1::ERROR_REASON_TOO_LARGE,
                        absl::StrCat("the part '", Excerpt(name_), "' of the file has more than ", kMaxXmlNodes,
                                     " marks or is nested more than ", kMaxXmlDepth, " deep"));
      }
    }
    return status_;
  }

 private:
  void Mark() {
    const absl::string_view rest = text_.substr(at_);
    if (absl::StartsWith(rest, "!--")) return SkipTo("-->");
    if (absl::StartsWith(rest, "![CDATA[")) return SkipTo("]]>");
    if (absl::StartsWith(rest, "!")) {
      status_ = Broken(name_, "declares a document type or entities, which are not read");
      return;
    }
    if (absl::StartsWith(rest, "?")) return SkipTo("?>");
    if (absl::StartsWith(rest, "/")) {
      if (depth_ > 0) --depth_;
      ++nodes_;  // a text may follow
      return SkipTo(">");
    }
    nodes_ += 2;  // the element and a text in it
    Element();
  }

  void Element() {
    char quote = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
        ++nodes_;
      } else if (c == '>') {
        if (text_[at_ - 1] != '/') ++depth_;
        ++at_;
        return;
      }
    }
    status_ = Broken(name_, "is cut off");
  }

  void SkipTo(absl::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == absl::string_view::npos) {
      status_ = Broken(name_, "is cut off");
    } else {
      at_ = found + end.size();
    }
  }

  const absl::string_view text_;
  const absl::string_view name_;
  size_t at_ = 0;
  size_t depth_ = 0;
  size_t nodes_ = 0;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<pugi::xml_document>> ParseXml(absl::string_view text, absl::string_view name) {
  text = WithoutByteOrderMark(text);
  if (absl::StrContains(text, '\0') || !IsUtf8(text)) return Broken(name, "is not text in UTF-8");
  if (absl::Status status = Scanner(text, name).Scan(); !status.ok()) return status;
  auto document = std::make_unique<pugi::xml_document>();
  // A blank alone in an element is text: runs of formatted texts are cut at blanks.
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_wconv_attribute | pugi::parse_ws_pcdata_single;
  const pugi::xml_parse_result result = document->load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8);
  if (!result) return Broken(name, absl::StrCat("is damaged at byte ", result.offset, ": ", result.description()));
  return document;
}

absl::string_view LocalName(const pugi::xml_node& node) {
  const absl::string_view name = node.name();
  const size_t colon = name.find(':');
  return colon == absl::string_view::npos ? name : name.substr(colon + 1);
}

bool Is(const pugi::xml_node& node, absl::string_view local_name) { return LocalName(node) == local_name; }

pugi::xml_node Child(const pugi::xml_node& node, absl::string_view local_name) {
  for (const pugi::xml_node& child : node.children()) {
    if (Is(child, local_name)) return child;
  }
  return {};
}

pugi::xml_node Child(const pugi::xml_node& node, absl::string_view first, absl::string_view second) {
  return Child(Child(node, first), second);
}

namespace {

pugi::xml_attribute FindAttribute(const pugi::xml_node& node, absl::string_view local_name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const absl::string_view name = attribute.name();
    const size_t colon = name.find(':');
    if ((colon == absl::string_view::npos ? name : name.substr(colon + 1)) == local_name) return attribute;
  }
  return {};
}

}  // namespace

absl::string_view Attribute(const pugi::xml_node& node, absl::string_view local_name) {
  return FindAttribute(node, local_name).value();
}

bool HasAttribute(const pugi::xml_node& node, absl::string_view local_name) {
  return !FindAttribute(node, local_name).empty();
}

int NumberAttribute(const pugi::xml_node& node, absl::string_view local_name, int fallback) {
  int number;
  return absl::SimpleAtoi(Attribute(node, local_name), &number) ? number : fallback;
}

bool IsOn(absl::string_view value) { return value != "0" && value != "false" && value != "off"; }

}  // namespace phoihop::import
