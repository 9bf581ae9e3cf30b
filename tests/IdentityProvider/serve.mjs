// A real OpenID Provider at which whoever signs in says who they are and how they proved it: a form with the subject, the name,
// the methods (amr) and the context class (acr). A "twist" makes the ID token of that sign-in wrong, signed as it should be.
import { createServer } from "node:http";
import { createHmac, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import Provider, { interactionPolicy } from "oidc-provider";

const [clientId, clientSecret] = [process.env.CLIENT_ID, process.env.CLIENT_SECRET];
const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const keyOf = (kid) => ({ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), kid, use: "sig" });
const ours = keyOf("ours");
const foreign = keyOf("foreign");
const people = new Map();
const policy = interactionPolicy.base();
policy.get("consent").checks.remove("native_client_prompt");

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      // RFC 8252, 7.3: of a native client the port of a loopback address does not matter; servers of tests take free ones.
      application_type: "native",
      redirect_uris: ["http://127.0.0.1/signin-oidc"],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    },
    {
      client_id: "agent",
      client_secret: clientSecret,
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [{ ...ours, alg: "RS256" }] },
  cookies: { keys: [clientSecret] },
  acrValues: ["gold", "silver"],
  claims: { openid: ["sub", "acr", "amr"], profile: ["preferred_username"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  // An agent's own tokens, each for one resource.
  extraTokenClaims: () => ({ roles: ["ROLE_USER"] }),
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({ scope: "accounts:read", audience: resource, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
    },
  },
  interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...(people.get(id)?.name && { preferred_username: people.get(id).name }) }) }),
  // Nobody is asked for consent: the bank's own people use the bank's own server.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function signed(claims, how) {
  const header = { RS256: { alg: "RS256", kid: ours.kid }, foreign: { alg: "RS256", kid: foreign.kid }, HS256: { alg: "HS256" }, none: { alg: "none" }, bare: { alg: "RS256", kid: ours.kid } }[how];
  const text = `${encode(header)}.${encode(claims)}`;
  const signature =
    how === "none" || how === "bare" ? ""
    : how === "HS256" ? createHmac("sha256", clientSecret).update(text).digest("base64url")
    : sign("sha256", Buffer.from(text), createPrivateKey({ key: how === "foreign" ? foreign : ours, format: "jwk" })).toString("base64url");
  return `${text}.${signature}`;
}

const page = (params) => `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Sign in at the provider</title><h1>Provider</h1>
<form method="post"><label>Subject <input name="sub"></label><label>Name <input name="name"></label>
<label>Methods <input name="amr" value="pwd otp mfa"></label><label>Class <input name="acr"></label>
<label>Twist <input name="twist"></label><button name="do" value="enter">Enter</button><button name="do" value="cancel">Cancel</button></form>
<pre id="asked">${JSON.stringify(params).replaceAll("<", "&lt;")}</pre></html>`;

async function formOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

provider.use(async (context, next) => {
  if (context.path.startsWith("/interaction/")) {
    const { params } = await provider.interactionDetails(context.req, context.res);
    if (context.method === "GET") {
      context.type = "html";
      context.body = page(params);
      return;
    }

    const form = await formOf(context.req);
    context.respond = false;
    if (form.get("do") === "cancel") {
      await provider.interactionFinished(context.req, context.res, { error: "access_denied", error_description: "<b>no</b>" });
      return;
    }

    const sub = form.get("sub");
    people.set(sub, { name: form.get("name"), twist: form.get("twist") ? JSON.parse(form.get("twist")) : null });
    const amr = form.get("amr") ? form.get("amr").split(" ") : undefined;
    const login = { accountId: sub, amr, acr: form.get("acr") || undefined };
    await provider.interactionFinished(context.req, context.res, { login }, { mergeWithLastSubmission: false });
    return;
  }

  await next();
  const twist = context.path === "/token" && context.body?.id_token ? people.get(context.oidc.account.accountId)?.twist : null;
  if (twist) {
    const claims = JSON.parse(Buffer.from(context.body.id_token.split(".")[1], "base64url"));
    context.body.id_token = signed({ ...claims, ...twist.claims }, twist.signed ?? "RS256");
  }
});

provider.on("server_error", (_, error) => console.error(error));
server.on("request", provider.callback());
console.log(JSON.stringify({ event: "providing", issuer }));
