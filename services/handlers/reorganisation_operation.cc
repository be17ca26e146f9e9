#include "services/handlers/reorganisation_operation.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/engine/engine.h"
#include "services/handlers/reorganisation_answer.h"
#include "services/handlers/reorganisation_event.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;

// `execute-1-sx-2026-…`: verb, attempt, reorganisation.
struct OperationId {
  int attempt = 0;
  std::string reorganisation;  // resource name
};

// The reorganisation of an operation that there is, or was.
absl::StatusOr<const v1::Reorganisation*> FindOperated(const std::string& name, const OperationId& id,
                                                       const Facts& facts) {
  const v1::Reorganisation* reorganisation = organisation::FindReorganisation(facts.data(), id.reorganisation);
  if (reorganisation == nullptr) return NoOperation(name);
  const bool earlier = id.attempt > 0 && id.attempt < reorganisation->attempt();
  if (!earlier && name != OperationName(*reorganisation)) return NoOperation(name);
  if (!earlier && reorganisation->attempt() == 0 && reorganisation->state() != v1::Reorganisation::STATE_ANNULLED) {
    return NoOperation(name);
  }
  return reorganisation;
}

// An operation that a later one has followed is over.
bool IsDone(const std::string& name, const v1::Reorganisation& reorganisation) {
  return name != OperationName(reorganisation) || !IsRunning(reorganisation);
}

class Source : public OperationSource {
 public:
  Source(std::string name, OperationId id) : name_(std::move(name)), id_(std::move(id)) {}

  absl::StatusOr<Operation> Read(const CallContext& call, const Services& services) const override {
    const auto facts = services.engine.FactsOf(call.province);
    if (!facts.ok()) return facts.status();
    const auto reorganisation = FindOperated(name_, id_, **facts);
    if (!reorganisation.ok()) return reorganisation.status();
    return OperationOf(name_, **reorganisation, IsDone(name_, **reorganisation), **facts, call, services);
  }

  absl::StatusOr<std::optional<Operation>> Heed(const v1::Event& event, const CallContext& call,
                                                const Services& services) const override {
    const v1::Reorganisation* reorganisation = ReorganisationIn(event);
    if (reorganisation == nullptr || reorganisation->name() != id_.reorganisation) return std::nullopt;
    if (!IsDone(name_, *reorganisation)) return std::nullopt;
    const auto facts = services.engine.FactsOf(call.province);
    if (!facts.ok()) return facts.status();
    auto operation = OperationOf(name_, *reorganisation, true, **facts, call, services);
    if (!operation.ok()) return operation.status();
    return std::optional<Operation>(*std::move(operation));
  }

 private:
  const std::string name_;
  const OperationId id_;
};

}  // namespace

std::shared_ptr<const OperationSource> ReorganisationOperation(const std::string& name, absl::string_view id,
                                                               const CallContext& call) {
  const std::vector<std::string> parts = absl::StrSplit(id, absl::MaxSplits('-', 2));
  OperationId read;
  if (parts.size() != 3 || (parts[0] != "execute" && parts[0] != "undo") ||
      !absl::SimpleAtoi(parts[1], &read.attempt) || absl::StrCat(read.attempt) != parts[1] || !IsId(parts[2])) {
    return nullptr;
  }
  read.reorganisation = ChildName(ProvinceName(call.province), "reorganisations", parts[2]);
  return std::make_shared<Source>(name, std::move(read));
}

}  // namespace phoihop::handlers
