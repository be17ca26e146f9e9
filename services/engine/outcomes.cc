#include "services/engine/outcomes.h"

#include <string>

namespace phoihop::engine {
namespace {
using Items = google::protobuf::RepeatedPtrField<v1::RehomingItem>;

std::vector<v1::RehomingItem> Completed(const Items& items, const std::string& reorganisation, const v1::Event& event) {
  std::vector<v1::RehomingItem> completed(items.begin(), items.end());
  for (v1::RehomingItem& item : completed) {
    if (item.reorganisation().empty()) item.set_reorganisation(reorganisation);
    if (!item.has_record_time()) *item.mutable_record_time() = event.time();
    if (item.version() == 0) item.set_version(event.subject_version());
  }
  return completed;
}

template <typename Payload>
std::vector<v1::RehomingItem> Moved(const Payload& payload, const v1::Event& event) {
  return Completed(payload.items(), payload.reorganisation(), event);
}

// Duties change with the organisation itself: their outcomes stand in the reorganisation from the switch on.
template <typename Payload>
std::vector<v1::RehomingItem> OfDuties(const Payload& payload, const v1::Event& event) {
  const v1::Reorganisation& reorganisation = payload.reorganisation();
  return Completed(reorganisation.duty_items(), reorganisation.name(), event);
}
}  // namespace

std::vector<v1::RehomingItem> OutcomesIn(const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kTaskRehomed:
      return Moved(event.task_rehomed(), event);
    case v1::Event::kTaskSplit:
      return Moved(event.task_split(), event);
    case v1::Event::kTaskRehomingUndone:
      return Moved(event.task_rehoming_undone(), event);
    case v1::Event::kPlanRehomed:
      return Moved(event.plan_rehomed(), event);
    case v1::Event::kReorganisationEnacted:
      return OfDuties(event.reorganisation_enacted(), event);
    case v1::Event::kReorganisationItemAssigned:
      return OfDuties(event.reorganisation_item_assigned(), event);
    case v1::Event::kReorganisationUndoStarted:
      return OfDuties(event.reorganisation_undo_started(), event);
    case v1::Event::kReorganisationAnnulled:
      return OfDuties(event.reorganisation_annulled(), event);
    default:
      return {};
  }
}

}  // namespace phoihop::engine
