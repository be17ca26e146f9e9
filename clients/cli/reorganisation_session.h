// What the commands of `phoihop reorganisation` share.
#ifndef CLIENTS_CLI_REORGANISATION_SESSION_H_
#define CLIENTS_CLI_REORGANISATION_SESSION_H_

#include <CLI/App.hpp>
#include <string>

#include "clients/cli/reorganisation_print.h"
#include "clients/cli/session.h"
#include "clients/cli/unit_lookup.h"

namespace phoihop::cli {

v1::Reorganisation GetReorganisation(Session& session, const std::string& id);

// Names of the units as they are on the day before it takes effect, and of those that it makes.
UnitNames NamesFor(Session& session, const v1::Reorganisation& reorganisation);
// The two forms in which they are printed; `names` has to live as long.
Namer WithIds(UnitNames& names);
Namer WithoutIds(UnitNames& names);

// The whole reorganisation, its balance if it has one, and what can be done next.
void Show(Session& session, const v1::Reorganisation& reorganisation);

// Waits until the operation is over, showing how far it is, and prints the balance. A reorganisation of the future is
// not waited for. Exits with 1 when it ends HELD.
void WaitAndShow(Session& session, const std::string& operation, const std::string& id, int limit_minutes);

// The operation that runs for a reorganisation that is EXECUTING or UNDOING.
std::string RunningOperation(const Session& session, const v1::Reorganisation& reorganisation);

void AddDraftCommands(CLI::App& reorganisation, Session& session);
void AddRunCommands(CLI::App& reorganisation, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_REORGANISATION_SESSION_H_
