#include "services/handlers/reorganisation_event.h"

#include "google/protobuf/descriptor.h"

namespace phoihop::handlers {

const v1::Reorganisation* ReorganisationIn(const v1::Event& event) {
  // By far the most are of tasks and plans.
  if (event.payload_case() < v1::Event::kUnitRecorded) return nullptr;
  const auto* payload_field = event.GetDescriptor()->FindFieldByNumber(event.payload_case());
  const auto& payload = event.GetReflection()->GetMessage(event, payload_field);
  const auto* field = payload.GetDescriptor()->FindFieldByNumber(1);
  if (field == nullptr || field->message_type() != v1::Reorganisation::descriptor()) return nullptr;
  return static_cast<const v1::Reorganisation*>(&payload.GetReflection()->GetMessage(payload, field));
}

}  // namespace phoihop::handlers
