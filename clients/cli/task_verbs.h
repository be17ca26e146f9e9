// What the verbs of `phoihop task` share: their options, what their requests have in common, how the answer is shown.
#ifndef CLIENTS_CLI_TASK_VERBS_H_
#define CLIENTS_CLI_TASK_VERBS_H_

#include <google/protobuf/repeated_field.h>

#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/session.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::cli {

// All options that some verb takes.
struct VerbArguments {
  std::string task;
  std::string other;  // another task, an item of the checklist
  std::string handoff;
  std::string unit;
  std::vector<std::string> units;
  std::string person;
  std::string title;
  std::string reason;
  std::string explanation;
  std::string basis;
  std::string summary;
  std::vector<std::string> texts;
  std::vector<std::string> dues;  // of steps: `2=15/12/2026`
  std::vector<std::string> documents;
  std::string slot;
  std::string from;
  std::string date;
  int number = 0;
  bool flag = false;
  std::string etag;
  std::string request_id;
  bool dry_run = false;
};

// Fields that every verb's request has.
template <typename Request>
Request StartRequest(const Session& session, const VerbArguments& arguments) {
  Request request;
  request.set_name(session.Name("tasks", arguments.task));
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  return request;
}

// As people read it, or as JSON.
void ShowTask(const Session& session, const v1::Task& task);

// Numbers of documents, or addresses.
void AddDocuments(const VerbArguments& arguments, google::protobuf::RepeatedPtrField<v1::DocumentReference>* documents);

using VerbOptions = std::function<void(CLI::App&, VerbArguments&)>;
inline void NoOptions(CLI::App&, VerbArguments&) {}

// A verb on one task: its options, and what it sends.
CLI::App* AddVerb(CLI::App& task, Session& session, const char* name, const char* help, const VerbOptions& options,
                  std::function<v1::Task(Session&, const VerbArguments&)> send);

// The same for a verb whose request is filled by `fill`.
template <typename Service, typename Request, typename Fill>
CLI::App* AddVerb(CLI::App& task, Session& session, const char* name, const char* help,
                  grpc::Status (Service::*method)(grpc::ClientContext*, const Request&, v1::Task*),
                  const VerbOptions& options, Fill fill) {
  return AddVerb(task, session, name, help, options,
                 [method, fill = std::move(fill)](Session& session, const VerbArguments& arguments) {
                   auto request = StartRequest<Request>(session, arguments);
                   fill(session, arguments, request);
                   return session.OrFail(session.Client().Call(method, std::move(request)));
                 });
}

// The options of `--reason`, which is needed, and `--basis`, which may be.
void ReasonOption(CLI::App& verb, VerbArguments& arguments);
void BasisOption(CLI::App& verb, VerbArguments& arguments);

// Why somebody refuses, as people type it: `not-competent`.
v1::RefusalReason RefusalReasonFor(const Session& session, const std::string& text);

// The parts of `phoihop task`.
void AddTaskCreateCommand(CLI::App& task, Session& session);
// More time, standstills, ends other than completion and the ways back.
void AddTaskChangeCommands(CLI::App& task, Session& session);
// Passing a task on to another unit.
void AddTaskHandoffCommands(CLI::App& task, Session& session);
// Other units: pieces, contributions, copies, other tasks that are waited for.
void AddTaskTeamCommands(CLI::App& task, Session& session);
// The lead's own work: who has it, evidence, progress, steps; remarks and who follows it.
void AddTaskWorkCommands(CLI::App& task, Session& session);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_TASK_VERBS_H_
