// What every command of the CLI shares: the connection, the province, the form of the output, and how an error is
// shown.
#ifndef CLIENTS_CLI_SESSION_H_
#define CLIENTS_CLI_SESSION_H_

#include <google/protobuf/message.h>

#include <CLI/App.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/format.h"
#include "clients/cli/table.h"
#include "clients/cpp/client.h"

namespace phoihop::cli {

class Session {
 public:
  // Global options, set by the parser before a command runs.
  std::string server = "127.0.0.1:50051";
  std::string act_as;
  std::string on_behalf_of;
  // Of the OpenID provider. The token itself comes from the environment only: everybody on a machine can list
  // arguments.
  std::string token_file;
  bool tls = false;
  std::string tls_ca, tls_certificate, tls_key;
  std::string province = "dong-nai";
  bool json = false;

  client::Client& Client();

  std::string Province() const;                                                // provinces/dong-nai
  std::string Name(absl::string_view collection, absl::string_view id) const;  // accepts an id or a whole name

  void PrintJson(const google::protobuf::Message& message) const;
  void Print(const Table& table) const;
  void Say(absl::string_view text) const;

  // Ends the command with the reason and what to do; the process exits with 1.
  [[noreturn]] void Fail(const absl::Status& status) const;
  [[noreturn]] void Fail(absl::string_view sentence) const;

  // Asks at the terminal; false without one, and with --json: then nobody is there to answer.
  bool Agreed(absl::string_view question) const;

  // What people typed for "as known on", for a request; the field stays unset for "everything that is known".
  google::protobuf::Timestamp KnownAt(const std::string& text) const;
  template <typename Request>
  void SetKnownAt(const std::string& text, Request& request) const {
    const google::protobuf::Timestamp known_at = KnownAt(text);
    if (known_at.seconds() != 0) *request.mutable_known_at() = known_at;
  }

  // A file that people name: its bytes, or the message that it is as JSON. Fails when there is none.
  std::string ReadFile(const std::string& path) const;
  void ReadJsonFile(const std::string& path, google::protobuf::Message& message) const;

  template <typename Value>
  Value OrFail(absl::StatusOr<Value> value) const {
    if (!value.ok()) Fail(value.status());
    return *std::move(value);
  }

 private:
  std::unique_ptr<client::Client> client_;
};

// Exit code of a command that the server refused or that could not be done.
inline constexpr int kFailureExitCode = 1;
struct Failure {};

void AddScheduleCommands(CLI::App& app, Session& session);
void AddUnitCommands(CLI::App& app, Session& session);
// The part of `unit` that is about time: lineage, predecessors, the organisation on a day.
void AddUnitHistoryCommands(CLI::App& unit, Session& session);
// Roles, grants, explanations, settings; substitutions and access tokens.
void AddAccessCommands(CLI::App& app, Session& session);
void AddIdentityCommands(CLI::App& app, Session& session);
void AddPersonCommands(CLI::App& app, Session& session);
void AddPostCommands(CLI::App& app, Session& session);
void AddReorganisationCommands(CLI::App& app, Session& session);
// Instruments, functions, duties, the matrix, regulations.
void AddResponsibilityCommands(CLI::App& app, Session& session);
void AddPlanCommands(CLI::App& app, Session& session);
void AddFindingCommands(CLI::App& app, Session& session);
// The part of `plan` that reads tables: import, answers, revision.
void AddPlanImportCommands(CLI::App& plan, Session& session);
void AddPlanProgressCommand(CLI::App& plan, Session& session);
void AddTaskCommands(CLI::App& app, Session& session);
// The part of `task` about files.
void AddTaskFileCommands(CLI::App& task, Session& session);
void AddBasketCommand(CLI::App& app, Session& session);
// What one is told, and who was told what.
void AddInboxCommand(CLI::App& app, Session& session);
void AddBulkCommands(CLI::App& app, Session& session);
void AddEventCommands(CLI::App& app, Session& session);
void AddDeadlineCommands(CLI::App& app, Session& session);
void AddCalendarCommands(CLI::App& app, Session& session);
void AddCompletionCommand(CLI::App& app);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_SESSION_H_
