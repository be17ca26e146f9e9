// Applies the tables of rules.h to one file.
#ifndef TESTS_TIDY_CHECKER_H_
#define TESTS_TIDY_CHECKER_H_

#include <string>
#include <vector>

#include "tests/tidy/tree.h"

namespace phoihop::tidy {

// Each finding is a line "path:line: what is wrong". Empty: nothing is wrong.

// Includes of C++ files that lead where no arrow leads.
std::vector<std::string> CheckArrows(const SourceFile& file);

// Forbidden words, length, name.
std::vector<std::string> CheckHouseRules(const SourceFile& file);

}  // namespace phoihop::tidy

#endif  // TESTS_TIDY_CHECKER_H_
