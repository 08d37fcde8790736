import { beforeEach, describe, expect, test } from "vitest";
import { fakeMove } from "../host/fake/fake-archives.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import type { FakeProgram } from "../host/fake/fake-machine.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { recoverEtcd } from "./recover-etcd.ts";
import { RECOVERY_UNIT, recoveryArguments } from "./recovery-arguments.ts";

const MANIFESTS = "/etc/kubernetes/manifests";
const DATA = "/var/lib/etcd/member/snap/db";
const IMAGE = "k8s.gcr.io/etcd:3.4.13-0";
const spec = sampleNodeSpec("1.20.2");
const lost = [{ name: "m2", address: "10.0.0.2" }];
const recovery = { lost, others: ["m2"], token: "pharos-1" };

const ok = { exitCode: 0, stdout: "", stderr: "" };
const member = (id: string, name: string, address: string) => ({
  id,
  name,
  peerUrls: [`https://${address}:2380`],
  isLearner: false,
});

/** The kubelet runs what has a manifest; etcd serves if it has a majority of members that have started. */
const look = (host: FakeHost): void => {
  const { machine } = host;
  machine.pods = ["etcd", "kube-apiserver"].flatMap((component) => {
    const name = `${component}-m1`;
    const isThere = machine.files.entry(`${MANIFESTS}/${component}.yaml`) !== undefined;
    return isThere ? [{ id: name, namespace: "kube-system", name, startedAtMs: 0 }] : [];
  });
  const isRecovering = machine.units.get(RECOVERY_UNIT)?.active === "active";
  const serves = machine.cluster.etcdMembers.size === 1 && machine.pods.length > 0;
  if (isRecovering || serves) machine.cluster.apiServers.add("m1");
  else machine.cluster.apiServers.clear();
};

const move =
  (host: FakeHost): FakeProgram =>
  (machine, argv) => {
    const result = fakeMove(machine, argv);
    look(host);
    return result;
  };

const copy: FakeProgram = ({ files }, argv) => {
  files.seed(`${argv.at(-1)}/snap/db`, files.follow(DATA)?.text ?? "");
  return ok;
};

/** etcd takes the others out of its data, and serves. */
const force =
  (host: FakeHost): FakeProgram =>
  (machine) => {
    machine.cluster.etcdMembers.delete("b");
    machine.files.seed(DATA, "alone");
    machine.units.set(RECOVERY_UNIT, { active: "active", loadedFiles: [], loadedAtMs: 0 });
    machine.files.seed(`/run/systemd/system/${RECOVERY_UNIT}`, "");
    look(host);
    return ok;
  };

/** As `systemd-run --collect` has it: a unit that has ended is forgotten. */
const forgetEnded = (host: FakeHost): void => {
  const stop = host.machine.units.get(RECOVERY_UNIT);
  if (stop?.active === "active") return;
  host.machine.files.remove(`/run/systemd/system/${RECOVERY_UNIT}`);
  look(host);
};

