// phoihop events …

#include <google/protobuf/util/json_util.h>

#include <CLI/App.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/session.h"
#include "clients/cpp/journal.h"

namespace phoihop::cli {
namespace {

// As many events as one page of the server holds.
constexpr int kPageSize = 1000;

struct Arguments {
  std::string filter;
  int64_t after = 0;
  int limit = 50;
  std::string until;
};

std::string ActorOf(const v1::Event& event) {
  if (!event.actor().system().empty()) return event.actor().system();
  return absl::StrCat(ShortName(event.actor().unit()), event.actor().person().empty() ? "" : "/",
                      ShortName(event.actor().person()));
}

std::string ChangesOf(const v1::Event& event) {
  return absl::StrJoin(event.changes(), "; ", [](std::string* out, const v1::FieldChange& change) {
    absl::StrAppend(out, change.field(), ": ", ShortName(change.before()), " → ", ShortName(change.after()));
  });
}

// One line for a stream; JSON is one object a line, so that programs can read along.
void PrintLine(const Session& session, const v1::Event& event) {
  if (session.json) {
    std::string text;
    if (google::protobuf::util::MessageToJsonString(event, &text).ok()) std::cout << text << std::endl;
    return;
  }
  std::cout << event.sequence() << "  " << TimeForPeople(event.time()) << "  " << event.type() << "  "
            << ShortName(event.subject()) << "  " << ActorOf(event) << "  " << ChangesOf(event) << std::endl;
}

void List(Session& session, const Arguments& arguments) {
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_filter(arguments.filter);
  request.set_after_sequence(arguments.after);
  request.set_page_size(arguments.limit);
  const auto response = session.OrFail(session.Client().Call(&v1::EventService::Stub::ListEvents, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Số", "Lúc", "Sự kiện", "Đối tượng", "Ai", "Thay đổi"});
  for (const auto& event : response.events()) {
    table.Add({absl::StrCat(event.sequence()), TimeForPeople(event.time()), event.type(), ShortName(event.subject()),
               ActorOf(event), ChangesOf(event)});
  }
  session.Print(table);
  session.Say(absl::StrCat("Số mới nhất: ", response.last_sequence()));
}

void Watch(Session& session, const Arguments& arguments, bool from_start) {
  v1::WatchEventsRequest request;
  request.set_parent(session.Province());
  request.set_filter(arguments.filter);
  if (from_start || arguments.after > 0) request.set_after_sequence(arguments.after);
  const absl::Status status = session.Client().Watch(request, [&](const v1::WatchEventsResponse& item) {
    if (item.has_event()) PrintLine(session, item.event());
    return true;
  });
  if (!status.ok()) session.Fail(status);
}

void Verify(Session& session) {
  client::JournalVerifier verifier;
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(kPageSize);
  absl::Status broken;
  int64_t last_sequence = 0;
  const absl::Status status =
      session.Client().ForEachPage<v1::EventService::Stub, v1::ListEventsRequest, v1::ListEventsResponse>(
          &v1::EventService::Stub::ListEvents, request, [&](const v1::ListEventsResponse& page) {
            last_sequence = page.last_sequence();
            for (const auto& event : page.events()) {
              broken = verifier.Check(event);
              if (!broken.ok()) return false;
            }
            return true;
          });
  if (!status.ok()) session.Fail(status);
  if (!broken.ok()) session.Fail(broken);
  if (verifier.sequence() < last_sequence) {
    session.Fail(absl::StrCat("the list ends at event ", verifier.sequence(), ", the journal at ", last_sequence));
  }
  session.Say(absl::StrCat("Nhật ký nguyên vẹn: ", verifier.sequence(), " sự kiện, không đứt quãng, chuỗi băm khớp."));
  session.Say(absl::StrCat("Journal intact; head hash ", absl::BytesToHexString(verifier.hash())));
}

}  // namespace

void AddEventCommands(CLI::App& app, Session& session) {
  CLI::App* events = app.add_subcommand("events", "Nhật ký sự kiện / the journal");
  events->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* list = events->add_subcommand("list", "Xem các sự kiện / events");
  list->add_option("--filter", arguments->filter, "Bộ lọc / filter, ví dụ 'type = \"task.accepted\"'");
  list->add_option("--after", arguments->after, "Sau số / after sequence");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { List(session, *arguments); });

  CLI::App* watch = events->add_subcommand("watch", "Theo dõi trực tiếp / follow live");
  watch->add_option("--filter", arguments->filter, "Bộ lọc / filter");
  CLI::Option* after = watch->add_option("--after", arguments->after, "Sau số; 0: từ đầu / after sequence; 0: all");
  watch->callback([&session, arguments, after] { Watch(session, *arguments, after->count() > 0); });

  CLI::App* verify =
      events->add_subcommand("verify", "Kiểm tra nhật ký không bị sửa, không thiếu / check the hash chain");
  verify->callback([&session] { Verify(session); });
}

}  // namespace phoihop::cli
