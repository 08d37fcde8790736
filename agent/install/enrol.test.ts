import { mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signDocument } from "../../shared/pki/signed-document.ts";
import { generateSigningKey, toSigner } from "../../shared/pki/signing-key.ts";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import type { EnrolInstall } from "../../shared/stdio/enrol-messages.ts";
import { minimalMembership } from "../../test/support/memberships.ts";
import { readAgentConfig } from "../state/agent-config.ts";
import { readAgentIdentity } from "../state/agent-identity.ts";
import { type AgentPaths, agentPaths } from "../state/agent-paths.ts";
import { openMembershipStore } from "../state/cluster-document-stores.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import { enrol } from "./enrol.ts";
import { acceptFirstMembership } from "./first-membership.ts";
import { openLineChannel } from "./line-channel.ts";

const { cluster } = minimalMembership();
const OTHER = "9a1c2c1e-8a1a-4a52-9d53-0a4a5f3c9c99";
const key = generateSigningKey();

let root: string;
let paths: AgentPaths;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "enrol-"));
  paths = agentPaths(root);
});
afterEach(() => rm(root, { recursive: true }));

const installOf = (number = 1, signer = key, clusterId = cluster.id): EnrolInstall => {
  const content = { ...minimalMembership(), number, cluster: { ...cluster, id: clusterId } };
  const signers = [toSigner(signer)];
  const document = signDocument("membership", encodeMembership({ ...content, signers }), signer);
  return {
    type: "install",
    certificateChain: "chain",
    trust: { rootCertificate: "r", agentsIntermediate: "a", operatorsIntermediate: "o" },
    issuerKey: "issuer",
    membership: {
      kind: "membership",
      keyId: document.keyId,
      payload: Buffer.from(document.payload).toString("base64"),
      signature: Buffer.from(document.signature).toString("base64"),
    },
    signers,
    port: 7443,
    agentVersion: "0.1.0",
    bundleSha256: "ab".repeat(32),
    nodeVersion: "24.20.0",
    unit: "[Unit]\n",
  };
};

interface Dialogue {
  readonly clusterId?: string;
  readonly replace?: boolean;
  readonly install?: EnrolInstall;
  /** The controller goes away instead of sending the certificate. */
  readonly hangUp?: boolean;
}

/** The controller's part of the dialogue, line by line. */
const talk = async ({ clusterId = cluster.id, replace = false, ...rest }: Dialogue) => {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: { readonly type: string; readonly error?: { readonly code: string } }[] = [];
  const units: string[] = [];
  const staged = join(root, "staged");
  await writeFile(staged, "program");
  output.on("data", (line: Buffer) => {
    said.push(JSON.parse(line.toString()));
    const answers = said.at(-1)?.type === "request";
    const text = JSON.stringify(rest.install ?? installOf());
    const isGoing = answers && rest.hangUp !== true;
    input.write(isGoing ? `${text}\n` : "");
    input.end();
  });
  const start = { type: "start", clusterId, clusterName: "otter", host: "master-1", replace };
  input.write(`${JSON.stringify({ ...start, requestedBy: "ada" })}\n`);
  const done = await enrol({
    paths,
    channel: openLineChannel(input, output),
    runtimeFile: staged,
    bundleFile: staged,
    runtimeSha256: async () => "c".repeat(64),
    systemctl: async (args) => {
      units.push(args.join(" "));
      await stat(paths.unit);
    },
    acceptMembership: (begun, install) => acceptFirstMembership(paths, begun, install),
    now: () => new Date(0),
  });
  return { done, said: said.map(({ type, error }) => error?.code ?? type), units };
};

const membershipNumber = async () =>
  (await openMembershipStore(paths, cluster.id)).current()?.content.number;
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