let host: FakeHost;
beforeEach(() => {
  host = preparedHost("m1");
  const { machine } = host;
  const etcd = `spec:\n  containers:\n  - image: ${IMAGE}\n    command: [etcd, --name=m1]\n`;
  machine.files.seed(`${MANIFESTS}/etcd.yaml`, etcd);
  machine.files.seed(`${MANIFESTS}/kube-apiserver.yaml`, "spec: {}\n");
  machine.files.seed("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "certificate\n");
  machine.files.seed(DATA, "old");
  machine.cluster.etcdMembers.set("a", member("a", "m1", "10.0.0.1"));
  machine.cluster.etcdMembers.set("b", member("b", "", "10.0.0.2"));
  machine.programs.set("mv", move(host));
  machine.programs.set("cp", copy);
  machine.programs.set("sync", () => ok);
  machine.programs.set("systemd-run", force(host));
  look(host);
});

const recover = (over: Partial<typeof recovery> = {}) => {
  const bound = host.bind();
  return recoverEtcd({ ...bound, units: watched(bound.units) }, spec, { ...recovery, ...over });
};

const watched = (units: ReturnType<FakeHost["bind"]>["units"]) => ({
  ...units,
  stop: async (unit: string) => {
    await units.stop(unit);
    forgetEnded(host);
  },
});

const textOf = (path: string): string | undefined => host.machine.files.follow(path)?.text;
const members = () => [...host.machine.cluster.etcdMembers.values()].map(({ name }) => name);
const kept = () =>
  (host.machine.files.names("/var/lib/etcd") ?? []).filter((name) => name !== "member");

describe("etcd without a majority", () => {
  test("goes on with the one member that is left, and its data is kept as it was", async () => {
    const path = await recover();
    expect(members()).toEqual(["m1"]);
    expect(textOf(DATA)).toBe("alone");
    expect(textOf(`${path}/member/snap/db`)).toBe("old");
    expect(host.machine.files.names(MANIFESTS)).toEqual(["etcd.yaml", "kube-apiserver.yaml"]);
    expect(textOf(`${MANIFESTS}/etcd.yaml`)).not.toContain("force-new-cluster");
    expect(host.machine.units.get(RECOVERY_UNIT)?.active).toBe("inactive");
  });

  test("is left as it is where it cannot serve alone", async () => {
    host.machine.programs.set("systemd-run", () => ok);
    await expect(recover()).rejects.toMatchObject({
      code: "ETCD_RECOVERY_FAILED",
      message: expect.stringContaining("it has ended"),
    });
    expect(textOf(DATA)).toBe("old");
    expect(host.machine.files.names(MANIFESTS)).toEqual(["etcd.yaml", "kube-apiserver.yaml"]);
  });

  test("keeps no half of a copy when the disk is full", async () => {
    host.machine.programs.set("cp", () => ({ exitCode: 1, stdout: "", stderr: "no space left" }));
    await expect(recover()).rejects.toMatchObject({ code: "PROGRAM_FAILED" });
    expect(kept()).toEqual([]);
    expect(host.machine.files.names(MANIFESTS)).toEqual(["etcd.yaml", "kube-apiserver.yaml"]);
  });
});

test("the copy is on the disk before etcd changes what it is a copy of", async () => {
  await recover();
  const programs = host.machine.runs.map(([program]) => program);
  const order = ["cp", "sync", "systemd-run"].map((program) => programs.indexOf(program));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
});

describe("etcd is not made alone", () => {
  test("while it has a leader", async () => {
    host.machine.cluster.etcdMembers.set("b", member("b", "m2", "10.0.0.2"));
    host.machine.cluster.apiServers.add("m1");
    await expect(recover()).rejects.toMatchObject({
      code: "ETCD_NOT_LOST",
      message: expect.stringContaining("it has a leader"),
    });
    expect(members()).toEqual(["m1", "m2"]);
    expect(kept()).toEqual([]);
  });

  test("while etcd of one that is said to be lost answers", async () => {
    // Without a leader all answer that are there.
    host.machine.cluster.apiServers.add("m2");
    await expect(recover()).rejects.toMatchObject({
      code: "ETCD_NOT_LOST",
      message: expect.stringContaining("etcd of m2 answers"),
    });
    expect(textOf(DATA)).toBe("old");
  });
});

test("etcd is not made alone while a master that this host knows of is not named as lost", async () => {
  await expect(recover({ others: ["m2", "m3"] })).rejects.toMatchObject({
    code: "ETCD_NOT_LOST",
    message: expect.stringContaining("nobody says that m3 is lost"),
  });
  expect(textOf(DATA)).toBe("old");
});

test("etcd whose data is gone is told, and nothing is started that would be empty", async () => {
  host.machine.files.remove("/var/lib/etcd/member");
  await expect(recover()).rejects.toMatchObject({ code: "ETCD_RECOVERY_FAILED" });
  expect(host.machine.runs.some(([program]) => program === "systemd-run")).toBe(false);
});

test("a second time it only lets run what should", async () => {
  await recover();
  expect(await recover()).toBeUndefined();
  expect(kept()).toHaveLength(1);
});

test("Docker runs it, too, with its name for the container", () => {
  const docker = { ...spec, runtime: { ...spec.runtime, kind: "docker" as const } };
  const argv = recoveryArguments(docker, {
    image: IMAGE,
    name: "pharos-recovery-1",
    command: ["etcd"],
  });
  expect(argv.slice(argv.indexOf("docker"))).toEqual([
    "docker",
    "run",
    "--rm",
    "--network=host",
    "--name=pharos-recovery-1",
    "--volume=/var/lib/etcd:/var/lib/etcd",
    "--volume=/etc/kubernetes/pki/etcd:/etc/kubernetes/pki/etcd:ro",
    IMAGE,
    "etcd",
    "--force-new-cluster",
  ]);
});

const WRITES = 13;

test.each(Array.from({ length: WRITES }, (_, at) => at + 1))(
  "an agent that is killed after change %i has not lost what etcd had, and the next one ends well",
  async (at) => {
    const { machine } = host;
    machine.faults.dieAt(machine.writes.length + at, "after");
    await recover().catch(() => undefined);
    machine.faults.revive();
    expect(["old", "alone"]).toContain(textOf(DATA));
    await recover();
    expect(members()).toEqual(["m1"]);
    expect(kept().map((name) => textOf(`/var/lib/etcd/${name}/member/snap/db`))).toContain("old");
    expect(kept().every((name) => name.startsWith("before-recovery-"))).toBe(true);
    expect(machine.files.names(MANIFESTS)).toEqual(["etcd.yaml", "kube-apiserver.yaml"]);
    expect(machine.units.get(RECOVERY_UNIT)?.active).not.toBe("active");
  },
);

test("that is all of a recovery's changes", async () => {
  const before = host.machine.writes.length;
  await recover();
  expect(host.machine.writes.length - before).toBe(WRITES);
});
