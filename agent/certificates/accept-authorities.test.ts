import { X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certifyIntermediate } from "../../shared/pki/authority.ts";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createTestPki, type TestPki } from "../../test/support/test-pki.ts";
import { agentPaths } from "../state/agent-paths.ts";
import { readAgentIdentity, writeAgentIdentity } from "../state/agent-identity.ts";
import { acceptAuthorities } from "./accept-authorities.ts";
import { type HeldIdentity, holdIdentity } from "./held-identity.ts";

const DAY_MS = 24 * 3_600_000;

let root: string;
let pki: TestPki;
let identity: HeldIdentity;
beforeEach(async () => {
  root = await mkdtemp(`${tmpdir()}/authorities-`);
  const paths = agentPaths(root);
  pki = await createTestPki();
  const { chain, privateKey } = await pki.agent("w1");
  const own = {
    privateKey: renderPrivateKey(privateKey),
    certificateChain: chain,
    trust: pki.trust,
  };
  await writeAgentIdentity(paths.pki, own);
  identity = holdIdentity(paths, own);
});
afterEach(() => rm(root, { recursive: true }));

/** The intermediates as an apply renews them, `days` from now. */
const renewed = async (days: number, by: CertificateIssuer = pki.root) => {
  const at = new Date(Date.now() + days * DAY_MS);
  const { agents, operators, clusterId } = pki;
  const certify = async (kind: "agents" | "operators", { privateKey }: CertificateIssuer) =>
    (await certifyIntermediate(by, kind, privateKey, clusterId, at)).certificate.toString();
  return {
    agentsIntermediate: await certify("agents", agents),
    operatorsIntermediate: await certify("operators", operators),
  };
};

test("renewed intermediates are kept, and presented with the agent's own certificate", async () => {
  const offered = await renewed(40);
  await acceptAuthorities(identity, offered);
  expect(identity.current().trust).toMatchObject(offered);
  const stored = await readAgentIdentity(agentPaths(root).pki);
  expect(stored).toEqual(identity.current());
  const leaf = new X509Certificate(stored.certificateChain);
  expect(stored.certificateChain).toBe(leaf.toString() + offered.agentsIntermediate);
});

test("older ones change nothing", async () => {
  await acceptAuthorities(identity, await renewed(-40));
  expect(identity.current().trust).toEqual(pki.trust);
});

test("certificates of another root, or of another key, are refused", async () => {
  const other = await createTestPki();
  await expect(acceptAuthorities(identity, await renewed(40, other.root))).rejects.toMatchObject({
    code: "AUTHORITY_REFUSED",
  });
  const swapped = await renewed(40);
  await expect(
    acceptAuthorities(identity, {
      agentsIntermediate: swapped.operatorsIntermediate,
      operatorsIntermediate: swapped.agentsIntermediate,
    }),
  ).rejects.toMatchObject({ code: "AUTHORITY_REFUSED" });
  expect(identity.current().trust).toEqual(pki.trust);
});
