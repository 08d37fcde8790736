import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMembers } from "../../controller/cluster/open-members.ts";
import { readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { saveSnapshot } from "../../controller/etcd/save-snapshot.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.75.1";
const W1 = "127.0.75.11";
const YML = loopbackYml([M1], [W1]);
const JOIN = "kubeadm-join:node";

const withDrift = (interval: string): string => `${YML}drift: {interval: ${interval}}\n`;

let cluster: LoopbackCluster;
let path = "";
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  path = join(cluster.home, "today.snapshot");
});
afterEach(() => cluster[Symbol.asyncDispose]());

const save = async () => {
  const context = {
    home: cluster.home,
    clock: { nowMs: () => Date.now() },
    signal: new AbortController().signal,
  };
  const opened = await openMembers(context, await loadConfigText(YML));
  try {
    await saveSnapshot({ cluster: opened, path, now: new Date(), signal: context.signal });
  } finally {
    opened.close();
  }
  return { source: { path }, snapshot: await readSnapshot({ path }) };
};

/** The host is bare, and with it etcd and all that Kubernetes knew; what a snapshot brings back is the fake's own. */
const lose = async (host: LoopbackHost): Promise<void> => {
  await host.dispose();
  await rm(join(cluster.home, "hosts", host.name), { recursive: true });
  cluster.addHost(host.name, host.address);
  cluster.kubernetes.apiServers.clear();
  cluster.kubernetes.etcdMembers.clear();
};

test("a bare host becomes the lost master again, and workers do not join anew", async () => {
  const m1 = cluster.addHost("m1", M1);
  const w1 = cluster.addHost("w1", W1);
  await cluster.apply(YML);
  // Locks that the worker has seen, and the new master has not.
  for (const interval of ["6m", "7m"]) await cluster.apply(withDrift(interval));
  const restore = await save();
  const authority = m1.fake.machine.files.follow("/etc/kubernetes/pki/ca.crt")?.text;
  await lose(m1);
  await expect(cluster.plan(YML)).rejects.toMatchObject({ code: "CONTROL_PLANE_AWAY" });
  const { failures, journalled, phases } = await cluster.apply(withDrift("8m"), { restore });
  expect(failures).toEqual([]);
  expect(
    journalled["m1"]?.find(({ task }) => task === "kubeadm-init:control-plane")?.changes,
  ).toEqual([expect.objectContaining({ before: "data from a snapshot" })]);
  expect(journalled["w1"]?.map(({ task }) => task) ?? []).not.toContain(JOIN);
  expect(phases).toContainEqual(
    expect.objectContaining({
      type: "phase-done",
      phase: "bring the snapshot to the first master",
      host: "m1",
    }),
  );
  expect(restore.snapshot.keys["ca.crt"]).toBe(authority);
  expect(w1.server).toBeDefined();
  expect((await cluster.apply(withDrift("8m"))).isNothingToDo).toBe(true);
});
