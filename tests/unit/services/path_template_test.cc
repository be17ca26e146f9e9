#include "services/gateway/path_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phoihop::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

std::optional<Bindings> Match(absl::string_view text, absl::string_view path) {
  const auto parsed = PathTemplate::Parse(text);
  EXPECT_TRUE(parsed.ok()) << text << ": " << parsed.status();
  return parsed.ok() ? parsed->Match(path) : std::nullopt;
}

TEST(PathTemplateTest, CapturesSeveralSegments) {
  EXPECT_THAT(Match("/v1/{name=provinces/*/tasks/*}", "/v1/provinces/dong-nai/tasks/7"),
              Optional(ElementsAre(Pair("name", "provinces/dong-nai/tasks/7"))));
  EXPECT_THAT(Match("/v1/{item.name=provinces/*/plans/*/items/*}", "/v1/provinces/a/plans/b/items/c"),
              Optional(ElementsAre(Pair("item.name", "provinces/a/plans/b/items/c"))));
  EXPECT_THAT(Match("/v1/{parent=provinces/*}/tasks", "/v1/provinces/a/tasks"),
              Optional(ElementsAre(Pair("parent", "provinces/a"))));
  EXPECT_THAT(Match("/v1/{id}/x", "/v1/7/x"), Optional(ElementsAre(Pair("id", "7"))));
}

TEST(PathTemplateTest, VerbsAreTakenExactly) {
  EXPECT_TRUE(Match("/v1/{name=tasks/*}:accept", "/v1/tasks/7:accept").has_value());
  EXPECT_FALSE(Match("/v1/{name=tasks/*}:accept", "/v1/tasks/7").has_value());
  EXPECT_FALSE(Match("/v1/{name=tasks/*}:accept", "/v1/tasks/7:refuse").has_value());
  EXPECT_FALSE(Match("/v1/{name=tasks/*}", "/v1/tasks/7:accept").has_value());
  EXPECT_THAT(Match("/v1/{parent=p/*}/events:watch", "/v1/p/a/events:watch"),
              Optional(ElementsAre(Pair("parent", "p/a"))));
}

TEST(PathTemplateTest, OtherPathsDoNotMatch) {
  for (const char* path :
       {"", "/", "/v1", "/v1/provinces", "/v1/provinces/", "/v1/provinces/a/tasks", "/v1/provinces/a/tasks/",
        "/v1/provinces/a/tasks/b/c", "/v2/provinces/a/tasks/b", "/v1/provinces//tasks/b", "v1/provinces/a/tasks/b"}) {
    EXPECT_FALSE(Match("/v1/{name=provinces/*/tasks/*}", path).has_value()) << path;
  }
}

TEST(PathTemplateTest, ValuesAreDecoded) {
  EXPECT_THAT(Match("/v1/{name=a/*}", "/v1/a/%C4%90%E1%BB%93ng%20Nai+x"),
              Optional(ElementsAre(Pair("name", "a/Đồng Nai+x"))));
  EXPECT_FALSE(Match("/v1/{name=a/*}", "/v1/a/%G0").has_value());
  EXPECT_FALSE(Match("/v1/{name=a/*}", "/v1/a/%4").has_value());
}

TEST(PathTemplateTest, TheRestMayBeLong) {
  EXPECT_THAT(Match("/v1/{name=files/**}", "/v1/files/a/b/c"), Optional(ElementsAre(Pair("name", "files/a/b/c"))));
  EXPECT_THAT(Match("/v1/literal", "/v1/literal"), Optional(IsEmpty()));
}

TEST(PathTemplateTest, MalformedTemplatesAreRefused) {
  for (const char* text : {"", "v1/a", "/v1/{name", "/v1/{a={b}}", "/v1/**/a", "/v1/{a}{b}"}) {
    EXPECT_FALSE(PathTemplate::Parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace phoihop::gateway
