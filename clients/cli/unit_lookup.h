// Units by what people type, and names of units for people.
#ifndef CLIENTS_CLI_UNIT_LOOKUP_H_
#define CLIENTS_CLI_UNIT_LOOKUP_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/session.h"

namespace phoihop::cli {

// Its name on the day that was asked for; the last one that it had when it did not exist then.
std::string NameForPeople(const v1::Unit& unit);

// The one unit that a person's words name: an id, a code, a name, an abbreviation.
// NOT_FOUND when nothing is meant, FAILED_PRECONDITION with the candidates when several could be.
absl::StatusOr<v1::Unit> LookUpUnit(Session& session, const std::string& text, const std::string& as_of,
                                    const google::protobuf::Timestamp& known_at = {});

// The same for a command that cannot go on without.
std::string FindUnit(Session& session, const std::string& text, const std::string& as_of,
                     const google::protobuf::Timestamp& known_at = {});

// Names of units for tables, each asked for once: on the day, else as Know has it, else the last one. What has no name,
// and anything but a unit, is shown by its id.
class UnitNames {
 public:
  UnitNames(Session& session, std::string as_of) : session_(session), as_of_(std::move(as_of)) {}
  // The name of a unit that does not live on the day: one that is to be made.
  void Know(const v1::Unit& unit);

  // `Xã Xuân Hòa [xp-26446]`.
  std::string WithId(const std::string& name);
  // `Xã Xuân Hòa`; `nobody` for an empty name.
  std::string Of(const std::string& name, absl::string_view nobody = "");

 private:
  Session& session_;
  const std::string as_of_;
  absl::flat_hash_map<std::string, std::string> known_, made_;
};

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_UNIT_LOOKUP_H_
