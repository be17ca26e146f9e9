// The history of a unit as a tree of text: what it came from, what changed in itself, what became of it.
#ifndef CLIENTS_CLI_LINEAGE_TREE_H_
#define CLIENTS_CLI_LINEAGE_TREE_H_

#include <string>

#include "phoihop/v1/organisation_service.pb.h"

namespace phoihop::cli {

// Lines of at most `width` columns. A unit that is reached twice is drawn the first time.
std::string DrawLineage(const v1::Lineage& lineage, int width);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_LINEAGE_TREE_H_
