import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { hostsWithCredentials } from "../runtime/mirror-credentials.ts";
import { type SecretText, secretMark } from "../secrets/secret-text.ts";

const HASH_DIGITS = 16;

/**
 * Passwords of mirrors for cri-o, which looks one up by the host that it asks (containers-auth.json(5)); it
 * reads the file at every pull. `undefined`: no mirror wants one. By the hashes, a key that nobody reads, a
 * changed password is seen where the password itself is not known.
 */
export const renderAuthFile = (runtime: RuntimeSpec): SecretText | undefined => {
  const hosts = [...hostsWithCredentials(runtime)];
  if (hosts.length === 0) return undefined;
  const auths = hosts.map(([host, secret]) => [host, { auth: secretMark(secret) }] as const);
  const hashes = hosts.map(([, { hash }]) => hash.slice(0, HASH_DIGITS));
  const content = { auths: Object.fromEntries(auths), pharosctl: hashes };
  const secrets = hosts.map(([, secret]) => secret);
  return { text: `${JSON.stringify(content, undefined, 2)}\n`, secrets };
};
