#include "tests/simulation/registrar.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/operation.h"
#include "tests/simulation/province_before.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using Service = v1::ReorganisationService::Stub;

constexpr absl::Duration kLimit = absl::Minutes(5);
constexpr char kParent[] = "provinces/dong-nai";

std::unique_ptr<client::Client> NewClient(const std::string& target, const std::string& act_as) {
  // Patient: servers are killed meanwhile.
  return std::make_unique<client::Client>(client::Options{.target = target,
                                                          .act_as = act_as,
                                                          .timeout = absl::Minutes(1),
                                                          .max_attempts = 400,
                                                          .first_backoff = absl::Milliseconds(20),
                                                          .max_backoff = absl::Milliseconds(200)});
}

std::string OperationOf(const v1::Reorganisation& reorganisation) {
  return absl::StrCat(kParent, "/operations/", reorganisation.has_annul_basis() ? "undo-" : "execute-",
                      reorganisation.attempt(), "-", LastSegment(reorganisation.name()));
}

}  // namespace

Registrar::Registrar(std::string target, const std::string& unit) : target_(std::move(target)) { ActFor(unit); }

void Registrar::ActFor(const std::string& unit) {
  drafter_ = NewClient(target_, absl::StrCat(unit, "/", OfficerOf(unit)));
  approver_ = NewClient(target_, absl::StrCat(unit, "/", HeadOf(unit)));
}

template <typename Method, typename Request>
auto Registrar::Timed(const std::string& what, client::Client& client, Method method, const Request& request) {
  const absl::Time start = absl::Now();
  auto answer = client.Call(method, request);
  spent_[what] += absl::Now() - start;
  return answer;
}

absl::Status Registrar::Prepare(const v1::Reorganisation& draft) {
  v1::CreateReorganisationRequest create;
  create.set_parent(kParent);
  create.set_reorganisation_id(std::string(LastSegment(draft.name())));
  *create.mutable_reorganisation() = draft;
  const auto created = Timed("1 draft", *drafter_, &Service::CreateReorganisation, create);
  if (!created.ok()) return created.status();

  v1::PreviewReorganisationRequest preview;
  preview.set_name(draft.name());
  preview.set_page_size(1);
  const auto seen = Timed("2 preview", *drafter_, &Service::PreviewReorganisation, preview);
  if (!seen.ok()) return seen.status();
  previewed_ = seen->total_size();
  previewed_manual_ = 0;
  for (const v1::RehomingCount& count : seen->counts()) {
    if (count.outcome() == v1::RehomingItem::OUTCOME_MANUAL) previewed_manual_ += count.count();
  }

  v1::ApproveReorganisationRequest approve;
  approve.set_name(draft.name());
  approve.set_preview_token(seen->token());
  if (!draft.has_basis()) approve.mutable_basis()->set_text("Phương án sắp xếp tổ chức bộ máy năm 2025");
  return Timed("3 approve", *approver_, &Service::ApproveReorganisation, approve).status();
}

absl::StatusOr<std::string> Registrar::Execute(const v1::Reorganisation& draft) {
  v1::ExecuteReorganisationRequest execute;
  execute.set_name(draft.name());
  const auto operation = Timed("4 execute", *drafter_, &Service::ExecuteReorganisation, execute);
  if (!operation.ok()) return operation.status();
  for (const v1::Unit& unit : draft.units()) {
    if (LastSegment(unit.name()) == kCommittee) ActFor(kCommittee);
  }
  return operation->name();
}

absl::StatusOr<v1::Reorganisation> Registrar::AwaitEnd(const std::string& operation) {
  const absl::Time start = absl::Now();
  const auto done = client::WaitUntilDone(*drafter_, operation, {.limit = kLimit, .step = absl::Seconds(20)},
                                          [](const auto&) { return true; });
  spent_["5 until its end"] += absl::Now() - start;
  if (!done.ok()) return done.status();
  return client::ResultOf<v1::Reorganisation>(*done);
}

absl::StatusOr<v1::Reorganisation> Registrar::Enact(const v1::Reorganisation& draft) {
  if (absl::Status prepared = Prepare(draft); !prepared.ok()) return prepared;
  const auto operation = Execute(draft);
  if (!operation.ok()) return operation.status();
  return AwaitEnd(*operation);
}

absl::StatusOr<std::vector<v1::RehomingItem>> Registrar::Items(const std::string& reorganisation,
                                                               const std::string& filter) {
  const absl::Time start = absl::Now();
  v1::ListRehomingItemsRequest request;
  request.set_parent(reorganisation);
  request.set_page_size(1000);
  request.set_filter(filter);
  std::vector<v1::RehomingItem> items;
  const absl::Status status =
      drafter_->ForEachPage<Service, v1::ListRehomingItemsRequest, v1::ListRehomingItemsResponse>(
          &Service::ListRehomingItems, request, [&](const v1::ListRehomingItemsResponse& page) {
            items.insert(items.end(), page.items().begin(), page.items().end());
            return true;
          });
  spent_["6 list items"] += absl::Now() - start;
  if (!status.ok()) return status;
  return items;
}

absl::StatusOr<v1::Reorganisation> Registrar::Answer(
    const std::string& reorganisation, const std::function<std::string(const v1::RehomingItem&)>& choose) {
  absl::StatusOr<v1::Reorganisation> latest = Get(reorganisation);
  const auto waiting = Items(reorganisation, "state = WAITING OR state = UNDO_WAITING");
  if (!waiting.ok()) return waiting.status();
  for (const v1::RehomingItem& item : *waiting) {
    v1::AssignRehomingItemRequest assign;
    assign.set_name(reorganisation);
    assign.mutable_assignment()->set_item(item.item());
    assign.mutable_assignment()->set_to_unit(choose(item));
    assign.mutable_assignment()->mutable_basis()->set_text("Thông báo phân công của UBND tỉnh");
    const auto assigned = Timed("7 assign", *drafter_, &Service::AssignRehomingItem, assign);
    // The runner may have found meanwhile that people settled it themselves.
    if (!assigned.ok() && client::ReasonOf(assigned.status()) != "ITEM_NOT_WAITING") return assigned;
  }
  latest = Get(reorganisation);
  if (!latest.ok() || waiting->empty()) return latest;
  return AwaitEnd(OperationOf(*latest));
}

absl::StatusOr<v1::Reorganisation> Registrar::Get(const std::string& reorganisation) {
  v1::GetReorganisationRequest request;
  request.set_name(reorganisation);
  return drafter_->Call(&Service::GetReorganisation, request);
}

absl::StatusOr<v1::Reorganisation> Registrar::Resume(const std::string& reorganisation) {
  v1::ResumeReorganisationRequest request;
  request.set_name(reorganisation);
  const auto resumed = Timed("8 resume", *drafter_, &Service::ResumeReorganisation, request);
  // The runner may have verified it meanwhile, with another one that ended.
  if (client::ReasonOf(resumed.status()) == "REORGANISATION_STATE") return Get(reorganisation);
  if (!resumed.ok()) return resumed;
  return AwaitEnd(OperationOf(*resumed));
}

absl::StatusOr<v1::Reorganisation> Registrar::Undo(const std::string& reorganisation) {
  v1::UndoReorganisationRequest request;
  request.set_name(reorganisation);
  request.mutable_basis()->set_text("Quyết định hủy bỏ");
  const auto operation = Timed("9 undo", *drafter_, &Service::UndoReorganisation, request);
  if (!operation.ok()) return operation.status();
  return AwaitEnd(operation->name());
}

}  // namespace phoihop::testing
