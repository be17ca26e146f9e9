#include "clients/cli/event_export.h"

#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/event_print.h"

namespace phoihop::cli {
namespace {

absl::Status CannotWrite(const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat("không ghi được tệp '", path, "': kiểm tra đường dẫn, quyền ghi và chỗ trống trên đĩa"));
}

}  // namespace

absl::StatusOr<std::string> EventLine(const v1::Event& event) {
  v1::Event known = event;
  known.DiscardUnknownFields();
  std::string line;
  if (known.ByteSizeLong() != event.ByteSizeLong() || !google::protobuf::util::MessageToJsonString(event, &line).ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat("sự kiện ", event.sequence(), " có phần mà bản phoihop này chưa biết: dùng bản mới hơn để xuất"));
  }
  return line;
}

EventExport::EventExport(std::string path, ExportFormat format, std::string query)
    : path_(std::move(path)), query_(std::move(query)), format_(format) {}

absl::StatusOr<EventExport> EventExport::Open(const std::string& path, ExportFormat format, absl::string_view query,
                                              bool resume) {
  EventExport target(path, format, absl::StrCat(format == ExportFormat::kCsv ? "csv" : "jsonl", " ", query));
  if (std::filesystem::exists(path)) {
    return absl::AlreadyExistsError(absl::StrCat("tệp '", path, "' đã có: chọn tên khác hoặc xóa tệp cũ"));
  }
  if (resume) {
    if (const absl::Status status = target.GoOn(); !status.ok()) return status;
    return target;
  }
  if (std::filesystem::exists(target.PartPath())) {
    return absl::AlreadyExistsError(
        absl::StrCat("'", target.PartPath(), "' là một lần xuất dở dang: thêm --resume để xuất tiếp, hoặc xóa tệp đó"));
  }
  target.file_.open(target.PartPath(), std::ios::binary | std::ios::trunc);
  if (!target.file_) return CannotWrite(target.PartPath());
  if (format == ExportFormat::kCsv) {
    const std::string head = EventCsvHead();
    target.file_ << head;
    target.bytes_ = static_cast<int64_t>(head.size());
  }
  if (const absl::Status status = target.EndPage(); !status.ok()) return status;
  return target;
}

absl::Status EventExport::GoOn() {
  std::ifstream state(ResumePath(), std::ios::binary);
  std::string query;
  state >> bytes_ >> after_ >> written_;
  state.ignore();
  std::getline(state, query);
  std::error_code error;
  const auto size = std::filesystem::file_size(PartPath(), error);
  if (!state || error || static_cast<int64_t>(size) < bytes_) {
    return absl::FailedPreconditionError(
        absl::StrCat("không có lần xuất dở dang nào của '", path_, "': xuất từ đầu, không --resume"));
  }
  if (query != query_) {
    return absl::FailedPreconditionError(
        absl::StrCat("lần xuất dở dang của '", path_, "' có bộ lọc hoặc định dạng khác: dùng đúng như lần trước"));
  }
  // What came after the last full page may be half of an event.
  std::filesystem::resize_file(PartPath(), static_cast<uintmax_t>(bytes_), error);
  file_.open(PartPath(), std::ios::binary | std::ios::app);
  return error || !file_ ? CannotWrite(PartPath()) : absl::OkStatus();
}

absl::Status EventExport::Add(const v1::Event& event) {
  std::string text;
  if (format_ == ExportFormat::kCsv) {
    text = EventCsvRows(event);
  } else {
    absl::StatusOr<std::string> line = EventLine(event);
    if (!line.ok()) return line.status();
    text = absl::StrCat(*line, "\n");
  }
  file_ << text;
  bytes_ += static_cast<int64_t>(text.size());
  after_ = event.sequence();
  ++written_;
  return file_ ? absl::OkStatus() : CannotWrite(PartPath());
}

absl::Status EventExport::EndPage() {
  file_.flush();
  const std::string fresh = absl::StrCat(ResumePath(), ".new");
  std::ofstream state(fresh, std::ios::binary | std::ios::trunc);
  state << bytes_ << " " << after_ << " " << written_ << "\n" << query_ << "\n";
  state.close();
  std::error_code error;
  std::filesystem::rename(fresh, ResumePath(), error);
  return file_ && state && !error ? absl::OkStatus() : CannotWrite(path_);
}

absl::Status EventExport::Finish() {
  file_.close();
  std::error_code error;
  std::filesystem::rename(PartPath(), path_, error);
  if (!file_ || error) return CannotWrite(path_);
  std::filesystem::remove(ResumePath(), error);
  return absl::OkStatus();
}

}  // namespace phoihop::cli
