#include "services/terminal.h"

#include <cstdio>

#include "absl/strings/str_cat.h"

namespace phoihop {

void Complain(absl::string_view vietnamese, absl::string_view english) { Say(vietnamese, english); }

void Say(absl::string_view vietnamese, absl::string_view english) {
  const std::string text = absl::StrCat("phoihopd: ", vietnamese, "\nphoihopd: ", english, "\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void ComplainAbout(absl::string_view vietnamese, absl::string_view english, const absl::Status& status) {
  Complain(absl::StrCat(vietnamese, " (", status.message(), ")"), absl::StrCat(english, ": ", status.message()));
}

void ComplainAboutCluster(const absl::Status& status) {
  const char* vietnamese = "Không khởi động được cơ sở dữ liệu riêng";
  switch (status.code()) {
    case absl::StatusCode::kFailedPrecondition:
      vietnamese = "Không dùng được thư mục dữ liệu: có chương trình khác đang dùng, dữ liệu hỏng, hoặc khác phiên bản";
      break;
    case absl::StatusCode::kNotFound:
      vietnamese = "Chưa cài PostgreSQL trên máy này";
      break;
    case absl::StatusCode::kPermissionDenied:
      vietnamese = "Thư mục dữ liệu thuộc về người dùng khác";
      break;
    case absl::StatusCode::kResourceExhausted:
      vietnamese = "Đĩa đã đầy";
      break;
    case absl::StatusCode::kDeadlineExceeded:
      vietnamese = "Cơ sở dữ liệu riêng không khởi động kịp";
      break;
    default:
      break;
  }
  ComplainAbout(vietnamese, "The private database did not start", status);
}

std::string WithoutPassword(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return "PostgreSQL";
  const size_t begin = scheme + 3;
  // The last '@' before the path: a password may contain one.
  const size_t at = url.substr(0, url.find('/', begin)).rfind('@');
  if (at == absl::string_view::npos || at < begin) return std::string(url.substr(0, url.find('?')));
  const absl::string_view user = url.substr(begin, at - begin);
  const absl::string_view rest =
      url.substr(at, url.find('?') == absl::string_view::npos ? url.npos : url.find('?') - at);
  return absl::StrCat(url.substr(0, begin), user.substr(0, user.find(':')), rest);
}

}  // namespace phoihop
