// Automatic numbers of paragraphs: numbering.xml and the styles that refer to it.
#ifndef SERVICES_IMPORT_DOCX_NUMBERING_H_
#define SERVICES_IMPORT_DOCX_NUMBERING_H_

#include <array>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <string>

namespace phoihop::import {

inline constexpr size_t kNumberingLevels = 9;

// Counts along the document: Next() has to be asked for every paragraph, in order.
class Numbering {
 public:
  // Either root may be null.
  Numbering(const pugi::xml_node& numbering, const pugi::xml_node& styles);

  struct Number {
    std::string text;   // `1.`, `II.`, `a)`, `1.2`; empty: not numbered. Bullets are `-`.
    std::string fault;  // the kind of number is not known; in Vietnamese
  };
  Number Next(const pugi::xml_node& paragraph_properties);

 private:
  struct Level {
    int start = 1;
    std::string format = "decimal";
    std::string text;
    bool legal = false;          // all numbers of the text in digits
    std::optional<int> restart;  // below which level it begins again; 0: never
  };
  using Levels = std::array<Level, kNumberingLevels>;
  struct List {
    int abstract = 0;
    Levels levels;
    std::map<size_t, int> start_overrides;
  };
  struct Reference {
    int list = 0;
    int level = 0;
  };

  static void ReadLevel(const pugi::xml_node& node, Levels& levels);
  void ReadLists(const pugi::xml_node& numbering);
  void ReadStyles(const pugi::xml_node& styles);
  std::optional<Reference> FindReference(const pugi::xml_node& paragraph_properties) const;
  void Count(const List& list, int id, size_t level);
  Number Show(const List& list, size_t level) const;

  std::map<int, List> lists_;
  std::map<std::string, Reference> by_style_;
  std::map<int, std::array<std::optional<int>, kNumberingLevels>> counters_;  // by abstract list
  std::set<std::pair<int, size_t>> overridden_;
};

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_DOCX_NUMBERING_H_
