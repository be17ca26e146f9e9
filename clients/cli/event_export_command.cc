// phoihop events export

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/event_export.h"
#include "clients/cli/event_selection.h"

namespace phoihop::cli {
namespace {

// As many events as one page of the server holds.
constexpr int kPageSize = 1000;

struct Arguments {
  EventSelection selection;
  std::string out;
  std::string format = "jsonl";
  bool resume = false;
};

void Export(Session& session, const Arguments& arguments) {
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_filter(FilterOf(arguments.selection, session));
  request.set_page_size(kPageSize);
  const ExportFormat format = arguments.format == "csv" ? ExportFormat::kCsv : ExportFormat::kJsonLines;
  const std::string query = absl::CEscape(absl::StrCat(request.parent(), " ", request.filter()));
  EventExport file = session.OrFail(EventExport::Open(arguments.out, format, query, arguments.resume));
  request.set_after_sequence(file.after());
  absl::Status written;
  const absl::Status status =
      session.Client().ForEachPage<v1::EventService::Stub, v1::ListEventsRequest, v1::ListEventsResponse>(
          &v1::EventService::Stub::ListEvents, request, [&](const v1::ListEventsResponse& page) {
            for (const v1::Event& event : page.events()) {
              written = file.Add(event);
              if (!written.ok()) return false;
            }
            written = file.EndPage();
            return written.ok();
          });
  if (!status.ok()) session.Fail(status);
  if (!written.ok()) session.Fail(written);
  written = file.Finish();
  if (!written.ok()) session.Fail(written);
  session.Say(absl::StrCat("Đã xuất ", file.written(), " sự kiện vào ", arguments.out));
}

}  // namespace

void AddEventExportCommand(CLI::App& events, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = events.add_subcommand("export", "Xuất ra tệp / export to a file");
  AddEventSelection(*command, arguments->selection);
  command->add_option("--out", arguments->out, "Tệp / file")->required();
  command
      ->add_option(
          "--format", arguments->format,
          "jsonl: kiểm tra lại được bằng 'events verify --file'; csv: mở bằng Excel / jsonl can be verified, csv "
          "opens in Excel")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->capture_default_str();
  command->add_flag("--resume", arguments->resume, "Xuất tiếp lần dở dang / go on with one that was broken off");
  command->callback([&session, arguments] { Export(session, *arguments); });
}

}  // namespace phoihop::cli
