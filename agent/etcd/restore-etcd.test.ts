import { beforeEach, describe, expect, test } from "vitest";
import { fakeMove } from "../host/fake/fake-archives.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import type { FakeProgram } from "../host/fake/fake-machine.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { kubeadmInit } from "../tasks/kubeadm-init.ts";
import { restoreEtcd } from "./restore-etcd.ts";
import { startEtcd } from "./start-etcd.ts";
import { stopEtcd } from "./stop-etcd.ts";

const MANIFESTS = "/etc/kubernetes/manifests";
const MEMBER = "/var/lib/etcd/member/snap/db";
const IMAGE = "k8s.gcr.io/etcd:3.4.13-0";
const spec = sampleNodeSpec("1.20.2");
const restore = {
  path: "/var/lib/pharos/etcd-restore/ab.db",
  keys: { "ca.crt": "authority\n", "sa.key": "key\n" },
  members: [{ name: "m1", address: "10.0.0.1" }],
  token: "pharos-1",
  isAnew: false,
};

/** The kubelet runs what has a manifest. */
const move: FakeProgram = (machine, argv) => {
  const result = fakeMove(machine, argv);
  machine.pods = ["etcd", "kube-apiserver"].flatMap((component) => {
    const name = `${component}-m1`;
    const isThere = machine.files.entry(`${MANIFESTS}/${component}.yaml`) !== undefined;
    return isThere ? [{ id: name, namespace: "kube-system", name, startedAtMs: 0 }] : [];
  });
  return result;
};

let host: FakeHost;
beforeEach(() => {
  host = preparedHost("m1");
  const { machine } = host;
  const manifest = `spec:\n  containers:\n  - image: ${IMAGE}\n`;
  for (const component of ["etcd", "kube-apiserver"])
    machine.files.seed(`${MANIFESTS}/${component}.yaml`, manifest);
  machine.files.seed("/etc/kubernetes/pki/ca.crt", "authority\n");
  machine.files.seed(MEMBER, "old");
  machine.programs.set("mv", move);
});

const restoreAll = async (): Promise<void> => {
  const bound = host.bind();
  await stopEtcd(bound, "m1");
  await restoreEtcd(bound, spec, restore);
  await startEtcd(bound, "m1");
};

const textOf = (path: string): string | undefined => host.machine.files.follow(path)?.text;

/** What is kept of data that was replaced. */
const replaced = (): readonly (string | undefined)[] =>
  (host.machine.files.names("/var/lib/etcd") ?? [])
    .filter((name) => name.startsWith("before-restore-"))
    .map((name) => textOf(`/var/lib/etcd/${name}/member/snap/db`));

