// phoihop basket: what a unit, or a person in it, has to do now.

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/basket_print.h"
#include "clients/cli/drawing.h"
#include "clients/cli/session.h"
#include "clients/cli/task_verbs.h"

namespace phoihop::cli {
namespace {

using Stub = v1::BasketService::Stub;

struct Arguments {
  std::string unit;
  std::string person;
  std::vector<std::string> kinds;
  int limit = 50;
  bool full = false;
};

v1::ListBasketRequest RequestOf(const Session& session, const Arguments& arguments) {
  v1::ListBasketRequest request;
  request.set_parent(session.Province());
  request.set_unit(session.Name("units", arguments.unit));
  request.set_person(session.Name("persons", arguments.person));
  for (const std::string& word : arguments.kinds) {
    const auto kind = BasketKindOfWord(word);
    if (!kind.has_value()) session.Fail(absl::StrCat("loại việc là một trong: ", BasketKindWords()));
    request.add_kinds(*kind);
  }
  request.set_page_size(arguments.limit);
  request.set_view(arguments.full ? v1::BASKET_VIEW_FULL : v1::BASKET_VIEW_BASIC);
  return request;
}

void Show(Session& session, const Arguments& arguments) {
  const v1::ListBasketRequest request = RequestOf(session, arguments);
  const v1::ListBasketResponse basket = session.OrFail(session.Client().Call(&Stub::ListBasket, request));
  if (session.json) return session.PrintJson(basket);
  v1::CountBasketRequest count;
  count.set_parent(request.parent());
  count.set_unit(request.unit());
  count.set_person(request.person());
  const v1::CountBasketResponse counts = session.OrFail(session.Client().Call(&Stub::CountBasket, count));
  session.Say(absl::StrCat("Giỏ việc: ", CountsForPeople(counts)));
  if (arguments.full) {
    for (const v1::BasketEntry& entry : basket.entries()) {
      session.Say(absl::StrCat("\n— ", BasketKindForPeople(entry.kind())));
      ShowTask(session, entry.task());
    }
  } else if (!basket.entries().empty()) {
    session.Print(BasketTable(basket, absl::Now()));
  }
  if (!basket.next_page_token().empty()) {
    session.Say(absl::StrCat("Còn nữa; xem thêm bằng --limit (đang là ", arguments.limit, ")."));
  }
}

}  // namespace

void AddBasketCommand(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* basket =
      app.add_subcommand("basket", "Giỏ việc: đơn vị, hoặc một người, đang phải làm gì / what is to be done now");
  basket->add_option("--unit", arguments->unit, "Của đơn vị; bỏ trống: đơn vị của bạn / of a unit; empty: yours");
  basket->add_option("--person", arguments->person, "Việc của một người / what a person has");
  basket->add_option("--kind", arguments->kinds, absl::StrCat("Loại việc / kind: ", BasketKindWords()));
  basket->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  basket->add_flag("--full", arguments->full, "Đầy đủ từng nhiệm vụ / each task as `task show` has it");
  AddDrawing(*basket, session, [&session, arguments] { Show(session, *arguments); });
}

}  // namespace phoihop::cli
