// What Excel shows of a number: dates as officials write them, percents, numbers with their decimals.
#ifndef SERVICES_IMPORT_NUMBER_FORMAT_H_
#define SERVICES_IMPORT_NUMBER_FORMAT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::import {

// How the numbers of cells of one style are shown. What a format shows that is not understood (fractions, conditions)
// is shown as under "General".
class NumberFormat {
 public:
  // A format code such as `dd/mm/yyyy`, `0.00%`, `"Quý "0`.
  explicit NumberFormat(absl::string_view code);
  // One of those that have a number only; "General" for those that are not known.
  static NumberFormat BuiltIn(int id);

  // Dates: `31/12/2026`; `12/2026` or `31/12` where the format shows no more; `31/12/2026 14:30`, `14:30`.
  std::string Show(double value, bool epoch_1904) const;

 private:
  std::string ShowDate(double value, bool epoch_1904) const;
  void ReadCode(absl::string_view code);

  bool number_ = false;  // has digits; else "General"
  bool day_ = false, month_ = false, year_ = false, hour_ = false;
  bool elapsed_ = false;  // [h]:mm
  bool strange_ = false;
  int decimals_ = 0;
  int width_ = 1;  // zeros before the point
  int percents_ = 0;
  std::string before_, after_;
};

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_NUMBER_FORMAT_H_
