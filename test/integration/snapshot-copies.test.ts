import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as z from "zod";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import { DENIED } from "../support/s3/s3-server.ts";
import { type StartedS3Server, startS3Server } from "../support/s3/start-s3-server.ts";

const MASTERS = ["127.0.111.1", "127.0.111.2"];
const PASSPHRASE = "a passphrase of the store";
const FOLDER = "/var/lib/pharos/etcd-snapshots";
const LIMIT_MS = 60_000;
const STEP_MS = 20;

let cluster: LoopbackCluster;
let hosts: readonly [LoopbackHost, LoopbackHost];
let store: StartedS3Server;

beforeEach(async () => {
  store = await startS3Server();
  cluster = await createLoopbackCluster();
  hosts = [cluster.addHost("m1", "127.0.111.1"), cluster.addHost("m2", "127.0.111.2")];
  await mkdir(join(cluster.home, "keys"));
  await write("keys/apt.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await write("keys/secret", `${store.settings.secretAccessKey}\n`);
  await write("keys/passphrase", `${PASSPHRASE}\n`);
  await write("keys/ca.pem", store.settings.ca);
  const yml = [
    loopbackYml(MASTERS),
    "maintenance:",
    "  etcd_snapshots:",
    "    interval: 10m",
    // The fake machine's clock is another one than the agent's: each look takes a snapshot.
    "    keep: 100",
    "    s3:",
    `      endpoint: ${store.settings.endpoint}`,
    `      region: ${store.settings.region}`,
    `      bucket: ${store.settings.bucket}`,
    "      prefix: clusters",
    "      ca: keys/ca.pem",
    `      access_key_id: ${store.settings.accessKeyId}`,
    "      secret_access_key_file: keys/secret",
    "      passphrase_file: keys/passphrase",
    "",
  ].join("\n");
  await write("cluster.yml", yml);
  await cluster.apply(loopbackYml(MASTERS));
  await run("apply", "--yes");
}, LIMIT_MS);
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  store.server.close();
});

const write = (name: string, text: string) => writeFile(join(cluster.home, name), text);

const run = (...argv: readonly string[]) =>
  runCommandLine({
    home: cluster.home,
    cwd: cluster.home,
    argv,
    distributionFolder: cluster.distributionFolder,
  });

const etcd = (...argv: readonly string[]) => run("etcd", "snapshot", ...argv);

