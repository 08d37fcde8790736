import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { signDocument } from "../../shared/pki/signed-document.ts";
import { generateSigningKey, toSigner } from "../../shared/pki/signing-key.ts";
import type { AuthoritySet } from "../../shared/pki/trust-bundle.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import { encodeTrust } from "../../shared/spec/trust-wire.ts";
import { createTestPki, type TestPki } from "../../test/support/test-pki.ts";
import { readAgentIdentity, writeAgentIdentity } from "../state/agent-identity.ts";
import { agentPaths } from "../state/agent-paths.ts";
import { acceptIssuer } from "./accept-issuer.ts";
import { acceptTrust } from "./accept-trust.ts";
import { findIssuer } from "./find-issuer.ts";
import { type HeldIdentity, holdIdentity } from "./held-identity.ts";

const signingKey = generateSigningKey();

let root: string;
let old: TestPki;
let next: TestPki;
let identity: HeldIdentity;
let role: "master" | "worker";
beforeEach(async () => {
  root = await mkdtemp(`${tmpdir()}/trust-`);
  role = "master";
  [old, next] = [await createTestPki(), await createTestPki()];
  const { chain, privateKey } = await old.agent("m1");
  const own = {
    privateKey: renderPrivateKey(privateKey),
    certificateChain: chain,
    trust: old.trust,
    issuerKey: renderPrivateKey(old.agents.privateKey),
  };
  await writeAgentIdentity(agentPaths(root).pki, own);
  identity = holdIdentity(agentPaths(root), own);
});
afterEach(() => rm(root, { recursive: true }));

const setsOf = (...names: readonly TestPki[]): readonly AuthoritySet[] =>
  names.map((pki) => pki.trust);

const agent = () => {
  const content: Membership = {
    cluster: { id: old.clusterId, name: "loop" },
    number: 1,
    members: [
      { name: "m1", address: "192.0.2.1", privateAddress: "192.0.2.1", role, state: "member" },
    ],
    signers: [toSigner(signingKey)],
    revokedSerials: [],
  };
  const document = signDocument("membership", new Uint8Array(), signingKey);
  const config = { clusterId: old.clusterId, clusterName: "loop", host: "m1", port: 7443 };
  const membership = {
    current: () => ({ document, content }),
    accept: () => Promise.reject(new Error("nothing is offered")),
    observe: () => undefined,
  };
  return { config, identity, membership };
};

const offer = (
  number: number,
  sets: readonly AuthoritySet[],
  { key = signingKey, clusterId = old.clusterId } = {},
): Promise<void> =>
  acceptTrust(agent(), signDocument("trust", encodeTrust({ clusterId, number, sets }), key));

const codeOf = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => "taken",
    (error: unknown) => toPharosError(error).code,
  );

test("both are trusted, then masters issue with the other, and the first is given up last", async () => {
  await offer(1, setsOf(old, next));
  expect(identity.current().trust).toMatchObject({ number: 1, also: next.trust });
  // The host's own certificate, and what it issues with, are of the first.
  expect(await codeOf(offer(2, setsOf(next)))).toBe("TRUST_TOO_EARLY");
  const fresh = await next.agent("m1");
  await identity.change(() => ({ certificateChain: fresh.chain }));
  expect(await codeOf(offer(2, setsOf(next)))).toBe("TRUST_TOO_EARLY");
  await acceptIssuer(agent(), renderPrivateKey(next.agents.privateKey));
  expect(findIssuer(identity.current())?.set).toEqual(next.trust);
  await offer(2, setsOf(next));
  expect(identity.current().trust).toEqual({ ...next.trust, number: 2 });
  expect(await readAgentIdentity(agentPaths(root).pki)).toEqual(identity.current());
});

test("the same again is nothing, in whatever order; other content and lower numbers are refused", async () => {
  await offer(2, setsOf(old, next));
  await offer(2, setsOf(next, old));
  expect(await codeOf(offer(2, setsOf(old)))).toBe("NUMBER_REUSED");
  expect(await codeOf(offer(1, setsOf(old)))).toBe("NUMBER_TOO_LOW");
  expect(identity.current().trust).toMatchObject({ number: 2 });
});

test("nobody but a signer of the membership, and of this cluster, says whom to trust", async () => {
  const key = generateSigningKey();
  expect(await codeOf(offer(1, setsOf(old, next), { key }))).toBe("SIGNER_UNKNOWN");
  const clusterId = "00000000-0000-4000-8000-000000000000";
  expect(await codeOf(offer(1, setsOf(old, next), { clusterId }))).toBe("DOCUMENT_FOR_OTHER");
  const payload = encodeTrust({ clusterId, number: 1, sets: setsOf(old, next) });
  const other = signDocument("membership", payload, signingKey);
  const passedOff = acceptTrust(agent(), { ...other, kind: "trust" });
  expect(await codeOf(passedOff)).toBe("SIGNATURE_INVALID");
  expect(identity.current().trust).toEqual(old.trust);
});

test("a set whose parts do not belong together is refused", async () => {
  const { agentsIntermediate, operatorsIntermediate, rootCertificate } = next.trust;
  const wrong: readonly AuthoritySet[] = [
    { rootCertificate, agentsIntermediate, operatorsIntermediate: agentsIntermediate },
    { ...old.trust, rootCertificate },
    { rootCertificate: agentsIntermediate, agentsIntermediate, operatorsIntermediate },
  ];
  for (const set of wrong)
    expect(await codeOf(offer(1, [old.trust, set]))).toBe("AUTHORITY_REFUSED");
  const unreadable = { ...next.trust, rootCertificate: "no PEM" };
  expect(await codeOf(offer(1, [old.trust, unreadable]))).toBe("PEM_UNREADABLE");
  expect(await codeOf(offer(1, []))).toBe("MESSAGE_INVALID");
});

test("only a master takes a key to issue with, and only one that it trusts", async () => {
  const key = renderPrivateKey(next.agents.privateKey);
  expect(await codeOf(acceptIssuer(agent(), key))).toBe("ISSUER_REFUSED");
  await offer(1, setsOf(old, next));
  role = "worker";
  expect(await codeOf(acceptIssuer(agent(), key))).toBe("ISSUER_REFUSED");
  role = "master";
  const operators = renderPrivateKey(next.operators.privateKey);
  expect(await codeOf(acceptIssuer(agent(), operators))).toBe("ISSUER_REFUSED");
  await acceptIssuer(agent(), key);
  expect(identity.current().issuerKey).toBe(key);
});

test("a renewal that ends while authorities are exchanged undoes nothing of that", async () => {
  const renewed = await old.agent("m1");
  await Promise.all([
    offer(1, setsOf(old, next)),
    identity.change(() => ({ certificateChain: renewed.chain })),
  ]);
  const stored = await readAgentIdentity(agentPaths(root).pki);
  expect(stored).toMatchObject({ trust: { number: 1 }, certificateChain: renewed.chain });
});
