// What an older version of the program would have left: migrations undone, newest first, with the rows that they
// carried over. Tests then migrate again and compare.
#ifndef TESTS_STORE_UNDO_MIGRATIONS_H_
#define TESTS_STORE_UNDO_MIGRATIONS_H_

#include <string>

namespace phoihop::testing {

// Brings a database of the newest schema back to the schema after migration `version` (1, 2, 3 …). The journal
// and the tasks stay; what newer migrations take out of them goes.
void UndoMigrationsAfter(const std::string& uri, int version);

}  // namespace phoihop::testing

#endif  // TESTS_STORE_UNDO_MIGRATIONS_H_
