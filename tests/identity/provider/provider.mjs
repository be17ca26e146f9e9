// A real OpenID provider for the tests: `node provider.mjs <settings>`, a JSON file of
//
//   {"port": 0, "keys": [JWKs with private parts], "audience": "phoihop", "algorithm": "ES256",
//    "clients": [{"id": …, "secret": …, "claims": {…}}]}
//
// Tokens are had by client_credentials. Prints `serving <issuer>` when it serves.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';

import Provider from 'oidc-provider';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const claims = new Map(settings.clients.map((client) => [client.id, client.claims]));

const server = createServer((request, response) => handle(request, response));
server.listen(settings.port, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

// By what a client asks for with `resource`: for the server, for the server and soon over, for somebody else.
const resources = {
  'urn:phoihop': {audience: settings.audience, accessTokenTTL: 300},
  'urn:phoihop:short': {audience: settings.audience, accessTokenTTL: 1},
  'urn:other': {audience: 'dich-vu-khac', accessTokenTTL: 300},
};

const provider = new Provider(issuer, {
  jwks: {keys: settings.keys},
  clients: settings.clients.map((client) => ({
    client_id: client.id,
    client_secret: client.secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: settings.algorithm,
  })),
  enabledJWA: {idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA']},
  features: {
    clientCredentials: {enabled: true},
    devInteractions: {enabled: false},
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, name) => ({
        scope: '',
        accessTokenFormat: 'jwt',
        jwt: {sign: {alg: settings.algorithm}},
        ...resources[name],
      }),
      defaultResource: () => 'urn:phoihop',
    },
  },
  extraTokenClaims: (_, token) => claims.get(token.clientId),
});
const handle = provider.callback();
console.log(`serving ${issuer}`);
