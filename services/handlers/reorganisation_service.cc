#include "services/handlers/reorganisation_service.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/page.h"
#include "services/handlers/preview.h"
#include "services/handlers/reorganisation_answer.h"
#include "services/handlers/submit.h"
#include "services/handlers/work_pool.h"
#include "services/store/filter.h"
#include "services/store/rehoming_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;
using internal::v1::ReferenceCommand;
using State = v1::Reorganisation::State;

// What is answered when a reorganisation was just changed.
template <typename Response>
using Answer = std::function<absl::StatusOr<Response>(const v1::Reorganisation&, const Facts&)>;

// Runs `work` in a thread of the pool, which answers.
template <typename Response>
void InPool(const Services& services, Done<Response> done, std::function<void(const Done<Response>&)> work) {
  const auto shared = std::make_shared<const Done<Response>>(std::move(done));
  if (services.pool.TrySubmit([shared, work = std::move(work)] { work(*shared); })) return;
  (*shared)(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
}

// Sends the command, then reads the reorganisation as it is now.
template <typename Response>
void SubmitAndAnswer(internal::v1::Command command, const std::string& name, const Services& services,
                     Done<Response> done, Answer<Response> answer) {
  SubmitAndRead<Response>(
      std::move(command), services, std::move(done),
      [name, answer = std::move(answer)](const Facts& facts, const std::string&) -> absl::StatusOr<Response> {
        const auto reorganisation = FindReorganisation(name, facts);
        if (!reorganisation.ok()) return reorganisation.status();
        return answer(**reorganisation, facts);
      });
}

void SubmitAndPresent(internal::v1::Command command, const std::string& name, const Services& services,
                      Done<v1::Reorganisation> done) {
  SubmitAndAnswer<v1::Reorganisation>(
      std::move(command), name, services, std::move(done),
      [](const v1::Reorganisation& reorganisation, const Facts&) { return Present(reorganisation); });
}

// Sends the request as the verb that `verb` makes room for, and answers the reorganisation.
template <typename Request, Request* (ReferenceCommand::*verb)()>
void Verb(const Request& request, const CallContext& call, const Services& services, Done<v1::Reorganisation> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *(command->mutable_reference()->*verb)() = request;
  SubmitAndPresent(*std::move(command), request.name(), services, std::move(done));
}

// The same for a verb that starts an operation.
template <typename Request, Request* (ReferenceCommand::*verb)()>
void Start(const Request& request, const CallContext& call, const Services& services, Done<Operation> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *(command->mutable_reference()->*verb)() = request;
  SubmitAndAnswer<Operation>(*std::move(command), request.name(), services, std::move(done),
                             [call, &services](const v1::Reorganisation& reorganisation, const Facts& facts) {
                               return OperationOf(OperationName(reorganisation), reorganisation,
                                                  !IsRunning(reorganisation), facts, call, services);
                             });
}

// For validate_only: the draft as it would be.
v1::Reorganisation Draft(const v1::Reorganisation& asked, const std::string& name) {
  v1::Reorganisation draft = asked;
  draft.set_name(name);
  draft.set_state(v1::Reorganisation::STATE_DRAFT);
  return Present(draft);
}

void SubmitDraft(internal::v1::Command command, const v1::Reorganisation& asked, const std::string& name,
                 const Services& services, Done<v1::Reorganisation> done) {
  if (!command.validate_only()) return SubmitAndPresent(std::move(command), name, services, std::move(done));
  services.engine.Submit(std::move(command), [draft = Draft(asked, name),
                                              done = std::move(done)](const absl::StatusOr<engine::Applied>& applied) {
    if (!applied.ok()) return done(applied.status());
    done(draft);
  });
}

// What was moved, or moved back, is not decided again. Duties are part of the reorganisation, which knows that itself;
// and the same decision again is the same request.
absl::Status CheckUndecided(const v1::AssignRehomingItemRequest& request, const CallContext& call,
                            const Services& services) {
  const auto reorganisation = FindReorganisation(request.name(), *call.facts);
  if (!reorganisation.ok()) return reorganisation.status();
  for (const v1::ItemAssignment& known : (*reorganisation)->assignments()) {
    if (known.item() == request.assignment().item() && known.to_unit() == request.assignment().to_unit()) {
      return absl::OkStatus();
    }
  }
  const auto filter = store::Filter::Parse(
      absl::StrCat("item = \"", absl::CEscape(request.assignment().item()), "\" AND (state = DONE OR state = UNDONE)"),
      store::RehomingItemFields());
  if (!filter.ok()) return filter.status();
  const auto decided = store::ListRehomingItems(services.database, call.province, request.name(), *filter, "", 1);
  if (!decided.ok()) return decided.status();
  // Done and then taken back waits for nobody; while it is being taken back, DONE is still to come.
  const bool undoing = (*reorganisation)->has_annul_basis();
  if (decided->items.empty() || (undoing && decided->items[0].state() == v1::RehomingItem::STATE_DONE) ||
      decided->items[0].kind() == v1::RehomingItem::KIND_DUTY) {
    return absl::OkStatus();
  }
  return Error(v1::ERROR_REASON_ITEM_NOT_WAITING,
               absl::StrCat(Excerpt(request.assignment().item()),
                            " does not wait for a decision: its outcome is recorded. To move it on, hand it over."));
}

// Nothing can be seen of it: it was taken back, or is being.
absl::Status CheckCanBePreviewed(const v1::Reorganisation& reorganisation) {
  if (reorganisation.state() != v1::Reorganisation::STATE_UNDOING &&
      reorganisation.state() != v1::Reorganisation::STATE_ANNULLED && !reorganisation.has_annul_basis()) {
    return absl::OkStatus();
  }
  return Error(v1::ERROR_REASON_REORGANISATION_STATE,
               "The reorganisation was taken back, so there is nothing to preview; any other state allows it.");
}

bool IsBeforeApproval(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_DRAFT ||
         reorganisation.state() == v1::Reorganisation::STATE_PREVIEWED;
}

// The page that the request asks for. Consequences and units come with the first.
absl::StatusOr<v1::ReorganisationPreview> PageOf(const v1::PreviewReorganisationRequest& request,
                                                 const Preview& preview, const v1::Reorganisation& reorganisation) {
  std::vector<const v1::RehomingItem*> items;
  for (const v1::RehomingItem& item : preview.items) {
    if (!request.manual_only() || item.outcome() == v1::RehomingItem::OUTCOME_MANUAL) items.push_back(&item);
  }
  const auto page = CutPage<v1::RehomingItem>(request, items, [](const v1::RehomingItem& item) { return item.item(); });
  if (!page.ok()) return page.status();
  v1::ReorganisationPreview response;
  *response.mutable_reorganisation() = Present(reorganisation);
  response.set_token(preview.token);
  for (const v1::RehomingCount& count : preview.counts) *response.add_counts() = count;
  for (const v1::RehomingItem* item : page->things) *response.add_items() = *item;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  if (!request.page_token().empty()) return response;
  for (const auto& consequence : preview.consequences) *response.add_consequences() = consequence;
  for (const v1::Unit& unit : preview.units) *response.add_units() = unit;
  return response;
}

// In a thread of the pool.
void ShowPreview(const v1::PreviewReorganisationRequest& request, const CallContext& call, const Services& services,
                 const Done<v1::ReorganisationPreview>& done) {
  const auto facts = services.engine.FactsOf(call.province);
  if (!facts.ok()) return done(facts.status());
  const auto reorganisation = FindReorganisation(request.name(), **facts);
  if (!reorganisation.ok()) return done(reorganisation.status());
  if (const absl::Status state = CheckCanBePreviewed(**reorganisation); !state.ok()) return done(state);
  const auto preview = MakePreview(**reorganisation, **facts, call.now, call.province, services.database);
  if (!preview.ok()) return done(preview.status());
  auto response = PageOf(request, *preview, **reorganisation);
  const bool record = !request.validate_only() && request.page_token().empty() && IsBeforeApproval(**reorganisation);
  if (!response.ok() || !record) return done(std::move(response));

  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  internal::v1::RecordPreview* verb = command->mutable_reference()->mutable_record_preview();
  verb->set_name(request.name());
  verb->set_token(preview->token);
  for (const v1::RehomingCount& count : preview->counts) *verb->add_counts() = count;
  SubmitAndAnswer<v1::ReorganisationPreview>(
      *std::move(command), request.name(), services, done,
      [response = *std::move(response)](const v1::Reorganisation& recorded, const Facts&) {
        v1::ReorganisationPreview answer = response;
        *answer.mutable_reorganisation() = Present(recorded);
        return answer;
      });
}

// In a thread of the pool. What was seen is compared by the decision, with everything else that approval needs.
void Approve(const v1::ApproveReorganisationRequest& request, const CallContext& call, const Services& services,
             const Done<v1::Reorganisation>& done) {
  const auto facts = services.engine.FactsOf(call.province);
  if (!facts.ok()) return done(facts.status());
  const auto reorganisation = FindReorganisation(request.name(), **facts);
  if (!reorganisation.ok()) return done(reorganisation.status());
  const auto seen = std::make_shared<Preview>();
  // In any other state the decision says that it cannot be approved.
  if ((*reorganisation)->state() == v1::Reorganisation::STATE_PREVIEWED) {
    auto preview =
        MakePreview(**reorganisation, **facts, call.now, call.province, services.database, PreviewUse::kCompare);
    if (!preview.ok()) return done(preview.status());
    *seen = *std::move(preview);
  }
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  internal::v1::ApproveReorganisation* verb = command->mutable_reference()->mutable_approve_reorganisation();
  *verb->mutable_request() = request;
  verb->set_seen_token(seen->token);
  const Done<v1::Reorganisation> explain = [done, seen,
                                            before = **reorganisation](absl::StatusOr<v1::Reorganisation> answer) {
    const bool stale = !answer.ok() && ReasonOf(answer.status()) == v1::ERROR_REASON_PREVIEW_STALE;
    done(stale ? WithDifference(answer.status(), before, *seen) : std::move(answer));
  };
  SubmitAndPresent(*std::move(command), request.name(), services, explain);
}

}  // namespace

