// What the commands about responsibility share.
#ifndef CLIENTS_CLI_RESPONSIBILITY_SESSION_H_
#define CLIENTS_CLI_RESPONSIBILITY_SESSION_H_

#include <CLI/App.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/responsibility_print.h"
#include "clients/cli/session.h"

namespace phoihop::cli {

v1::Regulation GetRegulation(Session& session, const std::string& id);

void AddRegulationCommands(CLI::App& app, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_RESPONSIBILITY_SESSION_H_
