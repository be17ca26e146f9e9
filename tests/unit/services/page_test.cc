#include "services/handlers/page.h"

#include <gtest/gtest.h>

#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/task_service.pb.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

v1::ListTasksRequest Tasks() {
  v1::ListTasksRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_filter("open = true");
  return request;
}

TEST(PageTest, TheTokenBringsTheCursorBack) {
  v1::ListTasksRequest request = Tasks();
  request.set_page_size(7);
  const std::string cursor("any\0bytes\xFF", 10);
  request.set_page_token(NextPageToken(request, cursor));
  const auto page = ReadPage(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->cursor, cursor);
  EXPECT_EQ(page->size, 7);
}

TEST(PageTest, ThePageSizeMayChangeBetweenPages) {
  v1::ListTasksRequest request = Tasks();
  request.set_page_token(NextPageToken(request, "c"));
  request.set_page_size(500);
  EXPECT_TRUE(ReadPage(request).ok());
}

TEST(PageTest, SizesHaveADefaultAndALimit) {
  v1::ListTasksRequest request = Tasks();
  EXPECT_EQ(ReadPage(request)->size, kDefaultPageSize);
  EXPECT_EQ(ReadPage(request, 100)->size, 100);
  request.set_page_size(1'000'000);
  EXPECT_EQ(ReadPage(request)->size, kMaxPageSize);
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(ReadPage(request).status()), v1::ERROR_REASON_INVALID_PAGE_SIZE);
}

TEST(PageTest, ForeignTokensAreRefused) {
  const std::string token = NextPageToken(Tasks(), "c");
  const auto refused = [](const google::protobuf::Message& request) {
    return ReasonOf(ReadPage(request).status()) == v1::ERROR_REASON_INVALID_PAGE_TOKEN;
  };
  v1::ListTasksRequest other_filter = Tasks();
  other_filter.set_filter("open = false");
  other_filter.set_page_token(token);
  EXPECT_TRUE(refused(other_filter));

  v1::ListTasksRequest other_parent = Tasks();
  other_parent.set_parent("provinces/lam-dong");
  other_parent.set_page_token(token);
  EXPECT_TRUE(refused(other_parent));

  // The same fields of another list.
  v1::ListPlansRequest other_method;
  other_method.set_parent("provinces/dong-nai");
  other_method.set_filter("open = true");
  other_method.set_page_token(token);
  EXPECT_TRUE(refused(other_method));

  v1::ListTasksRequest broken = Tasks();
  for (const std::string& text : {std::string("x"), std::string("not base64!"), token + "A", token.substr(1),
                                  std::string(kMaxPageTokenBytes + 1, 'A')}) {
    broken.set_page_token(text);
    EXPECT_TRUE(refused(broken)) << text;
  }
}

}  // namespace
}  // namespace phoihop::handlers
