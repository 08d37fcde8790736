import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.97.1";
const W1 = "127.0.97.11";
const W2 = "127.0.97.12";
const LIMIT_MS = 60_000;

const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n";

let cluster: LoopbackCluster;
let w1: LoopbackHost;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  cluster.addHost("m1", M1);
  w1 = cluster.addHost("w1", W1);
  cluster.addHost("w2", W2);
  await cluster.apply(loopbackYml([M1], [W1]));
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

const acceptedBy = async ({ paths }: LoopbackHost): Promise<readonly unknown[]> =>
  (await readFile(paths.events, "utf8"))
    .split("\n")
    .filter((line) => line.includes('"membership-accepted"'))
    .map((line): unknown => JSON.parse(line));

const turnOn = async (host: LoopbackHost): Promise<void> => {
  host.isOff = false;
  await host.start();
  host.wake();
};

test(
  "a host that was off while somebody came learns it from another agent",
  async () => {
    await w1.stop();
    w1.isOff = true;
    await cluster.apply(loopbackYml([M1], [W1, W2]), { only: [W2] });
    const before = (await acceptedBy(w1)).length;
    await turnOn(w1);
    await vi.waitFor(
      async () =>
        expect((await acceptedBy(w1)).slice(before)).toMatchObject([{ event: { joined: ["w2"] } }]),
      { timeout: 20_000, interval: 50 },
    );
  },
  LIMIT_MS,
);

test(
  "a host that was off while an access was revoked learns that too",
  async () => {
    await mkdir(join(cluster.home, "keys"));
    await writeFile(join(cluster.home, "keys", "apt.asc"), KEY);
    await writeFile(join(cluster.home, "cluster.yml"), loopbackYml([M1], [W1]));
    const { home } = cluster;
    const run = (...argv: readonly string[]) => runCommandLine({ home, cwd: home, argv });
    expect((await run("access", "grant", "ada", "--file", "ada.access")).code).toBe(0);
    await w1.stop();
    w1.isOff = true;
    expect((await run("access", "revoke", "ada")).stderr).toContain(W1);
    await turnOn(w1);
    await vi.waitFor(
      async () => expect((await acceptedBy(w1)).at(-1)).toMatchObject({ event: { revoked: 1 } }),
      { timeout: 20_000, interval: 50 },
    );
  },
  LIMIT_MS,
);
