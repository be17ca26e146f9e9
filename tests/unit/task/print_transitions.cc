// Prints the table of transitions as ARCHITECTURE.md shows it.
#include <iostream>

#include "workflow/task/transitions.h"

int main() {
  std::cout << phoihop::task::TransitionsAsMarkdown();
  return 0;
}
