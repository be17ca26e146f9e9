// Words of tasks in Vietnamese, as officials say them.
#ifndef CLIENTS_CLI_TASK_WORDS_H_
#define CLIENTS_CLI_TASK_WORDS_H_

#include <google/protobuf/repeated_field.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::cli {

std::string StateForPeople(v1::TaskState state);
std::string HandoffStateForPeople(const v1::Handoff& handoff);
std::string HandoffKindForPeople(const v1::Handoff& handoff);
// The verb as it is typed, and what it means; empty for what nobody types.
std::string VerbForPeople(v1::TaskVerb verb);
// What silence means by a rung of a ladder: `coi như đồng ý`.
std::string SilenceForPeople(v1::TaskVerb verb);
std::string PurposeForPeople(v1::ClockPurpose purpose);
std::string ClockStateForPeople(const v1::Clock& clock);

// Display name of a unit if the answer has it, its id otherwise.
std::string UnitForPeople(const v1::Task& task, const std::string& unit);
// `12/TTr-SVHTTDL`; `Tờ trình (12/TTr-SVHTTDL, https://…)`.
std::string DocumentForPeople(const v1::DocumentReference& document);
std::string DocumentsForPeople(const google::protobuf::RepeatedPtrField<v1::DocumentReference>& documents);
// `so-vhttdl/nguyen-van-a, 02/03/2026 08:00`.
std::string ByForPeople(const v1::Actor& actor, const google::protobuf::Timestamp& time);
// `3 ngày 4 giờ`.
std::string DurationForPeople(absl::Duration duration);

// The first of a list, and how many there are besides.
std::string FirstOf(std::vector<std::string> texts, size_t most);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_TASK_WORDS_H_
