// What phoihopd says to whoever started it: one sentence in Vietnamese, the same in English.
#ifndef SERVICES_TERMINAL_H_
#define SERVICES_TERMINAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace phoihop {

// Why the program ends, on standard error.
void Complain(absl::string_view vietnamese, absl::string_view english);

// What goes on, on standard error.
void Say(absl::string_view vietnamese, absl::string_view english);

// Complains that a step failed, with what it said.
void ComplainAbout(absl::string_view vietnamese, absl::string_view english, const absl::Status& status);

// Why a private PostgreSQL did not start; the code of the status says which kind of trouble it is.
void ComplainAboutCluster(const absl::Status& status);

// A database URL as it may be shown: without its password.
std::string WithoutPassword(absl::string_view url);

}  // namespace phoihop

#endif  // SERVICES_TERMINAL_H_
