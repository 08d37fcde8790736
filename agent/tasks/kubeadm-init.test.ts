import { describe, expect, test } from "vitest";
import { adoptedClusterGone } from "../../shared/errors/adoption-errors.ts";
import { controlPlaneDamaged, foreignControlPlane } from "../../shared/errors/kubernetes-errors.ts";
import { bindTask } from "../engine/task.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths, restoredFiles } from "../kubeadm/kubeadm-paths.ts";
import { began, completed, preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { asAdopted, sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { kubeadmInit } from "./kubeadm-init.ts";

const spec = sampleNodeSpec("1.20.2");
const proxy = "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy";

const look = async (host: FakeHost) =>
  kubeadmInit.diff(await kubeadmInit.check(host.reader, spec), spec);

const initialized = async (): Promise<FakeHost> => {
  const host = preparedHost("m1");
  await kubeadmInit.apply(host.bind(), spec, []);
  return host;
};

const halfInitialized = async (): Promise<FakeHost> => {
  const host = await initialized();
  host.machine.files.remove("/etc/kubernetes/manifests/etcd.yaml");
  host.machine.cluster.apiServers.clear();
  return host;
};

describe("a host with the authorities and the data of a snapshot", () => {
  const restored = (): FakeHost => {
    const host = preparedHost("m1");
    const content = (path: string) => (path === kubeadmPaths.etcdMember ? `${path}/snap/db` : path);
    for (const path of restoredFiles) host.machine.files.seed(content(path), "of a snapshot");
    return host;
  };

  test("is initialized with them, which is a change that starts from something", async () => {
    const host = restored();
    expect(await look(host)).toEqual([
      {
        field: "control plane",
        before: "data from a snapshot",
        after: "initialized with Kubernetes 1.20.2",
      },
    ]);
    await kubeadmInit.apply(host.bind(), spec, []);
    expect(await look(host)).toEqual([]);
    expect(host.machine.runs[0]?.join(" ")).toContain("DirAvailable--var-lib-etcd");
  });

  test.each(restoredFiles)("is none without %s", async (path) => {
    const host = restored();
    host.machine.files.remove(path);
    expect((await kubeadmInit.check(host.reader, spec)).kind).toBe("partial");
  });
});

test("a bare host is never made the first master of a cluster that was adopted", async () => {
  const host = preparedHost("m1");
  await expect(kubeadmInit.apply(host.bind(), asAdopted(spec), [])).rejects.toThrow(
    expect.objectContaining({ code: adoptedClusterGone.code }),
  );
  expect(host.machine.runs).toEqual([]);
});

test("a control plane whose manifests wait for a restore is neither damaged nor cleared away", async () => {
  const host = await halfInitialized();
  host.machine.files.seed("/etc/kubernetes/pharos-restore/etcd.yaml", "spec: {}\n");
  const runs = host.machine.runs.length;
  for (const provenance of [began, completed])
    await expect(kubeadmInit.apply({ ...host.bind(), provenance }, spec, [])).rejects.toMatchObject(
      {
        code: "RESTORE_UNFINISHED",
        hint: expect.stringContaining("pharosctl etcd snapshot restore"),
      },
    );
  expect(host.machine.runs).toHaveLength(runs);
});

describe("a bare host", () => {
  test("is to be initialized, which is a change that starts from nothing", async () => {
    expect(await look(preparedHost("m1"))).toEqual([
      { field: "control plane", after: "initialized with Kubernetes 1.20.2" },
    ]);
  });

  test("is initialized once, and then nothing differs", async () => {
    const host = await initialized();
    expect(await look(host)).toEqual([]);
    expect(host.machine.runs).toEqual([
      [
        "kubeadm",
        "init",
        `--config=${kubeadmPaths.runDirectory}/init.yaml`,
        "--skip-token-print",
        "--ignore-preflight-errors=SystemVerification",
        "--experimental-patches=/run/pharos/kubeadm/patches",
      ],
    ]);
  });

  test("keeps no configuration file behind, and comes back after a reboot", async () => {
    const host = await initialized();
    expect(await host.reader.files.list(kubeadmPaths.runDirectory)).toEqual([]);
    expect((await host.reader.units.show("kubelet.service")).enabled).toBe("enabled");
  });

  test("that has a kernel configuration is judged by it", async () => {
    const host = preparedHost("m1");
    host.machine.files.seed("/proc/config.gz", "");
    await kubeadmInit.apply(host.bind(), spec, []);
    expect(host.machine.runs[0]?.join(" ")).not.toContain("--ignore-preflight-errors");
  });

  test("without cluster DNS skips its phase and does not miss it", async () => {
    const host = preparedHost("m1");
    const without = {
      ...spec,
      kubernetes: { ...spec.kubernetes, dns: { provider: "none", replicas: 0 } as const },
    };
    await kubeadmInit.apply(host.bind(), without, []);
    expect(host.machine.runs[0]).toContain("--skip-phases=addon/coredns");
    expect((await kubeadmInit.check(host.reader, without)).kind).toBe("complete");
  });
});

describe("a control plane that lacks files", () => {
  test("is a change that names them", async () => {
    expect(await look(await halfInitialized())).toEqual([
      {
        field: "control plane",
        before: "lacks /etc/kubernetes/manifests/etcd.yaml",
        after: "initialized with Kubernetes 1.20.2",
      },
    ]);
  });

  test("is a stranger's if our journal knows nothing of it, and is not touched", async () => {
    const host = await halfInitialized();
    const before = host.snapshot();
    const applied = kubeadmInit.apply(host.bind(), spec, []);
    await expect(applied).rejects.toSatisfy(foreignControlPlane.is);
    expect(host.snapshot()).toEqual(before);
  });

  test("is reset and made anew if we began it and never completed it", async () => {
    const host = await halfInitialized();
    await kubeadmInit.apply(host.bind({ provenance: began }), spec, []);
    expect(host.machine.runs.map((argv) => argv.slice(0, 2).join(" "))).toEqual([
      "kubeadm init",
      "kubeadm reset",
      "kubeadm init",
    ]);
    expect(await look(host)).toEqual([]);
  });

  test("is never made anew while its API server answers", async () => {
    const host = await halfInitialized();
    host.machine.cluster.apiServers.add("m1");
    const before = host.snapshot();
    const applied = kubeadmInit.apply(host.bind({ provenance: began }), spec, []);
    await expect(applied).rejects.toSatisfy(controlPlaneDamaged.is);
    expect(host.snapshot()).toEqual(before);
  });

  test("is never made anew once it was complete", async () => {
    const host = await halfInitialized();
    const before = host.snapshot();
    const applied = kubeadmInit.apply(host.bind({ provenance: completed }), spec, []);
    await expect(applied).rejects.toSatisfy(controlPlaneDamaged.is);
    expect(host.snapshot()).toEqual(before);
  });

  test("is seen even when all that is left is etcd's data", async () => {
    const host = preparedHost("m1");
    host.machine.files.makeDirectory("/var/lib/etcd/member", { mode: 0o700 });
    expect((await kubeadmInit.check(host.reader, spec)).kind).toBe("partial");
  });
});

describe("an API server that does not answer", () => {
  test("means a stopped control plane if init came to its end, which is left alone", async () => {
    const host = await initialized();
    host.machine.cluster.apiServers.clear();
    expect(await kubeadmInit.check(host.reader, spec)).toEqual({
      kind: "stopped",
      reason: "ECONNREFUSED",
    });
    expect(await look(host)).toEqual([]);
  });

  test("means that init was cut if the kubelet still has its first certificate", async () => {
    const host = await initialized();
    host.machine.cluster.apiServers.clear();
    host.machine.files.seed(kubeadmPaths.kubeletConf, "users: []");
    expect(await kubeadmInit.check(host.reader, spec)).toMatchObject({
      kind: "partial",
      missing: ["an API server that answers"],
    });
  });
});

describe("a cluster that lacks what init's last phases make", () => {
  const withoutProxy = async (): Promise<FakeHost> => {
    const host = await initialized();
    host.machine.cluster.delete(proxy);
    return host;
  };

  test("is a change for each piece, none of which starts from nothing", async () => {
    expect(await look(await withoutProxy())).toEqual([
      { field: "DaemonSet kube-proxy", before: "missing", after: "present" },
    ]);
  });

  test("gets these phases again, and no reset", async () => {
    const host = await withoutProxy();
    await kubeadmInit.apply(host.bind({ provenance: completed }), spec, []);
    expect(host.machine.runs.slice(1).map((argv) => argv.slice(1, 5).join(" "))).toEqual([
      expect.stringMatching(/^init phase upload-config all/),
      expect.stringMatching(/^init phase mark-control-plane/),
      expect.stringMatching(/^init phase bootstrap-token --skip-token-print/),
      expect.stringMatching(/^init phase kubelet-finalize all/),
      expect.stringMatching(/^init phase addon kube-proxy/),
      expect.stringMatching(/^init phase addon coredns/),
    ]);
  });

  test("is a stranger's if our journal knows nothing of it", async () => {
    const host = await withoutProxy();
    const applied = kubeadmInit.apply(host.bind(), spec, []);
    await expect(applied).rejects.toSatisfy(foreignControlPlane.is);
  });
});

test("an agent that dies at any write converges the next time", async () => {
  const complete = await initialized();
  const writes = complete.machine.writes.length;
  const ends: (readonly unknown[])[] = [];
  for (const moment of ["before", "after"] as const) {
    for (let count = 1; count <= writes; count += 1) {
      const host = preparedHost("m1");
      host.machine.faults.dieAt(count, moment);
      await expect(kubeadmInit.apply(host.bind(), spec, [])).rejects.toThrow("killed");
      host.machine.faults.revive();
      await kubeadmInit.apply(host.bind({ provenance: began }), spec, []);
      ends.push(await look(host));
    }
  }
  expect(writes).toBeGreaterThan(3);
  expect(ends.flat()).toEqual([]);
});

test("its id is the one that it asks the journal about", async () => {
  const asked: string[] = [];
  const host = await halfInitialized();
  const provenance = { began: (task: string) => asked.push(task) > 0, completed: () => false };
  await kubeadmInit.apply(host.bind({ provenance }), spec, []);
  expect(asked).toEqual([bindTask(kubeadmInit, spec).id]);
});
