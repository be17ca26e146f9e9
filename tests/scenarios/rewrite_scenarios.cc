// rewrite_scenarios FILE…: puts into each script what really comes of it. Read the diff before you commit it.
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/scenarios/scenario.h"

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i]);
    std::stringstream script;
    script << in.rdbuf();
    if (!in) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 1;
    }
    std::ofstream(argv[i]) << phoihop::scenario::Replay(script.str());
  }
  return 0;
}
