import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMembers, reachedMaster } from "../../controller/cluster/open-members.ts";
import { accessEnded, accessLimited } from "../../shared/errors/access-errors.ts";
import { callRefusedError, certificateRevokedError } from "../../shared/errors/rpc-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { runCommandLine } from "../support/command-line.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.79.1";

const yml = loopbackYml([M1]);

const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n";

let guestHome: string;
let cluster: LoopbackCluster;
beforeEach(async () => {
  guestHome = await mkdtemp(join(tmpdir(), "access-"));
  await mkdir(join(guestHome, "keys"));
  await writeFile(join(guestHome, "keys", "apt.asc"), KEY);
  await writeFile(join(guestHome, "cluster.yml"), yml);
  cluster = await createLoopbackCluster();
  cluster.addHost("m1", M1);
  await cluster.apply(yml);
}, 60_000);
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  await rm(guestHome, { recursive: true, force: true });
});

/** With cluster.yml in the guest's folder; later than now if asked for. */
const run = (home: string, argv: readonly string[], laterMs = 0) =>
  runCommandLine({
    home,
    cwd: guestHome,
    argv,
    laterMs,
    distributionFolder: cluster.distributionFolder,
  });

const grantAda = async (role: string): Promise<void> => {
  const argv = ["access", "grant", "ada", "--role", role, "--ttl", "1h", "--file", "ada.access"];
  expect(await run(cluster.home, argv)).toMatchObject({ code: 0, stdout: "" });
  expect((await run(guestHome, ["access", "import", "ada.access"])).code).toBe(0);
};

const connectGuest = async (): Promise<AgentConnection> => {
  const context = {
    home: guestHome,
    clock: { nowMs: () => Date.now() },
    signal: new AbortController().signal,
  };
  const opened = reachedMaster(await openMembers(context, await loadConfigText(yml)));
  expect(opened).toBeDefined();
  return opened ?? Promise.reject(new Error("no connection"));
};

test("somebody who was let in does what the role allows, and nothing else", async () => {
  await grantAda("viewer");
  const runs = await run(guestHome, ["runs", "-o", "json"]);
  expect(runs.code).toBe(0);
  expect(JSON.parse(runs.stdout)).toMatchObject({ runs: [{ state: "succeeded" }] });
  const connection = await connectGuest();
  const stop = connection.runs.stopRun({ run: "x" });
  await expect(stop).rejects.toMatchObject({ code: callRefusedError.code });
  connection.close();
  const grant = await run(guestHome, ["access", "grant", "eve", "-o", "json"]);
  expect(JSON.parse(grant.stdout)).toMatchObject({ error: { code: accessLimited.code } });
});

test("somebody who was let in is told once that a plan needs the keys", async () => {
  await grantAda("operator");
  await writeFile(join(guestHome, "cluster.yml"), `${yml}drift: {mode: report}\n`);
  for (const verb of ["plan", "apply"]) {
    const { code, stderr } = await run(guestHome, [verb, ...(verb === "apply" ? ["--yes"] : [])]);
    expect([verb, code]).toEqual([verb, 2]);
    expect(stderr.split("ACCESS_LIMITED")).toHaveLength(2);
    expect(stderr).not.toContain("left out of this run");
  }
});

test("a revocation holds from the next call on, and ends streams that are open", async () => {
  await grantAda("operator");
  const connection = await connectGuest();
  const request = { withinMs: undefined, fromMs: undefined, limit: 0, follow: true };
  const stream = connection.events.watchEvents(request)[Symbol.asyncIterator]();
  const code = certificateRevokedError.code;
  // The revocation itself is what it would have been told next.
  const ended = expect(stream.next()).rejects.toMatchObject({ code });
  expect(await connection.host.getHealth({ podNetwork: false })).toMatchObject({ ready: true });
  const revoked = await run(cluster.home, ["access", "revoke", "ada", "-o", "json"]);
  expect(JSON.parse(revoked.stdout)).toMatchObject({ membership: 2, hosts: ["m1"] });
  await expect(connection.host.getHealth({ podNetwork: false })).rejects.toMatchObject({ code });
  await ended;
  connection.close();
  const list = await run(cluster.home, ["access", "list", "-o", "json"]);
  expect(JSON.parse(list.stdout)).toMatchObject({
    grants: [{ name: "ada", role: "operator", state: "revoked" }],
  });
});

test("an access that has ended says so, and nobody else is touched by a revocation", async () => {
  await grantAda("viewer");
  const late = await run(guestHome, ["runs", "-o", "json"], 2 * 3_600_000);
  expect(JSON.parse(late.stdout)).toMatchObject({ error: { code: accessEnded.code } });
  const unknown = await run(cluster.home, ["access", "revoke", "eve"]);
  expect(unknown.code).toBe(2);
  expect((await run(guestHome, ["status"])).code).toBe(0);
});

test("an access that is to be longer than the cluster's own authority says when it ends", async () => {
  const grant = (ttl: string) =>
    run(cluster.home, ["access", "grant", "ada", "--ttl", ttl, "--file", `${ttl}.access`]);
  const [long, short] = [await grant("3650d"), await grant("30d")];
  expect([long.code, short.code]).toEqual([0, 0]);
  expect(long.stderr).toContain(", when the cluster's own authority ends, serial");
  expect(short.stderr).not.toContain("authority");
});

test("an access file is not written over, and does not push keys aside", async () => {
  await grantAda("viewer");
  expect((await run(cluster.home, ["access", "grant", "ada", "--file", "ada.access"])).code).toBe(
    2,
  );
  expect((await run(cluster.home, ["access", "import", "ada.access"])).code).toBe(2);
});