describe("a bare host", () => {
  test("becomes an agent whose key stays on it and is closed to others", async () => {
    const { done, said, units } = await talk({});
    expect({ done, said }).toEqual({ done: true, said: ["request", "installed"] });
    expect(await readAgentConfig(paths.config)).toMatchObject({ host: "master-1", port: 7443 });
    expect((await readAgentIdentity(paths.pki)).privateKey).toContain("PRIVATE KEY");
    expect((await stat(join(paths.pki, "agent.key"))).mode & 0o777).toBe(0o600);
    expect((await stat(paths.pki)).mode & 0o777).toBe(0o700);
    expect(await membershipNumber()).toBe(1);
    expect(await readlink(join(paths.agentShelf, "current"))).toMatch(/^0\.1\.0-[0-9a-f]{12}$/);
    expect(await readFile(join(paths.agentShelf, "current", "node"), "utf8")).toBe("program");
    expect(await readFile(join(paths.agentShelf, "current", "pharos-agent.cjs"), "utf8")).toBe(
      "program",
    );
    expect(await readFile(paths.unit, "utf8")).toBe("[Unit]\n");
    expect(units.at(-1)).toBe("restart pharos-agent.service");
  });

  test("has nothing of an enrolment whose controller went away", async () => {
    const { done, said } = await talk({ hangUp: true });
    expect({ done, said }).toEqual({ done: false, said: ["request", "STDIO_PROTOCOL"] });
    expect(await exists(join(root, "etc"))).toBe(false);
    expect(await exists(join(root, "opt"))).toBe(false);
  });
});

describe("a host of another cluster", () => {
  beforeEach(async () => {
    await talk({ clusterId: OTHER, install: installOf(7, generateSigningKey(), OTHER) });
    await writeAtomic(paths.coordination, "{}");
    await writeAtomic(join(paths.secrets, "theirs"), "secret");
  });

  test("is refused", async () => {
    expect((await talk({})).said).toEqual(["ENROLLED_ELSEWHERE"]);
    expect((await readAgentConfig(paths.config)).clusterId).toBe(OTHER);
  });

  test("is left alone until the certificate has arrived", async () => {
    await talk({ replace: true, hangUp: true });
    expect(await exists(paths.coordination)).toBe(true);
    expect((await readAgentConfig(paths.config)).clusterId).toBe(OTHER);
  });

  test("is taken over when a person said so, and forgets what was theirs", async () => {
    expect((await talk({ replace: true })).said).toEqual(["request", "installed"]);
    expect(await membershipNumber()).toBe(1);
    expect(await exists(paths.coordination)).toBe(false);
    expect(await exists(join(paths.secrets, "theirs"))).toBe(false);
  });
});

describe("a host that is enrolled again", () => {
  beforeEach(async () => {
    await talk({ install: installOf(3) });
    await writeAtomic(paths.coordination, "{}");
  });

  test("keeps its lock and numbers, and a membership that is newer than what came", async () => {
    expect((await talk({ install: installOf(2) })).said).toEqual(["request", "installed"]);
    expect(await membershipNumber()).toBe(3);
    expect(await exists(paths.coordination)).toBe(true);
  });

  test("takes a newer membership", async () => {
    await talk({ install: installOf(4) });
    expect(await membershipNumber()).toBe(4);
  });

  test("starts anew from a membership of keys that the cluster does not have any more", async () => {
    await talk({ install: installOf(1, generateSigningKey()) });
    expect(await membershipNumber()).toBe(1);
  });

  test("is healed of state that cannot be read", async () => {
    await writeFile(paths.membership, "{");
    await writeFile(paths.spec, "torn");
    expect((await talk({ install: installOf(2) })).said).toEqual(["request", "installed"]);
    expect(await membershipNumber()).toBe(2);
    expect(await exists(paths.spec)).toBe(false);
  });

  test("loses the issuer's key when it is to be no master", async () => {
    const { issuerKey, ...worker } = installOf(4);
    expect(issuerKey).toBe("issuer");
    await talk({ install: worker });
    expect((await readAgentIdentity(paths.pki)).issuerKey).toBeUndefined();
    expect(await readFile(join(paths.pki, "agent.crt"), "utf8")).toBe("chain");
  });
});

test("a controller that says nothing is not waited for without end", async () => {
  const channel = openLineChannel(new PassThrough(), new PassThrough(), 10);
  await expect(channel.receive()).rejects.toMatchObject({ code: "STDIO_PROTOCOL" });
});
