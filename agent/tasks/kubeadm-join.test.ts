import { describe, expect, test } from "vitest";
import {
  foreignNode,
  joinMaterialMissing,
  joinedElsewhere,
  nodeDamaged,
} from "../../shared/errors/kubernetes-errors.ts";
import { bindTask } from "../engine/task.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { began, completed, joinSecrets, preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleJoiningMaster, sampleWorker } from "../kubeadm/sample-node-spec.fake.ts";
import { kubeadmJoin } from "./kubeadm-join.ts";

const worker = sampleWorker("1.20.2");
const master = sampleJoiningMaster("1.20.2");

const runningCluster = (): FakeCluster => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  return cluster;
};

const look = async (host: FakeHost, spec = worker) =>
  kubeadmJoin.diff(await kubeadmJoin.check(host.reader, spec), spec);

const joined = async (spec = worker): Promise<FakeHost> => {
  const host = preparedHost(spec.host, runningCluster());
  await kubeadmJoin.apply(host.bind({ secrets: joinSecrets }), spec, []);
  return host;
};

const halfJoined = async (): Promise<FakeHost> => {
  const host = await joined();
  host.machine.files.remove(kubeadmPaths.kubeletConf);
  return host;
};

describe.each([
  { role: "worker", spec: worker },
  { role: "master", spec: master },
])("a bare host that is to be a $role", ({ role, spec }) => {
  test("is to join, which is a change that starts from nothing", async () => {
    expect(await look(preparedHost(spec.host), spec)).toEqual([
      { field: "node", after: `joined as ${role}` },
    ]);
  });

  test("joins once, and then nothing differs", async () => {
    const host = await joined(spec);
    expect(await look(host, spec)).toEqual([]);
    expect(host.machine.runs.map((argv) => argv.slice(0, 2))).toEqual([["kubeadm", "join"]]);
  });

  test("shows its secrets neither in argv nor in a file that stays", async () => {
    const host = await joined(spec);
    const seen = JSON.stringify([host.machine.runs, [...host.machine.files.snapshot().values()]]);
    expect(seen).not.toContain("0123456789abcdef");
    expect(seen).not.toContain("cdcdcdcd");
  });

  test("says which secret it was not given, before anything is done", async () => {
    const host = preparedHost(spec.host, runningCluster());
    const applied = kubeadmJoin.apply(host.bind(), spec, []);
    await expect(applied).rejects.toSatisfy(joinMaterialMissing.is);
    expect(host.machine.writes).toEqual([]);
  });
});

test("join material is in a file that only root can read while kubeadm runs", async () => {
  const host = preparedHost("w1", runningCluster());
  const modes: unknown[] = [];
  host.machine.programs.set("kubeadm", (machine) => {
    const path = `${kubeadmPaths.runDirectory}/join.yaml`;
    modes.push(
      machine.files.entry(kubeadmPaths.runDirectory)?.mode,
      machine.files.entry(path)?.mode,
    );
    return { exitCode: 0, stdout: "", stderr: "" };
  });
  await kubeadmJoin.apply(host.bind({ secrets: joinSecrets }), worker, []);
  expect(modes).toEqual([0o700, 0o600]);
});

describe("a join that was cut", () => {
  test("is a change that names what is missing", async () => {
    expect(await look(await halfJoined())).toEqual([
      { field: "node", before: "lacks /etc/kubernetes/kubelet.conf", after: "joined as worker" },
    ]);
  });

  test("is seen by the bootstrap kubeconfig alone", async () => {
    const host = preparedHost("w1");
    host.machine.files.seed(kubeadmPaths.bootstrapConf, "clusters: []");
    expect((await kubeadmJoin.check(host.reader, worker)).kind).toBe("partial");
  });

  test("is cleared away and made anew if it was ours", async () => {
    const host = await halfJoined();
    await kubeadmJoin.apply(host.bind({ secrets: joinSecrets, provenance: began }), worker, []);
    expect(host.machine.runs.map(([, verb]) => verb)).toEqual(["join", "reset", "join"]);
    expect(await look(host)).toEqual([]);
  });

  test("is not cleared away by a run that has nothing to join with", async () => {
    const host = await halfJoined();
    const before = host.snapshot();
    const applied = kubeadmJoin.apply(host.bind({ provenance: began }), worker, []);
    await expect(applied).rejects.toSatisfy(joinMaterialMissing.is);
    expect(host.snapshot()).toEqual(before);
  });

  test.each([
    { whose: "nobody's we know", provenance: undefined, error: foreignNode },
    { whose: "a node that was complete", provenance: completed, error: nodeDamaged },
  ])("is left alone if it is $whose", async ({ provenance, error }) => {
    const host = await halfJoined();
    const before = host.snapshot();
    const binding = { secrets: joinSecrets, ...(provenance === undefined ? {} : { provenance }) };
    await expect(kubeadmJoin.apply(host.bind(binding), worker, [])).rejects.toSatisfy(error.is);
    expect(host.snapshot()).toEqual(before);
  });
});

