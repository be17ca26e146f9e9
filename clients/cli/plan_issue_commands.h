// phoihop plan issue, event, set: how plans become tasks.
#ifndef CLIENTS_CLI_PLAN_ISSUE_COMMANDS_H_
#define CLIENTS_CLI_PLAN_ISSUE_COMMANDS_H_

#include "clients/cli/session.h"

namespace CLI {
class App;
}

namespace phoihop::cli {

void AddPlanIssueCommands(CLI::App& plan, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_PLAN_ISSUE_COMMANDS_H_
