// What is kept of an upload, and what it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "services/files/limits.h"
#include "services/files/media_type.h"
#include "services/files/spool.h"
#include "workflow/errors.h"

namespace phoihop::files {
namespace {

TEST(SpoolTest, KeepsAndHashesWhatCame) {
  for (const char* directory : {"", "/nonexistent"}) {
    auto spool = Spool::Make(directory);
    ASSERT_TRUE(spool.ok()) << spool.status();
    ASSERT_TRUE((*spool)->Append("abc").ok());
    ASSERT_TRUE((*spool)->Append("").ok());
    ASSERT_TRUE((*spool)->Append("def").ok());
    EXPECT_EQ((*spool)->size(), 6);
    EXPECT_EQ(absl::BytesToHexString((*spool)->Sha256()),
              "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721");
    EXPECT_EQ(*(*spool)->Read(0, 100), "abcdef");
    EXPECT_EQ(*(*spool)->Read(4, 1), "e");
    EXPECT_EQ(*(*spool)->Read(6, 1), "");
    EXPECT_EQ(*(*spool)->Read(60, 1), "");
  }
}

TEST(SpoolTest, TakesWhatAFileMayHaveAndNotAByteMore) {
  auto spool = Spool::Make();
  ASSERT_TRUE(spool.ok());
  const std::string piece(1 << 20, 'x');
  for (int i = 0; i < kMaxFileBytes >> 20; ++i) ASSERT_TRUE((*spool)->Append(piece).ok());
  EXPECT_EQ((*spool)->size(), kMaxFileBytes);
  EXPECT_EQ(ReasonOf((*spool)->Append("x")), v1::ERROR_REASON_TOO_LARGE);
  EXPECT_EQ((*spool)->size(), kMaxFileBytes);
}

TEST(MediaTypeTest, IsFoundInTheContent) {
  EXPECT_EQ(*MediaTypeOf("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n"), "application/pdf");
  EXPECT_EQ(*MediaTypeOf("<!DOCTYPE html><html><script>alert(1)</script></html>"), "text/html");
  EXPECT_EQ(*MediaTypeOf(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0", 29)), "image/png");
  EXPECT_EQ(*MediaTypeOf("Kính gửi Sở Văn hóa\n"), "text/plain");
  EXPECT_EQ(*MediaTypeOf(std::string("\1\2\3\4", 4)), "application/octet-stream");
}

}  // namespace
}  // namespace phoihop::files
