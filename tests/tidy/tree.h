// The files of the repository.
#ifndef TESTS_TIDY_TREE_H_
#define TESTS_TIDY_TREE_H_

#include <string>
#include <vector>

namespace phoihop::tidy {

struct SourceFile {
  std::string path;  // from the root of the repository, with '/'
  std::string text;
};

// All text files in Folders(), without ForeignFolders(), sorted by path. The
// working directory is the root of the repository.
std::vector<SourceFile> ReadTree();

}  // namespace phoihop::tidy

#endif  // TESTS_TIDY_TREE_H_
