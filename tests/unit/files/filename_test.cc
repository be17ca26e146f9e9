// Names that people, and others, give files.
#include "services/files/filename.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/unistr.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/files/limits.h"

namespace phoihop::files {
namespace {

int Characters(const std::string& text) { return icu::UnicodeString::fromUTF8(text).countChar32(); }

TEST(FilenameTest, KeepsWhatPeopleWrite) {
  for (const char* name : {"Tờ trình 12.pdf", "báo-cáo (1).docx", "a", ".5.txt"}) {
    const std::string clean = CleanFilename(name);
    EXPECT_EQ(clean, name[0] == '.' ? "5.txt" : name);
  }
  // Composed, whatever the keyboard made.
  EXPECT_EQ(CleanFilename("To\xCC\x9B\xCC\x80 tri\xCC\x80nh.pdf"), "Tờ trình.pdf");
}

TEST(FilenameTest, LeavesPathsAndTricksOut) {
  EXPECT_EQ(CleanFilename("../../etc/passwd"), "passwd");
  EXPECT_EQ(CleanFilename("C:\\Users\\a\\b.pdf"), "b.pdf");
  EXPECT_EQ(CleanFilename("/"), "tep");
  EXPECT_EQ(CleanFilename(""), "tep");
  EXPECT_EQ(CleanFilename(".."), "tep");
  EXPECT_EQ(CleanFilename(" . . "), "tep");
  EXPECT_EQ(CleanFilename(absl::string_view("a\0b\r\n.pdf", 9)), "ab  .pdf");
  EXPECT_EQ(CleanFilename("a<b>:\"|?*.pdf"), "a_b______.pdf");
  // A mark that turns the direction of writing shows exe.pdf for fdp.exe.
  EXPECT_EQ(CleanFilename("a\xE2\x80\xAE"
                          "fdp.exe"),
            "afdp.exe");
  EXPECT_EQ(CleanFilename("CON"), "_CON");
  EXPECT_EQ(CleanFilename("nul.txt"), "_nul.txt");
  EXPECT_EQ(CleanFilename("com1.pdf"), "_com1.pdf");
  EXPECT_EQ(CleanFilename("company.pdf"), "company.pdf");
  EXPECT_EQ(CleanFilename("a.pdf. "), "a.pdf");
}

TEST(FilenameTest, ShortensAndKeepsTheExtension) {
  std::string longest;
  for (int i = 0; i < 400; ++i) longest += "ờ";
  const std::string clean = CleanFilename(absl::StrCat(longest, ".pdf"));
  EXPECT_EQ(Characters(clean), kMaxFilenameCharacters);
  EXPECT_TRUE(absl::EndsWith(clean, "ờ.pdf"));
}

RC_GTEST_PROP(FilenameProperty, AnyBytesBecomeAName, (const std::string& given)) {
  const std::string clean = CleanFilename(given);
  RC_ASSERT(!clean.empty());
  RC_ASSERT(Characters(clean) <= kMaxFilenameCharacters);
  RC_ASSERT(clean.find_first_of("/\\<>:\"|?*") == std::string::npos);
  for (const char c : clean) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
  RC_ASSERT(clean != "." && clean != "..");
  RC_ASSERT(CleanFilename(clean) == clean);
  const std::string header = ContentDisposition(clean);
  for (const char c : header) RC_ASSERT(c >= 0x20 && c < 0x7F);
}

TEST(FilenameTest, IsOfferedForDownload) {
  EXPECT_EQ(ContentDisposition("Tờ trình.pdf"),
            "attachment; filename=\"T_ tr_nh.pdf\"; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh.pdf");
  EXPECT_EQ(ContentDisposition("a%41.pdf"), "attachment; filename=\"a_41.pdf\"; filename*=UTF-8''a%2541.pdf");
}

}  // namespace
}  // namespace phoihop::files
