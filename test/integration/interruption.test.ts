import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.95.1";
const W1 = "127.0.95.11";

const yml = loopbackYml([M1], [W1]);
const SYSCTLS = "/etc/sysctl.d/999-pharos.conf";

let cwd: string;
let cluster: LoopbackCluster;
let m1: LoopbackHost;
let w1: LoopbackHost;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "interruption-"));
  await mkdir(join(cwd, "keys"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cwd, "cluster.yml"), yml);
  cluster = await createLoopbackCluster();
  m1 = cluster.addHost("m1", M1);
  w1 = cluster.addHost("w1", W1);
  await cluster.apply(yml);
  w1.fake.machine.files.seed(SYSCTLS, "");
});
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

const run = (argv: readonly string[], interruptAt = "never said") => {
  const { home, distributionFolder } = cluster;
  const watch = (text: string, interrupt: () => void): void =>
    void (text.includes(interruptAt) && interrupt());
  return runCommandLine({ home, cwd, distributionFolder, argv, watch });
};

test("Ctrl-C is noted on the host that it stopped, and shown with who did it", async () => {
  const apply = await run(["apply", "--yes"], "prepare hosts …");
  expect(apply.code).toBe(130);
  expect(apply.stderr).toContain("RUN_INTERRUPTED");
  expect(apply.stdout).toMatch(/\[w1\] {3}stopped by \S+ before its first task\n/);
  const show = await run(["runs", "show", "last"]);
  expect(show.stdout).toMatch(/^w1: stopped by \S+ before its first task, 0 changed$/m);
  expect((await run(["attach", "last"])).stdout).toMatch(/stopped by \S+ before its first task/);
  expect((await run(["events"])).stdout).toMatch(/w1 run \w+: stopped by \S+ before/);
  expect((await run(["runs", "-o", "json"])).stdout).not.toContain('"failed": 1');
  expect((await run(["apply", "--yes"])).code).toBe(0);
  expect((await run(["apply", "--yes"])).stdout).toContain("Nothing to do");
});

test("a second Ctrl-C leaves; the host finishes what it was at, and the next apply goes on", async () => {
  const program = join(import.meta.dirname, "../support/apply-and-leave.ts");
  const argv = [program, cluster.home, cwd, cluster.distributionFolder];
  const { promise: left, resolve } = Promise.withResolvers<readonly unknown[]>();
  execFile(process.execPath, argv, (error, _stdout, stderr) => resolve([error?.code, stderr]));
  const [code, stderr] = await left;
  expect(code).toBe(130);
  expect(stderr).toContain("Left. Hosts finish what they are at");
  await vi.waitFor(async () => {
    const { stdout } = await run(["runs", "-o", "json"]);
    const part = { host: "w1", changed: 1, failed: 0, finishedAtMs: expect.any(Number) };
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ hosts: [part] }, {}] });
  });
  // Nobody else may apply before the lock of who left has ended; more would be told as a wrong clock.
  m1.clockOffsetMs = 29_000;
  expect((await run(["attach", "last"])).stdout).toContain("[w1]");
  const next = await run(["apply", "--yes"]);
  expect(next.code).toBe(0);
  expect((await run(["apply", "--yes"])).stdout).toContain("Nothing to do");
});
