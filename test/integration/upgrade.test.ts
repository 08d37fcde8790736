import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const ADDRESSES = {
  m1: "127.0.75.1",
  m2: "127.0.75.2",
  w1: "127.0.75.11",
  w2: "127.0.75.12",
} as const;

const NEW = "1.20.3";
const OLD_YML = loopbackYml([ADDRESSES.m1, ADDRESSES.m2], [ADDRESSES.w1, ADDRESSES.w2]);
const withVersion = (version: string): string => OLD_YML.replaceAll("1.20.2", version);
const NEW_YML = withVersion(NEW);

let cluster: LoopbackCluster;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const form = async () => {
  const hosts = new Map(
    Object.entries(ADDRESSES).map(([name, address]) => [name, cluster.addHost(name, address)]),
  );
  await cluster.apply(OLD_YML);
  return hosts;
};

const versions = () =>
  Object.keys(ADDRESSES).map((name) => {
    const node = cluster.kubernetes.get(`/api/v1/nodes/${name}`);
    return JSON.stringify(node).match(/"kubeletVersion":"v([^"]*)"/)?.[1];
  });

const steps = ({ phases }: Awaited<ReturnType<LoopbackCluster["apply"]>>) =>
  phases.flatMap((event) =>
    event.type === "phase-done" && /upgrade/.test(event.phase)
      ? [`${event.phase} ${event.host}`]
      : [],
  );

describe("another patch release", () => {
  test("comes to masters one by one, then to workers, as planned, and then nothing is left", async () => {
    const hosts = await form();
    const upgraded = await cluster.apply(NEW_YML);
    expect(upgraded.failures).toEqual([]);
    expect(upgraded.journalled).toEqual(upgraded.planned);
    expect(steps(upgraded)).toEqual([
      "save etcd before the upgrade m1",
      "upgrade masters m1",
      "upgrade masters m2",
      "upgrade workers w1",
      "upgrade workers w2",
    ]);
    expect(versions()).toEqual([NEW, NEW, NEW, NEW]);
    const manifest = hosts
      .get("m2")
      ?.fake.machine.files.follow("/etc/kubernetes/manifests/kube-apiserver.yaml");
    expect(manifest?.text).toContain(`kube-apiserver:v${NEW}`);
    expect(JSON.stringify(cluster.kubernetes.get("/api/v1/nodes/w1"))).not.toContain(
      "unschedulable",
    );
    expect((await cluster.apply(NEW_YML)).isNothingToDo).toBe(true);
  });

  test("that no repository has stops before anything is changed", async () => {
    await form();
    const { failures } = await cluster.apply(withVersion("1.20.99"));
    expect(failures.length).toBeGreaterThan(0);
    expect(JSON.stringify(failures)).toContain("PACKAGE_VERSION_NOT_FOUND");
    expect(versions()).toEqual(["1.20.2", "1.20.2", "1.20.2", "1.20.2"]);
  });

  test("waits at the first host that fails, and goes on from there", async () => {
    const hosts = await form();
    hosts.get("w1")?.fake.machine.failingUnits.set("kubelet.service", "it does not start");
    const stopped = await cluster.apply(NEW_YML);
    expect(stopped.failures.map(({ host }) => host).toSorted()).toEqual(["w1", "w2"]);
    expect(versions()).toEqual([NEW, NEW, expect.anything(), "1.20.2"]);
    hosts.get("w1")?.fake.machine.failingUnits.clear();
    const resumed = await cluster.apply(NEW_YML);
    expect(resumed.failures).toEqual([]);
    expect(versions()).toEqual([NEW, NEW, NEW, NEW]);
    expect((await cluster.apply(NEW_YML)).isNothingToDo).toBe(true);
  });
});
