// The XML inside a workbook: the input is the text of its parts, one after the other, between lines `=====`; the rest
// of the package is sound. An empty part is left as it is.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/fuzz/property.h"
#include "tests/unit/import/office_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace import = phoihop::import;
  constexpr const char* kParts[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                    "xl/comments1.xml", "xl/workbook.xml"};
  const std::vector<std::string> texts =
      absl::StrSplit(absl::string_view(reinterpret_cast<const char*>(data), size), "\n=====\n");
  import::Parts parts = import::SheetParts("");
  for (size_t i = 0; i < texts.size() && i < std::size(kParts); ++i) {
    if (!texts[i].empty()) parts[kParts[i]] = texts[i];
  }
  phoihop::fuzz::DemandAnswer(import::ReadPlanFile(import::StoredZip(parts), 0));
  return 0;
}
