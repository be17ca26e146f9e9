#include "clients/cli/task_verbs.h"

#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "clients/cli/task_print.h"

namespace phoihop::cli {

void ShowTask(const Session& session, const v1::Task& task) {
  if (session.json) return session.PrintJson(task);
  std::cout << DescribeTask(task, absl::Now(), TerminalWidth());
}

void AddDocuments(const VerbArguments& arguments,
                  google::protobuf::RepeatedPtrField<v1::DocumentReference>* documents) {
  for (const std::string& document : arguments.documents) {
    v1::DocumentReference& reference = *documents->Add();
    absl::StrContains(document, "://") ? reference.set_uri(document) : reference.set_number(document);
    reference.set_slot(arguments.slot);
  }
}

CLI::App* AddVerb(CLI::App& task, Session& session, const char* name, const char* help, const VerbOptions& options,
                  std::function<v1::Task(Session&, const VerbArguments&)> send) {
  auto arguments = std::make_shared<VerbArguments>();
  CLI::App* verb = task.add_subcommand(name, help);
  verb->add_option("task", arguments->task, "Mã nhiệm vụ / task id")->required();
  verb->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  verb->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  verb->add_flag("--dry-run", arguments->dry_run, "Chỉ xem trước, không ghi / preview only");
  options(*verb, *arguments);
  verb->callback([&session, arguments, send = std::move(send)] { ShowTask(session, send(session, *arguments)); });
  return verb;
}

void ReasonOption(CLI::App& verb, VerbArguments& arguments) {
  verb.add_option("--reason", arguments.reason, "Lý do / reason")->required();
}

void BasisOption(CLI::App& verb, VerbArguments& arguments) {
  verb.add_option("--basis", arguments.basis, "Căn cứ: số, ký hiệu văn bản / basis");
}

v1::RefusalReason RefusalReasonFor(const Session& session, const std::string& text) {
  v1::RefusalReason reason = v1::REFUSAL_REASON_UNSPECIFIED;
  const std::string name =
      absl::StrCat("REFUSAL_REASON_", absl::AsciiStrToUpper(absl::StrReplaceAll(text, {{"-", "_"}})));
  if (v1::RefusalReason_Parse(name, &reason)) return reason;
  session.Fail("lý do từ chối là một trong: not-competent, duplicate, incomplete, not-feasible, other");
}

}  // namespace phoihop::cli
