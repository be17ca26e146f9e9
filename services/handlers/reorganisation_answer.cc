#include "services/handlers/reorganisation_answer.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "services/store/rehoming_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {

v1::Reorganisation Present(const v1::Reorganisation& stored) {
  v1::Reorganisation reorganisation = stored;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reorganisation.GetReflection()->ListFields(reorganisation, &fields);
  for (const auto* field : fields) {
    if (absl::EndsWith(field->name(), "_before")) reorganisation.GetReflection()->ClearField(&reorganisation, field);
  }
  reorganisation.clear_digests_after();
  reorganisation.set_etag(organisation::EtagOf(stored));
  return reorganisation;
}

absl::StatusOr<const v1::Reorganisation*> FindReorganisation(absl::string_view name, const Facts& facts) {
  if (const auto id = IdOf(name, "reorganisations"); !id.ok()) return id.status();
  const v1::Reorganisation* reorganisation = organisation::FindReorganisation(facts.data(), name);
  if (reorganisation != nullptr) return reorganisation;
  return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("There is no reorganisation ", Excerpt(name),
                                                        "; list the reorganisations to find its name."));
}

absl::Status CheckRegistrar(const CallContext& call) {
  return access::CheckPermitted(v1::PERMISSION_REORGANISE, call.actor, call.facts->access(), call.facts->directory(),
                                DayOf(call.now), {})
      .status();
}

bool IsRunning(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_EXECUTING ||
         reorganisation.state() == v1::Reorganisation::STATE_UNDOING;
}

std::string OperationName(const v1::Reorganisation& reorganisation) {
  return ChildName(ParentOf(reorganisation.name()), "operations", organisation::OperationId(reorganisation));
}

absl::StatusOr<google::longrunning::Operation> OperationOf(const std::string& name,
                                                           const v1::Reorganisation& reorganisation, bool done,
                                                           const Facts& facts, const CallContext& call,
                                                           const Services& services) {
  const organisation::Routes routes(reorganisation, facts.directory(), DayOf(call.now));
  std::vector<std::string> units = routes.moving_units();
  units.insert(units.end(), routes.kept_units().begin(), routes.kept_units().end());
  const auto totals = store::CountRehoming(services.database, call.province, reorganisation, units);
  if (!totals.ok()) return totals.status();

  v1::ReorganisationProgress progress;
  progress.set_reorganisation(reorganisation.name());
  progress.set_state(reorganisation.state());
  progress.set_paused(reorganisation.paused());
  progress.set_done(reorganisation.state() == v1::Reorganisation::STATE_UNDOING ? totals->undone : totals->done);
  progress.set_waiting(totals->waiting);
  progress.set_failed(totals->failed);
  progress.set_remaining(totals->remaining);
  for (const v1::RehomingCount& count : totals->counts) *progress.add_counts() = count;

  google::longrunning::Operation operation;
  operation.set_name(name);
  operation.mutable_metadata()->PackFrom(progress);
  operation.set_done(done);
  if (done) operation.mutable_response()->PackFrom(Present(reorganisation));
  return operation;
}

}  // namespace phoihop::handlers
