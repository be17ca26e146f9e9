#include "services/store/message_fields.h"

#include "absl/base/const_init.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/timestamp.pb.h"

namespace phoihop::store {
namespace {
using Registry = absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MessageFields>>;

// Adds the type and every type inside it.
const MessageFields* Register(const google::protobuf::Descriptor* descriptor, Registry& registry) {
  if (const auto found = registry.find(descriptor); found != registry.end()) return found->second.get();
  MessageFields* fields = (registry[descriptor] = std::make_unique<MessageFields>()).get();
  fields->is_timestamp = descriptor == google::protobuf::Timestamp::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = descriptor->field(i);
    MessageField entry;
    entry.descriptor = field;
    entry.key = absl::StrCat("\"", field->name(), "\":");
    if (field->message_type() != nullptr) entry.message = Register(field->message_type(), registry);
    fields->fields.push_back(std::move(entry));
  }
  for (const MessageField& field : fields->fields) fields->by_name[field.descriptor->name()] = &field;
  return fields;
}
}  // namespace

const MessageFields& FieldsOf(const google::protobuf::Descriptor* descriptor) {
  thread_local absl::flat_hash_map<const google::protobuf::Descriptor*, const MessageFields*> known;
  const MessageFields*& fields = known[descriptor];
  if (fields == nullptr) {
    static absl::Mutex mutex(absl::kConstInit);
    static auto* const registry = new Registry;
    absl::MutexLock lock(&mutex);
    fields = Register(descriptor, *registry);
  }
  return *fields;
}

}  // namespace phoihop::store
