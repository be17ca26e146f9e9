// Personal access tokens.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/access_token_service.pb.h"
#include "services/handlers/access_service.h"
#include "services/handlers/command.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/recorded_thing.h"
#include "services/handlers/visibility.h"
#include "services/identity/personal_token.h"
#include "workflow/access/decide.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

v1::AccessToken Shown(const v1::AccessToken& stored) {
  v1::AccessToken shown = access::WithEtag(stored);
  shown.clear_secret_sha256();
  return shown;
}

// A repeated request is answered with the token that it made, which it alone can be: of this person, of this name and
// end.
const v1::AccessToken* FindMade(const Facts& facts, const v1::AccessToken& asked, const v1::Actor& actor) {
  const v1::AccessToken* found = nullptr;
  for (const v1::AccessToken& token : facts.data().access_tokens()) {
    const bool same = token.person() == actor.person() && token.unit() == actor.unit() &&
                      token.display_name() == asked.display_name() &&
                      token.expire_time().seconds() == asked.expire_time().seconds();
    if (same && (found == nullptr || FromTimestamp(token.create_time()) > FromTimestamp(found->create_time()))) {
      found = &token;
    }
  }
  return found;
}

void CreateAccessToken(const v1::CreateAccessTokenRequest& request, const CallContext& call, const Services& services,
                       Done<v1::CreateAccessTokenResponse> done) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return done(parent);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  const identity::NewPersonalToken made = identity::MakePersonalToken(call.province);
  internal::v1::CreateAccessToken& create = *command->mutable_reference()->mutable_create_access_token();
  *create.mutable_request() = request;
  create.set_name(ChildName(ProvinceName(call.province), "accessTokens", made.token.id));
  create.set_secret_sha256(made.token.secret_sha256);
  const std::string name = create.name();
  SubmitAndRead<v1::CreateAccessTokenResponse>(
      *std::move(command), services, std::move(done),
      [name, text = made.text, request, actor = call.actor](
          const Facts& facts, const std::string&) -> absl::StatusOr<v1::CreateAccessTokenResponse> {
        v1::CreateAccessTokenResponse response;
        const v1::AccessToken* token = facts.access().FindToken(name);
        // Told once: a repeated request made another secret, which nobody knows.
        if (token != nullptr) response.set_token(text);
        if (token == nullptr) token = FindMade(facts, request.access_token(), actor);
        if (token == nullptr) return NotReadableYet();
        *response.mutable_access_token() = Shown(*token);
        return response;
      });
}

absl::StatusOr<v1::ListAccessTokensResponse> ListAccessTokens(const v1::ListAccessTokensRequest& request,
                                                              const CallContext& call, const Services&) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  const access::Rights rights = RightsOf(call);
  std::vector<const v1::AccessToken*> tokens;
  for (const v1::AccessToken& token : call.facts->data().access_tokens()) {
    const bool own = !call.actor.person().empty() && token.person() == call.actor.person();
    if (!own && rights.ForPermission(v1::PERMISSION_MANAGE_ACCESS_TOKENS, {token.unit()}) == nullptr) continue;
    const bool live = !token.has_revoke_time() && FromTimestamp(token.expire_time()) > call.now;
    if (live || request.show_all()) tokens.push_back(&token);
  }
  // Newest first; the rest of a second by name.
  const auto key = [](const v1::AccessToken& token) {
    return absl::StrCat(absl::Dec(INT64_MAX - token.create_time().seconds(), absl::kZeroPad20), token.name());
  };
  std::sort(tokens.begin(), tokens.end(),
            [&](const v1::AccessToken* a, const v1::AccessToken* b) { return key(*a) < key(*b); });
  const auto page = CutPage<v1::AccessToken>(request, tokens, key);
  if (!page.ok()) return page.status();
  v1::ListAccessTokensResponse response;
  for (const v1::AccessToken* token : page->things) *response.add_access_tokens() = Shown(*token);
  response.set_next_page_token(page->next_page_token);
  return response;
}

void RevokeAccessToken(const v1::RevokeAccessTokenRequest& request, const CallContext& call, const Services& services,
                       Done<v1::AccessToken> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_revoke_access_token() = request;
  const std::string name = request.name();
  SubmitThing<v1::AccessToken>(
      *std::move(command), call, services,
      {[](const v1::Event& event) {
         return event.has_access_token_recorded() ? &event.access_token_recorded().access_token() : nullptr;
       },
       [name](const Facts& facts) { return facts.access().FindToken(name); }, Shown},
      std::move(done));
}

}  // namespace

void AddAccessTokenService(MethodTable& table) {
  table.Command("phoihop.v1.AccessTokenService.CreateAccessToken", CreateAccessToken);
  table.Read("phoihop.v1.AccessTokenService.ListAccessTokens", ListAccessTokens, Caller::kRequired);
  table.Command("phoihop.v1.AccessTokenService.RevokeAccessToken", RevokeAccessToken);
}

}  // namespace phoihop::handlers
