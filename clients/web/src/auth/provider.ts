// Sign-in with the provider of the province: OpenID Connect, authorization code with PKCE (RFC 7636, RFC 9700). Loaded only
// where there is a provider. Tokens live in sessionStorage: with this tab, and with nothing else.

import type {DescribeCallerResponseJson} from 'phoihop/v1/access_service_pb';
import type {UnitJson} from 'phoihop/v1/organisation_pb';
import * as oauth from 'oauth4webapi';

import {ApiError, get, idOf} from '../api/http.ts';
import {paths} from '../state/route.ts';
import {readConfig, session, setTokenSource, signIn, type SignInConfig, type TokenSource} from './session.ts';

const FLOW = 'phoihop.flow';
const TOKENS = 'phoihop.tokens';
// A token is renewed so long before its end, that it does not end on the way.
const EARLY_MS = 30_000;

interface Flow {
  verifier: string;
  state: string;
  nonce: string;
  // Where somebody wanted to go.
  path: string;
}

interface Tokens {
  access: string;
  refresh: string;
  id: string;
  // Milliseconds since 1970, by this device's clock.
  end: number;
}

function stored<T>(key: string): T | null {
  return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null;
}

// Providers of a trial on this machine speak plain HTTP.
const optionsFor = (issuer: URL) => issuer.protocol === 'http:' ? {[oauth.allowInsecureRequests]: true} : {};

interface Provider {
  server: oauth.AuthorizationServer;
  client: oauth.Client;
  config: SignInConfig;
  insecure: object;
}

let discovered: Promise<Provider> | undefined;

function provider(config: SignInConfig): Promise<Provider> {
  discovered ??= (async () => {
    const issuer = new URL(config.issuer ?? '');
    const insecure = optionsFor(issuer);
    const response = await oauth.discoveryRequest(issuer, {algorithm: 'oidc', ...insecure});
    const server = await oauth.processDiscoveryResponse(issuer, response);
    return {server, client: {client_id: config.clientId ?? ''}, config, insecure};
  })();
  // The next attempt asks again.
  discovered.catch(() => (discovered = undefined));
  return discovered;
}

const redirectUri = () => location.origin + paths.signedIn;

export async function beginSignIn(config: SignInConfig): Promise<void> {
  const {server, client} = await provider(config);
  const flow: Flow = {
    verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(),
    path: location.pathname,
  };
  sessionStorage.setItem(FLOW, JSON.stringify(flow));
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters: Record<string, string> = {
    client_id: client.client_id, redirect_uri: redirectUri(), response_type: 'code', scope: (config.scopes ?? ['openid']).join(' '),
    code_challenge: await oauth.calculatePKCECodeChallenge(flow.verifier), code_challenge_method: 'S256', state: flow.state,
    nonce: flow.nonce,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

function keepTokens(response: oauth.TokenEndpointResponse, before?: Tokens): Tokens {
  const tokens: Tokens = {
    access: response.access_token, refresh: response.refresh_token ?? before?.refresh ?? '', id: response.id_token ?? before?.id ?? '',
    end: Date.now() + (response.expires_in ?? 300) * 1000,
  };
  sessionStorage.setItem(TOKENS, JSON.stringify(tokens));
  return tokens;
}

// The provider sent the browser back here: answers where somebody wanted to go; null when nobody here asked for it.
export async function finishSignIn(): Promise<string | null> {
  const flow = stored<Flow>(FLOW);
  sessionStorage.removeItem(FLOW);
  if (!flow) return null;
  const config = await readConfig();
  const {server, client, insecure} = await provider(config);
  const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), flow.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), parameters, redirectUri(), flow.verifier, insecure);
  keepTokens(await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: flow.nonce, requireIdToken: true,
  }));
  setTokenSource(tokenSource(async () => config));
  return flow.path === paths.signedIn ? paths.myWork : flow.path;
}

let renewing: Promise<string> | null = null;

async function renewed(config: SignInConfig, tokens: Tokens): Promise<string> {
  const {server, client, insecure} = await provider(config);
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh, insecure);
  return keepTokens(await oauth.processRefreshTokenResponse(server, client, response), tokens).access;
}

// The token of this tab, for calls.
function tokenSource(readSettings: () => Promise<SignInConfig>): TokenSource {
  return {
    async token() {
      const tokens = stored<Tokens>(TOKENS);
      if (!tokens) return '';
      if (Date.now() < tokens.end - EARLY_MS) return tokens.access;
      if (!tokens.refresh) return Date.now() < tokens.end ? tokens.access : '';
      // Of several calls at once, one renews: a refresh token is good once.
      renewing ??= readSettings().then((config) => renewed(config, tokens)).finally(() => (renewing = null));
      try {
        return await renewing;
      } catch (error) {
        // The provider refuses; without network the old one is as good as any.
        if (error instanceof oauth.ResponseBodyError) sessionStorage.removeItem(TOKENS);
        return error instanceof oauth.ResponseBodyError ? '' : tokens.access;
      }
    },
    async signOut() {
      const tokens = stored<Tokens>(TOKENS);
      sessionStorage.removeItem(TOKENS);
      setTokenSource(null);
      const {server, client} = await provider(await readSettings());
      if (!server.end_session_endpoint) return;
      const url = new URL(server.end_session_endpoint);
      url.searchParams.set('client_id', client.client_id);
      url.searchParams.set('post_logout_redirect_uri', location.origin + paths.myWork);
      if (tokens?.id) url.searchParams.set('id_token_hint', tokens.id);
      location.assign(url);
    },
  };
}

// A session of before, in a page that was loaded anew. Without tokens in this tab somebody has to sign in again, which the
// provider mostly does by itself.
export function resumeSession(): void {
  if (stored<Tokens>(TOKENS) === null) {
    session.value = null;
    return;
  }
  // Read when a token has to be renewed; without network there is nothing to renew it with anyway.
  setTokenSource(tokenSource(() => readConfig()));
}

// Who the token makes of its bearer, and signs them in. With several units left, somebody has to choose: their names are answered.
export async function identify(province: string, unit: string): Promise<{units: string[]}> {
  const namesUnit = unit !== '';
  try {
    const {actor, unitDisplayName = '', personDisplayName = ''} = await get<DescribeCallerResponseJson>(
      `/v1/${province}/access:describeCaller`, {}, undefined, namesUnit ? {'X-Phoihop-Act-As': idOf(unit)} : {});
    signIn({
      province, unit: actor?.unit ?? '', person: actor?.person ?? '', unitDisplayName, personDisplayName, withProvider: true, namesUnit,
    });
    return {units: []};
  } catch (error) {
    const units = error instanceof ApiError ? (error.metadata.units ?? '').split(',').filter(Boolean) : [];
    if (!units.length) throw error;
    return {units};
  }
}

export async function nameOfUnit(unit: string): Promise<string> {
  const {current} = await get<UnitJson>(`/v1/${unit}`);
  return current?.displayName ?? idOf(unit);
}
