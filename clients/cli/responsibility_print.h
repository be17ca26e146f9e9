// Instruments, functions, duties, the matrix and drafts of regulations for people.
#ifndef CLIENTS_CLI_RESPONSIBILITY_PRINT_H_
#define CLIENTS_CLI_RESPONSIBILITY_PRINT_H_

#include <map>
#include <string>

#include "phoihop/v1/responsibility.pb.h"
#include "phoihop/v1/responsibility_service.pb.h"

namespace phoihop::cli {

// Names for people by resource name; what has none is shown by its id.
using Names = std::map<std::string, std::string>;
std::string NameIn(const Names& names, const std::string& name);

// The same text for a table or a page of `width` columns, ending with a line end.
std::string DescribeInstrument(const v1::Instrument& instrument, int width);
std::string DescribeCitations(const v1::ResolveCitationResponse& response, int width);

struct MatrixStyle {
  int width = 100;
  bool full_names = false;  // of units, instead of ids
  bool some_units = false;  // others were not asked for: who is not shown may be there
};
// Functions as rows under the headings of their branches, units by role. What is only illustrated has a `*`; a set is
// shown once, with the number of its units. `functions` are the names of functions.
std::string DescribeMatrix(const v1::ResponsibilityMatrix& matrix, const Names& functions, const MatrixStyle& style);

// `names` are those of units and sets.
std::string DescribeRegulation(const v1::Regulation& regulation, const Names& names, int width);
// Who holds the duty on a day in a role, `a, b`; with `*` when it is only illustrated.
std::string HoldersForPeople(const v1::Duty& duty, v1::DutyRole role, const std::string& day, const Names& names);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_RESPONSIBILITY_PRINT_H_
