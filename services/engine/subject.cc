#include "services/engine/subject.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::engine {
namespace {
// The request that a verb carries; null when no verb is set.
const google::protobuf::Message* VerbOf(const google::protobuf::Message& command) {
  const auto* oneof = command.GetDescriptor()->FindOneofByName("verb");
  const auto* field = command.GetReflection()->GetOneofFieldDescriptor(command, oneof);
  return field == nullptr ? nullptr : &command.GetReflection()->GetMessage(command, field);
}

// Every verb but a few names its subject in a field `name`.
std::string NameIn(const google::protobuf::Message* verb) {
  if (verb == nullptr) return std::string();
  const auto* field = verb->GetDescriptor()->FindFieldByName("name");
  return field == nullptr ? std::string() : verb->GetReflection()->GetString(*verb, field);
}

std::string TaskNameIn(const internal::v1::TaskCommand& command) {
  if (command.verb_case() != internal::v1::TaskCommand::kCreate) return NameIn(VerbOf(command));
  return ChildName(command.create().parent(), "tasks", command.create().task_id());
}

std::string PlanNameIn(const internal::v1::PlanCommand& command) {
  switch (command.verb_case()) {
    case internal::v1::PlanCommand::kStore:
      return command.store().plan().name();
    case internal::v1::PlanCommand::kUpdateItem:
      return command.update_item().item().name();
    case internal::v1::PlanCommand::kRevise:
      return command.revise().request().name();
    default:
      return NameIn(VerbOf(command));
  }
}

// The subject is the first four segments: a hand-off belongs to its task, an item to its plan.
absl::StatusOr<Subject> Parse(Subject::Kind kind, absl::string_view province, absl::string_view collection,
                              const std::string& name) {
  const std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
  if (segments.size() < 4 || segments[0] != "provinces" || segments[1] != province || segments[2] != collection ||
      !IsId(segments[3])) {
    return Error(v1::ERROR_REASON_INVALID_NAME,
                 absl::StrCat("\"", Excerpt(name), "\" is not a name of the shape provinces/", Excerpt(province), "/",
                              collection, "/{id} with an id of a-z, 0-9 and '-'."));
  }
  return Subject{kind, std::string(segments[3]), ChildName(ProvinceName(province), collection, segments[3])};
}
}  // namespace

absl::StatusOr<Subject> SubjectOf(const internal::v1::Command& command) {
  if (!IsId(command.province())) {
    return Error(v1::ERROR_REASON_INVALID_NAME,
                 absl::StrCat("\"", Excerpt(command.province()), "\" is not the id of a province."));
  }
  switch (command.subject_case()) {
    case internal::v1::Command::kTask:
      return Parse(Subject::Kind::kTask, command.province(), "tasks", TaskNameIn(command.task()));
    case internal::v1::Command::kPlan:
      return Parse(Subject::Kind::kPlan, command.province(), "plans", PlanNameIn(command.plan()));
    case internal::v1::Command::kBulk:
      return Parse(Subject::Kind::kBulk, command.province(), "bulkOperations", NameIn(VerbOf(command.bulk())));
    case internal::v1::Command::kReference:
      return Subject{Subject::Kind::kReference, "", ""};
    case internal::v1::Command::SUBJECT_NOT_SET:
      break;
  }
  return Error(v1::ERROR_REASON_INTERNAL, "A command without a subject was sent to the write door.");
}

}  // namespace phoihop::engine