describe("a host of another cluster", () => {
  const elsewhere = async (): Promise<FakeHost> => {
    const host = await joined();
    const text = "clusters:\n- cluster:\n    server: https://192.0.2.99:6443\n";
    host.machine.files.seed(kubeadmPaths.kubeletConf, text);
    return host;
  };

  test("is named in the plan", async () => {
    const [change] = await look(await elsewhere());
    expect(change?.before).toBe("joined to https://192.0.2.99:6443");
  });

  test("is refused whatever our journal says", async () => {
    const host = await elsewhere();
    const binding = { secrets: joinSecrets, provenance: began };
    await expect(kubeadmJoin.apply(host.bind(binding), worker, [])).rejects.toSatisfy(
      joinedElsewhere.is,
    );
  });
});

describe("a joined host", () => {
  test("of an API server that does not answer is left alone", async () => {
    const host = await joined();
    host.machine.cluster.apiServers.clear();
    expect(await kubeadmJoin.check(host.reader, worker)).toMatchObject({ kind: "stopped" });
    expect(await look(host)).toEqual([]);
  });

  test("whose node object was deleted registers again through a restarted kubelet", async () => {
    const host = await joined();
    host.machine.cluster.delete("/api/v1/nodes/w1");
    expect(await look(host)).toEqual([
      { field: "node object", before: "deleted", after: "registered" },
    ]);
    await kubeadmJoin.apply(host.bind(), worker, []);
    expect(host.machine.writes.at(-1)).toBe("units.restart kubelet.service");
  });

  test("whose kubelet outlived kubeadm gets what kubeadm would have done, by the node's own right", async () => {
    const host = await joined();
    host.machine.files.seed(kubeadmPaths.bootstrapConf, "users: [{user: {token: x}}]");
    expect(await look(host)).toEqual([
      { field: "join token", before: "on the disk", after: "gone" },
    ]);
    await kubeadmJoin.apply(host.bind(), worker, []);
    expect(host.machine.runs.map(([, verb]) => verb)).toEqual(["join"]);
    expect(host.machine.cluster.get("/api/v1/nodes/w1")).toMatchObject({
      object: {
        metadata: {
          annotations: {
            "kubeadm.alpha.kubernetes.io/cri-socket": "/run/containerd/containerd.sock",
          },
        },
      },
    });
    expect(host.machine.files.entry(kubeadmPaths.bootstrapConf)).toBeUndefined();
    expect(await look(host)).toEqual([]);
  });

  test("whose kubelet outlived kubeadm and has not registered yet gets both", async () => {
    const host = await joined();
    host.machine.files.seed(kubeadmPaths.bootstrapConf, "users: []");
    const node = host.machine.cluster.snapshot().get("/api/v1/nodes/w1") ?? {};
    host.machine.cluster.delete("/api/v1/nodes/w1");
    let seconds = 0;
    const pause = async (): Promise<void> => {
      seconds += 1;
      if (seconds === 3) host.machine.cluster.put("/api/v1/nodes/w1", node);
    };
    await kubeadmJoin.apply({ ...host.bind(), pause }, worker, []);
    expect(seconds).toBe(3);
    expect(host.machine.writes).toContain("units.restart kubelet.service");
    expect(await kubeadmJoin.check(host.reader, worker)).toEqual({ kind: "joined" });
    expect(host.machine.files.entry(kubeadmPaths.bootstrapConf)).toBeUndefined();
  });

  test("keeps its token as long as nobody answers who could have the rest", async () => {
    const host = await joined();
    host.machine.files.seed(kubeadmPaths.bootstrapConf, "users: []");
    host.machine.cluster.apiServers.clear();
    await kubeadmJoin.apply(host.bind(), worker, []);
    expect(host.machine.files.entry(kubeadmPaths.bootstrapConf)).toBeDefined();
  });

  test("that is a master without its label gets the last step of its join", async () => {
    const host = await joined(master);
    host.machine.cluster.patch("/api/v1/nodes/m2", {
      metadata: { labels: { "node-role.kubernetes.io/control-plane": null } },
    });
    await kubeadmJoin.apply(host.bind(), master, await look(host, master));
    expect(host.machine.runs.at(-1)?.slice(0, 4)).toEqual([
      "kubeadm",
      "init",
      "phase",
      "mark-control-plane",
    ]);
  });

  test("that is a master may have a kubelet that talks to its own API server", async () => {
    const host = await joined(master);
    const text = "clusters:\n- cluster:\n    server: https://10.0.0.2:6443\n";
    host.machine.files.seed(kubeadmPaths.kubeletConf, text);
    expect(await look(host, master)).toEqual([]);
  });
});

test("its id is the one that it asks the journal about", async () => {
  const asked: string[] = [];
  const host = await halfJoined();
  const provenance = { began: (task: string) => asked.push(task) > 0, completed: () => false };
  await kubeadmJoin.apply(host.bind({ provenance, secrets: joinSecrets }), worker, []);
  expect(asked).toEqual([bindTask(kubeadmJoin, worker).id]);
});
