#include "clients/cli/drawing.h"

#include <unistd.h>

#include <cstdint>
#include <iostream>
#include <memory>
#include <utility>

namespace phoihop::cli {
namespace {

constexpr char kClearScreen[] = "\033[H\033[2J";

int64_t NewestSequence(Session& session) {
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(1);
  return session.OrFail(session.Client().Call(&v1::EventService::Stub::ListEvents, request)).last_sequence();
}

void Draw(const std::function<void()>& draw) {
  draw();
  std::cout << std::flush;
}

// Many events at once are one new picture.
void Watch(Session& session, const std::function<void()>& draw) {
  const auto redraw = [&] {
    // Taken before the picture, so that nothing falls between it and the watch.
    const int64_t shown = NewestSequence(session);
    if (OnTerminal()) std::cout << kClearScreen;
    Draw(draw);
    return shown;
  };
  int64_t shown = redraw();
  v1::WatchEventsRequest request;
  request.set_parent(session.Province());
  request.set_after_sequence(shown);
  const absl::Status status = session.Client().Watch(request, [&](const v1::WatchEventsResponse& item) {
    if (item.has_event() && item.event().sequence() > shown) shown = redraw();
    return true;
  });
  if (!status.ok()) session.Fail(status);
}

}  // namespace

bool OnTerminal() { return isatty(STDOUT_FILENO) != 0; }

void AddDrawing(CLI::App& command, Session& session, std::function<void()> draw) {
  const auto watch = std::make_shared<bool>(false);
  command.add_flag("--watch", *watch, "Vẽ lại khi có thay đổi / again whenever something changed");
  command.callback([&session, watch, draw = std::move(draw)] { *watch ? Watch(session, draw) : Draw(draw); });
}

}  // namespace phoihop::cli