describe("a restore", () => {
  test("puts the snapshot's data in its place and keeps what was there", async () => {
    await restoreAll();
    expect(textOf(MEMBER)).toBe("restored");
    expect(replaced()).toEqual(["old"]);
    expect(host.machine.files.names(MANIFESTS)).toEqual(["etcd.yaml", "kube-apiserver.yaml"]);
    expect(host.machine.files.names("/etc/kubernetes")).toEqual(["manifests", "pki"]);
    expect(textOf("/etc/kubernetes/pki/sa.key")).toBe("key\n");
    expect(host.machine.files.names("/var/lib/etcd")).toHaveLength(2);
  });

  test("runs etcd's own program for the members that there will be", async () => {
    await restoreAll();
    const argv = host.machine.runs.find(([program]) => program === "ctr");
    expect(argv?.slice(argv.indexOf(IMAGE))).toEqual([
      IMAGE,
      "pharos-restore-pharos-1",
      "etcdctl",
      "snapshot",
      "restore",
      restore.path,
      "--name=m1",
      "--data-dir=/var/lib/etcd/.pharos-restore-pharos-1",
      "--initial-cluster=m1=https://10.0.0.1:2380",
      "--initial-cluster-token=pharos-1",
      "--initial-advertise-peer-urls=https://10.0.0.1:2380",
    ]);
  });

  test("is refused while etcd has its manifest", async () => {
    await expect(restoreEtcd(host.bind(), spec, restore)).rejects.toMatchObject({
      code: "ETCD_NOT_STOPPED",
    });
    expect(textOf(MEMBER)).toBe("old");
  });

  test("is refused on a host of another authority", async () => {
    const bound = host.bind();
    await stopEtcd(bound, "m1");
    const other = { ...restore, keys: { "ca.crt": "another\n" } };
    await expect(restoreEtcd(bound, spec, other)).rejects.toMatchObject({
      code: "ETCD_SNAPSHOT_OTHER",
    });
    await startEtcd(bound, "m1");
    expect(textOf(MEMBER)).toBe("old");
  });

  test("that fails leaves the old data, and the next one begins anew", async () => {
    host.machine.programs.set("ctr", () => ({ exitCode: 1, stdout: "", stderr: "no space left" }));
    const bound = host.bind();
    await stopEtcd(bound, "m1");
    await expect(restoreEtcd(bound, spec, restore)).rejects.toMatchObject({
      code: "PROGRAM_FAILED",
    });
    expect(textOf(MEMBER)).toBe("old");
    host.machine.programs.delete("ctr");
    await restoreAll();
    expect(textOf(MEMBER)).toBe("restored");
  });
});

describe("a restore on a host that is bare", () => {
  const anew = { ...restore, isAnew: true };

  beforeEach(() => {
    host = preparedHost("m1");
  });

  test("brings data and authorities, for kubeadm to go on with", async () => {
    await restoreEtcd(host.bind(), spec, anew);
    expect(textOf(MEMBER)).toBe("restored");
    expect(textOf("/etc/kubernetes/pki/ca.crt")).toBe("authority\n");
    expect(host.machine.images.has(IMAGE)).toBe(true);
    expect(replaced()).toEqual([]);
  });

  test("clears away what one before it has left", async () => {
    host.machine.files.seed("/etc/kubernetes/pki/ca.crt", "half of another\n");
    host.machine.files.seed("/etc/kubernetes/admin.conf", "half of another\n");
    await restoreEtcd(host.bind(), spec, anew);
    expect(textOf("/etc/kubernetes/pki/ca.crt")).toBe("authority\n");
    expect(textOf("/etc/kubernetes/admin.conf")).toBeUndefined();
  });

  test("is refused where a control plane is", async () => {
    await kubeadmInit.apply(host.bind(), spec, []);
    await expect(restoreEtcd(host.bind(), spec, anew)).rejects.toMatchObject({
      code: "ETCD_RESTORE_FAILED",
    });
  });
});

const WRITES = 16;

test.each(Array.from({ length: WRITES }, (_, at) => at + 1))(
  "an agent that is killed after change %i of a restore lets nothing run that is not whole, and the next restore ends well",
  async (at) => {
    const { machine } = host;
    machine.faults.dieAt(machine.writes.length + at, "after");
    await restoreAll().catch(() => undefined);
    machine.faults.revive();
    // As whoever finds that the restore has failed lets run what was there.
    await startEtcd(host.bind(), "m1").catch(() => undefined);
    const runs = machine.files.entry(`${MANIFESTS}/etcd.yaml`) !== undefined;
    expect(["old", "restored", runs ? "missing" : undefined]).toContain(textOf(MEMBER));
    await restoreAll();
    expect(textOf(MEMBER)).toBe("restored");
    expect(replaced()).toContain("old");
    expect(machine.files.names(MANIFESTS)).toEqual(["etcd.yaml", "kube-apiserver.yaml"]);
    expect(machine.files.names("/etc/kubernetes")).toEqual(["manifests", "pki"]);
  },
);

test("that is all of a restore's changes", async () => {
  const before = host.machine.writes.length;
  await restoreAll();
  expect(host.machine.writes.length - before).toBe(WRITES);
});