/** Lets the agents look again until it is so. */
const until = (isSo: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(
    async () => {
      for (const host of hosts) host.wake();
      expect(await isSo()).toBe(true);
    },
    { timeout: LIMIT_MS, interval: STEP_MS },
  );

const copied = (): readonly string[] => [...store.server.objects.keys()];

const Listed = z.object({
  snapshots: z.array(
    z.object({
      where: z.enum(["host", "store"]),
      host: z.string(),
      name: z.string(),
      encrypted: z.boolean(),
      problem: z.string(),
      revision: z.number(),
      sha256: z.string(),
    }),
  ),
});

test("scheduled snapshots are copied, encrypted, and listed beside those on the masters", async () => {
  await until(() => copied().length > 0);
  const [key = ""] = copied();
  expect(key).toMatch(
    /^clusters\/[0-9a-f-]{36}\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-m[12]\.snapshot\.encrypted$/,
  );
  const { code, stdout } = await etcd("list", "-o", "json");
  const { snapshots } = Listed.parse(JSON.parse(stdout));
  expect([code, snapshots.map(({ where }) => where)]).toEqual([
    0,
    expect.arrayContaining(["host", "store"]),
  ]);
  const inStore = snapshots.find(({ where }) => where === "store");
  const there = snapshots.find(
    ({ where, host, name }) =>
      where === "host" && host === inStore?.host && name.endsWith("-scheduled.snapshot"),
  );
  expect(inStore).toMatchObject({ encrypted: true, problem: "", revision: 1234 });
  expect(inStore?.sha256).toBe(there?.sha256);
  expect((await etcd("list")).stdout).toMatch(/^store +2\S+-m[12]\.snapshot\.encrypted/m);
});

test("the key and the passphrase are nowhere but in files of root", async () => {
  await until(() => copied().length > 0);
  const secrets = [store.settings.secretAccessKey, PASSPHRASE];
  const { stdout: plan } = await run("plan", "--verbose", "-o", "json");
  const { stdout: events } = await run("events", "-v", "-o", "json");
  const bundle = await run("support-bundle", "--file", "bundle.tar");
  const [m1] = hosts;
  const spec = await readFile(m1.paths.spec, "utf8");
  const maps = JSON.stringify([...cluster.kubernetes.snapshot().values()]);
  const payload = JSON.stringify(JSON.parse(spec), (_key, value: unknown) =>
    typeof value === "string" ? value + Buffer.from(value, "base64").toString() : value,
  );
  for (const secret of secrets)
    for (const text of [plan, events, bundle.stdout, payload, maps, copied().join(" ")])
      expect(text).not.toContain(secret);
  const { fake } = m1;
  const folder = "/etc/pharos/snapshot-store";
  const names = (await fake.reader.files.list(folder)) ?? [];
  expect(names).toHaveLength(3);
  for (const name of names.filter((one) => !one.endsWith(".pem")))
    expect((await fake.reader.files.stat(`${folder}/${name}`))?.mode).toBe(0o600);
});

test(
  "one is fetched and restored from the store when no agent answers",
  async () => {
    await until(() => copied().length > 0);
    for (const host of hosts) {
      host.fake.machine.files.remove(FOLDER);
      await host.stop();
    }
    const list = await etcd("list");
    expect([list.code, list.stdout]).toEqual([1, expect.stringMatching(/^store /m)]);
    const { code, stdout } = await etcd("fetch", "latest", "here.snapshot", "--store");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("revision 1234, checked, encrypted"),
    ]);
    expect((await stat(join(cluster.home, "here.snapshot"))).mode & 0o777).toBe(0o600);
    await write("other-passphrase", "another passphrase\n");
    const wrong = await etcd(
      "fetch",
      "latest",
      "b.snapshot",
      "--store",
      "--key-file",
      "other-passphrase",
    );
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("ETCD_SNAPSHOT_KEY_WRONG"),
    ]);
    const lost = await etcd("restore", "latest", "--store");
    // It has read all of it by now, and wants the masters.
    expect(lost.stderr).toContain("MASTERS_AWAY");
    const kept = await readdir(join(cluster.home, ".pharos", "loop"));
    expect(kept.filter((name) => name.startsWith("restore-"))).toEqual([]);
    expect((await readdir(cluster.home)).filter((name) => name.includes("snapshot"))).toEqual([
      "here.snapshot",
    ]);
  },
  LIMIT_MS,
);

test(
  "a store that says no is told by status and events, and snapshots go on",
  async () => {
    store.server.fault = () => DENIED;
    const isTold = async () =>
      (await run("status")).stdout.includes("snapshots of etcd are not copied");
    await until(isTold);
    const events = await run("events");
    expect(events.stdout).toContain("snapshots of etcd are not copied: the snapshot store");
    const [m1] = hosts;
    const names = (await m1.fake.reader.files.list(FOLDER)) ?? [];
    expect(names.some((name) => name.endsWith("-scheduled.snapshot"))).toBe(true);
    store.server.fault = () => undefined;
    await until(() => copied().length > 0);
    await until(async () => !(await isTold()));
  },
  LIMIT_MS,
);

test("without a store, and with a word too many, it says so", async () => {
  await write("cluster.yml", loopbackYml(MASTERS));
  const { stderr } = await etcd("fetch", "latest", "a", "--store");
  expect(stderr).toContain("SNAPSHOT_STORE_UNSET");
  expect((await etcd("fetch", "latest", "a", "--store", "--from", "m1")).stderr).toContain(
    "USAGE_INVALID",
  );
  expect((await etcd("restore", "latest", "--store", "--kept")).stderr).toContain("two places");
  expect((await etcd("list")).stdout).not.toContain("store");
});

test("a store that is taken out of cluster.yml leaves no key behind", async () => {
  await write("cluster.yml", loopbackYml(MASTERS));
  expect((await run("apply", "--yes")).code).toBe(0);
  const [m1] = hosts;
  expect(await m1.fake.reader.files.list("/etc/pharos/snapshot-store")).toEqual([]);
});
