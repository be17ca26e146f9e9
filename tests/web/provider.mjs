// A real OpenID provider for provider.test.mjs: people sign in with their id and any password. Prints `serving <issuer>`.
import {createServer} from 'node:http';
import {generateKeyPairSync} from 'node:crypto';

import Provider from '../identity/provider/node_modules/oidc-provider/lib/index.js';

const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = {...generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({format: 'jwk'}), kid: 'e', alg: 'ES256', use: 'sig'};

const ACCESS_TOKEN_SECONDS = 300;

const provider = new Provider(issuer, {
  jwks: {keys: [key]},
  clients: [{
    client_id: 'phoihop-web', token_endpoint_auth_method: 'none', application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], id_token_signed_response_alg: 'ES256',
    // Of a native client any port of the loopback is right.
    redirect_uris: ['http://127.0.0.1/app/signed-in'], post_logout_redirect_uris: ['http://127.0.0.1/'],
  }],
  pkce: {required: () => true},
  clientBasedCORS: () => true,
  issueRefreshToken: async () => true,
  findAccount: (_, id) => ({accountId: id, claims: () => ({sub: id})}),
  extraTokenClaims: (_, token) => ({phoihop_person: token.accountId}),
  enabledJWA: {idTokenSigningAlgValues: ['ES256']},
  ttl: {AccessToken: ACCESS_TOKEN_SECONDS},
  features: {
    devInteractions: {enabled: true},
    rpInitiatedLogout: {enabled: true},
    resourceIndicators: {
      enabled: true, useGrantedResource: () => true, defaultResource: () => 'urn:phoihop',
      getResourceServerInfo: () => ({
        scope: 'openid profile', audience: 'phoihop', accessTokenFormat: 'jwt', accessTokenTTL: ACCESS_TOKEN_SECONDS, jwt: {sign: {alg: 'ES256'}},
      }),
    },
  },
});
const handle = provider.callback();
console.log(`serving ${issuer}`);
