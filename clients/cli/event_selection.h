// Which events somebody asks for: the filter itself, and short forms for what auditors ask most.
#ifndef CLIENTS_CLI_EVENT_SELECTION_H_
#define CLIENTS_CLI_EVENT_SELECTION_H_

#include <CLI/App.hpp>
#include <string>

#include "clients/cli/session.h"

namespace phoihop::cli {

struct EventSelection {
  std::string filter;
  std::string task, person, unit;
  // Days as people type them, both included, or instants (ISO 8601).
  std::string from, to;

  bool everything() const {
    return filter.empty() && task.empty() && person.empty() && unit.empty() && from.empty() && to.empty();
  }
};

void AddEventSelection(CLI::App& command, EventSelection& selection);

// As ListEvents and WatchEvents take it.
std::string FilterOf(const EventSelection& selection, const Session& session);

// The part of `events` that writes files and reads them again.
void AddEventExportCommand(CLI::App& events, Session& session);
void AddEventVerifyCommands(CLI::App& events, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_EVENT_SELECTION_H_
