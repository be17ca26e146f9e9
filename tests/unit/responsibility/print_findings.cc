// Prints the listing of a day: `print_findings 2025-09-15 > tests/data/findings_2025-09-15.txt`.
#include <iostream>

#include "tests/unit/responsibility/finding_listing.h"
#include "workflow/civil_time.h"

int main(int argc, char** argv) {
  const auto day = phoihop::ParseDate(argc == 2 ? argv[1] : "");
  if (!day.ok()) {
    std::cerr << "usage: print_findings YYYY-MM-DD\n";
    return 1;
  }
  std::cout << phoihop::responsibility::ListingOf(*day);
  return 0;
}
