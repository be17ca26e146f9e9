// Messages as JSON: the same mapping as protobuf's own, whatever is in them.
#include "services/store/message_json.h"

#include <functional>
#include <random>

#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"

namespace phoihop {
namespace {
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using Random = std::mt19937_64;

std::string RandomText(Random& random) {
  static const char* const kPieces[] = {"Sở Văn hóa", "\"", "\\", "\n", "\t", "\x01", "đ",  "🇻🇳",
                                        "</script>",  "ẫ",  "/",  "",   "{}", "null", "  ", "\x7f"};
  std::string text;
  for (uint64_t i = random() % 5; i > 0; --i) text += kPieces[random() % std::size(kPieces)];
  return text;
}

// Fills a message; fields that JSON cannot keep apart from absent ones (zero without presence) may stay empty.
void Fill(Message& message, Random& random, int depth) {
  const auto& reflection = *message.GetReflection();
  if (message.GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
    reflection.SetInt64(&message, message.GetDescriptor()->field(0), static_cast<int64_t>(random() % 4'000'000'000));
    static constexpr int kNanos[] = {0, 5'000'000, 123'456'000, 999'999'999};
    reflection.SetInt32(&message, message.GetDescriptor()->field(1), kNanos[random() % 4]);
    return;
  }
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    // Two entries of a map could have the same key.
    const int count =
        field->is_repeated() && !field->is_map() ? static_cast<int>(random() % 3) : static_cast<int>(random() % 2);
    for (int n = 0; n < count; ++n) {
      const bool many = field->is_repeated();
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          if (depth > 5) break;
          Fill(many ? *reflection.AddMessage(&message, field) : *reflection.MutableMessage(&message, field), random,
               depth + 1);
          break;
        case FieldDescriptor::CPPTYPE_STRING: {
          std::string text = RandomText(random);
          if (field->type() == FieldDescriptor::TYPE_BYTES) text.append("\xff\x00\x80", 3);
          many ? reflection.AddString(&message, field, text) : reflection.SetString(&message, field, text);
          break;
        }
        case FieldDescriptor::CPPTYPE_INT64: {
          const auto value = static_cast<int64_t>(random());
          many ? reflection.AddInt64(&message, field, value) : reflection.SetInt64(&message, field, value);
          break;
        }
        case FieldDescriptor::CPPTYPE_INT32: {
          const auto value = static_cast<int32_t>(random());
          many ? reflection.AddInt32(&message, field, value) : reflection.SetInt32(&message, field, value);
          break;
        }
        case FieldDescriptor::CPPTYPE_BOOL:
          many ? reflection.AddBool(&message, field, true) : reflection.SetBool(&message, field, true);
          break;
        case FieldDescriptor::CPPTYPE_ENUM: {
          const int number =
              field->enum_type()->value(static_cast<int>(random() % field->enum_type()->value_count()))->number();
          many ? reflection.AddEnumValue(&message, field, number) : reflection.SetEnumValue(&message, field, number);
          break;
        }
        default:
          ADD_FAILURE() << "what is stored has no " << field->cpp_type_name();
      }
    }
  }
}

template <typename M>
void CheckAgainstProtobuf() {
  Random random(20260730);
  google::protobuf::util::JsonPrintOptions print;
  print.preserve_proto_field_names = true;
  for (int i = 0; i < 300; ++i) {
    M message;
    Fill(message, random, 0);
    const std::string ours = store::ToJson(message);
    M read_by_protobuf, read_by_us, read_back;
    const auto parsed = google::protobuf::util::JsonStringToMessage(ours, &read_by_protobuf);
    ASSERT_TRUE(parsed.ok()) << parsed << "\n" << ours;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, read_by_protobuf)) << ours;
    ASSERT_TRUE(store::MergeJson(ours, &read_back).ok()) << ours;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, read_back)) << ours;
    std::string theirs;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(message, &theirs, print).ok());
    ASSERT_TRUE(store::MergeJson(theirs, &read_by_us).ok()) << theirs;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(message, read_by_us)) << theirs;
  }
}

TEST(MessageJsonTest, EventsAsProtobufDoes) { CheckAgainstProtobuf<v1::Event>(); }
TEST(MessageJsonTest, TasksAsProtobufDoes) { CheckAgainstProtobuf<v1::Task>(); }
TEST(MessageJsonTest, PlansAsProtobufDoes) { CheckAgainstProtobuf<v1::Plan>(); }
TEST(MessageJsonTest, ReferenceDataAsProtobufDoes) { CheckAgainstProtobuf<internal::v1::ReferenceData>(); }

TEST(MessageJsonTest, WhatIsNotOfTheTypeIsRefused) {
  for (const char* json :
       {"", "{", "{}x", "[]", "{\"unknown\": 1}", "{\"title\": 1}", "{\"title\": \"x}", "{\"title\" \"x\"}",
        "{\"state\": \"TASK_STATE_FROM_THE_FUTURE\"}", "{\"version\": \"x\"}", "{\"clocks\": {}}",
        "{\"create_time\": \"yesterday\"}", "{\"title\": \"\\ud800\"}", "{\"overdue\": 1}"}) {
    v1::Task task;
    EXPECT_EQ(store::MergeJson(json, &task).code(), absl::StatusCode::kInternal) << json;
  }
}

TEST(MessageJsonTest, NestingThatNeverEndsIsRefused) {
  std::string json;
  for (int i = 0; i < 100'000; ++i) json += "{\"result\":";
  v1::Task task;
  EXPECT_FALSE(store::MergeJson(json, &task).ok());
}

}  // namespace
}  // namespace phoihop