absl::StatusOr<v1::Reorganisation> GetReorganisation(const v1::GetReorganisationRequest& request,
                                                     const CallContext& call, const Services&) {
  const auto reorganisation = FindReorganisation(request.name(), *call.facts);
  if (!reorganisation.ok()) return reorganisation.status();
  return Present(**reorganisation);
}

absl::StatusOr<v1::ListRehomingItemsResponse> ListRehomingItems(const v1::ListRehomingItemsRequest& request,
                                                                const CallContext& call, const Services& services) {
  const auto reorganisation = FindReorganisation(request.parent(), *call.facts);
  if (!reorganisation.ok()) return reorganisation.status();
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  auto filter = store::Filter::Parse(request.filter(), store::RehomingItemFields());
  if (!filter.ok()) return filter.status();
  if (!task::SeesWholeProvince(call.actor, *call.facts, DayOf(call.now))) {
    const std::string& unit = call.actor.unit();
    const std::string own = absl::StrCat("(from_unit = \"", unit, "\" OR to_unit = \"", unit, "\")");
    filter = store::Filter::Parse(request.filter().empty() ? own : absl::StrCat("(", request.filter(), ") AND ", own),
                                  store::RehomingItemFields());
    if (!filter.ok()) return filter.status();
  }
  auto found =
      store::ListRehomingItems(services.database, call.province, request.parent(), *filter, page->cursor, page->size);
  if (!found.ok()) return found.status();
  v1::ListRehomingItemsResponse response;
  response.set_total_size(found->total);
  for (v1::RehomingItem& item : found->items) *response.add_items() = std::move(item);
  if (response.items_size() < page->size) return response;
  const std::string& last = response.items(response.items_size() - 1).item();
  const auto more = store::ListRehomingItems(services.database, call.province, request.parent(), *filter, last, 1);
  if (!more.ok()) return more.status();
  if (!more->items.empty()) response.set_next_page_token(NextPageToken(request, last));
  return response;
}

