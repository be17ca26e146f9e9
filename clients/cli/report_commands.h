// phoihop report …
#ifndef CLIENTS_CLI_REPORT_COMMANDS_H_
#define CLIENTS_CLI_REPORT_COMMANDS_H_

#include <CLI/App.hpp>

#include "clients/cli/session.h"

namespace phoihop::cli {

void AddReportCommands(CLI::App& app, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_REPORT_COMMANDS_H_
