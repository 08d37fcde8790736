import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const MASTERS = ["127.0.91.1", "127.0.91.2"];
const YML = loopbackYml(MASTERS, []);
const FOLDER = "/var/lib/pharos/etcd-snapshots";
const OLD = "2026-11-22T04-00-00-000Z-scheduled.snapshot";
const NEW = "2026-11-23T04-00-00-000Z-scheduled.snapshot";
const LIMIT_MS = 60_000;

let cluster: LoopbackCluster;
let hosts: readonly [LoopbackHost, LoopbackHost];
let whole = "";
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  hosts = [cluster.addHost("m1", "127.0.91.1"), cluster.addHost("m2", "127.0.91.2")];
  await cluster.apply(YML);
  await mkdir(join(cluster.home, "keys"));
  await writeFile(join(cluster.home, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cluster.home, "cluster.yml"), YML);
  await etcd("save", "whole.snapshot");
  whole = await readFile(join(cluster.home, "whole.snapshot"), "latin1");
  // What joins and removals have left is not what this is about.
  for (const { fake } of hosts) fake.machine.files.remove(FOLDER);
}, LIMIT_MS);
afterEach(() => cluster[Symbol.asyncDispose]());

const etcd = (...argv: readonly string[]) =>
  runCommandLine({ home: cluster.home, cwd: cluster.home, argv: ["etcd", "snapshot", ...argv] });

/** The description has its time inside: one of another day. */
const takenAt = (time: string): string =>
  whole.replace(/"takenAt": "[^"]*"/, `"takenAt": "${time}"`);

const keep = ({ fake }: LoopbackHost, name: string, text: string): void =>
  fake.machine.files.seed(`${FOLDER}/${name}`, text);

const Listed = z.object({
  snapshots: z.array(
    z.object({
      host: z.string(),
      name: z.string(),
      problem: z.string(),
      checked: z.boolean(),
      encrypted: z.boolean(),
      sha256: z.string(),
      revision: z.number(),
    }),
  ),
});

const list = async (...options: readonly string[]) => {
  const { code, stdout } = await etcd("list", "-o", "json", ...options);
  return { code, ...Listed.parse(JSON.parse(stdout)) };
};

const fill = (): void => {
  const [m1, m2] = hosts;
  keep(m1, OLD, takenAt("2026-11-22T04:00:00.000Z"));
  keep(m2, NEW, takenAt("2026-11-23T04:00:00.000Z"));
};

test("what masters keep is listed, the newest first, with what its beginning and its end say", async () => {
  fill();
  const { code, snapshots } = await list();
  expect(code).toBe(0);
  expect(snapshots).toEqual([
    expect.objectContaining({ host: "m2", name: NEW, problem: "", revision: 1234 }),
    expect.objectContaining({ host: "m1", name: OLD, problem: "", revision: 1234 }),
  ]);
  for (const { sha256, checked } of snapshots)
    expect([sha256, checked]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), false]);
  expect((await list("--check")).snapshots.map(({ checked }) => checked)).toEqual([true, true]);
});

test("one that was cut, and one that was changed, say so", async () => {
  fill();
  const [m1, m2] = hosts;
  keep(m1, OLD, whole.slice(0, -2_500));
  const cut = await list();
  expect([cut.code, cut.snapshots.map(({ problem }) => problem)]).toEqual([
    1,
    ["", expect.stringContaining("cut")],
  ]);
  const at = whole.lastIndexOf("snapshot");
  keep(m2, NEW, `${whole.slice(0, at)}snapshut${whole.slice(at + 8)}`);
  const { code, snapshots } = await list("--check");
  expect(code).toBe(1);
  expect(snapshots.map(({ problem }) => problem)).toContainEqual(
    expect.stringContaining("does not match etcd's own hash"),
  );
});

test("the newest good one is fetched as it is, for its owner alone", async () => {
  fill();
  const [, m2] = hosts;
  keep(m2, "2026-11-23T05-00-00-000Z-scheduled.snapshot", whole.slice(0, -2_500));
  const { code, stdout } = await etcd("fetch", "latest", "here.snapshot", "-o", "json");
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ host: "m2", name: NEW, checked: true }),
  ]);
  const path = join(cluster.home, "here.snapshot");
  expect(await readFile(path, "latin1")).toBe(takenAt("2026-11-23T04:00:00.000Z"));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const again = await etcd("fetch", "latest", "here.snapshot");
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("FILE_EXISTS")]);
  const other = await etcd("fetch", "latest", "other.snapshot", "--from", "m1");
  expect([other.code, other.stdout]).toEqual([0, expect.stringContaining(`${OLD} of m1`)]);
});

test("of one that is no good there is no file", async () => {
  const [m1] = hosts;
  keep(m1, OLD, whole.slice(0, -2_500));
  const { code, stderr } = await etcd("fetch", OLD, "here.snapshot");
  expect([code, stderr]).toEqual([2, expect.stringContaining("ETCD_SNAPSHOT_UNREADABLE")]);
  expect((await readdir(cluster.home)).filter((name) => name.startsWith("here"))).toEqual([]);
});

test.each(["../../../etc/shadow", "gone.snapshot", `../etcd-snapshots/${OLD}`])(
  "%s is no name of a snapshot",
  async (name) => {
    fill();
    const { code, stderr } = await etcd("fetch", name, "here.snapshot");
    expect([code, stderr]).toEqual([2, expect.stringContaining("SNAPSHOT_UNKNOWN")]);
    expect((await etcd("fetch", name, "here.snapshot", "--from", "m3")).stderr).toContain(
      "HOST_UNKNOWN",
    );
  },
);

test("a restore of what masters keep wants all of it, and leaves no copy behind", async () => {
  fill();
  const { stderr } = await etcd("restore", "latest", "--kept");
  // It is asked, and nobody answers.
  expect(stderr).toContain(`${NEW} of m2:`);
  expect(stderr).toContain("snapshot of 2026-11-23T04:00:00.000Z from");
  const left = await readdir(join(cluster.home, ".pharos", "loop"));
  expect(left.filter((name) => name.startsWith("restore"))).toEqual([]);
  const lost = await etcd("restore", "latest", "--kept", "--new-masters");
  expect(lost.stderr).toContain("keep no snapshots");
});
