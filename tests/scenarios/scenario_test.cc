// Every script in tests/scenarios/scripts says what really comes of it.
#include "tests/scenarios/scenario.h"

#include <dirent.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace phoihop::scenario {
namespace {

constexpr char kFolder[] = "tests/scenarios/scripts";

std::vector<std::string> Scripts() {
  std::vector<std::string> names;
  if (DIR* folder = opendir(kFolder)) {
    while (const dirent* entry = readdir(folder)) {
      const std::string name = entry->d_name;
      if (name.size() > 4 && name.compare(name.size() - 4, 4, ".txt") == 0)
        names.push_back(name.substr(0, name.size() - 4));
    }
    closedir(folder);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Read(const std::string& name) {
  std::ifstream file(absl::StrCat(kFolder, "/", name, ".txt"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Scenario, EveryScriptSaysWhatComesOfIt) {
  const std::vector<std::string> scripts = Scripts();
  ASSERT_GE(scripts.size(), 6u);
  for (const std::string& name : scripts) {
    const std::string script = Read(name);
    EXPECT_EQ(script, Replay(script)) << name << ": if the new text is right, run rewrite_scenarios and read the diff";
    EXPECT_THAT(script, testing::Not(testing::HasSubstr("\n??"))) << name;
  }
}

TEST(Scenario, InputThatMakesNoSenseIsSaid) {
  EXPECT_EQ(Replay("so-vhttdl dance t1\n----\n"), "so-vhttdl dance t1\n----\n?? unknown verb dance\n");
  EXPECT_EQ(Replay("so-vhttdl accept t1 colour=red\n----\n"),
            "so-vhttdl accept t1 colour=red\n----\n?? unknown parameter colour\n");
  EXPECT_EQ(Replay("hello\n----\nold\n\n# end\n"), "hello\n----\n?? hello\n\n# end\n");
}

}  // namespace
}  // namespace phoihop::scenario
