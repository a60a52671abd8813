// A second provider to be tested against, written by others: the npm package oidc-provider.
// node oidc_partner.mjs <node_modules> <our public keys as JSON> <redirect uri>; says its port.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [modules, keys, back] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "samrum",
        redirect_uris: [back],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_signing_alg: "ES256",
        jwks: JSON.parse(keys),
        require_pushed_authorization_requests: true,
      },
    ],
    features: { pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } },
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name"] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `Name of ${id}` }) }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
