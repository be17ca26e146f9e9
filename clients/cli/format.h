// Dates, times and names between people and the API.
#ifndef CLIENTS_CLI_FORMAT_H_
#define CLIENTS_CLI_FORMAT_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/common.pb.h"

namespace phoihop::cli {

// `2026-08-31` → `31/08/2026`; anything else as it is.
std::string DateForPeople(absl::string_view iso_date);
// `31/08/2026 07:30` in Vietnam; empty for an unset instant.
std::string TimeForPeople(const google::protobuf::Timestamp& timestamp);
// The day of an instant in Vietnam, `2026-08-31`.
std::string DayOf(const google::protobuf::Timestamp& timestamp);
// `01/07/2025 – nay`.
std::string IntervalForPeople(absl::string_view from, absl::string_view to);
// `provinces/dong-nai/units/so-vhttdl` → `so-vhttdl`.
std::string ShortName(absl::string_view name);
// Everything after the province: `provinces/dong-nai/tasks/a/handoffs/1` → `tasks/a/handoffs/1`.
std::string NameInProvince(absl::string_view name);
std::string ActorForPeople(const v1::Actor& actor);
// Where in the instrument: `Điều 4 khoản 1 điểm d`, `Phụ lục II`; empty when the citation does not say.
std::string PlaceForPeople(const v1::Citation& citation);
// The source's own words, else the number and the place.
std::string CitationForPeople(const v1::Citation& citation);
// A text as a value of a filter: `"bien-gioi"`.
std::string Quoted(absl::string_view text);
// Name of an enum value without its prefix: TASK_STATE_IN_PROGRESS → in_progress.
std::string LowerName(absl::string_view enum_name, absl::string_view prefix);

// A date as people type it, `31/08/2026` or `2026-08-31`, to `2026-08-31`; anything else is passed on for the server to
// refuse.
std::string DateForServer(const std::string& text);
// The day before, `2026-08-30`; the text itself when it is no date.
std::string DayBefore(const std::string& iso_date);
// What people type for "as known on": an instant (`31/08/2026 07:30` in Vietnam, or ISO 8601 with a zone), or a day,
// which means until its end. Unset when that is not over yet: everything that is known.
absl::StatusOr<google::protobuf::Timestamp> InstantForServer(const std::string& text, absl::Time now);
// A citation from what people type: the words as they are, and the number of the instrument if they name one.
v1::Citation CitationForServer(const std::string& text);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_FORMAT_H_