void CreateReorganisation(const v1::CreateReorganisationRequest& request, const CallContext& call,
                          const Services& services, Done<v1::Reorganisation> done) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return done(parent);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_create_reorganisation() = request;
  const std::string name = ChildName(request.parent(), "reorganisations", request.reorganisation_id());
  SubmitDraft(*std::move(command), request.reorganisation(), name, services, std::move(done));
}

void UpdateReorganisation(const v1::UpdateReorganisationRequest& request, const CallContext& call,
                          const Services& services, Done<v1::Reorganisation> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_update_reorganisation() = request;
  const v1::Reorganisation& asked = request.reorganisation();
  SubmitDraft(*std::move(command), asked, asked.name(), services, std::move(done));
}

void PreviewReorganisation(const v1::PreviewReorganisationRequest& request, const CallContext& call,
                           const Services& services, Done<v1::ReorganisationPreview> done) {
  if (const absl::Status allowed = CheckRegistrar(call); !allowed.ok()) return done(allowed);
  InPool<v1::ReorganisationPreview>(services, std::move(done), [request, call, &services](const auto& answer) {
    ShowPreview(request, call, services, answer);
  });
}

void ApproveReorganisation(const v1::ApproveReorganisationRequest& request, const CallContext& call,
                           const Services& services, Done<v1::Reorganisation> done) {
  if (const absl::Status allowed = CheckRegistrar(call); !allowed.ok()) return done(allowed);
  InPool<v1::Reorganisation>(services, std::move(done), [request, call, &services](const auto& answer) {
    Approve(request, call, services, answer);
  });
}

