// phoihop inbox: what one is told, and who was told what about a task.

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/delivery_words.h"
#include "clients/cli/session.h"
#include "phoihop/v1/notice_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::NoticeService::Stub;

struct Arguments {
  bool unread = false;
  int limit = 50;
  std::vector<std::string> read;
  bool read_all = false;
  std::string task;
};

std::string DeliveryForPeople(const v1::Delivery& delivery) {
  const std::string channel = ChannelForPeople(delivery.channel());
  switch (delivery.state()) {
    case v1::Delivery::STATE_SENT:
      return absl::StrCat(channel, " ", TimeForPeople(delivery.sent_time()));
    case v1::Delivery::STATE_FAILED:
      return absl::StrCat(channel, ": KHÔNG GỬI ĐƯỢC sau ", delivery.attempts(), " lần: ", delivery.last_error());
    default:
      return absl::StrCat(channel, ": đang chờ, đã thử ", delivery.attempts(), " lần",
                          delivery.last_error().empty() ? "" : absl::StrCat(" (", delivery.last_error(), ")"));
  }
}

std::string WhenForPeople(const v1::Notice& notice) {
  if (notice.deliveries().empty()) return absl::StrCat("sẽ gửi ", TimeForPeople(notice.digest_time()));
  std::string text;
  for (const v1::Delivery& delivery : notice.deliveries()) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", DeliveryForPeople(delivery));
  }
  if (notice.superseded()) absl::StrAppend(&text, " (gộp vào thông báo sau)");
  return text;
}

void ShowTask(Session& session, const Arguments& arguments) {
  v1::ListTaskNoticesRequest request;
  request.set_parent(session.Name("tasks", arguments.task));
  request.set_page_size(arguments.limit);
  const v1::ListTaskNoticesResponse response = session.OrFail(session.Client().Call(&Stub::ListTaskNotices, request));
  if (session.json) return session.PrintJson(response);
  if (response.notices().empty()) return session.Say("Chưa báo cho ai về nhiệm vụ này.");
  Table table({"Lúc", "Báo cho", "Nội dung", "Gửi", "Đã đọc"});
  for (const v1::Notice& notice : response.notices()) {
    table.Add({TimeForPeople(notice.event_time()), RecipientForPeople(notice.system(), notice.unit(), notice.person()),
               notice.text(), WhenForPeople(notice), TimeForPeople(notice.read_time())});
  }
  session.Print(table);
  if (!response.next_page_token().empty()) session.Say("Còn nữa; xem thêm bằng --limit.");
}

void Mark(Session& session, const Arguments& arguments) {
  v1::MarkNoticesReadRequest request;
  request.set_parent(session.Province());
  request.set_all(arguments.read_all);
  for (const std::string& id : arguments.read) request.add_names(session.Name("notices", id));
  const v1::MarkNoticesReadResponse response = session.OrFail(session.Client().Call(&Stub::MarkNoticesRead, request));
  if (session.json) return session.PrintJson(response);
  session.Say(absl::StrCat("Đã đánh dấu đã đọc: ", response.marked(), " thông báo."));
}

void ShowInbox(Session& session, const Arguments& arguments) {
  v1::ListNoticesRequest request;
  request.set_parent(session.Province());
  request.set_unread_only(arguments.unread);
  request.set_page_size(arguments.limit);
  const v1::ListNoticesResponse inbox = session.OrFail(session.Client().Call(&Stub::ListNotices, request));
  if (session.json) return session.PrintJson(inbox);
  session.Say(absl::StrCat("Hộp thông báo: ", inbox.unread_count(), " chưa đọc"));
  if (!inbox.notices().empty()) {
    Table table({"", "Mã", "Lúc", "Nội dung"});
    for (const v1::Notice& notice : inbox.notices()) {
      table.Add({notice.has_read_time() ? "" : "*", ShortName(notice.name()), TimeForPeople(notice.digest_time()),
                 absl::StrCat(notice.text(), notice.note().empty() ? "" : absl::StrCat(" (", notice.note(), ")"))});
    }
    session.Print(table);
  }
  if (!inbox.next_page_token().empty()) {
    session.Say(absl::StrCat("Còn nữa; xem thêm bằng --limit (đang là ", arguments.limit, ")."));
  }
}

void Run(Session& session, const Arguments& arguments) {
  if (!arguments.task.empty()) return ShowTask(session, arguments);
  if (arguments.read_all || !arguments.read.empty()) return Mark(session, arguments);
  ShowInbox(session, arguments);
}

}  // namespace

void AddInboxCommand(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* inbox =
      app.add_subcommand("inbox", "Hộp thông báo của bạn và của đơn vị / what you and your unit are told");
  inbox->add_flag("--unread", arguments->unread, "Chỉ thông báo chưa đọc / only what was not read");
  CLI::Option* read =
      inbox->add_option("--read", arguments->read, "Đánh dấu đã đọc các thông báo này / mark these as read");
  inbox->add_flag("--read-all", arguments->read_all, "Đánh dấu đã đọc tất cả / mark all as read")->excludes(read);
  inbox
      ->add_option(
          "--task", arguments->task,
          "Về một nhiệm vụ: ai đã được báo, qua đâu, đã đọc chưa / about a task: who was told, and who read it")
      ->excludes(read);
  inbox->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  inbox->callback([&session, arguments] { Run(session, *arguments); });
}

}  // namespace phoihop::cli
