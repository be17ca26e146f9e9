// The samples of data/dong-nai in every format that is imported, written by programs that share nothing with the
// importer.
#ifndef TESTS_UNIT_PLAN_OFFICE_SAMPLES_H_
#define TESTS_UNIT_PLAN_OFFICE_SAMPLES_H_

#include <string>
#include <vector>

namespace phoihop::plan {

struct OfficeSample {
  std::string writer;  // for messages: `LibreOffice .xlsx`
  std::string bytes;
};

// The sample itself; as LibreOffice saves its content as .xlsx, .docx and as .csv with semicolons; as openpyxl and
// python-docx write it, with a title above and merged headings. Fails the test when one of them cannot.
std::vector<OfficeSample> InEveryFormat(const std::string& sample);

}  // namespace phoihop::plan

#endif  // TESTS_UNIT_PLAN_OFFICE_SAMPLES_H_
