// The text of paragraphs of a .docx document.
#ifndef SERVICES_IMPORT_DOCX_TEXT_H_
#define SERVICES_IMPORT_DOCX_TEXT_H_

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/import/docx_numbering.h"

namespace phoihop::import {

// What stands in a cell, or in a paragraph of the body.
struct DocumentText {
  std::string text;  // paragraphs as lines
  std::vector<std::string> footnotes;
  std::string fault;
  bool inserted = false;  // has text of a tracked insertion
  bool deleted = false;   // text of a tracked deletion was left out
  bool hidden = false;    // hidden text was left out
};

// Notes by id, of footnotes.xml or endnotes.xml; separators left out.
using Notes = std::map<std::string, std::string>;
Notes ReadNotes(const pugi::xml_node& root);

class TextReader {
 public:
  TextReader(Numbering numbering, Notes footnotes, Notes endnotes)
      : numbering_(std::move(numbering)), footnotes_(std::move(footnotes)), endnotes_(std::move(endnotes)) {}

  // The paragraphs of a cell, or one paragraph as a whole. Automatic numbers count on with every call. A table inside
  // is a fault.
  DocumentText ReadBlock(const pugi::xml_node& block);

 private:
  void ReadBlocks(const pugi::xml_node& parent, DocumentText& into);
  void ReadParagraph(const pugi::xml_node& paragraph, DocumentText& into);
  void ReadInline(const pugi::xml_node& parent, DocumentText& into) const;
  void ReadRun(const pugi::xml_node& run, DocumentText& into) const;
  static void AddNote(const Notes& notes, const pugi::xml_node& reference, DocumentText& into);

  Numbering numbering_;
  Notes footnotes_;
  Notes endnotes_;
  bool joins_ = true;  // the next paragraph goes on in the same line
};

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_DOCX_TEXT_H_