void ExecuteReorganisation(const v1::ExecuteReorganisationRequest& request, const CallContext& call,
                           const Services& services, Done<Operation> done) {
  Start<v1::ExecuteReorganisationRequest, &ReferenceCommand::mutable_execute_reorganisation>(request, call, services,
                                                                                             std::move(done));
}

void PauseReorganisation(const v1::PauseReorganisationRequest& request, const CallContext& call,
                         const Services& services, Done<v1::Reorganisation> done) {
  Verb<v1::PauseReorganisationRequest, &ReferenceCommand::mutable_pause_reorganisation>(request, call, services,
                                                                                        std::move(done));
}

void ResumeReorganisation(const v1::ResumeReorganisationRequest& request, const CallContext& call,
                          const Services& services, Done<v1::Reorganisation> done) {
  Verb<v1::ResumeReorganisationRequest, &ReferenceCommand::mutable_resume_reorganisation>(request, call, services,
                                                                                          std::move(done));
}

void AssignRehomingItem(const v1::AssignRehomingItemRequest& request, const CallContext& call, const Services& services,
                        Done<v1::Reorganisation> done) {
  if (const absl::Status allowed = CheckRegistrar(call); !allowed.ok()) return done(allowed);
  InPool<v1::Reorganisation>(services, std::move(done), [request, call, &services](const auto& answer) {
    if (const absl::Status open = CheckUndecided(request, call, services); !open.ok()) return answer(open);
    Verb<v1::AssignRehomingItemRequest, &ReferenceCommand::mutable_assign_rehoming_item>(request, call, services,
                                                                                         answer);
  });
}

void UndoReorganisation(const v1::UndoReorganisationRequest& request, const CallContext& call, const Services& services,
                        Done<Operation> done) {
  Start<v1::UndoReorganisationRequest, &ReferenceCommand::mutable_undo_reorganisation>(request, call, services,
                                                                                       std::move(done));
}

void AddReorganisationService(MethodTable& table) {
  table.Read("phoihop.v1.ReorganisationService.GetReorganisation", GetReorganisation, Caller::kOptional);
  table.Read("phoihop.v1.ReorganisationService.ListRehomingItems", ListRehomingItems, Caller::kRequired);
  table.Command("phoihop.v1.ReorganisationService.CreateReorganisation", CreateReorganisation);
  table.Command("phoihop.v1.ReorganisationService.UpdateReorganisation", UpdateReorganisation);
  table.Command("phoihop.v1.ReorganisationService.PreviewReorganisation", PreviewReorganisation);
  table.Command("phoihop.v1.ReorganisationService.ApproveReorganisation", ApproveReorganisation);
  table.Command("phoihop.v1.ReorganisationService.ExecuteReorganisation", ExecuteReorganisation);
  table.Command("phoihop.v1.ReorganisationService.PauseReorganisation", PauseReorganisation);
  table.Command("phoihop.v1.ReorganisationService.ResumeReorganisation", ResumeReorganisation);
  table.Command("phoihop.v1.ReorganisationService.AssignRehomingItem", AssignRehomingItem);
  table.Command("phoihop.v1.ReorganisationService.UndoReorganisation", UndoReorganisation);
}

}  // namespace phoihop::handlers
