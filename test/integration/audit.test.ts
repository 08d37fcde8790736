import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.96.1";
const W1 = "127.0.96.11";

const yml = loopbackYml([M1], [W1]);

let cwd: string;
let cluster: LoopbackCluster;
let w1: LoopbackHost;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "audit-"));
  await mkdir(join(cwd, "keys"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cwd, "cluster.yml"), yml);
  cluster = await createLoopbackCluster();
  cluster.addHost("m1", M1);
  w1 = cluster.addHost("w1", W1);
  await cluster.apply(yml);
});
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

const run = (...argv: readonly string[]) => runCommandLine({ home: cluster.home, cwd, argv });

test("what an apply asked of the hosts stands in their logs, with who did, and without secrets", async () => {
  const { calls } = JSON.parse((await run("audit", "-n", "1000", "-o", "json")).stdout);
  const applied = { step: "begun", who: expect.stringMatching(/^operator \S+ \(admin\)$/) };
  expect(calls).toContainEqual(
    expect.objectContaining({
      ...applied,
      host: "w1",
      method: "SpecService.Apply",
      target: expect.objectContaining({ profile: "PROFILE_WORKER" }),
    }),
  );
  expect(calls).toContainEqual(
    expect.objectContaining({ host: "m1", method: "ClusterService.CreateJoinToken" }),
  );
  expect(JSON.stringify(calls)).not.toMatch(/[a-z0-9]{6}\.[a-z0-9]{16}/);
  const table = (await run("audit", "--host", "w1")).stdout;
  expect(table).toMatch(/ w1 +\d+ +operator \S+ \(admin\) +SpecService\.Apply +… +run=/);
  expect(table).toMatch(/SpecService\.Apply +ok +of \d+/);
});

test("an apply of which a task failed is told as that", async () => {
  w1.fake.machine.files.seed("/etc/sysctl.d/999-pharos.conf", "");
  w1.fake.machine.faults.failNext("files.write", new Error("the disk is full"));
  const { failures } = await cluster.apply(yml);
  expect(failures).toMatchObject([{ host: "w1" }]);
  const table = (await run("audit", "--host", "w1")).stdout;
  expect(table).toMatch(/SpecService\.Apply +TASK_FAILED +of \d+/);
});

test("who may not is refused, and that is noted too", async () => {
  await run("access", "grant", "eve", "--file", "eve.access");
  const guest = { home: cwd, cwd };
  await runCommandLine({ ...guest, argv: ["access", "import", "eve.access"] });
  const refused = await runCommandLine({ ...guest, argv: ["drift", "correct", "--host", "w1"] });
  expect(refused.code).toBe(1);
  expect((await run("audit", "--host", "w1")).stdout).toMatch(
    /operator eve \(viewer\) +DriftService\.CorrectDrift +CALL_REFUSED/,
  );
});

test("chains are verified on all hosts, and where one was changed or cut is named", async () => {
  const good = await run("audit", "verify");
  expect(good.code).toBe(0);
  expect(good.stdout).toMatch(/^w1 +\d+ +1 +\d+ +holds$/m);
  const text = await readFile(w1.paths.audit, "utf8");
  const lines = text.split("\n");
  await writeFile(w1.paths.audit, text.replace("(admin)", "(operator)"));
  const changed = await run("audit", "verify");
  expect(changed.code).toBe(1);
  expect(changed.stdout).toMatch(/^w1 .* BROKEN +at 1: it was changed$/m);
  expect(changed.stdout).toMatch(/^m1 .* holds$/m);
  expect(changed.stderr).toContain("AUDIT_BROKEN");
  await writeFile(w1.paths.audit, lines.slice(0, -2).join("\n"));
  const cut = await run("audit", "verify", "--host", "w1", "-o", "json");
  expect(cut.stdout).toContain("it is the last, and there was a record");
  await rm(w1.paths.audit);
  expect((await run("audit", "verify")).stdout).toMatch(/^w1 +0 .*BROKEN +at 0: it is empty/m);
  await writeFile(w1.paths.audit, lines.slice(0, -2).join("\n"));
  expect((await run("audit", "verify", "--accept")).code).toBe(1);
  expect((await run("audit", "verify")).code).toBe(0);
});

test("the log of a host that was reset and applied again begins anew, and that is no break", async () => {
  expect((await run("audit", "verify")).code).toBe(0);
  await cluster.reset(yml);
  await cluster.apply(yml);
  expect((await run("audit", "verify")).stdout).toMatch(/^w1 +\d+ +1 +\d+ +holds$/m);
});
