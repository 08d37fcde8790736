import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  agentUnreachableError,
  callCancelledError,
  tlsRefusedError,
} from "../../shared/errors/rpc-errors.ts";
import { hostServiceRoutes } from "../../shared/rpc/gen/host-service.ts";
import { specServiceRoutes } from "../../shared/rpc/gen/spec-service.ts";
import { toWireFacts } from "../../shared/spec/facts-wire.ts";
import { sampleHealth } from "../../test/support/health.ts";
import { fullFacts } from "../../test/support/host-facts.ts";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import type { AgentDialer, DialedConnection } from "./agent-dialer.ts";
import { survey, type SurveyPorts } from "./survey.ts";

const ADDRESS = "192.0.2.1";
const refusal = tlsRefusedError({ address: `${ADDRESS}:7443`, reason: "ERR_SSL_TLSV1_ALERT" });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharos-survey-"));
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const HOST = "architecture=x86_64\nsystemd=yes\nroot=yes\nos=debian\nos_version=12\n";

const HOST_KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g";

/** A host that says this over SSH. */
const surveyHost = async (answers: string, dial: AgentDialer["dial"], address = ADDRESS) => {
  const ssh = join(folder, "ssh");
  const key = `${address} ssh-ed25519 ${HOST_KEY}`;
  // A look at the key alone leaves it in a folder of its own.
  const scan = `for word; do case $word in UserKnownHostsFile=*pharos-scan-*)
    word=\${word#*=}; word=\${word#\\"}; echo '${key}' > "\${word%\\"}";; esac; done`;
  await writeFile(ssh, `#!/bin/sh\n${scan}\ncat <<'END'\n${HOST}${answers}\nEND\n`);
  await chmod(ssh, 0o755);
  const { config } = await loadConfigText(`hosts: [{address: ${address}, role: master}]\n`);
  return survey(config.hosts, portsWith(dial));
};

/** A member whose agent refuses our certificate, and whose host says over SSH what its clock is. */
const surveyMember = async (clockOffsetSeconds: number) =>
  surveyHost(`clock=${Math.round(Date.now() / 1000) + clockOffsetSeconds}`, () =>
    Promise.reject(refusal),
  );

const never = () => Promise.reject(new Error("nobody is asked for this"));

const portsWith = (dial: AgentDialer["dial"]): SurveyPorts => ({
  clusterId: "ours",
  membership: fullMembership(),
  dialer: { dial, close: async () => undefined },
  toTarget: ({ address, user }) => ({ name: address, address, user }),
  distribution: never,
  confirmHostKeys: async () => true,
  now: () => new Date(),
  ssh: { knownHostsFiles: [], connectTimeoutSeconds: 1 },
  knownHostsFile: join(folder, "known_hosts"),
  parallel: 2,
});

test("a member whose clock is two hours behind, and whose agent refuses us for it, is told so", async () => {
  const { hosts, failures } = await surveyMember(-7_200);
  expect(hosts).toEqual([]);
  expect(failures).toMatchObject([{ host: ADDRESS, member: true, error: { code: "CLOCK_OFF" } }]);
});

test("a member that refuses us with a clock that is right stays a refusal, and is not enrolled anew", async () => {
  const { failures } = await surveyMember(0);
  expect(failures).toEqual([{ host: ADDRESS, member: true, error: refusal }]);
});

test("agents are asked 64 at once, however few logins over SSH there may be", async () => {
  const { config } = await loadConfigText(`hosts: [{address: ${ADDRESS}, role: master}]\n`);
  let [asked, most] = [0, 0];
  const ports = portsWith(async () => {
    asked += 1;
    most = Math.max(most, asked);
    await new Promise((resolve) => setImmediate(resolve));
    asked -= 1;
    throw callCancelledError({ address: ADDRESS, method: "connect" });
  });
  const { failures } = await survey(Array.from({ length: 200 }, () => config.hosts).flat(), ports);
  expect(failures).toHaveLength(200);
  expect(most).toBe(64);
});

const MOVED = "192.0.2.9";

const agentOf = (bootId: string): DialedConnection => {
  const missing = () => {
    throw new Error("not asked here");
  };
  const health = { ...sampleHealth(), build: "b", certificateEndsAtMs: Date.now() + 1e10 };
  const facts = toWireFacts({ ...fullFacts(), bootId });
  const accepted = { generation: 1, digest: "d", spec: undefined, outline: Buffer.alloc(0) };
  const routes = [
    ...specServiceRoutes({
      plan: async () => ({ plan: undefined, facts, health, accepted, tookMs: 1 }),
      getSpec: missing,
      apply: missing,
    }),
    ...hostServiceRoutes({
      getHealth: missing,
      getFacts: async () => ({ facts }),
      probeServers: missing,
      removeAgent: missing,
    }),
  ];
  const peer = { kind: "operator", name: "ada", role: "admin", serial: "00" } as const;
  return { ...connectInMemory(routes, peer), rest: () => undefined };
};

/** A host with the agent of `worker-1`, which answers there, and at its old address as `old` says. */
const surveyMoved = async (old: () => Promise<DialedConnection>) =>
  surveyHost(
    `clock=${Math.round(Date.now() / 1000)}\nagent_cluster=ours\nagent_host=worker-1`,
    async ({ address }) => (address === MOVED ? agentOf("boot-of-now") : old()),
    MOVED,
  );

test("a member at another address is reached through its agent", async () => {
  const away = agentUnreachableError({ address: "worker-1.example:7443", reason: "ETIMEDOUT" });
  const { hosts, failures } = await surveyMoved(() => Promise.reject(away));
  expect(failures).toEqual([]);
  expect(hosts.map(({ link }) => link.kind)).toEqual(["agent"]);
});

test("the same machine may have both addresses", async () => {
  const { failures } = await surveyMoved(async () => agentOf("boot-of-now"));
  expect(failures).toEqual([]);
});

test("a copy of a member that answers at its own address is refused", async () => {
  const { hosts, failures } = await surveyMoved(async () => agentOf("boot-of-another"));
  expect(hosts).toEqual([]);
  expect(failures).toMatchObject([{ host: MOVED, error: { code: "MEMBER_COPIED" } }]);
});
