// Who stands in for whom.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/substitution_service.pb.h"
#include "services/handlers/access_service.h"
#include "services/handlers/command.h"
#include "services/handlers/made_id.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/recorded_thing.h"
#include "workflow/access/access.h"
#include "workflow/access/decide.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

ThingOf<v1::Substitution> Named(const std::string& name) {
  return {[](const v1::Event& event) {
            return event.has_substitution_recorded() ? &event.substitution_recorded().substitution() : nullptr;
          },
          [name](const Facts& facts) { return facts.access().FindSubstitution(name); },
          access::WithEtag<v1::Substitution>};
}

void CreateSubstitution(const v1::CreateSubstitutionRequest& request, const CallContext& call, const Services& services,
                        Done<v1::Substitution> done) {
  if (const auto id = IdOf(request.parent(), "units"); !id.ok()) return done(id.status());
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  v1::CreateSubstitutionRequest& create = *command->mutable_reference()->mutable_create_substitution();
  create = request;
  if (create.substitution_id().empty()) {
    create.set_substitution_id(MakeId("tm", request, request.request_id(), call));
  }
  const std::string name = ChildName(create.parent(), "substitutions", create.substitution_id());
  SubmitThing<v1::Substitution>(*std::move(command), call, services, Named(name), std::move(done));
}

absl::StatusOr<v1::ListSubstitutionsResponse> ListSubstitutions(const v1::ListSubstitutionsRequest& request,
                                                                const CallContext& call, const Services&) {
  if (const auto id = IdOf(request.parent(), "units"); !id.ok()) return id.status();
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  std::vector<const v1::Substitution*> all;
  for (const v1::Substitution& one : call.facts->data().substitutions()) {
    if (ParentOf(one.name()) == request.parent() && one.valid_to() > FormatDate(*day)) all.push_back(&one);
  }
  const auto key = [](const v1::Substitution& one) { return absl::StrCat(one.valid_from(), " ", one.name()); };
  std::sort(all.begin(), all.end(),
            [&](const v1::Substitution* a, const v1::Substitution* b) { return key(*a) < key(*b); });
  const auto page = CutPage<v1::Substitution>(request, all, key);
  if (!page.ok()) return page.status();
  v1::ListSubstitutionsResponse response;
  for (const v1::Substitution* one : page->things) *response.add_substitutions() = access::WithEtag(*one);
  response.set_next_page_token(page->next_page_token);
  return response;
}

void EndSubstitution(const v1::EndSubstitutionRequest& request, const CallContext& call, const Services& services,
                     Done<v1::Substitution> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_end_substitution() = request;
  SubmitThing<v1::Substitution>(*std::move(command), call, services, Named(request.name()), std::move(done));
}

}  // namespace

void AddSubstitutionService(MethodTable& table) {
  table.Command("phoihop.v1.SubstitutionService.CreateSubstitution", CreateSubstitution);
  table.Read("phoihop.v1.SubstitutionService.ListSubstitutions", ListSubstitutions, Caller::kRequired);
  table.Command("phoihop.v1.SubstitutionService.EndSubstitution", EndSubstitution);
}

}  // namespace phoihop::handlers
