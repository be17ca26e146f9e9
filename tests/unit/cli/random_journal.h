// Journals made up for tests of exports and their checks.
#ifndef TESTS_UNIT_CLI_RANDOM_JOURNAL_H_
#define TESTS_UNIT_CLI_RANDOM_JOURNAL_H_

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "phoihop/v1/event.pb.h"
#include "services/engine/journal.h"

namespace phoihop::testing {

// Fills some fields of a message at random, a few levels deep; every kind of payload occurs.
inline void FillAtRandom(google::protobuf::Message& message, std::mt19937& random, int depth = 3) {
  using google::protobuf::FieldDescriptor;
  const auto* reflection = message.GetReflection();
  const auto* descriptor = message.GetDescriptor();
  if (descriptor->full_name() == "google.protobuf.Timestamp") {
    reflection->SetInt64(&message, descriptor->field(0), 1'700'000'000 + static_cast<int64_t>(random() % 90'000'000));
    reflection->SetInt32(&message, descriptor->field(1), static_cast<int32_t>(random() % 1'000'000'000));
    return;
  }
  static const char* const kTexts[] = {"",        "Sở Văn hóa",           "=1+1",        "dòng\nmới \"ngoặc\"",
                                       "a;b,c\t", "provinces/p/tasks/t1", "\\u0000 🙂"};
  const auto text = [&] { return std::string(kTexts[random() % std::size(kTexts)]); };
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->is_map() || random() % 3 != 0) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (depth == 0) continue;
      google::protobuf::Message* child =
          field->is_repeated() ? reflection->AddMessage(&message, field) : reflection->MutableMessage(&message, field);
      // Dynamic messages (Struct, Any) do not occur in events.
      FillAtRandom(*child, random, depth - 1);
      continue;
    }
    const int64_t number = static_cast<int64_t>(random()) - 2'000'000'000;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string value = field->type() == FieldDescriptor::TYPE_BYTES ? std::string("\0\xff\x01", 3) : text();
        field->is_repeated() ? reflection->AddString(&message, field, std::move(value))
                             : reflection->SetString(&message, field, std::move(value));
        break;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        if (!field->is_repeated()) reflection->SetInt32(&message, field, static_cast<int32_t>(number));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        if (!field->is_repeated()) reflection->SetInt64(&message, field, number * 1'000'003);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        if (!field->is_repeated()) reflection->SetBool(&message, field, random() % 2 == 0);
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        if (!field->is_repeated()) reflection->SetDouble(&message, field, static_cast<double>(number) / 7);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        if (!field->is_repeated()) {
          reflection->SetEnum(
              &message, field,
              field->enum_type()->value(static_cast<int>(random() % field->enum_type()->value_count())));
        }
        break;
      default:
        break;
    }
  }
}

// `count` events from sequence 1 on, with their hashes.
inline std::vector<v1::Event> RandomJournal(unsigned seed, int count) {
  std::mt19937 random(seed);
  engine::Hasher hasher;
  std::vector<v1::Event> events;
  std::string hash(engine::kHashBytes, '\0');
  for (int i = 1; i <= count; ++i) {
    v1::Event& event = events.emplace_back();
    FillAtRandom(event, random);
    event.set_province("provinces/p");
    event.set_sequence(i);
    event.clear_previous_hash();
    event.clear_hash();
    const std::string own = hasher.HashOf(hash, event);
    event.set_previous_hash(hash);
    event.set_hash(own);
    hash = own;
  }
  return events;
}

}  // namespace phoihop::testing

#endif  // TESTS_UNIT_CLI_RANDOM_JOURNAL_H_
