// phoihop escalation deliveries: what could not be sent, and having it sent again.

#include <CLI/App.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/delivery_words.h"
#include "clients/cli/escalation_commands.h"
#include "clients/cli/escalation_print.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::EscalationService::Stub;

struct Arguments {
  std::string channel;
  std::string system;
  int limit = 50;
  std::vector<int64_t> digests;
};

template <typename Request>
Request RequestFor(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_parent(session.Province());
  request.set_system(arguments.system);
  if (arguments.channel.empty()) return request;
  const auto channel = ChannelOfWord(arguments.channel);
  if (!channel.has_value()) {
    session.Fail(absl::StrCat("không hiểu --channel '", arguments.channel, "': viết email hoặc webhook"));
  }
  request.set_channel(*channel);
  return request;
}

void List(Session& session, const Arguments& arguments) {
  auto request = RequestFor<v1::ListFailedDeliveriesRequest>(session, arguments);
  request.set_page_size(arguments.limit);
  const v1::ListFailedDeliveriesResponse list =
      session.OrFail(session.Client().Call(&Stub::ListFailedDeliveries, request));
  if (session.json) return session.PrintJson(list);
  if (list.failed_deliveries().empty()) return session.Say("Không có gì không gửi được.");
  session.Print(FailedDeliveryTable(list));
  if (!list.next_page_token().empty()) session.Say("Còn nữa; xem thêm bằng --limit.");
  session.Say("Khắc phục nguyên nhân rồi gửi lại: phoihop escalation deliveries retry");
}

void Retry(Session& session, const Arguments& arguments) {
  auto request = RequestFor<v1::RetryFailedDeliveriesRequest>(session, arguments);
  for (const int64_t digest : arguments.digests) request.add_digest_ids(digest);
  const v1::RetryFailedDeliveriesResponse response =
      session.OrFail(session.Client().Call(&Stub::RetryFailedDeliveries, request));
  if (session.json) return session.PrintJson(response);
  for (const std::string& line : RetryLines(response)) session.Say(line);
}

void AddFilters(CLI::App& command, Arguments& arguments) {
  command.add_option("--channel", arguments.channel, "Chỉ qua kênh này: email hoặc webhook / only over this channel");
  command.add_option("--system", arguments.system, "Chỉ lần gọi hệ thống này / only calls of this system");
}

}  // namespace

void AddFailedDeliveryCommands(CLI::App& escalation, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* deliveries = escalation.add_subcommand(
      "deliveries", "Thư, webhook không gửi được / mails, webhooks and calls of systems that were given up");
  deliveries->require_subcommand(1);
  CLI::App* list = deliveries->add_subcommand("list", "Danh sách và nguyên nhân / which ones, and why");
  AddFilters(*list, *arguments);
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { List(session, *arguments); });
  CLI::App* retry = deliveries->add_subcommand(
      "retry", "Gửi lại sau khi khắc phục / have them sent again, after the cause was mended");
  AddFilters(*retry, *arguments);
  retry->add_option("--digest", arguments->digests, "Chỉ những tập này (số trong danh sách) / only these, by number");
  retry->callback([&session, arguments] { Retry(session, *arguments); });
}

}  // namespace phoihop::cli
