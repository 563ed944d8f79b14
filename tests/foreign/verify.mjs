// Checks a token as an app's server would: from the issuer's address and its published keys
// alone. Usage: node verify.mjs ISSUER AUDIENCE TYP TOKEN; prints the claims.
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [issuer, audience, typ, token] = process.argv.slice(2);

try {
  const answer = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
  const metadata = await answer.json();
  if (metadata.issuer !== issuer) throw new Error(`the metadata is of ${metadata.issuer}`);
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const checks = { issuer, audience, typ, algorithms: ['EdDSA'], clockTolerance: 5 };
  const { payload } = await jwtVerify(token, keys, checks);
  console.log(JSON.stringify(payload));
} catch (error) {
  console.error(error.code ?? error.message);
  process.exitCode = 1;
}
