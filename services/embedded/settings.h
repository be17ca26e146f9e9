// The settings that the private PostgreSQL runs with, each with its reason (settings.cc).

#ifndef SERVICES_EMBEDDED_SETTINGS_H_
#define SERVICES_EMBEDDED_SETTINGS_H_

#include <string>
#include <utility>
#include <vector>

namespace phoihop::embedded {

inline constexpr char kAdministrator[] = "phoihop";  // role; owns everything
inline constexpr char kDatabase[] = "phoihop";

using Setting = std::pair<std::string, std::string>;  // name, value

// In the order in which PostgreSQL reads them; a later one wins over an earlier one of the same name: first what suits
// the product, then `extra`, then what may not be changed because privacy and PrivateCluster rely on it.
std::vector<Setting> ServerSettings(bool durable, bool has_lz4, const std::vector<Setting>& extra,
                                    const std::string& socket_directory);

// As arguments of postgres: "-c", "name=value" …
std::vector<std::string> AsArguments(const std::vector<Setting>& settings);

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_SETTINGS_H_
