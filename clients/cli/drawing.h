// Commands that show how something stands: once, or again whenever it may have changed (--watch).
#ifndef CLIENTS_CLI_DRAWING_H_
#define CLIENTS_CLI_DRAWING_H_

#include <CLI/App.hpp>
#include <functional>

#include "clients/cli/session.h"

namespace phoihop::cli {

// Whether standard output is a terminal.
bool OnTerminal();

// Gives the command the flag --watch and has it call `draw`, which prints to standard output. On a terminal each
// picture takes the place of the one before; elsewhere they follow one another, so that a script can read them. Ends
// when the server ends the watch or the person does.
void AddDrawing(CLI::App& command, Session& session, std::function<void()> draw);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_DRAWING_H_
