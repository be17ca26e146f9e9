#include "services/handlers/bulk_answer.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/handlers/visibility.h"
#include "services/store/bulk_reader.h"
#include "workflow/bulk/bulk.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;

// An attempt that a later one has followed is over.
Operation OperationOf(const std::string& name, int attempt, const v1::BulkOperation& bulk) {
  Operation operation;
  operation.set_name(name);
  operation.mutable_metadata()->PackFrom(bulk);
  operation.set_done(attempt < bulk.attempt() || bulk::IsOver(bulk.state()));
  if (operation.done()) operation.mutable_response()->PackFrom(bulk);
  return operation;
}

class Source : public OperationSource {
 public:
  Source(std::string name, int attempt, std::string bulk_operation)
      : name_(std::move(name)), attempt_(attempt), bulk_operation_(std::move(bulk_operation)) {}

  absl::StatusOr<Operation> Read(const CallContext& call, const Services& services) const override {
    const auto bulk = ReadVisibleBulkOperation(BulkName(call), call, services);
    if (!bulk.ok()) return bulk.status();
    if (attempt_ > bulk->attempt()) return NoOperation(name_);
    return OperationOf(name_, attempt_, *bulk);
  }

  absl::StatusOr<std::optional<Operation>> Heed(const v1::Event& event, const CallContext& call,
                                                const Services& services) const override {
    const v1::BulkOperation& changed = event.bulk_operation_changed().bulk_operation();
    if (changed.name() != BulkName(call) || !(bulk::IsOver(changed.state()) || attempt_ < changed.attempt())) {
      return std::nullopt;
    }
    auto operation = Read(call, services);
    if (!operation.ok()) return operation.status();
    if (!operation->done()) return std::nullopt;
    return std::optional<Operation>(*std::move(operation));
  }

 private:
  std::string BulkName(const CallContext& call) const {
    return ChildName(ProvinceName(call.province), "bulkOperations", bulk_operation_);
  }

  const std::string name_;
  const int attempt_;
  const std::string bulk_operation_;  // id
};

}  // namespace

absl::StatusOr<v1::BulkOperation> ReadVisibleBulkOperation(absl::string_view name, const CallContext& call,
                                                           const Services& services) {
  const auto id = IdOf(name, "bulkOperations");
  if (!id.ok()) return id.status();
  if (name != ChildName(ProvinceName(call.province), "bulkOperations", *id)) {
    return Error(v1::ERROR_REASON_INVALID_NAME,
                 absl::StrCat("'", Excerpt(name), "' is not a bulk operation of ", ProvinceName(call.province)));
  }
  auto bulk = store::GetBulkOperation(services.database, call.province, *id);
  if (!bulk.ok() && ReasonOf(bulk.status()) != v1::ERROR_REASON_NOT_FOUND) return bulk.status();
  if (!bulk.ok() || !CheckSeesUnit(bulk->actor().unit(), call).ok()) {
    return bulk::Unseen(task::SeesWholeProvince(call.actor, *call.facts, DayOf(call.now)));
  }
  return bulk;
}

Operation OperationOf(const v1::BulkOperation& bulk) {
  return OperationOf(ChildName(ParentOf(bulk.name()), "operations", bulk::OperationId(bulk)), bulk.attempt(), bulk);
}

std::shared_ptr<const OperationSource> BulkOperationSource(const std::string& name, absl::string_view id) {
  const std::vector<std::string> parts = absl::StrSplit(id, absl::MaxSplits('-', 2));
  int attempt = 0;
  if (parts.size() != 3 || parts[0] != "bulk" || !absl::SimpleAtoi(parts[1], &attempt) || attempt < 1 ||
      absl::StrCat(attempt) != parts[1] || !IsId(parts[2])) {
    return nullptr;
  }
  return std::make_shared<Source>(name, attempt, parts[2]);
}

}  // namespace phoihop::handlers
