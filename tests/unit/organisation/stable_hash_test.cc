#include "workflow/stable_hash.h"

#include "gtest/gtest.h"

namespace phoihop {
namespace {

// Ids and keys that are stored are made of it: it must never change.
TEST(StableHash, IsFnv1a) {
  EXPECT_EQ(StableHashText(""), "cbf29ce484222325");
  EXPECT_EQ(StableHashText("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(StableHashText("foobar"), "85944171f73967e8");
  EXPECT_EQ(StableHash("foobar"), 0x85944171f73967e8);
}

}  // namespace
}  // namespace phoihop
