// Persons, posts and memberships: the part of OrganisationService that is about people.
#ifndef SERVICES_HANDLERS_PEOPLE_H_
#define SERVICES_HANDLERS_PEOPLE_H_

#include "absl/status/statusor.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "services/handlers/call.h"
#include "services/handlers/method_table.h"

namespace phoihop::handlers {

absl::StatusOr<v1::Person> GetPerson(const v1::GetPersonRequest& request, const CallContext& call,
                                     const Services& services);
absl::StatusOr<v1::ListPersonsResponse> ListPersons(const v1::ListPersonsRequest& request, const CallContext& call,
                                                    const Services& services);
absl::StatusOr<v1::ListPostsResponse> ListPosts(const v1::ListPostsRequest& request, const CallContext& call,
                                                const Services& services);
absl::StatusOr<v1::ListMembershipsResponse> ListMemberships(const v1::ListMembershipsRequest& request,
                                                            const CallContext& call, const Services& services);
void CreatePerson(const v1::CreatePersonRequest& request, const CallContext& call, const Services& services,
                  Done<v1::Person> done);
void CreatePost(const v1::CreatePostRequest& request, const CallContext& call, const Services& services,
                Done<v1::Post> done);
void CreateMembership(const v1::CreateMembershipRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Membership> done);

// Their methods of OrganisationService.
void AddPeople(MethodTable& table);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_PEOPLE_H_
