// phoihop escalation: whether the engine of deadlines is on time, what it set aside or could not send, and how
// that goes on.
#ifndef CLIENTS_CLI_ESCALATION_COMMANDS_H_
#define CLIENTS_CLI_ESCALATION_COMMANDS_H_

#include "clients/cli/session.h"

namespace CLI {
class App;
}

namespace phoihop::cli {

void AddEscalationCommands(CLI::App& app, Session& session);
// `phoihop escalation policy …`, below it.
void AddEscalationPolicyCommands(CLI::App& escalation, Session& session);
// `phoihop escalation deliveries …`.
void AddFailedDeliveryCommands(CLI::App& escalation, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_ESCALATION_COMMANDS_H_
