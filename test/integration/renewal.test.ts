import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readAgentIdentity } from "../../agent/state/agent-identity.ts";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.73.1";
const W1 = "127.0.73.11";
const LIMIT_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n";

const yml = (workers: readonly string[]): string => loopbackYml([M1], workers);

let cluster: LoopbackCluster;
let m1: LoopbackHost;
let w1: LoopbackHost;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  m1 = cluster.addHost("m1", M1);
  w1 = cluster.addHost("w1", W1);
  await cluster.apply(yml([W1]));
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

const serialOf = async ({ paths }: LoopbackHost) =>
  new X509Certificate((await readAgentIdentity(paths.pki)).certificateChain).serialNumber;

/** Three weeks later by the agent's own clock. */
const growOld = async (host: LoopbackHost): Promise<void> => {
  const before = await serialOf(host);
  host.clockOffsetMs = 21 * DAY_MS;
  host.wake();
  await vi.waitFor(async () => expect(await serialOf(host)).not.toBe(before), {
    timeout: 20_000,
    interval: 50,
  });
};

test(
  "a worker gets its next certificate from a master, without the CLI, and goes on to answer",
  async () => {
    await growOld(w1);
    w1.clockOffsetMs = 0;
    expect((await cluster.apply(yml([W1]))).isNothingToDo).toBe(true);
  },
  LIMIT_MS,
);

const eventsOf = async ({ paths }: LoopbackHost) => await readFile(paths.events, "utf8");

test(
  "an operator has them renewed at once, and what was renewed is on record",
  async () => {
    const before = [await serialOf(m1), await serialOf(w1)];
    await mkdir(join(cluster.home, "keys"));
    await writeFile(join(cluster.home, "keys", "apt.asc"), KEY);
    await writeFile(join(cluster.home, "cluster.yml"), yml([W1]));
    const { home } = cluster;
    const argv = ["certs", "renew", "-o", "json"];
    const { code, stdout } = await runCommandLine({ home, cwd: home, argv });
    expect(code).toBe(0);
    const serials = [await serialOf(m1), await serialOf(w1)];
    expect(JSON.parse(stdout)).toMatchObject({
      certificates: [
        { place: "m1", kind: "agent", serial: serials[0]?.toLowerCase(), state: "good" },
        { place: "w1", kind: "agent", serial: serials[1]?.toLowerCase(), state: "good" },
      ],
    });
    expect(serials).not.toContain(before[0]);
    expect(serials).not.toContain(before[1]);
    const path = join(w1.paths.pki, "agent.crt");
    expect(await eventsOf(w1)).toContain(`"certificate-renewed","path":"${path}"`);
    expect((await cluster.apply(yml([W1]))).isNothingToDo).toBe(true);
  },
  LIMIT_MS,
);

test(
  "a master issues its own",
  async () => {
    await growOld(m1);
  },
  LIMIT_MS,
);
