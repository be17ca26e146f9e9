#include "services/handlers/attached_files.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/common.pb.h"
#include "services/files/limits.h"
#include "services/handlers/work_pool.h"
#include "services/store/file_rows.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// All documents of a message that name a file, however deep.
void CollectDocuments(Message& message, std::vector<v1::DocumentReference*>& documents) {
  if (message.GetDescriptor() == v1::DocumentReference::descriptor()) {
    auto& document = static_cast<v1::DocumentReference&>(message);
    if (!document.file().empty()) documents.push_back(&document);
    return;
  }
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    if (!field->is_repeated()) {
      CollectDocuments(*reflection->MutableMessage(&message, field), documents);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      CollectDocuments(*reflection->MutableRepeatedMessage(&message, field, i), documents);
    }
  }
}

absl::Status Wrong(const v1::DocumentReference& document, absl::string_view why) {
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                        {{"documents.file", absl::StrCat("'", Excerpt(document.file()), "' ", why)}});
}

absl::Status FillIn(v1::DocumentReference& document, const std::vector<store::FileRow>& files, absl::Time now) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const store::FileRow& row) { return row.file.name() == document.file(); });
  if (found == files.end())
    return Wrong(document, "is no file of this task; upload it first (what nobody names within a day is removed)");
  const v1::File& file = found->file;
  if (!found->kept && now - FromTimestamp(file.create_time()) >= files::kUnnamedLimit) {
    return Wrong(document, "was uploaded more than a day ago and is being removed; upload it again");
  }
  if (!document.sha256().empty() && document.sha256() != file.sha256()) {
    return Wrong(document, "has another sha256 than the document says");
  }
  document.set_sha256(file.sha256());
  if (document.number().empty() && document.title().empty()) document.set_title(file.filename());
  return absl::OkStatus();
}

absl::Status FillIn(Message& message, const std::string& task_name, const CallContext& call,
                    store::Database& database) {
  std::vector<v1::DocumentReference*> documents;
  CollectDocuments(message, documents);
  std::vector<std::string> ids;
  for (const v1::DocumentReference* document : documents) {
    if (ParentOf(document->file()) == task_name) ids.emplace_back(LastSegment(document->file()));
  }
  const auto files = store::FindFiles(database, call.province, LastSegment(task_name), ids);
  if (!files.ok()) return files.status();
  for (v1::DocumentReference* document : documents) {
    if (const absl::Status status = FillIn(*document, *files, call.now); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// The task that a name is, or is part of (a hand-off): provinces/{province}/tasks/{task}.
std::string TaskIn(absl::string_view name) {
  constexpr size_t kSegments = 4;
  std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
  if (segments.size() > kSegments) segments.resize(kSegments);
  return absl::StrJoin(segments, "/");
}

bool NamesFiles(Message& message) {
  std::vector<v1::DocumentReference*> documents;
  CollectDocuments(message, documents);
  return !documents.empty();
}

}  // namespace

void SubmitWithFiles(internal::v1::Command command, absl::string_view name, const CallContext& call,
                     const Services& services, engine::Done done) {
  if (!NamesFiles(*command.mutable_task())) return services.engine.Submit(std::move(command), std::move(done));
  // Looking them up may wait for the database; who hands in a command must not.
  struct Waiting {
    internal::v1::Command command;
    engine::Done done;
  };
  const auto waiting = std::make_shared<Waiting>(Waiting{std::move(command), std::move(done)});
  const bool accepted = services.pool.TrySubmit([waiting, task_name = TaskIn(name), call, services = services] {
    const absl::Status status = FillIn(*waiting->command.mutable_task(), task_name, call, services.database);
    if (!status.ok()) return waiting->done(status);
    services.engine.Submit(std::move(waiting->command), std::move(waiting->done));
  });
  if (!accepted) {
    waiting->done(Error(v1::ERROR_REASON_QUEUE_FULL, "too many calls are waiting; come back in a moment"));
  }
}

}  // namespace phoihop::handlers
