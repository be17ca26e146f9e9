#include "services/handlers/people.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/digest.h"
#include "services/handlers/known_at.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/organisation_service.h"
#include "services/handlers/submit.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

template <typename Thing>
Thing WithEtag(const Thing& stored) {
  Thing thing = stored;
  thing.set_etag(EtagOfBytes(stored));
  return thing;
}

// By name; a request that is repeated may not know the name of what it made the first time.
const v1::Membership* FindMembership(const Facts& facts, const v1::CreateMembershipRequest& request,
                                     const std::string& name) {
  const v1::Membership& wanted = request.membership();
  const v1::Membership* same = nullptr;
  for (const v1::Membership& membership : facts.data().memberships()) {
    if (membership.name() == name) return &membership;
    if (ParentOf(membership.name()) == request.parent() && membership.person() == wanted.person() &&
        membership.role() == wanted.role() && membership.valid_from() == wanted.valid_from()) {
      same = &membership;
    }
  }
  return same;
}

// Sends the command and answers what `find` finds under the name of what it made; of validate_only, `asked` with that
// name.
template <typename Thing>
void Create(const internal::v1::Command& command, Thing asked, const Services& services,
            std::function<const Thing*(const Facts&, const std::string&)> find, Done<Thing> done) {
  if (command.validate_only()) {
    services.engine.Submit(
        command, [asked = std::move(asked), done = std::move(done)](const absl::StatusOr<engine::Applied>& applied) {
          if (!applied.ok()) return done(applied.status());
          Thing preview = asked;
          preview.set_name(applied->name);
          done(std::move(preview));
        });
    return;
  }
  SubmitAndRead<Thing>(command, services, std::move(done),
                       [find = std::move(find)](const Facts& facts, const std::string& name) -> absl::StatusOr<Thing> {
                         const Thing* thing = find(facts, name);
                         if (thing == nullptr) return NotReadableYet();
                         return WithEtag(*thing);
                       });
}

}  // namespace

absl::StatusOr<v1::Person> GetPerson(const v1::GetPersonRequest& request, const CallContext& call,
                                     const Services& services) {
  if (const auto id = IdOf(request.name(), "persons"); !id.ok()) return id.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const v1::Person* person = organisation::FindByName((*facts)->data().persons(), request.name());
  if (person != nullptr) return WithEtag(*person);
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no person ", Excerpt(request.name()), "; list the persons to find the name."));
}

absl::StatusOr<v1::ListPersonsResponse> ListPersons(const v1::ListPersonsRequest& request, const CallContext& call,
                                                    const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  std::vector<const v1::Person*> persons;
  for (const v1::Person& person : (*facts)->data().persons()) persons.push_back(&person);
  const auto page = CutPage<v1::Person>(request, persons, [](const v1::Person& person) { return person.name(); });
  if (!page.ok()) return page.status();
  v1::ListPersonsResponse response;
  for (const v1::Person* person : page->things) *response.add_persons() = WithEtag(*person);
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

absl::StatusOr<v1::ListPostsResponse> ListPosts(const v1::ListPostsRequest& request, const CallContext& call,
                                                const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto unit = FindUnit(request.parent(), **facts);
  if (!unit.ok()) return unit.status();
  v1::ListPostsResponse response;
  for (const v1::Post& post : (*facts)->data().posts()) {
    if (ParentOf(post.name()) != request.parent() || !Contains(post.valid_from(), post.valid_to(), *day)) continue;
    *response.add_posts() = WithEtag(post);
  }
  return response;
}

absl::StatusOr<v1::ListMembershipsResponse> ListMemberships(const v1::ListMembershipsRequest& request,
                                                            const CallContext& call, const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto unit = FindUnit(request.parent(), **facts);
  if (!unit.ok()) return unit.status();
  v1::ListMembershipsResponse response;
  for (const v1::Membership* membership : (*facts)->directory().MembersOf(request.parent(), *day)) {
    *response.add_memberships() = WithEtag(*membership);
  }
  return response;
}

void CreatePerson(const v1::CreatePersonRequest& request, const CallContext& call, const Services& services,
                  Done<v1::Person> done) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return done(parent);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_create_person() = request;
  const std::string name = ChildName(request.parent(), "persons", request.person_id());
  Create<v1::Person>(
      *command, request.person(), services,
      [name](const Facts& facts, const std::string&) { return organisation::FindByName(facts.data().persons(), name); },
      std::move(done));
}

void CreatePost(const v1::CreatePostRequest& request, const CallContext& call, const Services& services,
                Done<v1::Post> done) {
  if (const auto id = IdOf(request.parent(), "units"); !id.ok()) return done(id.status());
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_create_post() = request;
  const std::string name = ChildName(request.parent(), "posts", request.post_id());
  Create<v1::Post>(
      *command, request.post(), services,
      [name](const Facts& facts, const std::string&) { return organisation::FindByName(facts.data().posts(), name); },
      std::move(done));
}

void CreateMembership(const v1::CreateMembershipRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Membership> done) {
  if (const auto id = IdOf(request.parent(), "units"); !id.ok()) return done(id.status());
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_create_membership() = request;
  Create<v1::Membership>(
      *command, request.membership(), services,
      [request](const Facts& facts, const std::string& name) { return FindMembership(facts, request, name); },
      std::move(done));
}

void AddPeople(MethodTable& table) {
  table.Command("phoihop.v1.OrganisationService.CreatePerson", CreatePerson);
  table.Read("phoihop.v1.OrganisationService.GetPerson", GetPerson, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListPersons", ListPersons, Caller::kOptional);
  table.Command("phoihop.v1.OrganisationService.CreatePost", CreatePost);
  table.Read("phoihop.v1.OrganisationService.ListPosts", ListPosts, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListMemberships", ListMemberships, Caller::kOptional);
  table.Command("phoihop.v1.OrganisationService.CreateMembership", CreateMembership);
}

}  // namespace phoihop::handlers
