import { expect, test } from "vitest";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { keepSnapshots } from "./keep-snapshots.ts";
import { ETCD_SNAPSHOT_DIRECTORY, saveEtcdSnapshot } from "./save-etcd-snapshot.ts";

const HOUR_MS = 3_600_000;

const specWith = (over: Partial<NodeSpec> = {}): NodeSpec =>
  sampleNodeSpec("1.20.2", {
    maintenance: { windows: [], budget: 1, etcdSnapshots: { intervalMs: HOUR_MS, keep: 2 } },
    ...over,
  });

const master = (): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = new FakeHost({ hostname: "m1", cluster });
  host.machine.files.seed("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "certificate");
  return host;
};

/** Lets the agent live for some hours. */
const live = async (
  host: FakeHost,
  hours: number,
  spec = specWith(),
): Promise<readonly string[]> => {
  const { machine } = host;
  const endMs = machine.nowMs() + hours * HOUR_MS;
  const ended = new Error("ended");
  const keeping = keepSnapshots({
    spec: () => spec,
    host: () => host.bind(),
    now: () => new Date(machine.nowMs()),
    pause: async (ms) => {
      if (machine.nowMs() >= endMs) throw ended;
      machine.advance(ms);
    },
    random: () => 0,
    log: {
      info: () => undefined,
      warn: () => undefined,
    },
  });
  await expect(keeping).rejects.toBe(ended);
  return (await host.reader.files.list(ETCD_SNAPSHOT_DIRECTORY)) ?? [];
};

test("the newest so many are kept, one for each interval", async () => {
  const host = master();
  const names = await live(host, 5);
  expect(names).toHaveLength(2);
  expect(host.machine.writes.filter((what) => what.startsWith("etcd.saveSnapshot"))).toHaveLength(
    5,
  );
});

test("those that were taken before a change are neither counted nor removed", async () => {
  const host = master();
  for (let count = 0; count < 5; count += 1)
    await saveEtcdSnapshot(host.bind(), specWith(), `before m${count} joins`);
  const names = await live(host, 4);
  expect(names.filter((name) => name.endsWith("-joins.snapshot"))).toHaveLength(5);
  expect(names.filter((name) => name.endsWith("-scheduled.snapshot"))).toHaveLength(2);
});

test("an agent that starts anew knows by the files when the last one was", async () => {
  const host = master();
  const [first] = await live(host, 0.2);
  expect(await live(host, 0.5)).toEqual([first]);
});

test("one that a clock which was ahead has taken stands in for none, and is the first to go", async () => {
  const host = master();
  const { machine } = host;
  const future = new Date(machine.nowMs() + 365 * 24 * HOUR_MS).toISOString();
  const name = `${future.replaceAll(/[:.]/g, "-")}-scheduled.snapshot`;
  machine.files.seed(`${ETCD_SNAPSHOT_DIRECTORY}/${name}`, "snapshot");
  expect(await live(host, 2)).toHaveLength(2);
  expect(await live(host, 2)).not.toContain(name);
});

test("etcd that does not answer is tried again, and what there is stays", async () => {
  const host = master();
  const [first] = await live(host, 0.2);
  host.machine.cluster.apiServers.clear();
  expect(await live(host, 3)).toEqual([first]);
  host.machine.cluster.apiServers.add("m1");
  expect(await live(host, 0.2)).toHaveLength(2);
});

test.each([
  { what: "a worker", spec: specWith({ role: "worker" }) },
  { what: "nobody who was not told to", spec: sampleNodeSpec("1.20.2") },
])("$what takes none", async ({ spec }) => {
  expect(await live(master(), 3, spec)).toEqual([]);
});
