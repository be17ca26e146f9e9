#include "clients/cli/event_selection.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"

namespace phoihop::cli {

void AddEventSelection(CLI::App& command, EventSelection& selection) {
  command.add_option("--task", selection.task, "Của nhiệm vụ / of a task");
  command.add_option("--person", selection.person, "Người đã làm, hoặc được thay mặt / who did it, or in whose place");
  command.add_option("--unit", selection.unit, "Đơn vị của người làm / unit of who did it");
  command.add_option("--from", selection.from, "Từ ngày / from (dd/mm/yyyy)");
  command.add_option("--to", selection.to, "Đến hết ngày / to the end of (dd/mm/yyyy)");
  command.add_option("--filter", selection.filter, "Bộ lọc / filter, ví dụ 'type = \"task.accepted\"'");
}

std::string FilterOf(const EventSelection& selection, const Session& session) {
  std::vector<std::string> parts;
  const auto add = [&](absl::string_view comparison, const std::string& value) {
    parts.push_back(absl::StrCat(comparison, " ", Quoted(value)));
  };
  if (!selection.task.empty()) add("subject =", session.Name("tasks", selection.task));
  if (!selection.person.empty()) add("person =", session.Name("persons", selection.person));
  if (!selection.unit.empty()) add("unit =", session.Name("units", selection.unit));
  if (!selection.from.empty()) add("time >=", DateForServer(selection.from));
  if (!selection.to.empty()) add("time <=", DateForServer(selection.to));
  if (!selection.filter.empty()) parts.push_back(absl::StrCat("(", selection.filter, ")"));
  return absl::StrJoin(parts, " AND ");
}

}  // namespace phoihop::cli
