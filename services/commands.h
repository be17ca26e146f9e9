// What phoihopd does: one function per subcommand. Each answers the exit code of the process and has said what went
// wrong.
#ifndef SERVICES_COMMANDS_H_
#define SERVICES_COMMANDS_H_

#include <string>

#include "services/application.h"
#include "services/shipped_data.h"

namespace phoihop {

struct ServeCommand {
  std::string database_url;
  ServeOptions serve;
  // The private key that signs the journal; empty: nothing is signed.
  std::string checkpoint_key_file;
  int lanes = kDefaultLanes;
};

struct UpCommand {
  // Where the private PostgreSQL lives when `database_url` is empty.
  std::string data_dir = ".phoihop";
  std::string database_url;
  ServeOptions serve{.local_mode = true};
  // Empty: one of its own in `data_dir`; without a private PostgreSQL, none.
  std::string checkpoint_key_file;
  int lanes = kDefaultLanes;
  ReferenceSource reference;
  // Prepare everything, print the summary, end.
  bool no_serve = false;
};

// Serves until SIGINT or SIGTERM.
int RunServe(const ServeCommand& command);

// Applies what the database lacks of the schema.
int RunMigrate(const std::string& database_url);

// Records reference data of a province.
int RunLoad(const std::string& database_url, const ReferenceSource& source);

// Everything that one machine needs: database, schema, reference data, the plan that the program carries; then serves.
int RunUp(const UpCommand& command);

}  // namespace phoihop

#endif  // SERVICES_COMMANDS_H_
