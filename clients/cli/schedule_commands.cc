// phoihop schedule …

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/schedule_print.h"
#include "clients/cli/session.h"
#include "phoihop/v1/schedule_service.grpc.pb.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ScheduleService::Stub;

struct Arguments {
  std::string plan;
  std::string item;
  std::string text;
  int count = 0;
  std::string from;
  std::string to;
  std::vector<std::string> dates;
  std::string reason;
  std::string etag;
  std::string request_id;
  bool strict_before = false;
  bool dry_run = false;
};

std::string ItemName(const Session& session, const Arguments& arguments) {
  return absl::StrCat(session.Name("plans", arguments.plan), "/items/", arguments.item);
}

std::string Day(const std::string& typed) { return typed.empty() ? std::string() : DateForServer(typed); }

void Show(Session& session, const Arguments& arguments) {
  v1::ListOccurrencesRequest request;
  request.set_parent(ItemName(session, arguments));
  request.set_page_size(1000);
  request.set_from_date(Day(arguments.from));
  request.set_to_date(Day(arguments.to));
  v1::ListOccurrencesResponse all;
  do {
    const auto page = session.OrFail(session.Client().Call(&Stub::ListOccurrences, request));
    all.mutable_occurrences()->MergeFrom(page.occurrences());
    *all.mutable_item() = page.item();
    all.set_total_size(page.total_size());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (session.json) return session.PrintJson(all);
  for (const std::string& line : ScheduleForPeople(all.item())) session.Say(line);
  session.Print(OccurrenceTable(all.occurrences()));
}

void Preview(Session& session, const Arguments& arguments) {
  v1::PreviewOccurrencesRequest request;
  request.set_parent(session.Province());
  if (!arguments.text.empty()) {
    request.set_deadline_text(arguments.text);
  } else if (!arguments.plan.empty() && !arguments.item.empty()) {
    request.set_item(ItemName(session, arguments));
  } else {
    session.Fail("nêu --text \"Hằng quý\", hoặc kế hoạch và mục / give --text, or a plan and an item");
  }
  request.set_count(arguments.count);
  request.set_from_date(Day(arguments.from));
  request.set_strict_before(arguments.strict_before);
  const auto response = session.OrFail(session.Client().Call(&Stub::PreviewOccurrences, request));
  if (session.json) return session.PrintJson(response);
  if (!response.explanation().empty()) session.Say(response.explanation());
  session.Print(OccurrenceTable(response.occurrences()));
  if (response.calendar_ends()) session.Say("Lịch làm việc chỉ có đến đây.");
}

// What every change has.
template <typename Request>
Request NewRequest(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_name(ItemName(session, arguments));
  request.set_reason(arguments.reason);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  return request;
}

void Tell(const Session& session, const Arguments& arguments, const v1::ScheduleChange& change) {
  if (session.json) return session.PrintJson(change);
  for (const std::string& line : ChangeForPeople(change, arguments.dry_run)) session.Say(line);
}

template <typename Request>
void AddDates(const Arguments& arguments, Request& request) {
  for (const std::string& date : arguments.dates) request.add_dates(DateForServer(date));
}

void Pause(Session& session, const Arguments& arguments) {
  auto request = NewRequest<v1::PauseScheduleRequest>(session, arguments);
  request.set_last_date(Day(arguments.to));
  Tell(session, arguments, session.OrFail(session.Client().Call(&Stub::PauseSchedule, request)));
}

void Resume(Session& session, const Arguments& arguments) {
  const auto request = NewRequest<v1::ResumeScheduleRequest>(session, arguments);
  Tell(session, arguments, session.OrFail(session.Client().Call(&Stub::ResumeSchedule, request)));
}

void Exclude(Session& session, const Arguments& arguments) {
  auto request = NewRequest<v1::ExcludeDatesRequest>(session, arguments);
  AddDates(arguments, request);
  Tell(session, arguments, session.OrFail(session.Client().Call(&Stub::ExcludeDates, request)));
}

void Include(Session& session, const Arguments& arguments) {
  auto request = NewRequest<v1::IncludeDatesRequest>(session, arguments);
  AddDates(arguments, request);
  Tell(session, arguments, session.OrFail(session.Client().Call(&Stub::IncludeDates, request)));
}

void Trigger(Session& session, const Arguments& arguments) {
  auto request = NewRequest<v1::TriggerOccurrenceRequest>(session, arguments);
  request.set_due_date(Day(arguments.to));
  Tell(session, arguments, session.OrFail(session.Client().Call(&Stub::TriggerOccurrence, request)));
}

void Backfill(Session& session, const Arguments& arguments) {
  auto request = NewRequest<v1::BackfillOccurrencesRequest>(session, arguments);
  request.set_from_date(Day(arguments.from));
  request.set_to_date(Day(arguments.to));
  Tell(session, arguments, session.OrFail(session.Client().Call(&Stub::BackfillOccurrences, request)));
}

void AddItem(CLI::App& command, Arguments& arguments) {
  command.add_option("plan", arguments.plan, "Mã kế hoạch / plan id")->required();
  command.add_option("item", arguments.item, "Mã của mục / item, e.g. 3")->required();
}

CLI::Option* AddReason(CLI::App& command, Arguments& arguments) {
  return command.add_option("--reason", arguments.reason, "Lý do / why");
}

void AddChange(CLI::App& command, Arguments& arguments) {
  AddItem(command, arguments);
  command.add_option("--etag", arguments.etag, "Chỉ làm nếu kế hoạch chưa thay đổi / only if unchanged");
  command.add_option("--request-id", arguments.request_id, "Mã chống lặp / idempotency key");
  command.add_flag("--dry-run", arguments.dry_run, "Chỉ xem trước / preview only");
}

void AddReads(CLI::App& schedule, Session& session, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* show = schedule.add_subcommand("show", "Các kỳ của một mục / the occurrences of an item");
  AddItem(*show, *arguments);
  show->add_option("--from", arguments->from, "Hạn từ ngày / due from");
  show->add_option("--to", arguments->to, "Hạn đến ngày / due to");
  show->callback([&session, arguments] { Show(session, *arguments); });

  CLI::App* preview = schedule.add_subcommand("preview", "Các hạn sắp tới / next due dates, of an item or of words");
  preview->add_option("plan", arguments->plan, "Mã kế hoạch / plan id");
  preview->add_option("item", arguments->item, "Mã của mục / item");
  preview->add_option("--text", arguments->text, "Lời văn của thời hạn / the words of a deadline");
  preview->add_option("--count", arguments->count, "Bao nhiêu kỳ (mặc định 12) / how many");
  preview->add_option("--from", arguments->from, "Từ ngày / from");
  preview->add_flag("--strict-before", arguments->strict_before, "\"Trước ngày D\" hiểu là D-1 / read strictly");
  preview->callback([&session, arguments] { Preview(session, *arguments); });
}

void AddPauses(CLI::App& schedule, Session& session, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* pause = schedule.add_subcommand("pause", "Tạm dừng: không giao kỳ nào / issue nothing for a while");
  AddChange(*pause, *arguments);
  AddReason(*pause, *arguments)->required();
  pause->add_option("--until", arguments->to, "Ngày cuối cùng của tạm dừng / its last day");
  pause->callback([&session, arguments] { Pause(session, *arguments); });

  CLI::App* resume = schedule.add_subcommand("resume", "Chạy tiếp / end the pause");
  AddChange(*resume, *arguments);
  AddReason(*resume, *arguments);
  resume->callback([&session, arguments] { Resume(session, *arguments); });
}

void AddMakers(CLI::App& schedule, Session& session, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* exclude = schedule.add_subcommand("exclude", "Bỏ các ngày khỏi lịch / leave due dates out");
  AddChange(*exclude, *arguments);
  exclude->add_option("--date", arguments->dates, "Ngày hạn / due date (dd/mm/yyyy)")->required();
  AddReason(*exclude, *arguments)->required();
  exclude->callback([&session, arguments] { Exclude(session, *arguments); });

  CLI::App* include = schedule.add_subcommand("include", "Đưa các ngày trở lại lịch / take them in again");
  AddChange(*include, *arguments);
  include->add_option("--date", arguments->dates, "Ngày hạn / due date (dd/mm/yyyy)")->required();
  AddReason(*include, *arguments);
  include->callback([&session, arguments] { Include(session, *arguments); });

  CLI::App* trigger = schedule.add_subcommand("trigger", "Giao ngay một kỳ / make one occurrence now");
  AddChange(*trigger, *arguments);
  trigger->add_option("--due", arguments->to, "Hạn của kỳ đó / its due date (dd/mm/yyyy)")->required();
  AddReason(*trigger, *arguments)->required();
  trigger->callback([&session, arguments] { Trigger(session, *arguments); });

  CLI::App* backfill = schedule.add_subcommand("backfill", "Làm bù các kỳ đã lỡ / make what was missed");
  AddChange(*backfill, *arguments);
  backfill->add_option("--from", arguments->from, "Hạn từ ngày / due from (dd/mm/yyyy)")->required();
  backfill->add_option("--to", arguments->to, "Hạn đến ngày / due to (dd/mm/yyyy)")->required();
  AddReason(*backfill, *arguments)->required();
  backfill->callback([&session, arguments] { Backfill(session, *arguments); });
}

}  // namespace

void AddScheduleCommands(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* schedule = app.add_subcommand("schedule", "Nghĩa vụ định kỳ / recurring obligations");
  schedule->require_subcommand(1);
  AddReads(*schedule, session, arguments);
  AddPauses(*schedule, session, arguments);
  AddMakers(*schedule, session, arguments);
}

}  // namespace phoihop::cli
