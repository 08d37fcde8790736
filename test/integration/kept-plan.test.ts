import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CommandResult, runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.97.1";
const W1 = "127.0.97.11";
const W2 = "127.0.97.12";

const yml = loopbackYml([M1], [W1, W2]);
const SYSCTLS = "/etc/sysctl.d/999-pharos.conf";

let cwd: string;
let cluster: LoopbackCluster;
let w1: LoopbackHost;
let w2: LoopbackHost;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "kept-plan-"));
  await mkdir(join(cwd, "keys"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cwd, "cluster.yml"), yml);
  cluster = await createLoopbackCluster();
  cluster.addHost("m1", M1);
  w1 = cluster.addHost("w1", W1);
  w2 = cluster.addHost("w2", W2);
  await cluster.apply(yml);
  change(w1);
});
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

/** Something for the next apply to do. */
const change = ({ fake }: LoopbackHost): void => fake.machine.files.seed(SYSCTLS, "");

const isChanged = ({ fake }: LoopbackHost): boolean =>
  fake.machine.files.follow(SYSCTLS)?.text === "";

const run = (...argv: readonly string[]): Promise<CommandResult> => {
  const { home, distributionFolder } = cluster;
  return runCommandLine({ home, cwd, distributionFolder, argv });
};

test("a kept plan is applied as it is, and once it is done there is nothing to do", async () => {
  expect((await run("plan", "--out", "p.json")).code).toBe(0);
  expect((await run("apply", "--plan", "p.json", "--yes")).code).toBe(0);
  expect(isChanged(w1)).toBe(false);
  expect((await run("apply", "--plan", "p.json", "--yes")).stdout).toContain("Nothing to do");
});

test("a kept plan is refused once any host would do something else, and nothing is changed", async () => {
  expect((await run("plan", "--out", "p.json")).code).toBe(0);
  change(w2);
  const refused = await run("apply", "--plan", "p.json", "--yes", "-o", "json");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: {
      code: "PLAN_CHANGED",
      hint: expect.stringContaining("pharosctl plan --out p.json"),
      hosts: [{ host: "w2", code: "HOST_PLAN_CHANGED" }],
    },
  });
  expect([isChanged(w1), isChanged(w2)]).toEqual([true, true]);
  expect((await run("plan", "--out", "p.json")).code).toBe(0);
  expect((await run("apply", "--plan", "p.json", "--yes")).code).toBe(0);
  expect([isChanged(w1), isChanged(w2)]).toEqual([false, false]);
});
