// phoihop events …

#include <google/protobuf/util/json_util.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/event_print.h"
#include "clients/cli/event_selection.h"
#include "clients/cli/session.h"

namespace phoihop::cli {
namespace {

// As many events as one page of the server holds.
constexpr int kPageSize = 1000;

struct Arguments {
  EventSelection selection;
  int64_t after = 0;
  int limit = 50;
  int64_t sequence = 0;
  bool detail = false;
};

// One line for a stream; JSON is one object a line, so that programs can read along.
void PrintLine(const Session& session, const v1::Event& event) {
  if (session.json) {
    std::string text;
    if (google::protobuf::util::MessageToJsonString(event, &text).ok()) std::cout << text << std::endl;
    return;
  }
  std::cout << event.sequence() << "  " << TimeForPeople(event.time()) << "  " << event.type() << "  "
            << ShortName(event.subject()) << "  " << WhoForPeople(event) << "  " << ChangesForPeople(event)
            << std::endl;
}

// A page of the server may end early because it looked at enough: goes on until there are as many as were asked for.
v1::ListEventsResponse Ask(Session& session, const Arguments& arguments) {
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_filter(FilterOf(arguments.selection, session));
  request.set_after_sequence(arguments.after);
  v1::ListEventsResponse all;
  while (true) {
    request.set_page_size(std::clamp(arguments.limit - all.events_size(), 1, kPageSize));
    const auto page = session.OrFail(session.Client().Call(&v1::EventService::Stub::ListEvents, request));
    all.MergeFrom(page);
    if (page.next_page_token().empty() || all.events_size() >= arguments.limit) {
      all.set_next_page_token(page.next_page_token());
      return all;
    }
    request.set_page_token(page.next_page_token());
  }
}

void List(Session& session, const Arguments& arguments) {
  const v1::ListEventsResponse response = Ask(session, arguments);
  if (session.json) return session.PrintJson(response);
  if (arguments.detail) {
    for (const v1::Event& event : response.events()) std::cout << PrintEvent(event, TerminalWidth()) << "\n";
  } else {
    std::cout << PrintEvents(response.events(), TerminalWidth());
  }
  if (!response.next_page_token().empty() && !response.events().empty()) {
    session.Say(
        absl::StrCat("Còn nữa: thêm --after ", response.events().rbegin()->sequence(), " hoặc --limit lớn hơn."));
  }
  session.Say(absl::StrCat("Số mới nhất: ", response.last_sequence()));
}

void Show(Session& session, const Arguments& arguments) {
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_after_sequence(std::max<int64_t>(0, arguments.sequence - 1));
  request.set_page_size(1);
  const auto page = session.OrFail(session.Client().Call(&v1::EventService::Stub::ListEvents, request));
  if (page.events().empty() || page.events(0).sequence() != arguments.sequence) {
    session.Fail(absl::StrCat("không có sự kiện ", arguments.sequence, " mà bạn được xem; nhật ký có đến số ",
                              page.last_sequence()));
  }
  if (session.json) return session.PrintJson(page.events(0));
  std::cout << PrintEvent(page.events(0), TerminalWidth());
}

void Watch(Session& session, const Arguments& arguments, bool from_start) {
  v1::WatchEventsRequest request;
  request.set_parent(session.Province());
  request.set_filter(FilterOf(arguments.selection, session));
  if (from_start || arguments.after > 0) request.set_after_sequence(arguments.after);
  const absl::Status status = session.Client().Watch(request, [&](const v1::WatchEventsResponse& item) {
    if (item.has_event()) PrintLine(session, item.event());
    return true;
  });
  if (!status.ok()) session.Fail(status);
}

}  // namespace

void AddEventCommands(CLI::App& app, Session& session) {
  CLI::App* events = app.add_subcommand("events", "Nhật ký sự kiện / the journal");
  events->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();

  CLI::App* list = events->add_subcommand("list", "Xem các sự kiện / events");
  AddEventSelection(*list, arguments->selection);
  list->add_option("--after", arguments->after, "Sau số / after sequence");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->add_flag("--detail", arguments->detail, "Đầy đủ từng sự kiện / each in full");
  list->callback([&session, arguments] { List(session, *arguments); });

  CLI::App* show = events->add_subcommand("show", "Xem một sự kiện / one event in full");
  show->add_option("number", arguments->sequence, "Số của sự kiện / its sequence")->required();
  show->callback([&session, arguments] { Show(session, *arguments); });

  CLI::App* watch = events->add_subcommand("watch", "Theo dõi trực tiếp / follow live");
  AddEventSelection(*watch, arguments->selection);
  CLI::Option* after = watch->add_option("--after", arguments->after, "Sau số; 0: từ đầu / after sequence; 0: all");
  watch->callback([&session, arguments, after] { Watch(session, *arguments, after->count() > 0); });

  AddEventExportCommand(*events, session);
  AddEventVerifyCommands(*events, session);
}

}  // namespace phoihop::cli
