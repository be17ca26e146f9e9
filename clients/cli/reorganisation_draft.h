// A reorganisation from the options of `phoihop reorganisation draft`. Knows no server: units are asked of `find`.
#ifndef CLIENTS_CLI_REORGANISATION_DRAFT_H_
#define CLIENTS_CLI_REORGANISATION_DRAFT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::cli {

// What was typed. Dates are as people type them.
struct DraftOptions {
  std::string id;
  std::string type;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::string date;
  std::string basis;
  std::string title;
  // The receiver as it will be, when it is new or changes.
  std::string to_name;
  std::string to_kind;
  std::string to_code;
  std::string to_parent;
  std::vector<std::string> to_attributes;  // key=value
  std::vector<std::string> new_units;      // id=name
  // Parts of a split: unit=terms, communes or tasks, separated by commas; `unit=*`: the rest.
  std::string split_by;
  std::vector<std::string> parts;
  // People who leave.
  std::string membership;  // unit/membership
  std::string post;        // unit/post
  std::string to_person;
  // Clocks.
  bool keep = false;
  int grace = 0;
  bool restart = false;
  std::string suspend_until;
};

// The unit that a text names on the day before the reorganisation; NOT_FOUND when there is none.
using UnitFinder = std::function<absl::StatusOr<v1::Unit>(const std::string& text)>;

// The reorganisation, without name. `province` is a resource name.
// INVALID_ARGUMENT with a sentence for people (Vietnamese) when an option is missing or means nothing.
absl::StatusOr<v1::Reorganisation> MakeDraft(const DraftOptions& options, absl::string_view province,
                                             const UnitFinder& find);

// Whether the options say what changes, beyond the parts that ApplyDetails sets.
bool HasChange(const DraftOptions& options);

// Sets date, basis, title and clock policy, those that were typed, of a reorganisation that there is.
absl::Status ApplyDetails(const DraftOptions& options, v1::Reorganisation& reorganisation);

// `sx-2026-12-01-xp-26449`: from the date and what it is about.
std::string DefaultId(const v1::Reorganisation& reorganisation);

// The resource name of an item from what people type: `kh-2026-1`, `tasks/kh-2026-1/handoffs/1`, `duties/…`, a whole
// name.
std::string ItemName(absl::string_view province, absl::string_view text);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_REORGANISATION_DRAFT_H_
