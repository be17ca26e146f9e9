#include "services/import/docx_text.h"

#include "absl/strings/str_cat.h"
#include "services/import/office_text.h"
#include "services/import/table.h"
#include "services/import/text_encoding.h"
#include "services/import/xml_part.h"

namespace phoihop::import {
namespace {

constexpr size_t kMaxNotes = 10'000;
constexpr char kNestedTable[] = "Ô này chứa một bảng khác. Hãy viết nội dung của bảng ấy thành chữ trong ô.";

// Elements around runs or paragraphs that change nothing of their text.
bool IsWrapper(const pugi::xml_node& node) {
  for (const absl::string_view name :
       {"hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo", "ins", "moveTo"}) {
    if (Is(node, name)) return true;
  }
  return false;
}

bool IsDeletion(const pugi::xml_node& node) { return Is(node, "del") || Is(node, "moveFrom"); }

// A break of a page or column is no line.
bool IsLineBreak(const pugi::xml_node& node) {
  const absl::string_view type = Attribute(node, "type");
  return Is(node, "cr") || (Is(node, "br") && (type.empty() || type == "textWrapping"));
}

}  // namespace

Notes ReadNotes(const pugi::xml_node& root) {
  Notes notes;
  TextReader reader(Numbering({}, {}), {}, {});
  for (const pugi::xml_node& node : root.children()) {
    if (notes.size() >= kMaxNotes) break;
    const absl::string_view type = Attribute(node, "type");
    if (!type.empty() && type != "normal") continue;
    const std::string text = reader.ReadBlock(node).text;
    const size_t begin = text.find_first_not_of(" \n\t");
    if (begin == std::string::npos) continue;
    notes[std::string(Attribute(node, "id"))] = CutText(absl::string_view(text).substr(begin), kMaxFootnoteBytes);
  }
  return notes;
}

DocumentText TextReader::ReadBlock(const pugi::xml_node& block) {
  DocumentText text;
  joins_ = true;
  if (Is(block, "p")) {
    ReadParagraph(block, text);
  } else {
    ReadBlocks(block, text);
  }
  return text;
}

void TextReader::ReadBlocks(const pugi::xml_node& parent, DocumentText& into) {
  for (const pugi::xml_node& child : parent.children()) {
    if (Is(child, "p")) {
      ReadParagraph(child, into);
    } else if (Is(child, "tbl")) {
      into.fault = kNestedTable;
    } else if (IsWrapper(child)) {
      into.inserted = into.inserted || Is(child, "ins");
      ReadBlocks(child, into);
    } else if (IsDeletion(child)) {
      into.deleted = true;
    }
  }
}

void TextReader::ReadParagraph(const pugi::xml_node& paragraph, DocumentText& into) {
  if (into.text.size() > kMaxCellBytes) return;  // refused by the caller
  if (!joins_) into.text += '\n';
  const pugi::xml_node properties = Child(paragraph, "pPr");
  Numbering::Number number = numbering_.Next(properties);
  if (!number.fault.empty()) into.fault = std::move(number.fault);
  const size_t begin = into.text.size();
  ReadInline(paragraph, into);
  if (!number.text.empty()) {
    const bool alone = into.text.find_first_not_of(" \t\n", begin) == std::string::npos;
    into.text.insert(begin, alone ? number.text : absl::StrCat(number.text, " "));
  }
  // A paragraph whose end was deleted goes on in the next one.
  joins_ = !Child(Child(properties, "rPr"), "del").empty();
}

void TextReader::ReadInline(const pugi::xml_node& parent, DocumentText& into) const {
  for (const pugi::xml_node& child : parent.children()) {
    if (Is(child, "r")) {
      ReadRun(child, into);
    } else if (IsWrapper(child)) {
      into.inserted = into.inserted || Is(child, "ins") || Is(child, "moveTo");
      ReadInline(child, into);
    } else if (IsDeletion(child)) {
      into.deleted = true;
    }
  }
}

void TextReader::ReadRun(const pugi::xml_node& run, DocumentText& into) const {
  const pugi::xml_node properties = Child(run, "rPr");
  const pugi::xml_node hidden = Child(properties, "vanish");
  if (!hidden.empty() && IsOn(Attribute(hidden, "val"))) {
    into.hidden = into.hidden || !Child(run, "t").empty();
    return;
  }
  const bool raised = Attribute(Child(properties, "vertAlign"), "val") == "superscript";
  for (const pugi::xml_node& child : run.children()) {
    if (Is(child, "t")) {
      const char* text = child.text().get();
      absl::StrAppend(&into.text, raised ? Raised(text) : std::string(text));
    } else if (IsLineBreak(child)) {
      into.text += '\n';
    } else if (Is(child, "tab") || Is(child, "ptab")) {
      into.text += ' ';
    } else if (Is(child, "noBreakHyphen")) {
      into.text += '-';
    } else if (Is(child, "footnoteReference")) {
      AddNote(footnotes_, child, into);
    } else if (Is(child, "endnoteReference")) {
      AddNote(endnotes_, child, into);
    }
  }
}

void TextReader::AddNote(const Notes& notes, const pugi::xml_node& reference, DocumentText& into) {
  const auto note = notes.find(std::string(Attribute(reference, "id")));
  if (note != notes.end() && into.footnotes.size() < kMaxFootnotesOfRow) into.footnotes.push_back(note->second);
}

}  // namespace phoihop::import
